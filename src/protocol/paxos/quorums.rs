//! Which groups of nodes are a quorum, and nothing else. Paxos has two kinds: a *promise quorum*
//! (phase 1, Q1) and an *acceptance quorum* (phase 2, Q2). All that safety asks of them is that
//! any two of different kinds share a node (Howard, Malkhi and Spiegelman, "Flexible Paxos",
//! 2016); two quorums of one kind need not meet.

use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::quorum::{majority, must_meet};

/// How quorums are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum System {
    /// More than half, for both.
    Majority,
    /// Any q1 nodes, and any q2.
    Sizes { q1: u8, q2: u8 },
    /// Nodes stand in rows and columns; Q1 is a whole row, Q2 a whole column.
    Grid,
    /// Node 1 has several votes, the others one each; more than half of the votes, for both.
    Weighted { weight: u8 },
}

/// The quorums of a cluster.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Quorums {
    pub nodes: u8,
    pub system: System,
    /// Broken on purpose: the two kinds need not meet.
    pub apart: bool,
}

/// When a group is enough.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rule {
    /// So many nodes.
    Count(u8),
    /// So many votes, where node 1 has `weight` of them.
    Votes { weight: u8, need: u8 },
    /// A whole row of so many columns; `last` says whether a shorter last row will do.
    Row { columns: u8, last: bool },
    /// A whole column of so many.
    Column { columns: u8 },
}

impl Quorums {
    /// What a proposer needs before it may propose: promises.
    pub fn first(&self) -> Rule {
        let n = self.nodes;
        match self.system {
            System::Majority if self.apart => Rule::Count((n / 2).max(1)),
            System::Majority => Rule::Count(majority(n)),
            System::Sizes { q1, .. } if self.apart => Rule::Count(q1.min(n - 1).max(1)),
            System::Sizes { q1, .. } => Rule::Count(q1),
            System::Grid => Rule::Row {
                columns: columns(n),
                last: self.apart,
            },
            System::Weighted { weight } => self.votes(weight),
        }
    }

    /// What makes a value chosen: acceptances.
    pub fn second(&self) -> Rule {
        let n = self.nodes;
        match self.system {
            // As wide as it can be without having to meet the other.
            System::Sizes { q1, q2 } if self.apart => {
                Rule::Count(q2.min(n.saturating_sub(q1)).max(1))
            }
            System::Sizes { q2, .. } => Rule::Count(q2),
            System::Grid if !self.apart => Rule::Column {
                columns: columns(n),
            },
            _ => self.first(),
        }
    }

    /// Whether any promise quorum and any acceptance quorum share a node.
    pub fn meet(&self) -> bool {
        let n = self.nodes;
        match (self.first(), self.second()) {
            (Rule::Count(q1), Rule::Count(q2)) => must_meet(n, q1, q2),
            (Rule::Votes { weight, need }, _) => {
                // One group has node 1 and as few others as will do; are the rest enough?
                let others = n - 1;
                need > others.saturating_sub(need.saturating_sub(weight))
            }
            (Rule::Row { columns, .. }, Rule::Row { .. }) => n <= columns,
            _ => true,
        }
    }

    fn votes(&self, weight: u8) -> Rule {
        let total = u16::from(weight) + u16::from(self.nodes) - 1;
        let need = if self.apart {
            // The most that two groups without a common node can both have.
            (total / 2).clamp(1, u16::from(self.nodes - 1).max(1))
        } else {
            total / 2 + 1
        };
        Rule::Votes {
            weight,
            need: need as u8,
        }
    }
}

impl Rule {
    /// Whether a group among n is enough.
    pub fn met(self, n: u8, group: NodeSet) -> bool {
        self.missing(n, group, NodeSet::EMPTY) == Some(0)
    }

    /// How few of those who could still join would make the group enough; `None` when not even
    /// all of them would.
    pub fn missing(self, n: u8, group: NodeSet, could: NodeSet) -> Option<u8> {
        let could = could.difference(group);
        match self {
            Rule::Count(need) => {
                let more = need.saturating_sub(group.len());
                (more <= could.len()).then_some(more)
            }
            Rule::Votes { weight, need } => {
                let heavy = could.contains(NodeId(0));
                let more = need.saturating_sub(votes(group, weight));
                let light = could.without(NodeId(0)).len();
                match more {
                    0 => Some(0),
                    _ if heavy => {
                        // The heaviest first, then as many others as it takes.
                        let rest = more.saturating_sub(weight);
                        (rest <= light).then_some(1 + rest)
                    }
                    _ => (more <= light).then_some(more),
                }
            }
            Rule::Row { columns, last } => {
                let rows = if last {
                    n.div_ceil(columns)
                } else {
                    n / columns
                };
                let row = |row: u8| set((row * columns..n).take(columns.into()));
                (0..rows)
                    .filter_map(|number| fill(row(number), group, could))
                    .min()
            }
            Rule::Column { columns } => {
                let column = |column: u8| set((column..n).step_by(columns.into()));
                (0..columns.min(n))
                    .filter_map(|number| fill(column(number), group, could))
                    .min()
            }
        }
    }

    /// The fewest nodes that are ever enough.
    pub fn smallest(self, n: u8) -> u8 {
        let all = NodeSet::all(n);
        let fewest = self.missing(n, NodeSet::EMPTY, all);
        fewest.expect("all nodes together are enough")
    }
}

/// How many columns a grid of n nodes has: as many as rows, or a few more. When the nodes do not
/// fill it, the last row is shorter and the last columns are, too.
pub fn columns(n: u8) -> u8 {
    (1..=n).find(|c| c * c >= n).unwrap_or(1)
}

/// How many votes a group has.
pub fn votes(group: NodeSet, weight: u8) -> u8 {
    let heavy = u8::from(group.contains(NodeId(0)));
    group.len() + heavy * (weight - 1)
}

fn set(nodes: impl Iterator<Item = u8>) -> NodeSet {
    nodes.map(NodeId).collect()
}

/// How many of a line of nodes are missing, if those who could join can fill it.
fn fill(line: NodeSet, group: NodeSet, could: NodeSet) -> Option<u8> {
    let open = line.difference(group);
    open.difference(could).is_empty().then(|| open.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(n: u8) -> Vec<NodeSet> {
        let bits = 0u32..1 << n;
        bits.map(|bits| set((0..n).filter(|i| bits >> i & 1 == 1)))
            .collect()
    }

    /// All systems for n nodes, kept and broken.
    fn systems(n: u8) -> Vec<Quorums> {
        let mut systems = vec![System::Majority, System::Grid];
        systems.extend((1..=5).map(|weight| System::Weighted { weight }));
        let sizes = (1..=n).flat_map(|q1| (1..=n).map(move |q2| System::Sizes { q1, q2 }));
        systems.extend(sizes);
        let quorums = |system| {
            [false, true].map(|apart| Quorums {
                nodes: n,
                system,
                apart,
            })
        };
        systems.into_iter().flat_map(quorums).collect()
    }

    /// Counted over all pairs of groups.
    #[test]
    fn kinds_meet_exactly_when_no_two_groups_are_apart() {
        for n in 1..=6 {
            let groups = groups(n);
            for quorums in systems(n) {
                let (first, second) = (quorums.first(), quorums.second());
                let mut firsts = groups.iter().filter(|g| first.met(n, **g));
                let apart = firsts.any(|one| {
                    let mut seconds = groups.iter().filter(|g| second.met(n, **g));
                    seconds.any(|other| one.intersection(*other).is_empty())
                });
                assert_eq!(quorums.meet(), !apart, "{quorums:?}");
                let sizes = matches!(quorums.system, System::Sizes { .. });
                assert!(quorums.apart || sizes || !apart, "{quorums:?}");
                let can_be_apart = n > 2 || n == 2 && quorums.system != System::Grid;
                assert!(!quorums.apart || apart || !can_be_apart, "{quorums:?}");
            }
        }
    }

    /// Counted over all ways to join.
    #[test]
    fn what_is_missing_is_the_fewest_that_complete_a_group() {
        for n in 1..=5 {
            let groups = groups(n);
            for quorums in systems(n) {
                for rule in [quorums.first(), quorums.second()] {
                    for &group in &groups {
                        for &could in &groups {
                            let joins = groups.iter().filter(|join| {
                                join.difference(could.difference(group)).is_empty()
                                    && rule.met(n, group.union(**join))
                            });
                            let fewest = joins.map(|join| join.len()).min();
                            let missing = rule.missing(n, group, could);
                            assert_eq!(missing, fewest, "{rule:?} {group:?} {could:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_grid_of_seven_has_two_whole_rows_and_three_columns() {
        let quorums = Quorums {
            nodes: 7,
            system: System::Grid,
            apart: false,
        };
        let (row, column) = (quorums.first(), quorums.second());
        let nodes = |nodes: &[u8]| set(nodes.iter().copied());
        assert!(row.met(7, nodes(&[0, 1, 2])) && row.met(7, nodes(&[3, 4, 5])));
        assert!(!row.met(7, nodes(&[0, 4, 2])) && !row.met(7, nodes(&[6])));
        assert!(column.met(7, nodes(&[0, 3, 6])) && column.met(7, nodes(&[2, 5])));
        assert!(!column.met(7, nodes(&[0, 3])));
        assert_eq!((row.smallest(7), column.smallest(7)), (3, 2));
    }
}
