//! Paxos under a million random interventions: with all rules on no promise breaks, and each
//! broken rule is caught breaking just what it says.

mod chaos;

use chaos::Chaos;
use quorate::check::clients::Judge;
use quorate::check::promises::Monitor;
use quorate::protocol::describe::Describe;
use quorate::protocol::ids::Micros;
use quorate::protocol::op::Key;
use quorate::protocol::paxos::multi::MultiPaxos;
use quorate::protocol::paxos::quorums::{Quorums, System};
use quorate::protocol::paxos::single::SinglePaxos;
use quorate::protocol::paxos::{Broken, Config, Mode};

/// What came of one run.
struct Outcome {
    monitor: Monitor,
    judge: Judge,
    interventions: usize,
    /// The longest that a request took after healing; `None` when it took longer than promised.
    answered_in: Option<Micros>,
}

fn config(mode: Mode, nodes: u8, system: System) -> Config {
    Config {
        mode,
        quorums: Quorums {
            nodes,
            system,
            apart: false,
        },
        back_off: true,
        broken: Broken::default(),
        patience: Micros::from_millis(250),
    }
}

fn run(config: Config, seed: u64, interventions: usize) -> Outcome {
    // Where a key is decided once, one would not keep the cluster busy.
    let keys = match config.mode {
        Mode::Single => Key::COUNT,
        Mode::Multi if broken(&config) => 1,
        Mode::Multi => 3,
    };
    match config.mode {
        Mode::Single => run_protocol(SinglePaxos(config), keys, seed, interventions),
        Mode::Multi => run_protocol(MultiPaxos(config), keys, seed, interventions),
    }
}

fn broken(config: &Config) -> bool {
    config.quorums.apart || config.broken != Broken::default()
}

fn run_protocol<P: Describe>(protocol: P, keys: u8, seed: u64, interventions: usize) -> Outcome {
    let mut chaos = Chaos::new(protocol.clone(), &chaos::scenario(seed));
    chaos.reads = true;
    chaos.swaps = protocol.spec().swaps;
    chaos.appends = protocol.spec().appends && seed % 3 == 2;
    chaos.keys = keys;
    while chaos.done.len() < interventions {
        chaos.one_intervention();
    }
    // Once all is mended, what is still open must be answered, lossy as the network stays.
    chaos.heal();
    let answered_in = chaos.answer_all(protocol.spec().answer_within);
    Outcome {
        monitor: chaos.monitor,
        judge: chaos.judge,
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

/// A cluster for each seed: all sizes with all ways to choose quorums.
fn cluster(mode: Mode, seed: u64) -> Config {
    let nodes = [1, 2, 3, 4, 5, 7, 8][(seed / 5 % 7) as usize];
    let q1 = 1 + (seed / 35 % u64::from(nodes)) as u8;
    let weight = 2 + (seed / 35 % 3) as u8;
    let q2 = nodes - q1 + 1;
    let system = match seed % 5 {
        0 | 1 => System::Majority,
        2 => System::Sizes { q1, q2 },
        3 => System::Grid,
        _ => System::Weighted { weight },
    };
    config(mode, nodes, system)
}

fn calm(name: &str, mode: Mode, runs: u64, interventions: usize) {
    let start = setting("QUORATE_SEED", 0);
    let runs = runs * setting("QUORATE_TIMES", 1);
    let (mut done, mut commits, mut answers) = (0, 0, 0);
    let mut slowest = Micros::ZERO;
    for seed in start..start + runs {
        let config = cluster(mode, seed);
        let outcome = run(config, seed, interventions);
        let name = format!("seed {seed}, {config:?}");
        assert_eq!(outcome.monitor.agreement, None, "{name}");
        assert_eq!(outcome.monitor.survival, None, "{name}");
        assert_eq!(outcome.judge.broken, None, "{name}");
        let answered_in = outcome.answered_in;
        let answered_in = answered_in.unwrap_or_else(|| panic!("{name}: never answered"));
        slowest = slowest.max(answered_in);
        done += outcome.interventions;
        commits += outcome.monitor.commits;
        answers += outcome.judge.answers;
    }
    println!(
        "{name}: {done} interventions, {commits} commits, {answers} answers, slowest {slowest:?}"
    );
    assert!(done >= runs as usize * interventions);
    assert!(commits > runs / 2, "the promises are not empty: {commits}");
}

/// Each key is decided once, so short runs say more than long ones.
#[test]
fn half_a_million_interventions_break_no_promise_of_single_decrees() {
    calm("single", Mode::Single, 10_000, 50);
}

#[test]
fn half_a_million_interventions_break_no_promise_of_a_log() {
    calm("log", Mode::Multi, 1_250, 400);
}

/// Without backing off nothing is promised about answers; all else holds.
#[test]
fn proposers_that_never_back_off_choose_nothing_wrong() {
    for mode in [Mode::Single, Mode::Multi] {
        for seed in 0..300 {
            let config = Config {
                back_off: false,
                ..cluster(mode, seed)
            };
            let outcome = run(config, seed, 100);
            let name = format!("seed {seed}, {config:?}");
            assert_eq!(outcome.monitor.agreement, None, "{name}");
            assert_eq!(outcome.monitor.survival, None, "{name}");
            assert_eq!(outcome.judge.broken, None, "{name}");
        }
    }
}

/// Looks for broken promises over many seeds; says which were broken how often.
fn hunt(config: Config, seeds: u64, interventions: usize) -> [u64; 4] {
    let mut broken = [0; 4];
    for seed in 0..seeds {
        let outcome = run(config, seed, interventions);
        broken[0] += u64::from(outcome.monitor.agreement.is_some());
        broken[1] += u64::from(outcome.monitor.survival.is_some());
        broken[2] += u64::from(outcome.judge.broken.is_some());
        broken[3] += u64::from(outcome.answered_in.is_none());
    }
    broken
}

/// Both modes with a rule broken: how often agreement, survival and linearizability are. Answers
/// still come.
fn caught(name: &str, system: System, seeds: u64, change: impl Fn(&mut Config)) -> [[u64; 3]; 2] {
    [(Mode::Single, seeds * 3, 60), (Mode::Multi, seeds, 300)].map(|(mode, seeds, interventions)| {
        let mut config = config(mode, 5, system);
        change(&mut config);
        let [agreement, survival, linearizable, unanswered] = hunt(config, seeds, interventions);
        println!(
            "{name}, {mode:?}, {system:?}: {agreement}, {survival} and {linearizable} of {seeds}"
        );
        assert_eq!(unanswered, 0, "{name}, {mode:?}, {system:?}");
        [agreement, survival, linearizable]
    })
}

fn all_broken(name: &str, broken: [[u64; 3]; 2]) {
    for counts in broken {
        assert!(counts.iter().all(|count| *count > 0), "{name}: {broken:?}");
    }
}

#[test]
fn acceptors_that_forget_are_caught() {
    let broken = caught("forget", System::Majority, 700, |config| {
        config.broken.forget_promise = true;
    });
    all_broken("forget", broken);
}

#[test]
fn proposers_that_ignore_what_they_are_told_are_caught() {
    let broken = caught("ignore", System::Majority, 500, |config| {
        config.broken.ignore_learnt = true;
    });
    all_broken("ignore", broken);
}

#[test]
fn quorums_that_do_not_meet_are_caught() {
    let majority = caught("apart", System::Majority, 50, |config| {
        config.quorums.apart = true;
    });
    all_broken("apart", majority);
    let others = [
        System::Sizes { q1: 2, q2: 4 },
        System::Grid,
        System::Weighted { weight: 3 },
    ];
    for system in others {
        let broken = caught("apart", system, 150, |config| config.quorums.apart = true);
        // A second value takes more luck where quorums are large; that it could be is told at once.
        assert!(
            broken.iter().all(|counts| counts[1] > 0),
            "{system:?}: {broken:?}"
        );
        assert!(broken[0][0] + broken[1][0] > 0, "{system:?}: {broken:?}");
    }
}
