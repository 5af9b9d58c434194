//! From what a search found to an order that can be shown: where the unseen operations go.

use super::kind::{Kind, Op};
use super::problem::{Problem, Rank};
use super::states::{State, States, UNSEEN};

/// The whole order, by [`super::problem::Span::index`], of a chain of seen operations. Those that
/// must have a point and are not in the chain take the first place where they do not show: as soon
/// as the state is one that they leave as it is, or right before an operation that sets it.
pub fn order(problem: &mut Problem, chain: &[(usize, u32)], start: State) -> Vec<usize> {
    let mut in_chain = vec![false; problem.ops.len()];
    for &(_, op) in chain {
        in_chain[op as usize] = true;
    }
    let mut sim = Placing {
        state: start,
        waiting: Vec::new(),
        order: Vec::new(),
    };
    let hidden = |op: &u32| !in_chain[*op as usize] && !problem.op(*op).optional();
    let calls: Vec<u32> = (0..problem.ops.len() as u32).filter(hidden).collect();
    let mut calls = calls.into_iter().peekable();
    let mut chain = chain.iter().peekable();
    for layer in 0..problem.layers.len() {
        let rank = problem.layers[layer].rank;
        // States fade as a layer begins, before the calls in it are looked at.
        sim.state = problem.states.at(sim.state, rank);
        sim.pass(problem, rank);
        while let Some(&op) = calls
            .peek()
            .filter(|&&op| problem.ops[op as usize].call < rank)
        {
            calls.next();
            sim.waiting.push(op);
            sim.pass(problem, rank);
        }
        while let Some(&(_, op)) = chain.next_if(|(at, _)| *at == layer) {
            sim.place(problem, op, rank);
        }
        let late = |op: &u32| problem.ops[*op as usize].returned <= rank;
        assert!(!sim.waiting.iter().any(late), "an operation had no place");
    }
    // What is left fits anywhere.
    sim.waiting.extend(calls);
    let rest = sim.waiting.iter().map(|&op| problem.ops[op as usize].index);
    sim.order.extend(rest);
    sim.order
}

struct Placing {
    state: State,
    /// Called, without a place so far, by call.
    waiting: Vec<u32>,
    order: Vec<usize>,
}

impl Placing {
    /// Places those that leave the state as it is.
    fn pass(&mut self, problem: &Problem, rank: Rank) {
        let state = self.state;
        let unseen = |op: u32| leaves(&problem.states, problem.op(op).kind, state, rank);
        self.take(problem, unseen);
    }

    /// Places one of the chain, and what hides before it.
    fn place(&mut self, problem: &mut Problem, op: u32, rank: Rank) {
        let Op { kind, index, .. } = *problem.op(op);
        if matches!(kind, Kind::Set(_)) {
            self.take(problem, |op| problem.op(op).kind.hides());
        }
        self.order.push(index);
        let made = match kind {
            Kind::Append(tail) => problem.states.join(self.state, tail),
            kind => kind.makes().expect("what is seen changes the state"),
        };
        self.state = problem.states.at(made, rank);
        self.pass(problem, rank);
    }

    fn take(&mut self, problem: &Problem, fits: impl Fn(u32) -> bool) {
        let order = &mut self.order;
        self.waiting.retain(|&op| {
            let placed = fits(op);
            if placed {
                order.push(problem.op(op).index);
            }
            !placed
        });
    }
}

fn leaves(states: &States, kind: Kind, state: State, rank: Rank) -> bool {
    match kind {
        Kind::Nothing => true,
        Kind::Observe(wanted) => wanted == state,
        Kind::Differ(not) => not != state,
        Kind::Set(made) => states.at(made, rank) == state,
        Kind::Try(from, _) => from != state,
        Kind::Append(_) => state == UNSEEN,
        Kind::Swap(..) => false,
    }
}
