//! What a line drawn across the stage cuts, and whom a loop drawn on it catches.

use super::geometry::{Point, segments_cross, within};
use super::plan::Plan;
use crate::protocol::ids::{NodeId, NodeSet, Peer};

/// What a drawn line comes to.
#[derive(Clone, PartialEq, Debug)]
pub enum Cut {
    Nothing,
    /// The line parts these nodes from all others: one action, one sentence.
    Split(NodeSet),
    Links(Vec<(Peer, Peer)>),
}

/// The links among those given that a line of several pieces crosses.
pub fn crossed(plan: &Plan, links: &[(Peer, Peer)], line: &[Point]) -> Vec<(Peer, Peer)> {
    links
        .iter()
        .copied()
        .filter(|&(a, b)| {
            plan.pieces(a, b).into_iter().any(|(from, to)| {
                line.windows(2)
                    .any(|piece| segments_cross(from, to, piece[0], piece[1]))
            })
        })
        .collect()
}

/// Cutting exactly the links between some nodes and all others is a split, and is better said and
/// undone as one.
pub fn meaning(plan: &Plan, crossed: Vec<(Peer, Peer)>) -> Cut {
    if crossed.is_empty() {
        return Cut::Nothing;
    }
    let nodes = plan.nodes.len() as u8;
    let mut cut = vec![NodeSet::EMPTY; usize::from(nodes)];
    for &(a, b) in &crossed {
        let (Peer::Node(a), Peer::Node(b)) = (a, b) else {
            return Cut::Links(crossed);
        };
        cut[a.index()].insert(b);
        cut[b.index()].insert(a);
    }
    // If it is a split, then whoever the first node is not cut from is on its side.
    let side = NodeSet::all(nodes).difference(cut[0]);
    let other = cut[0];
    let clean = (0..nodes).map(NodeId).all(|node| {
        let far = if side.contains(node) { other } else { side };
        cut[node.index()] == far
    });
    if clean && !other.is_empty() {
        let smaller = if side.len() < other.len() {
            side
        } else {
            other
        };
        Cut::Split(smaller)
    } else {
        Cut::Links(crossed)
    }
}

/// The nodes whose middle lies within a loop.
pub fn caught(plan: &Plan, lasso: &[Point]) -> NodeSet {
    (0..plan.nodes.len() as u8)
        .map(NodeId)
        .filter(|node| within(lasso, plan.nodes[node.index()].at))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::frame::Frame;
    use crate::view::geometry::at;
    use crate::view::plan::Arrangement;

    fn five() -> (Plan, Vec<(Peer, Peer)>) {
        let plan = Plan::new(Frame::of_pixels(812., 520.), Arrangement::Ring, 5, 1);
        let links = plan
            .links()
            .into_iter()
            .map(|(a, b)| (Peer::Node(a), Peer::Node(b)))
            .collect();
        (plan, links)
    }

    #[test]
    fn a_line_between_two_sides_is_a_split() {
        let (plan, links) = five();
        // Left of the middle, from top to bottom: nodes 4 and 5 are on that side.
        let x = plan.nodes[3].at.lerp(plan.nodes[2].at, 0.3).x;
        let line = [at(x, 0.0), at(x, plan.frame.height)];
        let cut = meaning(&plan, crossed(&plan, &links, &line));
        assert_eq!(
            cut,
            Cut::Split([NodeId(3), NodeId(4)].into_iter().collect())
        );
    }

    #[test]
    fn a_short_line_cuts_one_link() {
        let (plan, links) = five();
        let middle = plan.nodes[1].at.lerp(plan.nodes[2].at, 0.5);
        let line = [middle.plus(at(-9.0, 0.0)), middle.plus(at(9.0, 0.0))];
        let cut = meaning(&plan, crossed(&plan, &links, &line));
        assert_eq!(
            cut,
            Cut::Links(vec![(Peer::Node(NodeId(1)), Peer::Node(NodeId(2)))])
        );
    }

    #[test]
    fn a_line_beside_everything_cuts_nothing() {
        let (plan, links) = five();
        let line = [at(1.0, 1.0), at(1.0, plan.frame.height)];
        assert_eq!(meaning(&plan, crossed(&plan, &links, &line)), Cut::Nothing);
    }

    #[test]
    fn a_loop_catches_whom_it_goes_round() {
        let (plan, _) = five();
        let c = plan.nodes[2].at;
        let lasso = [
            c.plus(at(-40., -40.)),
            c.plus(at(40., -40.)),
            c.plus(at(0., 50.)),
        ];
        assert_eq!(caught(&plan, &lasso), NodeSet::EMPTY.with(NodeId(2)));
    }
}
