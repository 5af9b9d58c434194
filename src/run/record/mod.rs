//! What happened on one branch: events with their causes, messages with their fates, operations
//! of clients. The one source for the stage, the diagram, the inspector and all exports.
//!
//! The record is bounded. When it is full the oldest part goes, and `first_step` says so.

mod tap;

use std::cell::Cell;
use std::collections::VecDeque;

use crate::check::clients::Judge;
use crate::order;
use crate::order::Within;
use crate::protocol::ids::{Micros, NodeId};
use crate::protocol::op::{Command, RequestId, Response};
use crate::protocol::{Body, Note, Protocol};
use crate::sim::action::{Action, MessageKey};
use crate::sim::sink::{Fate, Happening};
use crate::sim::world::World;

pub use tap::Tap;

/// So many events are kept; a tenth goes at a time.
pub const EVENTS_MAX: usize = 120_000;

/// So many client operations, marks and actions are kept.
const SIDE_MAX: usize = 40_000;

/// Messages per entry of the index of ends.
const CHUNK: u32 = 256;

/// One event.
#[derive(Clone, Debug)]
pub struct Event<P: Protocol> {
    pub at: Micros,
    pub what: Happening<P>,
    /// The event that made this one happen.
    pub cause: u64,
    /// The number of the first message sent in it (or later).
    pub messages_from: u32,
}

/// One message.
#[derive(Clone, Debug)]
pub struct Message<P: Protocol> {
    pub key: MessageKey,
    pub body: Body<P>,
    pub sent: Micros,
    pub due: Micros,
    /// When a person changed its arrival, and what it was before.
    pub moved: Option<(Micros, Micros)>,
    pub fate: Fate,
    /// It was lost from the start: by chance, or because its link was cut when it was sent.
    pub doomed: bool,
    /// When it came to the door of a paused node.
    pub door: Option<Micros>,
    pub sent_by: u64,
    /// Its place in the table of labels, and which table that was.
    pub label: Cell<(u16, u16)>,
}

impl<P: Protocol> Message<P> {
    /// When it stops being something to draw.
    pub fn end(&self) -> Micros {
        match self.fate {
            Fate::UnderWay => self.due,
            Fate::AtTheDoor => Micros(u64::MAX),
            Fate::Delivered(at) | Fate::Lost(at, _) => at,
        }
    }

    /// How far it has come at a time, from 0 to 1.
    pub fn progress(&self, at: Micros) -> f32 {
        let part = |from: Micros, to: Micros, at: Micros| {
            if to <= from {
                1.0
            } else {
                at.minus(from).0 as f32 / to.minus(from).0 as f32
            }
        };
        let done = match self.moved {
            None => part(self.sent, self.due, at),
            Some((when, before)) if at < when => part(self.sent, before, at),
            Some((when, before)) => {
                let so_far = part(self.sent, before, when).min(1.0);
                so_far + (1.0 - so_far) * part(when, self.due, at)
            }
        };
        done.within(0.0, 1.0)
    }
}

/// One operation of a client.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub id: RequestId,
    pub command: Command,
    pub asked: Micros,
    pub answered: Option<(Micros, Response)>,
    /// The events in which it was asked and answered.
    asked_in: u64,
    answered_in: u64,
}

impl Operation {
    /// Whether it had been asked after so many events. Several can happen at the same time.
    pub fn is_asked_by(&self, steps: u64) -> bool {
        self.asked_in < steps
    }

    /// Its answer, if that had come after so many events.
    pub fn answered_by(&self, steps: u64) -> Option<(Micros, Response)> {
        self.answered.filter(|_| self.answered_in < steps)
    }
}

/// Something worth a mark.
#[derive(Clone, Copy, Debug)]
pub struct Marked {
    pub step: u64,
    pub at: Micros,
    pub what: MarkedWhat,
}

#[derive(Clone, Copy, Debug)]
pub enum MarkedWhat {
    Noted(NodeId, Note),
    Acted(Action),
    Asked(RequestId, Command),
    Settled(RequestId),
}

/// The record of one branch.
#[derive(Clone, Debug)]
pub struct Record<P: Protocol> {
    events: VecDeque<Event<P>>,
    first_step: u64,
    messages: VecDeque<Message<P>>,
    first_message: u32,
    /// The latest end of each run of messages, so that what is drawn at a time is found quickly.
    ends: VecDeque<Micros>,
    pub operations: VecDeque<Operation>,
    /// The oldest operations were let go.
    operations_gone: bool,
    /// Judges what the clients saw, where the protocol promises something of it.
    pub judge: Option<Judge>,
    pub marks: VecDeque<Marked>,
    now: Micros,
}

impl<P: Protocol> Default for Record<P> {
    fn default() -> Self {
        Record {
            events: VecDeque::new(),
            first_step: 0,
            messages: VecDeque::new(),
            first_message: 0,
            ends: VecDeque::new(),
            operations: VecDeque::new(),
            operations_gone: false,
            judge: None,
            marks: VecDeque::new(),
            now: Micros::ZERO,
        }
    }
}

impl<P: Protocol> Record<P> {
    /// Events so far, those thinned out included.
    pub fn steps(&self) -> u64 {
        self.first_step + self.events.len() as u64
    }

    /// How many events are kept.
    pub fn kept(&self) -> usize {
        self.events.len()
    }

    /// The first event that is kept.
    pub fn first_step(&self) -> u64 {
        self.first_step
    }

    /// The event with this number; the first is 0.
    pub fn event(&self, step: u64) -> Option<&Event<P>> {
        self.events.get(step.checked_sub(self.first_step)? as usize)
    }

    /// The events between two times, with their numbers.
    #[cfg(feature = "every-protocol")]
    pub fn events_between(
        &self,
        from: Micros,
        to: Micros,
    ) -> impl Iterator<Item = (u64, &Event<P>)> {
        let start = self.events.partition_point(|event| event.at < from);
        let end = self.events.partition_point(|event| event.at <= to);
        let numbered = (start..end).map(move |at| (self.first_step + at as u64, at));
        numbered.map(|(step, at)| (step, &self.events[at]))
    }

    pub fn message(&self, no: u32) -> Option<&Message<P>> {
        self.messages
            .get(no.checked_sub(self.first_message)? as usize)
    }

    /// Messages sent until `at` that end at `since` or later, in the order of sending.
    pub fn messages_between(
        &self,
        since: Micros,
        at: Micros,
    ) -> impl Iterator<Item = (u32, &Message<P>)> {
        let sent = self.messages.partition_point(|message| message.sent <= at);
        let chunk_of = |no: u32| (no / CHUNK - self.first_message / CHUNK) as usize;
        let last = self.first_message + sent as u32;
        let chunks = (0..self.ends.len()).filter(move |&c| self.ends[c] >= since);
        chunks
            .flat_map(move |chunk| {
                let start = (self.first_message / CHUNK + chunk as u32) * CHUNK;
                start.max(self.first_message)..(start + CHUNK).min(last)
            })
            .filter_map(move |no| {
                debug_assert!(chunk_of(no) < self.ends.len());
                let message = &self.messages[(no - self.first_message) as usize];
                (message.end() >= since).then_some((no, message))
            })
    }

    /// The same record as it was when the world was so.
    pub fn up_to(&self, world: &World<P>, at: Micros) -> Record<P> {
        let (steps, messages) = (world.steps(), world.messages_sent());
        let mut record = self.clone();
        record
            .events
            .truncate(steps.saturating_sub(self.first_step) as usize);
        record
            .messages
            .truncate(messages.saturating_sub(self.first_message) as usize);
        let chunks = messages
            .div_ceil(CHUNK)
            .saturating_sub(self.first_message / CHUNK);
        record.ends.truncate(chunks as usize);
        // What was still open then is open again, whatever came of it in the very same instant.
        for flight in world.in_flight() {
            let Some(message) = record.message_mut(flight.no) else {
                continue;
            };
            if message.moved.is_some() && message.due != flight.due {
                (message.due, message.moved) = (flight.due, None);
            }
            message.door = message.door.filter(|_| flight.at_the_door);
            message.fate = if flight.at_the_door {
                Fate::AtTheDoor
            } else {
                Fate::UnderWay
            };
        }
        let operations = &mut record.operations;
        operations.retain(|operation| operation.asked_in < steps);
        for operation in operations {
            operation.answered = operation.answered_by(steps);
        }
        if record.judge.is_some() {
            record.judge = Judge::begin().map(|judge| record.judge_anew(judge));
        }
        record.marks.retain(|mark| mark.step < steps);
        record.now = at;
        record
    }

    /// Goes through all operations again, in the order in which they were asked and answered.
    fn judge_anew(&self, mut judge: Judge) -> Judge {
        if self.operations_gone {
            judge.lost_its_beginning();
            return judge;
        }
        // Within one event a client is answered first and asks the next thing then.
        let mut order: Vec<(u64, bool, &Operation)> = Vec::new();
        for operation in &self.operations {
            order.push((operation.asked_in, true, operation));
            if operation.answered.is_some() {
                order.push((operation.answered_in, false, operation));
            }
        }
        order::sort_by_key(&mut order, |&(step, asks, _)| (step, asks));
        for (step, asks, operation) in order {
            match operation.answered {
                _ if asks => judge.asked(operation.id, operation.command),
                Some((at, response)) => judge.settled(operation.id, response, step + 1, at),
                None => unreachable!("only answers are in the order as answers"),
            }
        }
        judge
    }

    /// About how many bytes are kept.
    pub fn bytes(&self) -> usize {
        self.events.capacity() * size_of::<Event<P>>()
            + self.messages.capacity() * size_of::<Message<P>>()
            + self.operations.capacity() * size_of::<Operation>()
            + self.marks.capacity() * size_of::<Marked>()
    }

    fn note_end(&mut self, no: u32, end: Micros) {
        let chunk = (no / CHUNK - self.first_message / CHUNK) as usize;
        while self.ends.len() <= chunk {
            self.ends.push_back(Micros::ZERO);
        }
        self.ends[chunk] = self.ends[chunk].max(end);
    }

    fn message_mut(&mut self, no: u32) -> Option<&mut Message<P>> {
        self.messages
            .get_mut(no.checked_sub(self.first_message)? as usize)
    }

    fn mark(&mut self, what: MarkedWhat) {
        if self.marks.len() >= SIDE_MAX {
            self.marks.pop_front();
        }
        self.marks.push_back(Marked {
            step: self.steps() - 1,
            at: self.now,
            what,
        });
    }

    /// Makes room by letting the oldest tenth go.
    pub fn let_go(&mut self, oldest: usize) {
        let go = oldest.min(self.events.len().saturating_sub(1));
        self.events.drain(..go);
        self.first_step += go as u64;
        let keep_from = self.events.front().map_or(0, |event| event.messages_from);
        while self.first_message < keep_from && !self.messages.is_empty() {
            let chunk = self.first_message / CHUNK;
            self.messages.pop_front();
            self.first_message += 1;
            if self.first_message / CHUNK != chunk {
                self.ends.pop_front();
            }
        }
    }
}
