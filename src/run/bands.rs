//! The timeline: marks and bands for what was done and what came of it, in words.

use super::player::{Band, Mark, MarkKind, Moment};
use super::record::{Marked, MarkedWhat};
use crate::protocol::ids::{Micros, NodeId, Peer};
use crate::protocol::op::Order;
use crate::protocol::say::Say;
use crate::protocol::{Note, Protocol};
use crate::say;
use crate::sim::action::Action;

/// A peer in words.
pub fn peer(peer: Peer) -> Say {
    match peer {
        Peer::Node(node) => say!("peer.node", who = node),
        Peer::Client(client) => say!("peer.client", who = client),
    }
}

/// What an administrator tells a node, in words.
pub fn order(order: Order) -> Say {
    match order {
        Order::HandOver(to) => say!("order.hand_over", who = to),
        Order::AddLearner(node) => say!("order.add_learner", who = node),
        Order::AddVoter(node) => say!("order.add_voter", who = node),
        Order::Remove(node) => say!("order.remove", who = node),
        Order::Voters(nodes) => say!("order.voters", nodes = nodes),
    }
}

/// An action in words, as something that was done.
pub fn describe(action: &Action) -> Say {
    match *action {
        Action::Kill(node) => say!("did.kill", who = node),
        Action::Restart(node) => say!("did.restart", who = node),
        Action::Pause(node) => say!("did.pause", who = node),
        Action::Resume(node) => say!("did.resume", who = node),
        Action::Skew { node, .. } => say!("did.skew", who = node),
        Action::Cut {
            from,
            to,
            both: true,
        } => say!("did.cut", from = peer(from), to = peer(to)),
        Action::Cut {
            from,
            to,
            both: false,
        } => {
            say!("did.cut_one_way", from = peer(from), to = peer(to))
        }
        Action::Mend { from, to, .. } => say!("did.mend", from = peer(from), to = peer(to)),
        Action::Split(group) => say!("did.split", group = group),
        Action::Isolate(node) => say!("did.isolate", who = node),
        Action::HealAll => say!("did.heal_all"),
        Action::Trouble { a, b, .. } => say!("did.trouble", from = peer(a), to = peer(b)),
        Action::Drop(key) => say!("did.drop", from = peer(key.from), to = peer(key.to)),
        Action::Duplicate(key) => say!("did.duplicate", from = peer(key.from), to = peer(key.to)),
        Action::Delay { message, .. } => {
            say!(
                "did.delay",
                from = peer(message.from),
                to = peer(message.to)
            )
        }
        Action::DeliverNow(key) => say!("did.deliver", from = peer(key.from), to = peer(key.to)),
        Action::Request {
            client, command, ..
        } => {
            say!("did.request", who = client, what = command)
        }
        Action::Ring { node, .. } => say!("did.ring", who = node),
        Action::Order { node, order } => say!("did.order", who = node, what = self::order(order)),
    }
}

/// A mark in words and kind; `None` for what needs no mark.
pub fn mark<P: Protocol>(marked: &Marked, protocol: &P) -> Option<Mark> {
    let moment = Moment {
        step: marked.step + 1,
        at: marked.at,
    };
    let node = |node: NodeId| Some(Peer::Node(node));
    let (peer, kind, what) = match marked.what {
        MarkedWhat::Acted(action) => {
            let (peer, kind) = match action {
                Action::Kill(n) => (node(n), MarkKind::Killed),
                Action::Restart(n) => (node(n), MarkKind::Restarted),
                Action::Pause(n) => (node(n), MarkKind::Paused),
                Action::Resume(n) => (node(n), MarkKind::Resumed),
                Action::Skew { node: n, .. } | Action::Isolate(n) => (node(n), MarkKind::Fault),
                Action::Mend { .. } | Action::HealAll => (None, MarkKind::Healed),
                Action::Request { .. } => return None, // the asking itself is marked
                Action::Ring { node: n, .. } => (node(n), MarkKind::Fault),
                Action::Order { node: n, .. } => (node(n), MarkKind::Ordered),
                _ => (None, MarkKind::Fault),
            };
            (peer, kind, describe(&action))
        }
        MarkedWhat::Noted(n, Note::Decided { slot, decree }) => {
            let what = say!(
                "mark.decided",
                who = n,
                what = decree.command,
                place = protocol.place(slot)
            );
            (node(n), MarkKind::Decided, what)
        }
        MarkedWhat::Noted(n, Note::Wrote { command }) => (
            node(n),
            MarkKind::Decided,
            say!("mark.wrote", who = n, what = command),
        ),
        MarkedWhat::Noted(n, Note::Leads { term }) => (
            node(n),
            MarkKind::Leads,
            say!("mark.leads", who = n, term = term),
        ),
        MarkedWhat::Noted(n, Note::GaveUp { slot }) => (
            node(n),
            MarkKind::GaveUp,
            say!("mark.gave_up", who = n, place = protocol.place(slot)),
        ),
        MarkedWhat::Noted(
            _,
            Note::Holds { .. } | Note::Settled { .. } | Note::Cleared { .. } | Note::Voters { .. },
        ) => return None,
        MarkedWhat::Asked(id, command) => (
            Some(Peer::Client(id.client)),
            MarkKind::Asked,
            say!("mark.asked", who = id.client, what = command),
        ),
        MarkedWhat::Settled(id) => (
            Some(Peer::Client(id.client)),
            MarkKind::Answered,
            say!("mark.answered", who = id.client),
        ),
    };
    Some(Mark {
        moment,
        peer,
        kind,
        what,
    })
}

/// The times during which something was wrong, from everything that was done until `now`.
pub fn bands(actions: impl Iterator<Item = (u64, Micros, Action)>, now: Micros) -> Vec<Band> {
    let mut bands: Vec<(Trouble, Band)> = Vec::new();
    for (_, at, action) in actions.take_while(|(_, at, _)| *at <= now) {
        let mut close = |which: &dyn Fn(Trouble) -> bool| {
            for (trouble, band) in &mut bands {
                if band.to.is_none() && which(*trouble) {
                    band.to = Some(at);
                }
            }
        };
        let opened = match action {
            Action::Kill(node) => {
                close(&|trouble| trouble == Trouble::Paused(node));
                Some((Trouble::Down(node), Some(Peer::Node(node))))
            }
            Action::Pause(node) => Some((Trouble::Paused(node), Some(Peer::Node(node)))),
            Action::Restart(node) => {
                close(&|trouble| trouble == Trouble::Down(node));
                None
            }
            Action::Resume(node) => {
                close(&|trouble| trouble == Trouble::Paused(node));
                None
            }
            Action::Cut { from, to, .. } => Some((Trouble::Link(from, to), None)),
            Action::Trouble { a, b, .. } => Some((Trouble::Link(a, b), None)),
            Action::Split(_) | Action::Isolate(_) => Some((Trouble::Split, None)),
            Action::Mend { from, to, .. } => {
                close(&|trouble| {
                    trouble == Trouble::Link(from, to) || trouble == Trouble::Link(to, from)
                });
                None
            }
            Action::HealAll => {
                close(&|trouble| matches!(trouble, Trouble::Split | Trouble::Link(..)));
                None
            }
            _ => None,
        };
        if let Some((trouble, peer)) = opened {
            let what = describe(&action);
            bands.push((
                trouble,
                Band {
                    from: at,
                    to: None,
                    peer,
                    what,
                },
            ));
        }
    }
    bands.into_iter().map(|(_, band)| band).collect()
}

/// What a band is about.
#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    Down(NodeId),
    Paused(NodeId),
    Link(Peer, Peer),
    Split,
}
