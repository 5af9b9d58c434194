//! What operations come down to for the search: what each needs of the state, and does to it.

use super::history::{Action, Values};
use super::problem::{NEVER, Rank, Span};
use super::states::{State, States, Tail};

/// What an operation needs of the state and does to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Fits anywhere and changes nothing.
    Nothing,
    /// Needs this state.
    Observe(State),
    /// Needs any other state.
    Differ(State),
    /// Needs nothing: whatever stands right before it is never seen.
    Set(State),
    /// Needs the first and leaves the second.
    Swap(State, State),
    /// As `Swap` from that state, and nothing from any other.
    Try(State, State),
    Append(Tail),
}

impl Kind {
    /// Whether it fits right before any `Set`, as nobody can tell.
    pub fn hides(self) -> bool {
        matches!(self, Kind::Set(_) | Kind::Try(..) | Kind::Append(_))
    }

    /// The state it waits for, if it must have it.
    pub fn wants(self) -> Option<State> {
        match self {
            Kind::Observe(state) | Kind::Swap(state, _) => Some(state),
            _ => None,
        }
    }

    /// The state it can leave behind.
    pub fn makes(self) -> Option<State> {
        match self {
            Kind::Set(state) | Kind::Swap(_, state) | Kind::Try(_, state) => Some(state),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Op {
    pub index: usize,
    pub kind: Kind,
    pub call: Rank,
    /// `NEVER` if it may be left out.
    pub returned: Rank,
    /// Its bit among those that are open together; among the optional ones their order of calls.
    pub slot: u32,
}

impl Op {
    pub fn optional(&self) -> bool {
        self.returned == NEVER
    }
}

/// What the operation comes down to; `None` if it may be left out and does nothing.
pub fn kind(span: &Span, states: &mut States, values: &Values) -> Option<Kind> {
    let must = span.returned.is_some();
    let mut of = |value| states.of(value, values);
    let kind = match span.action {
        Action::Read(Some(saw)) if must => Kind::Observe(of(saw)),
        Action::Read(_) => Kind::Nothing,
        Action::Write(value) => Kind::Set(of(value)),
        Action::Append(tail) if values.spelling(tail).is_empty() => Kind::Nothing,
        Action::Append(tail) => Kind::Append(states.tail(tail, values)),
        Action::Cas { from, to, worked } => match worked {
            Some(false) if must => Kind::Differ(of(from)),
            Some(true) if must && from == to => Kind::Observe(of(from)),
            Some(false) => Kind::Nothing,
            _ if from == to => Kind::Nothing,
            None if must => Kind::Try(of(from), of(to)),
            Some(true) | None => Kind::Swap(of(from), of(to)),
        },
    };
    (must || kind != Kind::Nothing).then_some(kind)
}
