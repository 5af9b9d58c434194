//! Who listens to a world. A recorder keeps everything; a replay or a search keeps nothing.

use super::action::{Action, MessageKey};
use crate::protocol::ids::{ClientId, Micros, NodeId};
use crate::protocol::op::{Command, RequestId, Response};
use crate::protocol::{Body, Note, Protocol};

/// Why a message never arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Loss {
    /// The network lost it, by its loss rate.
    Chance,
    /// Its link was cut.
    Cut,
    /// The receiver was down.
    ReceiverDown,
    /// A person dropped it.
    Dropped,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    UnderWay,
    /// Waits at the door of a paused node.
    AtTheDoor,
    Delivered(Micros),
    Lost(Micros, Loss),
}

/// One event of a run.
#[derive(PartialEq, Debug)]
pub enum Happening<P: Protocol> {
    /// All nodes started. Always the first event.
    Started,
    /// The message with this number came to its receiver; its fate says whether it was taken in.
    Arrived(u32),
    /// A node's timer went off.
    Rang(NodeId, P::Timer),
    /// A client asked again, or asked for the first time.
    Asked(ClientId),
    /// Somebody did something to the cluster.
    Acted(Action),
}

// Derived, these would ask for a protocol that can be copied, which none needs to be.
impl<P: Protocol> Clone for Happening<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Protocol> Copy for Happening<P> {}

/// A message as it is sent.
#[derive(Debug)]
pub struct Sent<'a, P: Protocol> {
    /// Counts all messages of the run.
    pub no: u32,
    pub key: MessageKey,
    pub body: &'a Body<P>,
    pub at: Micros,
    pub due: Micros,
    /// When it is already known that it will be lost, and when it will look so.
    pub lost: Option<(Micros, Loss)>,
}

/// Hears of everything that happens, in order: first the event, then what follows from it.
pub trait Sink<P: Protocol> {
    /// `cause` is the number of the event that made this one happen.
    fn event(&mut self, _at: Micros, _what: Happening<P>, _cause: u64) {}
    fn sent(&mut self, _message: Sent<'_, P>) {}
    fn fate(&mut self, _no: u32, _fate: Fate) {}
    /// A message will arrive at another time than was said.
    fn moved(&mut self, _no: u32, _now: Micros, _due: Micros) {}
    fn note(&mut self, _node: NodeId, _note: Note) {}
    /// A node's disk is as it is now because the node started, not because of a step.
    fn started(&mut self, _node: NodeId) {}
    fn asked(&mut self, _id: RequestId, _command: Command) {}
    fn settled(&mut self, _id: RequestId, _response: Response) {}
}

/// Hears nothing.
pub struct Deaf;

impl<P: Protocol> Sink<P> for Deaf {}
