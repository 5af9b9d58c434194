//! What a person pointed at. Small things win over large ones under them, and a finger is allowed
//! to be further off than a mouse.

use super::geometry::{Point, to_segment};
use super::plan::Plan;
use crate::protocol::ids::{ClientId, NodeId, Peer};
use crate::run::player::MessageNo;

/// Something on the stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    Message(MessageNo),
    Node(NodeId),
    Client(ClientId),
    Link(Peer, Peer),
}

/// How far off one may point, in units.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reach {
    pub message: f64,
    pub body: f64,
    pub link: f64,
}

impl Reach {
    pub const MOUSE: Reach = Reach {
        message: 11.0,
        body: 4.0,
        link: 6.0,
    };
    pub const TOUCH: Reach = Reach {
        message: 22.0,
        body: 12.0,
        link: 14.0,
    };
}

/// What is at a point: the nearest message, else a node or client, else a link.
pub fn target(
    plan: &Plan,
    messages: &[(MessageNo, Point)],
    links: &[(Peer, Peer)],
    p: Point,
    reach: Reach,
) -> Option<Target> {
    message_at(messages, p, reach.message)
        // A message over a node is hard to mean: the node wins in its middle.
        .filter(|_| !plan.nodes.iter().any(|d| d.at.distance(p) < d.r * 0.7))
        .or_else(|| node_at(plan, p, reach.body))
        .or_else(|| client_at(plan, p, reach.body))
        .or_else(|| link_at(plan, links, p, reach.link))
}

fn message_at(messages: &[(MessageNo, Point)], p: Point, reach: f64) -> Option<Target> {
    nearest(messages.iter().map(|&(no, at)| (no, at.distance(p))), reach).map(Target::Message)
}

fn node_at(plan: &Plan, p: Point, reach: f64) -> Option<Target> {
    let far = |disc: &super::plan::Disc| (disc.at.distance(p) - disc.r).max(0.0);
    let nodes = plan.nodes.iter().enumerate();
    nearest(nodes.map(|(i, disc)| (NodeId(i as u8), far(disc))), reach).map(Target::Node)
}

fn client_at(plan: &Plan, p: Point, reach: f64) -> Option<Target> {
    let clients = plan.clients.iter().enumerate();
    nearest(
        clients.map(|(i, block)| (ClientId(i as u8), block.distance(p))),
        reach,
    )
    .map(Target::Client)
}

fn link_at(plan: &Plan, links: &[(Peer, Peer)], p: Point, reach: f64) -> Option<Target> {
    let far = links.iter().flat_map(|&(a, b)| {
        let pieces = plan.pieces(a, b).into_iter();
        pieces.map(move |(from, to)| ((a, b), to_segment(p, from, to)))
    });
    nearest(far, reach).map(|(a, b)| Target::Link(a, b))
}

/// The nearest of some things that is not too far; the first of equals.
fn nearest<T>(things: impl Iterator<Item = (T, f64)>, reach: f64) -> Option<T> {
    let mut best: Option<(T, f64)> = None;
    for (thing, far) in things {
        if far <= reach && best.as_ref().is_none_or(|(_, least)| far < *least) {
            best = Some((thing, far));
        }
    }
    best.map(|(thing, _)| thing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::frame::Frame;
    use crate::view::geometry::at;
    use crate::view::plan::Arrangement;

    #[test]
    fn small_things_win_and_fingers_reach_further() {
        let plan = Plan::new(Frame::of_pixels(812., 520.), Arrangement::Ring, 5, 1);
        let (a, b) = (Peer::Node(NodeId(0)), Peer::Node(NodeId(2)));
        let (from, to) = plan.link(a, b).expect("both stand there");
        let middle = from.lerp(to, 0.5);
        let links = [(a, b)];
        let messages = [(MessageNo(7), middle)];
        let hit = |p, reach| target(&plan, &messages, &links, p, reach);

        assert_eq!(
            hit(middle, Reach::MOUSE),
            Some(Target::Message(MessageNo(7)))
        );
        let along = from.lerp(to, 0.75);
        assert_eq!(hit(along, Reach::MOUSE), Some(Target::Link(a, b)));
        let beside = along.plus(to.minus(from).unit().left().times(12.0));
        assert_eq!(hit(beside, Reach::MOUSE), None);
        assert_eq!(hit(beside, Reach::TOUCH), Some(Target::Link(a, b)));
        assert_eq!(
            hit(plan.nodes[3].at, Reach::MOUSE),
            Some(Target::Node(NodeId(3)))
        );
        assert_eq!(
            hit(plan.clients[0].centre(), Reach::MOUSE),
            Some(Target::Client(ClientId(0)))
        );
        assert_eq!(hit(at(2.0, 2.0), Reach::TOUCH), None);
    }
}
