//! From a scenario to a run of the protocol it names.

use super::player::Player;
use super::tree::Run;
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::{Describe, Spec};
use crate::protocol::params::BadParam;
#[cfg(feature = "every-protocol")]
use crate::protocol::paxos;
#[cfg(feature = "every-protocol")]
use crate::protocol::raft;
#[cfg(feature = "every-protocol")]
use crate::protocol::register;
use crate::protocol::say::Say;
use crate::protocol::vote;
use crate::say;
use crate::scenario::Scenario;

/// A run of a scenario, at its beginning. A scenario that is not sound is refused with a sentence
/// that names what is wrong.
pub fn open(scenario: &Scenario) -> Result<Box<dyn Player>, Say> {
    let protocol = protocol_of(scenario)?;
    Ok(Box::new(Run::new(protocol, scenario.clone())))
}

/// The protocol of a scenario that is sound, with its parameters.
pub fn protocol_of(scenario: &Scenario) -> Result<AnyProtocol, Say> {
    scenario.check()?;
    build(scenario).map_err(|bad| bad.say())
}

/// What the protocol of a scenario says about itself, for forms: without running anything.
pub fn spec_of(scenario: &Scenario) -> Result<Spec, BadParam> {
    Ok(build(scenario)?.spec())
}

/// Every protocol there is: its name in scenario files, and the key of its name for people.
pub const PROTOCOLS: &[(&str, &str)] = &[
    ("vote", "vote.name"),
    ("register", "register.name"),
    ("paxos", "paxos.name"),
    ("raft", "raft.name"),
];

/// Whether this program runs every protocol there is.
pub const IS_WHOLE: bool = cfg!(feature = "every-protocol");

/// Whether only the whole program runs this, and this is the small one, which runs votes with a
/// coordinator. A protocol that nobody knows runs nowhere.
pub fn is_elsewhere(scenario: &Scenario) -> bool {
    let protocol = scenario.protocol.as_str();
    let here = protocol == "vote" && vote::is_led(&scenario.params);
    !IS_WHOLE && !here && PROTOCOLS.iter().any(|(known, _)| *known == protocol)
}

fn build(scenario: &Scenario) -> Result<AnyProtocol, BadParam> {
    match scenario.protocol.as_str() {
        #[cfg(feature = "every-protocol")]
        "paxos" => paxos::build(&scenario.params, &scenario.broken_rules),
        #[cfg(feature = "every-protocol")]
        "raft" => raft::build(&scenario.params, &scenario.broken_rules),
        "vote" => vote::build(&scenario.params, &scenario.broken_rules),
        #[cfg(feature = "every-protocol")]
        "register" => register::build(&scenario.params, &scenario.broken_rules),
        _ => Err(BadParam::new("protocol", say!("error.choice"))),
    }
}
