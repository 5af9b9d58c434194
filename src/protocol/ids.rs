//! Names for the things a protocol talks about. All are small integers, so that a state made of
//! them is cheap to copy, compare and hash, and means the same on every machine.

use serde::{Deserialize, Serialize};

/// The largest cluster that can be shown; every node set fits into one `u128`.
pub const NODES_MAX: u8 = 101;

/// The most clients a cluster may have: nodes and clients together stay below 128.
pub const CLIENTS_MAX: u8 = 16;

/// A node, counted from 0. People see [`NodeId::label`], counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u8);

impl NodeId {
    /// The number people see.
    pub fn label(self) -> u32 {
        u32::from(self.0) + 1
    }

    /// The position in a list of nodes.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A client, counted from 0. People see a letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClientId(pub u8);

impl ClientId {
    /// The letter people see: A, B, C and so on.
    pub fn letter(self) -> char {
        char::from(b'A' + self.0 % 26)
    }

    /// The position in a list of clients.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Whoever can send or receive a message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Peer {
    Node(NodeId),
    Client(ClientId),
}

impl Peer {
    /// What people see where there is room for no more: a node's number, a client's letter.
    pub fn short(self) -> String {
        match self {
            Peer::Node(node) => node.label().to_string(),
            Peer::Client(client) => client.letter().to_string(),
        }
    }
}

impl From<NodeId> for Peer {
    fn from(node: NodeId) -> Self {
        Peer::Node(node)
    }
}

impl From<ClientId> for Peer {
    fn from(client: ClientId) -> Self {
        Peer::Client(client)
    }
}

/// A time or a span of time in whole microseconds.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Micros(pub u64);

impl Micros {
    pub const ZERO: Micros = Micros(0);

    /// So many milliseconds.
    pub const fn from_millis(millis: u64) -> Micros {
        Micros(millis * 1_000)
    }

    /// In milliseconds, for drawing only.
    pub fn as_millis_f64(self) -> f64 {
        self.0 as f64 / 1_000.0
    }

    /// The sum, stopping at the end of time instead of wrapping.
    pub fn plus(self, other: Micros) -> Micros {
        Micros(self.0.saturating_add(other.0))
    }

    /// The difference, or zero when `other` is later.
    pub fn minus(self, other: Micros) -> Micros {
        Micros(self.0.saturating_sub(other.0))
    }
}

/// A set of nodes as one machine word or two.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(from = "Vec<NodeId>", into = "Vec<NodeId>")]
pub struct NodeSet(u128);

impl NodeSet {
    pub const EMPTY: NodeSet = NodeSet(0);

    /// The nodes 0 to n−1.
    pub fn all(n: u8) -> NodeSet {
        debug_assert!(n <= NODES_MAX, "a cluster has at most {NODES_MAX} nodes");
        NodeSet(if n >= 128 {
            u128::MAX
        } else {
            (1u128 << n) - 1
        })
    }

    pub fn contains(self, node: NodeId) -> bool {
        node.0 < 128 && self.0 >> node.0 & 1 == 1
    }

    /// Adds a node; true when it was not there before.
    pub fn insert(&mut self, node: NodeId) -> bool {
        let new = !self.contains(node);
        self.0 |= 1u128 << node.0;
        new
    }

    pub fn remove(&mut self, node: NodeId) {
        self.0 &= !(1u128 << node.0);
    }

    /// The same set with one more node.
    pub fn with(mut self, node: NodeId) -> NodeSet {
        self.insert(node);
        self
    }

    /// The same set with one node fewer.
    pub fn without(mut self, node: NodeId) -> NodeSet {
        self.remove(node);
        self
    }

    pub fn len(self) -> u8 {
        self.0.count_ones() as u8
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn union(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 | other.0)
    }

    pub fn intersection(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 & other.0)
    }

    pub fn difference(self, other: NodeSet) -> NodeSet {
        NodeSet(self.0 & !other.0)
    }

    /// The members in ascending order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let lowest = rest.trailing_zeros() as u8;
            rest &= rest - 1;
            Some(NodeId(lowest))
        })
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<T: IntoIterator<Item = NodeId>>(nodes: T) -> Self {
        nodes.into_iter().fold(NodeSet::EMPTY, NodeSet::with)
    }
}

impl From<Vec<NodeId>> for NodeSet {
    fn from(nodes: Vec<NodeId>) -> Self {
        // A number that cannot be a node is left out here and refused by the scenario's checks.
        nodes.into_iter().filter(|node| node.0 < 128).collect()
    }
}

impl From<NodeSet> for Vec<NodeId> {
    fn from(set: NodeSet) -> Self {
        set.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lists_its_members_in_order() {
        let set: NodeSet = [NodeId(100), NodeId(3), NodeId(0)].into_iter().collect();
        assert_eq!(set.iter().map(|n| n.0).collect::<Vec<_>>(), [0, 3, 100]);
        assert_eq!(set.len(), 3);
        assert_eq!(set.without(NodeId(3)).len(), 2);
        assert_eq!(NodeSet::all(101).len(), 101);
    }
}
