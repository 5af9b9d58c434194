//! How long a message is under way: four shapes, in whole microseconds.

use serde::{Deserialize, Serialize};

use super::draw::Draw;
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

/// No message takes longer than this, whatever the shape says: a run has to get on.
pub const DELAY_MAX: Micros = Micros::from_millis(60_000);

impl Delay {
    /// Draws one delay: at least a microsecond, so that nothing arrives when it is sent.
    pub fn draw(self, draw: &mut Draw) -> Micros {
        let micros = match self {
            Delay::Fixed(micros) => micros.0,
            Delay::Uniform { min, max } => draw.between(min.0, max.0.max(min.0)),
            Delay::Exponential { min, mean } => {
                let wait = -libm::log(draw.unit()) * mean.0 as f64;
                min.0.saturating_add(wait as u64)
            }
            Delay::LogNormal {
                median,
                spread_permille,
            } => {
                let exponent = draw.normal() * f64::from(spread_permille) / 1_000.0;
                (median.0 as f64 * libm::exp(exponent)) as u64
            }
        };
        Micros(micros.clamp(1, DELAY_MAX.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::draw::For;

    fn many(delay: Delay) -> Vec<u64> {
        let mut all: Vec<u64> = (0..20_001)
            .map(|i| delay.draw(&mut Draw::new(3, For::Delay, 0, i)).0)
            .collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn each_shape_has_its_mean_and_median() {
        let ms = Micros::from_millis;
        assert!(many(Delay::Fixed(ms(5))).iter().all(|&d| d == 5_000));
        let uniform = many(Delay::Uniform {
            min: ms(20),
            max: ms(80),
        });
        assert!(uniform[0] >= 20_000 && uniform[20_000] <= 80_000);
        assert!((49_000..51_000).contains(&uniform[10_000]));
        let exponential = many(Delay::Exponential {
            min: ms(10),
            mean: ms(30),
        });
        let mean = exponential.iter().sum::<u64>() / 20_001;
        assert!(
            exponential[0] >= 10_000 && (39_000..41_000).contains(&mean),
            "{mean}"
        );
        let normal = many(Delay::LogNormal {
            median: ms(40),
            spread_permille: 500,
        });
        assert!(
            (39_000..41_000).contains(&normal[10_000]),
            "{}",
            normal[10_000]
        );
    }
}
