//! Which nodes are in touch with which, and how many of them a cluster can do without.

use super::Protocol;
use super::describe::Cluster;
use super::ids::{NodeId, NodeSet};
use super::say::Say;
use crate::say;

/// Nodes whose votes can come together, and those without whom they do not.
struct Group {
    votes: NodeSet,
    keys: NodeSet,
}

pub struct Groups {
    /// For every node the nodes that it is in touch with, itself included; nobody for one that is not
    /// up. Where only some links are cut, two of them need not hear each other.
    near: Vec<NodeSet>,
    all: Vec<Group>,
}

impl Groups {
    /// Votes go to whoever asked for them or, where they go `round`, to everybody.
    pub fn among<P: Protocol>(members: NodeSet, cluster: &Cluster<'_, P>, round: bool) -> Groups {
        let up = cluster.up().intersection(members);
        let nodes = || (0..cluster.nodes.len() as u8).map(NodeId);
        // Where no link is cut, as nearly always, there is one group, and nobody it hangs on.
        let hears_all = |node: NodeId| up.difference(cluster.reach[node.index()]).is_empty();
        if up.iter().all(hears_all) {
            return Groups {
                near: nodes().map(|_| up).collect(),
                all: vec![Group {
                    votes: up,
                    keys: NodeSet::EMPTY,
                }],
            };
        }
        let heard = |node: NodeId| {
            up.iter()
                .filter(move |from| cluster.gets_through(*from, node))
        };
        let heard: Vec<NodeSet> = nodes().map(|node| heard(node).collect()).collect();
        let who = |asks: NodeId, counts: NodeId| match up.contains(asks) {
            true => cluster.reach[asks.index()].intersection(heard[counts.index()]),
            false => NodeSet::EMPTY,
        };
        let pairs = up.iter().flat_map(|asks| {
            let others = up.iter().filter(move |&counts| round || counts == asks);
            others.map(move |counts| (asks, counts))
        });
        let all = pairs.map(|(asks, counts)| Group {
            votes: who(asks, counts),
            keys: NodeSet::EMPTY.with(asks).with(counts),
        });
        Groups {
            near: nodes().map(|node| who(node, node)).collect(),
            all: all.collect(),
        }
    }

    /// The most votes that can come together; of several as large groups, the first.
    pub fn largest(&self) -> NodeSet {
        let groups = self.all.iter().map(|group| group.votes);
        groups
            .rev()
            .max_by_key(|votes| votes.len())
            .unwrap_or_default()
    }

    /// How many nodes can be lost if a group of so many must be left, or whom all rests on. A leader
    /// that is not deposed, whatever comes, has to have them itself. Nothing when there is no such group.
    pub fn what_can_be_lost(&self, need: u8, leader: Option<NodeId>) -> Option<Say> {
        let groups = self.all.iter().filter(|group| group.votes.len() >= need);
        let vital = groups.map(|group| match group.votes.len() == need {
            true => group.keys.union(group.votes),
            false => group.keys,
        });
        let mut vital = vital.reduce(NodeSet::intersection)?;
        let mut spare = self.spare(need).max(1);
        if let Some(leader) = leader {
            let own = self.near[leader.index()];
            let leaders = vital.intersection(NodeSet::EMPTY.with(leader));
            spare = spare.min(own.len().saturating_sub(need));
            vital = match spare {
                0 => own.without(leader).union(leaders),
                _ => leaders,
            };
        }
        Some(match vital.is_empty() {
            true => say!("verdict.idle.spare", spare = spare),
            false => say!("verdict.idle.no_spare", group = vital),
        })
    }

    /// So many can be lost, whichever they are: as long as of nodes that all hear each other enough
    /// are left.
    fn spare(&self, need: u8) -> u8 {
        if let [whole] = &*self.all {
            return whole.votes.len().saturating_sub(need);
        }
        let mut left = NodeSet::all(self.near.len() as u8);
        let mut to_block = 0;
        loop {
            let close = left.iter().map(|node| self.close_to(node, left));
            let most = close.max_by_key(|close| close.len()).unwrap_or_default();
            if most.is_empty() || most.len() < need {
                return u8::saturating_sub(to_block, 1);
            }
            to_block += most.len() - need + 1;
            left = left.difference(most);
        }
    }

    /// Nodes that are in touch with this one and with each other.
    fn close_to(&self, node: NodeId, among: NodeSet) -> NodeSet {
        let near = self.near[node.index()].intersection(among);
        near.iter()
            .fold(near, |close, other| match close.contains(other) {
                true => close.intersection(self.near[other.index()]),
                false => close,
            })
    }
}
