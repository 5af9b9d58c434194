//! How long a message is under way: four shapes, in whole microseconds.

use serde::{Deserialize, Serialize};

use crate::protocol::ids::Micros;

/// The shape of the delays of a link.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delay {
    Fixed(Micros),
    Uniform {
        min: Micros,
        max: Micros,
    },
    /// `min` plus an exponential wait of this mean.
    Exponential {
        min: Micros,
        mean: Micros,
    },
    /// The logarithm is normal; `spread_permille` is its standard deviation in thousandths.
    LogNormal {
        median: Micros,
        spread_permille: u32,
    },
}

impl Default for Delay {
    fn default() -> Self {
        Delay::Uniform {
            min: Micros::from_millis(20),
            max: Micros::from_millis(80),
        }
    }
}
