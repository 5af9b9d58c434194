//! A register shared by servers of which a majority is enough (Attiya, Bar-Noy and Dolev, "Sharing
//! memory robustly in message-passing systems", 1995), with several writers: each operation first
//! asks a majority for the latest value and its sequence number, and then has a majority record
//! what was put, under a later number, or what was got, under its own.
//!
//! A server deals with one operation at a time and does not hear of others meanwhile.

use std::collections::BTreeMap;

use super::register::put;
use crate::protocol::ids::{ClientId, NodeId, NodeSet};
use crate::protocol::op::{RequestId, Response};
use crate::protocol::quorum::majority;
use crate::protocol::{Held, Input, Outbox, Protocol, Slot, State};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Abd {
    pub servers: u8,
}

/// A sequence number and who made it up: no two writes have the same.
type Seq = (u32, NodeId);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Copy {
    seq: Seq,
    value: Option<u32>,
}

/// What a server is doing for a client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// It asks what there is.
    Asking {
        id: RequestId,
        put: Option<u32>,
        heard: BTreeMap<NodeId, (Seq, Option<u32>)>,
    },
    /// It has it recorded. `got` is what a get will be answered.
    Recording {
        id: RequestId,
        got: Option<Option<u32>>,
        by: NodeSet,
    },
}

/// Operations are told apart by the number of the request alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Message {
    Query(u32),
    QueryAnswer(u32, Seq, Option<u32>),
    Record(u32, Seq, Option<u32>),
    Recorded(u32),
}

impl Protocol for Abd {
    type Durable = Copy;
    type Volatile = Option<Phase>;
    type Message = Message;
    type Timer = ();

    fn size(&self) -> u8 {
        self.servers
    }

    fn blank(&self) -> Copy {
        Copy {
            seq: (0, NodeId(0)),
            value: None,
        }
    }

    fn start(
        &self,
        me: NodeId,
        copy: &mut Copy,
        again: bool,
        _: &mut Outbox<Self>,
    ) -> Option<Phase> {
        if !again {
            copy.seq = (0, me);
        }
        None
    }

    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let State {
            durable, volatile, ..
        } = state;
        match input {
            Input::Request { id, command } if volatile.is_none() => {
                let heard = BTreeMap::from([(me, (durable.seq, durable.value))]);
                *volatile = Some(Phase::Asking {
                    id,
                    put: put(command),
                    heard,
                });
                out.broadcast(me, self.servers, &Message::Query(id.number));
            }
            Input::Request { .. } | Input::Timeout(()) | Input::Order(_) => {}
            Input::Message { from, message } => match message {
                Message::Query(number) => {
                    let answer = Message::QueryAnswer(number, durable.seq, durable.value);
                    out.send(from, answer);
                }
                Message::QueryAnswer(number, seq, value) => {
                    self.on_answer(me, durable, volatile, (from, number, seq, value), out);
                }
                Message::Record(number, seq, value) => {
                    out.send(from, Message::Recorded(number));
                    durable.record(seq, value);
                }
                Message::Recorded(number) => self.on_recorded(volatile, from, number, out),
            },
        }
    }

    fn first_contact(&self, client: ClientId) -> NodeId {
        NodeId(client.0 % self.servers)
    }

    fn held(&self, _: &Copy, _: Slot) -> Held {
        Held::Nothing
    }
}

impl Copy {
    fn record(&mut self, seq: Seq, value: Option<u32>) {
        if seq > self.seq {
            (self.seq, self.value) = (seq, value);
        }
    }
}

impl Abd {
    fn on_answer(
        &self,
        me: NodeId,
        copy: &mut Copy,
        phase: &mut Option<Phase>,
        (from, number, seq, value): (NodeId, u32, Seq, Option<u32>),
        out: &mut Outbox<Self>,
    ) {
        let Some(Phase::Asking { id, put, heard }) = phase else {
            return;
        };
        if id.number != number {
            return;
        }
        heard.insert(from, (seq, value));
        if heard.len() != usize::from(majority(self.servers)) {
            return;
        }
        let latest = heard.values().max_by_key(|(seq, _)| *seq);
        let (latest, there) = *latest.expect("a majority is somebody");
        let (seq, value, got) = match *put {
            Some(value) => ((latest.0 + 1, me), Some(value), None),
            None => (latest, there, Some(there)),
        };
        out.broadcast(me, self.servers, &Message::Record(number, seq, value));
        // It records and confirms to itself at once.
        copy.record(seq, value);
        *phase = Some(Phase::Recording {
            id: *id,
            got,
            by: NodeSet::EMPTY.with(me),
        });
    }

    fn on_recorded(
        &self,
        phase: &mut Option<Phase>,
        from: NodeId,
        number: u32,
        out: &mut Outbox<Self>,
    ) {
        let Some(Phase::Recording { id, got, by }) = phase else {
            return;
        };
        if id.number != number || !by.insert(from) || by.len() != majority(self.servers) {
            return;
        }
        let value = got.flatten();
        out.answer(*id, Response::Done { value });
        *phase = None;
    }
}
