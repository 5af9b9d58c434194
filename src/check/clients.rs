//! What the clients saw, judged as it happens: is there an order of all operations, each somewhere
//! between its call and its answer, in which every answer is what a single copy would have said? A
//! contradiction is put into words and names the operations that it is made of.

use super::linearize::live::{Live, Standing, Ticket};
use super::linearize::sequential::{self, Sequential};
use super::linearize::{Action, Clash, Model, Value};
use crate::protocol::ids::Micros;
use crate::protocol::op::{Command, Key, RequestId, Response};
use crate::protocol::say::Say;
use crate::say;

/// Steps that judging one answer may take.
const STEPS: u64 = 20_000;

/// A history longer than this is cut down to what still matters and the latest so many operations.
const OPERATIONS_MAX: usize = 6_000;
const LATEST: usize = 1_000;

/// The weaker question is asked of histories up to this length, and looks at so many places.
const SEQUENTIAL_MAX: usize = 80;
const PLACES_MAX: usize = 3_000;

/// Answers that fit no order.
#[derive(Clone, PartialEq, Debug)]
pub struct Contradiction {
    pub step: u64,
    pub at: Micros,
    pub why: Say,
    /// The operations that contradict each other; the one that could not be placed is first.
    pub between: Vec<RequestId>,
}

/// How the history stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Some order explains it.
    Fits,
    /// None does.
    Contradicts,
    /// It became too much to tell.
    TooMuch,
}

/// An operation as it was asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    id: RequestId,
    command: Command,
}

/// Follows the operations of all clients. A plain value.
#[derive(Clone, Debug)]
pub struct Judge {
    live: Live,
    /// By ticket.
    asked: Vec<Asked>,
    /// Neither answered nor given up on: by client, at most one each.
    open: Vec<Ticket>,
    /// Operations were let go, so a value may have been written by somebody forgotten.
    forgot: bool,
    too_much: bool,
    pub broken: Option<Contradiction>,
    /// Whether at least each client's own order could be kept: since when it could not.
    sequential: Result<(), (Verdict, u64, Micros)>,
    pub answers: u64,
}

impl Default for Judge {
    fn default() -> Self {
        Judge {
            live: Live::new(Model::Cas, STEPS),
            asked: Vec::new(),
            open: Vec::new(),
            forgot: false,
            too_much: false,
            broken: None,
            sequential: Ok(()),
            answers: 0,
        }
    }
}

impl Judge {
    pub fn verdict(&self) -> Verdict {
        match (&self.broken, self.too_much) {
            (Some(_), _) => Verdict::Contradicts,
            (None, true) => Verdict::TooMuch,
            (None, false) => Verdict::Fits,
        }
    }

    /// Whether the history is at least sequentially consistent, and since when it is not.
    pub fn sequential(&self) -> (Verdict, Option<(u64, Micros)>) {
        match self.sequential {
            _ if self.broken.is_none() => (self.verdict(), None),
            Ok(()) => (Verdict::Fits, None),
            Err((verdict, step, at)) => (verdict, Some((step, at))),
        }
    }

    /// How many operations are remembered.
    pub fn remembered(&self) -> usize {
        self.asked.len()
    }

    /// The history is not whole: nothing can be said of it from here on.
    pub fn lost_its_beginning(&mut self) {
        self.too_much = true;
    }

    pub fn asked(&mut self, id: RequestId, command: Command) {
        let Some(key) = command.key() else { return };
        let action = self.action(command, None);
        let ticket = self.live.call(id.client.0.into(), key.0.into(), action);
        assert_eq!(ticket, self.asked.len(), "tickets count up");
        self.asked.push(Asked { id, command });
        self.open.push(ticket);
    }

    /// A client got its answer, or knows that it will get none.
    pub fn settled(&mut self, id: RequestId, response: Response, step: u64, at: Micros) {
        let is_it = |ticket: &Ticket| self.asked[*ticket].id == id;
        let Some(place) = self.open.iter().position(is_it) else {
            return;
        };
        let ticket = self.open.swap_remove(place);
        let command = self.asked[ticket].command;
        self.answers += 1;
        let standing = match response {
            Response::Unsure => self.live.give_up(ticket),
            Response::Failed => self.live.deny(ticket),
            _ => {
                let action = self.action(command, Some(response));
                self.live.answer(ticket, action)
            }
        };
        match standing.clone() {
            Standing::Fine => {}
            Standing::Lost => self.too_much = true,
            Standing::Broken { blocked, clash } if self.broken.is_none() => {
                let key = command.key().expect("only what has a key is judged");
                let (why, between) = self.in_words(key, blocked, &clash);
                self.broken = Some(Contradiction {
                    step,
                    at,
                    why,
                    between,
                });
            }
            Standing::Broken { .. } => {}
        }
        if self.broken.is_some() && self.sequential.is_ok() {
            self.ask_less(step, at);
        }
        if self.asked.len() > OPERATIONS_MAX {
            self.forget();
        }
    }

    fn ask_less(&mut self, step: u64, at: Micros) {
        let short = self.asked.len() <= SEQUENTIAL_MAX && !self.forgot;
        let answer = short.then(|| sequential::check(self.live.history(), PLACES_MAX));
        let verdict = match answer {
            Some(Sequential::Consistent(_)) => return,
            Some(Sequential::Inconsistent) => Verdict::Contradicts,
            Some(Sequential::Undecided) | None => Verdict::TooMuch,
        };
        self.sequential = Err((verdict, step, at));
    }

    fn forget(&mut self) {
        let kept = self.live.forget(LATEST);
        self.asked = kept.iter().map(|&ticket| self.asked[ticket]).collect();
        for ticket in &mut self.open {
            // What is open is kept unless its key is no longer followed.
            *ticket = kept.binary_search(ticket).unwrap_or(usize::MAX);
        }
        self.open.retain(|&ticket| ticket != usize::MAX);
        self.forgot = true;
    }

    fn value(&mut self, value: Option<u32>) -> Value {
        match value {
            None => self.live.value(Model::Cas.initial()),
            Some(value) => self.live.value(&value.to_string()),
        }
    }

    fn action(&mut self, command: Command, response: Option<Response>) -> Action {
        match command {
            Command::Nothing | Command::Members { .. } => Action::Read(None),
            Command::Write { value, .. } => Action::Write(self.value(Some(value))),
            Command::Read { .. } => match response {
                Some(Response::Done { value }) => Action::Read(Some(self.value(value))),
                _ => Action::Read(None),
            },
            Command::Swap { from, to, .. } => Action::Cas {
                from: self.value(from),
                to: self.value(Some(to)),
                worked: match response {
                    Some(Response::Swapped { worked }) => Some(worked),
                    _ => None,
                },
            },
        }
    }

    /// A contradiction in words, and the operations in it.
    fn in_words(&self, key: Key, blocked: Ticket, clash: &Clash) -> (Say, Vec<RequestId>) {
        let id = |ticket: Ticket| self.asked[ticket].id;
        let shown = |value: Value| self.shown(key, value);
        let plain = || {
            let why = say!("clash.no_order", who = id(blocked).client);
            (why, vec![id(blocked)])
        };
        match *clash {
            Clash::NeverWritten { .. } if self.forgot => plain(),
            Clash::NeverWritten { value } => {
                let who = id(blocked).client;
                let why = say!("clash.never_written", who = who, what = shown(value));
                (why, vec![id(blocked)])
            }
            Clash::NotYetWritten { value, write } => {
                let (who, writer) = (id(blocked).client, id(write).client);
                let what = shown(value);
                let why = say!("clash.not_yet", who = who, what = what, writer = writer);
                (why, vec![id(blocked), id(write)])
            }
            Clash::Stale { old, new, seen, .. } => {
                let first = match self.asked[seen].command {
                    Command::Read { .. } => {
                        say!("clash.had_read", who = id(seen).client, what = shown(new))
                    }
                    _ => say!(
                        "clash.had_written",
                        who = id(seen).client,
                        what = shown(new)
                    ),
                };
                let who = id(blocked).client;
                let why = match self.asked[blocked].command {
                    Command::Swap { .. } => {
                        say!(
                            "clash.stale_swap",
                            who = who,
                            what = shown(old),
                            first = first
                        )
                    }
                    _ => say!("clash.stale", who = who, what = shown(old), first = first),
                };
                (why, vec![id(blocked), id(seen)])
            }
            Clash::TakenTwice { value, other } => {
                let (who, with) = (id(blocked).client, id(other).client);
                let why = say!("clash.twice", who = who, with = with, what = shown(value));
                (why, vec![id(blocked), id(other)])
            }
            Clash::NoOrder => plain(),
        }
    }

    fn shown(&self, key: Key, value: Value) -> Say {
        match self.live.history().values.spelling(value).parse() {
            Ok(value) => say!("clash.value", what = Command::Write { key, value }),
            Err(_) => say!("clash.nothing", what = Command::Read { key }),
        }
    }
}
