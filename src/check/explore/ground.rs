//! What a search has found: the states that were seen, and those that wait to be looked at.

use std::collections::BTreeMap;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt as _, SeedableRng as _};

use super::Take;
use super::frontier::{Queue, Stack};
use super::print::Print;
use super::search::{Covered, Limits, Order};
use super::seen::{Index, NO_PARENT, Seen};

/// What is found. The model adds to it while it is asked.
#[derive(Debug)]
pub(super) struct Ground {
    pub seen: Seen,
    waiting: Waiting,
    pub generated: u64,
    pub depth: u32,
    states: u32,
    /// Nothing more is let in, and why.
    pub closed: Option<Covered>,
    /// Something was left out because of a limit, and which was met first.
    pub cut: Option<Covered>,
    /// The state whose successors are taken, its depth, and how many it has.
    pub from: Index,
    pub from_depth: u32,
    pub successors: u32,
    buffer: Vec<u8>,
}

/// What waits to be looked at.
#[derive(Debug)]
enum Waiting {
    /// The number of the next state, and the first number of the next level.
    Breadth {
        queue: Queue,
        next: Index,
        level_end: Index,
    },
    Depth(Stack),
    Walks(Box<Walks>),
    Beam(Box<Beam>),
}

#[derive(Debug)]
struct Beam {
    chance: Xoshiro256PlusPlus,
    width: usize,
    /// What is looked at on this level, the next one last; and what was found for the next.
    level: Vec<(Index, Vec<u8>)>,
    found: Vec<(Index, Vec<u8>)>,
}

impl Beam {
    /// Chooses what to go on from: from each stratum in turn one that is drawn from it.
    fn choose(&mut self, stratum: impl Fn(&[u8]) -> u32) {
        let mut strata: BTreeMap<u32, Vec<(Index, Vec<u8>)>> = BTreeMap::new();
        for (index, state) in self.found.drain(..) {
            let key = stratum(&state);
            strata.entry(key).or_default().push((index, state));
        }
        while self.level.len() < self.width && !strata.is_empty() {
            for states in strata.values_mut() {
                let at = self.chance.random_range(0..states.len() as u32) as usize;
                self.level.push(states.swap_remove(at));
            }
            strata.retain(|_, states| !states.is_empty());
        }
        self.level.truncate(self.width);
    }
}

#[derive(Debug)]
struct Walks {
    chance: Xoshiro256PlusPlus,
    left: u32,
    length: u32,
    starts: Vec<(Print, Vec<u8>)>,
    /// Where each successor leads, of the state that is looked at.
    ahead: Vec<(Print, Vec<u8>)>,
}

impl Waiting {
    fn new(order: Order, limits: Limits) -> Waiting {
        match order {
            Order::Breadth => Waiting::Breadth {
                queue: Queue::default(),
                next: 0,
                level_end: 0,
            },
            Order::Depth => Waiting::Depth(Stack::default()),
            Order::Walks {
                seed,
                walks,
                length,
            } => Waiting::Walks(Box::new(Walks {
                chance: Xoshiro256PlusPlus::seed_from_u64(seed),
                left: walks,
                length: length.min(limits.depth),
                starts: Vec::new(),
                ahead: Vec::new(),
            })),
            Order::Beam { seed, width } => Waiting::Beam(Box::new(Beam {
                chance: Xoshiro256PlusPlus::seed_from_u64(seed),
                width: width.max(1) as usize,
                level: Vec::new(),
                found: Vec::new(),
            })),
        }
    }
}

impl Ground {
    /// Nothing but the states to start from, found and not looked at.
    pub fn new(order: Order, limits: Limits, starts: Vec<(Print, Vec<u8>)>) -> Ground {
        assert!(!starts.is_empty(), "it starts somewhere");
        let mut ground = Ground {
            seen: Seen::default(),
            waiting: Waiting::new(order, limits),
            generated: 0,
            depth: 0,
            states: limits.states,
            closed: None,
            cut: None,
            from: NO_PARENT,
            from_depth: 0,
            successors: 0,
            buffer: Vec::new(),
        };
        if let Waiting::Walks(walks) = &mut ground.waiting {
            walks.starts = starts;
        } else {
            for (print, state) in starts {
                ground.take((), print, |bytes| bytes.extend_from_slice(&state));
            }
        }
        ground
    }

    /// Whether chance decides what is seen.
    pub fn is_by_chance(&self) -> bool {
        matches!(self.waiting, Waiting::Walks(_) | Waiting::Beam(_))
    }

    /// How many states were found and not looked at yet; of walks, how many are still to be made.
    pub fn waiting(&self) -> usize {
        match &self.waiting {
            Waiting::Breadth { queue, .. } => queue.waiting(),
            Waiting::Depth(stack) => stack.waiting(),
            Waiting::Walks(walks) => walks.left as usize,
            Waiting::Beam(beam) => beam.level.len() + beam.found.len(),
        }
    }

    /// The most memory that states took.
    pub fn bytes(&self) -> usize {
        let waiting = match &self.waiting {
            Waiting::Breadth { queue, .. } => queue.most_bytes(),
            Waiting::Depth(stack) => stack.most_bytes(),
            Waiting::Walks(_) => 0,
            Waiting::Beam(beam) => {
                let states = beam.level.iter().chain(&beam.found);
                states.map(|(_, state)| state.len() + 32).sum()
            }
        };
        self.seen.bytes() + waiting
    }

    /// Takes the next state to look at, and says its number and its depth.
    pub fn next(
        &mut self,
        here: &mut Vec<u8>,
        stratum: impl Fn(&[u8]) -> u32,
    ) -> Option<(Index, u32)> {
        match &mut self.waiting {
            Waiting::Breadth {
                queue,
                next,
                level_end,
            } => {
                if !queue.pop(here) {
                    return None;
                }
                if next == level_end {
                    // All of the level before were gone through: what was found is the next level.
                    *level_end = self.seen.len() as Index;
                    self.from_depth = self.depth + 1;
                }
                *next += 1;
                Some((*next - 1, self.from_depth))
            }
            Waiting::Depth(stack) => stack.pop(here),
            Waiting::Beam(beam) => {
                if beam.level.is_empty() {
                    beam.choose(stratum);
                    self.from_depth += 1;
                }
                let (index, state) = beam.level.pop()?;
                *here = state;
                Some((index, self.from_depth))
            }
            Waiting::Walks(walks) => {
                let (print, parent, depth) = match self.successors {
                    0 => {
                        walks.left = walks.left.checked_sub(1)?;
                        (walks.pick_start(here), NO_PARENT, 1)
                    }
                    _ if self.closed.is_some() || self.from_depth >= walks.length => {
                        walks.left = walks.left.checked_sub(1)?;
                        (walks.pick_start(here), NO_PARENT, 1)
                    }
                    _ => (walks.pick(here), self.from, self.from_depth + 1),
                };
                if self.seen.len() >= self.states as usize {
                    return None;
                }
                walks.ahead.clear();
                let index = self.seen.insert(print, parent);
                Some((index.or_else(|| self.seen.find(print))?, depth))
            }
        }
    }
}

impl Walks {
    fn pick_start(&mut self, here: &mut Vec<u8>) -> Print {
        let at = self.chance.random_range(0..self.starts.len() as u32) as usize;
        here.clone_from(&self.starts[at].1);
        self.starts[at].0
    }

    fn pick(&mut self, here: &mut Vec<u8>) -> Print {
        let at = self.chance.random_range(0..self.ahead.len() as u32) as usize;
        let (print, state) = self.ahead.swap_remove(at);
        *here = state;
        print
    }
}

impl<C> Take<C> for Ground {
    fn take(&mut self, _: C, print: Print, state: impl FnOnce(&mut Vec<u8>)) {
        if let Waiting::Walks(walks) = &mut self.waiting {
            self.generated += 1;
            self.successors += 1;
            let mut bytes = Vec::new();
            state(&mut bytes);
            return walks.ahead.push((print, bytes));
        }
        self.successors += 1;
        let full = self.seen.len() >= self.states as usize;
        if let Some(why) = self.closed.or(full.then_some(Covered::States)) {
            if self.seen.find(print).is_none() {
                self.cut.get_or_insert(why);
            }
            return;
        }
        self.generated += 1;
        let Some(index) = self.seen.insert(print, self.from) else {
            return;
        };
        self.buffer.clear();
        state(&mut self.buffer);
        match &mut self.waiting {
            Waiting::Breadth { queue, .. } => queue.push(&self.buffer),
            Waiting::Depth(stack) => stack.push(index, self.from_depth + 1, &self.buffer),
            Waiting::Beam(beam) => beam.found.push((index, self.buffer.clone())),
            Waiting::Walks(_) => unreachable!("walks were dealt with above"),
        }
    }
}
