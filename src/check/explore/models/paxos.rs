//! Single-decree Paxos behind a register (Lamport, "Paxos made simple", 2001). The server that is
//! asked to put a value prepares a ballot of its own; with promises from a majority it has that
//! majority accept the value of the latest ballot any of them has accepted, or else its own; with
//! that accepted by a majority the value is decided, and whoever knows answers gets.
//!
//! Each server proposes once. Who has not heard of a decision does not answer gets.

use std::collections::BTreeMap;

use super::register::put;
use crate::protocol::ids::{ClientId, NodeId, NodeSet};
use crate::protocol::op::{RequestId, Response};
use crate::protocol::quorum::majority;
use crate::protocol::{Held, Input, Outbox, Protocol, Slot, State};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Paxos {
    pub servers: u8,
}

type Ballot = (u32, NodeId);

/// A value and the request that put it. The order of the fields is that in which two are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Proposal {
    number: u32,
    client: ClientId,
    value: u32,
}

type Accepted = Option<(Ballot, Proposal)>;

/// What an acceptor must not forget.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Acceptor {
    ballot: Ballot,
    accepted: Accepted,
    decided: bool,
}

/// What a proposer has heard.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Proposer {
    proposal: Option<Proposal>,
    promises: BTreeMap<NodeId, Accepted>,
    accepts: NodeSet,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Message {
    Prepare(Ballot),
    Promise(Ballot, Accepted),
    Accept(Ballot, Proposal),
    Accepted(Ballot),
    Decided(Ballot, Proposal),
}

/// A step under way.
struct Turn<'a> {
    me: NodeId,
    servers: u8,
    acceptor: &'a mut Acceptor,
    proposer: &'a mut Proposer,
    out: &'a mut Outbox<Paxos>,
}

impl Protocol for Paxos {
    type Durable = Acceptor;
    type Volatile = Proposer;
    type Message = Message;
    type Timer = ();

    fn size(&self) -> u8 {
        self.servers
    }

    fn blank(&self) -> Acceptor {
        Acceptor {
            ballot: (0, NodeId(0)),
            accepted: None,
            decided: false,
        }
    }

    fn start(&self, _: NodeId, _: &mut Acceptor, _: bool, _: &mut Outbox<Self>) -> Proposer {
        Proposer::default()
    }

    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let mut turn = Turn {
            me,
            servers: self.servers,
            acceptor: state.durable,
            proposer: state.volatile,
            out,
        };
        match input {
            Input::Request { id, command } => match put(command) {
                Some(value) => turn.on_put(id, value),
                None => turn.on_get(id),
            },
            // Who knows the decision does not take part any more.
            Input::Message { .. } if turn.acceptor.decided => {}
            Input::Message { from, message } => match message {
                Message::Prepare(ballot) => turn.on_prepare(from, ballot),
                Message::Promise(ballot, accepted) => turn.on_promise(from, ballot, accepted),
                Message::Accept(ballot, proposal) => turn.on_accept(from, ballot, proposal),
                Message::Accepted(ballot) => turn.on_accepted(from, ballot),
                Message::Decided(ballot, proposal) => turn.on_decided(ballot, proposal),
            },
            Input::Timeout(()) | Input::Order(_) => {}
        }
    }

    fn first_contact(&self, client: ClientId) -> NodeId {
        NodeId(client.0 % self.servers)
    }

    fn held(&self, _: &Acceptor, _: Slot) -> Held {
        Held::Nothing
    }
}

impl Turn<'_> {
    fn on_get(&mut self, id: RequestId) {
        if let (true, Some((_, proposal))) = (self.acceptor.decided, self.acceptor.accepted) {
            let value = Some(proposal.value);
            self.out.answer(id, Response::Done { value });
        }
    }

    fn on_put(&mut self, id: RequestId, value: u32) {
        if self.acceptor.decided || self.proposer.proposal.is_some() {
            return;
        }
        self.proposer.proposal = Some(Proposal {
            number: id.number,
            client: id.client,
            value,
        });
        // It prepares and promises to itself at once.
        let ballot = (self.acceptor.ballot.0 + 1, self.me);
        self.acceptor.ballot = ballot;
        let accepted = self.acceptor.accepted;
        self.proposer.promises.insert(self.me, accepted);
        self.tell_all(Message::Prepare(ballot));
    }

    fn on_prepare(&mut self, from: NodeId, ballot: Ballot) {
        if self.acceptor.ballot < ballot {
            self.acceptor.ballot = ballot;
            let promise = Message::Promise(ballot, self.acceptor.accepted);
            self.out.send(from, promise);
        }
    }

    fn on_promise(&mut self, from: NodeId, ballot: Ballot, accepted: Accepted) {
        if ballot != self.acceptor.ballot {
            return;
        }
        let promises = &mut self.proposer.promises;
        promises.insert(from, accepted);
        if promises.len() != usize::from(majority(self.servers)) {
            return;
        }
        let latest = promises.values().max().copied().flatten();
        let proposal = latest
            .map(|(_, proposal)| proposal)
            .or(self.proposer.proposal);
        let proposal = proposal.expect("who prepares has something to propose");
        self.proposer.proposal = Some(proposal);
        // It accepts and confirms to itself at once.
        self.acceptor.accepted = Some((ballot, proposal));
        self.proposer.accepts.insert(self.me);
        self.tell_all(Message::Accept(ballot, proposal));
    }

    fn on_accept(&mut self, from: NodeId, ballot: Ballot, proposal: Proposal) {
        if self.acceptor.ballot <= ballot {
            self.acceptor.ballot = ballot;
            self.acceptor.accepted = Some((ballot, proposal));
            self.out.send(from, Message::Accepted(ballot));
        }
    }

    fn on_accepted(&mut self, from: NodeId, ballot: Ballot) {
        if ballot != self.acceptor.ballot {
            return;
        }
        self.proposer.accepts.insert(from);
        if self.proposer.accepts.len() != majority(self.servers) {
            return;
        }
        self.acceptor.decided = true;
        let proposal = self.proposer.proposal;
        let proposal = proposal.expect("who is accepted has proposed");
        self.tell_all(Message::Decided(ballot, proposal));
        let id = RequestId {
            client: proposal.client,
            number: proposal.number,
        };
        self.out.answer(id, Response::Done { value: None });
    }

    fn on_decided(&mut self, ballot: Ballot, proposal: Proposal) {
        self.acceptor.ballot = ballot;
        self.acceptor.accepted = Some((ballot, proposal));
        self.acceptor.decided = true;
    }

    fn tell_all(&mut self, message: Message) {
        self.out.broadcast(self.me, self.servers, &message);
    }
}
