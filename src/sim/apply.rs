//! What people do to the world. Everything here is either carried out whole or refused with a
//! sentence and no change.

use super::action::{Action, LinkTrouble, MessageKey};
use super::queue::Due;
use super::sink::{Fate, Happening, Loss, Sink};
use super::world::World;
use crate::order;
use crate::protocol::describe::Condition;
use crate::protocol::ids::{Micros, NodeId, NodeSet, Peer};
use crate::protocol::op::Order;
use crate::protocol::say::Say;
use crate::protocol::{Input, Outbox, Protocol};
use crate::say;

/// How far a node's timers can be skewed, in thousandths: from half to double.
pub const SKEW_MAX: i16 = 1_000;
pub const SKEW_MIN: i16 = -500;

impl<P: Protocol> World<P> {
    /// Whether an action makes sense now, and if not, why.
    pub fn may(&self, action: &Action) -> Result<(), Say> {
        let condition = |node: NodeId| self.nodes[node.index()].condition;
        self.exists(action)?;
        match *action {
            Action::Kill(node) if condition(node) == Condition::Down => {
                Err(say!("refused.down", who = node))
            }
            Action::Restart(node) if condition(node) != Condition::Down => {
                Err(say!("refused.not_down", who = node))
            }
            Action::Pause(node)
            | Action::Skew { node, .. }
            | Action::Ring { node, .. }
            | Action::Order { node, .. }
                if condition(node) == Condition::Down =>
            {
                Err(say!("refused.down", who = node))
            }
            Action::Pause(node) | Action::Ring { node, .. } | Action::Order { node, .. }
                if condition(node) == Condition::Paused =>
            {
                Err(say!("refused.paused", who = node))
            }
            Action::Resume(node) if condition(node) != Condition::Paused => {
                Err(say!("refused.not_paused", who = node))
            }
            Action::Skew { permille, .. } if !(SKEW_MIN..=SKEW_MAX).contains(&permille) => {
                Err(say!("refused.skew"))
            }
            Action::Ring { node, timer }
                if usize::from(timer) >= self.nodes[node.index()].timers.len() =>
            {
                Err(say!("refused.no_timer"))
            }
            Action::Split(group) if group.is_empty() || group.len() == self.protocol.size() => {
                Err(say!("refused.split"))
            }
            Action::Drop(key)
            | Action::Duplicate(key)
            | Action::DeliverNow(key)
            | Action::Delay { message: key, .. }
                if self.place_of(key).is_none() =>
            {
                Err(say!("refused.message_gone"))
            }
            _ => Ok(()),
        }
    }

    /// Whether an action that cuts or mends several links finds any to cut or mend, and if not, a
    /// sentence. A plan may hold one that finds none, which is done as any other.
    pub fn finds_links(&self, action: &Action) -> Result<(), Say> {
        let group = match *action {
            Action::HealAll if self.network.is_healthy() => return Err(say!("refused.healthy")),
            Action::Isolate(node) => NodeSet::EMPTY.with(node),
            Action::Split(group) => group,
            _ => return Ok(()),
        };
        let rest = NodeSet::all(self.protocol.size()).difference(group);
        let cut = |a: NodeId, b: NodeId| self.network.is_cut(a.into(), b.into());
        let apart = |a: NodeId| rest.iter().all(|b| cut(a, b) && cut(b, a));
        if group.iter().all(apart) {
            return Err(say!("refused.apart"));
        }
        Ok(())
    }

    /// Whether everything an action names is there at all.
    fn exists(&self, action: &Action) -> Result<(), Say> {
        let (nodes, clients) = (self.protocol.size(), self.clients.len());
        let is = |peer: Peer| match peer {
            Peer::Node(node) => node.0 < nodes,
            Peer::Client(client) => client.index() < clients,
        };
        let there = match *action {
            Action::Kill(node)
            | Action::Restart(node)
            | Action::Pause(node)
            | Action::Resume(node)
            | Action::Isolate(node)
            | Action::Skew { node, .. }
            | Action::Ring { node, .. } => is(node.into()),
            Action::Order { node, order } => {
                let named = match order {
                    Order::HandOver(other)
                    | Order::AddLearner(other)
                    | Order::AddVoter(other)
                    | Order::Remove(other) => is(other.into()),
                    Order::Voters(set) => {
                        !set.is_empty() && set.difference(NodeSet::all(nodes)).is_empty()
                    }
                };
                is(node.into()) && named
            }
            Action::Cut { from, to, .. }
            | Action::Mend { from, to, .. }
            | Action::Trouble { a: from, b: to, .. } => is(from) && is(to) && from != to,
            Action::Split(group) => group.difference(NodeSet::all(nodes)).is_empty(),
            Action::Request { client, node, .. } => {
                is(client.into()) && node.is_none_or(|node| is(node.into()))
            }
            Action::Drop(key) | Action::Duplicate(key) | Action::DeliverNow(key) => {
                is(key.from) && is(key.to)
            }
            Action::Delay { message, .. } => is(message.from) && is(message.to),
            Action::HealAll => true,
        };
        if there {
            Ok(())
        } else {
            Err(say!("refused.nobody"))
        }
    }

    /// Moves the clock on, to act at a time at which nothing is due.
    pub fn wait_until(&mut self, at: Micros) {
        debug_assert!(
            self.next_at().is_none_or(|next| next >= at),
            "nothing is jumped over"
        );
        self.now = self.now.max(at);
    }

    /// Does something now.
    pub fn act(&mut self, action: Action, sink: &mut impl Sink<P>) -> Result<(), Say> {
        self.may(&action)?;
        self.begin_event(Happening::Acted(action), self.steps, sink);
        match action {
            Action::Kill(node) => self.kill(node, sink),
            Action::Restart(node) => self.restart(node, sink),
            Action::Pause(node) => self.nodes[node.index()].condition = Condition::Paused,
            Action::Resume(node) => self.resume(node),
            Action::Skew { node, permille } => {
                let now = self.now;
                self.nodes[node.index()].skew(permille, now);
            }
            Action::Cut { from, to, both } => {
                self.cut(from, to, sink);
                if both {
                    self.cut(to, from, sink);
                }
            }
            Action::Mend { from, to, both } => {
                self.network.set_cut(from, to, false);
                if both {
                    self.network.set_cut(to, from, false);
                }
            }
            Action::Split(group) => self.split(group, sink),
            Action::Isolate(node) => self.split(NodeSet::EMPTY.with(node), sink),
            Action::HealAll => self.network.heal(),
            Action::Trouble { a, b, trouble } => self.trouble(a, b, trouble),
            Action::Drop(key) => {
                let place = self.place_of(key).expect("may() found it");
                self.lose(place, Loss::Dropped, sink);
            }
            Action::Duplicate(key) => self.duplicate(key, sink),
            Action::Delay { message, by } => self.move_due(message, by, sink),
            Action::DeliverNow(key) => self.hasten(key, sink),
            Action::Request {
                client,
                node,
                command,
            } => {
                self.clients[client.index()].client.want(command, node);
                self.ask_next(client, sink);
            }
            Action::Ring { node, timer } => self.ring(node, timer, sink),
            Action::Order { node, order } => self.let_node(node, Input::Order(order), sink),
        }
        self.drop_stale();
        Ok(())
    }

    fn kill(&mut self, node: NodeId, sink: &mut impl Sink<P>) {
        let slot = &mut self.nodes[node.index()];
        slot.condition = Condition::Down;
        slot.timers.clear();
        for entry in std::mem::take(&mut slot.door) {
            if let Due::Arrival { place } = entry.due {
                self.lose(place, Loss::ReceiverDown, sink);
            }
        }
    }

    fn restart(&mut self, node: NodeId, sink: &mut impl Sink<P>) {
        let slot = &mut self.nodes[node.index()];
        let mut out = Outbox::default();
        slot.condition = Condition::Up;
        slot.volatile = self.protocol.start(node, &mut slot.durable, true, &mut out);
        sink.started(node);
        self.outbox = out;
        self.carry_out(node, sink);
    }

    fn ring(&mut self, node: NodeId, timer: u8, sink: &mut impl Sink<P>) {
        let timers = &mut self.nodes[node.index()].timers;
        order::sort_by_key(timers, |running| running.timer);
        let running = timers.remove(timer.into());
        self.let_node(node, Input::Timeout(running.timer), sink);
    }

    /// What waited at the door comes in at once, in order.
    fn resume(&mut self, node: NodeId) {
        let slot = &mut self.nodes[node.index()];
        slot.condition = Condition::Up;
        for entry in std::mem::take(&mut slot.door) {
            let ticket = self.queue.put(self.now, entry.due);
            match entry.due {
                Due::Arrival { place } => {
                    let flight = self.flights[place as usize].as_mut();
                    let flight = flight.expect("what waits at a door is still in the table");
                    flight.at_the_door = false;
                    flight.due = self.now;
                }
                Due::Timer { .. } => {
                    let timers = &mut self.nodes[node.index()].timers;
                    if let Some(running) = timers.iter_mut().find(|r| r.ticket == entry.ticket) {
                        running.ticket = ticket;
                        running.queued = self.now;
                        running.due = self.now;
                    }
                }
                Due::Patience { .. } | Due::Idea { .. } => {
                    unreachable!("clients have no door at a node")
                }
            }
        }
    }

    fn cut(&mut self, from: Peer, to: Peer, sink: &mut impl Sink<P>) {
        self.network.set_cut(from, to, true);
        for place in 0..self.flights.len() as u32 {
            let flight = self.flights[place as usize].as_ref();
            if flight.is_some_and(|f| f.key.from == from && f.key.to == to && !f.at_the_door) {
                self.lose(place, Loss::Cut, sink);
            }
        }
    }

    fn split(&mut self, group: NodeSet, sink: &mut impl Sink<P>) {
        let rest = NodeSet::all(self.protocol.size()).difference(group);
        for a in group.iter() {
            for b in rest.iter() {
                self.cut(a.into(), b.into(), sink);
                self.cut(b.into(), a.into(), sink);
            }
        }
    }

    fn trouble(&mut self, a: Peer, b: Peer, trouble: LinkTrouble) {
        self.network.set_trouble(a, b, trouble);
        self.network.set_trouble(b, a, trouble);
    }

    /// Where a message is in the table, while it is under way.
    fn place_of(&self, key: MessageKey) -> Option<u32> {
        let found = self
            .flights
            .iter()
            .position(|f| f.as_ref().is_some_and(|f| f.key == key));
        found.map(|place| place as u32)
    }

    fn lose(&mut self, place: u32, why: Loss, sink: &mut impl Sink<P>) {
        let flight = self.flights[place as usize]
            .take()
            .expect("only what is there is lost");
        self.free.push(place);
        if let Peer::Node(node) = flight.key.to {
            self.nodes[node.index()]
                .door
                .retain(|entry| entry.due != Due::Arrival { place });
        }
        sink.fate(flight.no, Fate::Lost(self.now, why));
    }

    fn duplicate(&mut self, key: MessageKey, sink: &mut impl Sink<P>) {
        let place = self.place_of(key).expect("may() found it");
        let flight = self.flights[place as usize].as_ref().expect("it is there");
        let body = flight.body.clone();
        // The copy follows a little later than the original.
        let rest = flight.due.minus(self.now);
        let due = flight.due.max(self.now).plus(Micros(rest.0 / 4 + 1));
        let same = |f: &&super::world::InFlight<P>| {
            MessageKey { copy: 0, ..f.key } == MessageKey { copy: 0, ..key }
        };
        let copies = self
            .in_flight()
            .filter(same)
            .map(|f| f.key.copy)
            .max()
            .unwrap_or(0);
        self.launch(
            MessageKey {
                copy: copies.saturating_add(1),
                ..key
            },
            body,
            due,
            None,
            sink,
        );
    }

    fn move_due(&mut self, key: MessageKey, by: Micros, sink: &mut impl Sink<P>) {
        let place = self.place_of(key).expect("may() found it");
        let flight = self.flights[place as usize].as_mut().expect("it is there");
        if flight.at_the_door {
            return; // it has arrived; only its receiver is late
        }
        flight.due = flight.due.plus(Micros(by.0.max(1)));
        let (no, due) = (flight.no, flight.due);
        self.queue.put(due, Due::Arrival { place });
        sink.moved(no, self.now, due);
    }

    fn hasten(&mut self, key: MessageKey, sink: &mut impl Sink<P>) {
        let place = self.place_of(key).expect("may() found it");
        let flight = self.flights[place as usize].as_mut().expect("it is there");
        if flight.at_the_door {
            return;
        }
        flight.due = self.now;
        let no = flight.no;
        self.queue.put(self.now, Due::Arrival { place });
        sink.moved(no, self.now, self.now);
    }
}
