//! Quorate runs real quorum protocols, shows every message, and lets anyone break the cluster.
//!
//! From the inside out: [`protocol`] is what nodes do, [`sim`] the world they do it in, [`check`]
//! what must hold, [`scenario`] what a run is made from, and [`run`] a run one can move about in.
//! `hunt` searches for how a run can break. [`text`] has the languages, [`view`] says where things stand on the screen, and `ui` is the page.

#![forbid(unsafe_code)]

pub mod check;
pub mod export;
#[cfg(feature = "every-protocol")]
pub mod hunt;
pub mod order;
pub mod protocol;
pub mod run;
pub mod scenario;
pub mod sim;
pub mod text;
#[cfg(feature = "page")]
pub mod ui;
pub mod view;
