//! A run with its branches, as data: what a link or a reloaded page brings back. Each branch has a
//! whole plan of its own, so that it can be replayed without the others.

use super::Scenario;
use super::validate::{PLAN_MAX, TIME_MAX, field, span};
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::say;
use crate::sim::action::Intervention;

/// So many branches at most: then the person is told, and nothing is thrown away behind their back.
pub const BRANCHES_MAX: usize = 24;

/// A person's name for a branch has at most so many characters.
pub const NAME_MAX: usize = 60;

/// No run has more events than this, or a page would have to run for days.
pub const STEP_MAX: u64 = 1_000_000_000;

/// A place in a run: after so many events, with the clock at `at`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moment {
    pub step: u64,
    pub at: Micros,
}

/// A run as a tree of branches.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    /// What all branches have in common. Its own plan is empty.
    pub setup: Scenario,
    /// The first is the trunk; parents come before their children.
    pub branches: Vec<BranchPlan>,
    /// The one that is looked at.
    pub shown: usize,
}

/// One branch.
#[derive(Clone, PartialEq, Debug)]
pub struct BranchPlan {
    /// `None` for the trunk alone.
    pub parting: Option<Parting>,
    /// What a person calls it.
    pub words: Option<String>,
    /// Everything planned or done, sorted by time.
    pub plan: Vec<Deed>,
    /// As far as it has been run.
    pub end: Moment,
}

/// Something in a branch's plan, and whether a person did it: then it belongs to this branch, and
/// one that parts before it goes without.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deed {
    pub what: Intervention,
    pub by_hand: bool,
    /// In one go with the one before it, which was done by hand as well: one undo takes both back.
    pub with_last: bool,
}

/// Where and why a branch left another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Parting {
    pub parent: usize,
    pub moment: Moment,
    /// So much of the plan was done by then, and both have it.
    pub shared: usize,
    pub made: Made,
}

/// What made a branch: a deed that it has and its parent lacks, or the other way round. It is the
/// first after what they share.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Made {
    #[default]
    Did,
    Without,
}

impl Tree {
    /// A scenario that nobody has done anything in.
    pub fn of(scenario: Scenario) -> Tree {
        let mut setup = scenario;
        let plan = std::mem::take(&mut setup.plan).into_iter();
        let trunk = BranchPlan {
            parting: None,
            words: None,
            plan: plan
                .map(|what| Deed {
                    what,
                    by_hand: false,
                    with_last: false,
                })
                .collect(),
            end: Moment::default(),
        };
        Tree {
            setup,
            branches: vec![trunk],
            shown: 0,
        }
    }

    /// The branch that is looked at, without the others.
    pub fn alone(&self) -> Tree {
        let trunk = BranchPlan {
            parting: None,
            ..self.branches[self.shown].clone()
        };
        Tree {
            setup: self.setup.clone(),
            branches: vec![trunk],
            shown: 0,
        }
    }

    /// Whether its one scenario says all of it: nobody has done, named or branched anything.
    pub fn is_plain(&self) -> bool {
        let [trunk] = &self.branches[..] else {
            return false;
        };
        trunk.words.is_none() && !trunk.plan.iter().any(|deed| deed.by_hand)
    }

    /// The scenario that makes a branch, alone.
    pub fn scenario(&self, branch: usize) -> Scenario {
        let plan = self.branches[branch].plan.iter();
        Scenario {
            plan: plan.map(|deed| deed.what).collect(),
            ..self.setup.clone()
        }
    }

    /// The first deed in which a branch and its parent differ: it has it or goes without it.
    pub fn maker(&self, parting: &Parting, plan: &[Deed]) -> Option<Intervention> {
        let of = match parting.made {
            Made::Did => plan,
            Made::Without => &self.branches[parting.parent].plan,
        };
        of.get(parting.shared).map(|deed| deed.what)
    }

    /// Refuses a tree that no run can be made from.
    pub fn check(&self) -> Result<(), Say> {
        let most = BRANCHES_MAX as u32;
        let count = self.branches.len();
        field("/branches", (1..=BRANCHES_MAX).contains(&count), || {
            say!("field.range", min = 1u32, max = most)
        })?;
        let last = count as u32 - 1;
        field("/shown", self.shown < count, || {
            say!("field.range", min = 0u32, max = last)
        })?;
        for (number, branch) in self.branches.iter().enumerate() {
            field("/branches/plan", branch.plan.len() <= PLAN_MAX, || {
                say!("error.too_many", most = PLAN_MAX as u32)
            })?;
            let mut last = false;
            for deed in &branch.plan {
                let last = std::mem::replace(&mut last, deed.by_hand);
                let fits = !deed.with_last || (last && deed.by_hand);
                field("/branches/plan", fits, broken)?;
            }
            self.scenario(number).check()?;
            moment("/branches/end", branch.end)?;
            if let Some(words) = &branch.words {
                check_words(words)?;
            }
            match &branch.parting {
                None => field("/branches/parent", number == 0, broken)?,
                Some(parting) => self.check_parting(number, parting)?,
            }
        }
        Ok(())
    }

    fn check_parting(&self, number: usize, parting: &Parting) -> Result<(), Say> {
        field("/branches/parent", parting.parent < number, broken)?;
        moment("/branches/moment", parting.moment)?;
        let plan = &self.branches[number].plan;
        let parent = &self.branches[parting.parent].plan;
        let start = plan.get(..parting.shared);
        let same = start.is_some() && start == parent.get(..parting.shared);
        field("/branches/shared", same, broken)?;
        let maker = self.maker(parting, plan);
        let after = maker.is_some_and(|deed| deed.at >= parting.moment.at);
        field("/branches/made", after, broken)?;
        let (end, parted) = (self.branches[number].end, parting.moment);
        let later = end.step >= parted.step && end.at >= parted.at;
        field("/branches/end", later, broken)
    }
}

fn broken() -> Say {
    say!("error.link_broken")
}

fn moment(name: &'static str, moment: Moment) -> Result<(), Say> {
    span(name, moment.at, Micros::ZERO, TIME_MAX)?;
    field(name, moment.step <= STEP_MAX, || {
        say!("field.range", min = 0u32, max = STEP_MAX)
    })
}

/// Whether a name can be shown on one line, as it is.
pub fn check_words(words: &str) -> Result<(), Say> {
    let fits = words.chars().count() <= NAME_MAX && !words.chars().any(char::is_control);
    field("/branches/name", fits && !words.trim().is_empty(), || {
        say!("sheet.name_long", most = NAME_MAX as u32)
    })
}
