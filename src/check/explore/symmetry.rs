//! States that are the same but for names, as one.
//!
//! Where a model does not care which of its parts is which, every renaming of them turns what can
//! happen into what can happen. Then one state of each such family, an orbit, stands for all of it:
//! the same promises are broken, after as many steps, and there are up to n! times fewer states.
//! The way to a finding goes from orbit to orbit: its names hold for one step each.
//!
//! **Where this is not done.** The nodes of our protocols are told apart: ballots of one round are
//! ordered by node, somebody is the first primary, rings have neighbours, and timers are spread by
//! number. Clients are, too, by whom they ask first. A renaming that swaps two of them turns a run
//! into none, and folding such states would call different things the same. So it is for models
//! that say that they have it, and a test holds the folded search against the full one.
//!
//! **Why nothing is left out for being independent of something else**, which is what partial-order
//! reduction does: that needs a set of steps which nothing outside of it, now or later, has to do
//! with. Here everything that happens to a node depends on everything else that may ever reach it,
//! every message may reach it at any time, and a step of one node may send to each. The smallest
//! such set is most often everything, so nothing would be won. Smaller ones would do if promises
//! did not look; but what has been decided, who led and the order of calls and answers are part of
//! a state, and steps that add to them do not commute.

use super::print::Print;
use super::{Holding, Model, Promise, Take};

/// A model some of whose parts may be renamed.
pub trait Symmetric: Model {
    /// Writes down the one state that stands for all that are like this one but for names.
    fn representative(&mut self, state: &[u8], to: &mut Vec<u8>) -> Print;
}

/// The same model with orbits for states.
#[derive(Clone, Debug)]
pub struct Folded<M>(pub M);

/// Successors as they come.
struct Collected<C>(Vec<(C, Vec<u8>)>);

impl<C> Take<C> for Collected<C> {
    fn take(&mut self, choice: C, _: Print, state: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = Vec::new();
        state(&mut bytes);
        self.0.push((choice, bytes));
    }
}

impl<M: Symmetric> Model for Folded<M> {
    type Choice = M::Choice;

    fn promises(&self) -> Vec<Promise> {
        self.0.promises()
    }

    fn start(&mut self) -> Vec<(Print, Vec<u8>)> {
        let starts = self.0.start().into_iter();
        let folded = starts.map(|(_, state)| {
            let mut bytes = Vec::new();
            (self.0.representative(&state, &mut bytes), bytes)
        });
        folded.collect()
    }

    fn look(&mut self, state: &[u8]) {
        self.0.look(state);
    }

    fn holding(&mut self) -> Holding {
        self.0.holding()
    }

    fn expand(&mut self, take: &mut impl Take<M::Choice>) {
        let mut successors = Collected(Vec::new());
        self.0.expand(&mut successors);
        for (choice, state) in successors.0 {
            let mut bytes = Vec::new();
            let print = self.0.representative(&state, &mut bytes);
            take.take(choice, print, |to| to.extend_from_slice(&bytes));
        }
    }

    fn holding_in_the_end(&mut self) -> Holding {
        self.0.holding_in_the_end()
    }

    fn looks_ahead(&self) -> bool {
        self.0.looks_ahead()
    }

    fn stratum(&self, state: &[u8]) -> u32 {
        self.0.stratum(state)
    }
}
