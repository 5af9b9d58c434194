//! What the Raft paper and the dissertation say happens, as tables: one handful of nodes, without
//! a world, with messages delivered by hand.

mod election;
mod log;
mod members;
mod reads;

use std::collections::VecDeque;

use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet};
use quorate::protocol::op::{Command, Decree, Key, Order, RequestId, Response};
use quorate::protocol::raft::log::Entry;
use quorate::protocol::raft::members::Members;
use quorate::protocol::raft::{
    Broken, Change, Config, Durable, Message, Raft, Reads, Role, Timer, Volatile, Why,
};
use quorate::protocol::{Input, Outbox, Output, Protocol, State};

/// A handful of nodes and what is under way between them.
struct Pocket {
    raft: Raft,
    nodes: Vec<(Durable, Volatile)>,
    mail: VecDeque<(NodeId, NodeId, Message)>,
    answers: Vec<(RequestId, Response)>,
    /// What was delivered.
    delivered: Vec<(NodeId, NodeId, Message)>,
    clock: Micros,
}

impl Pocket {
    fn new(config: Config) -> Pocket {
        let raft = Raft(config);
        let start = |i| {
            let mut durable = raft.blank();
            let volatile = raft.start(NodeId(i), &mut durable, false, &mut Outbox::default());
            (durable, volatile)
        };
        Pocket {
            nodes: (0..config.nodes).map(start).collect(),
            raft,
            mail: VecDeque::new(),
            answers: Vec::new(),
            delivered: Vec::new(),
            clock: Micros::ZERO,
        }
    }

    fn input(&mut self, node: u8, input: Input<Raft>) {
        let (durable, volatile) = &mut self.nodes[usize::from(node)];
        let state = State {
            durable,
            volatile,
            clock: self.clock,
        };
        let mut out = Outbox::default();
        self.raft.step(NodeId(node), state, input, &mut out);
        for output in out.outputs {
            match output {
                Output::Send { to, message } => self.mail.push_back((NodeId(node), to, message)),
                Output::Answer { id, response } => self.answers.push((id, response)),
                _ => {}
            }
        }
    }

    fn ring(&mut self, node: u8, timer: Timer) {
        self.input(node, Input::Timeout(timer));
    }

    fn ask(&mut self, node: u8, number: u32, command: Command) -> RequestId {
        let id = RequestId {
            client: ClientId(0),
            number,
        };
        self.input(node, Input::Request { id, command });
        id
    }

    /// Delivers what is under way between these nodes, and what follows from it; loses the rest.
    fn deliver(&mut self, among: &[u8]) {
        self.deliver_some(among, |_| true);
    }

    fn deliver_some(&mut self, among: &[u8], is: fn(&Message) -> bool) {
        while let Some((from, to, message)) = self.mail.pop_front() {
            if among.contains(&from.0) && among.contains(&to.0) && is(&message) {
                self.delivered.push((from, to, message.clone()));
                self.input(to.0, Input::Message { from, message });
            }
        }
    }

    fn restart(&mut self, node: u8) {
        let (durable, volatile) = &mut self.nodes[usize::from(node)];
        *volatile = self
            .raft
            .start(NodeId(node), durable, true, &mut Outbox::default());
    }

    /// Makes a node lead with the votes of these.
    fn elect(&mut self, node: u8, among: &[u8]) {
        self.ring(node, Timer::Election);
        self.deliver(among);
        assert!(self.leads(node), "node {node} was to lead");
    }

    fn leads(&self, node: u8) -> bool {
        matches!(self.nodes[usize::from(node)].1.role, Role::Leader(_))
    }

    fn terms(&self, node: u8) -> Vec<u32> {
        let log = &self.nodes[usize::from(node)].0.log;
        log.from(0).map(|entry| entry.term).collect()
    }

    fn commit(&self, node: u8) -> u32 {
        self.nodes[usize::from(node)].1.commit
    }

    fn term(&self, node: u8) -> u32 {
        self.nodes[usize::from(node)].0.term
    }

    /// Gives a node a log with entries of these terms, all told apart by term and slot.
    fn with_log(&mut self, node: u8, terms: &[u32]) {
        let (durable, _) = &mut self.nodes[usize::from(node)];
        for (slot, &term) in (0..).zip(terms) {
            let command = write(term * 100 + slot);
            let decree = Decree {
                request: None,
                command,
            };
            durable.log.push(Entry {
                term,
                decree,
                members: None,
            });
            durable.term = durable.term.max(term);
        }
    }
}

fn write(value: u32) -> Command {
    Command::Write { key: Key(0), value }
}

const READ: Command = Command::Read { key: Key(0) };

fn set(nodes: &[u8]) -> NodeSet {
    nodes.iter().map(|&node| NodeId(node)).collect()
}

fn no_copies(message: &Message) -> bool {
    !matches!(message, Message::Append { .. })
}

const ALL_5: [u8; 5] = [0, 1, 2, 3, 4];
