//! A run: what happened, with causes, in branches that can be gone to.

pub mod player;
