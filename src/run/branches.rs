//! A run with its branches, to data and back. What is opened is replayed branch by branch, each from
//! the beginning; whatever is not replayed then is still in the plan, and comes when time runs on.

use super::branch::Branch;
use super::open::protocol_of;
use super::player::{Moment, Player};
use super::tree::Run;
use crate::protocol::describe::Describe;
use crate::protocol::say::Say;
use crate::scenario::tree::{self, BranchPlan, Deed, STEP_MAX, Tree};
use crate::scenario::validate::TIME_MAX;

/// A link may name branches that are hours long. So many events are replayed of all together when
/// it is opened, which takes about a second.
pub const EVENTS_AT_ONCE: u64 = 300_000;

/// A run from data.
pub struct Grown {
    pub player: Box<dyn Player>,
    /// Whether a branch was not run as far as it had been.
    pub cut_short: bool,
}

/// Opens a run with all its branches, each run as far as it was, on the one that was looked at. At
/// most so many events are replayed; data that is not sound is refused.
pub fn open_tree(tree: &Tree, events: u64) -> Result<Grown, Say> {
    tree.check()?;
    let protocol = protocol_of(&tree.scenario(0))?;
    let mut run = Run::new(protocol, tree.scenario(0));
    let mut left = events;
    run.grow(tree);
    let shown = std::iter::once(tree.shown);
    let others = (0..tree.branches.len()).filter(|number| *number != tree.shown);
    let mut cut_short = false;
    for number in shown.chain(others) {
        run.put_on(number);
        cut_short |= !run.replay(tree.branches[number].end, &mut left);
    }
    run.put_on(tree.shown);
    Ok(Grown {
        player: Box::new(run),
        cut_short,
    })
}

impl<P: Describe> Run<P> {
    pub(super) fn tree(&self) -> Tree {
        let mut setup = self.scenario.clone();
        setup.plan = Vec::new();
        Tree {
            setup,
            branches: self.branches.iter().map(Branch::plan).collect(),
            shown: self.current,
        }
    }

    /// Gives a branch a name of a person's choice.
    pub(super) fn call(&mut self, branch: usize, words: &str) -> Result<(), Say> {
        let words = words.trim();
        let chosen = (!words.is_empty()).then(|| words.to_owned());
        if chosen.is_some() {
            tree::check_words(words)?;
        }
        if let Some(branch) = self.branches.get_mut(branch) {
            branch.words = chosen;
            self.revision += 1;
        }
        Ok(())
    }

    /// Makes all the branches of a sound tree, none of them run yet.
    fn grow(&mut self, tree: &Tree) {
        let made = tree.branches.iter().enumerate().map(|(number, planned)| {
            let mut branch = Branch::begin(&self.protocol, &tree.scenario(number));
            branch.parting = planned.parting;
            branch.words.clone_from(&planned.words);
            let numbered = planned.plan.iter().enumerate();
            let by_hand = numbered.filter(|(_, deed)| deed.by_hand);
            branch.by_hand = by_hand.map(|(index, _)| index).collect();
            for (index, deed) in planned.plan.iter().enumerate() {
                match branch.together.last_mut() {
                    _ if !deed.with_last => {}
                    Some(them) if them.end == index => them.end = index + 1,
                    _ => branch.together.push(index - 1..index + 1),
                }
            }
            branch
        });
        self.branches = made.collect();
    }

    /// Looks at a branch, as far as it has been run.
    fn put_on(&mut self, number: usize) {
        self.current = number;
        self.here = self.branch().end.clone();
        self.revision += 1;
    }

    /// Runs a branch up to a moment while there are events left; false when it did not get there.
    fn replay(&mut self, end: Moment, left: &mut u64) -> bool {
        // Several things may happen at one time, and the end be between them.
        let not_yet = |run: &Self| {
            let next = run.here.next_at(&run.branch().plan);
            let more = run.here.world.steps() < end.step;
            next.is_some_and(|next| next < end.at || (next == end.at && more))
        };
        while not_yet(self) && *left > 0 {
            *left -= 1;
            self.one_step();
        }
        let there = !not_yet(self);
        if there {
            self.here.at = self.here.at.max(end.at);
        }
        self.branches[self.current].end = self.here.clone();
        there
    }
}

impl<P: Describe> Branch<P> {
    /// The branch as data. It has been run at least to where it parted, if not in this program.
    fn plan(&self) -> BranchPlan {
        let parted = self.parting.map_or(Moment::default(), |it| it.moment);
        let end = self.end.moment();
        let numbered = self.plan.iter().enumerate();
        BranchPlan {
            parting: self.parting,
            words: self.words.clone(),
            plan: numbered
                .map(|(index, what)| Deed {
                    what: *what,
                    by_hand: self.by_hand.contains(&index),
                    with_last: self.is_with_last(index),
                })
                .collect(),
            end: Moment {
                step: end.step.max(parted.step).min(STEP_MAX),
                at: end.at.max(parted.at).min(TIME_MAX),
            },
        }
    }
}
