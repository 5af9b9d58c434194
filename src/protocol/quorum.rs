//! Quorum arithmetic, and nothing else: how many are enough, and when two groups must meet.

use super::ids::NodeSet;

/// The smallest number that is more than half of n.
pub const fn majority(n: u8) -> u8 {
    n / 2 + 1
}

/// How many votes a decision takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Threshold {
    /// More than half: ⌊n/2⌋+1.
    Majority,
    /// Document 5's formula, ⌈n/2+1⌉: one more than a majority when n is odd.
    CeilHalfPlusOne,
    All,
    One,
    /// Enough that one of them is not among t faulty ones.
    TPlusOne(u8),
    /// Enough that a majority of them is not among t faulty ones.
    TwoTPlusOne(u8),
    Exactly(u8),
}

impl Threshold {
    /// The number of votes, between 1 and n.
    pub fn need(self, n: u8) -> u8 {
        let need = match self {
            Threshold::Majority => majority(n),
            Threshold::CeilHalfPlusOne => n.div_ceil(2) + 1,
            Threshold::All => n,
            Threshold::One => 1,
            Threshold::TPlusOne(t) => t.saturating_add(1),
            Threshold::TwoTPlusOne(t) => t.saturating_mul(2).saturating_add(1),
            Threshold::Exactly(k) => k,
        };
        need.clamp(1, n)
    }
}

/// Whether any group of a and any group of b among n must share a member.
pub const fn must_meet(n: u8, a: u8, b: u8) -> bool {
    a as u16 + b as u16 > n as u16
}

/// Whether `need` can still be reached.
pub fn possible(yes: NodeSet, could: NodeSet, need: u8) -> bool {
    yes.union(could).len() >= need
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{NODES_MAX, NodeId};

    #[test]
    fn thresholds_for_small_clusters() {
        // n, majority, ⌈n/2+1⌉
        let table = [
            (1, 1, 1),
            (2, 2, 2),
            (3, 2, 3),
            (4, 3, 3),
            (5, 3, 4),
            (6, 4, 4),
            (7, 4, 5),
        ];
        for (n, half, ceil) in table {
            assert_eq!(Threshold::Majority.need(n), half, "majority of {n}");
            assert_eq!(
                Threshold::CeilHalfPlusOne.need(n),
                ceil.min(n),
                "⌈n/2+1⌉ of {n}"
            );
            assert_eq!(Threshold::All.need(n), n);
            assert_eq!(Threshold::One.need(n), 1);
        }
        assert_eq!(Threshold::TPlusOne(1).need(4), 2);
        assert_eq!(Threshold::TwoTPlusOne(1).need(4), 3);
        assert_eq!(
            Threshold::Exactly(9).need(5),
            5,
            "never more than there are"
        );
    }

    /// Meeting is what the arithmetic says it is: counted over all pairs of groups of small sizes.
    #[test]
    fn groups_meet_exactly_when_their_sizes_exceed_n() {
        for n in 1..=6u8 {
            let groups: Vec<NodeSet> = (0u32..1 << n)
                .map(|bits| (0..n).filter(|i| bits >> i & 1 == 1).map(NodeId).collect())
                .collect();
            for a in 1..=n {
                for b in 1..=n {
                    let apart = groups.iter().filter(|g| g.len() == a).any(|g| {
                        groups
                            .iter()
                            .any(|h| h.len() == b && g.intersection(*h).is_empty())
                    });
                    assert_eq!(must_meet(n, a, b), !apart, "n={n} a={a} b={b}");
                }
            }
        }
    }

    #[test]
    fn two_majorities_always_meet_and_two_halves_need_not() {
        for n in 1..=NODES_MAX {
            assert!(must_meet(n, majority(n), majority(n)));
            assert!(!must_meet(n, majority(n) - 1, majority(n)) || n % 2 == 0);
        }
    }
}
