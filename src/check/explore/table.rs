//! Two tables that are asked and never gone through, so that no order of theirs can get into a
//! result: things with a number each, and pairs of numbers with a number each.

use std::hash::Hash;

use super::print::{Print, Printer};

/// No number is ever this one.
const NOBODY: u32 = u32::MAX;

/// Gives equal things the same number, counted from 0, and keeps one of each.
#[derive(Clone, Debug)]
pub struct Interner<T> {
    things: Vec<T>,
    prints: Vec<Print>,
    /// Open addressing, a power of two, at most half full.
    slots: Vec<u32>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Interner {
            things: Vec::new(),
            prints: Vec::new(),
            slots: vec![NOBODY; 64],
        }
    }
}

impl<T: Eq + Hash> Interner<T> {
    /// The number of this thing; a new one if it has none yet.
    pub fn number(&mut self, thing: T, printer: &Printer) -> u32 {
        let print = printer.of(&thing);
        let mut at = self.home(print);
        while self.slots[at] != NOBODY {
            let known = self.slots[at];
            // Equal prints are not taken for granted here: the things themselves are there.
            if self.prints[known as usize] == print && self.things[known as usize] == thing {
                return known;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let number = u32::try_from(self.things.len()).expect("memory ends before the numbers do");
        assert!(number < NOBODY >> 1, "the upper half has other uses");
        self.things.push(thing);
        self.prints.push(print);
        self.slots[at] = number;
        if self.things.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    pub fn thing(&self, number: u32) -> &T {
        &self.things[number as usize]
    }

    pub fn print(&self, number: u32) -> Print {
        self.prints[number as usize]
    }

    fn home(&self, print: Print) -> usize {
        print.0 as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        self.slots = vec![NOBODY; self.slots.len() * 2];
        for number in 0..self.prints.len() {
            let mut at = self.home(self.prints[number]);
            while self.slots[at] != NOBODY {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = number as u32;
        }
    }
}

/// Remembers a number for a pair of numbers.
#[derive(Clone, Debug)]
pub struct Memo {
    /// Open addressing, a power of two, at most half full; `NOBODY` marks a free one.
    slots: Vec<(u32, u32, u32)>,
    count: usize,
}

impl Default for Memo {
    fn default() -> Self {
        Memo {
            slots: vec![(0, 0, NOBODY); 256],
            count: 0,
        }
    }
}

impl Memo {
    pub fn get(&self, a: u32, b: u32) -> Option<u32> {
        let mut at = self.home(a, b);
        loop {
            let (x, y, number) = self.slots[at];
            if number == NOBODY {
                return None;
            }
            if (x, y) == (a, b) {
                return Some(number);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Remembers a number for a pair that has none yet.
    pub fn put(&mut self, a: u32, b: u32, number: u32) {
        debug_assert!(self.get(a, b).is_none(), "what is known stays");
        assert!(number != NOBODY, "that one marks a free slot");
        if (self.count + 1) * 2 > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0, NOBODY); old.len() * 2];
            for (a, b, number) in old.into_iter().filter(|slot| slot.2 != NOBODY) {
                self.place(a, b, number);
            }
        }
        self.place(a, b, number);
        self.count += 1;
    }

    fn place(&mut self, a: u32, b: u32, number: u32) {
        let mut at = self.home(a, b);
        while self.slots[at].2 != NOBODY {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = (a, b, number);
    }

    fn home(&self, a: u32, b: u32) -> usize {
        let word = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (word >> 32) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_things_have_one_number() {
        let (mut interner, printer) = (Interner::default(), Printer::new(1));
        for round in 0..2 {
            for n in 0..1_000u32 {
                assert_eq!(
                    interner.number(format!("{n}"), &printer),
                    n,
                    "round {round}"
                );
            }
        }
        assert_eq!(interner.things.len(), 1_000);
        assert_eq!(interner.thing(17), "17");
    }

    #[test]
    fn pairs_are_told_apart() {
        let mut memo = Memo::default();
        for a in 0..100 {
            for b in 0..100 {
                assert_eq!(memo.get(a, b), None);
                memo.put(a, b, a * 1_000 + b);
            }
        }
        assert_eq!(memo.get(3, 99), Some(3_099));
        assert_eq!(memo.get(99, 3), Some(99_003));
    }
}
