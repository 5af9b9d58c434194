//! The scenarios that come with the page.

use super::{Clients, NetworkSettings, Scenario, VERSION};
use crate::protocol::ids::{ClientId, Micros};
use crate::protocol::op::{Command, Key};
use crate::protocol::params::{ParamValue, Params};
use crate::sim::action::{Action, Intervention};

/// What the page shows when it is opened: five nodes, one client, one value to commit.
pub fn opening() -> Scenario {
    Scenario {
        plan: vec![write_at(60, 7)],
        ..vote("coordinator", 5)
    }
}

/// A majority vote of so many nodes that nobody has asked anything yet.
pub fn vote(mode: &str, nodes: u32) -> Scenario {
    let params = [
        ("mode".to_owned(), ParamValue::Word(mode.to_owned())),
        ("nodes".to_owned(), ParamValue::Number(nodes)),
    ];
    Scenario {
        version: VERSION,
        protocol: "vote".to_owned(),
        params: Params::from(params),
        broken_rules: Vec::new(),
        seed: 7,
        network: NetworkSettings::default(),
        clients: Clients::default(),
        plan: Vec::new(),
    }
}

/// Client A asks for `x = value` at so many milliseconds.
pub fn write_at(millis: u64, value: u32) -> Intervention {
    let command = Command::Write { key: Key(0), value };
    let action = Action::Request {
        client: ClientId(0),
        node: None,
        command,
    };
    Intervention {
        at: Micros::from_millis(millis),
        action,
    }
}
