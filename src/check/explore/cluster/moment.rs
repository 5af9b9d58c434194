//! A search that begins in the middle: with the cluster as a scenario has it at some moment, what
//! is under way then, and what has been decided and seen until then.

use std::rc::Rc;

use smallvec::SmallVec;

use super::budgets::Done;
use super::clients::{Clientele as _, Said};
use super::local::{Armed, Local, NodeLocal, Running};
use super::planned::Planned;
use super::record::{Fact, Record};
use super::{Cluster, Envelope, Here, add};
use crate::protocol::describe::Condition;
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::protocol::op::{Command, RequestId, Response};
use crate::protocol::{Body, Note, Protocol, Wait};
use crate::scenario::Scenario;
use crate::sim::action::Intervention;
use crate::sim::sink::Sink;
use crate::sim::world::World;

/// What promises have to know of what happened until then.
#[derive(Default)]
pub(super) struct Past(Vec<Fact>);

impl<P: Protocol> Sink<P> for Past {
    fn note(&mut self, node: NodeId, note: Note) {
        self.0.extend(Fact::noted(node, note));
    }
    fn asked(&mut self, id: RequestId, command: Command) {
        self.0.push(Fact::Asked { id, command });
    }
    fn settled(&mut self, id: RequestId, response: Response) {
        self.0.push(Fact::Settled { id, response });
    }
}

/// The world as a scenario has it at this moment, everything that is due then done.
pub(super) fn world_at<P: Protocol>(
    protocol: &P,
    scenario: &Scenario,
    until: Micros,
    past: &mut impl Sink<P>,
) -> World<P> {
    let mut world = World::new(Rc::new(protocol.clone()), scenario, past);
    for planned in planned_until(scenario, until) {
        let_happen(&mut world, planned.at, past);
        // What cannot be done then is passed over, as it is in a run.
        world.act(planned.action, past).unwrap_or_default();
    }
    let_happen(&mut world, until, past);
    world
}

pub(super) fn planned_until(
    scenario: &Scenario,
    until: Micros,
) -> impl Iterator<Item = &Intervention> {
    scenario
        .plan
        .iter()
        .filter(move |planned| planned.at <= until)
}

/// Everything that is due until then.
pub(super) fn let_happen<P: Protocol>(world: &mut World<P>, until: Micros, to: &mut impl Sink<P>) {
    while world.next_at().is_some_and(|next| next <= until) {
        world.step(to);
    }
    world.wait_until(until);
}

impl<P: Protocol> Cluster<P, Planned> {
    /// Begins at this moment of a scenario instead of at its beginning.
    pub(super) fn beginning_at(mut self, scenario: &Scenario, until: Micros) -> Self {
        let mut past = Past::default();
        let world = world_at(self.protocol(), scenario, until, &mut past);
        let keeps = self.effects.keeps;
        let mut record = Record::new(self.effects.clients.count(), keeps.work);
        let facts = past.0.into_iter().filter(|fact| fact.is_kept(keeps));
        facts.for_each(|fact| record.take_in(fact));
        let mut start = Here::default();
        for node in (0..world.protocol.size()).map(NodeId) {
            let local = self.node_of(&world, node);
            start
                .seats
                .push(self.effects.seat(node.0, Local::Node(local)));
        }
        let mut under_way: Vec<Envelope<P>> = world
            .in_flight()
            .map(|flight| Envelope {
                from: flight.key.from,
                to: flight.key.to,
                body: flight.body.clone(),
            })
            .collect();
        for (client, slot) in (0..).map(ClientId).zip(&world.clients) {
            let mut local = slot.client.clone();
            for &(command, node) in &self.effects.clients.scripts[client.index()] {
                local.want(command, node);
            }
            let mut said = Said::default();
            let clients = &self.effects.clients;
            if !clients.choose_when && local.asking.is_none() && !local.queued.is_empty() {
                clients.begin(&mut local, &mut said);
            }
            for (node, id, command) in said.asks {
                under_way.push(Envelope {
                    from: client.into(),
                    to: node.into(),
                    body: Body::Request { id, command },
                });
            }
            let actor = world.protocol.size() + client.0;
            start
                .seats
                .push(self.effects.seat(actor, Local::Client(local)));
        }
        for envelope in under_way {
            let Envelope { from, to, body } = envelope;
            add(&mut start.flights, self.effects.envelope(from, to, body));
        }
        let faults = world.network.faults().into_iter();
        let cut = faults.filter(|(.., is_cut, _)| *is_cut);
        let done = cut.fold(Done::default(), |done, (from, to, ..)| match (from, to) {
            (Peer::Node(from), Peer::Node(to)) => done.cutting(from, to),
            _ => done,
        });
        let printer = &self.effects.printer;
        start.record = self.records.number(record, printer);
        start.done = self.done.number(done, printer);
        start.print = self.print_of(&start);
        self.beginning = Some(start);
        self
    }

    fn node_of(&mut self, world: &World<P>, node: NodeId) -> NodeLocal<P> {
        let (slot, now) = (&world.nodes[node.index()], world.now());
        let unit = self.effects.unit;
        let units = |span: Micros| unit.map_or(0, |unit| (span.0 / unit.0) as u16);
        let mut timers: SmallVec<[Armed<P::Timer>; 4]> = SmallVec::new();
        for running in &slot.timers {
            let left = running.due.minus(now);
            timers.push(Armed {
                timer: running.timer,
                wait: Wait::Exactly(left),
                units: units(left),
            });
            self.effects
                .timers
                .number(running.timer, &self.effects.printer);
        }
        timers.sort_unstable_by_key(|armed| armed.timer);
        NodeLocal {
            durable: slot.durable.clone(),
            running: (slot.condition != Condition::Down).then(|| Running {
                volatile: slot.volatile.clone(),
                timers,
                paused: slot.condition == Condition::Paused,
                clock: units(slot.clock(now)),
            }),
        }
    }
}
