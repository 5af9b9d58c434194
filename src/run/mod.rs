//! A run: what happened, with causes, in branches that can be gone to.

mod bands;
mod cursor;
pub mod expect;
mod open;
pub mod player;
pub mod record;
mod standing;
mod tree;
mod watch;

pub use cursor::Cursor;
pub use open::{IS_WHOLE, PROTOCOLS, is_elsewhere, open, protocol_of, spec_of};
pub use tree::Run;
