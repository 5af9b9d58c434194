//! The world that protocols run in: time, chance, the network, faults.

pub mod action;
pub mod delay;
