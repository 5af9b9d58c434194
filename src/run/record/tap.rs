//! How what happens gets into the record.

use std::cell::Cell;

use super::{EVENTS_MAX, Event, MarkedWhat, Message, Operation, Record, SIDE_MAX};
use crate::check::promises::Fact;
use crate::protocol::ids::{Micros, NodeId};
use crate::protocol::op::{Command, RequestId, Response};
use crate::protocol::{Note, Protocol};
use crate::sim::action::Action;
use crate::sim::sink::{Fate, Happening, Sent, Sink};

/// Hears what happens; keeps it when it is new, and gathers the facts that promises need.
pub struct Tap<'a, P: Protocol> {
    /// `None` while an event that is on record is replayed.
    pub record: Option<&'a mut Record<P>>,
    pub facts: &'a mut Vec<Fact>,
}

impl<P: Protocol> Sink<P> for Tap<'_, P> {
    fn event(&mut self, at: Micros, what: Happening<P>, cause: u64) {
        if let Happening::Acted(action) = what
            && !matches!(action, Action::Request { .. })
        {
            self.facts.push(Fact::Disturbed);
        }
        let Some(record) = &mut self.record else {
            return;
        };
        if record.events.len() >= EVENTS_MAX {
            record.let_go(EVENTS_MAX / 10);
        }
        let messages_from = record.first_message + record.messages.len() as u32;
        record.now = at;
        record.events.push_back(Event {
            at,
            what,
            cause,
            messages_from,
        });
        if let Happening::Acted(action) = what {
            record.mark(MarkedWhat::Acted(action));
        }
    }

    fn sent(&mut self, message: Sent<'_, P>) {
        let Some(record) = &mut self.record else {
            return;
        };
        let fate = message
            .lost
            .map_or(Fate::UnderWay, |(at, why)| Fate::Lost(at, why));
        let sent_by = record.steps() - 1;
        record.messages.push_back(Message {
            key: message.key,
            body: message.body.clone(),
            sent: message.at,
            due: message.due,
            moved: None,
            fate,
            doomed: message.lost.is_some(),
            door: None,
            sent_by,
            label: Cell::new((0, 0)),
        });
        record.note_end(message.no, message.due);
    }

    fn fate(&mut self, no: u32, fate: Fate) {
        let Some(record) = &mut self.record else {
            return;
        };
        let now = record.now;
        let Some(message) = record.message_mut(no) else {
            return;
        };
        message.fate = fate;
        if fate == Fate::AtTheDoor {
            message.door = Some(message.due.max(now));
        }
        let end = message.end();
        record.note_end(no, end);
    }

    fn moved(&mut self, no: u32, now: Micros, due: Micros) {
        let Some(record) = &mut self.record else {
            return;
        };
        let Some(message) = record.message_mut(no) else {
            return;
        };
        message.moved = Some((now, message.due));
        message.due = due;
        record.note_end(no, due);
    }

    fn note(&mut self, node: NodeId, note: Note) {
        self.facts.push(Fact::Noted(node, note));
        if let (Some(record), false) = (&mut self.record, matches!(note, Note::Holds { .. })) {
            record.mark(MarkedWhat::Noted(node, note));
        }
    }

    fn started(&mut self, node: NodeId) {
        self.facts.push(Fact::Started(node));
    }

    fn asked(&mut self, id: RequestId, command: Command) {
        let Some(record) = &mut self.record else {
            return;
        };
        if record.operations.len() >= SIDE_MAX {
            record.operations.pop_front();
            record.operations_gone = true;
        }
        let asked = record.now;
        let asked_in = record.steps() - 1;
        record.operations.push_back(Operation {
            id,
            command,
            asked,
            answered: None,
            asked_in,
            answered_in: asked_in,
        });
        if let Some(judge) = &mut record.judge {
            judge.asked(id, command);
        }
        record.mark(MarkedWhat::Asked(id, command));
    }

    fn settled(&mut self, id: RequestId, response: Response) {
        let Some(record) = &mut self.record else {
            return;
        };
        let (now, step) = (record.now, record.steps() - 1);
        let mut newest_first = record.operations.iter_mut().rev();
        if let Some(operation) = newest_first.find(|operation| operation.id == id) {
            operation.answered = Some((now, response));
            operation.answered_in = step;
        }
        if let Some(judge) = &mut record.judge {
            judge.settled(id, response, step + 1, now);
        }
        record.mark(MarkedWhat::Settled(id));
    }
}
