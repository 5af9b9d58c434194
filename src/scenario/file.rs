//! A scenario as a file: the scenario itself, words about it, and what is to come of it. A file
//! with expectations is its own test: `quorate run` holds the run against them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::read::shown;
use super::validate::{TIME_MAX, field, span};
use super::{Clients, NetworkSettings, Scenario};
use crate::protocol::ids::Micros;
use crate::protocol::params::Params;
use crate::protocol::say::Say;
use crate::say;
use crate::sim::action::Intervention;

/// The most captions of a file.
pub const CAPTIONS_MAX: usize = 500;
/// The most characters of a title, and of what is said about a run or in it.
const TITLE_MAX: usize = 120;
const WORDS_MAX: usize = 600;
/// How a promise can stand, in the words of `run::player::Standing`.
pub const STANDINGS: [&str; 5] = ["holds", "pending", "waits", "reached", "broken"];
/// No protocol has so many parameters, rules or promises.
const NAMES_MAX: usize = 100;

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
    /// How the page lays the stage out; a ring if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
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

/// How the stage is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    Ring,
    /// As the documents' charts: client over coordinator over nodes over commit.
    Chart,
}

/// The same in both languages. Whoever writes in one leaves the other out.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zh: String,
}

/// A sentence that is shown from a time on, until the next.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caption {
    pub at: Micros,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
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
    /// A scenario as a file that says nothing else.
    pub fn of(scenario: Scenario) -> ScenarioFile {
        ScenarioFile {
            version: scenario.version,
            title: None,
            about: None,
            layout: None,
            protocol: scenario.protocol,
            params: scenario.params,
            broken_rules: scenario.broken_rules,
            seed: scenario.seed,
            network: scenario.network,
            clients: scenario.clients,
            plan: scenario.plan,
            captions: Vec::new(),
            expect: None,
        }
    }

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

    /// Refuses words that are too long or cannot be shown, and expectations that mean nothing. The
    /// run's own part is checked by [`Scenario::check`].
    pub fn check(&self) -> Result<(), Say> {
        for (name, words, most) in [
            ("/title", &self.title, TITLE_MAX),
            ("/about", &self.about, WORDS_MAX),
        ] {
            if let Some(words) = words {
                check_words(name, &words.en, &words.zh, most)?;
            }
        }
        let few = |name, count, most| {
            field(name, count <= most, || {
                say!("error.too_many", most = most as u32)
            })
        };
        few("/params", self.params.len(), NAMES_MAX)?;
        few("/broken_rules", self.broken_rules.len(), NAMES_MAX)?;
        few("/captions", self.captions.len(), CAPTIONS_MAX)?;
        let in_order = self.captions.is_sorted_by_key(|caption| caption.at);
        field("/captions", in_order, || say!("error.not_sorted"))?;
        for (number, caption) in self.captions.iter().enumerate() {
            let name = format!("/captions/{number}");
            span(&format!("{name}/at"), caption.at, Micros::ZERO, TIME_MAX)?;
            check_words(&name, &caption.en, &caption.zh, WORDS_MAX)?;
        }
        self.expect.as_ref().map_or(Ok(()), Expect::check)
    }

    /// The caption that is shown at a time.
    pub fn caption(&self, at: Micros) -> Option<&Caption> {
        self.captions.iter().rev().find(|caption| caption.at <= at)
    }
}

impl Expect {
    fn check(&self) -> Result<(), Say> {
        span("/expect/until", self.until, Micros::ZERO, TIME_MAX)?;
        let promises = self.promises.len() <= NAMES_MAX;
        field("/expect/promises", promises, || {
            say!("error.too_many", most = NAMES_MAX as u32)
        })?;
        for (promise, standing) in &self.promises {
            let name = format!("/expect/promises/{}", shown(promise));
            field(&name, STANDINGS.contains(&standing.as_str()), || {
                say!("file.one_of", known = STANDINGS.join(", ").as_str())
            })?;
        }
        let is_hash = |hash: &String| {
            hash.len() == 16 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        field(
            "/expect/hash",
            self.hash.as_ref().is_none_or(is_hash),
            || say!("file.no_hash"),
        )
    }
}

/// Some words in one language or in both, of which no more than so many characters.
fn check_words(name: &str, en: &str, zh: &str, most: usize) -> Result<(), Say> {
    field(name, !(en.is_empty() && zh.is_empty()), || {
        say!("file.no_words")
    })?;
    for words in [en, zh] {
        let short = words.chars().count() <= most;
        field(name, short, || say!("file.long_words", most = most as u32))?;
        field(name, words.chars().all(|c| !c.is_control()), || {
            say!("file.control")
        })?;
    }
    Ok(())
}
