//! Following operations as they happen.
//!
//! Each key is looked at again whenever one of its operations is answered, but only from its last
//! *cut*: a moment at which nothing was open but what is given up on. All that matters of what was
//! before a cut is the set of states it can have ended in, each with the given-up operations that it
//! used. So a long run costs no more per answer than the busy stretch it is in.

use std::collections::BTreeMap;

use super::attempt::{Answer, Attempt, BYTES_MAX, spans};
use super::clash::{Clash, clash};
use super::history::{Action, History, INITIAL, Model, Operation, Value};
use super::problem::{After, Problem, Start};
use super::search::{End, Goal, Search};
use crate::order;

/// An operation, by the number it got when it was called.
pub type Ticket = usize;

/// What can be said of a key so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Some order explains all answers.
    Fine,
    /// No order does, since this operation was answered.
    Broken { blocked: Ticket, clash: Clash },
    /// A check took too long, and this key is no longer followed.
    Lost,
}

/// What is followed of one key.
#[derive(Clone, Debug)]
struct Followed {
    /// Where things stood at the last cut.
    starts: Vec<Start>,
    /// What matters since, by ticket: called after the cut, or given up on before it.
    operations: Vec<Ticket>,
    /// Called, neither answered nor given up on.
    open: usize,
    standing: Standing,
}

/// States at a cut beyond this many are not followed.
const STARTS_MAX: usize = 4_096;

/// Follows any number of keys. A plain value: it can be part of a snapshot.
#[derive(Clone, Debug)]
pub struct Live {
    /// All operations so far, by ticket. Times are counts of calls and answers.
    history: History,
    keys: BTreeMap<u32, Followed>,
    now: i64,
    /// Steps that one check may take.
    steps: u64,
}

impl Live {
    pub fn new(model: Model, steps: u64) -> Live {
        Live {
            history: History::new(model),
            keys: BTreeMap::new(),
            now: 0,
            steps,
        }
    }

    /// A value by its spelling, for the actions below.
    pub fn value(&mut self, spelling: &str) -> Value {
        self.history.values.intern(spelling)
    }

    /// What was seen so far, by ticket.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Somebody asks for something. What the action says of an answer is passed over.
    pub fn call(&mut self, client: u32, key: u32, action: Action) -> Ticket {
        let ticket = self.history.operations.len();
        self.now += 1;
        self.history.operations.push(Operation {
            client,
            key,
            action,
            call: self.now,
            returned: None,
        });
        let followed = self.keys.entry(key).or_insert_with(|| Followed {
            starts: vec![Start {
                state: INITIAL,
                used: Vec::new(),
            }],
            operations: Vec::new(),
            open: 0,
            standing: Standing::Fine,
        });
        followed.operations.push(ticket);
        followed.open += 1;
        ticket
    }

    /// The answer is there: `action` is what was asked for, with what it says.
    pub fn answer(&mut self, ticket: Ticket, action: Action) -> &Standing {
        self.now += 1;
        let operation = &mut self.history.operations[ticket];
        assert_eq!(operation.returned, None, "an operation is answered once");
        operation.action = action;
        operation.returned = Some(self.now);
        let key = operation.key;
        self.close(key, Some(ticket))
    }

    /// Nobody will ever know what became of it: it may take effect at any time, or never.
    pub fn give_up(&mut self, ticket: Ticket) -> &Standing {
        let operation = self.history.operations[ticket];
        assert_eq!(
            operation.returned, None,
            "what is answered is not given up on"
        );
        self.close(operation.key, None)
    }

    /// It turns out that it was never carried out, and never will be: whoever saw it is wrong.
    pub fn deny(&mut self, ticket: Ticket) -> &Standing {
        // An operation that says nothing and changes nothing fits everywhere.
        self.answer(ticket, Action::Read(None))
    }

    /// What a later answer can depend on, by ticket.
    pub fn needed(&self) -> impl Iterator<Item = Ticket> {
        let keys = self.keys.values();
        keys.flat_map(|followed| {
            let used = followed.starts.iter().flat_map(|start| &start.used);
            followed.operations.iter().chain(used).copied()
        })
    }

    /// Lets go of all operations but these, in ascending order, among them all that are needed.
    /// Tickets are given out anew, in the same order.
    pub fn keep(&mut self, kept: &[Ticket]) {
        let empty = History::new(self.history.model);
        let old = std::mem::replace(&mut self.history, empty);
        let values = &mut self.history.values;
        let mut again = |value: Value| values.intern(old.values.spelling(value));
        for &ticket in kept {
            let operation = old.operations[ticket];
            let action = match operation.action {
                Action::Read(saw) => Action::Read(saw.map(&mut again)),
                Action::Write(value) => Action::Write(again(value)),
                Action::Append(value) => Action::Append(again(value)),
                Action::Cas { from, to, worked } => Action::Cas {
                    from: again(from),
                    to: again(to),
                    worked,
                },
            };
            self.history.operations.push(Operation {
                action,
                ..operation
            });
        }
        let new = |ticket: &mut Ticket| {
            let found = kept.binary_search(ticket);
            *ticket = found.expect("what is followed is kept");
        };
        for followed in self.keys.values_mut() {
            followed.operations.iter_mut().for_each(new);
            for start in &mut followed.starts {
                start.state = again(start.state);
                start.used.iter_mut().for_each(new);
            }
            if let Standing::Broken { .. } = followed.standing {
                // Its reason has been told; the tickets in it mean nothing any more.
                followed.operations.clear();
            }
        }
    }

    pub fn standing(&self, key: u32) -> &Standing {
        self.keys
            .get(&key)
            .map_or(&Standing::Fine, |followed| &followed.standing)
    }

    /// How many operations a check of this key looks at.
    pub fn stretch(&self, key: u32) -> usize {
        self.keys
            .get(&key)
            .map_or(0, |followed| followed.operations.len())
    }

    fn close(&mut self, key: u32, answered: Option<Ticket>) -> &Standing {
        let followed = self.keys.get_mut(&key).expect("the key was called");
        assert!(followed.open > 0, "what is closed was open");
        followed.open -= 1;
        if followed.standing == Standing::Fine {
            if let Some(ticket) = answered {
                followed.check(&self.history, ticket, self.steps);
            }
            if followed.open == 0 && followed.standing == Standing::Fine {
                followed.cut(&mut self.history, self.steps);
            }
        }
        &followed.standing
    }
}

impl Followed {
    /// Whether there is still an order, with what is open left out or in as it fits.
    fn check(&mut self, history: &History, answered: Ticket, mut steps: u64) {
        let spans = spans(history, &self.operations);
        match Attempt::from(history, &spans, &self.starts).run(&mut steps) {
            Some(Answer::Yes(_)) => {}
            Some(Answer::No) => {
                self.standing = Standing::Broken {
                    blocked: answered,
                    clash: self.reason(history, answered),
                };
            }
            Some(Answer::TooMuch) | None => self.standing = Standing::Lost,
        }
    }

    /// Reasons are looked for in all that happened to the key, as a cut forgets who wrote what.
    fn reason(&self, history: &History, blocked: Ticket) -> Clash {
        let key = history.operations[blocked].key;
        let of_key = |&ticket: &Ticket| history.operations[ticket].key == key;
        let all: Vec<Ticket> = (0..history.operations.len()).filter(of_key).collect();
        clash(history, &all, blocked)
    }

    /// Nothing is open: keeps the states there can be, and forgets how they came about.
    fn cut(&mut self, history: &mut History, mut steps: u64) {
        let spans = spans(history, &self.operations);
        let strings = history.model == Model::Kv;
        let problem = Problem::new(&spans, &self.starts, &history.values, strings, After::More);
        let Some(mut search) = problem.map(|p| Search::new(p, Goal::All, BYTES_MAX)) else {
            self.standing = Standing::Lost;
            return;
        };
        if search.run(&mut steps) != Some(End::Exhausted) {
            self.standing = Standing::Lost;
            return;
        }
        let ends = search.ends();
        assert!(!ends.is_empty(), "what is fine can end somehow");
        let end = |(state, used)| Start {
            state: search.problem.states.value(state, &mut history.values),
            used,
        };
        self.starts = ends.into_iter().map(end).collect();
        order::sort(&mut self.starts);
        self.starts.dedup();
        // What was given up on may still take effect.
        self.operations.retain(|&ticket| {
            let operation = &history.operations[ticket];
            operation.returned.is_none() && !matches!(operation.action, Action::Read(_))
        });
        if self.starts.len() > STARTS_MAX {
            self.standing = Standing::Lost;
        }
    }
}
