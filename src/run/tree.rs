//! The run as a tree. A branch is a plan and the record of what it led to. Acting at the tip goes
//! on with the branch; acting in the past starts a new one, and the old future stays.

use std::cell::RefCell;
use std::rc::Rc;

use super::cursor::Cursor;
use super::player::{BranchId, Moment};
use super::record::{MarkedWhat, Record};
use crate::check::clients::Judge;
use crate::check::promises::{Fact, LINEARIZABLE};
use crate::protocol::describe::Describe;
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::Scenario;
use crate::sim::action::{Action, Intervention};

/// A snapshot is taken every so many events at first; when there are too many, every second one
/// goes and the distance doubles.
const SNAPSHOT_EVERY: u64 = 512;
const SNAPSHOTS_MAX: usize = 256;

/// So many branches at most: then the person is told, and nothing is thrown away behind their back.
pub const BRANCHES_MAX: usize = 24;

/// One line of history.
#[derive(Debug)]
pub(super) struct Branch<P: Describe> {
    pub parent: Option<(BranchId, Moment)>,
    pub name: Option<Say>,
    /// Everything planned or done, sorted by time.
    pub plan: Vec<Intervention>,
    /// How many of them, from the start of the plan, a person did: (index in the plan, step).
    pub done: Vec<(usize, u64)>,
    pub record: Record<P>,
    snapshots: Vec<Cursor<P>>,
    snapshot_every: u64,
    /// As far as it has been run.
    pub end: Cursor<P>,
}

/// A run that one can move about in.
#[derive(Debug)]
pub struct Run<P: Describe> {
    pub(super) protocol: Rc<P>,
    pub(super) scenario: Scenario,
    pub(super) branches: Vec<Branch<P>>,
    pub(super) current: usize,
    pub(super) here: Cursor<P>,
    pub(super) revision: u64,
    /// Where undo came from, for redo.
    undone: Vec<(usize, Moment)>,
    facts: Vec<Fact>,
    /// Labels of messages; a message remembers its place and the table's edition.
    pub(super) labels: RefCell<(u16, Vec<Say>)>,
}

impl<P: Describe> Run<P> {
    pub fn new(protocol: P, scenario: Scenario) -> Run<P> {
        let protocol = Rc::new(protocol);
        let mut record = Record::default();
        let promises = protocol.spec().promises;
        if promises.iter().any(|promise| promise.id == LINEARIZABLE) {
            record.judge = Judge::begin();
        }
        let here = Cursor::new(Rc::clone(&protocol), &scenario, &mut record);
        let trunk = Branch {
            parent: None,
            name: None,
            plan: scenario.plan.clone(),
            done: Vec::new(),
            record,
            snapshots: vec![here.clone()],
            snapshot_every: SNAPSHOT_EVERY,
            end: here.clone(),
        };
        Run {
            protocol,
            scenario,
            branches: vec![trunk],
            current: 0,
            here,
            revision: 1,
            undone: Vec::new(),
            facts: Vec::new(),
            labels: RefCell::new((1, Vec::new())),
        }
    }

    pub(super) fn branch(&self) -> &Branch<P> {
        &self.branches[self.current]
    }

    /// The place shown.
    pub fn here(&self) -> &Cursor<P> {
        &self.here
    }

    /// One thing happens after the moment shown, new or replayed; false when nothing is due.
    fn one_step(&mut self) -> bool {
        let branch = &mut self.branches[self.current];
        let moved = self
            .here
            .step(&branch.plan, &mut branch.record, &mut self.facts);
        if moved {
            self.revision += 1;
            branch.take_snapshot(&self.here);
        }
        moved
    }

    /// Whether the moment shown is as far as the branch has been run.
    pub(super) fn at_the_tip(&self) -> bool {
        self.here.moment().step >= self.branch().record.steps()
    }

    fn note_end(&mut self) {
        if self.at_the_tip() && self.here.at >= self.branch().end.at {
            self.branches[self.current].end = self.here.clone();
        }
    }

    /// Lets everything happen until a time.
    pub fn run_to(&mut self, at: Micros) {
        while self
            .here
            .next_at(&self.branch().plan)
            .is_some_and(|next| next <= at)
        {
            self.one_step();
        }
        self.here.at = self.here.at.max(at);
        self.note_end();
    }

    /// One event on; true when there was one.
    pub fn one_event(&mut self) -> bool {
        let steps = self.here.world.steps();
        while self.here.world.steps() == steps {
            if !self.one_step() {
                return false;
            }
        }
        self.note_end();
        true
    }

    /// Goes to a place that has been run: the nearest snapshot before it, then replay.
    fn seek(&mut self, before: impl Fn(&Cursor<P>) -> bool) {
        let snapshots = &self.branch().snapshots;
        let found = snapshots.partition_point(&before).saturating_sub(1);
        let nearer =
            before(&self.here) && self.here.moment().step >= snapshots[found].moment().step;
        if !nearer {
            self.here = snapshots[found].clone();
        }
        self.revision += 1;
    }

    pub fn seek_step(&mut self, step: u64) {
        let last = self.branch().record.steps();
        let step = step.clamp(self.branch().snapshots[0].world.steps(), last);
        self.seek(|cursor| cursor.world.steps() <= step && cursor.at == cursor.world.now());
        while self.here.world.steps() < step && self.one_step() {}
        self.here.at = self.here.world.now();
    }

    pub fn seek_time(&mut self, at: Micros) {
        let at = at
            .min(self.branch().end.at)
            .max(self.branch().snapshots[0].at);
        self.seek(|cursor| cursor.at <= at);
        self.run_to(at);
    }

    /// Does something now, on this branch or, in the past, on a new one.
    pub fn act(&mut self, action: Action, by_hand: bool) -> Result<(), Say> {
        // What is due at this very time comes first: an intervention is the last thing of its time.
        self.run_to(self.here.at);
        self.here.world.may(&action)?;
        if !self.at_the_tip() {
            self.fork(Some(name_of(&action, self.here.at)))?;
        }
        let intervention = Intervention {
            at: self.here.at,
            action,
        };
        let (index, step) = (self.here.planned, self.here.world.steps());
        let branch = &mut self.branches[self.current];
        branch.plan.insert(index, intervention);
        if by_hand {
            branch.done.push((index, step));
            self.undone.clear();
        }
        self.one_step();
        self.branches[self.current].end = self.here.clone();
        Ok(())
    }

    /// A new branch that shares everything up to the moment shown.
    fn fork(&mut self, name: Option<Say>) -> Result<(), Say> {
        if self.branches.len() >= BRANCHES_MAX {
            return Err(say!("refused.branches", most = BRANCHES_MAX as u32));
        }
        let (here, parent) = (&self.here, self.branch());
        let steps = here.world.steps();
        // What people did later belongs to the old future; what the scenario plans comes anyway.
        let by_hand = |index: &usize| parent.done.iter().any(|(done, _)| done == index);
        let kept = (0..parent.plan.len()).filter(|i| *i < here.planned || !by_hand(i));
        let branch = Branch {
            parent: Some((BranchId(self.current as u32), here.moment())),
            name,
            plan: kept.map(|i| parent.plan[i]).collect(),
            done: parent
                .done
                .iter()
                .copied()
                .filter(|(_, step)| *step < steps)
                .collect(),
            record: parent
                .record
                .up_to(steps, here.world.messages_sent(), here.at),
            snapshots: parent
                .snapshots
                .iter()
                .filter(|snapshot| snapshot.world.steps() <= steps)
                .cloned()
                .collect(),
            snapshot_every: parent.snapshot_every,
            end: here.clone(),
        };
        self.branches.push(branch);
        self.current = self.branches.len() - 1;
        self.revision += 1;
        Ok(())
    }

    pub fn switch_to(&mut self, branch: usize) {
        if branch < self.branches.len() && branch != self.current {
            let at = self.here.at;
            self.current = branch;
            self.here = self.branch().snapshots[0].clone();
            self.seek_time(at);
        }
    }

    /// Goes to before the last thing done by hand, on a branch without it.
    pub fn undo(&mut self) -> bool {
        let Some(&(index, step)) = self.branch().done.last() else {
            return false;
        };
        let from = (self.current, self.here.moment());
        let at = self.branch().plan[index].at;
        match self.branch().parent {
            // It made this branch: the branch it parted from is the one without it.
            Some((parent, moment)) if moment.step == step => {
                self.current = parent.0 as usize;
                self.here = self.branch().snapshots[0].clone();
                self.seek_step(moment.step);
                self.run_to(at);
            }
            _ => {
                self.seek_step(step);
                self.here.at = at;
                let taken_back = name_of(&self.branch().plan[index].action, at);
                if self
                    .fork(Some(say!("branch.without", what = taken_back)))
                    .is_err()
                {
                    return false;
                }
            }
        }
        self.undone.push(from);
        true
    }

    pub fn redo(&mut self) -> bool {
        let Some((branch, moment)) = self.undone.pop() else {
            return false;
        };
        self.current = branch;
        self.here = self.branch().snapshots[0].clone();
        self.seek_time(moment.at);
        true
    }
}

impl<P: Describe> Branch<P> {
    fn take_snapshot(&mut self, here: &Cursor<P>) {
        let last = self.snapshots.last().map_or(0, |last| last.world.steps());
        if here.world.steps() < last + self.snapshot_every {
            return;
        }
        self.snapshots.push(here.clone());
        let kept_from = self.record.first_step();
        if self.snapshots[0].world.steps() < kept_from {
            self.snapshots
                .retain(|snapshot| snapshot.world.steps() >= kept_from);
        }
        if self.snapshots.len() > SNAPSHOTS_MAX {
            let mut index = 0;
            self.snapshots.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.snapshot_every *= 2;
        }
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

    pub fn snapshots(&self) -> usize {
        self.snapshots.len()
    }
}

/// "node 2 killed at 318 ms".
fn name_of(action: &Action, at: Micros) -> Say {
    say!(
        "branch.name",
        what = super::bands::describe(action),
        at = at
    )
}
