//! Seeded chance. Every draw has a key made of what is drawn for, and its own small generator;
//! there is no common stream. So killing one node changes no delay of an unrelated message, and
//! two branches of a run stay comparable.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// What is drawn. The numbers are part of every recorded run: never change one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u64)]
pub enum For {
    Delay = 1,
    Loss = 2,
    Duplicate = 3,
    Timer = 4,
    Patience = 5,
    Command = 6,
}

/// A generator for one draw, or for the few that belong together.
pub struct Draw(Xoshiro256PlusPlus);

impl Draw {
    /// `what` says what is drawn; `who` and `which` say for whom and the how-manieth time.
    pub fn new(seed: u64, what: For, who: u64, which: u64) -> Draw {
        let mut key = mix(seed ^ 0x51ab_3c55_9e37_79b9);
        key = mix(key ^ what as u64);
        key = mix(key ^ who);
        key = mix(key ^ which);
        Draw(Xoshiro256PlusPlus::seed_from_u64(key))
    }

    /// A whole number from `min` to `max`, both included.
    pub fn between(&mut self, min: u64, max: u64) -> u64 {
        debug_assert!(min <= max, "an empty range cannot be drawn from");
        self.0.random_range(min..=max)
    }

    /// True so many times in a thousand.
    pub fn permille(&mut self, permille: u16) -> bool {
        permille > 0 && self.between(0, 999) < u64::from(permille)
    }

    /// Evenly from (0, 1], made from whole numbers so that it is the same everywhere.
    pub fn unit(&mut self) -> f64 {
        (self.between(1, 1 << 53)) as f64 / (1u64 << 53) as f64
    }

    /// A standard normal by Box and Muller, with portable functions only.
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.unit()));
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }
}

/// Stirs all bits (the finisher of SplitMix64).
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Links that were shared replay only while these stay as they are.
    #[test]
    fn draws_never_change() {
        let mut draw = Draw::new(7, For::Delay, 3, 11);
        let drawn: Vec<u64> = (0..4).map(|_| draw.between(0, 1_000_000)).collect();
        assert_eq!(drawn, GOLDEN);
    }

    const GOLDEN: [u64; 4] = [177_116, 803_673, 102_446, 25_523];

    #[test]
    fn keys_are_independent() {
        let one = |who, which| Draw::new(1, For::Timer, who, which).between(0, u64::MAX - 1);
        assert_ne!(one(1, 2), one(2, 1));
        assert_eq!(one(5, 5), one(5, 5));
    }

    #[test]
    fn permille_is_about_right() {
        let hits = (0..100_000)
            .filter(|&i| Draw::new(9, For::Loss, 0, i).permille(250))
            .count();
        assert!(
            (24_000..26_000).contains(&hits),
            "{hits} of 100,000 at a quarter"
        );
    }

    #[test]
    fn normals_have_mean_0_and_deviation_1() {
        let n = 50_000;
        let all: Vec<f64> = (0..n)
            .map(|i| Draw::new(9, For::Delay, 0, i).normal())
            .collect();
        let mean = all.iter().sum::<f64>() / n as f64;
        let deviation =
            (all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64).sqrt();
        assert!(
            mean.abs() < 0.02 && (deviation - 1.0).abs() < 0.02,
            "{mean} {deviation}"
        );
    }
}
