//! The register under a million random interventions: an atomic one is never caught out, and each
//! broken rule, each missing step of the atomic register, is.

mod chaos;

use chaos::Chaos;
use quorate::check::clients::Verdict;
use quorate::protocol::Protocol;
use quorate::protocol::describe::Describe;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::protocol::op::Key;
use quorate::protocol::register::{Broken, Choice, Config, Register, Versions};

/// What came of one run.
struct Outcome {
    linearizable: Verdict,
    sequential: Verdict,
    writes: u64,
    answers: u64,
    interventions: usize,
    /// The longest that a request took after healing; `None` when it took longer than promised.
    settled_in: Option<Micros>,
    /// Whether all homes came to hold the same some time after healing, if they compare copies.
    converged: bool,
}

fn run(config: Config, seed: u64, interventions: usize) -> Outcome {
    let register = Register(config);
    let mut chaos = Chaos::new(register, &chaos::scenario(seed));
    chaos.reads = true;
    while chaos.done.len() < interventions {
        chaos.one_intervention();
    }
    chaos.heal();
    let settled_in = chaos.answer_all(register.spec().answer_within);
    let end = chaos.world.now().plus(Micros::from_millis(60_000));
    let all_the_same = |chaos: &Chaos<Register>| {
        let nodes = (0..config.nodes).map(NodeId);
        let homes = nodes.filter(|&node| register.keeps(node, Key(0)));
        let slots = homes.map(|node| &chaos.world.nodes[node.index()]);
        let mut held = slots.map(|s| register.stored(&s.durable, &s.volatile, Key(0)));
        let first = held.next().expect("a key has a home");
        held.all(|other| other == first)
    };
    let mut converged = !config.anti_entropy || all_the_same(&chaos);
    while !converged && chaos.world.now() < end && chaos.step() {
        converged = all_the_same(&chaos);
    }
    Outcome {
        linearizable: chaos.judge.verdict(),
        sequential: chaos.judge.sequential().0,
        writes: chaos.monitor.writes,
        answers: chaos.judge.answers,
        interventions: chaos.done.len(),
        settled_in,
        converged,
    }
}

/// The seeds can be moved with QUORATE_SEED, and the count scaled with QUORATE_TIMES.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

/// Atomic registers of many kinds: whatever else is set, R+W>N, asking first and writing back make
/// them so.
fn atomic(seed: u64) -> Config {
    let nodes = [1, 2, 3, 4, 5, 7][(seed % 6) as usize];
    let pick = |salt: u64, of: u64| {
        (seed / 6)
            .wrapping_mul(0x9e37_79b9)
            .wrapping_add(salt * 7919)
            / 31
            % of
    };
    let homes = nodes - pick(1, 2).min(u64::from(nodes) - 1) as u8;
    let write = 1 + pick(2, homes.into()) as u8;
    let least = homes - write + 1;
    let read = least + pick(3, u64::from(homes - least) + 1) as u8;
    Config {
        homes,
        read,
        write,
        versions: [Versions::Counter, Versions::Clock][pick(4, 2) as usize],
        repair: pick(5, 2) == 1,
        anti_entropy: pick(6, 2) == 1,
        choice: [
            Choice::All,
            Choice::Random,
            Choice::LeastLoaded,
            Choice::Nearest,
        ][pick(7, 4) as usize],
        spare: pick(8, 2) as u8,
        speculate: pick(9, 2) == 1,
        patience: Micros::from_millis([100, 250][pick(10, 2) as usize]),
        ..Config::atomic(nodes)
    }
}

#[test]
fn a_million_interventions_do_not_catch_an_atomic_register_out() {
    let start = setting("QUORATE_SEED", 0);
    let runs = 2_000 * setting("QUORATE_TIMES", 1);
    let (mut interventions, mut writes, mut answers) = (0, 0, 0);
    let mut slowest = Micros::ZERO;
    for seed in start..start + runs {
        let config = atomic(seed);
        let outcome = run(config, seed, 500);
        let name = format!("seed {seed}, {config:?}");
        assert_eq!(outcome.linearizable, Verdict::Fits, "{name}");
        let settled_in = outcome.settled_in;
        slowest = slowest.max(settled_in.unwrap_or_else(|| panic!("{name}: never settled")));
        assert!(
            outcome.converged || !config.anti_entropy,
            "{name}: never the same"
        );
        interventions += outcome.interventions;
        writes += outcome.writes;
        answers += outcome.answers;
    }
    println!(
        "{interventions} interventions, {writes} writes, {answers} answers, slowest {slowest:?}"
    );
    assert!(interventions >= 1_000_000 * setting("QUORATE_TIMES", 1) as usize);
    assert!(
        writes > runs * 10 && answers > runs * 25,
        "{writes} writes, {answers} answers"
    );
}

/// How often a register was caught, over many seeds: not linearizable, not even sequential.
fn hunt(config: Config, seeds: u64) -> (u64, u64) {
    let (mut linearizable, mut sequential) = (0, 0);
    for seed in 0..seeds {
        let outcome = run(config, seed, 300);
        linearizable += u64::from(outcome.linearizable == Verdict::Contradicts);
        sequential += u64::from(outcome.sequential == Verdict::Contradicts);
        assert!(outcome.settled_in.is_some(), "seed {seed}: never settled");
    }
    (linearizable, sequential)
}

/// An atomic register of three whose coordinators give up before the clients do.
fn impatient() -> Config {
    Config {
        patience: Micros::from_millis(100),
        ..Config::atomic(3)
    }
}

/// A rule's name and the switch that breaks it.
type Switch = (&'static str, fn(&mut Broken));

fn broken(change: impl Fn(&mut Broken)) -> Config {
    let mut config = impatient();
    change(&mut config.broken);
    config
}

#[test]
fn each_broken_rule_is_caught_breaking_what_it_names() {
    let rules: [Switch; 5] = [
        ("short_write", |broken| broken.short_write = true),
        ("first_answer", |broken| broken.first_answer = true),
        ("no_choosing", |broken| broken.no_choosing = true),
        ("partial_failed", |broken| broken.partial_failed = true),
        ("no_check", |broken| broken.no_check = true),
    ];
    for (id, change) in rules {
        let config = broken(change);
        let (linearizable, sequential) = hunt(config, 100);
        println!("{id}: {linearizable} and {sequential} of 100");
        let spec = Register(config).spec();
        let rule = spec
            .rules
            .iter()
            .find(|rule| rule.id == id)
            .expect("it is there");
        assert_eq!(rule.breaks, ["linearizable", "sequential"]);
        assert!(linearizable > 0 && sequential > 0, "{id}");
    }
}

/// Where the quorums that are left still meet, a rule's loss does no harm, and the spec says so.
#[test]
fn rules_that_break_nothing_with_these_settings_are_named_so() {
    let all = Config {
        read: 1,
        write: 3,
        ..Config::atomic(3)
    };
    let more = Config {
        read: 3,
        write: 2,
        ..Config::atomic(3)
    };
    let harmless: [(Config, Switch); 3] = [
        (more, ("short_write", |broken| broken.short_write = true)),
        (all, ("first_answer", |broken| broken.first_answer = true)),
        (all, ("no_choosing", |broken| broken.no_choosing = true)),
    ];
    for (mut config, (id, change)) in harmless {
        change(&mut config.broken);
        let spec = Register(config).spec();
        let rule = spec
            .rules
            .iter()
            .find(|rule| rule.id == id)
            .expect("it is there");
        assert_eq!(rule.breaks, [""; 0], "{id}");
        assert_eq!(hunt(config, 60).0, 0, "{id}");
    }
}

/// Each step of the atomic register is needed.
#[test]
fn without_any_one_step_the_register_is_caught_out() {
    let base = impatient();
    let lesser = [
        (
            "no meeting",
            Config {
                read: 1,
                write: 2,
                ..base
            },
        ),
        (
            "no write-back",
            Config {
                write_back: false,
                ..base
            },
        ),
        (
            "no write-back, W = N",
            Config {
                write_back: false,
                write: 3,
                ..base
            },
        ),
        (
            "no asking",
            Config {
                ask_first: false,
                ..base
            },
        ),
        (
            "no asking, read-ahead",
            Config {
                ask_first: false,
                read_ahead: true,
                ..base
            },
        ),
        (
            "clock",
            Config {
                versions: Versions::Clock,
                ask_first: false,
                ..base
            },
        ),
        (
            "sloppy",
            Config {
                nodes: 5,
                homes: 3,
                sloppy: true,
                ..base
            },
        ),
    ];
    for (name, config) in lesser {
        let (linearizable, _) = hunt(config, 100);
        println!("{name}: {linearizable} of 100");
        assert!(linearizable > 0, "{name}");
    }
}
