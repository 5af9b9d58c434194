//! What is said under the stage, in the page and in pictures of it.

use crate::protocol::describe::{PromiseKind, Scene, Verdict, VerdictKind};
use crate::run::player::{PromiseState, Standing};
use crate::say;

/// What the strip says: a protocol sees its own nodes only, so that a broken promise, which is
/// seen from outside, comes first, and what the protocol says after it.
pub fn weigh(scene: &Scene, promises: &[PromiseState]) -> Scene {
    let broken = promises.iter().find(|state| {
        state.standing == Standing::Broken && state.promise.kind == PromiseKind::Always
    });
    let mut scene = scene.clone();
    if let Some(state) = broken {
        let was = &scene.verdict;
        scene.verdict = Verdict {
            kind: VerdictKind::Broken,
            head: say!("verdict.broken"),
            body: state.why.clone(),
            more: Some(say!(
                "verdict.broken.more",
                head = was.head.clone(),
                body = was.body.clone()
            )),
        };
    }
    scene
}

/// A shape for the kind, so that its colour is not its only sign.
pub fn sign(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Idle => "○",
        VerdictKind::Working => "◔",
        VerdictKind::Committed => "✓",
        VerdictKind::Blocked => "■",
        VerdictKind::Broken => "✕",
    }
}
