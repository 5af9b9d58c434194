//! Multi-Paxos: a log of slots, each decided by Paxos, with phase 1 done once for all of them.
//!
//! - *Taking the lead.* A node that hears nothing from a leader takes a higher ballot and asks for
//!   promises. A promise covers every slot of the log, and tells what was accepted in each. With a
//!   quorum Q1 behind it, the node proposes again, in its own ballot, what it was told of the
//!   highest ballot in each open slot, and fills gaps with nothing. Then it leads.
//! - *Leading.* A request goes into the next slot and is sent out for acceptance at once: phase 2
//!   alone, one round trip. Reads go through the log like everything else.
//! - *Staying.* Heartbeats show that the leader is there and how far it has applied. Whoever misses
//!   something asks it. Whoever has promised a higher ballot says so, and the leader steps down.
//!
//! Every node applies the log to a [`Store`](crate::protocol::store::Store), which also remembers
//! each client's last answer: a request that ends up in two slots takes effect once.

mod describe;
mod leading;
pub mod log;
mod taking;

use std::collections::BTreeMap;

use self::log::{Entry, Log, Snapshot};
use super::{Accepted, Ballot, Config};
use crate::protocol::ids::{ClientId, NodeId, NodeSet};
use crate::protocol::op::{Decree, Key};
use crate::protocol::{Held, Input, Outbox, Protocol, Slot, State};

/// Paxos with a log and a leader.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MultiPaxos(pub Config);

/// What survives a restart.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Durable {
    /// The highest round this node has heard of: its next ballot lies above it.
    pub round: u32,
    /// It takes part in no ballot below this one, in any slot.
    pub promised: Ballot,
    /// What it has accepted, never in a ballot above `promised`, and what it knows to be decided.
    pub log: Log,
}

/// What does not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Volatile {
    Follower {
        leader: Option<NodeId>,
    },
    /// Collects promises.
    Candidate {
        ballot: Ballot,
        yes: NodeSet,
        no: NodeSet,
        /// Of what it was told was accepted in each open slot, that of the highest ballot.
        told: BTreeMap<Slot, Accepted>,
    },
    Leader {
        ballot: Ballot,
        /// Where the next request goes.
        next: Slot,
        proposals: Vec<Proposal>,
    },
}

/// A slot that the leader collects acceptances for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    pub slot: Slot,
    pub decree: Decree,
    pub yes: NodeSet,
    /// How often it was sent again.
    pub tries: u8,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// 1a, for all slots: promise to take part in no lower ballot. I have applied all below `from`.
    Prepare { ballot: Ballot, from: Slot },
    /// 1b: promised; this is what I have accepted from there on.
    Promise {
        ballot: Ballot,
        snapshot: Option<Box<Snapshot>>,
        entries: Vec<(Slot, Entry)>,
    },
    /// 2a: accept this.
    Accept {
        ballot: Ballot,
        slot: Slot,
        decree: Decree,
    },
    /// 2b: accepted.
    Accepted { ballot: Ballot, slot: Slot },
    /// I have promised a higher ballot than the one you came with.
    Outbid { ballot: Ballot, promised: Ballot },
    /// What was accepted in this slot in this ballot is chosen.
    Chosen { ballot: Ballot, slot: Slot },
    /// The leader is there, and has applied all slots below this one.
    Heartbeat { ballot: Ballot, applied: Slot },
    /// I have applied all slots below this one: what came after?
    CatchUp { from: Slot },
    /// Decided slots, for one who asked.
    Decided {
        snapshot: Option<Box<Snapshot>>,
        entries: Vec<(Slot, Entry)>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// No leader was heard of for too long.
    Silence,
    /// Time to show that the leader is there.
    Heartbeat,
    /// Acceptances are late.
    Again,
}

/// A step under way: one node, its state, and where its outputs go.
struct Turn<'a> {
    config: &'a Config,
    me: NodeId,
    durable: &'a mut Durable,
    volatile: &'a mut Volatile,
    out: &'a mut Outbox<MultiPaxos>,
}

impl Protocol for MultiPaxos {
    type Durable = Durable;
    type Volatile = Volatile;
    type Message = Message;
    type Timer = Timer;

    fn size(&self) -> u8 {
        self.0.nodes()
    }

    fn blank(&self) -> Durable {
        Durable {
            round: 0,
            promised: Ballot::NONE,
            log: Log::default(),
        }
    }

    /// Node 1 takes the lead at once; the others wait to see whether somebody does.
    fn start(
        &self,
        me: NodeId,
        durable: &mut Durable,
        again: bool,
        out: &mut Outbox<Self>,
    ) -> Volatile {
        if again && self.0.broken.forget_promise {
            durable.promised = Ballot::NONE;
            durable.log.forget_undecided();
        }
        let mut volatile = Volatile::Follower { leader: None };
        let mut turn = Turn {
            config: &self.0,
            me,
            durable,
            volatile: &mut volatile,
            out,
        };
        if me == NodeId(0) && !again {
            turn.prepare();
        } else {
            turn.wait_for_leader();
        }
        volatile
    }

    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let State {
            durable, volatile, ..
        } = state;
        let mut turn = Turn {
            config: &self.0,
            me,
            durable,
            volatile,
            out,
        };
        match input {
            Input::Request { id, command } => turn.on_request(id, command),
            Input::Timeout(Timer::Silence) => turn.on_silence(),
            Input::Timeout(Timer::Heartbeat) => turn.on_heartbeat_due(),
            Input::Timeout(Timer::Again) => turn.on_acceptances_late(),
            Input::Message { from, message } => turn.on_message(from, message),
            Input::Order(_) => {} // membership is fixed, and the lead is not handed over
        }
    }

    fn leads(&self, volatile: &Volatile) -> bool {
        matches!(volatile, Volatile::Leader { .. })
    }

    fn first_contact(&self, _: ClientId) -> NodeId {
        NodeId(0)
    }

    fn held(&self, durable: &Durable, slot: Slot) -> Held {
        durable.log.held(slot)
    }

    fn could_go_on_without(&self, keepers: NodeSet) -> Option<NodeSet> {
        let rest = NodeSet::all(self.size()).difference(keepers);
        self.0.promised(rest).then_some(rest)
    }

    fn electors(&self, group: NodeSet, _: NodeSet) -> Option<NodeSet> {
        Some(group)
    }

    fn can_serve(&self, group: NodeSet) -> bool {
        self.0.promised(group) && self.0.accepted(group)
    }

    /// A leader has its promises already.
    fn could_serve(&self, group: NodeSet, leads: bool) -> bool {
        leads && self.0.accepted(group)
    }

    fn stored(&self, durable: &Durable, _: &Volatile, key: Key) -> Option<u32> {
        durable.log.store().value(key)
    }
}

impl Turn<'_> {
    fn on_message(&mut self, from: NodeId, message: Message) {
        match message {
            Message::Prepare { ballot, from: slot } => self.on_prepare(from, ballot, slot),
            Message::Promise {
                ballot,
                snapshot,
                entries,
            } => self.on_promise(from, ballot, snapshot.as_deref(), &entries),
            Message::Accept {
                ballot,
                slot,
                decree,
            } => self.on_accept(from, ballot, slot, decree),
            Message::Accepted { ballot, slot } => self.on_accepted(from, ballot, slot),
            Message::Outbid { ballot, promised } => self.on_outbid(from, ballot, promised),
            Message::Chosen { ballot, slot } => self.on_chosen(from, ballot, slot),
            Message::Heartbeat { ballot, applied } => self.on_heartbeat(from, ballot, applied),
            Message::CatchUp { from: slot } => self.on_catch_up(from, slot),
            Message::Decided { snapshot, entries } => self.learn(snapshot.as_deref(), &entries),
        }
    }
}
