//! Protocols as pure steps: a node's state and one input in, outputs out.
//!
//! A protocol never sends, waits, draws or stores anything itself. It returns what it wants done
//! and the world does it, so that the simulator, the explorer and a test all run the very same
//! code. It knows ids and messages, and nothing of time, chance, the network or languages.

pub mod any;
pub mod cluster;
pub mod describe;
pub mod groups;
pub mod ids;
mod names;
pub mod op;
pub mod params;
#[cfg(feature = "every-protocol")]
pub mod paxos;
pub mod progress;
pub mod quorum;
#[cfg(feature = "every-protocol")]
pub mod raft;
#[cfg(feature = "every-protocol")]
pub mod register;
pub mod say;
pub mod store;
pub mod tally;
mod values;
pub mod vote;

use std::fmt::Debug;
use std::hash::Hash;

use ids::{ClientId, Micros, NodeId, NodeSet};
use op::{Command, Decree, Key, Order, RequestId, Response};
use say::Say;

use crate::say;

/// A family of identical nodes running one protocol with one set of parameters (`self`).
pub trait Protocol: Clone + Eq + Hash + Debug + 'static {
    /// What a restart gets back. Everything else is lost.
    type Durable: Clone + Eq + Hash + Debug;
    /// What a restart loses.
    type Volatile: Clone + Eq + Hash + Debug;
    type Message: Clone + Eq + Hash + Debug;
    /// Names a timer; a node has at most one running under each name.
    type Timer: Copy + Eq + Ord + Hash + Debug;

    /// How many nodes there are.
    fn size(&self) -> u8;

    /// What a node has on its disk before it first starts.
    fn blank(&self) -> Self::Durable;

    /// A node starts, for the first time or again, with what its disk holds.
    fn start(
        &self,
        me: NodeId,
        durable: &mut Self::Durable,
        again: bool,
        out: &mut Outbox<Self>,
    ) -> Self::Volatile;

    /// One input, and everything that follows from it.
    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>);

    /// Whom a client asks when it has no better idea.
    fn first_contact(&self, client: ClientId) -> NodeId;

    /// What the disk holds as this node's vote or decision for a slot. `Forgotten` for slots that
    /// are settled and so far back that only their effect is kept.
    fn held(&self, durable: &Self::Durable, slot: Slot) -> Held;

    /// A slot as people speak of it, as part of a sentence.
    fn place(&self, slot: Slot) -> Say {
        say!("place.slot", slot = slot + 1)
    }

    /// Whether a client may send the same request again, to this node or another, when nobody
    /// answers. Only where nodes recognise a request that they have carried out.
    fn may_repeat(&self, _command: Command) -> bool {
        true
    }

    /// What a node would say that a key holds, if it were asked alone. Replicas that are to
    /// converge are compared by it.
    fn stored(
        &self,
        _durable: &Self::Durable,
        _volatile: &Self::Volatile,
        _key: Key,
    ) -> Option<u32> {
        None
    }

    /// Whether a node is to keep this key at all. Only those that do are compared.
    fn keeps(&self, _node: NodeId, _key: Key) -> bool {
        true
    }

    /// Which nodes could go on, and decide anew, if they were all that is left: none of those who
    /// keep a decision may be missing from every such group. `None` when every such group has one
    /// of `keepers` in it.
    fn could_go_on_without(&self, keepers: NodeSet) -> Option<NodeSet> {
        let rest = NodeSet::all(self.size()).difference(keepers);
        (rest.len() >= quorum::majority(self.size())).then_some(rest)
    }

    /// Where promises rest on how long things take: a span of time that tells what matters apart.
    /// `None` where every clock may show anything.
    fn time_unit(&self) -> Option<Micros> {
        None
    }

    /// Whether a node believes that it leads the others. `false` where nobody does.
    fn leads(&self, _volatile: &Self::Volatile) -> bool {
        false
    }

    /// Which of a group could give their vote to one of them while a leader that hears none of them
    /// goes on speaking to those `hearing` it, who never stand themselves. `None` where no leader
    /// can hold others up like that.
    fn electors(&self, _group: NodeSet, _hearing: NodeSet) -> Option<NodeSet> {
        None
    }

    /// Whether these nodes, running and in touch with each other, can answer every request.
    fn can_serve(&self, group: NodeSet) -> bool {
        group.len() >= quorum::majority(self.size())
    }

    /// Whether fewer will do as things are, with a node in touch with these, that leads or not.
    fn could_serve(&self, _group: NodeSet, _leads: bool) -> bool {
        false
    }
}

/// A place in the order of decisions.
pub type Slot = u32;

/// What a disk says about a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    Nothing,
    Value(Decree),
    Forgotten,
}

/// A node's two kinds of state, for a step to change.
pub struct State<'a, P: Protocol> {
    pub durable: &'a mut P::Durable,
    pub volatile: &'a mut P::Volatile,
    /// What the node's own clock shows. Clocks of different nodes need not agree: what rests on
    /// them is a rule that can be broken.
    pub clock: Micros,
}

/// What happens to a node.
#[derive(Clone, PartialEq, Debug)]
pub enum Input<P: Protocol> {
    Message { from: NodeId, message: P::Message },
    Request { id: RequestId, command: Command },
    Timeout(P::Timer),
    Order(Order),
}

/// What a message carries: something between nodes, or something between a node and a client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Body<P: Protocol> {
    Between(P::Message),
    Request { id: RequestId, command: Command },
    Response { id: RequestId, response: Response },
}

/// How long to wait. Chance is asked for, not drawn.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wait {
    Exactly(Micros),
    Between(Micros, Micros),
}

/// What a node wants done.
#[derive(Clone, PartialEq, Debug)]
pub enum Output<P: Protocol> {
    Send {
        to: NodeId,
        message: P::Message,
    },
    SetTimer {
        timer: P::Timer,
        wait: Wait,
    },
    CancelTimer(P::Timer),
    /// The disk was written in this step, before anything said in it leaves the node.
    Persisted,
    Answer {
        id: RequestId,
        response: Response,
    },
    Note(Note),
}

/// Facts that promises are checked against, and marks for the timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Note {
    /// This node's disk now holds this vote for the slot.
    Holds { slot: Slot, decree: Decree },
    /// Everything below this slot is settled and folded together on this node's disk.
    Settled { below: Slot },
    /// This node's disk holds nothing from this slot on, whatever it held before.
    Cleared { from: Slot },
    /// What is decided below this slot says that these nodes have a vote. While there are two
    /// sets, a decision takes a majority of each; otherwise `joining` is empty.
    Voters {
        below: Slot,
        voters: NodeSet,
        joining: NodeSet,
    },
    /// This node takes the slot as decided.
    Decided { slot: Slot, decree: Decree },
    /// This node took the lead for a term.
    Leads { term: u32 },
    /// Enough nodes hold this write for its coordinator to call it done. For protocols in which
    /// writes have no slot.
    Wrote { command: Command },
    /// This node gave a proposal up: no quorum is possible for it any more, or in time.
    GaveUp { slot: Slot },
}

/// Collects the outputs of one step, in order.
#[derive(Debug)]
pub struct Outbox<P: Protocol> {
    pub outputs: Vec<Output<P>>,
}

impl<P: Protocol> Default for Outbox<P> {
    fn default() -> Self {
        Outbox {
            outputs: Vec::new(),
        }
    }
}

impl<P: Protocol> Outbox<P> {
    pub fn send(&mut self, to: NodeId, message: P::Message) {
        self.outputs.push(Output::Send { to, message });
    }

    /// Sends to all nodes of a cluster of n but `me`.
    pub fn broadcast(&mut self, me: NodeId, n: u8, message: &P::Message) {
        for to in (0..n).map(NodeId).filter(|&to| to != me) {
            self.send(to, message.clone());
        }
    }

    pub fn set_timer(&mut self, timer: P::Timer, wait: Wait) {
        self.outputs.push(Output::SetTimer { timer, wait });
    }

    pub fn cancel_timer(&mut self, timer: P::Timer) {
        self.outputs.push(Output::CancelTimer(timer));
    }

    pub fn persist(&mut self) {
        self.outputs.push(Output::Persisted);
    }

    pub fn answer(&mut self, id: RequestId, response: Response) {
        self.outputs.push(Output::Answer { id, response });
    }

    pub fn note(&mut self, note: Note) {
        self.outputs.push(Output::Note(note));
    }
}
