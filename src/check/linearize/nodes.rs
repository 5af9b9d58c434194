//! The places a search has been to: each a few words, each kept once, found by comparing all of it.

/// A place by its number.
pub type NodeId = u32;

/// No place, or no operation.
pub const NONE: u32 = u32::MAX;

/// An arena and a table over it. The table is never walked, only asked, so its order cannot matter,
/// and a hash that two places share costs time and never an answer.
#[derive(Clone, Debug)]
pub struct Nodes {
    /// Words a place takes.
    stride: usize,
    words: Vec<u64>,
    /// How each place was come to: from where, and by which operation.
    came: Vec<(NodeId, u32)>,
    /// Open addressing; `NONE` where free. Its length is a power of two, at most half of it used.
    table: Vec<u32>,
}

impl Nodes {
    pub fn new(stride: usize) -> Nodes {
        assert!(stride > 0, "a place takes at least one word");
        Nodes {
            stride,
            words: Vec::new(),
            came: Vec::new(),
            table: vec![NONE; 64],
        }
    }

    pub fn count(&self) -> usize {
        self.came.len()
    }

    /// Memory in use, roughly.
    pub fn bytes(&self) -> usize {
        8 * self.words.len() + 8 * self.came.len() + 4 * self.table.len()
    }

    pub fn words(&self, node: NodeId) -> &[u64] {
        let at = node as usize * self.stride;
        &self.words[at..at + self.stride]
    }

    /// From where and by which operation the place was first come to.
    pub fn came(&self, node: NodeId) -> (NodeId, u32) {
        self.came[node as usize]
    }

    /// Adds a place; `None` if it was there.
    pub fn add(&mut self, words: &[u64], from: NodeId, by: u32) -> Option<NodeId> {
        assert_eq!(words.len(), self.stride, "all places are of one size");
        let slot = self.find(words);
        if self.table[slot] != NONE {
            return None;
        }
        let node = u32::try_from(self.came.len()).expect("memory ends before numbers do");
        assert_ne!(node, NONE, "the last number means no place");
        self.words.extend_from_slice(words);
        self.came.push((from, by));
        self.table[slot] = node;
        if self.came.len() * 2 > self.table.len() {
            self.grow();
        }
        Some(node)
    }

    /// Where in the table these words are, or would be.
    fn find(&self, words: &[u64]) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = hash(words) as usize & mask;
        while self.table[slot] != NONE && self.words(self.table[slot]) != words {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        self.table.clear();
        self.table.resize(size, NONE);
        for node in 0..self.came.len() as u32 {
            let slot = self.find(self.words(node));
            self.table[slot] = node;
        }
    }
}

fn hash(words: &[u64]) -> u64 {
    let mixed = words.iter().fold(0x9e37_79b9_7f4a_7c15, |hash: u64, word| {
        (hash.rotate_left(29) ^ word).wrapping_mul(0xd6e8_feb8_6659_fd93)
    });
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept_once_however_many_there_are() {
        let mut nodes = Nodes::new(2);
        for round in 0..2 {
            for n in 0..1_000u64 {
                let added = nodes.add(&[n % 7, n], NONE, NONE);
                assert_eq!(added.is_some(), round == 0, "{n}");
            }
        }
        assert_eq!(nodes.count(), 1_000);
        assert_eq!(nodes.words(999), &[999 % 7, 999]);
    }
}
