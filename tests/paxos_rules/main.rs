//! The rules of Paxos one by one: what one node does with one input.

mod many;
mod one;

use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Decree, Key, RequestId, Response};
use quorate::protocol::paxos::multi::{self, MultiPaxos, log::Entry};
use quorate::protocol::paxos::quorums::{Quorums, System};
use quorate::protocol::paxos::single::{self, SinglePaxos};
use quorate::protocol::paxos::{Ballot, Broken, Config, Mode};
use quorate::protocol::{Input, Note, Outbox, Output, Protocol, State};

const X: Key = Key(0);

fn config(mode: Mode) -> Config {
    Config {
        mode,
        quorums: Quorums {
            nodes: 5,
            system: System::Majority,
            apart: false,
        },
        back_off: true,
        broken: Broken::default(),
        patience: Micros::from_millis(250),
    }
}

/// One node out of five, and what it said last.
struct Node<P: Protocol> {
    protocol: P,
    me: NodeId,
    durable: P::Durable,
    volatile: P::Volatile,
    said: Vec<Output<P>>,
}

impl<P: Protocol> Node<P> {
    fn new(me: u8, protocol: P) -> Node<P> {
        let mut out = Outbox::default();
        let mut durable = protocol.blank();
        let volatile = protocol.start(NodeId(me), &mut durable, false, &mut out);
        Node {
            protocol,
            me: NodeId(me),
            durable,
            volatile,
            said: out.outputs,
        }
    }

    fn input(&mut self, input: Input<P>) -> &mut Node<P> {
        let mut out = Outbox::default();
        let state = State {
            durable: &mut self.durable,
            volatile: &mut self.volatile,
            clock: Micros::ZERO,
        };
        self.protocol.step(self.me, state, input, &mut out);
        self.said = out.outputs;
        self
    }

    fn hear(&mut self, from: u8, message: P::Message) -> &mut Node<P> {
        self.input(Input::Message {
            from: NodeId(from),
            message,
        })
    }

    fn ask(&mut self, client: u8, number: u32, command: Command) -> &mut Node<P> {
        let id = id(client, number);
        self.input(Input::Request { id, command })
    }

    fn restart(&mut self) -> &mut Node<P> {
        let mut out = Outbox::default();
        self.volatile = self
            .protocol
            .start(self.me, &mut self.durable, true, &mut out);
        self.said = out.outputs;
        self
    }

    fn says(&self, message: &P::Message) -> bool {
        let mut said = self.said.iter();
        said.any(|o| matches!(o, Output::Send { message: m, .. } if m == message))
    }

    /// The one message that it answered with.
    fn reply(&self) -> &P::Message {
        let mut sent = self.said.iter().filter_map(|output| match output {
            Output::Send { message, .. } => Some(message),
            _ => None,
        });
        let first = sent.next().expect("it answers");
        assert_eq!(sent.next(), None, "with one message");
        first
    }

    fn answers(&self) -> Vec<(RequestId, Response)> {
        let answers = self.said.iter().filter_map(|output| match output {
            Output::Answer { id, response } => Some((*id, *response)),
            _ => None,
        });
        answers.collect()
    }

    fn decided(&self) -> Vec<u32> {
        let notes = self.said.iter().filter_map(|output| match output {
            Output::Note(Note::Decided { slot, .. }) => Some(*slot),
            _ => None,
        });
        notes.collect()
    }
}

fn ballot(round: u32, label: u8) -> Ballot {
    Ballot {
        round,
        node: NodeId(label - 1),
    }
}

fn id(client: u8, number: u32) -> RequestId {
    RequestId {
        client: ClientId(client),
        number,
    }
}

fn write(value: u32) -> Command {
    Command::Write { key: X, value }
}

/// What a client of its own asked.
fn decree(value: u32) -> Decree {
    Decree {
        request: Some(id(9, value)),
        command: write(value),
    }
}
