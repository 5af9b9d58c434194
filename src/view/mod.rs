//! From a moment of a run to shapes: where things stand, what was pointed at, which seats are
//! filled. Pure arithmetic that knows neither browser nor protocol, so that it is tested natively.
//!
//! Lengths are in *units*: a [`frame::Frame`] says how many pixels one is.

pub mod arcs;
pub mod bar;
#[cfg(feature = "every-protocol")]
pub mod chart;
mod corner;
pub mod cut;
pub mod digits;
pub mod flows;
pub mod frame;
pub mod geometry;
pub mod hemicycle;
pub mod hit;
pub mod island;
mod island_name;
pub mod labels;
mod link;
pub mod plan;
#[cfg(feature = "every-protocol")]
pub mod qr;
pub mod ring;
pub mod spacetime;
pub mod timescale;
pub mod turn;
pub mod verdict;
pub mod walk;
pub mod wording;
