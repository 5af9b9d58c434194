//! Whom a coordinator asks, how often, and what it says when they do not answer.

use super::*;

/// One write and one read at rest cost the round trips of the paper: a write two, a read one, for
/// what is read is on enough nodes already.
#[test]
fn round_trips() {
    let table = [
        (Config::atomic(3), 60, 40),
        (
            Config {
                ask_first: false,
                ..Config::atomic(3)
            },
            40,
            40,
        ),
        (
            Config {
                read: 1,
                write: 3,
                ..Config::atomic(3)
            },
            40,
            40,
        ),
        (
            Config {
                read: 1,
                write: 1,
                ..Config::atomic(3)
            },
            20,
            20,
        ),
    ];
    for (config, write, read) in table {
        let mut small = Small::new(config);
        small.ask(0, 1, Command::Write { key: X, value: 7 });
        small.run(write);
        assert!(!small.waits(0), "written in {write} ms: {config:?}");
        small.run(200);
        assert_eq!(small.read(2), (7, read), "{config:?}");
    }
}

/// With a choice of nodes only as many are asked as are needed, and more when they are slow.
#[test]
fn as_many_are_asked_as_are_needed() {
    let asks = |message: &Message| matches!(message, Message::Ask { .. });
    let base = Config::atomic(5);
    let table = [
        (Choice::All, 0, 4),
        (Choice::Nearest, 0, 2),
        (Choice::Nearest, 1, 3),
    ];
    for (choice, spare, asked) in table {
        let mut small = Small::new(Config {
            choice,
            spare,
            ..base
        });
        small.ask(1, 1, Command::Read { key: X });
        small.run(15);
        assert_eq!(small.under_way(asks).len(), asked, "{choice:?} + {spare}");
    }
    // By lot, and by load, other requests go to other nodes.
    for choice in [Choice::Random, Choice::LeastLoaded] {
        let mut small = Small::new(Config { choice, ..base });
        let mut sets = Vec::new();
        for _ in 0..8 {
            small.ask(1, 1, Command::Read { key: X });
            small.run(15);
            sets.push(small.under_way(asks));
            small.run(500);
        }
        sets.sort();
        sets.dedup();
        assert!(sets.len() > 2, "{choice:?}: {sets:?}");
    }
}

/// One node is down: without speculation the time-out (250 ms) has to pass, with it two fifths.
#[test]
fn a_speculative_retry_does_not_wait_for_the_time_out() {
    let took = |speculate| {
        let mut small = Small::new(Config {
            choice: Choice::Nearest,
            speculate,
            ..Config::atomic(5)
        });
        small.act(Action::Kill(NodeId(1)));
        let took = small.read(1).1;
        // Whoever did not answer comes last from now on.
        assert_eq!(small.read(1).1, if speculate { took } else { 40 });
        took
    };
    assert_eq!(took(false), 10 + 250 + 20 + 10);
    assert_eq!(took(true), 10 + 100 + 20 + 10);
}

/// The network delivers a write twice, late; it must not be done again.
#[test]
fn a_write_is_begun_once() {
    let mut small = Small::new(Config::atomic(3));
    small.ask(0, 1, Command::Write { key: X, value: 4 });
    let key = small
        .chaos
        .world
        .in_flight()
        .next()
        .expect("the request")
        .key;
    small.act(Action::Duplicate(key));
    small.act(Action::Delay {
        message: quorate::sim::action::MessageKey { copy: 1, ..key },
        by: Micros::from_millis(3_000),
    });
    small.run(500);
    small.ask(1, 2, Command::Write { key: X, value: 7 });
    small.run(500);
    // Not even by a node that has forgotten everything but its disk.
    small.act(Action::Kill(NodeId(0)));
    small.act(Action::Restart(NodeId(0)));
    small.run(5_000);
    assert_eq!(small.held(), [7, 7, 7]);
}

/// How operations end when too few nodes are there.
#[test]
fn giving_up_says_what_is_known() {
    let outcome = |isolate_at: u64, partial_failed: bool| {
        let mut config = Config::atomic(3);
        config.broken.partial_failed = partial_failed;
        let mut small = Small::new(config);
        small.ask(0, 1, Command::Write { key: X, value: 7 });
        small.run(isolate_at);
        small.act(Action::Isolate(NodeId(0)));
        let told = |small: &Small| {
            let mut flights = small.chaos.world.in_flight();
            flights.find_map(|flight| match flight.body {
                quorate::protocol::Body::Response { response, .. } => Some(response),
                _ => None,
            })
        };
        loop {
            match told(&small) {
                Some(response) => return (response, small.held()),
                None => assert!(small.chaos.step()),
            }
        }
    };
    // Nothing was sent yet that could be stored: it has failed for good.
    assert_eq!(outcome(15, false), (Response::Failed, vec![0, 0, 0]));
    // It is on the coordinator's own disk: nobody can tell.
    assert_eq!(outcome(35, false), (Response::Unsure, vec![7, 0, 0]));
    assert_eq!(outcome(35, true), (Response::Failed, vec![7, 0, 0]));
}

/// A read is asked for twice at one node. What was acknowledged for the first try, an older version,
/// does not count for the second.
#[test]
fn late_acknowledgements_of_something_older_do_not_count() {
    let register = Register(Config::atomic(5));
    let mut durable = register.blank();
    let mut volatile = register.start(NodeId(0), &mut durable, false, &mut Outbox::default());
    let mut answers = |input: Input<Register>| {
        let mut out = Outbox::default();
        let state = State {
            durable: &mut durable,
            volatile: &mut volatile,
            clock: Micros::ZERO,
        };
        register.step(NodeId(0), state, input, &mut out);
        let outputs = out.outputs.into_iter();
        let answers = outputs.filter_map(|output| match output {
            Output::Answer { response, .. } => Some(response),
            _ => None,
        });
        answers.collect::<Vec<_>>()
    };
    let client = ClientId(0);
    let id = RequestId { client, number: 1 };
    let read = || Input::Request {
        id,
        command: Command::Read { key: X },
    };
    let version = |stamp| Version {
        stamp,
        node: NodeId(4),
    };
    let tell = |from, stamp: Option<u64>| Input::Message {
        from: NodeId(from),
        message: Message::Tell {
            id,
            item: stamp.map(|stamp| Item {
                version: version(stamp),
                value: stamp as u32,
            }),
        },
    };
    let stored = |from, stamp| Input::Message {
        from: NodeId(from),
        message: Message::Stored {
            id,
            version: version(stamp),
        },
    };
    for input in [read(), tell(1, Some(1)), tell(2, None)] {
        assert_eq!(answers(input), [], "two of three nodes hold version 1");
    }
    let late = || Input::Timeout(Timer::Late(client));
    let told: Vec<_> = (0..4).flat_map(|_| answers(late())).collect();
    assert_eq!(told, [Response::Busy]);
    for input in [read(), tell(3, Some(2)), tell(4, None), stored(2, 1)] {
        assert_eq!(answers(input), [], "two of three nodes hold version 2");
    }
    assert_eq!(answers(stored(2, 2)), [Response::Done { value: Some(2) }]);
}

#[test]
fn homes_lie_in_a_row_on_the_ring() {
    let config = Config {
        homes: 3,
        ..Config::atomic(5)
    };
    let homes = |key| {
        config
            .homes_of(Key(key))
            .iter()
            .map(NodeId::label)
            .collect::<Vec<_>>()
    };
    assert_eq!(homes(0), [1, 2, 3]);
    assert_eq!(homes(4), [1, 2, 5]);
    let register = Register(config);
    let group = |nodes: &[u8]| nodes.iter().map(|&n| NodeId(n - 1)).collect::<NodeSet>();
    // Any four of five nodes hold two of the three homes of each key, but not three.
    assert!(!register.can_serve(group(&[1, 2, 3, 4])));
    let majorities = Register(Config {
        read: 2,
        write: 2,
        ..config
    });
    assert!(majorities.can_serve(group(&[1, 2, 3, 4])));
    assert!(
        !majorities.can_serve(group(&[1, 2, 3])),
        "the homes of w are 4, 5 and 1"
    );
}
