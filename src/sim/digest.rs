//! A running hash of everything that happens. It is the same on every machine: numbers are taken
//! at a fixed width, while the standard library's hashing of enums follows the pointer's width.

use std::hash::{Hash, Hasher};

/// Folds what happens into 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Digest(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Takes one more thing in.
    pub fn add(&mut self, thing: &impl Hash) {
        thing.hash(self);
    }

    pub fn value(&self) -> u64 {
        let mut z = self.0;
        z = (z ^ (z >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        z ^ (z >> 32)
    }

    fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 29;
    }
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        self.value()
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
        self.word(bytes.len() as u64);
    }

    fn write_u8(&mut self, n: u8) {
        self.word(n.into());
    }

    fn write_u16(&mut self, n: u16) {
        self.word(n.into());
    }

    fn write_u32(&mut self, n: u32) {
        self.word(n.into());
    }

    fn write_u64(&mut self, n: u64) {
        self.word(n);
    }

    fn write_u128(&mut self, n: u128) {
        self.word(n as u64);
        self.word((n >> 64) as u64);
    }

    fn write_usize(&mut self, n: usize) {
        self.word(n as u64);
    }

    fn write_isize(&mut self, n: isize) {
        self.word(n as i64 as u64);
    }

    fn write_i16(&mut self, n: i16) {
        self.word(n as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_known_things_never_changes() {
        let mut digest = Digest::default();
        digest.add(&(1u8, Some(2u32), "three", [4u64; 2]));
        assert_eq!(digest.value(), 6_512_423_299_550_858_064);
    }

    #[test]
    fn order_matters() {
        let (mut a, mut b) = (Digest::default(), Digest::default());
        a.add(&(1u8, 2u8));
        b.add(&(2u8, 1u8));
        assert_ne!(a.value(), b.value());
    }
}
