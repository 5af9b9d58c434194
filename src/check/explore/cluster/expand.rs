//! Everything that can happen next in a state of a cluster.

use smallvec::SmallVec;

use super::budgets::Cost;
use super::clients::Clientele;
use super::effects::{BEGIN, Effect, KILL, PAUSE, RESTART, RESUME, RETRY, RING};
use super::local::Local;
use super::{Choice, Cluster, Here};
use crate::check::explore::Take;
use crate::check::explore::frontier::write_number;
use crate::check::explore::print::Print;
use crate::protocol::Protocol;

impl Here {
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        write_head(&self.seats, self.record, self.spent, bytes);
        write_flights(&self.flights, bytes);
    }
}

/// A successor, as its differences from the state it follows.
struct Next<'a> {
    here: &'a Here,
    actor: u8,
    seat: u32,
    record: u32,
    spent: u32,
    /// A message that is not under way any more, and those that are now.
    heard: Option<u32>,
    sent: &'a [u32],
}

impl Next<'_> {
    fn write(&self, bytes: &mut Vec<u8>) {
        let mut seats: SmallVec<[u32; 16]> = SmallVec::from_slice(&self.here.seats);
        seats[usize::from(self.actor)] = self.seat;
        write_head(&seats, self.record, self.spent, bytes);
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

fn write_head(seats: &[u32], record: u32, spent: u32, bytes: &mut Vec<u8>) {
    for &seat in seats {
        write_number(seat, bytes);
    }
    write_number(record, bytes);
    write_number(spent, bytes);
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
        for at in 0..self.here.flights.len() {
            let (number, _) = self.here.flights[at];
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
            if let Some(spent) = self.spend(Cost::Drop) {
                self.offer_flight(Choice::Drop(number), spent, take);
            }
            if let Some(spent) = self.spend(Cost::Duplicate) {
                self.offer_flight(Choice::Duplicate(number), spent, take);
            }
        }
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
                        let timers = running.timers.iter();
                        events.extend(timers.map(|&timer| {
                            let number = self.effects.timers.number(timer, &self.effects.printer);
                            (RING + number, Some(Cost::Timeout))
                        }));
                        events.push((PAUSE, Some(Cost::Pause)));
                    }
                    events.push((KILL, Some(Cost::Kill)));
                }
            },
        }
        for (event, cost) in events {
            let spent = match cost {
                None => None,
                Some(cost) => match self.spend(cost) {
                    Some(spent) => Some(spent),
                    None => continue,
                },
            };
            let effect = self.effects.of(seat, event);
            if !effect.idle {
                self.offer(Choice::Event(actor, event), actor, effect, spent, take);
            }
        }
    }

    /// What will have been spent then, by number; `None` when there is nothing left for it.
    fn spend(&mut self, cost: Cost) -> Option<u32> {
        let spent = *self.spent.thing(self.here.spent);
        match spent.spend(cost, &self.budgets) {
            Some(more) => Some(self.spent.number(more, &self.effects.printer)),
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
        spent: Option<u32>,
        take: &mut impl Take<Choice>,
    ) {
        let mut print = self.here.print.plus(effect.change);
        let mut record = self.here.record;
        if let Some(facts) = effect.facts {
            record = self.record_after(record, facts);
            let before = self.records.print(self.here.record);
            print = print.plus(self.records.print(record)).minus(before);
        }
        let spent = spent.unwrap_or(self.here.spent);
        print = print.plus(self.price(spent));
        let next = Next {
            here: &self.here,
            actor,
            seat: effect.seat,
            record,
            spent,
            heard: match choice {
                Choice::Deliver(number) => Some(number),
                _ => None,
            },
            sent: self.effects.sends(&effect),
        };
        take.take(choice, print, |bytes| next.write(bytes));
    }

    /// A message that is lost, or of which there is one more.
    fn offer_flight(&mut self, choice: Choice, spent: u32, take: &mut impl Take<Choice>) {
        let (heard, sent, print) = match choice {
            Choice::Drop(number) => {
                let print = self.here.print.minus(self.effects.envelopes.print(number));
                (Some(number), None, print)
            }
            Choice::Duplicate(number) => {
                let print = self.here.print.plus(self.effects.envelopes.print(number));
                (None, Some(number), print)
            }
            _ => unreachable!("nothing else is only about a message"),
        };
        let next = Next {
            here: &self.here,
            actor: 0,
            seat: self.here.seats[0],
            record: self.here.record,
            spent,
            heard,
            sent: sent.as_slice(),
        };
        take.take(choice, print.plus(self.price(spent)), |bytes| {
            next.write(bytes);
        });
    }

    /// What spending adds to the fingerprint.
    fn price(&self, spent: u32) -> Print {
        match spent == self.here.spent {
            true => Print::default(),
            false => self
                .spent
                .print(spent)
                .minus(self.spent.print(self.here.spent)),
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
