//! Raft: a leader, its log, and copies of it (Ongaro and Ousterhout, "In Search of an
//! Understandable Consensus Algorithm", 2014; Ongaro's dissertation of the same year, here "the
//! dissertation", for what the paper leaves short).
//!
//! - *Election* (section 5.2). Time is cut into terms. A node that hears of no leader for a while
//!   begins the next term and asks for votes. A node votes once a term, on disk, and only for a
//!   candidate whose log is at least as up to date as its own (5.4.1): a later last term, or the
//!   same and no shorter. A majority makes a leader, so a term has at most one.
//! - *Replication* (5.3). Only the leader adds to the log. It sends each node what follows the
//!   place up to which their logs agree; a node that does not agree says so, the leader goes back,
//!   and what contradicts the leader is overwritten. Two logs that agree in the term of a slot
//!   agree in everything before it.
//! - *Commitment* (5.4.2). What a majority has on disk is committed, if it is of the leader's own
//!   term; what is older is committed with it, and never by counting its copies (figure 8). So a
//!   new leader begins with an entry that does nothing.
//!
//! Assumed: messages may be lost, doubled, late and out of order, nodes stop and come back with
//! their disks, nobody lies, and any two quorums of one set of members share a node.
//!
//! Options: a trial before the vote (9.6), a leader that steps down when it no longer hears from a
//! quorum (6.2), loyalty to a leader that was heard just now (4.2.3), the hand-over of the lead
//! (3.10), reads through the log, by read index, by lease (6.4) or from whoever is asked, folding
//! the log with installing snapshots (5), learners, and a change of members one at a time (4.1) or
//! through a joint configuration (4.3).
//!
//! Left out: the transfer of a snapshot in pieces, batching of requests, and telling a removed
//! node that it is out.

mod commit;
mod config;
mod describe;
mod election;
pub mod log;
pub mod members;
mod phrases;
mod reads;
mod replicate;
mod scene;
mod spec;
mod state;
mod verdicts;

pub use config::{Broken, Change, Config, Reads, Timers};
pub use spec::{build, spec};
pub use state::{Ballot, Durable, Leader, Peer, Role, Volatile, WaitingRead};

use super::ids::{ClientId, Micros, NodeId, NodeSet};
use super::op::{Command, Key, Order, RequestId};
use super::{Held, Input, Outbox, Protocol, Slot, State};
use config::{ELECTION_MIN, HEARTBEAT};
use log::{Entry, Log, Snapshot};
use members::Members;

/// A cluster that runs Raft.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Raft(pub Config);

/// Why a vote is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// Only to know whether there is a chance.
    Trial,
    /// No leader was heard.
    Silence,
    /// The leader wants it so.
    HandedOver,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// RequestVote: my log ends there.
    AskVote {
        term: u32,
        end: Slot,
        last_term: u32,
        why: Why,
    },
    Vote {
        term: u32,
        /// The term that was asked about.
        of: u32,
        trial: bool,
        granted: bool,
    },
    /// AppendEntries: these follow slot `prev`, before which the logs agree if the last term does.
    Append {
        term: u32,
        prev: Slot,
        prev_term: u32,
        entries: Vec<Entry>,
        commit: Slot,
        round: u32,
    },
    /// My log is the same as yours below `matched`.
    Appended {
        term: u32,
        matched: Slot,
        round: u32,
        /// Whether it answers more than a heartbeat.
        news: bool,
    },
    /// The logs do not agree at `prev`: try `hint`.
    Rejected {
        term: u32,
        prev: Slot,
        hint: Slot,
        round: u32,
    },
    Install {
        term: u32,
        snapshot: Box<Snapshot>,
        round: u32,
    },
    TimeoutNow {
        term: u32,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// No leader was heard of for too long.
    Election,
    /// Time to show that the leader is there.
    Heartbeat,
    /// Time to see who was heard.
    Quorum,
    /// The leader was heard so long ago that it may be gone.
    Loyalty,
    /// The lead should have been taken over by now.
    HandOver,
}

/// A step under way: one node, its state, and where its outputs go.
struct Turn<'a> {
    config: &'a Config,
    me: NodeId,
    clock: Micros,
    durable: &'a mut Durable,
    volatile: &'a mut Volatile,
    out: &'a mut Outbox<Raft>,
}

impl Protocol for Raft {
    type Durable = Durable;
    type Volatile = Volatile;
    type Message = Message;
    type Timer = Timer;

    fn size(&self) -> u8 {
        self.0.nodes
    }

    fn blank(&self) -> Durable {
        Durable {
            term: 0,
            voted_for: None,
            log: Log::new(Members::initial(&self.0)),
        }
    }

    fn start(
        &self,
        me: NodeId,
        durable: &mut Durable,
        again: bool,
        out: &mut Outbox<Self>,
    ) -> Volatile {
        if again && self.0.broken.forget_vote {
            durable.voted_for = None;
        }
        // It may have heard a leader right before it fell, and the leader counts on that.
        let loyal = again && self.0.loyal_voters();
        if loyal {
            out.set_timer(Timer::Loyalty, self.0.after(ELECTION_MIN));
        }
        if durable.log.may_lead(me, durable.log.base().end) {
            out.set_timer(Timer::Election, self.0.election_wait(me));
        }
        Volatile {
            role: Role::Follower,
            leader: None,
            commit: durable.log.base().end,
            latest: durable.log.base().store.clone(),
            loyal,
        }
    }

    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let mut turn = Turn {
            config: &self.0,
            me,
            clock: state.clock,
            durable: state.durable,
            volatile: state.volatile,
            out,
        };
        match input {
            Input::Request { id, command } => turn.on_request(id, command),
            Input::Timeout(Timer::Election) => turn.on_election_due(),
            Input::Timeout(Timer::Heartbeat) => turn.on_heartbeat_due(),
            Input::Timeout(Timer::Quorum) => turn.on_quorum_check(),
            Input::Timeout(Timer::Loyalty) => turn.volatile.loyal = false,
            Input::Timeout(Timer::HandOver) => turn.on_hand_over_late(),
            Input::Order(order) => turn.on_order(order),
            Input::Message { from, message } => turn.on_message(from, message),
        }
        debug_assert!(
            turn.volatile.commit <= turn.durable.log.end(),
            "what is committed is in the log"
        );
    }

    fn leads(&self, volatile: &Volatile) -> bool {
        matches!(volatile.role, Role::Leader(_))
    }

    fn first_contact(&self, _: ClientId) -> NodeId {
        NodeId(0)
    }

    fn held(&self, durable: &Durable, slot: Slot) -> Held {
        durable.log.held(slot)
    }

    fn electors(&self, group: NodeSet, hearing: NodeSet) -> Option<NodeSet> {
        let config = &self.0;
        // A leader that checks whether it has a quorum steps down in time.
        let loyal = config.pre_vote || config.loyal_voters();
        let electors = if loyal {
            group.difference(hearing)
        } else {
            group
        };
        (!config.check_quorum).then_some(electors)
    }

    fn could_go_on_without(&self, keepers: NodeSet) -> Option<NodeSet> {
        let members = Members::initial(&self.0);
        let rest = members.voters.difference(keepers);
        members.quorum(rest).then_some(rest)
    }

    fn can_serve(&self, group: NodeSet) -> bool {
        Members::initial(&self.0).quorum(group)
    }

    /// A lease is the only thing that rests on clocks.
    fn time_unit(&self) -> Option<Micros> {
        (self.0.reads == Reads::Lease).then(|| self.0.lease_unit())
    }

    fn stored(&self, _: &Durable, volatile: &Volatile, key: Key) -> Option<u32> {
        volatile.latest.value(key)
    }
}

impl Turn<'_> {
    fn on_message(&mut self, from: NodeId, message: Message) {
        match message {
            Message::AskVote {
                term,
                end,
                last_term,
                why,
            } => self.on_ask_vote(from, term, (last_term, end), why),
            Message::Vote {
                term,
                of,
                trial,
                granted,
            } => self.on_vote(from, term, of, trial, granted),
            Message::Append {
                term,
                prev,
                prev_term,
                entries,
                commit,
                round,
            } => {
                if self.follow(from, term, prev, round) {
                    self.on_append(from, (prev, prev_term), entries, commit, round);
                }
            }
            Message::Install {
                term,
                snapshot,
                round,
            } => {
                if self.follow(from, term, snapshot.end, round) {
                    self.on_install(from, &snapshot, round);
                }
            }
            Message::Appended {
                term,
                matched,
                round,
                ..
            } => self.on_appended(from, term, matched, round),
            Message::Rejected {
                term,
                prev,
                hint,
                round,
            } => self.on_rejected(from, term, prev, hint, round),
            Message::TimeoutNow { term } => self.on_timeout_now(term),
        }
    }

    fn on_order(&mut self, order: Order) {
        match order {
            Order::HandOver(to) => self.on_hand_over(to),
            Order::AddLearner(_) | Order::AddVoter(_) | Order::Remove(_) | Order::Voters(_) => {
                self.on_change_of_members(order);
            }
        }
    }

    fn on_request(&mut self, id: RequestId, command: Command) {
        if let (Command::Read { key }, Reads::Stale) = (command, self.config.reads) {
            return self.answer_read(id, key);
        }
        if let Some(response) = self.volatile.latest.answered(id) {
            return self.out.answer(id, response);
        }
        if self.volatile.latest.is_past(id) {
            return; // its client has gone on, and so has the log
        }
        match (command, self.config.reads) {
            _ if !self.leads() => self.send_elsewhere(id),
            (Command::Read { key }, Reads::Index | Reads::Lease) => self.read(id, key),
            _ => self.propose(id, command),
        }
    }
}
