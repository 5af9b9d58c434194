//! The vote under a million random interventions: with all rules on no promise breaks, and each
//! broken rule is caught.

mod chaos;

use chaos::Chaos;
use quorate::check::promises::Monitor;
use quorate::protocol::describe::Describe;
use quorate::protocol::ids::Micros;
use quorate::protocol::quorum::Threshold;
use quorate::protocol::vote::ballotless::BallotlessVote;
use quorate::protocol::vote::primary::PrimaryVote;
use quorate::protocol::vote::{Broken, Config, Mode};

const MODES: [Mode; 3] = [Mode::Coordinator, Mode::Peer, Mode::Leaderless];

/// What came of one run.
struct Outcome {
    monitor: Monitor,
    interventions: usize,
    /// The longest that a request took after healing; `None` when it took longer than promised.
    answered_in: Option<Micros>,
}

fn config(mode: Mode, nodes: u8, broken: Broken) -> Config {
    let patience = Micros::from_millis(250);
    Config {
        mode,
        nodes,
        threshold: Threshold::Majority,
        broken,
        patience,
    }
}

fn run(config: Config, seed: u64, interventions: usize) -> Outcome {
    match config.mode {
        Mode::Coordinator => run_protocol(PrimaryVote(config), seed, interventions),
        Mode::Peer | Mode::Leaderless => run_protocol(BallotlessVote(config), seed, interventions),
    }
}

fn run_protocol<P: Describe>(protocol: P, seed: u64, interventions: usize) -> Outcome {
    let mut chaos = Chaos::new(protocol.clone(), &chaos::scenario(seed));
    while chaos.done.len() < interventions {
        chaos.one_intervention();
    }
    // Once all is mended, what is still open must be answered, lossy as the network stays.
    chaos.heal();
    let answered_in = chaos.answer_all(protocol.spec().answer_within);
    Outcome {
        monitor: chaos.monitor,
        interventions: chaos.done.len(),
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

#[test]
fn a_million_interventions_break_no_promise() {
    let start = setting("QUORATE_SEED", 0);
    let runs = 1_000 * setting("QUORATE_TIMES", 1);
    let (mut interventions, mut commits) = (0, 0);
    let mut slowest = Micros::ZERO;
    for seed in start..start + runs {
        let nodes = [1, 2, 3, 4, 5, 7, 8][(seed / 3 % 7) as usize];
        let mode = MODES[(seed % 3) as usize];
        let outcome = run(config(mode, nodes, Broken::default()), seed, 1_000);
        let name = format!("seed {seed}, {mode:?}, {nodes} nodes");
        assert_eq!(outcome.monitor.agreement, None, "{name}");
        assert_eq!(outcome.monitor.survival, None, "{name}");
        let answered_in = outcome.answered_in;
        let answered_in = answered_in.unwrap_or_else(|| panic!("{name}: never answered"));
        slowest = slowest.max(answered_in);
        interventions += outcome.interventions;
        commits += outcome.monitor.commits;
    }
    println!("{interventions} interventions, {commits} commits, slowest answer {slowest:?}");
    assert!(interventions >= 1_000_000 * setting("QUORATE_TIMES", 1) as usize);
    assert!(
        commits > runs * 10,
        "the promises are not empty: {commits} commits"
    );
}

/// Looks for a broken promise over many seeds; says which were broken how often.
fn hunt(mode: Mode, broken: Broken, seeds: u64) -> (u64, u64) {
    let (mut agreement, mut survival) = (0, 0);
    for seed in 0..seeds {
        let outcome = run(config(mode, 5, broken), seed, 300);
        agreement += u64::from(outcome.monitor.agreement.is_some());
        survival += u64::from(outcome.monitor.survival.is_some());
    }
    (agreement, survival)
}

#[test]
fn counting_only_the_replies_that_came_back_is_caught() {
    let broken = Broken {
        count_replies_only: true,
        ..Broken::default()
    };
    for mode in MODES {
        let (agreement, survival) = hunt(mode, broken, 60);
        assert!(
            agreement > 0 && survival > 0,
            "{mode:?}: {agreement} {survival}"
        );
    }
}

#[test]
fn believing_whoever_says_it_leads_is_caught() {
    let broken = Broken {
        believe_leaders: true,
        ..Broken::default()
    };
    let (agreement, _) = hunt(Mode::Coordinator, broken, 60);
    assert!(agreement > 0);
}

#[test]
fn forgetting_votes_on_restart_is_caught() {
    let broken = Broken {
        forget_on_restart: true,
        ..Broken::default()
    };
    for mode in MODES {
        let (agreement, survival) = hunt(mode, broken, 60);
        assert!(
            agreement > 0 && survival > 0,
            "{mode:?}: {agreement} {survival}"
        );
    }
}
