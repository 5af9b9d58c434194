//! What a state looks like but for its numbers.
//!
//! Where nothing gets anywhere, ballots and terms still grow: no state ever comes back exactly. So
//! two states have one shape when they differ in nothing but numbers of 32 bits, which is what all
//! numbers that grow are. Who is meant, which kind of message it is, how many there are and what is
//! set and what is not stays apart. Equal shapes are no proof that it goes on like that for ever;
//! they are what is said of a future in which the same came back again and again.

use std::hash::{Hash, Hasher};

use super::print::{Print, Printer};

/// The shape of a thing.
pub fn of(thing: &impl Hash) -> Print {
    let mut words = Words(Vec::new());
    thing.hash(&mut words);
    Printer::new(0).of(&words.0)
}

/// Writes down what it is given but for the numbers that may grow.
struct Words(Vec<u8>);

impl Hasher for Words {
    fn finish(&self) -> u64 {
        unreachable!("the words themselves are asked for")
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn write_u32(&mut self, _: u32) {
        self.0.push(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::NodeId;

    #[test]
    fn numbers_may_grow_and_nothing_else_may_change() {
        assert_eq!(of(&(NodeId(1), 7u32)), of(&(NodeId(1), 8u32)));
        assert_ne!(of(&(NodeId(1), 7u32)), of(&(NodeId(2), 7u32)));
        assert_ne!(of(&vec![7u32]), of(&vec![7u32, 7]));
        assert_ne!(of(&Some(7u32)), of(&None::<u32>));
    }
}
