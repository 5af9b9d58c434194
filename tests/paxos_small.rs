//! Paxos on three nodes, on every order of messages: quorums that meet choose one value, whatever
//! their sizes, and quorums that do not choose two.

use quorate::check::explore::cluster::Cluster;
use quorate::check::explore::cluster::budgets::{Budgets, Cost};
use quorate::check::explore::cluster::planned::Planned;
use quorate::check::explore::search::{Explorer, Limits, Order, Progress};
use quorate::check::explore::{Kind, Promise};
use quorate::check::promises::{AGREEMENT, COMMITS, LINEARIZABLE, SURVIVAL};
use quorate::protocol::ids::{Micros, NodeId};
use quorate::protocol::op::{Command, Key};
use quorate::protocol::paxos::quorums::{Quorums, System};
use quorate::protocol::paxos::single::SinglePaxos;
use quorate::protocol::paxos::{Broken, Config, Mode};

const X: Key = Key(0);

fn config(q1: u8, q2: u8) -> Config {
    Config {
        mode: Mode::Single,
        quorums: Quorums {
            nodes: 3,
            system: System::Sizes { q1, q2 },
            apart: false,
        },
        back_off: true,
        broken: Broken::default(),
        patience: Micros::from_millis(250),
    }
}

fn write(value: u32, node: u8) -> (Command, Option<NodeId>) {
    (Command::Write { key: X, value }, Some(NodeId(node)))
}

fn read(node: u8) -> (Command, Option<NodeId>) {
    (Command::Read { key: X }, Some(NodeId(node)))
}

/// Goes everywhere; says how far that was and which promises were broken.
fn everywhere(
    config: Config,
    scripts: Vec<Vec<(Command, Option<NodeId>)>>,
    budgets: Budgets,
    promises: &[&'static str],
) -> (Progress, Vec<&'static str>) {
    let clients = Planned {
        nodes: 3,
        contacts: vec![NodeId(0); scripts.len()],
        scripts,
        choose_when: promises.contains(&LINEARIZABLE),
    };
    let kind = |id| match id {
        COMMITS => Kind::Sometimes,
        _ => Kind::Always,
    };
    let named = promises.iter().map(|&id| Promise { id, kind: kind(id) });
    let promises: Vec<Promise> = named.collect();
    let model = Cluster::new(SinglePaxos(config), clients, budgets, &promises);
    let limits = Limits {
        states: 2_600_000,
        ..Limits::NONE
    };
    let mut explorer = Explorer::new(model, Order::Breadth, limits);
    let progress = explorer.run(u64::MAX);
    let broken = explorer.findings().iter().map(|found| found.promise.id);
    let mut broken: Vec<_> = broken.collect();
    broken.sort_unstable();
    (progress, broken)
}

/// Howard, Malkhi and Spiegelman's theorem, and that it is sharp: all sizes for three nodes, two
/// proposers with a ballot each.
#[test]
fn one_value_is_chosen_exactly_when_the_quorums_meet() {
    for q1 in 1..=3 {
        for q2 in 1..=3 {
            let rivals = vec![vec![write(1, 0)], vec![write(2, 1)]];
            let promises = [AGREEMENT, SURVIVAL, COMMITS];
            let (progress, broken) = everywhere(config(q1, q2), rivals, Budgets::NONE, &promises);
            println!(
                "Q1 {q1}, Q2 {q2}: {} states, broken {broken:?}",
                progress.unique
            );
            let name = format!("Q1 {q1}, Q2 {q2}: {progress:?}");
            if q1 + q2 > 3 {
                assert_eq!(broken, [""; 0], "{name}");
                assert!(progress.complete, "{name}");
            } else {
                assert_eq!(broken, [AGREEMENT, SURVIVAL], "{name}");
            }
        }
    }
}

/// With an acceptor that dies and comes back, and with proposers that listen or not.
#[test]
fn each_broken_rule_is_found_and_nothing_without_one() {
    let budgets = Budgets::NONE.with(Cost::Kill, 1).with(Cost::Restart, 1);
    let table = [
        (Broken::default(), vec![]),
        (
            Broken {
                forget_promise: true,
                ..Broken::default()
            },
            vec![AGREEMENT, SURVIVAL],
        ),
        (
            Broken {
                ignore_learnt: true,
                ..Broken::default()
            },
            vec![AGREEMENT, SURVIVAL],
        ),
    ];
    for (broken_rules, expected) in table {
        let config = Config {
            broken: broken_rules,
            ..config(2, 2)
        };
        let rivals = vec![vec![write(1, 0)], vec![write(2, 1)]];
        let promises = [AGREEMENT, SURVIVAL, COMMITS];
        let (progress, broken) = everywhere(config, rivals, budgets, &promises);
        println!(
            "{broken_rules:?}: {} states, broken {broken:?}",
            progress.unique
        );
        assert_eq!(broken, expected, "{broken_rules:?}: {progress:?}");
        assert!(progress.complete || !broken.is_empty(), "{progress:?}");
    }
}

/// Whatever the order of messages, whoever reads after a write or a read knows no less.
#[test]
fn reads_of_a_single_decree_are_linearizable() {
    let table = [
        (vec![vec![write(1, 0), read(1)]], true),
        (vec![vec![write(1, 0)], vec![read(1)]], true),
        // Too much to go everywhere: as far as it goes.
        (vec![vec![write(1, 0)], vec![read(1), read(2)]], false),
    ];
    for (scripts, complete) in table {
        let name = format!("{scripts:?}");
        let promises = [LINEARIZABLE];
        let (progress, broken) = everywhere(config(2, 2), scripts, Budgets::NONE, &promises);
        println!("{name}: {} states", progress.unique);
        assert_eq!(broken, [""; 0], "{name}: {progress:?}");
        assert_eq!(progress.complete, complete, "{name}: {progress:?}");
    }
}
