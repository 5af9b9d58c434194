//! Room for one more branch, where there are as many as there may be: what undo has left behind goes.

use super::branch::Branch;
use super::player::Moment;
use super::tree::{Redo, Run};
use crate::protocol::describe::Describe;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::tree::{BRANCHES_MAX, Made, Parting};

impl<P: Describe> Run<P> {
    /// Sees to it that there is room, or says that there is none. Of the branches that undo and
    /// redo have left behind the oldest goes; never one that somebody has named or gone back to, or
    /// that redo leads to, unless what is done next ends that.
    pub(super) fn room_for_a_branch(&mut self, redo: Redo) -> Result<(), Say> {
        if self.branches.len() < BRANCHES_MAX {
            return Ok(());
        }
        for number in 1..self.branches.len() {
            if let Some(partings) = self.can_spare(number, redo) {
                for (child, parting) in partings {
                    self.branches[child].parting = Some(parting);
                }
                self.take_out(number);
                // It may have left the branch that is gone, and there is no room for it anyway.
                self.removed = None;
                return Ok(());
            }
        }
        Err(say!("refused.branches", most = BRANCHES_MAX as u32))
    }

    /// How those that left a branch will have left its parent once it is gone; `None` when it has to
    /// stay.
    fn can_spare(&self, number: usize, redo: Redo) -> Option<Vec<(usize, Parting)>> {
        let branch = &self.branches[number];
        if branch.words.is_some() {
            return None;
        }
        let redoable =
            redo == Redo::Kept && self.undone.iter().any(|(undone, _)| *undone == number);
        if !branch.left_behind || redoable || number == self.current {
            return None;
        }
        let gone = branch.parting?;
        let mut partings = Vec::new();
        for (child, other) in self.branches.iter().enumerate() {
            if let Some(parting) = other.parting.filter(|parting| parting.parent == number) {
                partings.push((child, inherited(gone, parting)?));
            }
        }
        Some(partings)
    }

    /// Takes a branch that no other one left any more out of the list. The others are known by their
    /// places, and those behind it move up.
    pub(super) fn take_out(&mut self, number: usize) -> Branch<P> {
        let lower = |place: &mut usize| *place -= usize::from(*place > number);
        let branch = self.branches.remove(number);
        for branch in &mut self.branches {
            if let Some(parting) = &mut branch.parting {
                lower(&mut parting.parent);
            }
        }
        lower(&mut self.current);
        self.undone.retain(|(branch, _)| *branch != number);
        for (branch, _) in &mut self.undone {
            lower(branch);
        }
        self.revision += 1;
        branch
    }
}

/// Where a branch that left one which is gone has left the one which that had left.
fn inherited(gone: Parting, child: Parting) -> Option<Parting> {
    if child.shared > gone.shared {
        // It has all that set the one which is gone apart.
        return Some(gone);
    }
    if child.shared < gone.shared {
        return Some(Parting {
            parent: gone.parent,
            ..child
        });
    }
    let made = match (gone.made, child.made) {
        (Made::Did, Made::Did) => Made::Did,
        // What it goes without is not the parent's.
        (Made::Did, Made::Without) => return None,
        (Made::Without, _) => Made::Without,
    };
    let order = |moment: Moment| (moment.at, moment.step);
    let earlier = order(child.moment) < order(gone.moment);
    Some(Parting {
        moment: if earlier { child.moment } else { gone.moment },
        made,
        ..gone
    })
}
