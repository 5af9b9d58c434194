//! What a node keeps: on disk, in memory, and while it leads.

use std::collections::VecDeque;

use super::log::Log;
use super::members::Members;
use crate::protocol::Slot;
use crate::protocol::ids::{Micros, NodeId, NodeSet};
use crate::protocol::op::{Key, RequestId};
use crate::protocol::store::Store;

/// What survives a restart (figure 2: persistent state).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Durable {
    /// The latest term this node knows of. It only grows.
    pub term: u32,
    /// Whom it voted for in that term; once set, it stays until the term ends.
    pub voted_for: Option<NodeId>,
    pub log: Log,
}

/// What does not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Volatile {
    pub role: Role,
    /// Who leads this term, as far as this node knows.
    pub leader: Option<NodeId>,
    /// All slots below are committed. Never beyond the end of the log.
    pub commit: Slot,
    /// What the committed slots add up to.
    pub latest: Store,
    /// A leader was heard, by this node's timers, less than the shortest election time-out ago.
    pub loyal: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Follows, learns, or stands aside: what the members' list says.
    Follower,
    /// Asks whether it would be elected, without beginning a term.
    Trial(Ballot),
    Candidate(Ballot),
    Leader(Box<Leader>),
}

/// The votes for one candidate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ballot {
    pub yes: NodeSet,
    pub no: NodeSet,
}

/// What a leader keeps track of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Leader {
    /// One for each node of the cluster, its own unused.
    pub peers: Vec<Peer>,
    /// The first slot of its term. Something of this term is committed once the commit is past it.
    pub begins: Slot,
    /// Counts the times it asked everybody whether it still leads.
    pub round: u32,
    /// When the latest rounds were sent, by its own clock, from the latest confirmed one on.
    pub rounds: VecDeque<(u32, Micros)>,
    /// Reads that wait for a round to be confirmed.
    pub reads: Vec<WaitingRead>,
    /// Who is to lead next.
    pub hands_to: Option<NodeId>,
    /// Somebody was told to take over in this term, and may do so at any time: no more leases.
    pub lease_void: bool,
    /// The members that it works towards.
    pub goal: Option<Box<Members>>,
}

/// What a leader knows about one node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Peer {
    /// All slots below are the same in its log. Only grows.
    pub matched: Slot,
    /// The next slot to send.
    pub next: Slot,
    /// Whether their logs are known to agree up to `next`, or that is still being found out.
    pub sure: bool,
    /// A heartbeat ago something was on its way that is not confirmed yet.
    pub late: bool,
    /// The latest round it answered.
    pub round: u32,
    /// It was heard since the quorum was checked last.
    pub heard: bool,
}

/// A read that is answered when its round is confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct WaitingRead {
    pub id: RequestId,
    pub key: Key,
    pub round: u32,
}
