//! Single-decree Paxos: each key is an instance of its own, decided once and for good. A write
//! proposes a value; if another value is chosen, the write has failed and always will have. A read
//! is phase 1 alone when no acceptor of a quorum has accepted anything (then nothing was chosen
//! when it was asked); otherwise it finishes what it found, and answers with what is chosen.
//!
//! Any node that a client asks proposes. Two that propose at the same time can outbid each other
//! again and again ("duel"): nothing wrong is ever chosen, but nothing need ever be chosen either.
//! Waiting a random, growing while after being outbid makes that unlikely.

mod acceptor;
mod describe;
mod proposer;
mod scene;

use super::{Accepted, Ballot, Config};
use crate::protocol::ids::{ClientId, NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, Key, RequestId};
use crate::protocol::say::Say;
use crate::protocol::{Held, Input, Outbox, Protocol, Slot, State};
use crate::say;

/// Paxos that decides each key once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SinglePaxos(pub Config);

/// What survives a restart.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Durable {
    /// By key.
    pub cells: [Cell; Key::COUNT as usize],
}

/// What a node has on its disk about one key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cell {
    /// The highest round this node has heard of: its next ballot lies above it.
    pub round: u32,
    /// It takes part in no ballot below this one.
    pub promised: Ballot,
    /// What it accepted last; never in a ballot above `promised`.
    pub accepted: Option<Accepted>,
    /// What it knows to be chosen.
    pub chosen: Option<Decree>,
}

/// What does not survive: the proposals this node works on, at most one a key.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Volatile {
    pub attempts: Vec<Attempt>,
}

/// A proposer at work.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Attempt {
    pub key: Key,
    pub ballot: Ballot,
    pub stage: Stage,
    /// Who promised, or accepted, in this ballot and stage.
    pub yes: NodeSet,
    /// Who did not, having promised a higher ballot.
    pub no: NodeSet,
    /// How many ballots it has taken so far.
    pub tries: u8,
    pub waiting: Vec<Waiting>,
}

/// How far a proposer is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// Phase 1: it collects promises, and keeps the acceptance of the highest ballot it is told of.
    Prepare { best: Option<Accepted> },
    /// Phase 2: it collects acceptances.
    Accept { decree: Decree },
    /// It was outbid, and waits.
    Resting,
}

/// A client's request that waits for the key to be decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Waiting {
    pub id: RequestId,
    pub command: Command,
    /// The running ballot began after the request came. Only then can the promises in it tell that
    /// nothing was chosen when the client asked.
    pub before_ballot: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// 1a: promise to take part in no lower ballot.
    Prepare { key: Key, ballot: Ballot },
    /// 1b: promised; this is what I have accepted last.
    Promise {
        key: Key,
        ballot: Ballot,
        accepted: Option<Accepted>,
    },
    /// 2a: accept this.
    Accept {
        key: Key,
        ballot: Ballot,
        decree: Decree,
    },
    /// 2b: accepted.
    Accepted { key: Key, ballot: Ballot },
    /// I have promised a higher ballot than the one you came with.
    Outbid {
        key: Key,
        ballot: Ballot,
        promised: Ballot,
    },
    /// This is chosen, for good.
    Chosen { key: Key, decree: Decree },
}

/// A proposer's time is up: answers are late, or it has rested enough.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timer(pub Key);

/// A step under way: one node, its state, and where its outputs go.
struct Turn<'a> {
    config: &'a Config,
    me: NodeId,
    durable: &'a mut Durable,
    attempts: &'a mut Vec<Attempt>,
    out: &'a mut Outbox<SinglePaxos>,
}

impl Protocol for SinglePaxos {
    type Durable = Durable;
    type Volatile = Volatile;
    type Message = Message;
    type Timer = Timer;

    fn size(&self) -> u8 {
        self.0.nodes()
    }

    fn blank(&self) -> Durable {
        Durable {
            cells: [Cell {
                round: 0,
                promised: Ballot::NONE,
                accepted: None,
                chosen: None,
            }; Key::COUNT as usize],
        }
    }

    fn start(
        &self,
        _: NodeId,
        durable: &mut Durable,
        again: bool,
        _: &mut Outbox<Self>,
    ) -> Volatile {
        if again && self.0.broken.forget_promise {
            for cell in &mut durable.cells {
                cell.promised = Ballot::NONE;
                cell.accepted = None;
            }
        }
        Volatile {
            attempts: Vec::new(),
        }
    }

    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let mut turn = Turn {
            config: &self.0,
            me,
            durable: state.durable,
            attempts: &mut state.volatile.attempts,
            out,
        };
        match input {
            Input::Request { id, command } => turn.on_request(id, command),
            Input::Timeout(Timer(key)) => turn.on_time_up(key),
            Input::Message { from, message } => turn.on_message(from, message),
            Input::Order(_) => {} // membership is fixed, and nobody leads
        }
    }

    /// Every client has a node of its own, so that several clients make several proposers.
    fn first_contact(&self, client: ClientId) -> NodeId {
        NodeId(client.0 % self.0.nodes())
    }

    fn held(&self, durable: &Durable, slot: Slot) -> Held {
        let cell = usize::try_from(slot)
            .ok()
            .and_then(|slot| durable.cells.get(slot));
        let accepted = cell.and_then(|cell| cell.accepted.map(|(_, decree)| decree));
        match cell.and_then(|cell| cell.chosen).or(accepted) {
            Some(decree) => Held::Value(decree),
            None => Held::Nothing,
        }
    }

    /// Its slots are the keys.
    fn place(&self, slot: Slot) -> Say {
        let key = Key(u8::try_from(slot).unwrap_or(u8::MAX) % Key::COUNT);
        say!("paxos.place.key", key = key.letter().to_string().as_str())
    }

    fn could_go_on_without(&self, keepers: NodeSet) -> Option<NodeSet> {
        let rest = NodeSet::all(self.size()).difference(keepers);
        self.0.promised(rest).then_some(rest)
    }

    fn can_serve(&self, group: NodeSet) -> bool {
        self.0.promised(group) && self.0.accepted(group)
    }

    fn stored(&self, durable: &Durable, _: &Volatile, key: Key) -> Option<u32> {
        match durable.cells[place(key)].chosen?.command {
            Command::Write { value, .. } => Some(value),
            _ => None,
        }
    }
}

impl Turn<'_> {
    fn on_message(&mut self, from: NodeId, message: Message) {
        match message {
            Message::Prepare { key, ballot } => self.on_prepare(from, key, ballot),
            Message::Promise {
                key,
                ballot,
                accepted,
            } => self.on_promise(from, key, ballot, accepted),
            Message::Accept {
                key,
                ballot,
                decree,
            } => self.on_accept(from, key, ballot, decree),
            Message::Accepted { key, ballot } => self.on_accepted(from, key, ballot),
            Message::Outbid {
                key,
                ballot,
                promised,
            } => self.on_outbid(from, key, ballot, promised),
            Message::Chosen { key, decree } => self.choose(key, decree),
        }
    }

    fn cell(&mut self, key: Key) -> &mut Cell {
        &mut self.durable.cells[place(key)]
    }
}

/// Where a key's cell is.
fn place(key: Key) -> usize {
    usize::from(key.0 % Key::COUNT)
}
