//! The third form: the trunk as in the second, and then the branches, each as what sets its plan
//! apart from its parent's. The fourth names after that what was done in one go.

use serde::{Deserialize, Serialize};

use super::loose::{self, MARK};
use super::{FORM_WITH_BRANCHES, FORM_WITH_GROUPS, LINK_MAX, PACKS, Packed, PackedMix};
use super::{broken, letters, packed, scenario, unpacked_letters};
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::Scenario;
use crate::scenario::tree::{BRANCHES_MAX, BranchPlan, Deed, Made, Moment, Parting, Tree};
use crate::scenario::validate::PLAN_MAX;
use crate::sim::action::{Action, Intervention};

/// What the third form adds. Never reorder anything here: old links are read by place.
#[derive(Serialize, Deserialize)]
struct PackedTree {
    /// Which of the trunk's plan were done by hand: each as the distance from the one before.
    by_hand: Vec<u16>,
    words: Option<String>,
    end: PackedMoment,
    branches: Vec<PackedBranch>,
    shown: u8,
}

/// A moment, or its distance from another.
#[derive(Serialize, Deserialize)]
struct PackedMoment {
    step: u64,
    at: u64,
}

#[derive(Serialize, Deserialize)]
struct PackedBranch {
    parent: u8,
    shared: u16,
    step: u64,
    /// How long before the deed that made the branch it parted: not at all, as a rule.
    before: u64,
    made: PackedMade,
    words: Option<String>,
    changes: Vec<Change>,
    /// As a distance from where it parted.
    end: PackedMoment,
}

#[derive(Serialize, Deserialize)]
enum PackedMade {
    Did,
    Without,
}

/// What to do with the parent's plan after what both share. What is left of it at the end is kept.
#[derive(Serialize, Deserialize)]
enum Change {
    Keep(u16),
    Drop(u16),
    /// Done by hand, so long after the one before it in this branch.
    Done(u64, Action),
    /// Not done by hand.
    Planned(u64, Action),
}

/// What the fourth form adds: for each branch, from where it parted, how many deeds come and then how
/// many that were done in one go with the one before, and so on.
type PackedGroups = Vec<Vec<(u16, u16)>>;

/// A run as letters for a link. The older forms where they say all of it: they are shorter, and the
/// small program reads them as well.
pub fn encode_run(tree: &Tree) -> String {
    if tree.is_plain() {
        super::encode(&tree.scenario(0))
    } else {
        encode_tree(tree)
    }
}

/// A run with its branches as letters for a link.
pub fn encode_tree(tree: &Tree) -> String {
    let trunk = &tree.branches[0];
    let mut last = 0;
    let numbers = (0u16..).zip(&trunk.plan);
    let done = numbers.filter(|(_, deed)| deed.by_hand);
    let by_hand = done.map(|(number, _)| number - std::mem::replace(&mut last, number));
    let branches = tree.branches.iter().skip(1);
    let packed_tree = PackedTree {
        by_hand: by_hand.collect(),
        words: trunk.words.clone(),
        end: distance(Moment::default(), trunk.end),
        branches: branches.map(|branch| pack(tree, branch)).collect(),
        shown: tree.shown as u8,
    };
    let (packed, mix) = packed(&tree.scenario(0));
    let groups: PackedGroups = tree.branches.iter().map(groups).collect();
    // The older form where it will do.
    let bytes = if groups.iter().all(Vec::is_empty) {
        postcard::to_allocvec(&(FORM_WITH_BRANCHES, &packed, &mix, &packed_tree))
    } else {
        postcard::to_allocvec(&(FORM_WITH_GROUPS, &packed, &mix, &packed_tree, &groups))
    };
    letters(bytes.expect(PACKS))
}

/// The run of a link of any form, checked; or a sentence on what is wrong with it.
pub fn decode_tree(text: &str) -> Result<Tree, Say> {
    if let Some(text) = text.strip_prefix(MARK)
        && text.len() < LINK_MAX
    {
        let tree = loose::read(text)?;
        tree.check()?;
        return Ok(tree);
    }
    let bytes = unpacked_letters(text)?;
    let Some((form @ (&FORM_WITH_BRANCHES | &FORM_WITH_GROUPS), rest)) = bytes.split_first() else {
        return super::decode(text).map(Tree::of);
    };
    let unpack = postcard::take_from_bytes::<(Packed, PackedMix, PackedTree)>;
    let ((packed, mix, packed_tree), left) = unpack(rest).map_err(|_| broken())?;
    let (groups, left) = match *form {
        FORM_WITH_GROUPS => postcard::take_from_bytes(left).map_err(|_| broken())?,
        _ => (PackedGroups::new(), left),
    };
    if !left.is_empty() {
        return Err(broken());
    }
    let tree = unpack_tree(scenario(packed, mix)?, packed_tree, groups)?;
    tree.check()?;
    Ok(tree)
}

fn distance(from: Moment, to: Moment) -> PackedMoment {
    PackedMoment {
        step: to.step.saturating_sub(from.step),
        at: to.at.minus(from.at).0,
    }
}

fn later(from: Moment, by: &PackedMoment) -> Option<Moment> {
    Some(Moment {
        step: from.step.checked_add(by.step)?,
        at: Micros(from.at.0.checked_add(by.at)?),
    })
}

fn pack(tree: &Tree, branch: &BranchPlan) -> PackedBranch {
    let parting = branch.parting.as_ref();
    let parting = parting.expect("all but the trunk have parted from another");
    let parent = &tree.branches[parting.parent].plan;
    let maker = tree.maker(parting, &branch.plan);
    let made_at = maker.map_or(parting.moment.at, |deed| deed.at);
    PackedBranch {
        parent: parting.parent as u8,
        shared: parting.shared as u16,
        step: parting.moment.step,
        before: made_at.minus(parting.moment.at).0,
        made: match parting.made {
            Made::Did => PackedMade::Did,
            Made::Without => PackedMade::Without,
        },
        words: branch.words.clone(),
        changes: changes(parent, &branch.plan, parting.shared),
        end: distance(parting.moment, branch.end),
    }
}

/// How to make one plan out of another. Both are sorted by time, so what is alike is found by
/// going through them side by side.
fn changes(parent: &[Deed], plan: &[Deed], shared: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut last = shared.checked_sub(1).map_or(0, |at| plan[at].what.at.0);
    let mut next = shared;
    for deed in &plan[shared..] {
        let rest = parent[next..].iter();
        let mut not_later = rest.take_while(|other| other.what.at <= deed.what.at);
        if let Some(skipped) = not_later.position(|other| other == deed) {
            if skipped > 0 {
                changes.push(Change::Drop(skipped as u16));
            }
            match changes.last_mut() {
                Some(Change::Keep(count)) => *count += 1,
                _ => changes.push(Change::Keep(1)),
            }
            next += skipped + 1;
        } else {
            let gap = deed.what.at.0 - last;
            changes.push(if deed.by_hand {
                Change::Done(gap, deed.what.action)
            } else {
                Change::Planned(gap, deed.what.action)
            });
        }
        last = deed.what.at.0;
    }
    if next < parent.len() {
        changes.push(Change::Drop((parent.len() - next) as u16));
    } else if let Some(Change::Keep(_)) = changes.last() {
        // What is left is kept anyway.
        changes.pop();
    }
    changes
}

/// The plan that changes make out of a parent's; `None` where they do not fit it.
fn changed(parent: &[Deed], shared: usize, changes: Vec<Change>) -> Option<Vec<Deed>> {
    let mut plan = parent.get(..shared)?.to_vec();
    let mut rest = &parent[shared..];
    for change in changes {
        let last = plan.last().map_or(0, |deed| deed.what.at.0);
        let (gap, action, by_hand) = match change {
            Change::Keep(count) => {
                plan.extend_from_slice(rest.get(..count.into())?);
                rest = &rest[count.into()..];
                continue;
            }
            Change::Drop(count) => {
                rest = rest.get(count.into()..)?;
                continue;
            }
            Change::Done(gap, action) => (gap, action, true),
            Change::Planned(gap, action) => (gap, action, false),
        };
        let at = Micros(last.checked_add(gap)?);
        plan.push(Deed {
            what: Intervention { at, action },
            by_hand,
            with_last: false,
        });
    }
    plan.extend_from_slice(rest);
    (plan.len() <= PLAN_MAX).then_some(plan)
}

/// What was done in one go on a branch. What it shares with its parent is known from there.
fn groups(branch: &BranchPlan) -> Vec<(u16, u16)> {
    let shared = branch.parting.map_or(0, |parting| parting.shared);
    let own = branch.plan[shared..].chunk_by(|one, other| one.with_last == other.with_last);
    let mut groups = Vec::new();
    let mut before = 0;
    for alike in own {
        let count = alike.len() as u16;
        if alike[0].with_last {
            groups.push((std::mem::take(&mut before), count));
        } else {
            before = count;
        }
    }
    groups
}

/// Marks what was done in one go; `None` where that does not fit the plan.
fn mark(branch: &mut BranchPlan, groups: &[(u16, u16)]) -> Option<()> {
    let mut next = branch.parting.map_or(0, |parting| parting.shared);
    for &(before, count) in groups {
        let first = next + usize::from(before);
        next = first + usize::from(count);
        for deed in branch.plan.get_mut(first..next)? {
            deed.with_last = true;
        }
    }
    Some(())
}

fn unpack_tree(trunk: Scenario, packed: PackedTree, groups: PackedGroups) -> Result<Tree, Say> {
    // Before anything is made of it: each branch may hold a plan as long as its parent's.
    if packed.branches.len() >= BRANCHES_MAX {
        return Err(say!(
            "error.param",
            field = "/branches",
            why = say!("error.too_many", most = BRANCHES_MAX as u32)
        ));
    }
    let mut tree = Tree::of(trunk);
    let trunk = &mut tree.branches[0];
    let mut number = 0;
    for gap in packed.by_hand {
        number += usize::from(gap);
        trunk.plan.get_mut(number).ok_or_else(broken)?.by_hand = true;
    }
    trunk.words = packed.words;
    trunk.end = later(Moment::default(), &packed.end).ok_or_else(broken)?;
    let mut groups = groups.iter();
    let mut mark_next = |branch: &mut BranchPlan| match groups.next() {
        Some(groups) => mark(branch, groups).ok_or_else(broken),
        None => Ok(()),
    };
    mark_next(trunk)?;
    for branch in packed.branches {
        let mut branch = unpack(&tree, branch).ok_or_else(broken)?;
        mark_next(&mut branch)?;
        tree.branches.push(branch);
    }
    if groups.next().is_some() {
        return Err(broken());
    }
    tree.shown = packed.shown.into();
    Ok(tree)
}

fn unpack(tree: &Tree, packed: PackedBranch) -> Option<BranchPlan> {
    let parent = tree.branches.get(usize::from(packed.parent))?;
    let shared = usize::from(packed.shared);
    let plan = changed(&parent.plan, shared, packed.changes)?;
    let made = match packed.made {
        PackedMade::Did => Made::Did,
        PackedMade::Without => Made::Without,
    };
    let mut parting = Parting {
        parent: packed.parent.into(),
        moment: Moment {
            step: packed.step,
            at: Micros::ZERO,
        },
        shared,
        made,
    };
    let made_at = tree.maker(&parting, &plan)?.at;
    parting.moment.at = Micros(made_at.0.checked_sub(packed.before)?);
    Some(BranchPlan {
        end: later(parting.moment, &packed.end)?,
        parting: Some(parting),
        words: packed.words,
        plan,
    })
}
