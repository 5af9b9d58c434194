//! The third form: the trunk as in the second, and then the branches, each as what sets its plan
//! apart from its parent's.

use serde::{Deserialize, Serialize};

use super::loose::{self, MARK};
use super::{FORM_WITH_BRANCHES, LINK_MAX, PACKS, Packed, PackedMix};
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
    letters(postcard::to_allocvec(&(FORM_WITH_BRANCHES, &packed, &mix, &packed_tree)).expect(PACKS))
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
    let Some((&FORM_WITH_BRANCHES, rest)) = bytes.split_first() else {
        return super::decode(text).map(Tree::of);
    };
    let unpack = postcard::take_from_bytes::<(Packed, PackedMix, PackedTree)>;
    let ((packed, mix, packed_tree), left) = unpack(rest).map_err(|_| broken())?;
    if !left.is_empty() {
        return Err(broken());
    }
    let tree = unpack_tree(scenario(packed, mix)?, packed_tree)?;
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
        });
    }
    plan.extend_from_slice(rest);
    (plan.len() <= PLAN_MAX).then_some(plan)
}

fn unpack_tree(trunk: Scenario, packed: PackedTree) -> Result<Tree, Say> {
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
    for branch in packed.branches {
        let branch = unpack(&tree, branch).ok_or_else(broken)?;
        tree.branches.push(branch);
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
