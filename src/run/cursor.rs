//! A place in a run, as a value: the world, the promises, how much of the plan has been done, and
//! the clock. A clone is a snapshot, and going on from one repeats what was, bit for bit.

use crate::check::promises::{Fact, Monitor};
use crate::protocol::Protocol;
use crate::protocol::ids::Micros;
use crate::run::player::Moment;
use crate::run::record::{Record, Tap};
use crate::scenario::Scenario;
use crate::sim::action::Intervention;
use crate::sim::world::World;
use std::rc::Rc;

/// A place in a run.
#[derive(Clone, Debug)]
pub struct Cursor<P: Protocol> {
    pub world: World<P>,
    pub monitor: Monitor,
    /// How many interventions of the plan are done.
    pub planned: usize,
    /// What the clock shows; events until then have happened.
    pub at: Micros,
}

impl<P: Protocol> Cursor<P> {
    /// The very beginning.
    pub fn new(protocol: Rc<P>, scenario: &Scenario, record: &mut Record<P>) -> Cursor<P> {
        let mut facts = Vec::new();
        let mut tap = Tap {
            record: Some(record),
            facts: &mut facts,
        };
        let world = World::new(protocol, scenario, &mut tap);
        let mut monitor = Monitor::default();
        monitor.take_in(&world, &facts);
        Cursor {
            world,
            monitor,
            planned: 0,
            at: Micros::ZERO,
        }
    }

    pub fn moment(&self) -> Moment {
        Moment {
            step: self.world.steps(),
            at: self.at,
        }
    }

    /// When the next thing happens, by itself or by the plan.
    pub fn next_at(&self, plan: &[Intervention]) -> Option<Micros> {
        let planned = plan
            .get(self.planned)
            .map(|next| next.at.max(self.world.now()));
        match (self.world.next_at(), planned) {
            (Some(due), Some(planned)) => Some(due.min(planned)),
            (due, planned) => due.or(planned),
        }
    }

    /// Whether something is still due by itself at the time that the clock shows.
    pub fn settles(&self) -> bool {
        self.world.next_at().is_some_and(|due| due <= self.at)
    }

    /// Lets everything happen that is due by itself by now, with nobody taking it down.
    pub fn settle(&mut self, facts: &mut Vec<Fact>) {
        while self.settles() {
            let record = None;
            self.world.step(&mut Tap { record, facts });
        }
        facts.clear();
    }

    /// One thing happens. Something planned comes after all else that happens at its time.
    pub fn step(
        &mut self,
        plan: &[Intervention],
        record: &mut Record<P>,
        facts: &mut Vec<Fact>,
    ) -> bool {
        facts.clear();
        let new = self.world.steps() >= record.steps();
        let mut tap = Tap {
            record: new.then_some(record),
            facts,
        };
        let moved = match (plan.get(self.planned), self.world.next_at()) {
            (Some(next), due) if due.is_none_or(|due| next.at < due) => {
                self.planned += 1;
                self.world.wait_until(next.at);
                // What is not possible (any more) is passed over: the plan of a scenario may have
                // been made for other parameters.
                let _ = self.world.act(next.action, &mut tap);
                true
            }
            _ => self.world.step(&mut tap),
        };
        if !facts.is_empty() {
            self.monitor.take_in(&self.world, facts);
        }
        self.at = self.at.max(self.world.now());
        moved
    }
}
