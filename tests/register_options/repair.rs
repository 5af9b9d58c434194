//! What mends what a node has missed.

use super::*;

/// A read that finds the newest on too few nodes stores it on enough of them before it answers.
#[test]
fn a_read_writes_back_before_it_answers() {
    let mut small = Small::new(Config::atomic(5));
    small.write(1, 4);
    small.act(Action::Split([NodeId(3), NodeId(4)].into_iter().collect()));
    small.write(1, 7);
    small.act(Action::HealAll);
    small.act(Action::Kill(NodeId(1)));
    small.act(Action::Kill(NodeId(2)));
    assert_eq!(small.held(), [7, 7, 7, 4, 4]);
    assert_eq!(small.read(4), (7, 60), "one more round trip");
    assert_eq!(small.held(), [7; 5]);
}

#[test]
fn read_repair_and_comparing_mend_what_was_missed_and_nothing_else_does() {
    let missed = |config: Config| {
        let mut small = Small::new(config);
        small.write(1, 4);
        small.act(Action::Isolate(NodeId(2)));
        small.write(1, 7);
        small.act(Action::HealAll);
        small
    };
    let plain = Config {
        write_back: false,
        ..Config::atomic(3)
    };
    let mut small = missed(plain);
    assert_eq!(small.read(1).0, 7);
    small.run(20_000);
    assert_eq!(small.held(), [7, 7, 4], "nobody tells node 3");

    let mut small = missed(Config {
        repair: true,
        ..plain
    });
    assert_eq!(small.read(1), (7, 40), "the read is not slower for it");
    small.run(100);
    assert_eq!(small.held(), [7, 7, 7], "after the read, node 3 is told");

    let mut small = missed(Config {
        anti_entropy: true,
        ..plain
    });
    small.run(10_000);
    assert_eq!(small.held(), [7, 7, 7], "without anybody reading");
}

/// Substitutes take a write for homes that are out of reach, and hand it over.
#[test]
fn substitutes_hold_and_hand_over() {
    let config = Config {
        homes: 3,
        read: 2,
        write: 2,
        sloppy: true,
        ..Config::atomic(5)
    };
    let mut small = Small::new(config);
    small.act(Action::Split([NodeId(3), NodeId(4)].into_iter().collect()));
    small.ask(0, 4, Command::Write { key: X, value: 7 });
    small.run(1_000);
    assert!(!small.waits(0), "it is written");
    assert_eq!(small.held(), [0; 5], "but not at home");
    let hints = |small: &Small| {
        let slots = small.chaos.world.nodes.iter();
        slots.map(|slot| slot.durable.hints.len()).sum::<usize>()
    };
    assert_eq!(hints(&small), 2);
    small.act(Action::HealAll);
    small.run(2_000);
    assert_eq!(small.held(), [7, 7, 0, 0, 0], "two homes have it");
    assert_eq!(hints(&small), 0);
}
