//! The whole check: key by key, a little at a time, and on failure the search for what to show.

use super::attempt::{Answer, Attempt, prefix, spans};
use super::clash::{Clash, clash};
use super::history::{Action, History};
use super::problem::{NEVER, Rank, Span};
use crate::order;

/// The answer to "is this history linearizable?".
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Here is an order of all operations that explains every answer. Of those that never returned
    /// it has the ones that took effect.
    Linearizable {
        order: Vec<usize>,
    },
    Broken(Broken),
    /// Time or memory ran out.
    Undecided {
        key: u32,
    },
}

/// Why a history is not linearizable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    pub key: u32,
    /// The operation whose return no order explains, while all returns before it have an order.
    pub blocked: usize,
    /// The longest order found, of operations of this key: it explains all that returned before
    /// `blocked`, and more that had been called by then.
    pub longest: Vec<usize>,
    pub clash: Clash,
    /// False if time ran out while looking for `blocked`: an earlier one may be to blame.
    pub exact: bool,
}

/// Checks a history, resumably.
pub struct Checker {
    history: History,
    keys: Vec<Vec<usize>>,
    /// Explained so far.
    orders: Vec<Vec<usize>>,
    undecided: Option<u32>,
    task: Option<Task>,
    verdict: Option<Verdict>,
    /// Steps left to decide with, and to explain with.
    left: u64,
    explain_left: u64,
}

/// What is being done for a key.
struct Task {
    key: usize,
    spans: Vec<Span>,
    doing: Doing,
    attempt: Attempt,
}

enum Doing {
    Deciding,
    /// Halving: the first `good` returns are known to have an order, the first `bad` to have none.
    Halving {
        returns: Vec<Rank>,
        good: usize,
        bad: usize,
        tried: usize,
        longest: Vec<usize>,
        exact: bool,
    },
    /// Adding open operations, one at a time, to what is explained.
    Stretching {
        /// What is explained, as spans that must be.
        base: Vec<Span>,
        more: Vec<usize>,
        trying: usize,
        broken: Broken,
    },
}

/// So many open operations are tried in making the explanation longer.
const STRETCH_MAX: usize = 32;

impl Checker {
    /// `steps` bounds the work before the answer is "undecided"; a quarter more may go into
    /// explaining. A step takes about a microsecond natively.
    pub fn new(history: History, steps: u64) -> Checker {
        Checker {
            keys: history.by_key(),
            history,
            orders: Vec::new(),
            undecided: None,
            task: None,
            verdict: None,
            left: steps,
            explain_left: steps / 4,
        }
    }

    pub fn into_history(self) -> History {
        self.history
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// Goes on for about so many steps; the verdict once there is one.
    pub fn run(&mut self, mut steps: u64) -> Option<&Verdict> {
        while self.verdict.is_none() && steps > 0 {
            let Some(mut task) = self.task.take().or_else(|| self.next_task()) else {
                self.verdict = Some(self.conclude());
                break;
            };
            let left = match task.doing {
                Doing::Deciding => &mut self.left,
                _ => &mut self.explain_left,
            };
            let mut slice = steps.min(*left);
            let slice_before = slice;
            let answer = task.attempt.run(&mut slice);
            // Compiling a question is work too.
            let spent = (slice_before - slice).max(task.spans.len() as u64 / 8 + 1);
            *left = left.saturating_sub(spent);
            steps = steps.saturating_sub(spent);
            let answer = match answer {
                None if *left == 0 => Answer::TooMuch,
                None => {
                    self.task = Some(task);
                    continue;
                }
                Some(answer) => answer,
            };
            self.go_on(task, answer);
        }
        self.verdict.as_ref()
    }

    fn next_task(&self) -> Option<Task> {
        let done = self.orders.len();
        let spans = spans(&self.history, self.keys.get(done)?);
        Some(Task {
            key: done,
            attempt: Attempt::new(&self.history, &spans),
            spans,
            doing: Doing::Deciding,
        })
    }

    fn go_on(&mut self, task: Task, answer: Answer) {
        let key = self.keys[task.key].as_slice();
        let name = self.history.operations[key[0]].key;
        match task.doing {
            Doing::Deciding => match answer {
                Answer::Yes(order) => {
                    self.vouch(&order, &task.spans);
                    self.orders.push(order);
                }
                Answer::TooMuch => {
                    self.undecided = self.undecided.or(Some(name));
                    self.orders.push(Vec::new());
                }
                Answer::No => self.start_halving(task),
            },
            Doing::Halving { .. } => self.halve(task, answer, name),
            Doing::Stretching { .. } => self.stretch(task, answer),
        }
    }

    fn start_halving(&mut self, task: Task) {
        let mut returns: Vec<Rank> = task.spans.iter().filter_map(|span| span.returned).collect();
        order::sort(&mut returns);
        let bad = returns.len();
        assert!(bad > 0, "what nobody was told cannot be wrong");
        let doing = Doing::Halving {
            returns,
            good: 0,
            bad,
            tried: bad,
            longest: Vec::new(),
            exact: true,
        };
        let name = self.history.operations[self.keys[task.key][0]].key;
        self.halve(Task { doing, ..task }, Answer::No, name);
    }

    fn halve(&mut self, mut task: Task, answer: Answer, name: u32) {
        let Doing::Halving {
            returns,
            good,
            bad,
            tried,
            longest,
            exact,
        } = &mut task.doing
        else {
            unreachable!("only a halving goes on halving");
        };
        match answer {
            Answer::Yes(order) => (*good, *longest) = (*tried, order),
            Answer::No => *bad = *tried,
            Answer::TooMuch => *exact = false,
        }
        assert!(*good < *bad, "a longer history is not easier to explain");
        if *bad - *good > 1 && *exact {
            *tried = usize::midpoint(*good, *bad);
            let until = returns[*tried - 1];
            task.attempt = Attempt::new(&self.history, &prefix(&task.spans, until));
            self.task = Some(task);
            return;
        }
        let until = returns[*bad - 1];
        let is_blocked = |span: &&Span| span.returned == Some(until);
        let blocked = task
            .spans
            .iter()
            .find(is_blocked)
            .expect("it returned then")
            .index;
        let explained = good.checked_sub(1).map(|last| returns[last]);
        let order = std::mem::take(longest);
        let broken = Broken {
            key: name,
            blocked,
            clash: clash(&self.history, &self.keys[task.key], blocked),
            longest: order,
            exact: *exact,
        };
        self.start_stretching(task, broken, explained, until);
    }

    fn start_stretching(&mut self, task: Task, broken: Broken, until: Option<Rank>, end: Rank) {
        let called = task.spans.iter().filter(|span| span.call < end);
        let others = called.filter(|span| span.index != broken.blocked);
        let explained = |span: &Span| until.is_some_and(|until| span.returned <= Some(until));
        let base: Vec<Span> = others
            .map(|span| Span {
                returned: span.returned.filter(|_| explained(span)),
                ..*span
            })
            .collect();
        let mut more: Vec<usize> = Vec::new();
        for (at, span) in base.iter().enumerate() {
            let says = !matches!(span.action, Action::Read(None));
            if span.returned.is_none() && says && more.len() < STRETCH_MAX {
                more.push(at);
            }
        }
        more.reverse();
        let doing = Doing::Stretching {
            base,
            more,
            trying: usize::MAX,
            broken,
        };
        self.stretch(Task { doing, ..task }, Answer::No);
    }

    fn stretch(&mut self, mut task: Task, answer: Answer) {
        let Doing::Stretching {
            base,
            more,
            trying,
            broken,
        } = &mut task.doing
        else {
            unreachable!("only a stretching goes on stretching");
        };
        match answer {
            Answer::Yes(order) => broken.longest = order,
            Answer::No | Answer::TooMuch => {
                if let Some(span) = base.get_mut(*trying) {
                    span.returned = None;
                }
            }
        }
        if let Some(next) = more.pop().filter(|_| self.explain_left > 0) {
            *trying = next;
            // After all the others, so that it may stand anywhere after its call.
            base[next].returned = Some(NEVER - 1 - next as Rank);
            task.attempt = Attempt::new(&self.history, base);
            self.task = Some(task);
            return;
        }
        let objection = self.history.objection(&broken.longest, &[]);
        assert_eq!(objection, None, "the longest explanation explains");
        self.verdict = Some(Verdict::Broken(broken.clone()));
    }

    /// Every order is played through before it is believed.
    fn vouch(&self, order: &[usize], spans: &[Span]) {
        let returned = spans.iter().filter(|span| span.returned.is_some());
        let must: Vec<usize> = returned.map(|span| span.index).collect();
        let objection = self.history.objection(order, &must);
        assert_eq!(objection, None, "an order explains what it is said to");
    }

    fn conclude(&self) -> Verdict {
        if let Some(key) = self.undecided {
            return Verdict::Undecided { key };
        }
        // Each operation as early as the order of its key allows; that merges the keys.
        let mut points: Vec<(i64, usize, usize, usize)> = Vec::new();
        for (key, order) in self.orders.iter().enumerate() {
            let mut latest = i64::MIN;
            for (at, &index) in order.iter().enumerate() {
                latest = latest.max(self.history.operations[index].call);
                points.push((latest, key, at, index));
            }
        }
        order::sort(&mut points);
        let order = points.into_iter().map(|(.., index)| index).collect();
        Verdict::Linearizable { order }
    }
}
