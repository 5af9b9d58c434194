//! The world: nodes with their disks, clients, the network, and what is due. It moves on by one
//! event at a time and is a plain value: a clone of it is a snapshot.

use std::rc::Rc;

use smallvec::SmallVec;

use super::action::MessageKey;
use super::client::Client;
use super::digest::Digest;
use super::draw::{Draw, For};
use super::network::Network;
use super::queue::{Due, Entry, Queue};
use super::sink::{Happening, Sink};
use crate::protocol::describe::Condition;
use crate::protocol::ids::{ClientId, Micros, NodeId};
use crate::protocol::op::{Command, Key};
use crate::protocol::{Body, Input, Outbox, Protocol};
use crate::scenario::{Clients, Scenario};

/// A node with everything around it.
#[derive(Clone, Debug)]
pub struct NodeSlot<P: Protocol> {
    pub condition: Condition,
    pub durable: P::Durable,
    pub volatile: P::Volatile,
    pub skew_permille: i16,
    /// What its clock showed when its skew was last set, and when that was.
    clock_set: (Micros, Micros),
    /// Timers that run: name, when due, the ticket of the queue's entry, the event that set it.
    pub timers: SmallVec<[Running<P::Timer>; 4]>,
    /// What came while the node was paused, in order.
    pub(super) door: Vec<Entry>,
    /// Durations drawn so far.
    pub(super) draws: u32,
}

impl<P: Protocol> NodeSlot<P> {
    /// What the node's own clock shows: a slow clock shows less than has passed.
    pub fn clock(&self, now: Micros) -> Micros {
        let (shown, since) = self.clock_set;
        let passed = u128::from(now.minus(since).0);
        let rate = u128::from((1_000 + i32::from(self.skew_permille)).unsigned_abs());
        shown.plus(Micros((passed * 1_000 / rate) as u64))
    }

    /// From now on timers and clock run at another speed.
    pub(super) fn skew(&mut self, permille: i16, now: Micros) {
        self.clock_set = (self.clock(now), now);
        self.skew_permille = permille;
    }
}

/// A timer that runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Running<T> {
    pub timer: T,
    pub due: Micros,
    /// When its entry in the queue comes up: not later than `due`.
    pub(super) queued: Micros,
    pub(super) ticket: u64,
    pub(super) set_by: u64,
}

/// A message under way.
#[derive(Clone, Debug)]
pub struct InFlight<P: Protocol> {
    pub no: u32,
    pub key: MessageKey,
    pub body: Body<P>,
    pub due: Micros,
    pub at_the_door: bool,
    pub(super) sent_by: u64,
}

/// A client and its timers.
#[derive(Clone, Debug)]
pub struct ClientSlot {
    pub client: Client,
    pub(super) patience: u64,
    pub(super) draws: u32,
    pub(super) ideas: u32,
}

/// All there is.
#[derive(Clone, Debug)]
pub struct World<P: Protocol> {
    pub protocol: Rc<P>,
    pub network: Network,
    pub nodes: Vec<NodeSlot<P>>,
    pub clients: Vec<ClientSlot>,
    pub(super) flights: Vec<Option<InFlight<P>>>,
    pub(super) free: Vec<u32>,
    pub(super) queue: Queue,
    pub(super) now: Micros,
    /// Events so far.
    pub(super) steps: u64,
    pub(super) messages: u32,
    pub(super) digest: Digest,
    pub(super) seed: u64,
    pub(super) habits: Clients,
    /// Reused by every step, so that none allocates.
    pub(super) outbox: Outbox<P>,
}

impl<P: Protocol> Clone for Outbox<P> {
    /// An outbox is empty between steps.
    fn clone(&self) -> Self {
        Outbox::default()
    }
}

impl<P: Protocol> World<P> {
    /// A world at time 0 in which every node has just started.
    pub fn new(protocol: Rc<P>, scenario: &Scenario, sink: &mut impl Sink<P>) -> World<P> {
        let (n, seed, habits) = (protocol.size(), scenario.seed, scenario.clients);
        let mut world = World {
            network: Network::new(scenario.network, seed, n, habits.count),
            nodes: Vec::with_capacity(n.into()),
            clients: (0..habits.count)
                .map(|c| ClientSlot {
                    client: Client::new(ClientId(c), protocol.first_contact(ClientId(c))),
                    patience: 0,
                    draws: 0,
                    ideas: 0,
                })
                .collect(),
            flights: Vec::new(),
            free: Vec::new(),
            queue: Queue::default(),
            now: Micros::ZERO,
            steps: 0,
            messages: 0,
            digest: Digest::default(),
            seed,
            habits,
            outbox: Outbox::default(),
            protocol,
        };
        world.begin_event(Happening::Started, 0, sink);
        for node in (0..n).map(NodeId) {
            let mut durable = world.protocol.blank();
            let mut out = Outbox::default();
            let volatile = world.protocol.start(node, &mut durable, false, &mut out);
            world.nodes.push(NodeSlot {
                condition: Condition::Up,
                durable,
                volatile,
                skew_permille: 0,
                clock_set: (Micros::ZERO, Micros::ZERO),
                timers: SmallVec::new(),
                door: Vec::new(),
                draws: 0,
            });
            world.outbox = out;
            world.carry_out(node, sink);
        }
        if let Some(every) = habits.busy_every {
            for client in (0..habits.count).map(ClientId) {
                let wait = Micros(every.0 / u64::from(habits.count) * u64::from(client.0));
                world.queue.put(wait.plus(Micros(1)), Due::Idea { client });
            }
        }
        world
    }

    pub fn now(&self) -> Micros {
        self.now
    }

    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The same for equal histories on any machine.
    pub fn hash(&self) -> u64 {
        self.digest.value()
    }

    /// Messages sent so far.
    pub fn messages_sent(&self) -> u32 {
        self.messages
    }

    /// When the next event is due; an action may come before it.
    pub fn next_at(&self) -> Option<Micros> {
        self.queue.peek().map(|entry| entry.at)
    }

    /// The messages under way that nothing is known to stop.
    pub fn in_flight(&self) -> impl Iterator<Item = &InFlight<P>> {
        self.flights.iter().flatten()
    }

    /// Moves on by one event; false when nothing is due.
    pub fn step(&mut self, sink: &mut impl Sink<P>) -> bool {
        let Some(entry) = self.queue.pop() else {
            return false;
        };
        debug_assert!(entry.at >= self.now, "time runs forward");
        self.now = entry.at;
        match entry.due {
            Due::Arrival { place } => self.arrive(entry, place, sink),
            Due::Timer { node } => {
                let slot = &self.nodes[node.index()];
                let running = slot
                    .timers
                    .iter()
                    .find(|running| running.ticket == entry.ticket);
                let running = *running.expect("an entry called off is dropped when it comes up");
                if slot.condition == Condition::Paused {
                    self.nodes[node.index()].door.push(entry);
                } else {
                    self.nodes[node.index()]
                        .timers
                        .retain(|running| running.ticket != entry.ticket);
                    self.begin_event(Happening::Rang(node, running.timer), running.set_by, sink);
                    self.let_node(node, Input::Timeout(running.timer), sink);
                }
            }
            Due::Patience { client } => {
                let client_state = &mut self.clients[client.index()].client;
                let repeats = client_state
                    .asking
                    .is_some_and(|asking| self.protocol.may_repeat(asking.command));
                let wish = if repeats {
                    client_state.out_of_patience(self.protocol.size())
                } else {
                    client_state.give_up(self.protocol.size())
                };
                self.begin_event(Happening::Asked(client), self.steps, sink);
                self.grant(client, wish, sink);
            }
            Due::Idea { client } => {
                let command = self.idea(client);
                self.clients[client.index()].client.want(command, None);
                self.begin_event(Happening::Asked(client), self.steps, sink);
                self.ask_next(client, sink);
            }
        }
        self.drop_stale();
        true
    }

    /// What a busy client asks for next, by the scenario's mix.
    fn idea(&mut self, client: ClientId) -> Command {
        let habits = self.habits;
        let slot = &mut self.clients[client.index()];
        slot.ideas += 1;
        // Every value is written once in a run, so that a read tells which write it saw.
        let each = u32::from(habits.count);
        let value = (slot.ideas - 1).wrapping_mul(each) + u32::from(client.0) + 1;
        let mut draw = Draw::new(self.seed, For::Command, client.0.into(), slot.ideas.into());
        let key = Key((draw.between(1, habits.keys.max(1).into()) - 1) as u8);
        let kind = draw.between(1, 100) as u8;
        if kind <= habits.read_percent {
            Command::Read { key }
        } else if kind <= habits.read_percent.saturating_add(habits.append_percent) {
            let digit = value % 9 + 1;
            Command::Append { key, digit }
        } else if kind
            <= habits
                .read_percent
                .saturating_add(habits.append_percent)
                .saturating_add(habits.swap_percent)
        {
            let from = slot.client.last_seen(key);
            Command::Swap {
                key,
                from,
                to: value,
            }
        } else {
            Command::Write { key, value }
        }
    }

    /// Takes entries that were called off from the head of the queue, so that its head is true.
    pub(super) fn drop_stale(&mut self) {
        while let Some(&entry) = self.queue.peek() {
            let live = match entry.due {
                Due::Arrival { place } => self.flights[place as usize]
                    .as_ref()
                    .is_some_and(|f| f.due == entry.at && !f.at_the_door),
                Due::Timer { node } => {
                    let timers = &mut self.nodes[node.index()].timers;
                    match timers
                        .iter_mut()
                        .find(|running| running.ticket == entry.ticket)
                    {
                        Some(running) if running.due > entry.at => {
                            // It was put off in the meantime.
                            running.queued = running.due;
                            running.ticket = self.queue.put(running.due, entry.due);
                            false
                        }
                        running => running.is_some(),
                    }
                }
                Due::Patience { client } => self.clients[client.index()].patience == entry.ticket,
                Due::Idea { .. } => true,
            };
            if live {
                return;
            }
            self.queue.pop();
        }
    }

    /// Opens the record of an event and counts it.
    pub(super) fn begin_event(&mut self, what: Happening<P>, cause: u64, sink: &mut impl Sink<P>) {
        match &what {
            Happening::Started => self.digest.add(&0u8),
            Happening::Arrived(no) => self.digest.add(&(1u8, self.now, no)),
            Happening::Rang(node, timer) => self.digest.add(&(2u8, self.now, node, timer)),
            Happening::Asked(client) => self.digest.add(&(3u8, self.now, client)),
            Happening::Acted(action) => self.digest.add(&(4u8, self.now, action)),
        }
        sink.event(self.now, what, cause);
        self.steps += 1;
    }
}
