//! What the page and its worker tell each other, as bytes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::finding::Finding;
use super::job::Job;
use super::search::Progress;

/// From the page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum ToWorker {
    /// Begins, and gives up what was under way.
    Begin(Job),
    Pause,
    GoOn,
    /// Ends here and tells what was covered.
    Stop,
}

/// From the worker.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum FromWorker {
    /// It listens. What was sent before is lost.
    Ready,
    /// How far it has come, and how much memory it takes in all.
    Progress(Progress, u64),
    /// Something was found. The worker waits to be told to go on.
    Found(Finding),
    Done(Coverage),
    /// It cannot go on, and this is what it said.
    Failed(String),
}

pub fn to_bytes(message: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(message).expect("every message can be packed")
}

/// `None` for bytes that are no such message.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (message, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(message)
}
