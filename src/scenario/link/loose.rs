//! How the small program passes a run with branches on: each branch as a link of its own, after the
//! numbers that a tree needs besides. Longer than the third form and made with less code; the whole
//! program reads it and writes the third form.
//!
//! `~SHOWN~PARENT.STEP.AT.SHARED.MADE.ENDSTEP.ENDAT.[BYHAND.]LINK~…`
//!
//! `BYHAND` are places in the plan. One that begins with a needless 0 was done in one go with the one
//! before; who does not know that reads the same number.

use super::{broken, decode};
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::scenario::Scenario;
use crate::scenario::tree::{BRANCHES_MAX, BranchPlan, Made, Moment, Parting, Tree};

/// Begins such a link. No other form has it.
pub const MARK: char = '~';

/// Reads what follows the first mark; the whole is not checked yet.
pub(super) fn read(text: &str) -> Result<Tree, Say> {
    let mut parts = text.split(MARK);
    let shown = parts.next().and_then(|shown| shown.parse().ok());
    let mut tree: Option<Tree> = None;
    for (number, part) in parts.enumerate() {
        let (numbers, link) = part.rsplit_once('.').ok_or_else(broken)?;
        let mut branch = Tree::of(decode(link)?);
        branch.branches = vec![read_branch(numbers, &branch, number).ok_or_else(broken)?];
        match &mut tree {
            None => tree = Some(branch),
            // All branches are of one run.
            Some(tree) if tree.setup == branch.setup && number < BRANCHES_MAX => {
                tree.branches.append(&mut branch.branches);
            }
            Some(_) => return Err(broken()),
        }
    }
    let mut tree = tree.ok_or_else(broken)?;
    tree.shown = shown.ok_or_else(broken)?;
    Ok(tree)
}

fn read_branch(numbers: &str, tree: &Tree, number: usize) -> Option<BranchPlan> {
    let with_last = numbers
        .split('.')
        .map(|it| it.len() > 1 && it.starts_with('0'));
    let with_last: Vec<bool> = with_last.collect();
    let numbers: Option<Vec<u64>> = numbers.split('.').map(|n| n.parse().ok()).collect();
    let numbers = numbers?;
    let (&[parent, step, at, shared, made, end_step, end_at], by_hand) =
        numbers.split_first_chunk()?;
    let moment = |step, at| Moment {
        step,
        at: Micros(at),
    };
    let parting = Parting {
        parent: parent.try_into().ok()?,
        moment: moment(step, at),
        shared: shared.try_into().ok()?,
        made: match made {
            0 => Made::Did,
            1 => Made::Without,
            _ => return None,
        },
    };
    let mut branch = tree.branches[0].clone();
    let with_last = &with_last[numbers.len() - by_hand.len()..];
    for (index, with_last) in by_hand.iter().zip(with_last) {
        let deed = branch.plan.get_mut(usize::try_from(*index).ok()?)?;
        (deed.by_hand, deed.with_last) = (true, *with_last);
    }
    branch.parting = (number > 0).then_some(parting);
    // The small program lets one act in the quiet before a branch's first event.
    branch.end = match branch.parting {
        Some(Parting { moment, .. }) => Moment {
            step: end_step.max(moment.step),
            at: Micros(end_at).max(moment.at),
        },
        None => moment(end_step, end_at),
    };
    Some(branch)
}

/// Writes a run, branch by branch: what is planned there, where it parted and ended, and which of
/// the plan was done by hand, in one go with the one before or not.
pub fn write<H: Iterator<Item = (usize, bool)>>(
    shown: usize,
    branches: impl Iterator<Item = (Scenario, Option<Parting>, Moment, H)>,
) -> String {
    let mut text = format!("{MARK}{shown}");
    for (scenario, parting, end, by_hand) in branches {
        text.push(MARK);
        let mut put_with = |with_last, number: u64| {
            if with_last {
                text.push('0');
            }
            text.push_str(&number.to_string());
            text.push('.');
        };
        let mut put = |number| put_with(false, number);
        let parting = parting.unwrap_or_default();
        put(parting.parent as u64);
        put(parting.moment.step);
        put(parting.moment.at.0);
        put(parting.shared as u64);
        put(parting.made as u64);
        put(end.step);
        put(end.at.0);
        by_hand.for_each(|(index, with_last)| put_with(with_last, index as u64));
        text.push_str(&super::encode(&scenario));
    }
    text
}
