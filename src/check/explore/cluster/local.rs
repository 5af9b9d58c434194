//! What one node or one client holds.

use smallvec::SmallVec;

use super::clients::Clientele;
use crate::protocol::{Protocol, Wait};

/// What somebody holds, and who: two nodes that hold the same are still two.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Seat<P: Protocol, C: Clientele> {
    /// Nodes come first, then clients.
    pub actor: u8,
    pub local: Local<P, C>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Local<P: Protocol, C: Clientele> {
    Node(NodeLocal<P>),
    Client(C::Client),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct NodeLocal<P: Protocol> {
    pub durable: P::Durable,
    /// `None` while it is down.
    pub running: Option<Running<P>>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Running<P: Protocol> {
    pub volatile: P::Volatile,
    /// The timers that run, in order.
    pub timers: SmallVec<[Armed<P::Timer>; 4]>,
    pub paused: bool,
    /// So many units of time has it seen go by; none where time is left out.
    pub clock: u16,
}

/// A timer that runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Armed<T> {
    pub timer: T,
    /// How long it was to wait. Only what comes in the end is told by it.
    pub wait: Wait,
    /// It may not ring for so many units of time; where time is left out it may at any moment.
    pub units: u16,
}

impl<P: Protocol> Running<P> {
    pub(super) fn set(&mut self, armed: Armed<P::Timer>) {
        match self
            .timers
            .binary_search_by_key(&armed.timer, |one| one.timer)
        {
            Ok(at) => self.timers[at] = armed,
            Err(at) => self.timers.insert(at, armed),
        }
    }

    pub(super) fn cancel(&mut self, timer: P::Timer) {
        self.timers.retain(|running| running.timer != timer);
    }
}
