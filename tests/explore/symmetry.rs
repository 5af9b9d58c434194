//! A folded search is held against the full one: the same promises, after as many steps, and as
//! many states as there are orbits, counted by renaming every state in every possible way.

use std::collections::BTreeSet;

use quorate::check::explore::models::two_phase::{Choice, TwoPhase};
use quorate::check::explore::print::Print;
use quorate::check::explore::search::{Explorer, Limits, Order};
use quorate::check::explore::symmetry::Folded;
use quorate::check::explore::{Model, Take};

struct Collected(Vec<Vec<u8>>);

impl Take<Choice> for Collected {
    fn take(&mut self, _: Choice, _: Print, state: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = Vec::new();
        state(&mut bytes);
        self.0.push(bytes);
    }
}

/// All states, as they are.
fn all(mut model: TwoPhase) -> BTreeSet<Vec<u8>> {
    let mut waiting: Vec<Vec<u8>> = model.start().into_iter().map(|start| start.1).collect();
    let mut seen = BTreeSet::new();
    while let Some(state) = waiting.pop() {
        if seen.insert(state.clone()) {
            let mut next = Collected(Vec::new());
            model.look(&state);
            model.expand(&mut next);
            waiting.extend(next.0);
        }
    }
    seen
}

/// A state with resource manager i called by the name `names[i]`.
fn renamed(state: &[u8], names: &[usize]) -> Vec<u8> {
    let mut to = state.to_vec();
    to[..8].fill(0);
    for (from, &name) in names.iter().enumerate() {
        for word in [0, 4] {
            to[word + name / 8] |= (state[word + from / 8] >> (from % 8) & 1) << (name % 8);
        }
        to[9 + name] = state[9 + from];
    }
    to
}

/// All orders of the numbers below n.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let insert = |order: Vec<usize>| {
        (0..n).map(move |at| {
            let mut longer = order.clone();
            longer.insert(at, n - 1);
            longer
        })
    };
    orders(n - 1).into_iter().flat_map(insert).collect()
}

#[test]
fn orbits_stand_for_all_their_states() {
    // 314 is known from elsewhere.
    for (rms, known) in [(1, None), (2, None), (3, None), (4, None), (5, Some(314))] {
        let names = orders(rms.into());
        let smallest = |state: &Vec<u8>| names.iter().map(|names| renamed(state, names)).min();
        let states = all(TwoPhase::new(rms));
        let orbits: BTreeSet<_> = states.iter().map(smallest).collect();
        let mut folded = Explorer::new(Folded(TwoPhase::new(rms)), Order::Breadth, Limits::NONE);
        let mut full = Explorer::new(TwoPhase::new(rms), Order::Breadth, Limits::NONE);
        let (few, many) = (folded.run(u64::MAX), full.run(u64::MAX));
        assert_eq!(few.unique as usize, orbits.len(), "{rms} managers");
        assert_eq!(known.unwrap_or(few.unique), few.unique);
        assert_eq!(many.unique as usize, states.len());
        assert_eq!(few.depth, many.depth, "nothing is further away");
        assert_eq!(folded.findings(), full.findings());
        assert_eq!(folded.unreached(), full.unreached());
    }
}
