//! The run as a space-time diagram: every event on the line of whoever it happened to, every message
//! as a way from one event to another. And what may have led to an event, or followed from it.

use super::player::{Arrow, Band, Mark, MessageNo};
use super::record::{Event, Record};
use super::tree::Run;
use crate::order;
use crate::protocol::Protocol;
use crate::protocol::describe::Describe;
use crate::protocol::ids::{Micros, Peer};
use crate::protocol::say::Say;
use crate::sim::action::Action;
use crate::sim::sink::{Fate, Happening};

/// A message, and the events that it goes between.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Way {
    pub arrow: Arrow,
    /// The kind of message: the key of its label.
    pub kind: &'static str,
    /// Its place in the table of labels that `Player::labels` returns.
    pub label: u16,
    pub sent_in: u64,
    /// The event in which it was taken in, if it was within the time asked for.
    pub taken_in: Option<u64>,
}

/// What an event is, for the shape of its dot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// A message was taken in.
    Taken(MessageNo),
    /// A timer went off.
    Rang,
    /// A client asked.
    Asked,
    /// Somebody did something to it.
    Done,
}

/// An event on somebody's line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spot {
    pub step: u64,
    pub at: Micros,
    pub peer: Peer,
    pub sort: Sort,
}

/// All that lies between two times.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Spacetime {
    pub ways: Vec<Way>,
    pub spots: Vec<Spot>,
    pub marks: Vec<Mark>,
    pub bands: Vec<Band>,
}

/// How an event stands to a chosen one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// It may have led to the chosen one: it happened before it on the same line, or a chain of
    /// messages leads from it there.
    Before,
    Chosen,
    /// It may have followed from the chosen one.
    After,
    /// Neither: no message could have told one of the other, whichever was earlier by the clock.
    Apart,
}

/// What may have led to an event and what may have followed from it (Lamport's "happened before").
/// Of each line the former is a beginning and the latter an end, so two steps a line say it all.
#[derive(Clone, PartialEq, Debug)]
pub struct Causes {
    pub step: u64,
    pub peer: Peer,
    /// The last event of a line that may have led to it.
    before: Vec<(Peer, u64)>,
    /// The first event of a line that may have followed.
    after: Vec<(Peer, u64)>,
    /// How many events, itself not counted.
    pub led: usize,
    pub followed: usize,
}

impl Causes {
    pub fn of(&self, peer: Peer, step: u64) -> Relation {
        if step == self.step {
            return Relation::Chosen;
        }
        let bound = |bounds: &[(Peer, u64)]| {
            let found = bounds.iter().find(|(line, _)| *line == peer);
            found.map(|(_, step)| *step)
        };
        if bound(&self.before).is_some_and(|last| step <= last) {
            Relation::Before
        } else if bound(&self.after).is_some_and(|first| step >= first) {
            Relation::After
        } else {
            Relation::Apart
        }
    }
}

/// Whose line an event is on; `None` for what concerns the whole cluster or nobody.
fn line_of<P: Protocol>(event: &Event<P>, record: &Record<P>) -> Option<Peer> {
    match event.what {
        Happening::Started => None,
        Happening::Arrived(no) => {
            let message = record.message(no)?;
            // One that was lost on the way, or at the door of a dead node, happened to nobody.
            let taken = matches!(message.fate, Fate::Delivered(_) | Fate::AtTheDoor);
            taken.then_some(message.key.to)
        }
        Happening::Rang(node, _) => Some(Peer::Node(node)),
        Happening::Asked(client) => Some(Peer::Client(client)),
        Happening::Acted(action) => match action {
            Action::Kill(node)
            | Action::Restart(node)
            | Action::Pause(node)
            | Action::Resume(node)
            | Action::Skew { node, .. }
            | Action::Ring { node, .. }
            | Action::Order { node, .. } => Some(Peer::Node(node)),
            Action::Request { client, .. } => Some(Peer::Client(client)),
            _ => None,
        },
    }
}

fn raise(bounds: &mut Vec<(Peer, u64)>, peer: Peer, step: u64) {
    match bounds.iter_mut().find(|(line, _)| *line == peer) {
        Some((_, last)) => *last = (*last).max(step),
        None => bounds.push((peer, step)),
    }
}

fn has_at_least(bounds: &[(Peer, u64)], peer: Peer, step: u64) -> bool {
    bounds
        .iter()
        .any(|(line, last)| *line == peer && step <= *last)
}

impl<P: Describe> Run<P> {
    pub(super) fn spacetime_between(&self, from: Micros, to: Micros) -> Spacetime {
        let branch = self.branch();
        let record = &branch.record;
        let mut spots = Vec::new();
        let mut taken: Vec<(u32, u64)> = Vec::new();
        // A message may be taken in after the end of what is shown; its arrow leads out of it.
        for (step, event) in record.events_between(from, to) {
            let Some(peer) = line_of(event, record) else {
                continue;
            };
            let sort = match event.what {
                Happening::Arrived(no) => {
                    taken.push((no, step));
                    Sort::Taken(MessageNo(no))
                }
                Happening::Rang(..) => Sort::Rang,
                Happening::Asked(_) => Sort::Asked,
                _ => Sort::Done,
            };
            let at = event.at;
            spots.push(Spot {
                step,
                at,
                peer,
                sort,
            });
        }
        order::sort(&mut taken);
        let timeline = super::player::Player::timeline(self, from, to);
        let ways = timeline.arrows.iter().filter_map(|arrow| {
            let message = record.message(arrow.message.0)?;
            let label = self.label_of(message);
            let found = taken.binary_search_by_key(&arrow.message.0, |(no, _)| *no);
            Some(Way {
                arrow: *arrow,
                kind: self.labels.borrow().1[usize::from(label)].key,
                label,
                sent_in: message.sent_by,
                taken_in: found.ok().map(|place| taken[place].1),
            })
        });
        Spacetime {
            ways: ways.collect(),
            spots,
            marks: timeline.marks,
            bands: timeline.bands,
        }
    }

    pub(super) fn causes_of(&self, step: u64) -> Option<Causes> {
        let record = &self.branch().record;
        let peer = line_of(record.event(step)?, record)?;
        let mut before = vec![(peer, step)];
        let mut led = 0;
        for earlier in (record.first_step()..=step).rev() {
            let Some(event) = record.event(earlier) else {
                break;
            };
            let Some(line) = line_of(event, record) else {
                continue;
            };
            if !has_at_least(&before, line, earlier) {
                continue;
            }
            led += usize::from(earlier != step);
            if let Happening::Arrived(no) = event.what
                && let Some(message) = record.message(no)
            {
                raise(&mut before, message.key.from, message.sent_by);
            }
        }
        let mut after = vec![(peer, step)];
        let mut followed = 0;
        for later in step + 1..record.steps() {
            let Some(event) = record.event(later) else {
                break;
            };
            let Some(line) = line_of(event, record) else {
                continue;
            };
            let told = match event.what {
                Happening::Arrived(no) => record.message(no).is_some_and(|message| {
                    let from = after.iter().find(|(peer, _)| *peer == message.key.from);
                    from.is_some_and(|(_, first)| message.sent_by >= *first)
                }),
                _ => false,
            };
            let known = after.iter().any(|(peer, _)| *peer == line);
            if told && !known {
                after.push((line, later));
            }
            followed += usize::from(told || known);
        }
        Some(Causes {
            step,
            peer,
            before,
            after,
            led,
            followed,
        })
    }
}

/// Who a line is of, in words.
pub fn peer_words(peer: Peer) -> Say {
    super::bands::peer(peer)
}
