//! Every state that was seen: its fingerprint, and the state it was first reached from. Some 40
//! bytes each, whatever the states themselves look like.

use super::print::Print;

/// So many entries are allocated at a time. What is allocated never moves, so that growing takes
/// no more memory than what it grows to.
const CHUNK: usize = 1 << 14;

/// A state that was seen, by its number: they are numbered from 0 in the order they were found.
pub type Index = u32;

/// The parent of a state that the search started from.
pub const NO_PARENT: Index = Index::MAX;

/// All of them.
#[derive(Debug)]
pub struct Seen {
    states: Vec<Vec<Entry>>,
    /// Open addressing, a power of two, at most three quarters full. The upper half of a slot is a
    /// part of the fingerprint, which spares most looks at the entry; the lower is its index + 1.
    slots: Vec<u64>,
    count: usize,
}

/// The two halves are apart so that an entry takes 20 bytes and not 32.
#[derive(Clone, Copy, Debug)]
struct Entry {
    print: [u32; 4],
    parent: Index,
}

impl Default for Seen {
    fn default() -> Self {
        Seen {
            states: Vec::new(),
            slots: vec![0; 1 << 10],
            count: 0,
        }
    }
}

impl Seen {
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The index of a state that is new, or `None` when it was seen before.
    pub fn insert(&mut self, print: Print, parent: Index) -> Option<Index> {
        let mask = self.slots.len() - 1;
        let (mut at, tag) = home(print, mask);
        while self.slots[at] != 0 {
            let slot = self.slots[at];
            if slot & TAG == tag && self.print((slot as Index) - 1) == print {
                return None;
            }
            at = (at + 1) & mask;
        }
        let index = Index::try_from(self.count).expect("memory ends before the numbers do");
        assert!(
            index < NO_PARENT - 1,
            "the last two numbers have other uses"
        );
        self.slots[at] = tag | u64::from(index + 1);
        if self.count.is_multiple_of(CHUNK) {
            self.states.push(Vec::with_capacity(CHUNK));
        }
        let chunk = self.states.last_mut().expect("there is one with room");
        chunk.push(Entry {
            print: words(print),
            parent,
        });
        self.count += 1;
        if self.count * 4 > self.slots.len() * 3 {
            self.grow();
        }
        Some(index)
    }

    pub fn print(&self, index: Index) -> Print {
        unwords(self.entry(index).print)
    }

    /// The number of a state that was seen.
    pub fn find(&self, print: Print) -> Option<Index> {
        let mask = self.slots.len() - 1;
        let (mut at, tag) = home(print, mask);
        while self.slots[at] != 0 {
            let slot = self.slots[at];
            if slot & TAG == tag && self.print((slot as Index) - 1) == print {
                return Some((slot as Index) - 1);
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// The states on the way to this one, from the one the search started from.
    pub fn way_to(&self, index: Index) -> Vec<Index> {
        let mut way = vec![index];
        let mut parent = self.entry(index).parent;
        while parent != NO_PARENT {
            assert!(way.len() < self.count, "a way has no state twice");
            way.push(parent);
            parent = self.entry(parent).parent;
        }
        way.reverse();
        way
    }

    /// The same for equal sets of states, in whatever order they were found.
    pub fn digest(&self) -> Print {
        let prints = (0..self.count as Index).map(|index| self.print(index));
        prints.fold(Print::default(), Print::plus)
    }

    /// What this takes, exactly.
    pub fn bytes(&self) -> usize {
        self.slots.len() * size_of::<u64>() + self.states.len() * CHUNK * size_of::<Entry>()
    }

    fn entry(&self, index: Index) -> Entry {
        self.states[index as usize / CHUNK][index as usize % CHUNK]
    }

    fn grow(&mut self) {
        // The old table goes first: everything in it can be made again from the entries.
        let size = self.slots.len() * 2;
        self.slots = Vec::new();
        self.slots = vec![0; size];
        for index in 0..self.count as Index {
            let (mut at, tag) = home(self.print(index), size - 1);
            while self.slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = tag | u64::from(index + 1);
        }
    }
}

const TAG: u64 = 0xffff_ffff_0000_0000;

/// Where a fingerprint belongs, and what stands for it there: different parts of it.
fn home(print: Print, mask: usize) -> (usize, u64) {
    (
        (print.0 as u64) as usize & mask,
        (print.0 >> 64) as u64 & TAG,
    )
}

fn words(print: Print) -> [u32; 4] {
    let n = print.0;
    [
        n as u32,
        (n >> 32) as u32,
        (n >> 64) as u32,
        (n >> 96) as u32,
    ]
}

fn unwords(words: [u32; 4]) -> Print {
    let [a, b, c, d] = words.map(u128::from);
    Print(a | b << 32 | c << 64 | d << 96)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::explore::print::Printer;

    #[test]
    fn each_state_is_new_once() {
        let (mut seen, printer) = (Seen::default(), Printer::new(3));
        for n in 0..50_000u32 {
            assert_eq!(seen.insert(printer.of(&n), n.wrapping_sub(1)), Some(n));
        }
        for n in 0..50_000u32 {
            assert_eq!(seen.insert(printer.of(&n), 0), None);
            assert_eq!(seen.print(n), printer.of(&n));
        }
        assert_eq!(seen.way_to(3), [0, 1, 2, 3]);
        assert_eq!(seen.find(printer.of(&17u32)), Some(17));
        assert_eq!(seen.find(printer.of(&50_000u32)), None);
        assert!(seen.bytes() < 50_000 * 64);
    }
}
