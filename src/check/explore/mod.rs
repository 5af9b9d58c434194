//! The explorer: everything that can happen, instead of one run of it.
//!
//! # What is explored
//!
//! A [`Model`] has states and says what can happen next in each. [`cluster`] makes one of any
//! protocol: it runs the very code that the page runs and chooses who is heard next, whose timer
//! rings and who dies, within named budgets. Time is left out: a message may take for ever and a
//! timer may ring at any moment, so what holds here holds for all delays. [`models`] has small
//! systems whose numbers of states are known from elsewhere; an explorer that counts those right
//! goes where it says it goes.
//!
//! # How
//!
//! [`search`] goes level by level, so that the way to the first finding is a shortest one; or deep
//! first; or at random, or with a beam, where a space is too large for either. States that differ
//! in names alone can be one ([`symmetry`], which also says what is not left out, and why). Of a state that was dealt with
//! nothing is kept but a fingerprint of 128 bits and where it came from ([`seen`]); states in full
//! are only those found and not looked at yet ([`frontier`]), as a few bytes of numbers. A way is
//! told by walking it again, and made shorter if the search was not one for shortest ways
//! ([`shrink`]). It is done in slices of as many steps as one likes, on one thread: the
//! page's worker, a command and a test drive it alike.
//!
//! # What may be said
//!
//! A finding is a promise and a way to where it is broken. Without one the explorer says "none
//! within these bounds" and names them, never "none".

pub mod cluster;
mod frontier;
mod ground;
pub mod models;
pub mod print;
pub mod search;
pub mod seen;
pub mod shape;
mod shrink;
pub mod symmetry;
mod table;

use std::fmt::Debug;

use print::Print;

/// What must hold of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promise {
    pub id: &'static str,
    pub kind: Kind,
}

/// When.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// In every state.
    Always,
    /// From every state that is asked about, if nobody disturbs what follows: of those in which
    /// nothing more can be done within the budgets, or of all of them.
    Eventually,
    /// In some state: it shows that the model gets anywhere at all.
    Sometimes,
}

/// For each promise, in the order in which they are named, whether it holds: a bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Holding(pub u32);

impl Holding {
    /// Adds the next one.
    pub fn and(self, place: usize, holds: bool) -> Holding {
        Holding(self.0 | u32::from(holds) << place)
    }

    pub fn has(self, place: usize) -> bool {
        self.0 >> place & 1 == 1
    }
}

/// A system with states. A state is a few bytes, the same for the same state, that mean something
/// to the model alone.
pub trait Model {
    /// One of the things that can happen, as a small name that only means something together with
    /// the state it happens in.
    type Choice: Copy + PartialEq + Debug;

    /// At most 32.
    fn promises(&self) -> Vec<Promise>;

    /// The states to start from.
    fn start(&mut self) -> Vec<(Print, Vec<u8>)>;

    /// What follows is about this state.
    fn look(&mut self, state: &[u8]);

    /// Which promises hold here; for one that is kept `Eventually` this is not asked.
    fn holding(&mut self) -> Holding;

    /// Offers everything that can happen here and changes something.
    fn expand(&mut self, take: &mut impl Take<Self::Choice>);

    /// Which promises will hold in the end if nobody disturbs what follows: of those that must be
    /// kept `Eventually`. Asked where nothing more can be done within the budgets.
    fn holding_in_the_end(&mut self) -> Holding;

    /// Whether that is asked of every state, since what keeps a promise from being kept may be that
    /// things never come to rest.
    fn looks_ahead(&self) -> bool {
        false
    }

    /// States of different strata are not to crowd each other out where only some can be kept: a
    /// number that says how far a state has come.
    fn stratum(&self, _state: &[u8]) -> u32 {
        0
    }
}

/// Who is told of successors.
pub trait Take<C> {
    /// One successor. `state` writes it down, and is only called when it is wanted.
    fn take(&mut self, choice: C, print: Print, state: impl FnOnce(&mut Vec<u8>));
}
