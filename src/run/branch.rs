//! A branch: a plan and the record of what it led to, with the snapshots by which one moves about
//! in it.

use std::ops::Range;
use std::rc::Rc;

use super::cursor::Cursor;
use super::player::Moment;
use super::record::{MarkedWhat, Record};
use crate::check::clients::Judge;
use crate::check::promises::LINEARIZABLE;
use crate::protocol::describe::Describe;
use crate::protocol::ids::Micros;
use crate::scenario::Scenario;
use crate::scenario::tree::Parting;
use crate::sim::action::{Action, Intervention};

/// A snapshot is taken every so many events at first; when there are too many, every second one
/// goes and the distance doubles.
const SNAPSHOT_EVERY: u64 = 512;
const SNAPSHOTS_MAX: usize = 256;

/// One line of history.
#[derive(Debug)]
pub(super) struct Branch<P: Describe> {
    pub parting: Option<Parting>,
    /// What a person calls it.
    #[cfg(feature = "every-protocol")]
    pub words: Option<String>,
    /// Everything planned or done, sorted by time.
    pub plan: Vec<Intervention>,
    /// Which of them a person did, as places in the plan, in order.
    pub by_hand: Vec<usize>,
    /// Those that were done in one go, and are taken back so.
    pub together: Vec<Range<usize>>,
    /// Undo or redo came from here, with nothing lost, and nobody has gone back since: it may go
    /// when room is needed.
    pub left_behind: bool,
    pub record: Record<P>,
    pub snapshots: Vec<Cursor<P>>,
    snapshot_every: u64,
    /// As far as it has been run.
    pub end: Cursor<P>,
}

impl<P: Describe> Branch<P> {
    /// The branch of a scenario's plan, at the very beginning.
    pub fn begin(protocol: &Rc<P>, scenario: &Scenario) -> Branch<P> {
        let mut record = Record::default();
        let promises = protocol.spec().promises;
        if promises.iter().any(|promise| promise.id == LINEARIZABLE) {
            record.judge = Judge::begin();
        }
        let end = Cursor::new(Rc::clone(protocol), scenario, &mut record);
        Branch {
            parting: None,
            #[cfg(feature = "every-protocol")]
            words: None,
            plan: scenario.plan.clone(),
            by_hand: Vec::new(),
            together: Vec::new(),
            left_behind: false,
            record,
            snapshots: vec![end.clone()],
            snapshot_every: SNAPSHOT_EVERY,
            end,
        }
    }

    /// A branch that has everything up to a moment in common with this one.
    pub fn part(&self, parting: Parting, here: &Cursor<P>) -> Branch<P> {
        let (steps, shared) = (parting.moment.step, parting.shared);
        // What people did later belongs to the old future; what the scenario plans comes anyway.
        let kept = (0..self.plan.len()).filter(|i| *i < shared || !self.by_hand.contains(i));
        let by_hand = self.by_hand.iter().copied();
        let together = self.together.iter().cloned();
        let snapshots = self.snapshots.iter();
        Branch {
            parting: Some(parting),
            #[cfg(feature = "every-protocol")]
            words: None,
            plan: kept.map(|i| self.plan[i]).collect(),
            by_hand: by_hand.filter(|i| *i < shared).collect(),
            together: together
                .map(|them| them.start..them.end.min(shared))
                .filter(|them| them.len() > 1)
                .collect(),
            left_behind: false,
            record: self.record.up_to(&here.world, here.at),
            snapshots: snapshots
                .filter(|snapshot| snapshot.world.steps() <= steps)
                .cloned()
                .collect(),
            snapshot_every: self.snapshot_every,
            end: here.clone(),
        }
    }

    /// Takes one if it is time for it; true when it was.
    pub fn take_snapshot(&mut self, here: &Cursor<P>) -> bool {
        let last = self.snapshots.last().map_or(0, |last| last.world.steps());
        if here.world.steps() < last + self.snapshot_every {
            return false;
        }
        self.snapshots.push(here.clone());
        self.forget_old_snapshots();
        if self.snapshots.len() > SNAPSHOTS_MAX {
            let mut index = 0;
            self.snapshots.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.snapshot_every *= 2;
        }
        true
    }

    /// Those from before the oldest event that is kept lead nowhere.
    pub fn forget_old_snapshots(&mut self) {
        let kept_from = self.record.first_step();
        if self.snapshots[0].world.steps() < kept_from {
            self.snapshots
                .retain(|snapshot| snapshot.world.steps() >= kept_from);
        }
        if self.snapshots.is_empty() {
            self.snapshots.push(self.end.clone());
        }
    }

    /// Whether something was done in one go with what was done before it.
    pub fn is_with_last(&self, index: usize) -> bool {
        let mut together = self.together.iter();
        together.any(|them| them.contains(&index) && them.start < index)
    }

    /// The earliest moment that can be gone to.
    pub fn beginning(&self) -> Moment {
        self.snapshots[0].moment()
    }

    /// Everything that was done, in order, with the step in which it was.
    pub fn actions(&self) -> impl Iterator<Item = (u64, Micros, Action)> {
        self.record.marks.iter().filter_map(|mark| match mark.what {
            MarkedWhat::Acted(action) => Some((mark.step, mark.at, action)),
            _ => None,
        })
    }
}
