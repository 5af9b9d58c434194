//! From a way of the explorer to a plan for the world: the same steps, with times.
//!
//! The network of such a scenario is so slow that nothing arrives by itself, and each message is
//! delivered by hand when its turn comes. The steps follow each other so quickly that no timer
//! rings unless it is rung. Whether they do is found out by running the world beside the plan as it
//! is made: messages are named by their number on their link, and only the world knows those.

use std::rc::Rc;

use super::clients::Clientele as _;
use super::planned::Planned;
use super::{Envelope, Step};
use crate::protocol::Protocol;
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::scenario::validate::PATIENCE;
use crate::scenario::{Clients, NetworkSettings, Scenario};
use crate::sim::action::{Action, Intervention, MessageKey};
use crate::sim::delay::{DELAY_MAX, Delay};
use crate::sim::sink::Deaf;
use crate::sim::world::World;

/// So far apart are the steps if timers allow it; the largest that works is taken.
const APART: [Micros; 10] = [
    Micros(200_000),
    Micros(100_000),
    Micros(50_000),
    Micros(20_000),
    Micros(10_000),
    Micros(5_000),
    Micros(2_000),
    Micros(1_000),
    Micros(100),
    Micros(10),
];

/// How clocks can run where it matters and no step says so: all alike, or one of them at half or
/// at double the speed.
const SPEEDS: [i16; 2] = [1_000, -500];

/// The scenario in which these steps happen one after the other; `None` when there is none, since
/// no action can stand for some step, or timers are too quick.
pub fn lay_out<P: Protocol>(
    protocol: &P,
    clients: &Planned,
    scenario: &Scenario,
    way: &[Step<P>],
) -> Option<Scenario> {
    lay_out_so_that(protocol, clients, scenario, way, |_| true)
}

/// The same, of several ways to do it the first that is good enough. What rests on clocks may only
/// come out as it should when one of them runs wrong.
pub fn lay_out_so_that<P: Protocol>(
    protocol: &P,
    clients: &Planned,
    scenario: &Scenario,
    way: &[Step<P>],
    is_good: impl Fn(&Scenario) -> bool,
) -> Option<Scenario> {
    let quiet = Scenario {
        network: NetworkSettings {
            delay: Delay::Fixed(DELAY_MAX),
            loss_permille: 0,
            duplicate_permille: 0,
            reorder: true,
        },
        clients: Clients {
            patience: PATIENCE.1,
            busy_every: None,
            ..scenario.clients
        },
        plan: Vec::new(),
        ..scenario.clone()
    };
    let late = way.iter().find_map(|step| match step {
        Step::Tick(late) => *late,
        _ => None,
    });
    let mut clocks = vec![late.map(|node| (node, SPEEDS[0]))];
    if late.is_none() {
        let nodes = (0..protocol.size()).map(NodeId);
        clocks.extend(nodes.flat_map(|node| SPEEDS.map(|speed| Some((node, speed)))));
    }
    let good = |clock: Option<(NodeId, i16)>, apart| {
        let mut layout = Layout {
            world: World::new(Rc::new(protocol.clone()), &quiet, &mut Deaf),
            apart,
            unit: protocol.time_unit(),
            plan: Vec::new(),
            asked: vec![0; clients.scripts.len()],
        };
        if let Some((node, permille)) = clock {
            layout.act(Action::Skew { node, permille })?;
        }
        layout.all(clients, way)?;
        let plan = layout.plan;
        let laid_out = Scenario {
            plan,
            ..quiet.clone()
        };
        is_good(&laid_out).then_some(laid_out)
    };
    let mut all = clocks
        .iter()
        .flat_map(|&clock| APART.map(|apart| (clock, apart)));
    all.find_map(|(clock, apart)| good(clock, apart))
}

/// A plan in the making.
struct Layout<P: Protocol> {
    world: World<P>,
    apart: Micros,
    /// Where promises rest on clocks, time goes on by so much at a tick.
    unit: Option<Micros>,
    plan: Vec<Intervention>,
    /// How many of its requests each client was given.
    asked: Vec<usize>,
}

impl<P: Protocol> Layout<P> {
    fn all(&mut self, clients: &Planned, way: &[Step<P>]) -> Option<()> {
        if !clients.choose_when {
            // Everybody knows from the beginning what to ask.
            for client in (0..clients.count()).map(ClientId) {
                while let Some(request) = self.request(clients, client) {
                    self.act(request)?;
                }
            }
        }
        for step in way {
            let action = match step {
                Step::Begin(client) => self.request(clients, *client),
                Step::Tick(_) => {
                    self.let_time_pass(self.world.now().plus(self.unit?));
                    continue;
                }
                Step::Ring(node, timer) if self.has_rung(*node, timer) => continue,
                step => self.action(step),
            };
            self.act(action?)?;
        }
        Some(())
    }

    /// Does it at the next time, if nothing happens by itself before, and what follows at once.
    fn act(&mut self, action: Action) -> Option<()> {
        let at = self.world.now().plus(self.apart);
        if self.unit.is_some() {
            self.let_time_pass(at);
        } else if self.world.next_at().is_some_and(|next| next <= at) {
            return None;
        }
        self.world.wait_until(at);
        self.world.act(action, &mut Deaf).ok()?;
        while self.world.next_at() == Some(at) {
            self.world.step(&mut Deaf);
        }
        self.plan.push(Intervention { at, action });
        Some(())
    }

    /// What rings by itself does.
    fn let_time_pass(&mut self, until: Micros) {
        while self.world.next_at().is_some_and(|next| next <= until) {
            self.world.step(&mut Deaf);
        }
        self.world.wait_until(until);
    }

    /// Where time goes on, a timer may have rung before it is its turn to.
    fn has_rung(&self, node: NodeId, timer: &P::Timer) -> bool {
        let mut running = self.world.nodes[node.index()].timers.iter();
        self.unit.is_some() && running.all(|one| one.timer != *timer)
    }

    /// What a client asks next.
    fn request(&mut self, clients: &Planned, client: ClientId) -> Option<Action> {
        let place = &mut self.asked[client.index()];
        let (command, node) = *clients.scripts[client.index()].get(*place)?;
        *place += 1;
        Some(Action::Request {
            client,
            node,
            command,
        })
    }

    fn action(&self, step: &Step<P>) -> Option<Action> {
        Some(match step {
            Step::Deliver(envelope) => Action::DeliverNow(self.key(envelope)?),
            Step::Drop(envelope) => Action::Drop(self.key(envelope)?),
            Step::Duplicate(envelope) => Action::Duplicate(self.key(envelope)?),
            Step::Ring(node, timer) => {
                let mut timers: Vec<P::Timer> = self.world.nodes[node.index()]
                    .timers
                    .iter()
                    .map(|running| running.timer)
                    .collect();
                timers.sort_unstable();
                let place = timers.iter().position(|running| running == timer)?;
                Action::Ring {
                    node: *node,
                    timer: place as u8,
                }
            }
            Step::Kill(node) => Action::Kill(*node),
            Step::Restart(node) => Action::Restart(*node),
            Step::Pause(node) => Action::Pause(*node),
            Step::Resume(node) => Action::Resume(*node),
            Step::Cut(from, to) => Action::Cut {
                from: (*from).into(),
                to: (*to).into(),
                both: false,
            },
            Step::Order(node, order) => Action::Order {
                node: *node,
                order: *order,
            },
            // Nobody can make a client lose its patience, and the others are no actions.
            Step::Begin(_) | Step::Retry(_) | Step::Tick(_) => return None,
        })
    }

    /// The oldest of the messages under way that are this one.
    fn key(&self, envelope: &Envelope<P>) -> Option<MessageKey> {
        let ends = |from: Peer, to: Peer| (from, to) == (envelope.from, envelope.to);
        let flights = self.world.in_flight();
        flights
            .filter(|flight| ends(flight.key.from, flight.key.to) && flight.body == envelope.body)
            .map(|flight| flight.key)
            .min()
    }
}
