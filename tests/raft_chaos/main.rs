//! Raft under a million random interventions, in two halves that run side by side: with all rules on
//! no promise breaks, and each broken rule is caught breaking what its description names.

#[path = "../chaos/mod.rs"]
mod chaos;
mod nudges;

use chaos::Chaos;
use nudges::{early_change, fickle, fickle_or_outvoted, orders, rivals, slow_leader};
use quorate::check::clients::Verdict;
use quorate::protocol::describe::Describe;
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key, Order};
use quorate::protocol::raft::{Broken, Change, Config, Raft, Reads, Role, Timers};
use quorate::sim::action::Action;
use quorate::sim::draw::{Draw, For};

/// Names of the promises that a run broke, and what else came of it.
struct Outcome {
    broken: Vec<&'static str>,
    why: String,
    interventions: usize,
    commits: u64,
    /// The longest that a request took after healing; `None` when it took longer than promised.
    answered_in: Option<Micros>,
}

/// Something that is done now and then besides the usual.
type Nudge = fn(&mut Chaos<Raft>, &mut Draw);

fn run(config: Config, seed: u64, interventions: usize, nudge: Nudge) -> Outcome {
    let protocol = Raft(config);
    let spec = protocol.spec();
    let mut chaos = Chaos::new(protocol, &chaos::scenario(seed));
    chaos.reads = true;
    chaos.swaps = true;
    chaos.appends = seed % 3 == 2;
    let mut draw = Draw::new(seed, For::Command, 3, 0);
    while chaos.done.len() < interventions {
        chaos.one_intervention();
        if draw.permille(50) {
            nudge(&mut chaos, &mut draw);
        }
    }
    // Once all is mended, what is still open must be answered, lossy as the network stays.
    chaos.heal();
    let answered_in = chaos.answer_all(spec.answer_within);
    let monitor = &chaos.monitor;
    let fits = chaos.judge.verdict() != Verdict::Contradicts;
    let found = [
        ("one_leader", monitor.one_leader.clone().map(|b| b.why)),
        ("agreement", monitor.agreement.clone().map(|b| b.why)),
        ("survival", monitor.survival.clone().map(|b| b.why)),
        ("linearizable", chaos.judge.broken.clone().map(|b| b.why)),
    ];
    assert_eq!(fits, found[3].1.is_none());
    let promised = |id: &str| spec.promises.iter().any(|promise| promise.id == id);
    let broken = found
        .iter()
        .filter(|(id, why)| why.is_some() && promised(id));
    Outcome {
        broken: broken.clone().map(|(id, _)| *id).collect(),
        why: format!("{:?}", broken.collect::<Vec<_>>()),
        interventions: chaos.done.len(),
        commits: chaos.monitor.commits,
        answered_in,
    }
}

/// The seeds can be moved with QUORATE_SEED, and the count scaled with QUORATE_TIMES.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

/// Every seed has other options.
fn any_config(seed: u64) -> Config {
    let mut draw = Draw::new(seed, For::Command, 4, 0);
    let nodes = [1, 2, 3, 4, 5, 5, 7, 8][draw.between(0, 7) as usize];
    let learners = draw.between(0, u64::from(nodes) - 1).saturating_sub(2) as u8;
    let voters = draw.between(1, u64::from(nodes - learners)) as u8;
    Config {
        voters: if draw.permille(700) {
            nodes - learners
        } else {
            voters
        },
        learners,
        timers: [Timers::Random, Timers::Spread][draw.between(0, 1) as usize],
        pre_vote: draw.permille(500),
        check_quorum: draw.permille(500),
        reads: [Reads::Log, Reads::Index, Reads::Lease, Reads::Stale][draw.between(0, 3) as usize],
        change: [Change::Single, Change::Joint][draw.between(0, 1) as usize],
        compact: [4, 8, 64][draw.between(0, 2) as usize],
        ..Config::plain(nodes)
    }
}

#[test]
fn half_a_million_interventions_break_no_promise() {
    half_a_million(0, |_, _| {});
}

#[test]
fn nor_do_they_while_members_change() {
    half_a_million(500_000, orders);
}

/// A thousand interventions on each of five hundred seeds, each with its own options.
fn half_a_million(first: u64, nudge: Nudge) {
    let start = first + setting("QUORATE_SEED", 0);
    let runs = 500 * setting("QUORATE_TIMES", 1);
    let (mut interventions, mut commits) = (0, 0);
    let mut slowest = Micros::ZERO;
    for seed in start..start + runs {
        let config = any_config(seed);
        let outcome = run(config, seed, 1_000, nudge);
        let name = format!("seed {seed}, {config:?}");
        assert_eq!(outcome.broken, [""; 0], "{name}: {}", outcome.why);
        let answered_in = outcome.answered_in;
        let answered_in = answered_in.unwrap_or_else(|| panic!("{name}: never answered"));
        slowest = slowest.max(answered_in);
        interventions += outcome.interventions;
        commits += outcome.commits;
    }
    println!("{interventions} interventions, {commits} commits, slowest answer {slowest:?}");
    assert!(interventions as u64 >= runs * 1_000);
    assert!(
        commits > runs * 10,
        "the promises are not empty: {commits} commits"
    );
}

/// Looks for broken promises over many seeds: exactly those that the rule's description names.
fn hunt(rule: &str, broken: Broken, config: fn(u64) -> Config, seeds: u64, nudge: Nudge) {
    let mut count = std::collections::BTreeMap::new();
    let mut breaks = Vec::new();
    for seed in 0..seeds {
        let config = Config {
            broken,
            ..config(seed)
        };
        let rules = Raft(config).spec().rules;
        let rule = rules.iter().find(|known| known.id == rule);
        let rule = rule.expect("the rule is on offer");
        breaks = rule.breaks.to_vec();
        let outcome = run(config, seed, 300, nudge);
        for id in outcome.broken {
            assert!(
                breaks.contains(&id),
                "seed {seed}, {config:?}: {}",
                outcome.why
            );
            *count.entry(id).or_insert(0) += 1;
        }
    }
    println!("{rule}: {count:?} in {seeds}");
    for id in breaks {
        assert!(
            count.contains_key(id),
            "{rule} never breaks {id}: {count:?}"
        );
    }
}

fn plain(nodes: u8) -> Config {
    Config {
        reads: Reads::Index,
        ..Config::plain(nodes)
    }
}

#[test]
fn counting_copies_of_old_terms_is_caught() {
    let broken = Broken {
        count_old_terms: true,
        ..Broken::default()
    };
    hunt(
        "count_old_terms",
        broken,
        |seed| plain(3 + 2 * (seed % 2) as u8),
        300,
        fickle,
    );
}

#[test]
fn forgetting_the_vote_is_caught() {
    let broken = Broken {
        forget_vote: true,
        ..Broken::default()
    };
    hunt("forget_vote", broken, |_| plain(3), 300, rivals);
}

#[test]
fn voting_for_anyone_is_caught() {
    let broken = Broken {
        no_log_check: true,
        ..Broken::default()
    };
    hunt(
        "no_log_check",
        broken,
        |_| plain(5),
        100,
        fickle_or_outvoted,
    );
}

#[test]
fn changing_members_too_early_is_caught() {
    let broken = Broken {
        change_uncommitted: true,
        ..Broken::default()
    };
    hunt(
        "change_uncommitted",
        broken,
        |_| plain(4),
        300,
        early_change,
    );
}

#[test]
fn trusting_the_clocks_is_caught() {
    let broken = Broken {
        trust_lease: true,
        ..Broken::default()
    };
    let config = |_| Config {
        reads: Reads::Lease,
        ..Config::plain(3)
    };
    hunt("trust_lease", broken, config, 300, slow_leader);
}
