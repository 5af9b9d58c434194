//! A future that was worked out elsewhere, put on a run as a branch.

use super::tree::{Redo, Run};
use crate::protocol::describe::Describe;
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::scenario::tree::{Made, NAME_MAX};
use crate::sim::action::Intervention;

impl<P: Describe> Run<P> {
    /// See [`Player::graft`](super::player::Player::graft).
    pub fn graft(
        &mut self,
        (from, until): (Micros, Micros),
        plan: &[Intervention],
        words: String,
    ) -> Result<(), Say> {
        assert!(!plan.is_empty(), "a branch differs from the one it leaves");
        assert!(
            plan.is_sorted_by_key(|planned| planned.at) && plan[0].at >= from,
            "it is a plan for what follows"
        );
        self.room_for_a_branch(Redo::Dropped)?;
        self.run_to(from);
        self.seek_time(from);
        self.fork(Made::Did);
        let (begun, step) = (self.here.planned, self.here.world.steps());
        let branch = &mut self.branches[self.current];
        branch.words = Some(words.chars().take(NAME_MAX).collect());
        branch.plan.truncate(begun);
        branch.plan.extend(plan);
        let grafted = begun..branch.plan.len();
        branch.by_hand.extend(grafted.clone());
        branch.together.push(grafted);
        self.undone.clear();
        self.run_to(until);
        self.seek_time(from);
        // What is planned for this very time has not been done there yet.
        self.seek_step(step);
        self.here.at = self.here.at.max(from);
        Ok(())
    }
}
