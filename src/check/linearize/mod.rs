//! Is there an order? A history of reads and writes is *linearizable* if each operation can be given
//! one point in time between its call and its return, so that in the order of these points every
//! answer is what a single copy of the data would have said (Herlihy and Wing, 1990).
//!
//! # How others do it
//!
//! Wing and Gong (1993) try the orders one operation at a time and go back where an answer does not
//! fit. Lowe (2017) remembers which sets of operations in which state have been tried, and places
//! operations only when one of them must return ("just in time"); Porcupine (2017) is the same on
//! (set, state), key by key, since a history is linearizable if each key's is. Gibbons and Korach
//! (1997) show that the question is hard in general and easy where every write has a value of its
//! own.
//!
//! # How it is done here
//!
//! [`zones`] answers the easy case in n log n. [`search`] goes through the rest return by return. A
//! [`place`] in it is the next return to explain, the state, and what has become of the operations
//! that are open: each is *owing* its point, *done*, or *free*. Everything that returned earlier is
//! forgotten, so a place is a few words, and no place is visited twice. Beyond just-in-time:
//!
//! - **What fits and changes nothing counts as placed at once.** A read of what is there, a
//!   compare-and-set that fails, a write of the same value again.
//! - **A write that nobody sees is free.** Right before a write, any other open write, append or
//!   uncertain compare-and-set may stand unseen. All of them become free at once: counted as placed
//!   when they return, or still seen later if that is of use. So the orders of unseen writes are
//!   never gone through, nor which of the operations of unknown outcome took effect.
//! - **Values nobody will look at are one value** ([`states`]), from the return of the last who
//!   does. For strings: beginnings of something that will be read.
//! - **A write waits** until there is an open operation that could make something of its value, or
//!   until it must return.
//! - **Of twins the one that must return sooner goes first**: an order with the other way round can
//!   have them exchanged.
//! - **No state is left that is still needed.** If someone must still see it, and nobody is left
//!   who could bring it back in time, that branch ends ([`outlook`]).
//!
//! What is found is turned into an order of all operations ([`witness`]) and played through before
//! it is believed. If there is none, the first return that cannot be explained is found by halving
//! ([`checker`]): a history that can be explained can be explained up to any moment. Everything is
//! bounded by steps and memory, and can be done a little at a time. [`live`] follows operations as
//! they happen, and [`sequential`] asks the weaker question that forgets about time.

pub mod attempt;
pub mod checker;
pub mod clash;
pub mod history;
pub mod jsonl;
pub mod kind;
pub mod live;
pub mod nodes;
pub mod outlook;
pub mod place;
pub mod problem;
pub mod search;
pub mod sequential;
pub mod states;
pub mod stretches;
pub mod witness;
pub mod zones;

pub use checker::{Broken, Checker, Verdict};
pub use clash::Clash;
pub use history::{Action, History, Model, Operation, Value, Values};

/// Checks in one go, with at most so many steps.
pub fn check(history: History, steps: u64) -> (History, Verdict) {
    let mut checker = Checker::new(history, steps);
    loop {
        if let Some(verdict) = checker.run(u64::MAX) {
            let verdict = verdict.clone();
            return (checker.into_history(), verdict);
        }
    }
}
