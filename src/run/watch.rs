//! A run as the page sees it: see [`Player`].

use std::cell::Ref;

use super::bands;
use super::bound::EVENTS_OF_ALL;
use super::player::{
    Arrow, BranchId, ClientDetail, Dot, EventLine, Fate, Kept, Lane, LinkFault, MessageDetail,
    MessageNo, Moment, NodeDetail, Player, PromiseState, Seen, Stage, Timeline,
};
use super::record::Message;
use super::tree::Run;
use crate::order;
use crate::protocol::describe::{Carried, Cluster, Describe, Flight, NodeFace, NodeView, Spec};
use crate::protocol::ids::{ClientId, Micros, NodeId, NodeSet};
use crate::protocol::op::{Key, Order, RequestId};
use crate::protocol::say::Say;
use crate::protocol::{Body, Protocol};
use crate::say;
#[cfg(feature = "every-protocol")]
use crate::scenario::tree::Tree;
use crate::scenario::{Scenario, link};
use crate::sim::action::Action;
#[cfg(feature = "every-protocol")]
use crate::sim::action::Intervention;
use crate::sim::sink::Happening;
use crate::sim::world::World;

/// A lost message stays on the stage as a cross for so long.
const CROSS_FADES: Micros = Micros::from_millis(60);

/// The table of labels starts anew when it has grown to this.
const LABELS_MAX: usize = 2_048;

impl<P: Describe> Player for Run<P> {
    fn scenario(&self) -> Scenario {
        Scenario {
            plan: self.branch().plan.clone(),
            ..self.scenario.clone()
        }
    }

    fn spec(&self) -> Spec {
        self.protocol.spec()
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn moment(&self) -> Moment {
        self.here.moment()
    }

    fn end(&self) -> Moment {
        self.branch().end.moment()
    }

    fn beginning(&self) -> Moment {
        self.branch().beginning()
    }

    fn next_event_at(&self) -> Option<Micros> {
        self.here.next_at(&self.branch().plan)
    }

    fn event(&self, step: u64) -> Option<EventLine> {
        let known = self.branch().record.event(step).is_some();
        known.then(|| self.event_line(step))
    }

    fn first_step(&self) -> u64 {
        self.branch().record.first_step()
    }

    fn last_event(&self) -> Option<EventLine> {
        Some(self.event_line(self.here.world.steps().checked_sub(1)?))
    }

    fn advance_to(&mut self, at: Micros) {
        self.run_to(at);
    }

    fn go_to_time(&mut self, at: Micros) {
        self.seek_time(at);
    }

    fn go_to_step(&mut self, step: u64) {
        self.seek_step(step);
    }

    fn step_on(&mut self) {
        self.one_event();
    }

    fn step_back(&mut self) {
        // Between two events, the first step back goes to the event that was last.
        let between = self.here.at > self.here.world.now();
        let steps = self.here.world.steps();
        self.seek_step(if between {
            steps
        } else {
            steps.saturating_sub(1)
        });
    }

    fn act(&mut self, action: Action) -> Result<(), Say> {
        Run::act(self, action, true)
    }

    #[cfg(feature = "every-protocol")]
    fn graft(
        &mut self,
        (from, until): (Micros, Micros),
        plan: &[Intervention],
        words: String,
    ) -> Result<(), Say> {
        Run::graft(self, (from, until), plan, words)
    }

    fn undo(&mut self) -> bool {
        Run::undo(self)
    }

    fn redo(&mut self) -> bool {
        Run::redo(self)
    }

    fn lanes(&self) -> Vec<Lane> {
        let numbered = self.branches.iter().enumerate();
        numbered
            .map(|(i, branch)| Lane {
                id: BranchId(i as u32),
                parent: branch
                    .parting
                    .map(|parting| (BranchId(parting.parent as u32), parting.moment)),
                name: self.name_of(branch),
                end: branch.end.moment(),
            })
            .collect()
    }

    fn lane(&self) -> BranchId {
        BranchId(self.current as u32)
    }

    fn switch_lane(&mut self, branch: BranchId) {
        self.switch_to(branch.0 as usize);
    }

    fn loose_link(&self) -> String {
        if self.branches.len() < 2 && self.branch().by_hand.is_empty() {
            return link::encode(&self.scenario());
        }
        let branches = self.branches.iter().map(|branch| {
            let scenario = Scenario {
                plan: branch.plan.clone(),
                ..self.scenario.clone()
            };
            let by_hand = branch.by_hand.as_slice();
            (scenario, branch.parting, branch.end.moment(), by_hand)
        });
        link::loose::write(self.current, branches)
    }

    #[cfg(feature = "every-protocol")]
    fn tree(&self) -> Tree {
        Run::tree(self)
    }

    #[cfg(feature = "every-protocol")]
    fn call_lane(&mut self, branch: BranchId, words: &str) -> Result<(), Say> {
        self.call(branch.0 as usize, words)
    }

    fn stage(&self) -> Stage {
        let world = &self.here.world;
        let cluster = cluster(world);
        let nodes = (0..self.protocol.size()).map(NodeId);
        let faces = self.protocol.nodes(&cluster);
        Stage {
            nodes: nodes
                .zip(faces)
                .map(|(id, face)| {
                    let orders = self.protocol.orders(id, &cluster);
                    self.node_detail(id, face, orders)
                })
                .collect(),
            clients: world
                .clients
                .iter()
                .map(|slot| ClientDetail {
                    id: slot.client.id,
                    waiting: slot
                        .client
                        .asking
                        .map(|asking| (asking.command, asking.node, asking.tries)),
                    queued: slot.client.queued.len(),
                    seen: (0..Key::COUNT)
                        .map(|key| slot.client.last_seen(Key(key)))
                        .collect(),
                })
                .collect(),
            faults: world
                .network
                .faults()
                .into_iter()
                .map(|(from, to, cut, trouble)| LinkFault {
                    from,
                    to,
                    cut,
                    trouble,
                })
                .collect(),
            islands: if world.network.is_healthy() {
                vec![NodeSet::all(self.protocol.size())]
            } else {
                world.network.islands()
            },
            scene: self.protocol.scene(&cluster),
        }
    }

    fn dots(&self, dots: &mut Vec<Dot>) {
        dots.clear();
        let at = self.here.at;
        let since = at.minus(CROSS_FADES);
        for (no, message) in self.branch().record.messages_between(since, at) {
            let end = message.end();
            let (tone, background) = self.protocol.message_tone(&message.body);
            let lost = match message.fate {
                Fate::Lost(gone, _) if gone <= at => {
                    Some(1.0 - at.minus(gone).0 as f32 / CROSS_FADES.0 as f32)
                }
                _ if end <= at && message.fate != Fate::UnderWay => continue,
                _ => None,
            };
            let waiting = message.door.is_some_and(|door| door <= at);
            if message.fate == Fate::UnderWay && message.due < at && !waiting {
                continue;
            }
            dots.push(Dot {
                message: MessageNo(no),
                from: message.key.from,
                to: message.key.to,
                progress: message.progress(if lost.is_some() { end } else { at }),
                tone,
                label: self.label_of(message),
                lost,
                waiting,
                background,
            });
        }
    }

    fn labels(&self) -> Ref<'_, [Say]> {
        Ref::map(self.labels.borrow(), |(_, table)| table.as_slice())
    }

    fn message(&self, no: MessageNo) -> Option<MessageDetail> {
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

    fn promises(&self) -> Vec<PromiseState> {
        let promises = self.protocol.spec().promises;
        promises
            .into_iter()
            .map(|promise| self.promise(promise))
            .collect()
    }

    fn history(&self, at_most: usize) -> Vec<Seen> {
        let at = self.here.at;
        let operations = &self.branch().record.operations;
        let asked = operations.partition_point(|operation| operation.asked <= at);
        let seen = operations.range(asked.saturating_sub(at_most)..asked);
        let judge = self.branch().record.judge.as_ref();
        let broken = judge.and_then(|judge| judge.broken());
        let broken = broken.filter(|broken| broken.step <= self.here.world.steps());
        let clashes = |id| broken.is_some_and(|broken| broken.between.contains(&id));
        seen.map(|operation| Seen {
            client: operation.id.client,
            number: operation.id.number,
            command: operation.command,
            asked: operation.asked,
            answered: operation.answered.filter(|(when, _)| *when <= at),
            clashes: clashes(operation.id),
        })
        .collect()
    }

    fn answer_to(&self, client: ClientId, number: u32) -> Option<MessageNo> {
        let record = &self.branch().record;
        let id = RequestId { client, number };
        let operation = record.operations.iter().rev().find(|op| op.id == id)?;
        let (when, _) = operation
            .answered
            .filter(|(when, _)| *when <= self.here.at)?;
        let mut messages = record.messages_between(when, when);
        let answer = messages.find(|(_, message)| {
            let brings =
                matches!(message.body, Body::Response { id: answered, .. } if answered == id);
            brings && message.fate == Fate::Delivered(when)
        });
        answer.map(|(no, _)| MessageNo(no))
    }

    fn timeline(&self, from: Micros, to: Micros) -> Timeline {
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

    #[cfg(feature = "every-protocol")]
    fn spacetime(&self, from: Micros, to: Micros) -> super::spacetime::Spacetime {
        self.spacetime_between(from, to)
    }

    #[cfg(feature = "every-protocol")]
    fn causes(&self, step: u64) -> Option<super::spacetime::Causes> {
        self.causes_of(step)
    }

    fn hash(&self) -> u64 {
        self.here.world.hash()
    }

    #[cfg(feature = "every-protocol")]
    fn remove_lane(&mut self, branch: BranchId) -> Result<(), Say> {
        self.remove(branch.0 as usize)
    }

    #[cfg(feature = "every-protocol")]
    fn bring_back_lane(&mut self) -> bool {
        self.bring_back()
    }

    fn kept(&self) -> Kept {
        let bytes = self.branches.iter().map(|branch| {
            let snapshot = size_of_val(&self.here) + 512 * usize::from(self.protocol.size());
            branch.record.bytes() + branch.snapshots() * snapshot
        });
        Kept {
            events: self.kept_events(),
            most: EVENTS_OF_ALL,
            bytes: bytes.sum(),
            gone: self.branch().record.first_step(),
        }
    }
}

impl<P: Describe> Run<P> {
    fn node_detail(&self, id: NodeId, face: NodeFace, orders: Vec<Order>) -> NodeDetail {
        let slot = &self.here.world.nodes[id.index()];
        NodeDetail {
            id,
            condition: slot.condition,
            face,
            timers: {
                let mut timers: Vec<_> = slot.timers.iter().map(|r| (r.timer, r.due)).collect();
                order::sort(&mut timers);
                let named = timers.into_iter();
                named
                    .map(|(timer, due)| (self.protocol.timer(timer), due))
                    .collect()
            },
            skew_permille: slot.skew_permille,
            orders: orders
                .into_iter()
                .map(|order| (bands::order(order), order))
                .collect(),
        }
    }

    /// The place of a message's label in the table, made when it is first asked for.
    pub(super) fn label_of(&self, message: &Message<P>) -> u16 {
        let (edition, place) = message.label.get();
        let (current, table) = &mut *self.labels.borrow_mut();
        if edition == *current {
            return place;
        }
        let label = self.protocol.message(&message.body).label;
        let place = match table.iter().rposition(|known| *known == label) {
            Some(place) => place,
            None => {
                if table.len() >= LABELS_MAX {
                    table.clear();
                    *current = current.wrapping_add(1).max(1);
                }
                table.push(label);
                table.len() - 1
            }
        };
        message.label.set((*current, place as u16));
        place as u16
    }

    fn event_line(&self, step: u64) -> EventLine {
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
}

/// The world as a protocol's `describe` side may see it.
pub fn cluster<P: Protocol>(world: &World<P>) -> Cluster<'_, P> {
    let n = world.protocol.size();
    let healthy = world.network.is_healthy();
    let reach = |node| {
        if healthy {
            NodeSet::all(n)
        } else {
            world.network.reach(node)
        }
    };
    let mut waiting: Vec<_> = world
        .clients
        .iter()
        .filter_map(|slot| slot.client.asking.map(|asking| (asking.id, asking.command)))
        .collect();
    order::sort(&mut waiting);
    Cluster {
        nodes: world
            .nodes
            .iter()
            .map(|slot| NodeView {
                condition: slot.condition,
                durable: &slot.durable,
                volatile: &slot.volatile,
            })
            .collect(),
        reach: (0..n).map(NodeId).map(reach).collect(),
        flights: world
            .in_flight()
            .map(|flight| Flight {
                from: flight.key.from,
                to: flight.key.to,
                carries: match &flight.body {
                    Body::Between(message) => Carried::Between(message),
                    Body::Request { .. } => Carried::Request,
                    Body::Response { response, .. } => Carried::Response(*response),
                },
            })
            .collect(),
        waiting,
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
