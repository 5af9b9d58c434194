//! Paxos for menus and forms: its parameters, rules, phases and promises.

use super::multi::MultiPaxos;
use super::quorums::{Quorums, System};
use super::single::SinglePaxos;
use super::{Broken, Config, Mode};
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::{Meeting, Phase, Promise, PromiseKind, Rule, Spec};
use crate::protocol::ids::{Micros, NODES_MAX};
use crate::protocol::params::{BadParam, ParamKind, ParamReader, ParamSpec, ParamValue, Params};
use crate::protocol::quorum::majority;
use crate::say;

const MODES: [(&str, &str); 2] = [
    ("single", "paxos.mode.single"),
    ("multi", "paxos.mode.multi"),
];

const SYSTEMS: [(&str, &str); 4] = [
    ("majority", "paxos.quorums.majority"),
    ("sizes", "paxos.quorums.sizes"),
    ("grid", "paxos.quorums.grid"),
    ("weighted", "paxos.quorums.weighted"),
];

const BACK_OFF: [(&str, &str); 2] = [("yes", "paxos.back_off.yes"), ("no", "paxos.back_off.no")];

const WEIGHT_MAX: u8 = 9;

/// All three end with two chosen values, since all three end with a proposer that does not hear of
/// what was chosen.
const BREAKS: &[&str] = &["agreement", "survival", "linearizable"];

const RULES: [Rule; 3] = [
    Rule {
        id: "forget_promise",
        name: "paxos.rule.forget",
        hint: "paxos.rule.forget.hint",
        breaks: BREAKS,
    },
    Rule {
        id: "quorums_apart",
        name: "paxos.rule.apart",
        hint: "paxos.rule.apart.hint",
        breaks: BREAKS,
    },
    Rule {
        id: "ignore_learnt",
        name: "paxos.rule.ignore",
        hint: "paxos.rule.ignore.hint",
        breaks: BREAKS,
    },
];

/// Builds Paxos from a scenario's parameters and the names of broken rules.
pub fn build(params: &Params, broken_rules: &[String]) -> Result<AnyProtocol, BadParam> {
    let mut broken = Broken::default();
    let mut apart = false;
    for rule in broken_rules {
        match rule.as_str() {
            "forget_promise" => broken.forget_promise = true,
            "quorums_apart" => apart = true,
            "ignore_learnt" => broken.ignore_learnt = true,
            name => {
                let why = say!("error.unknown_rule", name = name);
                return Err(BadParam::new("broken_rules", why));
            }
        }
    }
    let mut reader = ParamReader::new(params);
    let mode = [Mode::Single, Mode::Multi][reader.choice("mode", &MODES.map(|(word, _)| word))?];
    let nodes = reader.number("nodes", 1..=NODES_MAX.into(), 5)? as u8;
    let system = reader.choice("quorums", &SYSTEMS.map(|(word, _)| word))?;
    let n = u32::from(nodes);
    let q1 = reader.number("q1", 1..=n, majority(nodes).into())?;
    // Unless the rule is broken, they must meet.
    let q2_min = if apart { 1 } else { n - q1 + 1 };
    let q2 = reader.number("q2", q2_min..=n, n - q1 + 1)?;
    let weight = reader.number("weight", 2..=WEIGHT_MAX.into(), 3)? as u8;
    let back_off = reader.choice("back_off", &BACK_OFF.map(|(word, _)| word))? == 0;
    let patience = reader.number("patience_ms", 20..=10_000, 250)?;
    reader.finish()?;
    let system = match system {
        0 => System::Majority,
        1 => System::Sizes {
            q1: q1 as u8,
            q2: q2 as u8,
        },
        2 => System::Grid,
        _ => System::Weighted { weight },
    };
    let config = Config {
        mode,
        quorums: Quorums {
            nodes,
            system,
            apart,
        },
        back_off,
        broken,
        patience: Micros::from_millis(patience.into()),
    };
    Ok(match mode {
        Mode::Single => SinglePaxos(config).into(),
        Mode::Multi => MultiPaxos(config).into(),
    })
}

/// What Paxos with this configuration says about itself.
pub fn spec(config: &Config) -> Spec {
    let single = config.mode == Mode::Single;
    Spec {
        id: "paxos",
        name: "paxos.name",
        essay: if single {
            "paxos.essay.single"
        } else {
            "paxos.essay.multi"
        },
        simplified: if single {
            &[
                "paxos.simplified.roles",
                "paxos.simplified.once",
                "paxos.simplified.told",
                "paxos.simplified.members",
                "settings.honest",
            ]
        } else {
            &[
                "paxos.simplified.roles",
                "paxos.simplified.reads",
                "paxos.simplified.folding",
                "paxos.simplified.members",
                "settings.honest",
            ]
        },
        params: params(config),
        rules: RULES.to_vec(),
        phases: phases(config.mode),
        promises: promises(config),
        reads: true,
        swaps: !single,
        appends: !single,
        meetings: vec![meeting(&config.quorums)],
        answer_within: Micros::from_millis(30_000),
    }
}

fn meeting(quorums: &Quorums) -> Meeting {
    let n = quorums.nodes;
    Meeting {
        one: ("paxos.quorum.promise", quorums.first().smallest(n)),
        other: ("paxos.quorum.accept", quorums.second().smallest(n)),
        of: n,
        meet: quorums.meet(),
    }
}

fn promises(config: &Config) -> Vec<Promise> {
    let promise = |id, kind, name, hint| Promise {
        id,
        kind,
        name,
        hint,
    };
    let mut promises = vec![
        promise(
            "agreement",
            PromiseKind::Always,
            "paxos.promise.agreement",
            "paxos.promise.agreement.hint",
        ),
        promise(
            "survival",
            PromiseKind::Always,
            "paxos.promise.survival",
            "paxos.promise.survival.hint",
        ),
        promise(
            "linearizable",
            PromiseKind::Always,
            "paxos.promise.linearizable",
            "paxos.promise.linearizable.hint",
        ),
        promise(
            "commits",
            PromiseKind::Sometimes,
            "paxos.promise.commits",
            "paxos.promise.commits.hint",
        ),
    ];
    // Proposers that never back off may duel for ever: nobody promises an answer then.
    if config.back_off {
        let answered = promise(
            "answered",
            PromiseKind::Eventually,
            "paxos.promise.answered",
            "paxos.promise.answered.hint",
        );
        promises.insert(3, answered);
    }
    promises
}

fn params(config: &Config) -> Vec<ParamSpec> {
    let choice = |id, name, hint, words: &[(&'static str, &'static str)], at: usize| ParamSpec {
        id,
        name,
        hint,
        kind: ParamKind::Choice(words.to_vec()),
        value: ParamValue::Word(words[at].0.to_owned()),
        hidden: false,
    };
    let number = |id, name, hint, (min, max), value: u32, hidden| ParamSpec {
        id,
        name,
        hint,
        kind: ParamKind::Number { min, max },
        value: ParamValue::Number(value),
        hidden,
    };
    let n = u32::from(config.quorums.nodes);
    let (system, sizes, weight) = match config.quorums.system {
        System::Majority => (0, None, None),
        System::Sizes { q1, q2 } => (1, Some((u32::from(q1), u32::from(q2))), None),
        System::Grid => (2, None, None),
        System::Weighted { weight } => (3, None, Some(u32::from(weight))),
    };
    let half = u32::from(majority(config.quorums.nodes));
    let (q1, q2) = sizes.unwrap_or((half, n - half + 1));
    let q2_min = if config.quorums.apart { 1 } else { n - q1 + 1 };
    vec![
        choice(
            "mode",
            "paxos.param.mode",
            "paxos.param.mode.hint",
            &MODES,
            usize::from(config.mode == Mode::Multi),
        ),
        number(
            "nodes",
            "paxos.param.nodes",
            "paxos.param.nodes.hint",
            (1, NODES_MAX.into()),
            n,
            false,
        ),
        choice(
            "quorums",
            "paxos.param.quorums",
            "paxos.param.quorums.hint",
            &SYSTEMS,
            system,
        ),
        number(
            "q1",
            "paxos.param.q1",
            "paxos.param.q1.hint",
            (1, n),
            q1,
            sizes.is_none(),
        ),
        number(
            "q2",
            "paxos.param.q2",
            "paxos.param.q2.hint",
            (q2_min, n),
            q2,
            sizes.is_none(),
        ),
        number(
            "weight",
            "paxos.param.weight",
            "paxos.param.weight.hint",
            (2, WEIGHT_MAX.into()),
            weight.unwrap_or(3),
            weight.is_none(),
        ),
        choice(
            "back_off",
            "paxos.param.back_off",
            "paxos.param.back_off.hint",
            &BACK_OFF,
            usize::from(!config.back_off),
        ),
        number(
            "patience_ms",
            "paxos.param.patience",
            "paxos.param.patience.hint",
            (20, 10_000),
            (config.patience.0 / 1_000) as u32,
            false,
        ),
    ]
}

/// In the order of the positions in `phrases`.
fn phases(mode: Mode) -> Vec<Phase> {
    let phase = |name, hint| Phase { name, hint };
    let request = phase("paxos.phase.request", "paxos.phase.request.hint");
    let accept = phase("paxos.phase.accept", "paxos.phase.accept.hint");
    let chosen = phase("paxos.phase.chosen", "paxos.phase.chosen.hint");
    let answer = phase("paxos.phase.answer", "paxos.phase.answer.hint");
    match mode {
        Mode::Single => vec![
            request,
            phase("paxos.phase.prepare", "paxos.phase.prepare.hint"),
            accept,
            chosen,
            answer,
        ],
        Mode::Multi => vec![
            phase("paxos.phase.lead", "paxos.phase.lead.hint"),
            request,
            accept,
            chosen,
            answer,
        ],
    }
}
