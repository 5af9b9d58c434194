//! The hemicycle: a seat a vote, filled as votes are, and the line after as many as are needed.

use super::vote_ink;
use crate::export::picture::{Anchor, Hand, Ink, Picture};
use crate::protocol::describe::Tally;
use crate::view::geometry::{Point, at};
use crate::view::hemicycle::{House, SeatShape, Vote};

pub fn draw(pen: &mut Picture, corner: Point, tally: &Tally) {
    let mut house = House::new(tally);
    house.centre = house.centre.plus(corner);
    for seat in &house.seats {
        let (fill, stroke) = match seat.vote {
            Vote::Yes => (Ink::Yes, Ink::Yes),
            Vote::No => (Ink::No, Ink::No),
            Vote::Possible => (Ink::Paper, Ink::Wait),
            Vote::Gone => (vote_ink(Vote::Gone), Ink::Line),
        };
        let middle = seat.at.plus(corner);
        match seat.shape {
            SeatShape::Wedge { from, to } => {
                pen.path(house.wedge_path(from, to), fill, stroke, 1.4, false);
            }
            SeatShape::Round { r } => pen.circle(middle, r, fill, stroke, 1.0),
        }
        sign(pen, seat.vote, middle, seat.shape);
    }
    let line = house.threshold.iter().map(|point| point.plus(corner));
    let line: Vec<Point> = line.collect();
    for pair in line.windows(2) {
        pen.line(pair[0], pair[1], Ink::Ink, 2.4, false);
    }
    let count = format!("{} / {}", house.have, house.need);
    let size = if count.len() > 5 { 13.0 } else { 18.0 };
    pen.text(
        house.centre,
        &count,
        Hand::new(size, Anchor::Middle, Ink::Ink).bold(),
    );
}

/// The second sign next to the colour, where there is room for one.
fn sign(pen: &mut Picture, vote: Vote, middle: Point, shape: SeatShape) {
    if !matches!(shape, SeatShape::Wedge { .. }) {
        return;
    }
    let corner = |x: f64, y: f64| middle.plus(at(x * 4.0, y * 4.0));
    match vote {
        Vote::Yes => {
            pen.line(
                corner(-0.9, 0.05),
                corner(-0.2, 0.75),
                Ink::Paper,
                1.8,
                false,
            );
            pen.line(
                corner(-0.2, 0.75),
                corner(0.95, -0.7),
                Ink::Paper,
                1.8,
                false,
            );
        }
        Vote::No => pen.cross(middle, 3.2, Ink::Paper),
        Vote::Possible => pen.circle(middle, 1.6, Ink::Wait, Ink::None, 0.0),
        Vote::Gone => pen.line(corner(-0.8, 0.0), corner(0.8, 0.0), Ink::Dead, 1.6, false),
    }
}
