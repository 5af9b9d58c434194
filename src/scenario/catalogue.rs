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

/// A protocol as it is by default, with one write.
pub fn plain(protocol: &str) -> Scenario {
    Scenario {
        protocol: protocol.to_owned(),
        params: Params::new(),
        ..opening()
    }
}

/// What is offered of a protocol before anything has gone wrong in it. The vote can be organised in
/// three ways, which are told apart.
pub fn plain_offers(protocol: &'static str) -> Vec<(Entry, Scenario)> {
    let entry = |id, name, about| Entry {
        id,
        protocol,
        name,
        about,
        fails: false,
    };
    if protocol != "vote" {
        let scenario = plain(protocol);
        return vec![(entry(protocol, "offer.plain.name", "offer.plain"), scenario)];
    }
    let vote = |mode| Scenario {
        plan: opening().plan,
        ..vote(mode, 5)
    };
    let modes = [
        entry("coordinator", "vote.mode.coordinator", "offer.coordinator"),
        entry("peer", "vote.mode.peer", "offer.peer"),
        entry("leaderless", "vote.mode.leaderless", "offer.leaderless"),
    ];
    modes.map(|entry| (entry, vote(entry.id))).into()
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
    pub protocol: &'static str,
    pub name: &'static str,
    pub about: &'static str,
    /// Something goes wrong in it as it is known to, by a broken rule or by a choice of parameters: a
    /// promise is broken, or what is waited for does not come.
    pub fails: bool,
}

/// All of them, in the order in which the page offers them.
pub const ENTRIES: [Entry; 33] = [
    Entry {
        id: "majority-survives",
        protocol: "vote",
        name: "story.majority.name",
        about: "story.majority.about",
        fails: false,
    },
    Entry {
        id: "even-split",
        protocol: "vote",
        name: "story.even.name",
        about: "story.even.about",
        fails: false,
    },
    Entry {
        id: "count-replies-only",
        protocol: "vote",
        name: "story.replies.name",
        about: "story.replies.about",
        fails: true,
    },
    Entry {
        id: "count-replies-only-leaderless",
        protocol: "vote",
        name: "story.halves.name",
        about: "story.halves.about",
        fails: true,
    },
    Entry {
        id: "believe-leaders",
        protocol: "vote",
        name: "story.believe.name",
        about: "story.believe.about",
        fails: true,
    },
    Entry {
        id: "forget-on-restart",
        protocol: "vote",
        name: "story.forget.name",
        about: "story.forget.about",
        fails: true,
    },
    Entry {
        id: "paxos-duel",
        protocol: "paxos",
        name: "paxos.story.duel.name",
        about: "paxos.story.duel.about",
        fails: true,
    },
    Entry {
        id: "paxos-back-off",
        protocol: "paxos",
        name: "paxos.story.back_off.name",
        about: "paxos.story.back_off.about",
        fails: false,
    },
    Entry {
        id: "paxos-leader",
        protocol: "paxos",
        name: "paxos.story.leader.name",
        about: "paxos.story.leader.about",
        fails: false,
    },
    Entry {
        id: "paxos-flexible",
        protocol: "paxos",
        name: "paxos.story.flexible.name",
        about: "paxos.story.flexible.about",
        fails: false,
    },
    Entry {
        id: "paxos-apart",
        protocol: "paxos",
        name: "paxos.story.apart.name",
        about: "paxos.story.apart.about",
        fails: true,
    },
    Entry {
        id: "paxos-ignore",
        protocol: "paxos",
        name: "paxos.story.ignore.name",
        about: "paxos.story.ignore.about",
        fails: true,
    },
    Entry {
        id: "paxos-forget",
        protocol: "paxos",
        name: "paxos.story.forget.name",
        about: "paxos.story.forget.about",
        fails: true,
    },
    Entry {
        id: "register-stale-read",
        protocol: "register",
        name: "story.register.stale.name",
        about: "story.register.stale.about",
        fails: true,
    },
    Entry {
        id: "register-new-then-old",
        protocol: "register",
        name: "story.register.inversion.name",
        about: "story.register.inversion.about",
        fails: true,
    },
    Entry {
        id: "register-write-back",
        protocol: "register",
        name: "story.register.write_back.name",
        about: "story.register.write_back.about",
        fails: false,
    },
    Entry {
        id: "register-last-write-wins",
        protocol: "register",
        name: "story.register.lww.name",
        about: "story.register.lww.about",
        fails: true,
    },
    Entry {
        id: "register-sloppy",
        protocol: "register",
        name: "story.register.sloppy.name",
        about: "story.register.sloppy.about",
        fails: true,
    },
    Entry {
        id: "register-short-write",
        protocol: "register",
        name: "story.register.short.name",
        about: "story.register.short.about",
        fails: true,
    },
    Entry {
        id: "register-first-answer",
        protocol: "register",
        name: "story.register.first.name",
        about: "story.register.first.about",
        fails: true,
    },
    Entry {
        id: "register-no-choosing",
        protocol: "register",
        name: "story.register.choosing.name",
        about: "story.register.choosing.about",
        fails: true,
    },
    Entry {
        id: "register-failed-write",
        protocol: "register",
        name: "story.register.failed.name",
        about: "story.register.failed.about",
        fails: true,
    },
    Entry {
        id: "register-no-check",
        protocol: "register",
        name: "story.register.check.name",
        about: "story.register.check.about",
        fails: true,
    },
    Entry {
        id: "raft-figure-8",
        protocol: "raft",
        name: "story.raft_figure8.name",
        about: "story.raft_figure8.about",
        fails: true,
    },
    Entry {
        id: "raft-forgotten-vote",
        protocol: "raft",
        name: "story.raft_forgotten.name",
        about: "story.raft_forgotten.about",
        fails: true,
    },
    Entry {
        id: "raft-vote-for-anyone",
        protocol: "raft",
        name: "story.raft_anyone.name",
        about: "story.raft_anyone.about",
        fails: true,
    },
    Entry {
        id: "raft-early-change",
        protocol: "raft",
        name: "story.raft_early.name",
        about: "story.raft_early.about",
        fails: true,
    },
    Entry {
        id: "raft-slow-clock",
        protocol: "raft",
        name: "story.raft_clock.name",
        about: "story.raft_clock.about",
        fails: true,
    },
    Entry {
        id: "raft-paused-leader",
        protocol: "raft",
        name: "story.raft_paused.name",
        about: "story.raft_paused.about",
        fails: true,
    },
    Entry {
        id: "raft-all-at-once",
        protocol: "raft",
        name: "story.raft_at_once.name",
        about: "story.raft_at_once.about",
        fails: true,
    },
    Entry {
        id: "raft-returns",
        protocol: "raft",
        name: "story.raft_returns.name",
        about: "story.raft_returns.about",
        fails: false,
    },
    Entry {
        id: "raft-trial-vote",
        protocol: "raft",
        name: "story.raft_trial.name",
        about: "story.raft_trial.about",
        fails: false,
    },
    Entry {
        id: "raft-hears-nothing",
        protocol: "raft",
        name: "story.raft_deaf.name",
        about: "story.raft_deaf.about",
        fails: false,
    },
];

/// The scenario files as links, a line each: the page reads links anyway, and would need a reader
/// of JSON for nothing else. A test holds them against the files, and writes them anew on request.
const LINKS: &str = include_str!("../../static/scenarios/links.txt");

impl Entry {
    /// The scenario itself. The links are part of the program and a test opens them all.
    pub fn scenario(&self) -> Scenario {
        let mut lines = LINKS.lines().filter_map(|line| line.split_once(' '));
        let (_, link) = lines
            .find(|(id, _)| *id == self.id)
            .expect("each entry has its line");
        super::link::decode(link).unwrap_or_else(|_| panic!("{} does not open", self.id))
    }
}
