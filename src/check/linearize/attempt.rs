//! One question put to one key: can these operations be explained? The fast way if it applies, the
//! search if not.

use super::history::{History, INITIAL};
use super::problem::{After, NEVER, Problem, Rank, Span, Start};
use super::search::{End, Goal, Search};
use super::{witness, zones};
use crate::order;

/// Memory that one search may take.
pub const BYTES_MAX: usize = 512 << 20;

pub enum Answer {
    /// An order of the operations that had to be explained and some of those that need not.
    Yes(Vec<usize>),
    No,
    /// Too much memory, or too many operations at once.
    TooMuch,
}

pub enum Attempt {
    Answered(Option<Answer>),
    Searching(Box<Search>),
}

impl Attempt {
    pub fn new(history: &History, spans: &[Span]) -> Attempt {
        let start = Start {
            state: INITIAL,
            used: Vec::new(),
        };
        Attempt::from(history, spans, &[start])
    }

    pub fn from(history: &History, spans: &[Span], starts: &[Start]) -> Attempt {
        let strings = history.model == super::Model::Kv;
        let (values, after) = (&history.values, After::Nothing);
        let Some(problem) = Problem::new(spans, starts, values, strings, after) else {
            return Attempt::Answered(Some(Answer::TooMuch));
        };
        match zones::check(&problem) {
            Some(Ok(order)) => Attempt::Answered(Some(Answer::Yes(order))),
            Some(Err(())) => Attempt::Answered(Some(Answer::No)),
            None => {
                let search = Search::new(problem, Goal::First, BYTES_MAX);
                Attempt::Searching(Box::new(search))
            }
        }
    }

    /// Goes on for about so many steps, and takes them off; `None` if there is more to do. The
    /// answer is given once.
    pub fn run(&mut self, steps: &mut u64) -> Option<Answer> {
        match self {
            Attempt::Answered(answer) => Some(answer.take().expect("the answer is given once")),
            Attempt::Searching(search) => Some(match search.run(steps)? {
                End::Exhausted => Answer::No,
                End::Full => Answer::TooMuch,
                End::Found => {
                    let (start, chain) = search.chain();
                    Answer::Yes(witness::order(&mut search.problem, &chain, start))
                }
            }),
        }
    }
}

/// The operations of one key with their places in time: a return and a call at one time touch, and
/// neither operation precedes the other.
pub fn spans(history: &History, key: &[usize]) -> Vec<Span> {
    let mut events: Vec<(i64, bool, usize)> = Vec::with_capacity(2 * key.len());
    for (at, &index) in key.iter().enumerate() {
        let operation = &history.operations[index];
        events.push((operation.call, false, at));
        events.extend(operation.returned.map(|returned| (returned, true, at)));
    }
    order::sort(&mut events);
    assert!(
        events.len() < NEVER as usize / 2,
        "ranks leave room at the end"
    );
    let span = |&index: &usize| Span {
        index,
        action: history.operations[index].as_known(),
        call: 0,
        returned: None,
    };
    let mut spans: Vec<Span> = key.iter().map(span).collect();
    for (rank, (_, is_return, at)) in events.into_iter().enumerate() {
        match is_return {
            true => spans[at].returned = Some(rank as Rank),
            false => spans[at].call = rank as Rank,
        }
    }
    spans
}

/// What had happened when so many had returned: later calls are not there, and later returns are
/// open.
pub fn prefix(spans: &[Span], until: Rank) -> Vec<Span> {
    let called = spans.iter().filter(|span| span.call <= until);
    let open = called.map(|span| Span {
        returned: span.returned.filter(|&returned| returned <= until),
        ..*span
    });
    open.collect()
}
