//! The timeline: marks and bands for what was done and what came of it, in words.

use super::player::{Band, Mark, MarkKind, Moment};
use super::record::{Marked, MarkedWhat};
use crate::protocol::ids::{Micros, NodeId, Peer};
use crate::protocol::op::Order;
use crate::protocol::say::Say;
use crate::protocol::{Note, Protocol};
use crate::say;
use crate::sim::action::{Action, LinkTrouble};

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
        let mut close = |ends: &dyn Fn(&mut Trouble) -> bool| {
            for (trouble, band) in &mut bands {
                if band.to.is_none() && ends(trouble) {
                    band.to = Some(at);
                }
            }
        };
        let opened = match action {
            Action::Kill(node) => {
                close(&|trouble| *trouble == Trouble::Paused(node));
                Some((Trouble::Down(node), Some(Peer::Node(node))))
            }
            Action::Pause(node) => Some((Trouble::Paused(node), Some(Peer::Node(node)))),
            Action::Restart(node) => {
                close(&|trouble| *trouble == Trouble::Down(node));
                None
            }
            Action::Resume(node) => {
                close(&|trouble| *trouble == Trouble::Paused(node));
                None
            }
            Action::Cut { from, to, both } => {
                let back = both.then_some((to, from));
                Some((Trouble::Cut([Some((from, to)), back]), None))
            }
            Action::Trouble { a, b, trouble } => {
                close(&|old| *old == Trouble::Slow(a, b) || *old == Trouble::Slow(b, a));
                let is_trouble = trouble != LinkTrouble::default();
                is_trouble.then_some((Trouble::Slow(a, b), None))
            }
            Action::Split(_) | Action::Isolate(_) => Some((Trouble::Split, None)),
            Action::Mend { from, to, both } => {
                let mended = |it: &(Peer, Peer)| *it == (from, to) || both && *it == (to, from);
                close(&|trouble| match trouble {
                    Trouble::Cut(cut) => {
                        *cut = cut.map(|direction| direction.filter(|it| !mended(it)));
                        *cut == [None, None]
                    }
                    _ => false,
                });
                None
            }
            Action::HealAll => {
                close(&|trouble| !matches!(trouble, Trouble::Down(_) | Trouble::Paused(_)));
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
    /// The directions that are cut still.
    Cut([Option<(Peer, Peer)>; 2]),
    Slow(Peer, Peer),
    Split,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When each band ends, of actions a millisecond apart.
    fn ends(actions: &[Action]) -> Vec<Option<u64>> {
        let at = |number: u64| Micros::from_millis(number);
        let numbered = (0u64..).zip(actions);
        let done = numbered.map(|(number, action)| (number, at(number), *action));
        let bands = bands(done, at(actions.len() as u64));
        let ends = bands.iter().map(|band| band.to.map(|to| to.0 / 1_000));
        ends.collect()
    }

    fn cut(from: u8, to: u8, both: bool) -> Action {
        let (from, to) = (NodeId(from).into(), NodeId(to).into());
        Action::Cut { from, to, both }
    }

    fn mend(from: u8, to: u8, both: bool) -> Action {
        let (from, to) = (NodeId(from).into(), NodeId(to).into());
        Action::Mend { from, to, both }
    }

    #[test]
    fn a_link_is_cut_until_both_directions_are_mended() {
        assert_eq!(ends(&[cut(0, 1, true), mend(1, 0, true)]), [Some(1)]);
        assert_eq!(ends(&[cut(0, 1, true), mend(1, 0, false)]), [None]);
        let one_by_one = [cut(0, 1, true), mend(1, 0, false), mend(0, 1, false)];
        assert_eq!(ends(&one_by_one), [Some(2)]);
        assert_eq!(ends(&[cut(0, 1, true), mend(0, 2, true)]), [None]);
        assert_eq!(ends(&[cut(0, 1, true), Action::HealAll]), [Some(1)]);
    }

    #[test]
    fn each_direction_that_is_cut_counts_singly() {
        let each = [cut(0, 1, false), cut(1, 0, false)];
        assert_eq!(ends(&each), [None, None]);
        let then = |action| ends(&[each[0], each[1], action]);
        assert_eq!(then(mend(0, 1, false)), [Some(2), None]);
        assert_eq!(then(mend(1, 0, false)), [None, Some(2)]);
        assert_eq!(then(mend(1, 0, true)), [Some(2), Some(2)]);
        assert_eq!(ends(&[cut(0, 1, false), mend(1, 0, false)]), [None]);
    }

    #[test]
    fn a_slow_link_is_slow_until_it_is_set_anew() {
        let set = |slow_percent| Action::Trouble {
            a: NodeId(0).into(),
            b: NodeId(1).into(),
            trouble: LinkTrouble {
                slow_percent,
                loss_permille: None,
            },
        };
        assert_eq!(ends(&[set(Some(300)), mend(0, 1, true)]), [None]);
        let slower = [set(Some(300)), set(Some(900)), set(None)];
        assert_eq!(ends(&slower), [Some(1), Some(2)]);
        assert_eq!(ends(&[set(Some(300)), Action::HealAll]), [Some(1)]);
    }
}
