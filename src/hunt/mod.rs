//! "Can this break?": a search that begins at a moment of a run, for people.
//!
//! A [`Job`] says from where, with which budgets and how far. A [`Hunt`] carries it out in slices,
//! as several searches one after the other ([`passes`]): level by level first, so that what is found
//! is short, then wherever chance leads, and at last into calm futures. Every [`Finding`] is made as
//! short as it can be, laid out in time and played before it is told. What was looked at and what was
//! not is told as [`Coverage`], found or not.
//!
//! The page's worker drives it and speaks with the page in [`message`]s.

mod coverage;
mod finding;
mod job;
pub mod message;
mod passes;
mod search;

pub use coverage::{Coverage, Ended, PassReport};
pub use finding::{Finding, Schedule, StepNote};
pub use job::{Job, MEGABYTE, needs};
pub use passes::{Topic, Way};
pub use search::{Hunt, Progress};
