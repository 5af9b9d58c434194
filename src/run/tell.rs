//! What a run tells of its past: events, messages, what clients saw, and all between two times.

use super::bands;
use super::player::{Arrow, EventLine, Fate, MessageDetail, MessageNo, Seen, Timeline};
use super::record::Message;
use super::tree::Run;
use crate::protocol::describe::Describe;
use crate::protocol::ids::Micros;
use crate::protocol::op::RequestId;
use crate::protocol::{Body, Protocol};
use crate::say;
use crate::sim::sink::Happening;

impl<P: Describe> Run<P> {
    pub(super) fn event_line(&self, step: u64) -> EventLine {
        let record = &self.branch().record;
        let Some(event) = record.event(step) else {
            return EventLine {
                step,
                at: Micros::ZERO,
                what: say!("event.thinned"),
            };
        };
        let what = match event.what {
            Happening::Started => say!("event.started"),
            Happening::Arrived(no) => match record.message(no) {
                Some(message) => {
                    let (from, to) = (bands::peer(message.key.from), bands::peer(message.key.to));
                    let what = self.protocol.message(&message.body).label;
                    match message.fate {
                        Fate::Lost(..) => say!("event.lost", what = what, from = from, to = to),
                        _ => say!("event.arrived", what = what, from = from, to = to),
                    }
                }
                None => say!("event.thinned"),
            },
            Happening::Rang(node, timer) => {
                say!("event.rang", who = node, what = self.protocol.timer(timer))
            }
            Happening::Asked(client) => say!("event.asked", who = client),
            Happening::Acted(action) => bands::describe(&action),
        };
        EventLine {
            step,
            at: event.at,
            what,
        }
    }

    pub(super) fn message_here(&self, no: MessageNo) -> Option<MessageDetail> {
        let message = self.branch().record.message(no.0)?;
        Some(MessageDetail {
            no,
            key: message.key,
            face: self.protocol.message(&message.body),
            sent: message.sent,
            due: message.due,
            fate: fate_at(message, self.here.at),
            cause: self.event_line(message.sent_by),
        })
    }

    /// What the clients saw up to the moment shown, the newest last, at most so many.
    pub(super) fn seen(&self, at_most: usize) -> Vec<Seen> {
        let steps = self.here.world.steps();
        let operations = &self.branch().record.operations;
        let asked = operations.partition_point(|operation| operation.is_asked_by(steps));
        let seen = operations.range(asked.saturating_sub(at_most)..asked);
        let judge = self.branch().record.judge.as_ref();
        let broken = judge.and_then(|judge| judge.broken());
        let broken = broken.filter(|broken| broken.step <= steps);
        let clashes = |id| broken.is_some_and(|broken| broken.between.contains(&id));
        seen.map(|operation| Seen {
            client: operation.id.client,
            number: operation.id.number,
            command: operation.command,
            asked: operation.asked,
            answered: operation.answered_by(steps),
            clashes: clashes(operation.id),
        })
        .collect()
    }

    pub(super) fn answer_of(&self, id: RequestId) -> Option<MessageNo> {
        let record = &self.branch().record;
        let operation = record.operations.iter().rev().find(|op| op.id == id)?;
        let (when, _) = operation.answered_by(self.here.world.steps())?;
        let mut messages = record.messages_between(when, when);
        let answer = messages.find(|(_, message)| {
            let brings =
                matches!(message.body, Body::Response { id: answered, .. } if answered == id);
            brings && message.fate == Fate::Delivered(when)
        });
        answer.map(|(no, _)| MessageNo(no))
    }

    pub(super) fn timeline_between(&self, from: Micros, to: Micros) -> Timeline {
        let branch = self.branch();
        let arrows = branch
            .record
            .messages_between(from, to)
            .map(|(no, message)| {
                let (tone, background) = self.protocol.message_tone(&message.body);
                let lost = matches!(message.fate, Fate::Lost(..));
                let end = match message.fate {
                    Fate::AtTheDoor => message.door.unwrap_or(message.due),
                    _ => message.end(),
                };
                Arrow {
                    message: MessageNo(no),
                    from: message.key.from,
                    to: message.key.to,
                    sent: message.sent,
                    end,
                    reach: if lost { message.progress(end) } else { 1.0 },
                    lost,
                    tone,
                    background,
                }
            });
        let marks = branch
            .record
            .marks
            .iter()
            .filter(|mark| (from..=to).contains(&mark.at));
        Timeline {
            arrows: arrows.collect(),
            marks: marks
                .filter_map(|mark| bands::mark(mark, &*self.protocol))
                .collect(),
            bands: bands::bands(branch.actions(), branch.end.at)
                .into_iter()
                .filter(|band| band.from <= to && band.to.is_none_or(|end| end >= from))
                .collect(),
        }
    }
}

/// What had become of a message by a time.
fn fate_at<P: Protocol>(message: &Message<P>, at: Micros) -> Fate {
    match message.fate {
        Fate::Delivered(end) | Fate::Lost(end, _) if end <= at => message.fate,
        _ if message.door.is_some_and(|door| door <= at) => Fate::AtTheDoor,
        _ => Fate::UnderWay,
    }
}
