//! What stands in the way of an operation, where two or three others say it in one sentence.

use super::history::{Action, History, INITIAL, Operation, Value};

/// Why an operation has no place. All numbers are indices of operations.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Clash {
    /// Nobody ever wrote what it saw.
    NeverWritten { value: Value },
    /// It had returned before `write`, the first to write what it saw, was called.
    NotYetWritten { value: Value, write: usize },
    /// It saw `old`, after `seen` had returned, which saw or wrote `new`; and `new` cannot have been
    /// overwritten by `old` in between, since `before` (of `old`) was over before `after` (of `new`)
    /// began.
    Stale {
        old: Value,
        new: Value,
        seen: usize,
        before: usize,
        after: usize,
    },
    /// Both set the same value to another, and it was there once.
    TakenTwice { value: Value, other: usize },
    /// It takes more than two or three operations to see it: every order was tried.
    NoOrder,
}

/// Looks for the simplest reason, among the operations of one key.
pub fn clash(history: &History, key: &[usize], blocked: usize) -> Clash {
    let of = |index: &usize| &history.operations[*index];
    let operation = &history.operations[blocked];
    let appends = key
        .iter()
        .any(|i| matches!(of(i).action, Action::Append(_)));
    let Some(value) = needed(operation).filter(|_| !appends) else {
        return Clash::NoOrder;
    };
    let makers: Vec<usize> = key
        .iter()
        .copied()
        .filter(|i| made(of(i)) == Some(value))
        .collect();
    let origins = makers.len() + usize::from(value == INITIAL);
    let first = makers.iter().copied().min_by_key(|i| of(i).call);
    match first {
        None if origins == 0 => return Clash::NeverWritten { value },
        Some(write) if origins == makers.len() && operation.precedes(of(&write)) => {
            return Clash::NotYetWritten { value, write };
        }
        _ => {}
    }
    if origins > 1 {
        return Clash::NoOrder; // it may have been there more than once
    }
    if made(operation).is_some() {
        let took = |i: &&usize| **i != blocked && takes(of(i)) == Some(value);
        if let Some(&other) = key.iter().find(took) {
            return Clash::TakenTwice { value, other };
        }
    }
    stale(history, key, blocked, value, first).unwrap_or(Clash::NoOrder)
}

/// Two values, each of which was over before the other began.
fn stale(
    history: &History,
    key: &[usize],
    blocked: usize,
    old: Value,
    write: Option<usize>,
) -> Option<Clash> {
    let of = |index: usize| &history.operations[index];
    let shows =
        |index: usize, value| needed(of(index)) == Some(value) || made(of(index)) == Some(value);
    let seen_before = key.iter().copied().filter(|&i| of(i).precedes(of(blocked)));
    for seen in seen_before {
        let Some(new) = made(of(seen)).or_else(|| needed(of(seen))) else {
            continue;
        };
        let makers = key.iter().filter(|&&i| made(of(i)) == Some(new)).count();
        if new == old || makers + usize::from(new == INITIAL) != 1 {
            continue;
        }
        let news = key.iter().copied().filter(|&i| shows(i, new));
        let olds = key
            .iter()
            .copied()
            .filter(|&i| i != blocked && shows(i, old));
        let after = news.max_by_key(|&i| of(i).call)?;
        let over = write.is_none().then_some(after); // the initial value is older than all
        let before = olds
            .filter(|&i| of(i).precedes(of(after)))
            .min_by_key(|&i| of(i).returned);
        if let Some(before) = before.or(over) {
            return Some(Clash::Stale {
                old,
                new,
                seen,
                before,
                after,
            });
        }
    }
    None
}

/// The value that must be there for the operation.
fn needed(operation: &Operation) -> Option<Value> {
    match operation.as_known() {
        Action::Read(saw) => saw,
        Action::Cas {
            from,
            worked: Some(true),
            ..
        } => Some(from),
        _ => None,
    }
}

/// The value that a successful compare-and-set takes away.
fn takes(operation: &Operation) -> Option<Value> {
    made(operation).and(needed(operation))
}

/// The value that is there after the operation, if it had an effect.
fn made(operation: &Operation) -> Option<Value> {
    match operation.as_known() {
        Action::Write(value) => Some(value),
        Action::Cas { from, to, worked } => (worked != Some(false) && from != to).then_some(to),
        Action::Read(_) | Action::Append(_) => None,
    }
}
