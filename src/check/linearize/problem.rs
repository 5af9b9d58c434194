//! One key's operations, made ready for the search: what each needs and does, the order of returns,
//! and who could still see or make a value.

use std::collections::BTreeMap;

use super::history::{Action, Value, Values};
use super::kind::{Kind, Op, kind};
use super::nodes::NONE;
use super::states::{Seen, State, States};
use crate::order;

/// Places in time: calls and returns in one order, calls before returns where times are equal.
pub type Rank = u32;

/// After everything.
pub const NEVER: Rank = Rank::MAX;

/// One operation of the key, with its place in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// What the caller knows it by.
    pub index: usize,
    pub action: Action,
    pub call: Rank,
    /// `None` if it may be left out.
    pub returned: Option<Rank>,
}

/// A state to start from, with the optional operations (by [`Span::index`]) that are used up.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Start {
    pub state: Value,
    pub used: Vec<usize>,
}

/// What comes after the operations given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    /// Nothing, so a value that nobody reads is like any other such.
    Nothing,
    /// More may come, and all values and optional operations stay of interest.
    More,
}

/// A step of time for the search: a return that must be explained.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    pub target: u32,
    pub rank: Rank,
    /// The operations open at this return that must be explained sooner or later.
    open: (u32, u32),
    /// So many of the optional ones have been called.
    pub optional: u32,
}

pub struct Problem {
    pub ops: Vec<Op>,
    pub states: States,
    pub layers: Vec<Layer>,
    open: Vec<u32>,
    /// Optional operations by call.
    pub optional: Vec<u32>,
    pub starts: Vec<(State, Vec<u32>)>,
    /// Bits that open operations need.
    pub width: usize,
    /// Whether some answer is that the state was *not* something: then even a value nobody reads
    /// is good for something.
    pub differs: bool,
    /// Who must see a state, by return; and the calls of those who can make one.
    observers: BTreeMap<State, Vec<u32>>,
    makers: BTreeMap<State, Vec<Rank>>,
    /// All of `observers`, by return.
    all_observers: Vec<u32>,
}

/// More open operations than this, summed over all returns, are not taken on.
const OPEN_MAX: usize = 1 << 25;

impl Problem {
    /// `None` if there are too many operations at once.
    pub fn new(
        spans: &[Span],
        starts: &[Start],
        values: &Values,
        strings: bool,
        after: After,
    ) -> Option<Problem> {
        let mut spans = spans.to_vec();
        order::sort_by_key(&mut spans, |span| span.call);
        let seen = seen(&spans, after);
        let mut states = States::new(values, seen, strings);
        let mut ops = Vec::new();
        let differs = spans.iter().any(cares_for_absence);
        for span in &spans {
            let Some(kind) = kind(span, &mut states, values) else {
                continue;
            };
            let idle = |made: State| states.fades(made) <= span.call && !differs;
            let optional = span.returned.is_none();
            if optional && after == After::Nothing && kind.makes().is_some_and(idle) {
                continue; // nobody would see what it did
            }
            ops.push(Op {
                index: span.index,
                kind,
                call: span.call,
                returned: span.returned.unwrap_or(NEVER),
                slot: NONE,
            });
        }
        let starts = starts
            .iter()
            .map(|start| {
                let state = states.of(start.state, values);
                let is_used = |op: &u32| start.used.contains(&ops[*op as usize].index);
                let used = (0..ops.len() as u32).filter(is_used).collect();
                (state, used)
            })
            .collect();
        let mut problem = Problem {
            ops,
            states,
            layers: Vec::new(),
            open: Vec::new(),
            optional: Vec::new(),
            starts,
            width: 0,
            differs,
            observers: BTreeMap::new(),
            makers: BTreeMap::new(),
            all_observers: Vec::new(),
        };
        problem.lay_out().then(|| {
            problem.index();
            problem
        })
    }

    /// The most operations that are open at once.
    pub fn breadth(&self) -> usize {
        self.width + self.optional.len()
    }

    pub fn op(&self, op: u32) -> &Op {
        &self.ops[op as usize]
    }

    /// The operations open at a return that must be explained, by their call.
    pub fn open(&self, layer: usize) -> &[u32] {
        let (from, to) = self.layers[layer].open;
        &self.open[from as usize..to as usize]
    }

    /// Orders the returns, and gives each operation its bit. False if there are too many at once.
    fn lay_out(&mut self) -> bool {
        let mut returns: Vec<u32> = Vec::new();
        for (number, op) in self.ops.iter_mut().enumerate() {
            let number = number as u32;
            if op.optional() {
                op.slot = self.optional.len() as u32;
                self.optional.push(number);
            } else if op.kind != Kind::Nothing {
                returns.push(number);
            }
        }
        order::sort_by_key(&mut returns, |&op| self.op(op).returned);
        let mut calls = returns.clone();
        order::sort_by_key(&mut calls, |&op| self.op(op).call);
        let mut calls = calls.into_iter().peekable();
        let mut optional = 0u32;
        let mut open: Vec<u32> = Vec::new();
        let mut free_slots: Vec<u32> = Vec::new();
        for target in returns {
            let rank = self.op(target).returned;
            while let Some(op) = calls.next_if(|&op| self.op(op).call < rank) {
                let slot = free_slots.pop().unwrap_or(self.width as u32);
                self.width = self.width.max(slot as usize + 1);
                self.ops[op as usize].slot = slot;
                open.push(op);
            }
            let called = |op: &u32| self.op(*op).call < rank;
            let more = self.optional[optional as usize..].iter();
            optional += more.take_while(|op| called(op)).count() as u32;
            let from = self.open.len();
            self.open.extend(&open);
            if self.open.len() > OPEN_MAX {
                return false;
            }
            self.layers.push(Layer {
                target,
                rank,
                open: (from as u32, self.open.len() as u32),
                optional,
            });
            open.retain(|&op| op != target);
            free_slots.push(self.op(target).slot);
        }
        assert!(open.is_empty(), "what was called and must return returns");
        true
    }

    fn index(&mut self) {
        for (number, op) in self.ops.iter().enumerate() {
            if let Some(made) = op.kind.makes() {
                self.makers.entry(made).or_default().push(op.call);
            }
            if let Some(wanted) = op.kind.wants().filter(|_| !op.optional()) {
                let observers = self.observers.entry(wanted).or_default();
                observers.push(number as u32);
                self.all_observers.push(number as u32);
            }
        }
        let ops = &self.ops;
        for observers in self.observers.values_mut().chain([&mut self.all_observers]) {
            order::sort_by_key(observers, |&op| ops[op as usize].returned);
        }
    }

    /// Who must see this state and returns at this rank or later, soonest first.
    pub fn observers(&self, state: State, from: Rank) -> &[u32] {
        let all = self.observers.get(&state).map_or(&[][..], Vec::as_slice);
        self.returning(all, from)
    }

    /// The same for all states.
    pub fn all_observers(&self, from: Rank) -> &[u32] {
        self.returning(&self.all_observers, from)
    }

    fn returning<'a>(&self, ops: &'a [u32], from: Rank) -> &'a [u32] {
        let first = ops.partition_point(|&op| self.op(op).returned < from);
        &ops[first..]
    }

    /// Whether something called between the two can make this state.
    pub fn made_between(&self, state: State, from: Rank, to: Rank) -> bool {
        let between = |calls: &Vec<Rank>| {
            let first = calls.partition_point(|&call| call < from);
            calls.get(first).is_some_and(|&call| call < to)
        };
        if !self.states.strings() {
            return self.makers.get(&state).is_some_and(between);
        }
        // A string may also be reached from any string it starts with.
        let leads = |made: State| self.states.starts_with(state, made);
        let mut makers = self.makers.iter();
        makers.any(|(&made, calls)| leads(made) && between(calls))
    }
}

/// Whether the answer depends on what the state is *not*.
fn cares_for_absence(span: &Span) -> bool {
    match span.action {
        Action::Cas { worked, .. } => worked != Some(true) && span.returned.is_some(),
        _ => false,
    }
}

/// Which values somebody looks at, and until when.
fn seen(spans: &[Span], after: After) -> Seen {
    if after == After::More {
        return Seen::All;
    }
    let mut until: BTreeMap<Value, Rank> = BTreeMap::new();
    for span in spans {
        let looked_at = match span.action {
            Action::Read(saw) => saw.filter(|_| span.returned.is_some()),
            Action::Cas { from, .. } => Some(from),
            Action::Write(_) | Action::Append(_) => None,
        };
        if let Some(value) = looked_at {
            let last = until.entry(value).or_default();
            *last = (*last).max(span.returned.unwrap_or(NEVER));
        }
    }
    Seen::Until(until)
}
