//! The known failures of quorum systems, each found anew by a search from its rule switch, by a way
//! whose number of steps is pinned; and the same searches with every rule on, which find nothing.

#![cfg(not(target_arch = "wasm32"))]

mod line;
mod paxos;
mod raft;
mod register;
mod sound;
mod vote;
