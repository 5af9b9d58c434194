//! The explorer: that it goes everywhere, and nowhere else.

#![cfg(not(target_arch = "wasm32"))]

mod broken_rules;
mod counts;
mod orders;
mod others;
mod replay;
mod speed;
mod symmetry;
