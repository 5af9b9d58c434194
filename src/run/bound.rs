//! The bound on what a run keeps. A branch has a whole record of its own, so many long branches would
//! take more memory than a browser gives.

use super::tree::Run;
use crate::protocol::describe::Describe;

/// So many events are kept of all branches together: three long branches, or many short ones.
pub const EVENTS_OF_ALL: usize = 360_000;

/// A branch that is not looked at keeps at least so many, if it has them.
const ALWAYS_KEPT: usize = 2_000;

impl<P: Describe> Run<P> {
    pub(super) fn kept_events(&self) -> usize {
        let branches = self.branches.iter();
        #[cfg(feature = "every-protocol")]
        let branches = branches.chain(self.removed.as_ref().map(|(_, branch)| branch));
        branches.map(|branch| branch.record.kept()).sum()
    }

    /// Lets the oldest events of the longest branches go until there are no more than so many. The
    /// branch that is looked at has a bound of its own and keeps what it has.
    pub(super) fn keep_within(&mut self, most: usize) {
        loop {
            let over = self.kept_events().saturating_sub(most);
            // What was deleted goes before what was not.
            #[cfg(feature = "every-protocol")]
            if over > 0 && self.removed.take().is_some() {
                continue;
            }
            let others = self.branches.iter_mut().enumerate();
            let others = others.filter(|(number, _)| *number != self.current);
            let longest = others.max_by_key(|(_, branch)| branch.record.kept());
            let Some((_, branch)) = longest.filter(|_| over > 0) else {
                return;
            };
            let kept = branch.record.kept();
            if kept <= ALWAYS_KEPT {
                return;
            }
            // A tenth at a time, so that all long branches lose their oldest part.
            branch.record.let_go(over.min(kept / 10).max(1));
            branch.forget_old_snapshots();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{Micros, NodeId};
    use crate::run::player::{BranchId, Player};
    use crate::scenario::catalogue;
    use crate::sim::action::Action;

    fn long_run() -> Run<crate::protocol::any::AnyProtocol> {
        let mut scenario = catalogue::opening();
        scenario.clients.busy_every = Some(Micros::from_millis(20));
        let protocol = crate::run::protocol_of(&scenario).expect("the opening is sound");
        let mut run = Run::new(protocol, scenario);
        run.advance_to(Micros::from_millis(90_000));
        for node in 1..3 {
            run.go_to_time(Micros::from_millis(45_000));
            run.act(Action::Kill(NodeId(node)), true)
                .expect("it is up at that time");
            run.advance_to(Micros::from_millis(90_000));
        }
        run
    }

    #[test]
    fn the_oldest_of_long_branches_goes_and_the_rest_can_be_gone_to() {
        let mut run = long_run();
        let all = run.kept_events();
        let here = run.branch().record.kept();
        assert!(here > 2 * ALWAYS_KEPT, "{here}");
        let ends: Vec<u64> = (0..3)
            .map(|lane| {
                run.switch_lane(BranchId(lane));
                run.go_to_time(Micros::from_millis(90_000));
                run.hash()
            })
            .collect();
        let shown = run.branch().record.kept();
        run.keep_within(all);
        assert_eq!(run.kept_events(), all, "there was room");
        let most = all * 2 / 3;
        run.keep_within(most);
        assert!(run.kept_events() <= most);
        assert_eq!(run.branch().record.kept(), shown, "it is looked at");
        for (lane, end) in ends.into_iter().enumerate() {
            run.switch_lane(BranchId(lane as u32));
            let beginning = run.beginning();
            run.go_to_time(Micros::ZERO);
            assert_eq!(run.moment(), beginning);
            run.go_to_time(Micros::from_millis(90_000));
            assert_eq!(run.hash(), end, "lane {lane} is as it was");
        }
        run.switch_lane(BranchId(0));
        assert!(run.kept().gone > 0, "it was not looked at");
        // However little there may be, something is left of every branch.
        run.keep_within(0);
        let kept = run.branches.iter().map(|branch| branch.record.kept());
        assert!(kept.min() >= Some(ALWAYS_KEPT * 8 / 10));
    }
}
