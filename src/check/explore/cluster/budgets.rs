//! How often the explorer may do what no protocol asks for. Hearing messages costs nothing; all
//! else is counted, since without a bound there would be no end of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::protocol::ids::{NodeId, Peer};

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Cost {
    /// A message is lost for good. One that is never heard is as good as lost, so this only
    /// matters for what is promised to happen eventually.
    Drop,
    /// A message gets a copy.
    Duplicate,
    /// A timer rings.
    Timeout,
    Kill,
    Restart,
    /// A node stands still. So does one that nobody is delivered to; this only matters for what is
    /// promised to happen eventually.
    Pause,
    /// A client is tired of waiting and asks elsewhere.
    Retry,
    /// One direction of a link between two nodes lets nothing through from now on. What is never
    /// heard is as good as cut off, so this only matters for what is promised to happen eventually.
    Cut,
    /// An administrator gives one of the orders that are planned.
    Order,
    /// Time goes on by one unit, where a protocol trusts clocks.
    Tick,
    /// A clock stands still for one unit while the others go on.
    Skew,
}

impl Cost {
    pub const ALL: [Cost; 11] = [
        Cost::Drop,
        Cost::Duplicate,
        Cost::Timeout,
        Cost::Kill,
        Cost::Restart,
        Cost::Pause,
        Cost::Retry,
        Cost::Cut,
        Cost::Order,
        Cost::Tick,
        Cost::Skew,
    ];

    /// The name of the budget, as it is given to the native command.
    pub fn name(self) -> &'static str {
        match self {
            Cost::Drop => "drops",
            Cost::Duplicate => "duplicates",
            Cost::Timeout => "timeouts",
            Cost::Kill => "kills",
            Cost::Restart => "restarts",
            Cost::Pause => "pauses",
            Cost::Retry => "retries",
            Cost::Cut => "cuts",
            Cost::Order => "orders",
            Cost::Tick => "ticks",
            Cost::Skew => "skews",
        }
    }

    pub fn named(name: &str) -> Option<Cost> {
        Cost::ALL.into_iter().find(|cost| cost.name() == name)
    }
}

/// So much of each: what may be spent on one way, or what was.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Budgets([u8; Cost::ALL.len()]);

impl Budgets {
    /// Messages are heard in any order, and nothing else happens.
    pub const NONE: Budgets = Budgets([0; Cost::ALL.len()]);

    pub fn with(mut self, cost: Cost, most: u8) -> Budgets {
        self.0[cost as usize] = most;
        self
    }

    pub fn of(&self, cost: Cost) -> u8 {
        self.0[cost as usize]
    }

    /// What was spent, with one more of this; `None` when the budget does not allow it.
    pub fn spend(&self, cost: Cost, budget: &Budgets) -> Option<Budgets> {
        let more = self.of(cost).checked_add(1)?;
        (more <= budget.of(cost)).then(|| self.with(cost, more))
    }
}

impl fmt::Display for Budgets {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, cost) in Cost::ALL.into_iter().enumerate() {
            let gap = if place == 0 { "" } else { " " };
            write!(to, "{gap}{}={}", cost.name(), self.of(cost))?;
        }
        Ok(())
    }
}

/// What was done to a cluster on the way to a state, as far as it matters for what comes next.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Done {
    pub spent: Budgets,
    /// Directions of links that let nothing through, in order.
    pub cuts: Vec<(NodeId, NodeId)>,
    /// Which of the planned orders were given: a bit each.
    pub orders: u32,
}

impl Done {
    pub fn is_cut(&self, from: Peer, to: Peer) -> bool {
        let (Peer::Node(from), Peer::Node(to)) = (from, to) else {
            return false;
        };
        self.cuts.binary_search(&(from, to)).is_ok()
    }

    /// With one more direction cut.
    pub fn cutting(mut self, from: NodeId, to: NodeId) -> Done {
        if let Err(at) = self.cuts.binary_search(&(from, to)) {
            self.cuts.insert(at, (from, to));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_never_exceeds_what_is_there() {
        let budget = Budgets::NONE.with(Cost::Kill, 2);
        let once = Budgets::NONE
            .spend(Cost::Kill, &budget)
            .expect("two are allowed");
        let twice = once.spend(Cost::Kill, &budget).expect("two are allowed");
        assert_eq!(twice.spend(Cost::Kill, &budget), None);
        assert_eq!(once.spend(Cost::Drop, &budget), None);
        assert_eq!(Cost::named("kills"), Some(Cost::Kill));
    }
}
