//! The majority vote of documents 1, 2, 3 and 5: a value counts once enough nodes have voted for
//! it. Three ways to organise the same vote:
//!
//! - **Coordinator** (document 1): one node, the primary, numbers all requests, asks everybody,
//!   counts the votes and says when one is committed. When it dies, a majority votes a new primary
//!   in, for a new term, and the new primary first asks that majority what it has voted for.
//!   See [`primary`].
//! - **Peers** (document 2): whoever has something to say tells everybody; everybody confirms to
//!   everybody; each counts for itself.
//! - **Leaderless** (documents 3 and 5): each client's node coordinates that client's requests.
//!   See [`ballotless`] for both.
//!
//! The safety of all three rests on one fact, any two majorities share a node, and on two rules:
//! a node writes its vote to disk before it speaks of it, and it does not vote for two values of
//! one slot (in one term). `Config::broken` switches these rules off one by one.

#[cfg(feature = "every-protocol")]
pub mod ballotless;
pub mod ledger;
mod phrases;
pub mod primary;
mod spec;

pub use spec::{build, is_led, spec};

use super::Wait;
use super::ids::Micros;
use super::quorum::Threshold;

/// How the vote is organised.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mode {
    Coordinator,
    Peer,
    Leaderless,
}

/// Rules of the vote that can be switched off, each as some document has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Broken {
    /// Document 3: `majority_response` divides by the replies that came back.
    pub count_replies_only: bool,
    /// Document 1: `elect_leader` takes those who say that they lead.
    pub believe_leaders: bool,
    /// What a node voted for is not on its disk.
    pub forget_on_restart: bool,
}

/// With what parameters a vote runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Config {
    pub mode: Mode,
    pub nodes: u8,
    pub threshold: Threshold,
    pub broken: Broken,
    /// How long a coordinator waits for votes before it asks again.
    pub patience: Micros,
}

impl Config {
    /// How many votes commit a value.
    pub fn need(&self) -> u8 {
        self.threshold.need(self.nodes)
    }

    /// How many must be in touch for a request to be answered in the end.
    fn need_in_the_end(&self) -> u8 {
        match self.broken.count_replies_only {
            true => 1,
            false => self.need(),
        }
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

    /// How many votes are enough when the time is up: as many as ever, unless the rule is broken.
    fn need_when_late(&self, replies: u8) -> u8 {
        if self.broken.count_replies_only {
            replies / 2 + 1
        } else {
            self.need()
        }
    }
}
