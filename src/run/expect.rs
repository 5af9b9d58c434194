//! Holds a run against what its file expects of it.

use super::player::{Player, Standing};
use crate::protocol::describe::PromiseKind;
use crate::protocol::say::Say;
use crate::say;
use crate::scenario::file::Expect;
use crate::scenario::read::shown;

/// Everything that is not as expected.
pub fn unmet(player: &mut dyn Player, expect: &Expect) -> Vec<Say> {
    player.advance_to(expect.until);
    player.go_to_time(expect.until);
    let mut unmet = Vec::new();
    let promises = player.promises();
    for state in &promises {
        let (id, stands) = (state.promise.id, state.standing);
        match expect.promises.get(id) {
            Some(expected) if expected != stands.word() => {
                unmet.push(other(id, expected, stands.word()));
            }
            None if stands == Standing::Broken && state.promise.kind == PromiseKind::Always => {
                unmet.push(say!("file.unmet.broken", what = id));
            }
            _ => {}
        }
    }
    for id in expect.promises.keys() {
        if !promises.iter().any(|state| state.promise.id == id) {
            unmet.push(say!("file.unmet.unknown", what = shown(id).as_str()));
        }
    }
    if let Some(expected) = expect.answered {
        let history = player.history(usize::MAX);
        let answered = history
            .iter()
            .filter(|seen| seen.answered.is_some())
            .count();
        if answered as u32 != expected {
            let (expected, answered) = (expected.to_string(), answered.to_string());
            unmet.push(other("answered", &expected, &answered));
        }
    }
    let hash = format!("{:016x}", player.hash());
    if let Some(expected) = expect.hash.as_ref().filter(|expected| **expected != hash) {
        unmet.push(other("hash", expected, &hash));
    }
    unmet
}

fn other(what: &str, expected: &str, found: &str) -> Say {
    say!(
        "file.unmet.other",
        what = what,
        expected = expected,
        found = found
    )
}
