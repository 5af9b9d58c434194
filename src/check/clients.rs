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
    /// The keys as registers with compare-and-set, and as strings of digits that can be appended
    /// to, which takes longer. A key is judged by the one that its operations ask for; both know
    /// all operations.
    registers: Live,
    strings: Live,
    appended: [bool; Key::COUNT as usize],
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
            registers: Live::new(Model::Cas, STEPS),
            strings: Live::new(Model::Kv, STEPS),
            appended: [false; Key::COUNT as usize],
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
    /// One that has seen nothing yet.
    pub fn begin() -> Option<Judge> {
        Some(Judge::default())
    }

    /// The first answer that fits no order.
    pub fn broken(&self) -> Option<&Contradiction> {
        self.broken.as_ref()
    }

    /// How many answers were judged.
    pub fn answers(&self) -> u64 {
        self.answers
    }

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
        let place = usize::from(key.0 % Key::COUNT);
        self.appended[place] |= matches!(command, Command::Append { .. });
        let (client, number) = (id.client.0.into(), key.0.into());
        let action = action(&mut self.registers, Model::Cas, command, None);
        let ticket = self.registers.call(client, number, action);
        let action = self::action(&mut self.strings, Model::Kv, command, None);
        assert_eq!(ticket, self.strings.call(client, number, action));
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
        let settle = |live: &mut Live, model| -> Standing {
            let standing = match response {
                Response::Unsure => live.give_up(ticket),
                Response::Failed => live.deny(ticket),
                _ => {
                    let action = action(live, model, command, Some(response));
                    live.answer(ticket, action)
                }
            };
            standing.clone()
        };
        let as_register = settle(&mut self.registers, Model::Cas);
        let as_string = settle(&mut self.strings, Model::Kv);
        let key = command.key().expect("only what has a key is judged");
        let place = usize::from(key.0 % Key::COUNT);
        let standing = match self.appended[place] {
            true => as_string,
            false => as_register,
        };
        match standing {
            Standing::Fine => {}
            Standing::Lost => self.too_much = true,
            Standing::Broken { blocked, clash } if self.broken.is_none() => {
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
        let history = match self.appended.contains(&true) {
            true => self.strings.history(),
            false => self.registers.history(),
        };
        let answer = short.then(|| sequential::check(history, PLACES_MAX));
        let verdict = match answer {
            Some(Sequential::Consistent(_)) => return,
            Some(Sequential::Inconsistent) => Verdict::Contradicts,
            Some(Sequential::Undecided) | None => Verdict::TooMuch,
        };
        self.sequential = Err((verdict, step, at));
    }

    fn forget(&mut self) {
        let total = self.asked.len();
        let mut kept: Vec<Ticket> = (total.saturating_sub(LATEST)..total).collect();
        kept.extend(self.registers.needed().chain(self.strings.needed()));
        kept.extend(&self.open);
        kept.sort_unstable();
        kept.dedup();
        self.registers.keep(&kept);
        self.strings.keep(&kept);
        self.asked = kept.iter().map(|&ticket| self.asked[ticket]).collect();
        for ticket in &mut self.open {
            *ticket = kept.binary_search(ticket).expect("what is open is kept");
        }
        self.forgot = true;
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
        let live = match self.appended[usize::from(key.0 % Key::COUNT)] {
            true => &self.strings,
            false => &self.registers,
        };
        match live.history().values.spelling(value).parse() {
            Ok(value) => say!("clash.value", what = Command::Write { key, value }),
            Err(_) => say!("clash.nothing", what = Command::Read { key }),
        }
    }
}

/// An operation with what its answer says, as one of the two models sees it. Registers do not know
/// of appends, which change nothing for them: they do not judge the keys on which that happens.
fn action(live: &mut Live, model: Model, command: Command, response: Option<Response>) -> Action {
    let mut spelt = |value: Option<u32>| match value {
        None => live.value(model.initial()),
        Some(value) => live.value(&value.to_string()),
    };
    match (command, model) {
        (Command::Write { value, .. }, _) => Action::Write(spelt(Some(value))),
        (Command::Read { .. }, _) => match response {
            Some(Response::Done { value }) => Action::Read(Some(spelt(value))),
            _ => Action::Read(None),
        },
        (Command::Swap { from, to, .. }, _) => Action::Cas {
            from: spelt(from),
            to: spelt(Some(to)),
            worked: match response {
                Some(Response::Swapped { worked }) => Some(worked),
                _ => None,
            },
        },
        (Command::Append { digit, .. }, Model::Kv) => Action::Append(spelt(Some(digit))),
        _ => Action::Read(None),
    }
}
