//! A scenario as a file: the scenario itself, words about it, and what is to come of it. A file
//! with expectations is its own test: `quorate run` holds the run against them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Clients, NetworkSettings, Scenario};
use crate::protocol::ids::Micros;
use crate::protocol::params::Params;
use crate::sim::action::Intervention;

/// Everything that a file may say. What is not said has the default of [`Scenario`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    pub version: u16,
    /// Its name, for menus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Words>,
    /// Two sentences on what is to be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Words>,
    pub protocol: String,
    #[serde(default)]
    pub params: Params,
    #[serde(default)]
    pub broken_rules: Vec<String>,
    #[serde(default)]
    pub seed: u64,
    #[serde(default)]
    pub network: NetworkSettings,
    #[serde(default)]
    pub clients: Clients,
    #[serde(default)]
    pub plan: Vec<Intervention>,
    /// What to say when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<Caption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
}

/// The same in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub en: String,
    pub zh: String,
}

/// A sentence that is shown from a time on, until the next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caption {
    pub at: Micros,
    pub en: String,
    pub zh: String,
}

/// What is to come of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// How long to run.
    pub until: Micros,
    /// Promises by name, and how they are to stand: `holds`, `pending`, `waits`, `reached` or
    /// `broken`. An always-promise that is not named must not be broken.
    #[serde(default)]
    pub promises: BTreeMap<String, String>,
    /// How many operations are to be answered by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<u32>,
    /// The hash of the run, for files that must replay bit for bit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl ScenarioFile {
    /// What a run is made from.
    pub fn scenario(&self) -> Scenario {
        Scenario {
            version: self.version,
            protocol: self.protocol.clone(),
            params: self.params.clone(),
            broken_rules: self.broken_rules.clone(),
            seed: self.seed,
            network: self.network,
            clients: self.clients,
            plan: self.plan.clone(),
        }
    }
}
