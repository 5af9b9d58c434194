//! The world that protocols run in: time, chance, the network, faults. It knows no protocol: it
//! carries out what a protocol's steps ask for, one event after the other.

pub mod action;
mod apply;
mod carry;
pub mod client;
pub mod delay;
pub mod digest;
pub mod draw;
pub mod network;
pub mod queue;
pub mod sink;
pub mod world;
