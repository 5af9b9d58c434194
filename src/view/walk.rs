//! Going about the stage with the arrow keys.

use super::geometry::{Point, at};
use super::plan::Plan;
use crate::protocol::ids::{ClientId, NodeId, Peer};

/// An arrow key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Left,
    Right,
    Up,
    Down,
}

/// Whoever is next in a direction: near, and not too far to the side.
pub fn next(plan: &Plan, from: Peer, way: Way) -> Option<Peer> {
    let here = plan.place(from)?;
    let heading = match way {
        Way::Left => at(-1.0, 0.0),
        Way::Right => at(1.0, 0.0),
        Way::Up => at(0.0, -1.0),
        Way::Down => at(0.0, 1.0),
    };
    let cost = |place: Point| {
        let off = place.minus(here);
        let ahead = off.dot(heading);
        // Twice as far to the side as ahead is another direction.
        let aside = off.cross(heading).abs();
        (ahead > 1.0 && aside <= 2.0 * ahead).then_some(ahead + 2.0 * aside)
    };
    peers(plan)
        .filter(|&peer| peer != from)
        .filter_map(|peer| Some((peer, cost(plan.place(peer)?)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(peer, _)| peer)
}

fn peers(plan: &Plan) -> impl Iterator<Item = Peer> {
    let nodes = (0..plan.nodes.len() as u8).map(|i| Peer::Node(NodeId(i)));
    nodes.chain((0..plan.clients.len() as u8).map(|i| Peer::Client(ClientId(i))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::frame::Frame;
    use crate::view::plan::Arrangement;
    use std::collections::BTreeSet;

    const WAYS: [Way; 4] = [Way::Left, Way::Right, Way::Up, Way::Down];

    #[test]
    fn everybody_can_be_reached_from_node_1() {
        for arrangement in [
            Arrangement::Ring,
            Arrangement::Chart {
                coordinator: Some(NodeId(0)),
            },
        ] {
            for n in [1, 2, 3, 5, 8, 15, 31, 101] {
                let plan = Plan::new(Frame::of_pixels(812., 520.), arrangement, n, 3);
                let mut seen = BTreeSet::from([Peer::Node(NodeId(0))]);
                let mut open = vec![Peer::Node(NodeId(0))];
                while let Some(peer) = open.pop() {
                    let found = WAYS.into_iter().filter_map(|way| next(&plan, peer, way));
                    open.extend(found.filter(|&peer| seen.insert(peer)));
                }
                assert_eq!(seen.len(), n + 3, "{arrangement:?} of {n}: {seen:?}");
            }
        }
    }

    #[test]
    fn right_of_node_1_of_5_is_node_2() {
        let plan = Plan::new(Frame::of_pixels(812., 520.), Arrangement::Ring, 5, 0);
        let from = Peer::Node(NodeId(0));
        assert_eq!(next(&plan, from, Way::Right), Some(Peer::Node(NodeId(1))));
        assert_eq!(next(&plan, from, Way::Up), None);
    }
}
