//! Who asks. The page's clients are one such clientele; the models bring their own, since their
//! counts depend on what clients do.

use std::fmt::Debug;
use std::hash::Hash;

use super::record::Fact;
use crate::protocol::ids::{ClientId, NodeId};
use crate::protocol::op::{Command, RequestId, Response};

/// All clients of a cluster: what they want, and how they go about it.
pub trait Clientele: Clone + Eq + Hash + Debug + 'static {
    type Client: Clone + Eq + Hash + Debug;

    fn count(&self) -> u8;

    fn start(&self, me: ClientId, said: &mut Said) -> Self::Client;

    /// A node answers.
    fn hear(&self, client: &mut Self::Client, from: NodeId, answer: Answer, said: &mut Said);

    /// Whether it is free and has something to ask.
    fn may_begin(&self, client: &Self::Client) -> bool;

    fn begin(&self, client: &mut Self::Client, said: &mut Said);

    /// Whether it waits for an answer.
    fn waits(&self, client: &Self::Client) -> bool;

    /// It has waited for too long, and may send this request again or had better not. Only called
    /// when it waits.
    fn retry(
        &self,
        client: &mut Self::Client,
        may_repeat: impl Fn(Command) -> bool,
        said: &mut Said,
    );
}

/// What a node answers to a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Answer {
    pub id: RequestId,
    pub response: Response,
}

/// What a client does in one step.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Said {
    pub asks: Vec<(NodeId, RequestId, Command)>,
    pub facts: Vec<Fact>,
}

impl Said {
    /// A request goes out for the first time.
    pub fn ask(&mut self, node: NodeId, id: RequestId, command: Command) {
        self.facts.push(Fact::Asked { id, command });
        self.ask_again(node, id, command);
    }

    /// It goes out once more.
    pub fn ask_again(&mut self, node: NodeId, id: RequestId, command: Command) {
        self.asks.push((node, id, command));
    }

    /// It is answered.
    pub fn settle(&mut self, id: RequestId, response: Response) {
        self.facts.push(Fact::Settled { id, response });
    }
}
