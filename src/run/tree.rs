//! The run as a tree. Acting at the tip goes on with the branch; acting in the past starts a new one,
//! and the old future stays.

use std::cell::RefCell;
use std::rc::Rc;

use super::bound::EVENTS_OF_ALL;
use super::branch::Branch;
use super::cursor::Cursor;
use super::player::Moment;
use crate::check::promises::Fact;
use crate::protocol::describe::Describe;
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::Scenario;
use crate::scenario::tree::{Made, Parting};
use crate::sim::action::{Action, Intervention};

/// Whether what redo leads to still counts when there is to be room for a branch: what is done next
/// by hand ends it anyway.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Redo {
    Kept,
    Dropped,
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
    pub(super) undone: Vec<(usize, Moment)>,
    /// The branch that was deleted last, and which one it was.
    #[cfg(feature = "every-protocol")]
    pub(super) removed: Option<(usize, Branch<P>)>,
    facts: Vec<Fact>,
    /// Labels of messages; a message remembers its place and the table's edition.
    pub(super) labels: RefCell<(u16, Vec<Say>)>,
}

impl<P: Describe> Run<P> {
    pub fn new(protocol: P, scenario: Scenario) -> Run<P> {
        let protocol = Rc::new(protocol);
        let trunk = Branch::begin(&protocol, &scenario);
        Run {
            here: trunk.end.clone(),
            protocol,
            scenario,
            branches: vec![trunk],
            current: 0,
            revision: 1,
            undone: Vec::new(),
            #[cfg(feature = "every-protocol")]
            removed: None,
            facts: Vec::new(),
            labels: RefCell::new((1, Vec::new())),
        }
    }

    pub(super) fn branch(&self) -> &Branch<P> {
        &self.branches[self.current]
    }

    /// What a branch is called: "node 2 killed at 318 ms", unless a person has named it.
    pub(super) fn name_of(&self, branch: &Branch<P>) -> Option<Say> {
        #[cfg(feature = "every-protocol")]
        if let Some(words) = &branch.words {
            return Some(say!("sheet.branch", words = words.as_str()));
        }
        let parting = branch.parting?;
        let plan = match parting.made {
            Made::Did => &branch.plan,
            Made::Without => &self.branches[parting.parent].plan,
        };
        let made = plan.get(parting.shared)?;
        let what = super::bands::describe(&made.action);
        let what = say!("branch.name", what = what, at = made.at);
        Some(match parting.made {
            Made::Did => what,
            Made::Without => say!("branch.without", what = what),
        })
    }

    /// The place shown.
    pub fn here(&self) -> &Cursor<P> {
        &self.here
    }

    /// One thing happens after the moment shown, new or replayed; false when nothing is due.
    pub(super) fn one_step(&mut self) -> bool {
        let branch = &mut self.branches[self.current];
        let moved = self
            .here
            .step(&branch.plan, &mut branch.record, &mut self.facts);
        if moved {
            self.revision += 1;
            if branch.take_snapshot(&self.here) {
                self.keep_within(EVENTS_OF_ALL);
            }
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
    fn seek(&mut self, before: &dyn Fn(&Cursor<P>) -> bool) {
        let snapshots = &self.branch().snapshots;
        let found = snapshots.partition_point(before).saturating_sub(1);
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
        self.seek(&|cursor| cursor.world.steps() <= step && cursor.at == cursor.world.now());
        while self.here.world.steps() < step && self.one_step() {}
        self.here.at = self.here.world.now();
    }

    pub fn seek_time(&mut self, at: Micros) {
        let at = at
            .min(self.branch().end.at)
            .max(self.branch().snapshots[0].at);
        self.seek(&|cursor| cursor.at <= at);
        self.run_to(at);
    }

    /// Goes to a moment that has been run, which may lie between things that happen at one time.
    fn seek_moment(&mut self, moment: Moment) {
        self.here = self.branch().snapshots[0].clone();
        self.seek_step(moment.step);
        let at = moment.at.min(self.branch().end.at);
        let next = self.here.next_at(&self.branch().plan);
        if next.is_some_and(|next| next < at) {
            // The branch has not been run as far as that.
            self.run_to(at);
        }
        self.here.at = self.here.at.max(at);
    }

    /// Goes to right before something in the plan is done, which has been run and not let go.
    fn seek_before(&mut self, index: usize) {
        let at = self.branch().plan[index].at;
        self.seek(&|cursor| cursor.planned <= index);
        let due_first = |here: &Cursor<P>| here.world.next_at().is_some_and(|due| due <= at);
        while (self.here.planned < index || due_first(&self.here)) && self.one_step() {}
        self.here.at = at;
    }

    /// Whether more was done on this branch, or left it, after the moment shown, or the branch
    /// itself begins later.
    fn goes_on(&self) -> bool {
        let here = &self.here;
        let begins = self.branch().parting.map(|parting| parting.moment.at);
        let mut partings = self.branches.iter().filter_map(|branch| branch.parting);
        let left_later = partings.any(|parting| {
            let shared = parting.shared + usize::from(parting.made == Made::Without);
            parting.parent == self.current && (shared > here.planned || parting.moment.at > here.at)
        });
        let done_later = self.branch().by_hand.last() >= Some(&here.planned);
        left_later || done_later || begins > Some(here.at)
    }

    /// Does something now, on this branch or, in the past, on a new one.
    pub fn act(&mut self, action: Action, by_hand: bool) -> Result<(), Say> {
        // What is due by itself at this very time comes first, and only that: what was done after the
        // moment shown belongs to the old future. A refusal leaves everything as it is, so this is
        // tried out elsewhere.
        let mut then = self.here.clone();
        then.settle(&mut self.facts);
        then.world.may(&action)?;
        then.world.finds_links(&action)?;
        let in_the_past = then.world.steps() < self.branch().record.steps();
        // What was opened with its branches may go on beyond what has been run.
        let forks = in_the_past || (cfg!(feature = "every-protocol") && self.goes_on());
        if forks {
            self.room_for_a_branch(Redo::Dropped)?;
        }
        while self.here.settles() {
            self.one_step();
        }
        if forks {
            self.fork(Made::Did);
        }
        let planned = self.here.planned;
        let intervention = Intervention {
            at: self.here.at,
            action,
        };
        let branch = &mut self.branches[self.current];
        branch.plan.insert(planned, intervention);
        if by_hand {
            branch.by_hand.push(planned);
            self.undone.clear();
        }
        self.one_step();
        self.branches[self.current].end = self.here.clone();
        Ok(())
    }

    /// Does several things now, up to the first that cannot be done.
    pub fn act_together(&mut self, actions: &[Action]) -> Result<(), Say> {
        let begun = self.here.planned;
        let done = actions
            .iter()
            .try_for_each(|action| self.act(*action, true));
        let together = begun..self.here.planned;
        if together.len() > 1 {
            self.branches[self.current].together.push(together);
        }
        done
    }

    /// Refuses when there are as many branches as there may be: the small program has no way to let
    /// one go, and the sheet of branches, where that is done, comes with the whole one.
    #[cfg(not(feature = "every-protocol"))]
    pub(super) fn room_for_a_branch(&self, _: Redo) -> Result<(), Say> {
        match self.branches.len() < crate::scenario::tree::BRANCHES_MAX {
            true => Ok(()),
            false => Err(say!(
                "refused.branches",
                most = crate::scenario::tree::BRANCHES_MAX as u32
            )),
        }
    }

    /// A new branch that shares everything up to the moment shown. There is room for it.
    pub(super) fn fork(&mut self, made: Made) {
        let parting = Parting {
            parent: self.current,
            moment: self.here.moment(),
            shared: self.here.planned,
            made,
        };
        let branch = self.branch().part(parting, &self.here);
        self.branches.push(branch);
        self.current = self.branches.len() - 1;
        self.revision += 1;
        self.keep_within(EVENTS_OF_ALL);
    }

    pub fn switch_to(&mut self, branch: usize) {
        if branch < self.branches.len() && branch != self.current {
            let at = self.here.at;
            self.go_back_to(branch);
            self.here = self.branch().snapshots[0].clone();
            self.seek_time(at);
        }
    }

    /// Looks at a branch, which somebody cares for then.
    fn go_back_to(&mut self, branch: usize) {
        self.current = branch;
        self.branches[branch].left_behind = false;
    }

    /// Goes to before the last thing done by hand, or things done in one go, on a branch without.
    /// Says why it cannot, and moves nothing then.
    pub fn undo(&mut self) -> Result<(), Say> {
        let nothing = || say!("toast.nothing_to_undo");
        let branch = self.branch();
        let run = |index: &&usize| **index < branch.end.planned;
        let last = branch.by_hand.iter().rev().find(run);
        let last = *last.ok_or_else(nothing)?;
        // What is yet to come on it has not been taken back.
        let is_spent = branch.by_hand.last() == Some(&last);
        let mut together = branch.together.iter();
        let index = together
            .find(|them| them.contains(&last))
            .map_or(last, |them| them.start);
        let from;
        match branch.parting {
            // It made this branch: the branch it parted from is the one without it.
            Some(parting) if (parting.made, parting.shared) == (Made::Did, index) => {
                from = (self.current, self.here.moment());
                self.go_back_to(parting.parent);
                self.seek_moment(parting.moment);
            }
            _ => {
                if branch.snapshots[0].planned > index {
                    return Err(say!("refused.let_go"));
                }
                self.room_for_a_branch(Redo::Kept)?;
                from = (self.current, self.here.moment());
                self.seek_before(index);
                self.fork(Made::Without);
            }
        }
        self.branches[from.0].left_behind = is_spent;
        self.undone.push(from);
        Ok(())
    }

    pub fn redo(&mut self) -> bool {
        let Some((branch, moment)) = self.undone.pop() else {
            return false;
        };
        let here = self.branch();
        let is_without = |it: &Parting| it.made == Made::Without;
        if let Some(parting) = here.parting.filter(is_without) {
            // A branch that undo made holds nothing of its own until something is done on it.
            let untouched = here.by_hand.last() < Some(&parting.shared);
            self.branches[self.current].left_behind = untouched;
        }
        self.go_back_to(branch);
        self.seek_moment(moment);
        true
    }
}
