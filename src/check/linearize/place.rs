//! A place in the search: which return is next to be explained, the state, and what has become of
//! the operations that are open.

use smallvec::SmallVec;

use super::kind::Op;
use super::states::State;

type Bits = SmallVec<[u64; 2]>;

/// What has become of an open operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It has no point in the order yet, and needs one before it returns.
    Owing,
    /// It may be counted as having had its point unseen, or have it later.
    Free,
    /// It had its point, and is used up.
    Done,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub layer: usize,
    pub state: State,
    /// The next to return was free, and this is the branch in which it is seen nevertheless.
    pub show: bool,
    /// What was placed last could as well have been hidden, unless somebody looks at it.
    pub idle: bool,
    done: Bits,
    free: Bits,
    /// Of the optional operations.
    used: Bits,
}

const SHOW: u64 = 1 << 63;
const IDLE: u64 = 1 << 62;

impl Place {
    /// Before anything, with room for so many open and optional operations.
    pub fn new(state: State, width: usize, optional: usize) -> Place {
        Place {
            layer: 0,
            state,
            show: false,
            idle: false,
            done: SmallVec::from_elem(0, width.div_ceil(64)),
            free: SmallVec::from_elem(0, width.div_ceil(64)),
            used: SmallVec::from_elem(0, optional.div_ceil(64)),
        }
    }

    /// Words that a place takes when written down.
    pub fn stride(width: usize, optional: usize) -> usize {
        1 + 2 * width.div_ceil(64) + optional.div_ceil(64)
    }

    pub fn write(&self, words: &mut Vec<u64>) {
        let head = (self.layer as u64) << 32 | u64::from(self.state.0);
        assert!(head < IDLE, "there are fewer layers than operations");
        let show = if self.show { SHOW } else { 0 };
        let idle = if self.idle { IDLE } else { 0 };
        words.clear();
        words.push(head | show | idle);
        for bits in [&self.done, &self.free, &self.used] {
            words.extend_from_slice(bits);
        }
    }

    /// The reverse of [`Place::write`].
    pub fn read(words: &[u64], width: usize) -> Place {
        let (head, rest) = words.split_first().expect("a place has a head");
        let (done, rest) = rest.split_at(width.div_ceil(64));
        let (free, used) = rest.split_at(width.div_ceil(64));
        Place {
            layer: layer_of(words),
            state: State(*head as u32),
            show: head & SHOW != 0,
            idle: head & IDLE != 0,
            done: done.into(),
            free: free.into(),
            used: used.into(),
        }
    }

    pub fn standing(&self, op: &Op) -> Standing {
        if op.optional() {
            return match get(&self.used, op.slot) {
                true => Standing::Done,
                false => Standing::Free,
            };
        }
        match (get(&self.done, op.slot), get(&self.free, op.slot)) {
            (true, _) => Standing::Done,
            (false, true) => Standing::Free,
            (false, false) => Standing::Owing,
        }
    }

    pub fn is_done(&self, op: &Op) -> bool {
        self.standing(op) == Standing::Done
    }

    pub fn set(&mut self, op: &Op, standing: Standing) {
        if op.optional() {
            put(&mut self.used, op.slot, standing == Standing::Done);
        } else {
            put(&mut self.done, op.slot, standing == Standing::Done);
            put(&mut self.free, op.slot, standing == Standing::Free);
        }
        assert_eq!(
            self.standing(op) == Standing::Done,
            standing == Standing::Done
        );
    }
}

/// The layer of a place that is written down.
pub fn layer_of(words: &[u64]) -> usize {
    ((words[0] & !(SHOW | IDLE)) >> 32) as usize
}

fn get(bits: &Bits, at: u32) -> bool {
    bits[at as usize / 64] >> (at % 64) & 1 == 1
}

fn put(bits: &mut Bits, at: u32, on: bool) {
    let word = &mut bits[at as usize / 64];
    *word = *word & !(1 << (at % 64)) | u64::from(on) << (at % 64);
}
