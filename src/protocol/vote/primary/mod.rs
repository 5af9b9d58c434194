//! Coordinator mode: a primary with a term numbers the requests, asks for votes and commits.
//!
//! This is the normal case and the view change of the primary-copy protocols (Viewstamped
//! Replication, Oki and Liskov 1988; Multi-Paxos, Lamport 1998), cut down to one page:
//!
//! - *Normal case.* The primary puts a request into the next slot and asks all nodes. A node that
//!   knows of no later term writes the vote to disk and says yes. Enough yes: committed.
//! - *Change.* A backup that hears nothing from a primary for a while starts the next term and
//!   asks for support. A node supports one candidate a term, and hands over its votes. With a
//!   majority behind it the candidate is primary, and proposes again, in its own term, for every
//!   open slot the value with the latest term that it was told of: if a value was committed, some
//!   supporter voted for it, since two majorities meet.
//! - *Catching up.* A node that misses something asks the primary for what is decided.
//!
//! Left out: membership changes, leases, batching, and a coordinator apart from the primary.

mod describe;
mod election;
mod normal;
mod scene;
mod tallies;

use super::Config;
use super::ledger::{Entry, Ledger, Summary};
use crate::protocol::ids::{ClientId, NodeId, NodeSet};
use crate::protocol::op::Decree;
use crate::protocol::{Held, Input, Outbox, Protocol, Slot, State};

/// A vote with a primary.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PrimaryVote(pub Config);

/// What survives a restart.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Durable {
    /// The latest term this node knows of.
    pub term: u32,
    /// Whom it supports in that term.
    pub supports: Option<NodeId>,
    pub ledger: Ledger,
}

/// What does not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Volatile {
    Backup {
        primary: Option<NodeId>,
    },
    Candidate {
        supporters: NodeSet,
        refused: NodeSet,
        told: Vec<(Slot, Entry)>,
    },
    /// Asks around who leads, when that is all it takes (a broken rule).
    Polling {
        claims: NodeSet,
    },
    Primary {
        proposals: Vec<Proposal>,
    },
}

/// A slot that the primary collects votes for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    pub slot: Slot,
    pub yes: NodeSet,
    /// How often it was asked for again.
    pub tries: u8,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    Ask {
        term: u32,
        slot: Slot,
        decree: Decree,
    },
    Yes {
        term: u32,
        slot: Slot,
    },
    /// The sender knows of a later term than it was asked in.
    Outdated {
        term: u32,
    },
    Commit {
        term: u32,
        slot: Slot,
    },
    /// The primary is there; all slots below `applied` are decided.
    Heartbeat {
        term: u32,
        applied: Slot,
    },
    CatchUp {
        from: Slot,
    },
    /// Decided slots, from wherever the asker needed them.
    Decided {
        summary: Option<Box<Summary>>,
        entries: Vec<(Slot, Entry)>,
    },
    /// Support me in this term; I know everything below `from`.
    Elect {
        term: u32,
        from: Slot,
    },
    Support {
        term: u32,
        summary: Option<Box<Summary>>,
        entries: Vec<(Slot, Entry)>,
    },
    Refuse {
        term: u32,
    },
    WhoLeads,
    ILead {
        term: u32,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// No primary was heard of for too long.
    Election,
    /// Time to show that the primary is there.
    Heartbeat,
    /// Votes are late.
    Votes,
    /// Those who lead have had time to say so.
    Poll,
}

/// A step under way: one node, its state, and where its outputs go.
struct Turn<'a> {
    config: &'a Config,
    me: NodeId,
    durable: &'a mut Durable,
    volatile: &'a mut Volatile,
    out: &'a mut Outbox<PrimaryVote>,
}

impl Protocol for PrimaryVote {
    type Durable = Durable;
    type Volatile = Volatile;
    type Message = Message;
    type Timer = Timer;

    fn size(&self) -> u8 {
        self.0.nodes
    }

    /// Every cluster starts out agreed that node 1 is primary of term 1.
    fn blank(&self) -> Durable {
        Durable {
            term: 1,
            supports: Some(NodeId(0)),
            ledger: Ledger::default(),
        }
    }

    fn start(
        &self,
        me: NodeId,
        durable: &mut Durable,
        again: bool,
        out: &mut Outbox<Self>,
    ) -> Volatile {
        if again && self.0.broken.forget_on_restart {
            *durable = self.blank();
        }
        if me == NodeId(0) && !again {
            out.set_timer(Timer::Heartbeat, self.0.wait(60, 60));
            return Volatile::Primary {
                proposals: Vec::new(),
            };
        }
        out.set_timer(Timer::Election, self.0.wait(250, 800));
        Volatile::Backup {
            primary: (!again).then_some(NodeId(0)),
        }
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
            Input::Timeout(Timer::Election) => turn.on_election_due(),
            Input::Timeout(Timer::Heartbeat) => turn.on_heartbeat_due(),
            Input::Timeout(Timer::Votes) => turn.on_votes_late(),
            Input::Timeout(Timer::Poll) => turn.on_poll_over(),
            Input::Order(_) => {} // membership is fixed, and the lead is not handed over
            Input::Message { from, message } => turn.on_message(from, message),
        }
    }

    fn could_serve(&self, group: NodeSet, leads: bool) -> bool {
        leads && group.len() >= self.0.need_in_the_end()
    }

    fn leads(&self, volatile: &Volatile) -> bool {
        matches!(volatile, Volatile::Primary { .. })
    }

    fn first_contact(&self, _: ClientId) -> NodeId {
        NodeId(0)
    }

    fn held(&self, durable: &Durable, slot: Slot) -> Held {
        durable.ledger.held(slot)
    }

    fn electors(&self, group: NodeSet, _: NodeSet) -> Option<NodeSet> {
        Some(group)
    }
}

impl Turn<'_> {
    fn on_message(&mut self, from: NodeId, message: Message) {
        match message {
            Message::Ask { term, slot, decree } => self.on_ask(from, term, slot, decree),
            Message::Yes { term, slot } => self.on_yes(from, term, slot),
            Message::Outdated { term } | Message::Refuse { term } => self.on_no(from, term),
            Message::Commit { term, slot } => self.on_commit(from, term, slot),
            Message::Heartbeat { term, applied } => self.on_heartbeat(from, term, applied),
            Message::CatchUp { from: slot } => self.on_catch_up(from, slot),
            Message::Decided { summary, entries } => self.learn(summary.as_deref(), &entries),
            Message::Elect { term, from: slot } => self.on_elect(from, term, slot),
            Message::Support {
                term,
                summary,
                entries,
            } => {
                self.on_support(from, term, summary.as_deref(), entries);
            }
            Message::WhoLeads => {
                if matches!(self.volatile, Volatile::Primary { .. }) {
                    self.out.send(
                        from,
                        Message::ILead {
                            term: self.durable.term,
                        },
                    );
                }
            }
            Message::ILead { term } => {
                self.durable.term = self.durable.term.max(term);
                if let Volatile::Polling { claims } = self.volatile {
                    claims.insert(from);
                }
            }
        }
    }
}
