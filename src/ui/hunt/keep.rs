//! Results that outlive the page: the last hunt, in the browser's storage.

use crate::scenario::link::letters;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, Stand};
use crate::hunt::message::{from_bytes, to_bytes};
use crate::hunt::{Coverage, Finding, Job};
use crate::ui::prefs;

const HUNT: &str = "quorate-hunt";

/// Changes with the form of what is kept; what has another is let go.
const FORM: u8 = 1;

#[derive(Serialize, Deserialize)]
struct Kept {
    form: u8,
    job: Job,
    findings: Vec<Finding>,
    coverage: Option<Coverage>,
}

/// Keeps a hunt that was begun, and what came of it so far.
pub fn store(desk: &Desk) {
    let Some(subject) = &desk.subject else {
        return;
    };
    if desk.stand == Stand::SetUp {
        return;
    }
    let bytes = to_bytes(&Kept {
        form: FORM,
        job: subject.job.clone(),
        findings: desk.findings.to_vec(),
        coverage: desk.coverage.clone(),
    });
    prefs::store(HUNT, &letters::encode(&bytes));
}

/// What was kept; nothing where it is not to be read any more.
pub fn recall(desk: &mut Desk) {
    let bytes = prefs::stored(HUNT).and_then(|text| letters::decode(&text));
    let kept: Option<Kept> = bytes.and_then(|bytes| from_bytes(&bytes));
    if let Some(kept) = kept.filter(|kept| kept.form == FORM) {
        desk.recall(kept.job, kept.findings, kept.coverage);
    }
}
