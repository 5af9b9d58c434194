//! The vote for menus and forms: its parameters, rules, phases and promises.

#[cfg(feature = "every-protocol")]
use super::ballotless::BallotlessVote;
use super::primary::PrimaryVote;
use super::{Broken, Config, Mode};
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::{Phase, Promise, PromiseKind, Rule, Spec};
use crate::protocol::ids::{Micros, NODES_MAX};
use crate::protocol::params::{BadParam, ParamKind, ParamReader, ParamSpec, ParamValue, Params};
use crate::protocol::quorum::{Threshold, majority};
use crate::say;

const MODES: [(&str, &str); 3] = [
    ("coordinator", "vote.mode.coordinator"),
    ("peer", "vote.mode.peer"),
    ("leaderless", "vote.mode.leaderless"),
];

const THRESHOLDS: [(&str, &str); 7] = [
    ("majority", "vote.threshold.majority"),
    ("ceil_half_plus_one", "vote.threshold.ceil"),
    ("all", "vote.threshold.all"),
    ("one", "vote.threshold.one"),
    ("t_plus_one", "vote.threshold.t1"),
    ("two_t_plus_one", "vote.threshold.t2"),
    ("number", "vote.threshold.number"),
];

const COUNT_REPLIES_ONLY: Rule = Rule {
    id: "count_replies_only",
    name: "vote.rule.replies",
    hint: "vote.rule.replies.hint",
    breaks: &["agreement", "survival"],
};

const BELIEVE_LEADERS: Rule = Rule {
    id: "believe_leaders",
    name: "vote.rule.believe",
    hint: "vote.rule.believe.hint",
    breaks: &["agreement"],
};

const FORGET_ON_RESTART: Rule = Rule {
    id: "forget_on_restart",
    name: "vote.rule.forget",
    hint: "vote.rule.forget.hint",
    breaks: &["agreement", "survival"],
};

/// Whether it has a coordinator, as the vote that a plain address opens.
pub fn is_led(params: &Params) -> bool {
    let mode = ParamReader::new(params).choice("mode", &MODES.map(|(word, _)| word));
    matches!(mode, Ok(0))
}

/// Builds a vote from a scenario's parameters and the names of broken rules.
pub fn build(params: &Params, broken_rules: &[String]) -> Result<AnyProtocol, BadParam> {
    let mut reader = ParamReader::new(params);
    let mode = [Mode::Coordinator, Mode::Peer, Mode::Leaderless]
        [reader.choice("mode", &MODES.map(|(word, _)| word))?];
    let nodes = reader.number("nodes", 1..=NODES_MAX.into(), 5)? as u8;
    let threshold = reader.choice("threshold", &THRESHOLDS.map(|(word, _)| word))?;
    let t = reader.number("t", 0..=u32::from(nodes - 1), u32::from((nodes - 1) / 2))? as u8;
    let votes = reader.number("votes", 1..=nodes.into(), majority(nodes).into())? as u8;
    let patience = reader.number("patience_ms", 20..=10_000, 250)?;
    reader.finish()?;
    let threshold = match threshold {
        0 => Threshold::Majority,
        1 => Threshold::CeilHalfPlusOne,
        2 => Threshold::All,
        3 => Threshold::One,
        4 => Threshold::TPlusOne(t),
        5 => Threshold::TwoTPlusOne(t),
        _ => Threshold::Exactly(votes),
    };
    if threshold == Threshold::TwoTPlusOne(t) && u32::from(t) * 2 + 1 > nodes.into() {
        return Err(BadParam::range("t", 0, u32::from((nodes - 1) / 2)));
    }
    let mut broken = Broken::default();
    for rule in broken_rules {
        match rule.as_str() {
            "count_replies_only" => broken.count_replies_only = true,
            // There is nobody to believe where nobody leads: the switch does nothing there, so
            // that changing the mode does not make a scenario invalid.
            "believe_leaders" => broken.believe_leaders = true,
            "forget_on_restart" => broken.forget_on_restart = true,
            _ => {
                let why = say!("error.unknown_rule", name = rule.as_str());
                return Err(BadParam::new("broken_rules", why));
            }
        }
    }
    let patience = Micros::from_millis(patience.into());
    let config = Config {
        mode,
        nodes,
        threshold,
        broken,
        patience,
    };
    match mode {
        Mode::Coordinator => Ok(PrimaryVote(config).into()),
        #[cfg(feature = "every-protocol")]
        Mode::Peer | Mode::Leaderless => Ok(BallotlessVote(config).into()),
        #[cfg(not(feature = "every-protocol"))]
        Mode::Peer | Mode::Leaderless => Err(BadParam::new("mode", say!("error.choice"))),
    }
}

/// What a vote with this configuration says about itself.
pub fn spec(config: &Config) -> Spec {
    Spec {
        id: "vote",
        name: "vote.name",
        essay: match config.mode {
            Mode::Coordinator => "vote.essay.coordinator",
            Mode::Peer => "vote.essay.peer",
            Mode::Leaderless => "vote.essay.leaderless",
        },
        simplified: match config.mode {
            Mode::Coordinator => &[
                "vote.simplified.primary_coordinates",
                "vote.simplified.members",
                "vote.simplified.values",
                "vote.simplified.folding",
                "settings.honest",
            ],
            Mode::Peer | Mode::Leaderless => &[
                "vote.simplified.no_order",
                "vote.simplified.split_slots",
                "vote.simplified.members",
                "vote.simplified.folding",
                "settings.honest",
            ],
        },
        params: params(config),
        rules: match config.mode {
            Mode::Coordinator => vec![COUNT_REPLIES_ONLY, BELIEVE_LEADERS, FORGET_ON_RESTART],
            Mode::Peer | Mode::Leaderless => vec![COUNT_REPLIES_ONLY, FORGET_ON_RESTART],
        },
        phases: phases(config.mode),
        promises: PROMISES.to_vec(),
        reads: false,
        swaps: false,
        appends: false,
        meetings: Vec::new(),
        answer_within: Micros::from_millis(30_000),
    }
}

const PROMISES: [Promise; 4] = [
    Promise {
        id: "agreement",
        kind: PromiseKind::Always,
        name: "vote.promise.agreement",
        hint: "vote.promise.agreement.hint",
    },
    Promise {
        id: "survival",
        kind: PromiseKind::Always,
        name: "vote.promise.survival",
        hint: "vote.promise.survival.hint",
    },
    Promise {
        id: "answered",
        kind: PromiseKind::Eventually,
        name: "vote.promise.answered",
        hint: "vote.promise.answered.hint",
    },
    Promise {
        id: "commits",
        kind: PromiseKind::Sometimes,
        name: "vote.promise.commits",
        hint: "vote.promise.commits.hint",
    },
];

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
    let n = u32::from(config.nodes);
    let mode = match config.mode {
        Mode::Coordinator => 0,
        Mode::Peer => 1,
        Mode::Leaderless => 2,
    };
    let (threshold, t, votes) = match config.threshold {
        Threshold::Majority => (0, None, None),
        Threshold::CeilHalfPlusOne => (1, None, None),
        Threshold::All => (2, None, None),
        Threshold::One => (3, None, None),
        Threshold::TPlusOne(t) => (4, Some(t), None),
        Threshold::TwoTPlusOne(t) => (5, Some(t), None),
        Threshold::Exactly(votes) => (6, None, Some(votes)),
    };
    let t_max = if threshold == 5 { (n - 1) / 2 } else { n - 1 };
    let t_value = u32::from(t.unwrap_or((config.nodes - 1) / 2));
    let votes_value = u32::from(votes.unwrap_or(majority(config.nodes)));
    let patience_ms = (config.patience.0 / 1_000) as u32;
    vec![
        choice(
            "mode",
            "vote.param.mode",
            "vote.param.mode.hint",
            &MODES,
            mode,
        ),
        number(
            "nodes",
            "vote.param.nodes",
            "vote.param.nodes.hint",
            (1, NODES_MAX.into()),
            n,
            false,
        ),
        choice(
            "threshold",
            "vote.param.threshold",
            "vote.param.threshold.hint",
            &THRESHOLDS,
            threshold,
        ),
        number(
            "t",
            "vote.param.t",
            "vote.param.t.hint",
            (0, t_max),
            t_value,
            t.is_none(),
        ),
        number(
            "votes",
            "vote.param.votes",
            "vote.param.votes.hint",
            (1, n),
            votes_value,
            votes.is_none(),
        ),
        number(
            "patience_ms",
            "vote.param.patience",
            "vote.param.patience.hint",
            (20, 10_000),
            patience_ms,
            false,
        ),
    ]
}

fn phases(mode: Mode) -> Vec<Phase> {
    let phase = |name, hint| Phase { name, hint };
    match mode {
        Mode::Coordinator => vec![
            phase("vote.phase.request", "vote.phase.request.hint"),
            phase("vote.phase.collect", "vote.phase.collect.hint"),
            phase("vote.phase.commit", "vote.phase.commit.hint"),
            phase("vote.phase.answer", "vote.phase.answer.hint"),
        ],
        Mode::Peer => vec![
            phase("vote.phase.join", "vote.phase.join.hint"),
            phase("vote.phase.send", "vote.phase.send.hint"),
            phase("vote.phase.receive", "vote.phase.receive.hint"),
            phase("vote.phase.confirm", "vote.phase.confirm.hint"),
            phase("vote.phase.set", "vote.phase.set.hint"),
            phase("vote.phase.execute", "vote.phase.execute.hint"),
        ],
        Mode::Leaderless => vec![
            phase("vote.phase.initiate", "vote.phase.initiate.hint"),
            phase("vote.phase.gather", "vote.phase.gather.hint"),
            phase("vote.phase.decide", "vote.phase.decide.hint"),
            phase("vote.phase.feedback", "vote.phase.feedback.hint"),
        ],
    }
}

/// Positions in [`phases`], for the code that says where a run is.
pub(super) mod at {
    pub const REQUEST: usize = 0;
    pub const COLLECT: usize = 1;
    pub const COMMIT: usize = 2;
    pub const ANSWER: usize = 3;
}

/// The same among peers.
#[cfg(feature = "every-protocol")]
pub(super) mod among_peers {
    pub const JOIN: usize = 0;
    pub const SEND: usize = 1;
    pub const RECEIVE: usize = 2;
    pub const CONFIRM: usize = 3;
    pub const BUILD_SET: usize = 4;
    pub const EXECUTE: usize = 5;
}
