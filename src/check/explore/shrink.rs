//! A way made shorter: steps are left out for as long as the promise is still broken at the end.
//! What a search finds level by level is as short as can be; a deep or a random one wanders.

use super::print::Print;
use super::{Kind, Model, Take};

/// The way with every step left out that can be. It still leads to a state that breaks the promise
/// of that number: one that must always hold, or one that must be kept in the calm that follows.
pub(super) fn shrink<M: Model>(
    model: &mut M,
    kind: Kind,
    promise: usize,
    way: Vec<M::Choice>,
) -> Vec<M::Choice> {
    let mut shortest = match walk(model, kind, promise, &way) {
        Some(walked) => walked,
        None => return way,
    };
    // A step that could not be left out before may be when others are gone: until nothing gives.
    let mut at = 0;
    while at < shortest.len() {
        let mut shorter = shortest.clone();
        shorter.remove(at);
        match walk(model, kind, promise, &shorter) {
            Some(walked) => {
                debug_assert!(walked.len() < shortest.len(), "it ends sometime");
                (shortest, at) = (walked, 0);
            }
            None => at += 1,
        }
    }
    shortest
}

/// Walks a way, passing over what cannot be done, until the promise is broken: what was done then,
/// or `None` if it holds to the end.
fn walk<M: Model>(
    model: &mut M,
    kind: Kind,
    promise: usize,
    way: &[M::Choice],
) -> Option<Vec<M::Choice>> {
    let (_, mut here) = model.start().swap_remove(0);
    let mut done = Vec::with_capacity(way.len());
    let mut rest = way.iter();
    loop {
        model.look(&here);
        let holding = match kind {
            Kind::Eventually => model.holding_in_the_end(),
            Kind::Always | Kind::Sometimes => model.holding(),
        };
        if !holding.has(promise) {
            return Some(done);
        }
        loop {
            let mut wanted = Wanted {
                choice: *rest.next()?,
                state: None,
            };
            model.expand(&mut wanted);
            if let Some(state) = wanted.state {
                here = state;
                done.push(wanted.choice);
                break;
            }
        }
    }
}

/// Looks for where one choice leads.
struct Wanted<C> {
    choice: C,
    state: Option<Vec<u8>>,
}

impl<C: PartialEq> Take<C> for Wanted<C> {
    fn take(&mut self, choice: C, _: Print, state: impl FnOnce(&mut Vec<u8>)) {
        if choice == self.choice {
            let mut bytes = Vec::new();
            state(&mut bytes);
            self.state = Some(bytes);
        }
    }
}
