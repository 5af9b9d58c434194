//! From a scenario to a run of the protocol it names.

use super::player::Player;
use super::tree::Run;
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::{Describe, Spec};
use crate::protocol::params::BadParam;
use crate::protocol::paxos;
use crate::protocol::raft;
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

fn build(scenario: &Scenario) -> Result<AnyProtocol, BadParam> {
    match scenario.protocol.as_str() {
        "paxos" => paxos::build(&scenario.params, &scenario.broken_rules),
        "raft" => raft::build(&scenario.params, &scenario.broken_rules),
        "vote" => vote::build(&scenario.params, &scenario.broken_rules),
        "register" => register::build(&scenario.params, &scenario.broken_rules),
        _ => Err(BadParam {
            id: "protocol".into(),
            why: say!("error.choice"),
        }),
    }
}
