//! With what parameters a cluster runs, and the times that follow from them.

use crate::protocol::Wait;
use crate::protocol::ids::{Micros, NodeId};

/// How long a node waits for a leader.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Timers {
    /// Anew by chance each time, as in the paper.
    Random,
    /// Each node a little longer than the one before: predictable, and they never collide.
    Spread,
    /// All the same: they collide for ever.
    Aligned,
}

/// What a read goes through.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reads {
    Log,
    Index,
    Lease,
    Stale,
}

/// How the members change.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    Single,
    Joint,
}

/// Rules of Raft that can be switched off.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Broken {
    /// What a majority has is committed, whatever its term (figure 8).
    pub count_old_terms: bool,
    /// Whom a node voted for is not on its disk.
    pub forget_vote: bool,
    /// A vote does not depend on the logs.
    pub no_log_check: bool,
    /// Members may change before the leader has committed anything in its term.
    pub change_uncommitted: bool,
    /// A lease trusts all clocks to run equally fast.
    pub trust_lease: bool,
}

/// With what parameters a cluster runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Config {
    pub nodes: u8,
    /// The first so many nodes vote at the beginning.
    pub voters: u8,
    /// The last so many nodes learn at the beginning, and do not vote.
    pub learners: u8,
    pub timers: Timers,
    pub pre_vote: bool,
    pub check_quorum: bool,
    pub reads: Reads,
    pub change: Change,
    /// So many committed entries are kept before half of them are folded together.
    pub compact: u32,
    pub broken: Broken,
    /// What all other times are made from.
    pub patience: Micros,
}

/// The shortest election time-out, in hundredths of the patience. A leader that was heard more
/// recently is believed to be there.
pub(super) const ELECTION_MIN: u64 = 400;
const ELECTION_MAX: u64 = 800;
pub(super) const HEARTBEAT: u64 = 40;
/// Clocks may run from half to double speed. A leader's lease, shown by a clock of half the speed,
/// must end before the shortest election time-out does, measured by one of double the speed.
const LEASE: u64 = ELECTION_MIN / 4;

impl Config {
    /// A cluster in which all nodes vote and nothing special is switched on.
    pub fn plain(nodes: u8) -> Config {
        Config {
            nodes,
            voters: nodes,
            learners: 0,
            timers: Timers::Random,
            pre_vote: false,
            check_quorum: false,
            reads: Reads::Log,
            change: Change::Single,
            compact: 64,
            broken: Broken::default(),
            patience: Micros::from_millis(250),
        }
    }

    fn part(&self, percent: u64) -> Micros {
        Micros((self.patience.0 * percent / 100).max(1))
    }

    pub(super) fn after(&self, percent: u64) -> Wait {
        Wait::Exactly(self.part(percent))
    }

    pub(super) fn election_wait(&self, me: NodeId) -> Wait {
        match self.timers {
            Timers::Random => Wait::Between(self.part(ELECTION_MIN), self.part(ELECTION_MAX)),
            Timers::Spread => self.after(ELECTION_MIN + 40 * u64::from(me.0)),
            Timers::Aligned => self.after(ELECTION_MIN + 100),
        }
    }

    /// How long after asking a majority a leader may answer reads alone, by its own clock.
    pub(super) fn lease(&self) -> Micros {
        self.part(if self.broken.trust_lease {
            ELECTION_MIN
        } else {
            LEASE
        })
    }

    /// A span of time in which leases and the waits for a leader are whole numbers.
    pub(super) fn lease_unit(&self) -> Micros {
        self.part(LEASE)
    }

    /// Whether a node refuses its vote while it believes that a leader is there.
    pub(super) fn loyal_voters(&self) -> bool {
        self.check_quorum || self.reads == Reads::Lease
    }
}
