//! Holds a run against what its file expects of it.

use super::player::{Player, Standing};
use crate::protocol::describe::PromiseKind;
use crate::scenario::file::Expect;

/// Everything that is not as expected, a line each, for people who write scenarios.
pub fn unmet(player: &mut dyn Player, expect: &Expect) -> Vec<String> {
    player.advance_to(expect.until);
    player.go_to_time(expect.until);
    let mut unmet = Vec::new();
    let promises = player.promises();
    for state in &promises {
        let (id, stands) = (state.promise.id, state.standing);
        match expect.promises.get(id) {
            Some(expected) if expected != stands.word() => {
                unmet.push(format!(
                    "{id}: expected {expected}, but it is {}",
                    stands.word()
                ));
            }
            None if stands == Standing::Broken && state.promise.kind == PromiseKind::Always => {
                unmet.push(format!("{id}: broken, and not expected to be"));
            }
            _ => {}
        }
    }
    for id in expect.promises.keys() {
        if !promises.iter().any(|state| state.promise.id == id) {
            unmet.push(format!("{id}: no promise of this protocol"));
        }
    }
    if let Some(expected) = expect.answered {
        let history = player.history(usize::MAX);
        let answered = history
            .iter()
            .filter(|seen| seen.answered.is_some())
            .count();
        if answered as u32 != expected {
            unmet.push(format!(
                "answered: expected {expected}, but it is {answered}"
            ));
        }
    }
    let hash = format!("{:016x}", player.hash());
    if let Some(expected) = expect.hash.as_ref().filter(|expected| **expected != hash) {
        unmet.push(format!("hash: expected {expected}, but it is {hash}"));
    }
    unmet
}
