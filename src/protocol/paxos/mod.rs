//! Paxos (Lamport, "The Part-Time Parliament", 1998, and "Paxos Made Simple", 2001): nodes that
//! can fail, over a network that can lose, delay and repeat, agree on values.
//!
//! - Every proposal has a **ballot**, a number that no other proposer uses. Ballots are ordered.
//! - **Phase 1.** A proposer asks the acceptors to promise that they take part in no ballot below
//!   its own. An acceptor that promises also tells what it has accepted last, and in which ballot.
//! - **Phase 2.** With promises from a quorum Q1, the proposer asks the acceptors to accept a
//!   value: of those it was told of, the one of the highest ballot; its own if it was told of none.
//!   An acceptor accepts unless it has promised a higher ballot. A value that a quorum Q2 has
//!   accepted in one ballot is chosen.
//!
//! Why no two values are chosen: every Q1 meets every Q2. So when a value is chosen, any later
//! proposer hears of it, from an acceptor that is in its Q1 and was in that Q2, and proposes that
//! very value again. Which groups are quorums is otherwise free; see [`quorums`].
//!
//! Two forms of it run here: [`single`], where each key is decided once and for good, and
//! [`multi`], where one proposer does phase 1 for a whole log and then leads.
//!
//! Assumed: disks keep what is on them, and nodes may be slow but do not lie. [`Broken`] switches
//! the rules off one by one. Left out: changes of membership, leases, batches.

pub mod multi;
mod phrases;
pub mod quorums;
pub mod single;
mod spec;

pub use spec::{build, spec};

use self::quorums::Quorums;
use super::Wait;
use super::ids::{Micros, NodeId, NodeSet};
use super::op::Decree;
use super::say::Say;
use crate::say;

/// The number of a proposal. No two nodes share one, since it ends in the node's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ballot {
    pub round: u32,
    pub node: NodeId,
}

impl Ballot {
    /// Below all ballots that anyone uses.
    pub const NONE: Ballot = Ballot {
        round: 0,
        node: NodeId(0),
    };

    /// As people see it: round and node, such as `3.2`.
    pub fn say(self) -> Say {
        say!("paxos.ballot", round = self.round, who = self.node)
    }
}

/// What an acceptor has accepted: in which ballot, and what.
pub type Accepted = (Ballot, Decree);

/// Of two acceptances, the one of the higher ballot.
fn later(one: Option<Accepted>, other: Option<Accepted>) -> Option<Accepted> {
    one.into_iter()
        .chain(other)
        .max_by_key(|&(ballot, _)| ballot)
}

/// What is decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mode {
    /// One value for each key, once.
    Single,
    /// A log of commands.
    Multi,
}

/// Rules that can be switched off.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Broken {
    /// An acceptor that restarts has forgotten what it promised and accepted.
    pub forget_promise: bool,
    /// A proposer proposes its own value, whatever it was told.
    pub ignore_learnt: bool,
}

/// With what parameters Paxos runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Config {
    pub mode: Mode,
    pub quorums: Quorums,
    /// Whether a proposer that was outbid waits before it bids again.
    pub back_off: bool,
    pub broken: Broken,
    /// How long a proposer waits for answers before it asks again.
    pub patience: Micros,
}

impl Config {
    pub fn nodes(&self) -> u8 {
        self.quorums.nodes
    }

    /// Whether these promises are enough.
    fn promised(&self, group: NodeSet) -> bool {
        self.quorums.first().met(self.nodes(), group)
    }

    /// Whether these acceptances are enough.
    fn accepted(&self, group: NodeSet) -> bool {
        self.quorums.second().met(self.nodes(), group)
    }

    /// A time-out of so many hundredths of the patience, or between two such times.
    fn wait(&self, from_percent: u64, to_percent: u64) -> Wait {
        let part = |percent: u64| Micros((self.patience.0 * percent / 100).max(1));
        if from_percent == to_percent {
            Wait::Exactly(part(from_percent))
        } else {
            Wait::Between(part(from_percent), part(to_percent))
        }
    }
}
