//! Fingerprints: 128 bits that stand for a state. With a billion states the chance that any two
//! share one is below 10⁻²⁰, so a state that was seen needs no more room than that.
//!
//! A fingerprint is a sum of those of the state's parts, each mixed with its place. So the
//! fingerprint of a successor is that of its parent with a little taken away and a little added,
//! and a state that turns out to be known is never written down.

use std::hash::{BuildHasher, Hash};

use foldhash::quality::FixedState;

/// The fingerprint of a state, or of a part of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Print(pub u128);

impl Print {
    pub fn plus(self, other: Print) -> Print {
        Print(self.0.wrapping_add(other.0))
    }

    pub fn minus(self, other: Print) -> Print {
        Print(self.0.wrapping_sub(other.0))
    }

    /// So many of the same part.
    pub fn times(self, count: u32) -> Print {
        Print(self.0.wrapping_mul(count.into()))
    }
}

/// Makes fingerprints; the same seed makes the same ones.
#[derive(Clone, Debug)]
pub struct Printer {
    low: FixedState,
    high: FixedState,
}

impl Printer {
    pub fn new(seed: u64) -> Printer {
        Printer {
            low: FixedState::with_seed(seed),
            high: FixedState::with_seed(mixed(seed ^ 0x6a09_e667_f3bc_c908)),
        }
    }

    pub fn of(&self, part: &impl Hash) -> Print {
        let low = mixed(self.low.hash_one(part));
        // The halves are mixed with each other, so that neither is the weak hash of the two.
        let high = mixed(self.high.hash_one(part) ^ low.rotate_left(29));
        Print(u128::from(high) << 64 | u128::from(low))
    }
}

/// Every bit of the result depends on every bit of the word.
fn mixed(word: u64) -> u64 {
    let z = (word ^ (word >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let z = (z ^ (z >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    z ^ (z >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_know_neither_order_nor_way() {
        let printer = Printer::new(7);
        let (a, b) = (printer.of(&1u8), printer.of(&"two"));
        assert_eq!(a.plus(b), b.plus(a));
        assert_eq!(a.plus(b).minus(a), b);
        assert_eq!(a.plus(a).plus(a), a.times(3));
        assert_ne!(a, Printer::new(8).of(&1u8), "the seed counts");
    }

    #[test]
    fn small_things_that_differ_have_prints_that_differ_in_both_halves() {
        let printer = Printer::new(0);
        let mut lows: Vec<u64> = (0..100_000u32).map(|n| printer.of(&n).0 as u64).collect();
        let mut highs: Vec<u64> = (0..100_000u32)
            .map(|n| (printer.of(&n).0 >> 64) as u64)
            .collect();
        for half in [&mut lows, &mut highs] {
            half.sort_unstable();
            half.dedup();
            assert_eq!(half.len(), 100_000);
        }
    }
}
