//! Raft for menus and forms: its parameters, rules, phases and promises.

use super::{Broken, Change, Config, Raft, Reads, Timers};
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::{Meeting, Phase, Promise, PromiseKind, Rule, Spec};
use crate::protocol::ids::{Micros, NODES_MAX};
use crate::protocol::params::{BadParam, ParamKind, ParamReader, ParamSpec, ParamValue, Params};
use crate::protocol::quorum::{majority, must_meet};
use crate::say;

type Words<const N: usize> = [(&'static str, &'static str); N];

const TIMERS: Words<3> = [
    ("random", "raft.timers.random"),
    ("spread", "raft.timers.spread"),
    ("aligned", "raft.timers.aligned"),
];

const READS: Words<4> = [
    ("log", "raft.reads.log"),
    ("index", "raft.reads.index"),
    ("lease", "raft.reads.lease"),
    ("stale", "raft.reads.stale"),
];

const CHANGES: Words<2> = [
    ("single", "raft.change.single"),
    ("joint", "raft.change.joint"),
];

/// Bounds of how many entries are kept before they are folded.
const COMPACT: (u32, u32) = (4, 1_000);

/// Builds a cluster from a scenario's parameters and the names of broken rules.
pub fn build(params: &Params, broken_rules: &[String]) -> Result<AnyProtocol, BadParam> {
    let mut reader = ParamReader::new(params);
    let nodes = reader.number("nodes", 1..=NODES_MAX.into(), 5)? as u8;
    let learners = reader.number("learners", 0..=u32::from(nodes) - 1, 0)? as u8;
    let most = u32::from(nodes - learners);
    let voters = reader.number("voters", 1..=most, most)? as u8;
    let timers = [Timers::Random, Timers::Spread, Timers::Aligned]
        [reader.choice("timers", &TIMERS.map(|(word, _)| word))?];
    let pre_vote = reader.switch("pre_vote", false)?;
    let check_quorum = reader.switch("check_quorum", false)?;
    let reads = [Reads::Log, Reads::Index, Reads::Lease, Reads::Stale]
        [reader.choice("reads", &READS.map(|(word, _)| word))?];
    let change =
        [Change::Single, Change::Joint][reader.choice("change", &CHANGES.map(|(word, _)| word))?];
    let compact = reader.number("compact", COMPACT.0..=COMPACT.1, 64)?;
    let patience = reader.number("patience_ms", 20..=10_000, 250)?;
    reader.finish()?;
    let mut broken = Broken::default();
    for rule in broken_rules {
        // A switch that does nothing with these parameters does not make a scenario invalid.
        match rule.as_str() {
            "count_old_terms" => broken.count_old_terms = true,
            "forget_vote" => broken.forget_vote = true,
            "no_log_check" => broken.no_log_check = true,
            "change_uncommitted" => broken.change_uncommitted = true,
            "trust_lease" => broken.trust_lease = true,
            _ => {
                return Err(BadParam::new(
                    "broken_rules",
                    say!("error.unknown_rule", name = rule.as_str()),
                ));
            }
        }
    }
    let config = Config {
        nodes,
        voters,
        learners,
        timers,
        pre_vote,
        check_quorum,
        reads,
        change,
        compact,
        broken,
        patience: Micros::from_millis(patience.into()),
    };
    Ok(Raft(config).into())
}

/// What a cluster with this configuration says about itself.
pub fn spec(config: &Config) -> Spec {
    let quorum = majority(config.voters);
    Spec {
        id: "raft",
        name: "raft.name",
        essay: "raft.essay",
        simplified: &[
            "raft.simplified.snapshot",
            "raft.simplified.batches",
            "raft.simplified.first_members",
            "raft.simplified.removed",
            "raft.simplified.orders",
            "settings.honest",
        ],
        params: params(config),
        rules: rules(config),
        phases: PHASES.to_vec(),
        promises: promises(config),
        reads: true,
        swaps: true,
        appends: true,
        meetings: vec![Meeting {
            one: ("raft.meeting.elect", quorum),
            other: ("raft.meeting.commit", quorum),
            of: config.voters,
            meet: must_meet(config.voters, quorum, quorum),
        }],
        answer_within: Micros::from_millis(30_000),
    }
}

const LOGS_DIFFER: &[&str] = &["agreement", "survival", "linearizable"];

/// Where members change, who leads can differ, too.
const ALL_DIFFER: &[&str] = &["one_leader", "agreement", "survival", "linearizable"];

fn rules(config: &Config) -> Vec<Rule> {
    let mut rules = vec![
        Rule {
            id: "count_old_terms",
            name: "raft.rule.old_terms",
            hint: "raft.rule.old_terms.hint",
            breaks: LOGS_DIFFER,
        },
        Rule {
            id: "forget_vote",
            name: "raft.rule.forget",
            hint: "raft.rule.forget.hint",
            breaks: ALL_DIFFER,
        },
        Rule {
            id: "no_log_check",
            name: "raft.rule.log_check",
            hint: "raft.rule.log_check.hint",
            breaks: ALL_DIFFER,
        },
    ];
    if config.change == Change::Single {
        rules.push(Rule {
            id: "change_uncommitted",
            name: "raft.rule.change",
            hint: "raft.rule.change.hint",
            breaks: ALL_DIFFER,
        });
    }
    if config.reads == Reads::Lease {
        rules.push(Rule {
            id: "trust_lease",
            name: "raft.rule.lease",
            hint: "raft.rule.lease.hint",
            breaks: &["linearizable"],
        });
    }
    rules
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
            "one_leader",
            PromiseKind::Always,
            "raft.promise.one_leader",
            "raft.promise.one_leader.hint",
        ),
        promise(
            "agreement",
            PromiseKind::Always,
            "raft.promise.agreement",
            "raft.promise.agreement.hint",
        ),
        promise(
            "survival",
            PromiseKind::Always,
            "raft.promise.survival",
            "raft.promise.survival.hint",
        ),
    ];
    // What is not promised: fresh answers from whoever is asked, and answers from a cluster whose
    // timers collide for ever.
    if config.reads != Reads::Stale {
        promises.push(promise(
            "linearizable",
            PromiseKind::Always,
            "raft.promise.linearizable",
            "raft.promise.linearizable.hint",
        ));
    }
    if config.timers != Timers::Aligned {
        promises.push(promise(
            "answered",
            PromiseKind::Eventually,
            "raft.promise.answered",
            "raft.promise.answered.hint",
        ));
    }
    promises.push(promise(
        "commits",
        PromiseKind::Sometimes,
        "raft.promise.commits",
        "raft.promise.commits.hint",
    ));
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
    let number = |id, name, hint, (min, max), value: u32| ParamSpec {
        id,
        name,
        hint,
        kind: ParamKind::Number { min, max },
        value: ParamValue::Number(value),
        hidden: false,
    };
    let switch = |id, name, hint, on| ParamSpec {
        id,
        name,
        hint,
        kind: ParamKind::Switch,
        value: ParamValue::switch(on),
        hidden: false,
    };
    let n = u32::from(config.nodes);
    let (voters, learners) = (u32::from(config.voters), u32::from(config.learners));
    let [timers, reads, change] = [
        config.timers as usize,
        config.reads as usize,
        config.change as usize,
    ];
    let (trial, check) = (config.pre_vote, config.check_quorum);
    let nodes = (1, NODES_MAX.into());
    let patience = (config.patience.0 / 1_000) as u32;
    #[rustfmt::skip]
    let params = vec![
        number("nodes", "raft.param.nodes", "raft.param.nodes.hint", nodes, n),
        number("learners", "raft.param.learners", "raft.param.learners.hint", (0, n - 1), learners),
        number("voters", "raft.param.voters", "raft.param.voters.hint", (1, n - learners), voters),
        choice("timers", "raft.param.timers", "raft.param.timers.hint", &TIMERS, timers),
        switch("pre_vote", "raft.param.pre_vote", "raft.param.pre_vote.hint", trial),
        switch("check_quorum", "raft.param.check", "raft.param.check.hint", check),
        choice("reads", "raft.param.reads", "raft.param.reads.hint", &READS, reads),
        choice("change", "raft.param.change", "raft.param.change.hint", &CHANGES, change),
        number("compact", "raft.param.compact", "raft.param.compact.hint", COMPACT, config.compact),
        number("patience_ms", "raft.param.patience", "raft.param.patience.hint", (20, 10_000), patience),
    ];
    params
}

const PHASES: [Phase; 5] = [
    Phase {
        name: "raft.phase.elect",
        hint: "raft.phase.elect.hint",
    },
    Phase {
        name: "raft.phase.request",
        hint: "raft.phase.request.hint",
    },
    Phase {
        name: "raft.phase.replicate",
        hint: "raft.phase.replicate.hint",
    },
    Phase {
        name: "raft.phase.commit",
        hint: "raft.phase.commit.hint",
    },
    Phase {
        name: "raft.phase.answer",
        hint: "raft.phase.answer.hint",
    },
];

/// Positions in [`PHASES`].
pub(super) mod at {
    pub const ELECT: usize = 0;
    pub const REQUEST: usize = 1;
    pub const REPLICATE: usize = 2;
    pub const COMMIT: usize = 3;
    pub const ANSWER: usize = 4;
}
