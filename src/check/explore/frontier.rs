//! States that were found and not looked at yet. Only these are kept in full, as bytes: level by
//! level in a queue, or in a stack when the search goes deep first.

use std::collections::VecDeque;

use super::seen::Index;

/// Bytes are kept in pieces of this size, and a piece is given back when it has been read.
const PIECE: usize = 1 << 16;

/// First in, first out. States are numbered as they come in, so a state's number need not be kept.
#[derive(Debug, Default)]
pub struct Queue {
    pieces: VecDeque<Vec<u8>>,
    /// How much of the first piece was read.
    read: usize,
    waiting: usize,
    most_pieces: usize,
}

impl Queue {
    pub fn push(&mut self, state: &[u8]) {
        let length = u16::try_from(state.len()).expect("states are short");
        let needed = state.len() + 2;
        let room = self
            .pieces
            .back()
            .is_some_and(|p| p.len() + needed <= PIECE);
        if !room {
            self.pieces.push_back(Vec::with_capacity(PIECE.max(needed)));
            self.most_pieces = self.most_pieces.max(self.pieces.len());
        }
        let piece = self.pieces.back_mut().expect("there is one with room");
        piece.extend_from_slice(&length.to_le_bytes());
        piece.extend_from_slice(state);
        self.waiting += 1;
    }

    /// Takes the oldest state out and into `state`; false when there is none.
    pub fn pop(&mut self, state: &mut Vec<u8>) -> bool {
        if self.waiting == 0 {
            return false;
        }
        if self.pieces.front().is_some_and(|p| p.len() == self.read) {
            self.pieces.pop_front();
            self.read = 0;
        }
        let piece = self.pieces.front().expect("a state is waiting");
        let length = u16::from_le_bytes([piece[self.read], piece[self.read + 1]]);
        let start = self.read + 2;
        state.clear();
        state.extend_from_slice(&piece[start..start + usize::from(length)]);
        self.read = start + usize::from(length);
        self.waiting -= 1;
        true
    }

    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// The most this ever took.
    pub fn most_bytes(&self) -> usize {
        self.most_pieces * PIECE
    }
}

/// Last in, first out.
#[derive(Debug, Default)]
pub struct Stack {
    bytes: Vec<u8>,
    /// The number of each state, how deep it lies, and where its bytes begin.
    states: Vec<(Index, u32, usize)>,
}

impl Stack {
    pub fn push(&mut self, index: Index, depth: u32, state: &[u8]) {
        self.states.push((index, depth, self.bytes.len()));
        self.bytes.extend_from_slice(state);
    }

    pub fn pop(&mut self, state: &mut Vec<u8>) -> Option<(Index, u32)> {
        let (index, depth, start) = self.states.pop()?;
        state.clear();
        state.extend_from_slice(&self.bytes[start..]);
        self.bytes.truncate(start);
        Some((index, depth))
    }

    pub fn waiting(&self) -> usize {
        self.states.len()
    }

    /// The most this ever took.
    pub fn most_bytes(&self) -> usize {
        self.bytes.capacity() + self.states.capacity() * size_of::<(Index, u32, usize)>()
    }
}

/// Appends a number in as few bytes as it needs, seven bits each.
pub fn write_number(mut number: u32, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Takes a number from the front.
pub fn read_number(from: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = from.split_first().expect("what was written is read");
        *from = rest;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return number;
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_gives_back_in_order_and_a_stack_the_other_way_round() {
        let (mut queue, mut stack, mut state) = (Queue::default(), Stack::default(), Vec::new());
        for n in 0..20_000u32 {
            queue.push(&n.to_le_bytes());
            stack.push(n, 1, &n.to_le_bytes());
        }
        for n in 0..20_000u32 {
            assert!(queue.pop(&mut state));
            assert_eq!(state, n.to_le_bytes());
            let last = 19_999 - n;
            assert_eq!(stack.pop(&mut state), Some((last, 1)));
            assert_eq!(state, last.to_le_bytes());
        }
        assert!(!queue.pop(&mut state) && stack.pop(&mut state).is_none());
    }

    #[test]
    fn numbers_come_back_as_they_were() {
        let numbers = [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX];
        let mut bytes = Vec::new();
        for number in numbers {
            write_number(number, &mut bytes);
        }
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| read_number(&mut rest)), numbers);
        assert!(rest.is_empty());
    }
}
