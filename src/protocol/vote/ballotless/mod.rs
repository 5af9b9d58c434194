//! Peer and leaderless mode: one vote a node and slot, and no second round.
//!
//! Whoever was asked by a client takes the next free slot, votes for its own proposal and asks the
//! others. A node votes for the first proposal it hears of for a slot, writes that down, and says
//! what it voted for, for ever the same. Two proposals for one slot split the votes: at most one
//! of them can have a majority, and a proposer that can no longer win moves on to a later slot.
//! A split slot stays undecided; nothing waits for it.
//!
//! - **Peers** (document 2: join, send, receive, confirm, build the quorum set, execute): every
//!   confirmation goes to everybody, and each node counts for itself. N² messages a decision.
//! - **Leaderless** (documents 3 and 5: request, collect, decide, answer): votes go to the
//!   proposer alone, which then tells everybody what was decided. 3N messages.
//!
//! Left out: agreement on one order for competing proposals (that takes ballots, as in Paxos), and
//! reads. A request that was tried at two nodes may be decided in two slots; it takes effect once.

mod describe;
mod scene;
mod steps;

use super::Config;
use super::Mode;
use super::ledger::{Entry, Ledger, Summary};
use crate::protocol::ids::{ClientId, NodeId, NodeSet};
use crate::protocol::op::Decree;
use crate::protocol::{Held, Input, Outbox, Protocol, Slot, State};

/// A vote without a primary.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BallotlessVote(pub Config);

/// What survives a restart: the votes cast, and what is decided.
pub type Durable = Ledger;

/// What does not.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Volatile {
    /// What this node proposes and has no quorum for yet.
    pub proposals: Vec<Proposal>,
    /// Who confirmed what, for slots that are still open (peer mode).
    pub heard: Vec<Heard>,
    /// Who has joined, as far as this node knows (peer mode).
    pub joined: NodeSet,
    /// It has started again and not heard from anybody yet what it missed.
    pub rejoining: bool,
    /// How often it asked others for what it missed since it last heard something new.
    pub fetches: u8,
    /// Whom it asked last.
    pub fetched_from: u8,
}

/// A slot that this node collects votes for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    pub slot: Slot,
    pub decree: Decree,
    pub yes: NodeSet,
    /// Voted for something else in this slot.
    pub no: NodeSet,
    pub tries: u8,
}

/// The confirmations of one value for one slot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Heard {
    pub slot: Slot,
    pub decree: Decree,
    pub by: NodeSet,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// A node is there (again).
    Join,
    Propose {
        slot: Slot,
        decree: Decree,
    },
    /// The sender's vote for the slot is this one. In peer mode everybody hears it.
    Confirm {
        slot: Slot,
        decree: Decree,
    },
    /// Too late: the sender has settled the slot long ago.
    Closed {
        slot: Slot,
    },
    /// Leaderless mode: the proposer has its quorum.
    Decided {
        slot: Slot,
        decree: Decree,
    },
    /// What is decided, from this slot on?
    Fetch {
        from: Slot,
    },
    News {
        summary: Option<Box<Summary>>,
        entries: Vec<(Slot, Entry)>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// Votes are late.
    Votes,
    /// Time to propose again, in another slot, what lost its slot.
    Again,
    /// Something this node voted for should be decided by now: ask what became of it.
    Fetch,
}

impl BallotlessVote {
    /// Whether confirmations go to everybody.
    fn among_peers(&self) -> bool {
        self.0.mode == Mode::Peer
    }
}

impl Protocol for BallotlessVote {
    type Durable = Durable;
    type Volatile = Volatile;
    type Message = Message;
    type Timer = Timer;

    fn size(&self) -> u8 {
        self.0.nodes
    }

    fn blank(&self) -> Durable {
        Ledger::default()
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
        if self.among_peers() {
            out.broadcast(me, self.0.nodes, &Message::Join);
        }
        if again {
            out.set_timer(Timer::Fetch, self.0.wait(10, 10));
        }
        Volatile {
            joined: NodeSet::EMPTY.with(me),
            rejoining: again,
            fetched_from: me.0,
            ..Volatile::default()
        }
    }

    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let State {
            durable, volatile, ..
        } = state;
        let mut turn = Turn {
            vote: self,
            me,
            ledger: durable,
            volatile,
            out,
        };
        match input {
            Input::Request { id, command } => turn.on_request(id, command),
            Input::Timeout(Timer::Votes) => turn.on_votes_late(),
            Input::Timeout(Timer::Again) => turn.on_again(),
            Input::Timeout(Timer::Fetch) => turn.on_fetch_due(),
            Input::Order(_) => {} // membership is fixed, and the lead is not handed over
            Input::Message { from, message } => match message {
                Message::Join => {
                    turn.volatile.joined.insert(from);
                }
                Message::Propose { slot, decree } => turn.on_propose(from, slot, decree),
                Message::Confirm { slot, decree } => turn.on_confirm(from, slot, decree),
                Message::Closed { slot } => turn.on_closed(from, slot),
                Message::Decided { slot, decree } => turn.on_decided(slot, decree),
                Message::Fetch { from: slot } => turn.on_fetch(from, slot),
                Message::News { summary, entries } => turn.on_news(summary.as_deref(), &entries),
            },
        }
    }

    fn could_serve(&self, group: NodeSet, _: bool) -> bool {
        group.len() >= self.0.need_in_the_end()
    }

    fn first_contact(&self, client: ClientId) -> NodeId {
        NodeId(client.0 % self.0.nodes)
    }

    fn held(&self, durable: &Durable, slot: Slot) -> Held {
        durable.held(slot)
    }
}

/// A step under way: one node, its state, and where its outputs go.
struct Turn<'a> {
    vote: &'a BallotlessVote,
    me: NodeId,
    ledger: &'a mut Ledger,
    volatile: &'a mut Volatile,
    out: &'a mut Outbox<BallotlessVote>,
}
