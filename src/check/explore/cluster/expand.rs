//! Everything that can happen next in a state of a cluster.

use smallvec::SmallVec;

use super::budgets::{Cost, Done};
use super::clients::Clientele;
use super::effects::{BEGIN, Effect, KILL, ORDER, PAUSE, RESTART, RESUME, RETRY, RING, TICK};
use super::local::Local;
use super::{Choice, Cluster, Here};
use crate::check::explore::Take;
use crate::check::explore::frontier::write_number;
use crate::check::explore::print::Print;
use crate::protocol::Protocol;
use crate::protocol::ids::NodeId;

impl Here {
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        write_head(&self.seats, self.record, self.done, bytes);
        write_flights(&self.flights, bytes);
    }
}

/// A successor, as its differences from the state it follows.
struct Next<'a> {
    here: &'a Here,
    seats: &'a [(u8, u32)],
    record: u32,
    done: u32,
    /// A message that is not under way any more, and those that are now.
    heard: Option<u32>,
    sent: &'a [u32],
}

impl Next<'_> {
    fn write(&self, bytes: &mut Vec<u8>) {
        let mut seats: SmallVec<[u32; 16]> = SmallVec::from_slice(&self.here.seats);
        for &(actor, seat) in self.seats {
            seats[usize::from(actor)] = seat;
        }
        write_head(&seats, self.record, self.done, bytes);
        let mut flights: SmallVec<[(u32, u32); 48]> = SmallVec::from_slice(&self.here.flights);
        let find = |flights: &[(u32, u32)], number| {
            flights.binary_search_by_key(&number, |flight: &(u32, u32)| flight.0)
        };
        if let Some(heard) = self.heard {
            let at = find(&flights, heard).expect("only what is under way is heard");
            flights[at].1 -= 1;
            if flights[at].1 == 0 {
                flights.remove(at);
            }
        }
        for &sent in self.sent {
            match find(&flights, sent) {
                Ok(at) => flights[at].1 += 1,
                Err(at) => flights.insert(at, (sent, 1)),
            }
        }
        write_flights(&flights, bytes);
    }
}

fn write_head(seats: &[u32], record: u32, done: u32, bytes: &mut Vec<u8>) {
    for &seat in seats {
        write_number(seat, bytes);
    }
    write_number(record, bytes);
    write_number(done, bytes);
}

/// Each message as its distance from the one before and, in the lowest bit, whether there is more
/// than one of it.
fn write_flights(flights: &[(u32, u32)], bytes: &mut Vec<u8>) {
    let mut before = 0;
    for &(number, count) in flights {
        write_number((number - before) << 1 | u32::from(count > 1), bytes);
        if count > 1 {
            write_number(count, bytes);
        }
        before = number;
    }
}

impl<P: Protocol, C: Clientele> Cluster<P, C> {
    pub(super) fn offer_all(&mut self, take: &mut impl Take<Choice>) {
        let anything_cut = !self.done.thing(self.here.done).cuts.is_empty();
        for at in 0..self.here.flights.len() {
            let (number, _) = self.here.flights[at];
            if anything_cut && self.is_cut_off(number) {
                continue;
            }
            let actor = self.effects.receivers[number as usize];
            let effect = self.effects.of(self.here.seats[usize::from(actor)], number);
            if !effect.idle {
                self.offer(Choice::Deliver(number), actor, effect, None, take);
            }
        }
        for actor in 0..self.effects.actors() {
            self.offer_events(actor, take);
        }
        for at in 0..self.here.flights.len() {
            let (number, _) = self.here.flights[at];
            if let Some(done) = self.spend(Cost::Drop) {
                self.offer_around(Choice::Drop(number), done, take);
            }
            if let Some(done) = self.spend(Cost::Duplicate) {
                self.offer_around(Choice::Duplicate(number), done, take);
            }
        }
        self.offer_orders(take);
        self.offer_cuts(take);
        self.offer_ticks(take);
    }

    fn is_cut_off(&self, number: u32) -> bool {
        let envelope = self.effects.envelopes.thing(number);
        let done = self.done.thing(self.here.done);
        done.is_cut(envelope.from, envelope.to)
    }

    /// What can happen to one node or client without a message.
    fn offer_events(&mut self, actor: u8, take: &mut impl Take<Choice>) {
        let seat = self.here.seats[usize::from(actor)];
        let mut events: SmallVec<[(u32, Option<Cost>); 8]> = SmallVec::new();
        match &self.effects.seats.thing(seat).local {
            Local::Client(client) => {
                if self.effects.clients.may_begin(client) {
                    events.push((BEGIN, None));
                }
                if self.effects.clients.waits(client) {
                    events.push((RETRY, Some(Cost::Retry)));
                }
            }
            Local::Node(node) => match &node.running {
                None => events.push((RESTART, Some(Cost::Restart))),
                Some(running) => {
                    if running.paused {
                        events.push((RESUME, None));
                    } else {
                        let ripe = running.timers.iter().filter(|armed| armed.units == 0);
                        events.extend(ripe.map(|armed| {
                            let printer = &self.effects.printer;
                            let number = self.effects.timers.number(armed.timer, printer);
                            (RING + number, Some(Cost::Timeout))
                        }));
                        events.push((PAUSE, Some(Cost::Pause)));
                    }
                    events.push((KILL, Some(Cost::Kill)));
                }
            },
        }
        for (event, cost) in events {
            let done = match cost {
                None => None,
                Some(cost) => match self.spend(cost) {
                    Some(done) => Some(done),
                    None => continue,
                },
            };
            let effect = self.effects.of(seat, event);
            if !effect.idle {
                self.offer(Choice::Event(actor, event), actor, effect, done, take);
            }
        }
    }

    /// Each planned order once, whenever its node can hear it.
    fn offer_orders(&mut self, take: &mut impl Take<Choice>) {
        for order in 0..self.effects.orders.len() {
            let mut done = self.done.thing(self.here.done).clone();
            if done.orders >> order & 1 == 1 {
                continue;
            }
            done.orders |= 1 << order;
            let (node, _) = self.effects.orders[order];
            let seat = self.here.seats[node.index()];
            let event = ORDER + order as u32;
            let effect = self.effects.of(seat, event);
            if effect.idle {
                continue; // it cannot be carried out now, and may be later
            }
            if let Some(done) = self.spend_on(Cost::Order, done) {
                let choice = Choice::Event(node.0, event);
                self.offer(choice, node.0, effect, Some(done), take);
            }
        }
    }

    fn offer_cuts(&mut self, take: &mut impl Take<Choice>) {
        if self.budgets.of(Cost::Cut) == 0 {
            return;
        }
        let nodes = || (0..self.effects.protocol.size()).map(NodeId);
        let links: Vec<_> = nodes()
            .flat_map(|from| nodes().map(move |to| (from, to)))
            .filter(|(from, to)| from != to)
            .collect();
        for (from, to) in links {
            let done = self.done.thing(self.here.done).clone();
            if done.is_cut(from.into(), to.into()) {
                continue;
            }
            if let Some(done) = self.spend_on(Cost::Cut, done.cutting(from, to)) {
                self.offer_around(Choice::Cut(from.0, to.0), done, take);
            }
        }
    }

    /// Time goes by for everybody, or for everybody but one.
    fn offer_ticks(&mut self, take: &mut impl Take<Choice>) {
        if self.effects.unit.is_none() || self.budgets.of(Cost::Tick) == 0 {
            return;
        }
        let n = self.effects.protocol.size();
        for late in std::iter::once(None).chain((0..n).map(Some)) {
            let done = self.done.thing(self.here.done).clone();
            let Some(spent) = done.spent.spend(Cost::Tick, &self.budgets) else {
                self.ran_out |= 1 << Cost::Tick as u32;
                return;
            };
            let done = Done { spent, ..done };
            let done = match late {
                None => Some(self.done.number(done, &self.effects.printer)),
                Some(_) => self.spend_on(Cost::Skew, done),
            };
            let Some(done) = done else { continue };
            let mut print = self.here.print.plus(self.price(done));
            let mut seats: SmallVec<[(u8, u32); 16]> = SmallVec::new();
            for actor in (0..n).filter(|actor| Some(*actor) != late) {
                let effect = self.effects.of(self.here.seats[usize::from(actor)], TICK);
                print = print.plus(effect.change);
                seats.push((actor, effect.seat));
            }
            let next = Next {
                here: &self.here,
                seats: &seats,
                record: self.here.record,
                done,
                heard: None,
                sent: &[],
            };
            take.take(Choice::Tick(late), print, |bytes| next.write(bytes));
        }
    }

    /// What will have been done then, by number; `None` when there is nothing left for it.
    fn spend(&mut self, cost: Cost) -> Option<u32> {
        // Asked for again and again, and most often in vain: nothing is cloned for that.
        if self.done.thing(self.here.done).spent.of(cost) >= self.budgets.of(cost) {
            self.ran_out |= 1 << cost as u32;
            return None;
        }
        self.spend_on(cost, self.done.thing(self.here.done).clone())
    }

    /// The same with something else done besides.
    fn spend_on(&mut self, cost: Cost, done: Done) -> Option<u32> {
        match done.spent.spend(cost, &self.budgets) {
            Some(spent) => {
                let done = Done { spent, ..done };
                Some(self.done.number(done, &self.effects.printer))
            }
            None => {
                self.ran_out |= 1 << cost as u32;
                None
            }
        }
    }

    fn offer(
        &mut self,
        choice: Choice,
        actor: u8,
        effect: Effect,
        done: Option<u32>,
        take: &mut impl Take<Choice>,
    ) {
        let mut print = self.here.print.plus(effect.change);
        let mut record = self.here.record;
        if let Some(facts) = effect.facts {
            record = self.record_after(record, facts);
            let before = self.records.print(self.here.record);
            print = print.plus(self.records.print(record)).minus(before);
        }
        let done = done.unwrap_or(self.here.done);
        print = print.plus(self.price(done));
        let next = Next {
            here: &self.here,
            seats: &[(actor, effect.seat)],
            record,
            done,
            heard: match choice {
                Choice::Deliver(number) => Some(number),
                _ => None,
            },
            sent: self.effects.sends(&effect),
        };
        take.take(choice, print, |bytes| next.write(bytes));
    }

    /// Nobody takes a step: a message is lost or doubled, or a link is cut.
    fn offer_around(&mut self, choice: Choice, done: u32, take: &mut impl Take<Choice>) {
        let print = |number| self.effects.envelopes.print(number);
        let (heard, sent, print) = match choice {
            Choice::Drop(number) => (Some(number), None, self.here.print.minus(print(number))),
            Choice::Duplicate(number) => (None, Some(number), self.here.print.plus(print(number))),
            _ => (None, None, self.here.print),
        };
        let next = Next {
            here: &self.here,
            seats: &[],
            record: self.here.record,
            done,
            heard,
            sent: sent.as_slice(),
        };
        take.take(choice, print.plus(self.price(done)), |bytes| {
            next.write(bytes);
        });
    }

    /// What doing something adds to the fingerprint.
    fn price(&self, done: u32) -> Print {
        match done == self.here.done {
            true => Print::default(),
            false => self.done.print(done).minus(self.done.print(self.here.done)),
        }
    }

    pub(super) fn record_after(&mut self, record: u32, facts: u32) -> u32 {
        if let Some(known) = self.record_after.get(record, facts) {
            return known;
        }
        let mut after = self.records.thing(record).clone();
        for fact in self.effects.facts.thing(facts) {
            after.take_in(*fact);
        }
        let after = self.records.number(after, &self.effects.printer);
        self.record_after.put(record, facts, after);
        after
    }
}
