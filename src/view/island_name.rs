//! Where the name of an island stands: where it covers neither nodes nor anybody's words.

use super::geometry::{Point, Rect, at};
use super::island::Outline;
use super::plan::{Disc, Plan};

/// Room for the name of an island: "cut off".
const LABEL: (f64, f64) = (52.0, 16.0);

/// In the middle where that is free, else over, under or beside the region.
pub(super) fn label_place(plan: &Plan, own: &[Disc], outline: &Outline) -> Point {
    let sum = own
        .iter()
        .fold(Point::default(), |sum, disc| sum.plus(disc.at));
    let middle = sum.times(1.0 / own.len() as f64);
    let furthest = |way: Point| {
        own.iter().fold(own[0], |best, disc| {
            if disc.at.dot(way) > best.at.dot(way) {
                *disc
            } else {
                best
            }
        })
    };
    let rim = match outline {
        Outline::Hull { pad, .. } => *pad,
        Outline::Bridged { discs, .. } => discs[0].r,
    };
    let beside = |x: f64, y: f64| {
        let way = at(x, y);
        let off = at(
            x * (rim + LABEL.0 / 2.0 + 6.0),
            y * (rim + LABEL.1 / 2.0 + 5.0),
        );
        furthest(way).at.plus(off)
    };
    let (over, under) = (beside(0.0, -1.0), beside(0.0, 1.0));
    // The words of nodes stand below them, except for what is on top.
    let top = furthest(at(0.0, -1.0)).at;
    let is_top = plan.nodes.iter().all(|disc| disc.at.y >= top.y) && plan.chart.is_none();
    let (first, second) = if is_top { (under, over) } else { (over, under) };
    let within = own.len() > 1 && outline.distance(middle) == 0.0;
    let places = [
        // A single node's number stays readable.
        if within { middle } else { first },
        first,
        second,
        under.plus(at(0.0, LABEL.1 + 8.0)),
        beside(-1.0, 0.0),
        beside(1.0, 0.0),
    ];
    for place in places {
        if is_free(plan, Rect::around(place, LABEL.0, LABEL.1)) {
            return place;
        }
    }
    first
}

/// Whether something there covers nobody, nor anybody's words.
pub(super) fn is_free(plan: &Plan, block: Rect) -> bool {
    if !plan.frame.bounds().holds(block) {
        return false;
    }
    for disc in &plan.nodes {
        if block.distance(disc.at) <= disc.r + 2.0 {
            return false;
        }
    }
    for words in plan.captions.iter().flatten() {
        if words.usual().overlaps(block) {
            return false;
        }
    }
    !plan.clients.iter().any(|client| client.overlaps(block))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{NodeId, NodeSet};
    use crate::view::frame::Frame;
    use crate::view::island::island;
    use crate::view::plan::Arrangement;

    #[test]
    fn the_name_of_an_island_covers_no_words_on_a_phone() {
        for (width, height) in [(390., 290.), (360., 250.), (390., 420.), (812., 520.)] {
            for members in [vec![3, 4], vec![2, 3], vec![0, 1], vec![1], vec![4]] {
                let frame = Frame::of_pixels(width, height);
                let plan = Plan::new(frame, Arrangement::Ring, 5, 1);
                let members: NodeSet = members.into_iter().map(NodeId).collect();
                let label = island(&plan, members).expect("there are members").label;
                let name = Rect::around(label, LABEL.0, LABEL.1);
                let what = format!("{width}×{height}, {members:?}: {label:?}");
                assert!(frame.bounds().holds(name), "{what}");
                for words in plan.captions.iter().flatten() {
                    assert!(!words.usual().overlaps(name), "{what}: {words:?}");
                }
            }
        }
    }
}
