//! A cluster as a protocol's `describe` side may see it: states, what can talk to what, and what is on
//! its way.

use super::Protocol;
use super::describe::{Condition, Verdict, VerdictKind};
use super::groups::Groups;
use super::ids::{ClientId, NodeId, NodeSet, Peer};
use super::op::{Command, RequestId, Response};
use super::say::Say;
use crate::say;

/// What a leader without a quorum leaves to the others.
pub struct Outlook {
    /// They hear it, and so do nothing.
    pub stuck: bool,
    pub say: Say,
}

impl Outlook {
    /// Says so in place of what a leader that rests would, `blocked` being how it is stuck.
    pub fn put_into(self, verdict: &mut Verdict, blocked: Say) {
        if self.stuck {
            verdict.kind = VerdictKind::Blocked;
            verdict.head = say!("verdict.blocked");
            verdict.body = blocked;
        }
        verdict.more = Some(self.say);
    }
}

/// The cluster as a protocol's `describe` side may see it: states and what can talk to what.
pub struct Cluster<'a, P: Protocol> {
    pub nodes: Vec<NodeView<'a, P>>,
    /// `reach[i]`: the nodes that a message of node i gets through to, itself included, whether
    /// or not they are up.
    pub reach: Vec<NodeSet>,
    pub flights: Vec<Flight<'a, P>>,
    /// Requests that clients wait for, the oldest first.
    pub waiting: Vec<(RequestId, Command)>,
}

pub struct NodeView<'a, P: Protocol> {
    pub condition: Condition,
    pub durable: &'a P::Durable,
    pub volatile: &'a P::Volatile,
}

/// A message under way that will get through if nothing happens to it.
pub struct Flight<'a, P: Protocol> {
    pub from: Peer,
    pub to: Peer,
    pub carries: Carried<'a, P>,
}

/// What such a message carries.
pub enum Carried<'a, P: Protocol> {
    Between(&'a P::Message),
    Request,
    Response(Response),
}

impl<P: Protocol> Carried<'_, P> {
    /// Whether it carries a message between nodes of this kind.
    pub fn is(&self, kind: impl Fn(&P::Message) -> bool) -> bool {
        matches!(self, Carried::Between(message) if kind(message))
    }
}

impl<P: Protocol> Cluster<'_, P> {
    /// Whether an answer is on its way to a client.
    pub fn answers(&self) -> bool {
        let is_answer = |carries: &Carried<'_, P>| {
            matches!(
                carries,
                Carried::Response(
                    Response::Done { .. } | Response::Swapped { .. } | Response::Failed
                )
            )
        };
        self.flights.iter().any(|flight| is_answer(&flight.carries))
    }

    /// Whether a client's request is on its way, or the word whom to ask instead.
    pub fn is_asking(&self, client: ClientId) -> bool {
        let client = Peer::Client(client);
        self.flights.iter().any(|flight| match flight.carries {
            Carried::Request => flight.from == client,
            Carried::Response(Response::Redirect(_)) => flight.to == client,
            _ => false,
        })
    }

    /// Whether a client waits for the answer to this request.
    pub fn is_awaited(&self, id: RequestId) -> bool {
        self.waiting.iter().any(|(waiting, _)| *waiting == id)
    }

    /// The nodes that are up.
    pub fn up(&self) -> NodeSet {
        (0..self.nodes.len() as u8)
            .map(NodeId)
            .filter(|n| self.nodes[n.index()].condition == Condition::Up)
            .collect()
    }

    /// The nodes that are up and that can both hear `node` and be heard by it.
    pub fn in_touch_with(&self, node: NodeId) -> NodeSet {
        self.up()
            .iter()
            .filter(|&other| self.linked(node, other))
            .collect()
    }

    /// The nodes that are up and in touch with enough others.
    pub fn in_touch_with_enough(&self, enough: impl Fn(NodeSet) -> bool) -> NodeSet {
        let able = |node: &NodeId| enough(self.in_touch_with(*node));
        self.up().iter().filter(able).collect()
    }

    /// Whose votes can come together, where they go to whoever asks for them.
    pub fn groups(&self) -> Groups {
        Groups::among(NodeSet::all(self.nodes.len() as u8), self, false)
    }

    /// What is left to the others by a leader that has no quorum: those who can be elected without
    /// it, in these words.
    pub fn others_without(
        &self,
        protocol: &P,
        leader: NodeId,
        enough: impl Fn(NodeSet) -> bool,
        can: impl Fn(NodeSet) -> Say,
    ) -> Option<Outlook> {
        let hearing = self.reach[leader.index()];
        let unseated = self.is_unseated(leader);
        let groups = self.up().without(leader).iter();
        let groups = groups.map(|node| (node, self.in_touch_with(node)));
        let groups = groups.filter(|(_, group)| enough(*group));
        let (mut able, mut any) = (NodeSet::EMPTY, false);
        for (node, group) in groups {
            any |= enough(group.without(leader));
            let electors = match protocol.electors(group, hearing) {
                Some(electors) if hearing.contains(node) && !(unseated && electors == group) => {
                    continue;
                }
                electors => electors.unwrap_or(group),
            };
            if enough(electors) {
                able.insert(node);
            }
        }
        match able {
            NodeSet::EMPTY => any.then(|| Outlook {
                stuck: true,
                say: say!("verdict.still_heard", who = leader),
            }),
            able => Some(Outlook {
                stuck: false,
                say: can(able),
            }),
        }
    }

    /// What is left to a request at a node that cannot get enough replies: others that could, if the
    /// client asked them.
    pub fn elsewhere(&self, node: NodeId, enough: impl Fn(NodeSet) -> bool) -> Option<Say> {
        let able = self.in_touch_with_enough(enough);
        (!able.is_empty()).then(|| say!("verdict.elsewhere", who = node, able = able))
    }

    /// Whether one that does not hear the leader stands against it and that comes round to the leader:
    /// then it gives up, and those who heard it stand as well.
    fn is_unseated(&self, leader: NodeId) -> bool {
        let own = self.in_touch_with(leader);
        let mut deaf = self.up().difference(self.reach[leader.index()]).iter();
        deaf.any(|node| !self.reach[node.index()].intersection(own).is_empty())
    }

    /// Whether a leader keeps the lead even where it can do nothing with it.
    pub fn is_steady(&self, protocol: &P, leader: NodeId) -> bool {
        let all = NodeSet::all(self.nodes.len() as u8);
        let electors = protocol.electors(all, self.reach[leader.index()]);
        electors.is_some_and(|electors| electors != all || !self.is_unseated(leader))
    }

    /// Whether messages get through both ways.
    pub fn linked(&self, a: NodeId, b: NodeId) -> bool {
        self.gets_through(a, b) && self.gets_through(b, a)
    }

    /// Whether a message does.
    pub fn gets_through(&self, from: NodeId, to: NodeId) -> bool {
        self.reach[from.index()].contains(to)
    }
}
