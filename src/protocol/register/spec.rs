//! The register for menus and forms: its parameters, rules, phases and promises.

use super::params::{CHOICES, VERSIONS, params};
use super::{Broken, Choice, Config, Register, Versions};
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::{Meeting, Phase, Promise, PromiseKind, Rule, Spec};
use crate::protocol::ids::{Micros, NODES_MAX};
use crate::protocol::params::{BadParam, ParamReader, Params};
use crate::protocol::quorum::{majority, must_meet};
use crate::say;

/// Builds a register from a scenario's parameters and the names of broken rules.
pub fn build(params: &Params, broken_rules: &[String]) -> Result<AnyProtocol, BadParam> {
    let mut reader = ParamReader::new(params);
    let nodes = reader.number("nodes", 1..=NODES_MAX.into(), 3)? as u8;
    let homes = reader.number("copies", 1..=nodes.into(), nodes.into())? as u8;
    let half = majority(homes).into();
    let read = reader.number("read", 1..=homes.into(), half)? as u8;
    let write = reader.number("write", 1..=homes.into(), half)? as u8;
    let versions = [Versions::Counter, Versions::Clock]
        [reader.choice("versions", &VERSIONS.map(|(w, _)| w))?];
    let ask_first = reader.switch("ask_first", true)?;
    let read_ahead = reader.switch("read_ahead", false)?;
    let write_back = reader.switch("write_back", true)?;
    let repair = reader.switch("read_repair", false)?;
    let sloppy = reader.switch("sloppy", false)?;
    let anti_entropy = reader.switch("anti_entropy", false)?;
    let choice = [
        Choice::All,
        Choice::Random,
        Choice::LeastLoaded,
        Choice::Nearest,
    ][reader.choice("choice", &CHOICES.map(|(word, _)| word))?];
    let spare = reader.number("spare", 0..=u32::from(homes - 1), 0)? as u8;
    let speculate = reader.switch("speculate", false)?;
    let patience = reader.number("patience_ms", 20..=10_000, 250)?;
    reader.finish()?;
    let mut broken = Broken::default();
    for rule in broken_rules {
        let switch = match rule.as_str() {
            "short_write" => &mut broken.short_write,
            "first_answer" => &mut broken.first_answer,
            "no_choosing" => &mut broken.no_choosing,
            "partial_failed" => &mut broken.partial_failed,
            "no_check" => &mut broken.no_check,
            _ => {
                let why = say!("error.unknown_rule", name = rule.as_str());
                return Err(BadParam::new("broken_rules", why));
            }
        };
        *switch = true;
    }
    let config = Config {
        nodes,
        homes,
        read,
        write,
        versions,
        ask_first,
        read_ahead,
        write_back,
        repair,
        sloppy,
        anti_entropy,
        choice,
        spare,
        speculate,
        patience: Micros::from_millis(patience.into()),
        broken,
    };
    Ok(Register(config).into())
}

/// What a register with this configuration says about itself.
pub fn spec(config: &Config) -> Spec {
    let (read, write) = (config.need_to_read(), config.need_to_write());
    Spec {
        id: "register",
        name: "register.name",
        essay: "register.essay",
        simplified: &[
            "register.simplified.members",
            "settings.honest",
            "register.simplified.siblings",
            "register.simplified.values",
            "register.simplified.coordinator",
            "register.simplified.compare",
        ],
        params: params(config),
        rules: rules(config),
        phases: PHASES.to_vec(),
        promises: PROMISES.to_vec(),
        reads: true,
        swaps: false,
        appends: false,
        meetings: vec![
            Meeting {
                one: ("register.meeting.read", read),
                other: ("register.meeting.write", write),
                of: config.asked(),
                meet: config.reads_meet_writes(),
            },
            Meeting {
                one: ("register.meeting.write", write),
                other: ("register.meeting.write", write),
                of: config.asked(),
                meet: config.writes_meet(),
            },
        ],
        answer_within: Micros::from_millis(30_000),
    }
}

/// What both kinds of history promise.
const HISTORY: &[&str] = &["linearizable", "sequential"];

/// The rules, each with what it can break with these parameters: nothing where the quorums that
/// are left still meet.
fn rules(config: &Config) -> Vec<Rule> {
    let c = Config {
        broken: Broken::default(),
        ..*config
    };
    let one_reply_will_do = must_meet(c.homes, 1, c.write);
    let breaks = |can: bool| if can { HISTORY } else { &[] };
    vec![
        Rule {
            id: "short_write",
            name: "register.rule.short",
            hint: "register.rule.short.hint",
            breaks: breaks(c.write > 1 && !must_meet(c.homes, c.read, c.write - 1)),
        },
        Rule {
            id: "first_answer",
            name: "register.rule.first",
            hint: "register.rule.first.hint",
            breaks: breaks(!one_reply_will_do && c.read > 1),
        },
        Rule {
            id: "no_choosing",
            name: "register.rule.choosing",
            hint: "register.rule.choosing.hint",
            breaks: breaks(!one_reply_will_do && c.read > 1),
        },
        Rule {
            id: "partial_failed",
            name: "register.rule.failed",
            hint: "register.rule.failed.hint",
            breaks: breaks(c.write > 1),
        },
        Rule {
            id: "no_check",
            name: "register.rule.check",
            hint: "register.rule.check.hint",
            breaks: HISTORY,
        },
    ]
}

const PHASES: [Phase; 4] = [
    Phase {
        name: "register.phase.request",
        hint: "register.phase.request.hint",
    },
    Phase {
        name: "register.phase.collect",
        hint: "register.phase.collect.hint",
    },
    Phase {
        name: "register.phase.decide",
        hint: "register.phase.decide.hint",
    },
    Phase {
        name: "register.phase.answer",
        hint: "register.phase.answer.hint",
    },
];

/// Positions in [`PHASES`].
pub(super) mod at {
    pub const REQUEST: usize = 0;
    pub const COLLECT: usize = 1;
    pub const DECIDE: usize = 2;
    pub const ANSWER: usize = 3;
}

const PROMISES: [Promise; 5] = [
    Promise {
        id: "linearizable",
        kind: PromiseKind::Always,
        name: "register.promise.linearizable",
        hint: "register.promise.linearizable.hint",
    },
    Promise {
        id: "sequential",
        kind: PromiseKind::Always,
        name: "register.promise.sequential",
        hint: "register.promise.sequential.hint",
    },
    Promise {
        id: "answered",
        kind: PromiseKind::Eventually,
        name: "register.promise.answered",
        hint: "register.promise.answered.hint",
    },
    Promise {
        id: "converges",
        kind: PromiseKind::Eventually,
        name: "register.promise.converges",
        hint: "register.promise.converges.hint",
    },
    Promise {
        id: "commits",
        kind: PromiseKind::Sometimes,
        name: "register.promise.commits",
        hint: "register.promise.commits.hint",
    },
];
