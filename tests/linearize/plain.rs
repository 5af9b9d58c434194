//! The plainest checker: any operation that nothing left out precedes may be next. It shares no
//! code with the one it judges but the history itself.

use std::collections::BTreeSet;

use quorate::check::linearize::{Action, History, Model};

/// Whether any order explains the history.
pub fn explains(history: &History) -> bool {
    let all = |key: &Vec<usize>| {
        let first = history.model.initial().to_owned();
        rest(history, key, 0, first, &mut BTreeSet::new())
    };
    history.by_key().iter().all(all)
}

fn rest(
    history: &History,
    key: &[usize],
    placed: u64,
    state: String,
    tried: &mut BTreeSet<(u64, String)>,
) -> bool {
    let left = || (0..key.len()).filter(|at| placed >> at & 1 == 0);
    if left().all(|at| history.operations[key[at]].returned.is_none()) {
        return true;
    }
    if !tried.insert((placed, state.clone())) {
        return false;
    }
    left().any(|at| {
        let operation = &history.operations[key[at]];
        let is_next = !left().any(|other| history.operations[key[other]].precedes(operation));
        let after = after(history, operation.as_known(), &state);
        is_next && after.is_some_and(|state| rest(history, key, placed | 1 << at, state, tried))
    })
}

fn after(history: &History, action: Action, state: &str) -> Option<String> {
    let text = |value| history.values.spelling(value).to_owned();
    match action {
        Action::Read(None) => Some(state.to_owned()),
        Action::Read(Some(saw)) => (text(saw) == state).then(|| state.to_owned()),
        Action::Write(value) => Some(text(value)),
        Action::Append(tail) => {
            assert_eq!(history.model, Model::Kv, "only strings are appended to");
            Some(state.to_owned() + &text(tail))
        }
        Action::Cas { from, to, worked } => {
            let works = text(from) == state;
            let fits = worked.is_none_or(|worked| worked == works);
            fits.then(|| if works { text(to) } else { state.to_owned() })
        }
    }
}

/// A history, a line an operation.
pub fn show(history: &History) -> String {
    let text = |value| history.values.spelling(value);
    let line = |(index, op): (usize, &quorate::check::linearize::Operation)| {
        let action = match op.action {
            Action::Read(saw) => format!("read {:?}", saw.map(text)),
            Action::Write(value) => format!("write {:?}", text(value)),
            Action::Append(tail) => format!("append {:?}", text(tail)),
            Action::Cas { from, to, worked } => {
                format!("cas {:?} {:?} {worked:?}", text(from), text(to))
            }
        };
        let (call, returned) = (op.call, op.returned);
        format!("{index}: key {} [{call}, {returned:?}] {action}\n", op.key)
    };
    history.operations.iter().enumerate().map(line).collect()
}
