//! Which nodes are asked, and in which order. Nothing here is drawn: "random" is a hash of the
//! request, so that the same request asks the same nodes on every machine.

use super::{Choice, Operation, Stage, Turn};
use crate::protocol::ids::{NodeId, NodeSet};

impl Turn<'_> {
    /// The homes of the operation's key that it asks at once.
    pub(super) fn first_targets(&self, op: &Operation) -> NodeSet {
        let homes = self.config.homes_of(op.key);
        if self.config.choice == Choice::All {
            return homes.difference(op.replied);
        }
        let missing = self.need(op).saturating_sub(op.replied.len());
        let count = missing.saturating_add(self.config.spare);
        let ranked = self.ranked(op, homes.difference(op.replied));
        ranked.into_iter().take(count.into()).collect()
    }

    /// The best home that was not asked yet.
    pub(super) fn one_more(&self, op: &Operation) -> Option<NodeId> {
        let rest = self.config.homes_of(op.key).difference(op.asked);
        self.ranked(op, rest).first().copied()
    }

    /// Nodes that stand in for others: those that follow the homes on the ring.
    pub(super) fn substitutes(&self, op: &Operation, count: u8) -> Vec<NodeId> {
        let config = self.config;
        let homes = config.homes_of(op.key);
        let after = u32::from(op.key.0) + u32::from(config.homes);
        let ring = (0..config.nodes)
            .map(|i| NodeId(((after + u32::from(i)) % u32::from(config.nodes)) as u8));
        ring.filter(|&node| !homes.contains(node))
            .take(count.into())
            .collect()
    }

    /// Nodes by preference.
    fn ranked(&self, op: &Operation, among: NodeSet) -> Vec<NodeId> {
        let lot = |node: NodeId| {
            let phase = u64::from(op.stage == Stage::Store);
            let request = u64::from(op.id.client.0) << 40 | u64::from(op.id.number) << 8;
            stir(request << 1 | phase << 8 | u64::from(node.0))
        };
        let rank = |node: NodeId| match self.config.choice {
            Choice::All => 0,
            Choice::Random => 0,
            Choice::LeastLoaded => self.load(node),
            Choice::Nearest => {
                let place = self.volatile.near.iter().position(|&near| near == node);
                place.unwrap_or(usize::MAX) as u64
            }
        };
        let mut nodes: Vec<NodeId> = among.iter().collect();
        nodes.sort_by_cached_key(|&node| (rank(node), lot(node)));
        nodes
    }

    /// How many of this node's questions that node has not answered yet.
    fn load(&self, node: NodeId) -> u64 {
        let operations = self.volatile.operations.iter();
        operations.filter(|op| op.silent().contains(node)).count() as u64
    }

    /// A node was the first to answer: it comes first from now on, behind this node itself.
    pub(super) fn is_near(&mut self, node: NodeId) {
        self.move_in_line(node, true);
    }

    /// Nodes did not answer in time: they come last from now on.
    pub(super) fn are_far(&mut self, nodes: NodeSet) {
        for node in nodes.iter() {
            self.move_in_line(node, false);
        }
    }

    fn move_in_line(&mut self, node: NodeId, ahead: bool) {
        let near = &mut self.volatile.near;
        let Some(at) = near.iter().position(|&other| other == node) else {
            return;
        };
        if node != self.me {
            near.remove(at);
            let to = if ahead { 1 } else { near.len() };
            near.insert(to, node);
        }
        debug_assert_eq!(
            near.first(),
            Some(&self.me),
            "nobody is nearer than oneself"
        );
        debug_assert_eq!(near.len(), usize::from(self.config.nodes), "nobody is lost");
    }
}

/// Mixes all bits, so that neighbouring requests ask different nodes.
fn stir(mut z: u64) -> u64 {
    z = z.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z ^= z >> 29;
    z = z.wrapping_mul(0xd6e8_feb8_6659_fd93);
    z ^ z >> 32
}
