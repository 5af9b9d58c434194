//! The register's known results, by exhaustive search: three nodes, three operations, every order in
//! which messages can arrive (and any of them may never arrive at all). With R+W>N, asking first and
//! writing back, nothing is ever out of order. Without any of the three, something can be.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use quorate::check::clients::{Judge, Verdict};
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key, RequestId, Response};
use quorate::protocol::register::{Choice, Config, Durable, Message, Register, Volatile};
use quorate::protocol::{Input, Outbox, Output, Protocol, State};

const X: Key = Key(0);

/// An operation of the small history: which node is asked, what for, and the operation that must
/// have returned before (the client is the same, or has heard of it).
#[derive(Clone, Copy)]
struct Planned {
    at: NodeId,
    command: Command,
    after: Option<usize>,
}

const fn write(at: u8, value: u32, after: Option<usize>) -> Planned {
    let command = Command::Write { key: X, value };
    Planned {
        at: NodeId(at),
        command,
        after,
    }
}

const fn read(at: u8, after: Option<usize>) -> Planned {
    Planned {
        at: NodeId(at),
        command: Command::Read { key: X },
        after,
    }
}

/// One write, and two reads, one after the other, at any time.
const WRITE_AND_TWO_READS: [Planned; 3] = [write(0, 7, None), read(1, None), read(2, Some(1))];

/// Two writes at different nodes, one after the other, and a read after both. The later one is at
/// the node with the lower number: where counters are equal, that one loses.
const TWO_WRITES_AND_A_READ: [Planned; 3] =
    [write(1, 4, None), write(0, 7, Some(0)), read(2, Some(1))];

/// Everything there is at a moment. Time plays no part, and nothing is ever late.
#[derive(Clone, Hash)]
struct Small {
    nodes: Vec<(Durable, Volatile)>,
    flights: Vec<(NodeId, NodeId, Message)>,
    /// What clients asked and were told, in order.
    history: Vec<(usize, Option<Response>)>,
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

fn id(op: usize) -> RequestId {
    RequestId {
        client: ClientId(op as u8),
        number: 1,
    }
}

impl Small {
    fn new(register: &Register) -> Small {
        let node = |me: u8| {
            let mut durable = register.blank();
            let volatile = register.start(NodeId(me), &mut durable, false, &mut Outbox::default());
            (durable, volatile)
        };
        Small {
            nodes: (0..register.size()).map(node).collect(),
            flights: Vec::new(),
            history: Vec::new(),
        }
    }

    fn step(&mut self, register: &Register, me: NodeId, input: Input<Register>) {
        let (durable, volatile) = &mut self.nodes[me.index()];
        let mut out = Outbox::default();
        let state = State {
            durable,
            volatile,
            clock: Micros::ZERO,
        };
        register.step(me, state, input, &mut out);
        for output in out.outputs {
            match output {
                Output::Send { to, message } => self.flights.push((me, to, message)),
                Output::Answer { id, response } => {
                    self.history.push((id.client.index(), Some(response)));
                }
                _ => {}
            }
        }
        // What nobody waits for any more changes nothing.
        let awaits = |node: NodeId, id: RequestId| {
            let operations = &self.nodes[node.index()].1.operations;
            operations.iter().any(|op| op.id == id)
        };
        self.flights.retain(|(from, to, message)| match message {
            Message::Ask { id, .. } => awaits(*from, *id),
            Message::Tell { id, .. } | Message::Stored { id, .. } => awaits(*to, *id),
            _ => true,
        });
        self.flights.sort_by_cached_key(hash);
    }

    /// Every state that can come next.
    fn next(&self, register: &Register, plan: &[Planned]) -> Vec<Small> {
        let has = |op: usize, answered: bool| {
            let mut events = self.history.iter();
            events.any(|(other, response)| *other == op && response.is_some() == answered)
        };
        let mut next = Vec::new();
        for (op, planned) in plan.iter().enumerate() {
            if has(op, false) || planned.after.is_some_and(|before| !has(before, true)) {
                continue;
            }
            let mut small = self.clone();
            small.history.push((op, None));
            let command = planned.command;
            small.step(
                register,
                planned.at,
                Input::Request {
                    id: id(op),
                    command,
                },
            );
            next.push(small);
        }
        for at in 0..self.flights.len() {
            let mut small = self.clone();
            let (from, to, message) = small.flights.remove(at);
            small.step(register, to, Input::Message { from, message });
            next.push(small);
        }
        next
    }

    fn verdict(&self, plan: &[Planned]) -> Verdict {
        let mut judge = Judge::default();
        for &(op, response) in &self.history {
            match response {
                None => judge.asked(id(op), plan[op].command),
                Some(response) => judge.settled(id(op), response, 0, Micros::ZERO),
            }
        }
        judge.verdict()
    }
}

/// Goes through everything that can happen; whether all of it can be explained, and how many
/// states there were.
fn is_safe(config: Config, plan: &[Planned]) -> (bool, usize) {
    let register = Register(config);
    let mut seen = BTreeSet::new();
    let mut open = vec![Small::new(&register)];
    while let Some(small) = open.pop() {
        for next in small.next(&register, plan) {
            if next.history.len() > small.history.len() && next.verdict(plan) != Verdict::Fits {
                return (false, seen.len());
            }
            if seen.insert(hash(&next)) {
                open.push(next);
            }
        }
        assert!(seen.len() < 2_000_000, "this was to be small");
    }
    (true, seen.len())
}

#[test]
fn one_write_and_two_reads_for_every_r_and_w() {
    for read in 1..=3 {
        for write in 1..=3 {
            for write_back in [true, false] {
                let config = Config {
                    read,
                    write,
                    write_back,
                    ..Config::atomic(3)
                };
                let (safe, states) = is_safe(config, &WRITE_AND_TWO_READS);
                println!("R={read} W={write} write-back {write_back}: {safe}, {states} states");
                // A read of all nodes sees whatever an earlier one saw, written back or not.
                let expected = read + write > 3 && (write_back || read == 3);
                assert_eq!(safe, expected, "R={read} W={write} write-back {write_back}");
            }
        }
    }
}

#[test]
fn two_writes_and_a_read_with_and_without_asking_first() {
    for ask_first in [true, false] {
        for (read, write) in [(2, 2), (3, 1), (1, 3), (1, 2)] {
            let config = Config {
                read,
                write,
                ask_first,
                ..Config::atomic(3)
            };
            let (safe, states) = is_safe(config, &TWO_WRITES_AND_A_READ);
            println!("R={read} W={write} asks first {ask_first}: {safe}, {states} states");
            // Where W = N the coordinator's own copy is as new as any.
            let expected = read + write > 3 && (ask_first || write == 3);
            assert_eq!(safe, expected, "R={read} W={write} asks first {ask_first}");
        }
    }
}

/// Asking fewer nodes at once changes who is asked, not what is safe.
#[test]
fn choosing_nodes_does_not_change_what_is_safe() {
    for choice in [Choice::Random, Choice::LeastLoaded, Choice::Nearest] {
        let config = Config {
            choice,
            ..Config::atomic(3)
        };
        assert!(is_safe(config, &WRITE_AND_TWO_READS).0, "{choice:?}");
        assert!(is_safe(config, &TWO_WRITES_AND_A_READ).0, "{choice:?}");
    }
}
