//! What clients ask for and what they are told. Every protocol serves the same few operations, so
//! that one client, one history and one checker serve them all.

use serde::{Deserialize, Serialize};

use super::ids::{ClientId, NodeId, NodeSet};

/// The name of a stored value: 0 is shown as `x`, 1 as `y`, and so on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key(pub u8);

impl Key {
    /// How many keys there are to choose from.
    pub const COUNT: u8 = 6;

    /// The letter people see.
    pub fn letter(self) -> char {
        char::from(b"xyzuvw"[usize::from(self.0) % usize::from(Self::COUNT)])
    }
}

/// One operation of a client on the replicated data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// Fills a gap in a log; no client asks for it.
    Nothing,
    Write {
        key: Key,
        value: u32,
    },
    Read {
        key: Key,
    },
    /// Writes `to` if the key holds `from`, in one step.
    Swap {
        key: Key,
        from: Option<u32>,
        to: u32,
    },
    /// Says who takes part from now on; no client asks for it. The log holds the nodes beside it,
    /// and different sets of nodes have different marks: see [`Command::new_voters`].
    Members {
        mark: u32,
    },
    /// Puts a digit from 1 to 9 after what the key holds, as a string of digits.
    Append {
        key: Key,
        digit: u32,
    },
}

impl Command {
    /// In the mark of a simple set of members: the other bits are who votes.
    pub const VOTERS: u32 = 1 << 31;

    /// A mark that tells who votes, where that fits.
    pub fn mark_of_voters(voters: NodeSet) -> Option<u32> {
        let fits = voters.iter().all(|node| node.0 < 31);
        fits.then(|| {
            voters
                .iter()
                .fold(Self::VOTERS, |mark, node| mark | 1 << node.0)
        })
    }

    /// Who votes after a change of members, if its mark tells.
    pub fn new_voters(self) -> Option<NodeSet> {
        match self {
            Command::Members { mark } if mark & Self::VOTERS != 0 => {
                Some((0..31).filter(|i| mark >> i & 1 == 1).map(NodeId).collect())
            }
            _ => None,
        }
    }

    /// The key it is about; `None` for what no client asks for.
    pub fn key(self) -> Option<Key> {
        match self {
            Command::Nothing | Command::Members { .. } => None,
            Command::Write { key, .. }
            | Command::Read { key }
            | Command::Swap { key, .. }
            | Command::Append { key, .. } => Some(key),
        }
    }
}

/// What an administrator tells one node. A node that cannot carry it out passes it over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Let that node lead from now on.
    HandOver(NodeId),
    /// Let that node learn everything, without a vote.
    AddLearner(NodeId),
    /// Let that node vote, too.
    AddVoter(NodeId),
    /// Let that node neither vote nor learn.
    Remove(NodeId),
    /// Let exactly these nodes vote, whatever it was before.
    Voters(NodeSet),
}

/// Names one request for good, however often it is sent: who asked, and the how-manieth of that
/// client's requests it is. A client has one request under way at a time, so a later number from
/// the same client means that the earlier ones are settled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct RequestId {
    pub client: ClientId,
    pub number: u32,
}

/// A request as it is voted on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Decree {
    /// `None` for a gap filler.
    pub request: Option<RequestId>,
    pub command: Command,
}

impl Decree {
    /// What a new primary puts where nobody knows of a value.
    pub const GAP: Decree = Decree {
        request: None,
        command: Command::Nothing,
    };
}

/// What a node tells a client.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Response {
    /// The operation took effect; a read carries the value, if any.
    Done { value: Option<u32> },
    /// Ask that node instead.
    Redirect(NodeId),
    /// Nobody to redirect to yet: try again later.
    Busy,
    /// Whether a swap took place.
    Swapped { worked: bool },
    /// It did not take effect and never will, says the node.
    Failed,
    /// It may have taken effect, or may later, or never.
    Unsure,
}
