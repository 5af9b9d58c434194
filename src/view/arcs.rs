//! A quorum worn by the node that collects it: the seats of the hemicycle bent round the node,
//! filling clockwise from the top, with a notch after as many as are needed.

use std::f64::consts::TAU;

use super::geometry::{Point, arc_path};
use super::hemicycle::{Vote, votes};
use super::plan::Disc;
use crate::order::Within;
use crate::protocol::describe::Tally;

/// One arc, or several equal ones drawn as one.
#[derive(Clone, PartialEq, Debug)]
pub struct Arc {
    pub vote: Vote,
    pub path: String,
}

/// All arcs round a node.
#[derive(Clone, PartialEq, Debug)]
pub struct Arcs {
    pub arcs: Vec<Arc>,
    pub notch: (Point, Point),
    pub width: f64,
}

/// Beyond this, neighbours with equal votes share one arc.
const SINGLE_MAX: usize = 24;
const TOP: f64 = -TAU / 4.0;

impl Arcs {
    pub fn around(disc: Disc, tally: &Tally) -> Arcs {
        let votes = votes(tally);
        let count = votes.len().max(1) as f64;
        let width = (disc.r * 0.15).within(2.5, 5.0);
        let radius = disc.r + 2.5 + width;
        let angle = |seat: usize| TOP + TAU * seat as f64 / count;
        // Round line ends stick out by half their width on both sides.
        let gap = if votes.len() > 1 {
            ((width + 2.0) / radius).min(TAU / count * 0.45)
        } else {
            0.002
        };
        let mut arcs = Vec::new();
        let mut first = 0;
        for seat in 0..votes.len() {
            let vote = votes[seat].1;
            let last = votes.get(seat + 1).is_none_or(|next| next.1 != vote);
            if votes.len() <= SINGLE_MAX || last {
                arcs.push(Arc {
                    vote,
                    path: arc_path(
                        disc.at,
                        radius,
                        angle(first) + gap / 2.0,
                        angle(seat + 1) - gap / 2.0,
                    ),
                });
                first = seat + 1;
            }
        }
        let notch = angle(usize::from(tally.need));
        Arcs {
            arcs,
            notch: (
                Point::polar(disc.at, notch, radius - width),
                Point::polar(disc.at, notch, radius + width * 1.4),
            ),
            width,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::describe::Seats;
    use crate::protocol::ids::{NodeId, NodeSet};
    use crate::view::geometry::at;

    fn arcs(n: u8, yes: u8) -> Arcs {
        let disc = Disc {
            at: at(100.0, 100.0),
            r: 30.0,
        };
        let tally = Tally {
            title: crate::say!("test"),
            members: NodeSet::all(n),
            yes: (0..yes).map(NodeId).collect(),
            no: NodeSet::EMPTY,
            possible: NodeSet::all(n),
            need: n / 2 + 1,
            seats: Seats::default(),
        };
        Arcs::around(disc, &tally)
    }

    #[test]
    fn small_clusters_have_an_arc_each_and_large_ones_an_arc_a_kind() {
        assert_eq!(arcs(5, 2).arcs.len(), 5);
        assert_eq!(arcs(101, 40).arcs.len(), 2);
        assert_eq!(arcs(1, 1).arcs.len(), 1);
    }

    #[test]
    fn the_notch_of_two_of_two_is_on_top() {
        let notch = arcs(2, 0).notch;
        assert!((notch.0.x - 100.0).abs() < 1e-6 && notch.1.y < notch.0.y);
    }
}
