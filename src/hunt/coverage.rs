//! What a hunt has looked at, and what it has not: as much a part of its answer as what it found.

use serde::{Deserialize, Serialize};

use super::passes::{Topic, Way};
use crate::check::explore::cluster::budgets::{Budgets, Cost};

/// Why a search ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ended {
    /// It has seen everything that can happen within the budgets.
    Everything,
    /// Everything that it was looking for was found.
    Found,
    /// It was not to tell more states apart.
    States,
    /// It was not to take more memory.
    Memory,
    /// It went where chance led until there was nothing more.
    Chance,
    /// Somebody stopped it, or it was never begun.
    Stopped,
}

/// One search of a hunt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PassReport {
    pub topic: Topic,
    pub way: Way,
    pub states: u32,
    pub depth: u32,
    pub ended: Ended,
}

/// All of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Coverage {
    pub passes: Vec<PassReport>,
    pub budgets: Budgets,
    /// The budgets of which there was too little somewhere, so that more would reach more.
    pub ran_out: Vec<Cost>,
    /// Promises of the protocol that are not judged by a search.
    pub unjudged: Vec<String>,
    /// So much of what is planned for later was left out: faults come from the budgets.
    pub left_out: u32,
    /// Something was decided in some state that was looked at; `None` where nobody asked.
    pub decided: Option<bool>,
}

impl Coverage {
    /// Whether nothing was left out but what the budgets do not allow.
    pub fn is_all(&self) -> bool {
        let all = |pass: &PassReport| matches!(pass.ended, Ended::Everything | Ended::Found);
        self.passes.iter().all(all)
    }

    pub fn states(&self) -> u64 {
        self.passes.iter().map(|pass| u64::from(pass.states)).sum()
    }

    pub fn was_stopped(&self) -> bool {
        self.passes.iter().any(|pass| pass.ended == Ended::Stopped)
    }
}
