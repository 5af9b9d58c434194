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

/// A scenario of the catalogue, with a name and a few words in the texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub id: &'static str,
    pub name: &'static str,
    pub about: &'static str,
    file: &'static str,
}

/// All of them, in the order in which the page offers them.
pub const ENTRIES: [Entry; 6] = [
    Entry {
        id: "majority-survives",
        name: "story.majority.name",
        about: "story.majority.about",
        file: include_str!("../../static/scenarios/majority-survives.json"),
    },
    Entry {
        id: "even-split",
        name: "story.even.name",
        about: "story.even.about",
        file: include_str!("../../static/scenarios/even-split.json"),
    },
    Entry {
        id: "count-replies-only",
        name: "story.replies.name",
        about: "story.replies.about",
        file: include_str!("../../static/scenarios/count-replies-only.json"),
    },
    Entry {
        id: "count-replies-only-leaderless",
        name: "story.halves.name",
        about: "story.halves.about",
        file: include_str!("../../static/scenarios/count-replies-only-leaderless.json"),
    },
    Entry {
        id: "believe-leaders",
        name: "story.believe.name",
        about: "story.believe.about",
        file: include_str!("../../static/scenarios/believe-leaders.json"),
    },
    Entry {
        id: "forget-on-restart",
        name: "story.forget.name",
        about: "story.forget.about",
        file: include_str!("../../static/scenarios/forget-on-restart.json"),
    },
];

impl Entry {
    /// The scenario itself. The files are part of the program and a test reads them all.
    pub fn scenario(&self) -> Scenario {
        serde_json::from_str(self.file).expect("a test reads every file of the catalogue")
    }
}
