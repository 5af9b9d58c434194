//! What a person can do to a running cluster. An action with a time is an intervention; a run is
//! its scenario and its interventions, nothing more.

use serde::{Deserialize, Serialize};

use crate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use crate::protocol::op::{Command, Order};

/// Names one message for good: the how-manieth it is on its link. A global number would not do,
/// since killing a node somewhere would shift the numbers of unrelated messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct MessageKey {
    pub from: Peer,
    pub to: Peer,
    pub number: u32,
    /// The network's or a person's copies of one message count from 1; the original is 0.
    #[serde(default)]
    pub copy: u8,
}

/// What may be set for one direction of one link, instead of the network's settings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct LinkTrouble {
    /// Delays are multiplied by this many percent.
    pub slow_percent: Option<u32>,
    /// Messages lost in a thousand.
    pub loss_permille: Option<u16>,
}

/// Something done to the cluster by a person or a scenario.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A node stops at once and loses what is not on its disk.
    Kill(NodeId),
    /// A dead node starts again with its disk.
    Restart(NodeId),
    /// A node stands still, keeps everything, and what arrives waits at its door.
    Pause(NodeId),
    Resume(NodeId),
    /// A node's timers run this much slower (+) or faster (−), in thousandths.
    Skew {
        node: NodeId,
        permille: i16,
    },
    /// No message gets through from one peer to another, or both ways.
    Cut {
        from: Peer,
        to: Peer,
        both: bool,
    },
    Mend {
        from: Peer,
        to: Peer,
        both: bool,
    },
    /// Cuts every link between these nodes and the other nodes.
    Split(NodeSet),
    /// Cuts every link of one node to the other nodes.
    Isolate(NodeId),
    /// Mends every link, and lets every link be as quick and safe as the network's settings say.
    HealAll,
    /// One link is slow or lossy, both ways.
    Trouble {
        a: Peer,
        b: Peer,
        trouble: LinkTrouble,
    },
    Drop(MessageKey),
    Duplicate(MessageKey),
    /// A message arrives this much later.
    Delay {
        message: MessageKey,
        by: Micros,
    },
    DeliverNow(MessageKey),
    /// A client asks for something, at a node of its own choice unless one is named.
    Request {
        client: ClientId,
        node: Option<NodeId>,
        command: Command,
    },
    /// One of a node's running timers goes off now: the how-manieth, in the order of their names.
    Ring {
        node: NodeId,
        timer: u8,
    },
    /// An administrator tells a node something.
    Order {
        node: NodeId,
        order: Order,
    },
}

/// An action and when it is done: after everything else that happens at that time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Intervention {
    pub at: Micros,
    pub action: Action,
}
