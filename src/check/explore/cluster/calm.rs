//! What becomes of a state when nobody disturbs it any more.
//!
//! Where the budgets are spent the explorer has nothing left to do, but the cluster has: timers go
//! on and clients ask again. So before a request counts as never answered, the state is given a
//! calm and fair future: everything that was said is heard, then one timer rings, in turn, and so
//! on. A cluster that does not answer then, though those who are up could, will not answer.

use super::clients::Clientele;
use super::effects::{BEGIN, RESUME, RETRY, RING};
use super::local::Local;
use super::{Cluster, Here, add, remove};
use crate::protocol::Protocol;
use crate::protocol::ids::{NodeId, NodeSet};

/// Everybody's turn comes so often.
const ROUNDS: u32 = 40;

/// More than this is not said in answer to one thing, or it never ends.
const HEARD_MAX: u32 = 2_000;

impl<P: Protocol, C: Clientele> Cluster<P, C> {
    /// Whether every request is answered, or could not be expected to be.
    pub(super) fn is_answered_in_the_end(&mut self) -> bool {
        let n = self.effects.protocol.size();
        if !self.effects.protocol.can_serve(self.running()) {
            return true;
        }
        let mut calm = self.here.clone();
        for actor in 0..n {
            self.let_happen(&mut calm, actor, RESUME);
        }
        for _ in 0..ROUNDS {
            self.hear_all(&mut calm);
            for actor in 0..self.effects.actors() {
                for event in self.turns(&calm, actor) {
                    if !self.anybody_waits(&calm) {
                        return true;
                    }
                    self.let_happen(&mut calm, actor, event);
                    self.hear_all(&mut calm);
                }
            }
        }
        !self.anybody_waits(&calm)
    }

    fn running(&self) -> NodeSet {
        let nodes = (0..self.effects.protocol.size()).map(NodeId);
        let up =
            |node: &NodeId| matches!(self.local(node.0), Local::Node(n) if n.running.is_some());
        nodes.filter(up).collect()
    }

    fn anybody_waits(&self, here: &Here) -> bool {
        here.seats
            .iter()
            .any(|&seat| match &self.effects.seats.thing(seat).local {
                Local::Client(client) => {
                    self.effects.clients.waits(client) || self.effects.clients.may_begin(client)
                }
                Local::Node(_) => false,
            })
    }

    /// What somebody does by itself.
    fn turns(&mut self, here: &Here, actor: u8) -> Vec<u32> {
        match &self
            .effects
            .seats
            .thing(here.seats[usize::from(actor)])
            .local
        {
            Local::Client(client) if self.effects.clients.may_begin(client) => vec![BEGIN],
            Local::Client(client) if self.effects.clients.waits(client) => vec![RETRY],
            Local::Client(_) => Vec::new(),
            Local::Node(node) => {
                let timers = node
                    .running
                    .iter()
                    .flat_map(|running| running.timers.clone());
                let timers: Vec<P::Timer> = timers.collect();
                let printer = &self.effects.printer;
                let mut number = |timer| self.effects.timers.number(timer, printer);
                timers
                    .into_iter()
                    .map(|timer| RING + number(timer))
                    .collect()
            }
        }
    }

    /// Everything under way is heard, and what is said to that.
    fn hear_all(&mut self, here: &mut Here) {
        let mut heard = 0;
        loop {
            let mut news = false;
            for (number, _) in here.flights.clone() {
                let actor = self.effects.receivers[number as usize];
                let seat = here.seats[usize::from(actor)];
                if heard < HEARD_MAX && !self.effects.of(seat, number).idle {
                    self.let_happen(here, actor, number);
                    (heard, news) = (heard + 1, true);
                }
            }
            if !news {
                return;
            }
        }
    }

    fn let_happen(&mut self, here: &mut Here, actor: u8, event: u32) {
        let place = usize::from(actor);
        let rings = |timers: &[P::Timer]| {
            event < RING || timers.contains(self.effects.timers.thing(event - RING))
        };
        if let Local::Node(node) = &self.effects.seats.thing(here.seats[place]).local {
            let possible = node.running.as_ref().is_some_and(|r| rings(&r.timers));
            if !possible {
                return; // what rang before it stopped this timer, or the node is down
            }
        }
        let effect = self.effects.of(here.seats[place], event);
        here.seats[place] = effect.seat;
        if event < super::effects::KILL {
            remove(&mut here.flights, event);
        }
        for &sent in self.effects.sends(&effect) {
            add(&mut here.flights, sent);
        }
    }
}
