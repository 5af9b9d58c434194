//! The sign of the product and the meter of every quorum: a half circle of seats that fill from
//! the left as votes arrive, and a line after as many seats as are needed. The quorum is reached
//! when the yes seats reach the line, and lost when yes and possible together stop short of it.

use std::f64::consts::PI;

use super::geometry::{Point, Rect, at};
use crate::order;
use crate::protocol::describe::Tally;
use crate::protocol::ids::{NodeId, NodeSet};
use crate::view::digits::fill_fine;

/// How one vote stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vote {
    Yes,
    /// Has not answered and still can.
    Possible,
    /// Has not answered and cannot.
    Gone,
    No,
}

impl Vote {
    /// For class names; the style sheet gives each a colour.
    pub fn name(self) -> &'static str {
        match self {
            Vote::Yes => "yes",
            Vote::Possible => "possible",
            Vote::Gone => "gone",
            Vote::No => "no",
        }
    }
}

/// What a seat looks like.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum SeatShape {
    /// A piece of a half ring between two angles and two radii.
    Wedge { from: f64, to: f64 },
    /// A round seat in one of several rows.
    Round { r: f64 },
}

/// One seat of the house.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Seat {
    pub node: NodeId,
    /// Which of the node's seats, if it has several.
    pub part: u8,
    pub vote: Vote,
    pub at: Point,
    pub shape: SeatShape,
}

/// The whole house, ready to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct House {
    pub size: Rect,
    /// The middle of the half circle.
    pub centre: Point,
    pub inner: f64,
    pub outer: f64,
    pub seats: Vec<Seat>,
    /// The line after the seats that are needed, from the inside outwards. With several rows it
    /// has a step wherever the rows' seats do not end at one angle.
    pub threshold: Vec<Point>,
    pub have: u8,
    pub need: u8,
    /// Whether the seats that are open can still fill it up to the line.
    pub can: bool,
}

/// Up to so many seats stand in one row as wedges.
const WEDGES_MAX: usize = 15;
/// Free room between wedges, in units at the middle of the ring.
const GAP: f64 = 3.0;
/// The drawing's size: the same for every house, so that the page can reserve room.
const WIDTH: f64 = 150.0;
const HEIGHT: f64 = 86.0;
const OUTER: f64 = 64.0;
const INNER: f64 = 38.0;
/// Several rows need more depth than one.
const INNER_OF_ROWS: f64 = 29.0;

/// The votes in the order of their seats: yes from the left, no from the right.
pub fn votes(tally: &Tally) -> Vec<(NodeId, Vote)> {
    let yes = tally.yes.intersection(tally.members);
    let no = tally.no.intersection(tally.members).difference(yes);
    let open = tally.members.difference(yes).difference(no);
    let possible = open.intersection(tally.possible);
    let heavy = tally.seats.heavy;
    let with = |set: NodeSet, vote| {
        set.iter().flat_map(move |node| {
            let seats = heavy.filter(|(who, _)| *who == node);
            let seats = seats.map_or(1, |(_, seats)| seats.max(1));
            std::iter::repeat_n((node, vote), seats.into())
        })
    };
    with(yes, Vote::Yes)
        .chain(with(possible, Vote::Possible))
        .chain(with(open.difference(possible), Vote::Gone))
        .chain(with(no, Vote::No))
        .collect()
}

impl House {
    pub fn new(tally: &Tally) -> House {
        let votes = votes(tally);
        let count = votes.len();
        let centre = at(WIDTH / 2.0, HEIGHT - 10.0);
        let rows = count > WEDGES_MAX;
        let inner = if rows { INNER_OF_ROWS } else { INNER };
        let angles = if rows {
            row_seats(count)
        } else {
            wedge_seats(count)
        };
        let need = usize::from(tally.need).min(count);
        let first = |node: NodeId| votes.iter().position(|(other, _)| *other == node);
        let seats = votes
            .iter()
            .zip(&angles)
            .enumerate()
            .map(|(at, (&(node, vote), place))| Seat {
                node,
                part: first(node).map_or(0, |first| (at - first) as u8),
                vote,
                at: Point::polar(centre, place.angle, place.distance),
                shape: place.shape,
            })
            .collect::<Vec<_>>();
        let have = seats.iter().filter(|seat| seat.vote == Vote::Yes).count() as u8;
        House {
            size: Rect {
                x: 0.0,
                y: 0.0,
                w: WIDTH,
                h: HEIGHT,
            },
            centre,
            inner,
            outer: OUTER,
            threshold: threshold(centre, inner, &angles, need),
            seats,
            have,
            need: tally.need,
            can: tally.can(),
        }
    }

    /// The outline of a wedge as the `d` of an SVG path.
    pub fn wedge_path(&self, from: f64, to: f64) -> String {
        // Equal gaps at both rims, in place of equal angles, keep the sides of a gap parallel.
        let corner = |angle: f64, radius: f64, sign: f64| {
            Point::polar(self.centre, angle + sign * GAP / 2.0 / radius, radius)
        };
        let (a, b) = (corner(from, self.outer, 1.0), corner(to, self.outer, -1.0));
        let (c, d) = (corner(to, self.inner, -1.0), corner(from, self.inner, 1.0));
        let (outer, inner) = (self.outer, self.inner);
        let rims = [
            fill_fine("M# #A# # 0 0 1 # #", 2, &[a.x, a.y, outer, outer, b.x, b.y]),
            fill_fine(
                "L# #A# # 0 0 0 # #Z",
                2,
                &[c.x, c.y, inner, inner, d.x, d.y],
            ),
        ];
        rims.concat()
    }
}

/// The line between the first seats and the rest, row by row.
fn threshold(centre: Point, inner: f64, places: &[Place], need: usize) -> Vec<Point> {
    let mut rows: Vec<f64> = places.iter().map(|place| place.distance).collect();
    order::sort_by(&mut rows, |a, b| a < b);
    rows.dedup();
    let last_row = rows.len().saturating_sub(1);
    let mut line = Vec::new();
    for (i, &row) in rows.iter().enumerate() {
        let in_row = |places: &[Place], first: bool| {
            let mut angles = places.iter().filter(|p| p.distance == row).map(|p| p.angle);
            if first {
                angles.next()
            } else {
                angles.next_back()
            }
        };
        // Between the last seat needed and the next; at an end when all or none are needed.
        let angle = match (
            in_row(&places[..need], false),
            in_row(&places[need..], true),
        ) {
            (Some(last), Some(next)) => (last + next) / 2.0,
            (Some(_), None) => 2.0 * PI,
            (None, _) => PI,
        };
        let from = if i == 0 {
            inner - 5.0
        } else {
            (rows[i - 1] + row) / 2.0
        };
        let to = if i == last_row {
            OUTER + 8.0
        } else {
            (rows[i + 1] + row) / 2.0
        };
        line.push(Point::polar(centre, angle, from));
        line.push(Point::polar(centre, angle, to));
    }
    line
}

struct Place {
    angle: f64,
    distance: f64,
    shape: SeatShape,
}

fn wedge_seats(count: usize) -> Vec<Place> {
    let step = PI / count.max(1) as f64;
    (0..count)
        .map(|i| {
            let from = PI + step * i as f64;
            Place {
                angle: from + step / 2.0,
                distance: (INNER + OUTER) / 2.0,
                shape: SeatShape::Wedge {
                    from,
                    to: from + step,
                },
            }
        })
        .collect()
}

/// Seats in rows like a parliament's, in the order from the left to the right.
fn row_seats(count: usize) -> Vec<Place> {
    let (rows, r) =
        (2..=7)
            .map(|rows| (rows, seat_radius(rows, count)))
            .fold(
                (2, 0.0),
                |best, this| if this.1 > best.1 { this } else { best },
            );
    let mut places: Vec<Place> = seats_by_row(rows, count)
        .into_iter()
        .flat_map(|(distance, in_row)| {
            // Half a seat of room at both ends keeps the seats above the ground line.
            let margin = r / distance;
            (0..in_row).map(move |i| {
                let part = if in_row == 1 {
                    0.5
                } else {
                    i as f64 / (in_row - 1) as f64
                };
                Place {
                    angle: PI + margin + (PI - 2.0 * margin) * part,
                    distance,
                    shape: SeatShape::Round { r },
                }
            })
        })
        .collect();
    // By angle; of those on one line, the outer ones first.
    order::sort_by(&mut places, |a, b| {
        (a.angle, -a.distance) < (b.angle, -b.distance)
    });
    places
}

/// The radii of the rows and how many sit in each, in proportion to their lengths.
fn seats_by_row(rows: usize, count: usize) -> Vec<(f64, usize)> {
    let depth = (OUTER - INNER_OF_ROWS) / rows as f64;
    let radii: Vec<f64> = (0..rows)
        .map(|row| INNER_OF_ROWS + depth * (row as f64 + 0.5))
        .collect();
    let length: f64 = radii.iter().sum();
    let (mut seated, mut along) = (0, 0.0);
    radii
        .into_iter()
        .map(|radius| {
            along += radius;
            // Rounding the running total hands out every seat exactly once.
            let upto = (count as f64 * along / length).round() as usize;
            let here = upto - seated;
            seated = upto;
            (radius, here)
        })
        .collect()
}

fn seat_radius(rows: usize, count: usize) -> f64 {
    let depth = (OUTER - INNER_OF_ROWS) / rows as f64;
    seats_by_row(rows, count)
        .into_iter()
        .map(|(radius, seats)| PI * radius / (seats as f64 + 0.2) / 2.0)
        .fold(depth / 2.0, f64::min)
        * 0.88
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::describe::Seats;
    use crate::protocol::ids::NODES_MAX;
    use proptest::prelude::*;

    fn tally(n: u8, yes: u8, no: u8, possible: u8, need: u8) -> Tally {
        let range = |from: u8, to: u8| (from..to).map(NodeId).collect::<NodeSet>();
        Tally {
            title: crate::say!("test"),
            members: NodeSet::all(n),
            yes: range(0, yes),
            no: range(yes, yes + no),
            possible: range(yes + no, yes + no + possible),
            need,
            seats: Seats::default(),
        }
    }

    fn angle(house: &House, p: Point) -> f64 {
        let way = p.minus(house.centre);
        let angle = libm::atan2(way.y, way.x);
        // From the left end over the top to the right end: π to 2π.
        if angle < -1e-9 {
            angle + 2.0 * PI
        } else if angle < 0.5 {
            2.0 * PI
        } else {
            PI
        }
    }

    /// Whether a seat is to the left of the line where the line passes its row.
    fn is_left(house: &House, seat: &Seat) -> bool {
        let row = seat.at.distance(house.centre);
        let passes = |pair: &&[Point]| {
            let (from, to) = (
                pair[0].distance(house.centre),
                pair[1].distance(house.centre),
            );
            from < row && row < to
        };
        let piece = house
            .threshold
            .chunks(2)
            .find(passes)
            .expect("the line passes every row");
        angle(house, seat.at) < angle(house, piece[0].lerp(piece[1], 0.5))
    }

    #[test]
    fn five_seats_of_which_two_said_yes() {
        let house = House::new(&tally(5, 2, 0, 1, 3));
        let votes: Vec<_> = house.seats.iter().map(|seat| seat.vote).collect();
        assert_eq!(
            votes,
            [Vote::Yes, Vote::Yes, Vote::Possible, Vote::Gone, Vote::Gone]
        );
        assert_eq!((house.have, house.need), (2, 3));
        let line = angle(&house, house.threshold[1]);
        assert!(
            (line - (PI + PI * 3.0 / 5.0)).abs() < 1e-6,
            "after the third seat"
        );
    }

    proptest! {
        #[test]
        fn every_member_has_one_seat_and_the_line_parts_them(
            n in 1..=NODES_MAX, a in 0u8..=101, b in 0u8..=101, c in 0u8..=101, need in 0u8..=101,
        ) {
            let yes = a % (n + 1);
            let no = b % (n - yes + 1);
            let possible = c % (n - yes - no + 1);
            let need = need % (n + 1);
            let house = House::new(&tally(n, yes, no, possible, need));
            prop_assert_eq!(house.seats.len(), usize::from(n));
            prop_assert_eq!(house.have, yes);
            let left = house.seats.iter().filter(|seat| is_left(&house, seat)).count();
            prop_assert_eq!(left, usize::from(need), "seats to the left of the line");
            for (i, seat) in house.seats.iter().enumerate() {
                let SeatShape::Round { r } = seat.shape else { continue };
                prop_assert!(r > 1.5, "seat {} is a dust grain: {}", i, r);
                prop_assert!(house.size.grown(-r).contains(seat.at));
                for other in &house.seats[i + 1..] {
                    prop_assert!(seat.at.distance(other.at) > 1.9 * r);
                }
            }
        }
    }

    #[test]
    fn a_node_with_three_votes_has_three_seats() {
        let mut tally = tally(5, 1, 0, 1, 4);
        tally.seats.heavy = Some((NodeId(0), 3));
        let house = House::new(&tally);
        let parts: Vec<_> = house
            .seats
            .iter()
            .map(|seat| (seat.node.0, seat.part))
            .collect();
        assert_eq!(parts[..4], [(0, 0), (0, 1), (0, 2), (1, 0)]);
        assert_eq!((house.seats.len(), house.have, house.can), (7, 3, true));
        tally.possible = NodeSet::EMPTY;
        assert!(!tally.can() && !tally.met());
    }

    #[test]
    fn who_answers_without_a_seat_is_not_counted() {
        let mut tally = tally(3, 2, 0, 0, 2);
        tally.yes.insert(NodeId(7));
        assert_eq!(House::new(&tally).have, 2);
    }
}
