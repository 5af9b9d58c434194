//! The states of one key as the search sees them. A value that nobody will look at any more is like
//! any other such value, so the search knows them as one; that alone folds most of the orders of
//! writes that nobody reads into one. For strings, what counts is whether anybody will look at
//! something that starts with it, since more may be appended.

use std::collections::BTreeMap;

use super::history::{Value, Values};
use super::problem::{NEVER, Rank};
use super::stretches::{Stretch, Stretches};

/// A state by its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct State(pub u32);

/// Something that nobody will look at.
pub const UNSEEN: State = State(0);

/// Which values are looked at, and the last return that does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Seen {
    All,
    Until(BTreeMap<Value, Rank>),
}

/// What is appended, by its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tail(pub u32);

/// What a state is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Form {
    Unseen,
    Value(Value),
    /// A string, where all strings matter.
    Text(String),
    /// A beginning of strings that are looked at, where only those matter.
    Start(Stretch),
}

#[derive(Clone, Debug)]
pub struct States {
    strings: bool,
    seen: Seen,
    stretches: Stretches,
    forms: Vec<Form>,
    numbers: BTreeMap<Form, State>,
    /// By state: the last return at which it matters.
    fades: Vec<Rank>,
    tails: Vec<String>,
    tail_numbers: BTreeMap<Value, Tail>,
    joined: BTreeMap<(State, u32), State>,
    text_bytes: usize,
}

impl States {
    pub fn new(values: &Values, seen: Seen, strings: bool) -> States {
        let texts = match (&seen, strings) {
            (Seen::Until(until), true) => until
                .iter()
                .map(|(&value, &at)| (values.spelling(value).to_owned(), at))
                .collect(),
            _ => Vec::new(),
        };
        let mut states = States {
            strings,
            seen,
            stretches: Stretches::new(texts),
            forms: Vec::new(),
            numbers: BTreeMap::new(),
            fades: Vec::new(),
            tails: Vec::new(),
            tail_numbers: BTreeMap::new(),
            joined: BTreeMap::new(),
            text_bytes: 0,
        };
        let first = states.number(Form::Unseen, 0);
        assert_eq!(first, UNSEEN, "the first state is the unseen one");
        states
    }

    pub fn strings(&self) -> bool {
        self.strings
    }

    /// The state of holding this value.
    pub fn of(&mut self, value: Value, values: &Values) -> State {
        match (&self.seen, self.strings) {
            (Seen::All, false) => self.number(Form::Value(value), NEVER),
            (Seen::All, true) => self.number(Form::Text(values.spelling(value).to_owned()), NEVER),
            (Seen::Until(until), false) => match until.get(&value) {
                Some(&fades) => self.number(Form::Value(value), fades),
                None => UNSEEN,
            },
            (Seen::Until(_), true) => {
                let all = self.stretches.all();
                self.start(all.and_then(|all| self.stretches.join(all, values.spelling(value))))
            }
        }
    }

    fn start(&mut self, stretch: Option<Stretch>) -> State {
        stretch.map_or(UNSEEN, |stretch| {
            self.number(Form::Start(stretch), self.stretches.until(stretch))
        })
    }

    fn number(&mut self, form: Form, fades: Rank) -> State {
        if let Some(&known) = self.numbers.get(&form) {
            return known;
        }
        let state = State(self.forms.len() as u32);
        if let Form::Text(text) = &form {
            self.text_bytes += 2 * text.len();
        }
        self.forms.push(form.clone());
        self.numbers.insert(form, state);
        self.fades.push(fades);
        assert_eq!(self.forms.len(), self.fades.len());
        state
    }

    /// The state as it counts at this return: itself, or unseen from here on.
    pub fn at(&self, state: State, rank: Rank) -> State {
        match self.fades(state) < rank {
            true => UNSEEN,
            false => state,
        }
    }

    /// The last return at which the state matters.
    pub fn fades(&self, state: State) -> Rank {
        self.fades[state.0 as usize]
    }

    pub fn tail(&mut self, tail: Value, values: &Values) -> Tail {
        let (tails, next) = (&mut self.tails, Tail(self.tail_numbers.len() as u32));
        *self.tail_numbers.entry(tail).or_insert_with(|| {
            tails.push(values.spelling(tail).to_owned());
            next
        })
    }

    /// The state after appending.
    pub fn join(&mut self, state: State, tail: Tail) -> State {
        if let Some(&known) = self.joined.get(&(state, tail.0)) {
            return known;
        }
        let added = &self.tails[tail.0 as usize];
        let joined = match &self.forms[state.0 as usize] {
            Form::Unseen => UNSEEN,
            Form::Text(text) => {
                let text = [text.as_str(), added.as_str()].concat();
                self.number(Form::Text(text), NEVER)
            }
            Form::Start(stretch) => self.start(self.stretches.join(*stretch, added)),
            Form::Value(_) => unreachable!("only strings are appended to"),
        };
        self.joined.insert((state, tail.0), joined);
        joined
    }

    /// Whether appending to `start` could give `state`.
    pub fn starts_with(&self, state: State, start: State) -> bool {
        match (&self.forms[state.0 as usize], &self.forms[start.0 as usize]) {
            (Form::Text(text), Form::Text(start)) => text.starts_with(start.as_str()),
            (Form::Start(stretch), Form::Start(start)) => stretch.starts_with(*start),
            _ => false,
        }
    }

    /// The value of a state, where all values matter.
    pub fn value(&self, state: State, values: &mut Values) -> Value {
        match &self.forms[state.0 as usize] {
            Form::Value(value) => *value,
            Form::Text(text) => values.intern(text),
            Form::Unseen | Form::Start(_) => unreachable!("where all matter, none is unseen"),
        }
    }

    /// Memory in use, roughly, by what grows while searching.
    pub fn bytes(&self) -> usize {
        (self.forms.len() + self.joined.len()) * 96 + self.text_bytes
    }
}
