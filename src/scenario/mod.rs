//! A scenario: everything that makes a run what it is. As JSON in files, packed in links.

pub mod catalogue;
pub mod file;
pub mod link;
pub mod read;
pub mod tree;
pub mod validate;

use serde::{Deserialize, Serialize};

use crate::protocol::ids::Micros;
use crate::protocol::params::Params;
use crate::sim::action::Intervention;
use crate::sim::delay::Delay;

/// The version of the format that this program writes.
pub const VERSION: u16 = 1;

/// What a run is made from. Two equal scenarios give the same run, bit for bit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub version: u16,
    /// Which protocol, by the name in its `Spec`.
    pub protocol: String,
    #[serde(default)]
    pub params: Params,
    /// Names of the rules that are broken on purpose.
    #[serde(default)]
    pub broken_rules: Vec<String>,
    #[serde(default)]
    pub seed: u64,
    #[serde(default)]
    pub network: NetworkSettings,
    #[serde(default)]
    pub clients: Clients,
    /// Sorted by time.
    #[serde(default)]
    pub plan: Vec<Intervention>,
}

/// What holds for every link unless it is in trouble.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSettings {
    #[serde(default)]
    pub delay: Delay,
    #[serde(default)]
    pub loss_permille: u16,
    #[serde(default)]
    pub duplicate_permille: u16,
    /// Without this a link delivers in the order of sending.
    #[serde(default = "yes")]
    pub reorder: bool,
}

/// Who asks, and how patiently.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clients {
    pub count: u8,
    /// How long a client waits before it asks again, elsewhere.
    pub patience: Micros,
    /// When set, every idle client asks for something this long after its last answer.
    #[serde(default)]
    pub busy_every: Option<Micros>,
    /// Of a hundred things that a busy client asks for, so many are reads, swaps and appends, and
    /// the rest writes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub read_percent: u8,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub swap_percent: u8,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub append_percent: u8,
    /// Busy clients use the first so many keys.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub keys: u8,
}

impl Scenario {
    /// The same cluster, faults and requests under another protocol, which has parameters and
    /// rules of its own.
    pub fn change_protocol(&mut self, protocol: &str) {
        self.protocol = protocol.to_owned();
        self.params.retain(|id| id == "nodes");
        self.broken_rules.clear();
    }
}

fn is_zero(number: &u8) -> bool {
    *number == 0
}

fn one() -> u8 {
    1
}

fn is_one(number: &u8) -> bool {
    *number == 1
}

fn yes() -> bool {
    true
}

impl Default for NetworkSettings {
    fn default() -> Self {
        NetworkSettings {
            delay: Delay::default(),
            loss_permille: 0,
            duplicate_permille: 0,
            reorder: true,
        }
    }
}

impl Default for Clients {
    fn default() -> Self {
        Clients {
            count: 1,
            patience: Micros::from_millis(1_500),
            busy_every: None,
            read_percent: 0,
            swap_percent: 0,
            append_percent: 0,
            keys: 1,
        }
    }
}
