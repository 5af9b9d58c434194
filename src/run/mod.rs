//! A run: what happened, with causes, in branches that can be gone to.

mod bands;
mod bound;
mod branch;
#[cfg(feature = "every-protocol")]
mod branches;
mod cursor;
pub mod expect;
#[cfg(feature = "every-protocol")]
mod graft;
mod look;
mod open;
pub mod player;
#[cfg(feature = "every-protocol")]
mod prune;
pub mod record;
#[cfg(feature = "every-protocol")]
mod room;
#[cfg(feature = "every-protocol")]
pub mod spacetime;
mod standing;
mod tell;
mod tree;
mod watch;

#[cfg(feature = "every-protocol")]
pub use branches::{EVENTS_AT_ONCE, Grown, open_tree};
pub use cursor::Cursor;
pub use open::{IS_WHOLE, PROTOCOLS, is_elsewhere, open, protocol_of, spec_of};
pub use standing::first_broken;
pub use tree::Run;
