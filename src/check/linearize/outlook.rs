//! Looking ahead: whether what must still be seen can be. A branch of the search in which a read
//! will find nobody left to write what it saw is given up at once, not when the read returns.

use super::place::Place;
use super::problem::{Problem, Rank};
use super::states::State;

/// Whether those who must still see a state can, now that `gone` has been left or one who made
/// it has closed; it may say yes too often, and never no.
pub fn has_future(problem: &Problem, place: &Place, gone: State) -> bool {
    let Some(layer) = problem.layers.get(place.layer) else {
        return true;
    };
    let still = |ops: &[u32]| -> Option<u32> {
        let mut waiting = ops.iter().copied();
        waiting.find(|&op| {
            let op = problem.op(op);
            op.call > layer.rank || !place.is_done(op)
        })
    };
    let gone = still(problem.observers(gone, layer.rank));
    let next = match problem.states.strings() {
        true => still(problem.all_observers(layer.rank)),
        false => None,
    };
    let mut waiting = gone.into_iter().chain(next);
    waiting.all(|op| can_be_seen(problem, place, op, layer.rank))
}

/// Whether an operation that waits for a state can get it.
fn can_be_seen(problem: &Problem, place: &Place, waiting: u32, now: Rank) -> bool {
    let op = problem.op(waiting);
    let wanted = op.kind.wants().expect("observers want a state");
    let strings = problem.states.strings();
    let leads =
        |state: State| state == wanted || strings && problem.states.starts_with(wanted, state);
    let layer = problem.layers[place.layer];
    let optional = &problem.optional[..layer.optional as usize];
    let mut open = problem.open(place.layer).iter().chain(optional);
    leads(place.state)
        || open.any(|&maker| {
            let maker = problem.op(maker);
            !place.is_done(maker) && maker.kind.makes().is_some_and(leads)
        })
        || problem.made_between(wanted, now, op.returned)
}
