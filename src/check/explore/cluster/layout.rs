//! From a way of the explorer to a plan for the world: the same steps, with times.
//!
//! The network of such a scenario is so slow that nothing arrives by itself, and each message is
//! delivered by hand when its turn comes. The steps follow each other so quickly that no timer
//! rings unless it is rung. Whether they do is found out by running the world beside the plan as it
//! is made: messages are named by their number on their link, and only the world knows those.

use super::clients::Clientele as _;
use super::moment::{let_happen, planned_until, world_at};
use super::planned::Planned;
use super::{Envelope, Step};
use crate::protocol::Protocol;
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::scenario::validate::PATIENCE;
use crate::scenario::{Clients, NetworkSettings, Scenario};
use crate::sim::action::{Action, Intervention, LinkTrouble, MessageKey};
use crate::sim::delay::{DELAY_MAX, Delay};
use crate::sim::sink::Deaf;
use crate::sim::world::World;

/// So far apart are the steps if timers allow it; the largest that works is taken. In the largest a
/// message gets through a network as it usually is.
const APART: [Micros; 9] = [
    Micros(80_000),
    Micros(50_000),
    Micros(20_000),
    Micros(10_000),
    Micros(5_000),
    Micros(2_000),
    Micros(1_000),
    Micros(100),
    Micros(10),
];

/// So long do clocks run apart before anything happens.
const DRIFT: Micros = Micros::from_millis(5_000);

/// Links can be made this slow, in percent of what is usual.
const SLOWEST: u32 = 10_000;

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
    let laid_out = lay_out_so_that(protocol, clients, scenario, None, way, |_| Some(()));
    laid_out.map(|(laid_out, ())| laid_out.scenario)
}

/// Steps with times.
pub struct LaidOut {
    pub scenario: Scenario,
    /// What is done before the first step: clocks that run wrong, and clients that ask at once.
    pub begun: Vec<Intervention>,
    /// When each step happens.
    pub times: Vec<Micros>,
}

/// The same, of several ways to do it the first that is good for something: what rests on clocks may only
/// come out as it should when one of them runs wrong. A way that begins at a moment of the scenario
/// is laid out after what is planned until then.
pub fn lay_out_so_that<P: Protocol, T>(
    protocol: &P,
    clients: &Planned,
    scenario: &Scenario,
    from: Option<Micros>,
    way: &[Step<P>],
    good_for: impl Fn(&Scenario) -> Option<T>,
) -> Option<(LaidOut, T)> {
    let begun = from.map(|from| Scenario {
        plan: planned_until(scenario, from).copied().collect(),
        ..scenario.clone()
    });
    let quiet = begun.unwrap_or_else(|| Scenario {
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
    });
    let late = way.iter().find_map(|step| match step {
        Step::Tick(late) => *late,
        _ => None,
    });
    let mut clocks = vec![late.map(|node| (node, SPEEDS[0]))];
    if late.is_none() {
        let nodes = (0..protocol.size()).map(NodeId);
        clocks.extend(nodes.flat_map(|node| SPEEDS.map(|speed| Some((node, speed)))));
    }
    let laid_out = |clock: Option<(NodeId, i16)>, apart| {
        let mut layout = Layout {
            world: world_at(protocol, &quiet, from.unwrap_or_default(), &mut Deaf),
            apart,
            unit: protocol.time_unit(),
            clocks_matter: clock.is_some(),
            plan: quiet.plan.clone(),
            begun: Vec::new(),
            times: Vec::new(),
            asked: vec![0; clients.scripts.len()],
        };
        if from.is_some() {
            layout.freeze()?;
        }
        if let Some((node, permille)) = clock {
            layout.begin(Action::Skew { node, permille })?;
            layout.let_clocks_drift();
        }
        layout.all(clients, way)?;
        let scenario = Scenario {
            plan: layout.plan,
            ..quiet.clone()
        };
        let good = good_for(&scenario)?;
        let laid_out = LaidOut {
            scenario,
            begun: layout.begun,
            times: layout.times,
        };
        Some((laid_out, good))
    };
    let mut all = clocks
        .iter()
        .flat_map(|&clock| APART.map(|apart| (clock, apart)));
    all.find_map(|(clock, apart)| laid_out(clock, apart))
}

/// A plan in the making.
struct Layout<P: Protocol> {
    world: World<P>,
    apart: Micros,
    /// Where promises rest on clocks, time goes on by so much at a tick.
    unit: Option<Micros>,
    /// One of them runs wrong.
    clocks_matter: bool,
    plan: Vec<Intervention>,
    begun: Vec<Intervention>,
    times: Vec<Micros>,
    /// How many of its requests each client was given.
    asked: Vec<usize>,
}

impl<P: Protocol> Layout<P> {
    /// Clocks that run apart have to do so for a while, if there is time for it.
    fn let_clocks_drift(&mut self) {
        let at = self.world.now().plus(DRIFT);
        if self.unit.is_none() && self.world.next_at().is_none_or(|next| next > at) {
            self.world.wait_until(at);
        }
    }

    /// Whatever is under way arrives when it is told to, and so does what is sent from now on.
    fn freeze(&mut self) -> Option<()> {
        let nodes = (0..self.world.protocol.size()).map(|node| Peer::Node(NodeId(node)));
        let clients = (0..self.world.clients.len() as u8).map(|c| Peer::Client(ClientId(c)));
        let peers: Vec<Peer> = nodes.chain(clients).collect();
        let trouble = LinkTrouble {
            slow_percent: Some(SLOWEST),
            loss_permille: Some(0),
        };
        for (place, &a) in peers.iter().enumerate() {
            let others = peers[place + 1..].iter();
            for &b in others.filter(|b| matches!((a, b), (Peer::Node(_), _))) {
                self.do_now(Action::Trouble { a, b, trouble })?;
            }
        }
        let under_way: Vec<MessageKey> = self.world.in_flight().map(|one| one.key).collect();
        for message in under_way {
            let by = DELAY_MAX;
            self.do_now(Action::Delay { message, by })?;
        }
        Some(())
    }

    fn do_now(&mut self, action: Action) -> Option<()> {
        let at = self.world.now();
        self.world.act(action, &mut Deaf).ok()?;
        self.plan.push(Intervention { at, action });
        Some(())
    }

    fn all(&mut self, clients: &Planned, way: &[Step<P>]) -> Option<()> {
        if !clients.choose_when {
            // Everybody knows from the beginning what to ask.
            for client in (0..clients.count()).map(ClientId) {
                while let Some(request) = self.request(clients, client) {
                    self.begin(request)?;
                }
            }
        }
        for step in way {
            match step {
                Step::Begin(client) => {
                    let request = self.request(clients, *client)?;
                    self.act(request)?;
                }
                Step::Tick(_) => {
                    let until = self.world.now().plus(self.unit?);
                    let_happen(&mut self.world, until, &mut Deaf);
                }
                Step::Ring(node, timer) if self.has_rung(*node, timer) => {}
                step => {
                    let action = self.action(step)?;
                    self.act(action)?;
                }
            }
            self.times.push(self.world.now());
        }
        Some(())
    }

    /// Does what has to come before the first step.
    fn begin(&mut self, action: Action) -> Option<()> {
        self.act(action)?;
        let at = self.world.now();
        self.begun.push(Intervention { at, action });
        Some(())
    }

    /// Does it at the next time, if nothing happens by itself before, and what follows at once.
    fn act(&mut self, action: Action) -> Option<()> {
        let at = self.world.now().plus(self.apart);
        if self.unit.is_some() {
            let_happen(&mut self.world, at, &mut Deaf);
        } else if self.world.next_at().is_some_and(|next| next <= at) {
            return None;
        }
        self.world.wait_until(at);
        self.do_now(action)?;
        let_happen(&mut self.world, at, &mut Deaf);
        Some(())
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

    /// The oldest of the messages under way that are this one. Where clocks run that stood still in
    /// the search, what is read from them is in messages, and the oldest on the link has to do.
    fn key(&self, envelope: &Envelope<P>) -> Option<MessageKey> {
        let flights = || {
            let ends = (envelope.from, envelope.to);
            let flights = self.world.in_flight();
            flights.filter(move |flight| (flight.key.from, flight.key.to) == ends)
        };
        let same = flights().filter(|flight| flight.body == envelope.body);
        let any = flights().filter(|_| self.clocks_matter);
        let key = same.map(|flight| flight.key).min();
        key.or(any.map(|flight| flight.key).min())
    }
}
