//! What one node or one client holds.

use smallvec::SmallVec;

use super::clients::Clientele;
use crate::protocol::Protocol;

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
    /// The timers that run, in order: each may ring at any moment.
    pub timers: SmallVec<[P::Timer; 4]>,
    pub paused: bool,
}

impl<P: Protocol> Running<P> {
    pub(super) fn set(&mut self, timer: P::Timer) {
        if let Err(at) = self.timers.binary_search(&timer) {
            self.timers.insert(at, timer);
        }
    }

    pub(super) fn cancel(&mut self, timer: P::Timer) {
        self.timers.retain(|running| *running != timer);
    }
}
