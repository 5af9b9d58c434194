//! What each option of the register does, tried alone: who is asked, who holds what in the end, and
//! what a client is told.

#[expect(dead_code, reason = "nothing is left to chance here")]
mod chaos;

use chaos::Chaos;
use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use quorate::protocol::op::{Command, Key, RequestId, Response};
use quorate::protocol::register::version::{Item, Version};
use quorate::protocol::register::{Choice, Config, Message, Register, Timer, Versions};
use quorate::protocol::{Input, Outbox, Output, Protocol, State};
use quorate::scenario::{Clients, NetworkSettings, Scenario, catalogue};
use quorate::sim::action::Action;
use quorate::sim::delay::Delay;

const X: Key = Key(0);

/// A quiet cluster in which a message takes exactly 10 ms.
struct Small {
    chaos: Chaos<Register>,
    register: Register,
}

impl Small {
    fn new(config: Config) -> Small {
        let scenario = Scenario {
            network: NetworkSettings {
                delay: Delay::Fixed(Micros::from_millis(10)),
                ..NetworkSettings::default()
            },
            clients: Clients {
                count: 3,
                ..Clients::default()
            },
            ..catalogue::plain("register")
        };
        let register = Register(config);
        Small {
            chaos: Chaos::new(register, &scenario),
            register,
        }
    }

    fn run(&mut self, millis: u64) {
        let end = self.chaos.world.now().plus(Micros::from_millis(millis));
        while self.chaos.world.next_at().is_some_and(|next| next <= end) {
            self.chaos.step();
        }
        self.chaos.world.wait_until(end);
    }

    fn act(&mut self, action: Action) {
        assert!(self.chaos.act(action), "{action:?} can be done");
    }

    /// A client asks a node (people count from 1).
    fn ask(&mut self, client: u8, node: u8, command: Command) {
        self.act(Action::Request {
            client: ClientId(client),
            node: Some(NodeId(node - 1)),
            command,
        });
    }

    fn write(&mut self, node: u8, value: u32) {
        self.ask(0, node, Command::Write { key: X, value });
        self.run(2_000);
    }

    /// What each node would say, 0 for nothing.
    fn held(&self) -> Vec<u32> {
        let slots = self.chaos.world.nodes.iter();
        slots
            .map(|slot| self.register.stored(&slot.durable, &slot.volatile, X))
            .map(Option::unwrap_or_default)
            .collect()
    }

    /// What client 2 is told when it reads at a node, and how long it takes (with 10 ms each way
    /// between client and node).
    fn read(&mut self, node: u8) -> (u32, u64) {
        let start = self.chaos.world.now();
        self.ask(1, node, Command::Read { key: X });
        while self.waits(1) {
            assert!(self.chaos.step(), "a read is answered");
        }
        let took = self.chaos.world.now().minus(start).0 / 1_000;
        let seen = self.chaos.world.clients[1].client.last_seen(X);
        (seen.unwrap_or_default(), took)
    }

    fn waits(&self, client: usize) -> bool {
        self.chaos.world.clients[client].client.asking.is_some()
    }

    /// Whom messages of a kind are under way to.
    fn under_way(&self, is: impl Fn(&Message) -> bool) -> Vec<u32> {
        let flights = self.chaos.world.in_flight();
        let mut to: Vec<u32> = flights
            .filter_map(|flight| match (&flight.body, flight.key.to) {
                (quorate::protocol::Body::Between(message), Peer::Node(to)) if is(message) => {
                    Some(to.label())
                }
                _ => None,
            })
            .collect();
        to.sort_unstable();
        to
    }
}

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
