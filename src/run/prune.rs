//! Deleting branches, and bringing the last one back.

use super::tree::Run;
use crate::protocol::describe::Describe;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::tree::BRANCHES_MAX;

impl<P: Describe> Run<P> {
    /// Deletes a branch. Others that left it would hang in the air, so they have to go first.
    pub(super) fn remove(&mut self, number: usize) -> Result<(), Say> {
        let Some(parting) = self.branches.get(number).and_then(|branch| branch.parting) else {
            return Err(say!("branches.first_stays"));
        };
        let left_it = |branch: &super::branch::Branch<P>| {
            branch
                .parting
                .is_some_and(|parting| parting.parent == number)
        };
        if self.branches.iter().any(left_it) {
            return Err(say!("branches.others_left"));
        }
        if self.current == number {
            self.switch_to(parting.parent);
        }
        self.removed = Some((number, self.take_out(number)));
        Ok(())
    }

    /// Puts the branch that was deleted last back in its place. Branches since then are younger and
    /// stand behind it.
    pub(super) fn bring_back(&mut self) -> bool {
        if self.branches.len() >= BRANCHES_MAX {
            return false;
        }
        let Some((number, mut branch)) = self.removed.take() else {
            return false;
        };
        // Somebody cares for it.
        branch.left_behind = false;
        let raise = |place: &mut usize| *place += usize::from(*place >= number);
        for branch in &mut self.branches {
            if let Some(parting) = &mut branch.parting {
                raise(&mut parting.parent);
            }
        }
        raise(&mut self.current);
        for (branch, _) in &mut self.undone {
            raise(branch);
        }
        self.branches.insert(number, branch);
        self.revision += 1;
        true
    }
}
