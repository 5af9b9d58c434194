//! The nodes in a ring, as wide as the stage allows, and the clients outside it.
//!
//! Many nodes stand in two or three staggered rows, like teeth of a zip: a row of 101 would leave
//! each a dot, while two rows nearly double the room for a number.

use std::f64::consts::TAU;

use super::corner;
use super::frame::Frame;
use super::geometry::{Point, Rect, at};
use super::plan::{Arrangement, CAPTIONED_MAX, CaptionPlace, Disc, Plan, Side};
use super::turn;
use crate::order::Within;

const RADIUS_MAX: f64 = 34.0;
const RADIUS_MIN: f64 = 3.0;
/// Three digits fit into this.
const READABLE: f64 = 14.0;
/// The least distance of neighbours in radii: room for the arcs of a coordinator.
const PITCH: f64 = 2.45;
/// Room kept for a coordinator's arcs and the mark of what is selected.
const HALO: f64 = 13.0;
/// Room for two lines of words above or below a node.
const WORDS: f64 = 36.0;
/// A line of a few words, as most are: "voted x = 7".
const SHORT_WORDS: f64 = 68.0;
const LINE: f64 = 13.0;
pub(super) const MARGIN: f64 = 8.0;
/// Room for words beside a node, and from how many nodes on they stand there.
const SIDE_WORDS: f64 = 92.0;
pub(super) const BESIDE_MIN: usize = 7;
/// A stage that is lower, as when it is presented, is low.
const LOW: f64 = 340.0;
/// Up to how many nodes there is room between them for words below.
const BELOW_MAX: usize = 8;

/// Where nodes have their words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    None,
    Below,
    /// Outwards, whatever that is for a node.
    Around,
}

pub(super) fn plan(frame: Frame, nodes: usize, clients: usize) -> Plan {
    if clients == 1
        && let Some(plan) = corner::plan(frame, nodes)
    {
        return plan;
    }
    let (mut clients, room) = seat_clients(frame, clients);
    let captioned = nodes <= CAPTIONED_MAX;
    // With many nodes, or on a low stage, there is no room for words between them, but at the sides of
    // a wide one.
    let close = nodes >= BESIDE_MIN || nodes > 3 && frame.height < LOW;
    let beside = close && room.w > room.h * 1.2;
    let words = match (captioned, beside) {
        (true, true) => Words::Around,
        (true, false) if nodes <= BELOW_MAX => Words::Below,
        _ => Words::None,
    };
    let (mut discs, mut centre) = if nodes == 1 {
        let centre = room.centre();
        let disc = Disc {
            at: centre,
            r: RADIUS_MAX,
        };
        (vec![disc], centre)
    } else {
        seat_nodes(room, nodes, words)
    };
    if words != Words::None && !frame.is_portrait() {
        let shift = gather(frame, words, &discs, &mut clients);
        discs.iter_mut().for_each(|disc| disc.at.x += shift);
        centre.x += shift;
    }
    let captions = captions(&discs, centre, words);
    Plan {
        frame,
        arrangement: Arrangement::Ring,
        nodes: discs,
        captions,
        clients,
        centre,
        chart: None,
    }
}

/// Clients at the right, beyond eight at both sides; below on a tall stage. Returns their boxes
/// and what is left for the ring.
fn seat_clients(frame: Frame, count: usize) -> (Vec<Rect>, Rect) {
    let bounds = frame.bounds().grown(-MARGIN);
    if count == 0 {
        return (Vec::new(), bounds);
    }
    let (w, h) = if count <= 4 {
        (98.0, 46.0)
    } else {
        (86.0, 36.0)
    };
    if frame.is_portrait() {
        let gap = 8.0;
        let per_row = (((bounds.w + gap) / (w + gap)) as usize).clamp(1, count);
        let rows = count.div_ceil(per_row);
        let top = bounds.bottom() - rows as f64 * (h + gap) + gap;
        let boxes = (0..count)
            .map(|i| {
                let row = i / per_row;
                let in_row = per_row.min(count - row * per_row);
                let from_middle = (i % per_row) as f64 - (in_row - 1) as f64 / 2.0;
                let x = bounds.centre().x + from_middle * (w + gap);
                Rect::around(at(x, top + h / 2.0 + row as f64 * (h + gap)), w, h)
            })
            .collect();
        let room = Rect {
            h: top - gap - bounds.y,
            ..bounds
        };
        return (boxes, room);
    }
    let fits = ((bounds.h / (h + 6.0)) as usize).max(1);
    let columns = if count > 8.min(fits) { 2 } else { 1 };
    let per_column = count.div_ceil(columns);
    let pitch = (bounds.h / per_column as f64).min(h + 22.0);
    // A column that is too low for its clients makes them flatter.
    let h = h.min(pitch - 4.0);
    let boxes = (0..count)
        .map(|i| {
            let (column, row) = (i / per_column, i % per_column);
            let in_column = per_column.min(count - column * per_column);
            let y = bounds.centre().y + (row as f64 - (in_column - 1) as f64 / 2.0) * pitch;
            // One or two clients stand beside the first node, which they ask first.
            let y = if count <= 2 { y - bounds.h * 0.24 } else { y };
            let x = if column == 0 {
                bounds.right() - w / 2.0
            } else {
                bounds.x + w / 2.0
            };
            Rect::around(at(x, y), w, h)
        })
        .collect();
    let taken = w + 18.0;
    let left = if columns == 2 { taken } else { 0.0 };
    let room = Rect {
        x: bounds.x + left,
        w: bounds.w - taken - left,
        ..bounds
    };
    (boxes, room)
}

/// On a wide stage, moves a column of clients to the ring and both to the middle, so that requests
/// do not cross an empty half. Returns how far the ring has to move.
fn gather(frame: Frame, words: Words, discs: &[Disc], clients: &mut [Rect]) -> f64 {
    let in_one_column = clients.windows(2).all(|pair| pair[0].x == pair[1].x);
    let Some(w) = clients
        .first()
        .map(|block| block.w)
        .filter(|_| in_one_column)
    else {
        return 0.0;
    };
    let left = discs
        .iter()
        .map(|d| d.at.x - d.r)
        .fold(f64::INFINITY, f64::min);
    let right = discs.iter().map(|d| d.at.x + d.r).fold(0.0, f64::max);
    let beside = if words == Words::Around {
        SIDE_WORDS
    } else {
        20.0
    };
    let gap = 110.0 + beside;
    let x = right + gap;
    if x >= clients[0].x {
        return 0.0;
    }
    let middle = (left - beside + x + w) / 2.0;
    let shift = frame.width / 2.0 - middle;
    clients.iter_mut().for_each(|block| block.x = x + shift);
    shift
}

/// The largest nodes that fit, in as few rows as do not cost much size.
pub(super) fn seat_nodes(room: Rect, nodes: usize, words: Words) -> (Vec<Disc>, Point) {
    let mut best: Option<(f64, Vec<Point>, Point)> = None;
    for rows in 1..=3 {
        if rows > 1 && nodes < 12 {
            break;
        }
        let (mut low, mut high) = (RADIUS_MIN, RADIUS_MAX);
        for _ in 0..12 {
            let middle = (low + high) / 2.0;
            if fits(&teeth(room, nodes, rows, middle, words).0, middle, words) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // One row is easier to read round, until its numbers are not.
        let gain = |r: f64| if r < READABLE { 1.08 } else { 1.45 };
        let better = best.as_ref().is_none_or(|(r, ..)| low > r * gain(*r));
        if better {
            let (places, centre) = teeth(room, nodes, rows, low, words);
            best = Some((low, places, centre));
        }
    }
    let (r, places, centre) = best.expect("one row is always tried");
    let discs = places.into_iter().map(|at| Disc { at, r }).collect();
    (discs, centre)
}

fn fits(places: &[Point], r: f64, words: Words) -> bool {
    // Words below a node must not lie on the next one.
    let least = match words {
        Words::Below => (r * PITCH).max(2.0 * r + 26.0),
        Words::Around => (r * PITCH).max(2.0 * r + 22.0),
        Words::None => r * PITCH,
    };
    let apart = places
        .iter()
        .enumerate()
        .all(|(i, a)| places[i + 1..].iter().all(|b| a.distance(*b) >= least));
    // Nor may they lie on the one after that, on a stage so low that it stands beside them.
    let clear = |words: Rect| places.iter().all(|b| words.distance(*b) >= r);
    let below = |a: &Point| Rect::around(at(a.x, a.y + r + HALO + LINE / 2.0), SHORT_WORDS, LINE);
    apart && (words != Words::Below || places.iter().all(|a| clear(below(a))))
}

/// Places on an ellipse, equally far apart along it, in staggered rows from outside to inside.
fn teeth(room: Rect, nodes: usize, rows: usize, r: f64, words: Words) -> (Vec<Point>, Point) {
    let captioned = words != Words::None;
    let over = if captioned { WORDS } else { 0.0 };
    let halo = if captioned { HALO } else { 5.0 };
    let side = match words {
        Words::None => r + halo,
        // Words below the nodes at the sides reach out a bit.
        Words::Below => (r + halo).max(50.0),
        Words::Around => r + halo + SIDE_WORDS,
    };
    let mut a = (room.w / 2.0 - side).max(r);
    let mut b = ((room.h - 2.0 * over) / 2.0 - r - halo).max(r);
    let stretch = match nodes {
        0..=4 => 1.2,
        5..=16 => (room.w / room.h).within(1.4, 1.75),
        _ => 2.4,
    };
    a = a.min(b * stretch);
    b = b.min(a * stretch);
    let centre = room.centre();
    // A full number of teeth, so that the last and the first are not in one row side by side.
    let slots = nodes.div_ceil(rows) * rows;
    let angles = equal_steps(a, b, slots);
    let depth = r * 2.3;
    let places = (0..nodes)
        .map(|i| {
            let inward = (i % rows) as f64 * depth;
            let (a, b) = ((a - inward).max(r), (b - inward).max(r));
            centre.plus(at(a * turn::cos(angles[i]), b * turn::sin(angles[i])))
        })
        .collect();
    (places, centre)
}

/// Angles of points equally far apart along an ellipse, from the top clockwise.
fn equal_steps(a: f64, b: f64, count: usize) -> Vec<f64> {
    const SAMPLES: usize = 720;
    let angle = |i: usize| TAU * i as f64 / SAMPLES as f64 - TAU / 4.0;
    let point = |i: usize| at(a * turn::cos(angle(i)), b * turn::sin(angle(i)));
    let mut along = Vec::with_capacity(SAMPLES + 1);
    along.push(0.0);
    for i in 1..=SAMPLES {
        along.push(along[i - 1] + point(i).distance(point(i - 1)));
    }
    let whole = along[SAMPLES];
    let mut sample = 0;
    (0..count)
        .map(|i| {
            let target = whole * i as f64 / count as f64;
            while along[sample + 1] < target {
                sample += 1;
            }
            let part = (target - along[sample]) / (along[sample + 1] - along[sample]);
            TAU * (sample as f64 + part) / SAMPLES as f64 - TAU / 4.0
        })
        .collect()
}

/// Words point outwards: above what is on top, below the others, or beside them.
pub(super) fn captions(discs: &[Disc], centre: Point, words: Words) -> Vec<Option<CaptionPlace>> {
    if words == Words::None {
        return vec![None; discs.len()];
    }
    let neighbour = |disc: &Disc| {
        discs
            .iter()
            .filter(|other| other.at != disc.at)
            .map(|other| other.at.distance(disc.at))
            .fold(f64::INFINITY, f64::min)
    };
    let top = discs.iter().map(|d| d.at.y).fold(f64::INFINITY, f64::min);
    discs
        .iter()
        .map(|disc| {
            let way = disc.at.minus(centre);
            let is_top = discs.len() > 1 && disc.at.y < top + 1.0 && way.y < 0.0;
            let is_aside = way.x.abs() > 0.4 * way.y.abs();
            let side = match words {
                Words::Around if is_aside && way.x > 0.0 => Side::Right,
                Words::Around if is_aside => Side::Left,
                Words::Around if way.y < 0.0 => Side::Above,
                _ if is_top => Side::Above,
                _ => Side::Below,
            };
            let off = disc.r + HALO;
            let (at, width) = match side {
                Side::Right => (at(disc.at.x + off, disc.at.y), SIDE_WORDS),
                Side::Left => (at(disc.at.x - off, disc.at.y), SIDE_WORDS),
                // Around the ring only the top node's words stand over it.
                Side::Above if words == Words::Around => (at(disc.at.x, disc.at.y - off), 150.0),
                Side::Above => (at(disc.at.x, disc.at.y - off), over_words(neighbour(disc))),
                Side::Below => (at(disc.at.x, disc.at.y + off), over_words(neighbour(disc))),
            };
            let lines = if neighbour(disc) > 2.0 * disc.r + 46.0 {
                2
            } else {
                1
            };
            Some(CaptionPlace {
                at,
                side,
                width,
                lines,
            })
        })
        .collect()
}

/// Words of nodes side by side over or under neighbours must not run together.
fn over_words(neighbour: f64) -> f64 {
    if neighbour < 110.0 {
        neighbour * 0.96
    } else {
        (neighbour * 0.8).min(150.0)
    }
}
