//! A run as the page sees it: see [`Player`].

use std::cell::Ref;

use super::bound::EVENTS_OF_ALL;
use super::player::{
    BranchId, Dot, EventLine, Kept, Lane, MessageDetail, MessageNo, Moment, Player, PromiseState,
    Seen, Stage, Timeline,
};
use super::tree::Run;
use crate::protocol::describe::{Describe, Spec};
use crate::protocol::ids::{ClientId, Micros};
use crate::protocol::op::RequestId;
use crate::protocol::say::Say;
#[cfg(feature = "every-protocol")]
use crate::scenario::tree::Tree;
use crate::scenario::{Scenario, link};
use crate::sim::action::Action;
#[cfg(feature = "every-protocol")]
use crate::sim::action::Intervention;

impl<P: Describe> Player for Run<P> {
    fn scenario(&self) -> Scenario {
        Scenario {
            plan: self.branch().plan.clone(),
            ..self.scenario.clone()
        }
    }

    fn spec(&self) -> Spec {
        self.protocol.spec()
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn moment(&self) -> Moment {
        self.here.moment()
    }

    fn end(&self) -> Moment {
        self.branch().end.moment()
    }

    fn beginning(&self) -> Moment {
        self.branch().beginning()
    }

    fn next_event_at(&self) -> Option<Micros> {
        self.here.next_at(&self.branch().plan)
    }

    fn event(&self, step: u64) -> Option<EventLine> {
        let known = self.branch().record.event(step).is_some();
        known.then(|| self.event_line(step))
    }

    fn first_step(&self) -> u64 {
        self.branch().record.first_step()
    }

    fn last_event(&self) -> Option<EventLine> {
        Some(self.event_line(self.here.world.steps().checked_sub(1)?))
    }

    fn advance_to(&mut self, at: Micros) {
        self.run_to(at);
    }

    fn go_to_time(&mut self, at: Micros) {
        self.seek_time(at);
    }

    fn go_to_step(&mut self, step: u64) {
        self.seek_step(step);
    }

    fn step_on(&mut self) {
        self.one_event();
    }

    fn step_back(&mut self) {
        // Between two events, the first step back goes to the event that was last.
        let between = self.here.at > self.here.world.now();
        let steps = self.here.world.steps();
        self.seek_step(if between {
            steps
        } else {
            steps.saturating_sub(1)
        });
    }

    fn act_together(&mut self, actions: &[Action]) -> Result<(), Say> {
        Run::act_together(self, actions)
    }

    #[cfg(feature = "every-protocol")]
    fn graft(
        &mut self,
        (from, until): (Micros, Micros),
        plan: &[Intervention],
        words: String,
    ) -> Result<(), Say> {
        Run::graft(self, (from, until), plan, words)
    }

    fn undo(&mut self) -> Result<(), Say> {
        Run::undo(self)
    }

    fn redo(&mut self) -> bool {
        Run::redo(self)
    }

    fn lanes(&self) -> Vec<Lane> {
        let numbered = self.branches.iter().enumerate();
        numbered
            .map(|(i, branch)| Lane {
                id: BranchId(i as u32),
                parent: branch
                    .parting
                    .map(|parting| (BranchId(parting.parent as u32), parting.moment)),
                name: self.name_of(branch),
                end: branch.end.moment(),
            })
            .collect()
    }

    fn lane(&self) -> BranchId {
        BranchId(self.current as u32)
    }

    fn switch_lane(&mut self, branch: BranchId) {
        self.switch_to(branch.0 as usize);
    }

    fn loose_link(&self) -> String {
        if self.branches.len() < 2 && self.branch().by_hand.is_empty() {
            return link::encode(&self.scenario());
        }
        let branches = self.branches.iter().map(|branch| {
            let scenario = Scenario {
                plan: branch.plan.clone(),
                ..self.scenario.clone()
            };
            let by_hand = branch.by_hand.iter();
            let by_hand = by_hand.map(|index| (*index, branch.is_with_last(*index)));
            (scenario, branch.parting, branch.end.moment(), by_hand)
        });
        link::loose::write(self.current, branches)
    }

    #[cfg(feature = "every-protocol")]
    fn tree(&self) -> Tree {
        Run::tree(self)
    }

    #[cfg(feature = "every-protocol")]
    fn call_lane(&mut self, branch: BranchId, words: &str) -> Result<(), Say> {
        self.call(branch.0 as usize, words)
    }

    fn stage(&self) -> Stage {
        self.stage_here()
    }

    fn dots(&self, dots: &mut Vec<Dot>) {
        self.dots_here(dots);
    }

    fn labels(&self) -> Ref<'_, [Say]> {
        Ref::map(self.labels.borrow(), |(_, table)| table.as_slice())
    }

    fn message(&self, no: MessageNo) -> Option<MessageDetail> {
        self.message_here(no)
    }

    fn promises(&self) -> Vec<PromiseState> {
        let promises = self.protocol.spec().promises;
        promises
            .into_iter()
            .map(|promise| self.promise(promise))
            .collect()
    }

    fn history(&self, at_most: usize) -> Vec<Seen> {
        self.seen(at_most)
    }

    fn answer_to(&self, client: ClientId, number: u32) -> Option<MessageNo> {
        self.answer_of(RequestId { client, number })
    }

    fn timeline(&self, from: Micros, to: Micros) -> Timeline {
        self.timeline_between(from, to)
    }

    #[cfg(feature = "every-protocol")]
    fn spacetime(&self, from: Micros, to: Micros) -> super::spacetime::Spacetime {
        self.spacetime_between(from, to)
    }

    #[cfg(feature = "every-protocol")]
    fn causes(&self, step: u64) -> Option<super::spacetime::Causes> {
        self.causes_of(step)
    }

    fn hash(&self) -> u64 {
        self.here.world.hash()
    }

    #[cfg(feature = "every-protocol")]
    fn remove_lane(&mut self, branch: BranchId) -> Result<(), Say> {
        self.remove(branch.0 as usize)
    }

    #[cfg(feature = "every-protocol")]
    fn bring_back_lane(&mut self) -> bool {
        self.bring_back()
    }

    fn kept(&self) -> Kept {
        let bytes = self.branches.iter().map(|branch| {
            let snapshot = size_of_val(&self.here) + 512 * usize::from(self.protocol.size());
            branch.record.bytes() + branch.snapshots.len() * snapshot
        });
        Kept {
            events: self.kept_events(),
            most: EVENTS_OF_ALL,
            bytes: bytes.sum(),
            gone: self.branch().record.first_step(),
        }
    }
}
