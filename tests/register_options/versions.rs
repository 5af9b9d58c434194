//! Which of two values is the newer.

use super::*;

/// Writes that do not know of each other stand side by side until the next one.
#[test]
fn siblings() {
    let mut small = Small::new(Config::atomic(3));
    small.ask(0, 1, Command::Write { key: X, value: 4 });
    small.ask(1, 2, Command::Write { key: X, value: 7 });
    small.run(300);
    for slot in &small.chaos.world.nodes {
        let copies = &slot.durable.copies[0];
        let version = copies.version().expect("it was written");
        assert_eq!((version.stamp, version.node.label()), (1, 2));
        assert_eq!(copies.newest().map(|item| item.value), Some(7));
        let lost: Vec<u32> = copies.siblings().iter().map(|item| item.value).collect();
        assert_eq!(lost, [4]);
    }
    small.write(3, 9);
    let none = |slot: &quorate::sim::world::NodeSlot<Register>| {
        slot.durable.copies[0].siblings().is_empty()
    };
    assert!(small.chaos.world.nodes.iter().all(none));
}

/// A fast clock's version wins over everything that is written later, unless the writer asks first.
#[test]
fn a_fast_clock_wins() {
    let after = |ask_first| {
        let mut small = Small::new(Config {
            versions: Versions::Clock,
            ask_first,
            ..Config::atomic(3)
        });
        let node = NodeId(0);
        small.act(Action::Skew {
            node,
            permille: -500,
        });
        small.run(1_000);
        small.ask(0, 1, Command::Write { key: X, value: 4 });
        small.run(100);
        small.ask(0, 2, Command::Write { key: X, value: 7 });
        small.run(100);
        assert!(!small.waits(0), "both writers are told that it is done");
        small.read(3).0
    };
    assert_eq!(after(false), 4, "the update is lost");
    assert_eq!(
        after(true),
        7,
        "one beyond the newest, whatever the clock says"
    );
}
