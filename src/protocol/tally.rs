//! Votes as they are counted: who has a seat, who has said what, and who still can.

use super::ids::{NodeId, NodeSet};
use super::say::Say;
use crate::say;

/// Progress towards one quorum: drawn as the hemicycle and as arcs around the coordinator.
#[derive(Clone, PartialEq, Debug)]
pub struct Tally {
    pub title: Say,
    /// All who have a seat.
    pub members: NodeSet,
    /// Have said yes.
    pub yes: NodeSet,
    /// Have said no.
    pub no: NodeSet,
    /// Have not answered and still can.
    pub possible: NodeSet,
    /// So many seats must say yes.
    pub need: u8,
    pub seats: Seats,
}

/// What is not plain counting in a quorum: by default nothing is.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Seats {
    /// A node with more than one seat, and how many.
    pub heavy: Option<(NodeId, u8)>,
    /// Not just any so many nodes will do, and those who can still answer cannot complete it.
    pub cannot: bool,
}

impl Tally {
    /// Nothing is being collected, and if something were, too few could answer.
    pub fn within_reach(members: NodeSet, group: NodeSet, need: u8) -> Tally {
        Tally {
            title: say!("tally.reach"),
            members,
            yes: NodeSet::EMPTY,
            no: NodeSet::EMPTY,
            possible: group,
            need,
            seats: Seats::default(),
        }
    }

    /// How many seats these nodes have.
    pub fn seats_of(&self, nodes: NodeSet) -> u8 {
        let nodes = nodes.intersection(self.members);
        let more = match self.seats.heavy {
            Some((node, seats)) if nodes.contains(node) => seats.saturating_sub(1),
            _ => 0,
        };
        nodes.len().saturating_add(more)
    }

    /// How many seats have said yes.
    pub fn have(&self) -> u8 {
        self.seats_of(self.yes)
    }

    /// Whether the quorum is there.
    pub fn met(&self) -> bool {
        self.have() >= self.need
    }

    /// Whether the quorum is there or can still come about.
    pub fn can(&self) -> bool {
        let open = self.possible.difference(self.no).union(self.yes);
        self.met() || !self.seats.cannot && self.seats_of(open) >= self.need
    }
}
