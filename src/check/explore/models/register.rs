//! What the register models share: clients that each put one value and then get, and what is
//! judged of them.

use crate::check::explore::cluster::budgets::Budgets;
use crate::check::explore::cluster::clients::{Answer, Clientele, Said};
use crate::check::explore::cluster::{Cluster, VALUE_SEEN};
use crate::check::explore::{Kind, Promise};
use crate::check::promises::LINEARIZABLE;
use crate::protocol::Protocol;
use crate::protocol::ids::{ClientId, NodeId};
use crate::protocol::op::{Command, Key, RequestId, Response};

/// Client i puts its value at server i mod S and, when that is done, gets from the one after it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PutThenGet {
    pub servers: u8,
    pub clients: u8,
}

/// How far a client has come: 1 while it puts, 2 while it gets, 3 after that.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Asker {
    me: ClientId,
    request: u32,
}

impl PutThenGet {
    /// Clients are counted after the servers, and a request has its client's number times its own:
    /// so one client's second request may have the number of another's first. A server that knows
    /// requests by these numbers may take one for the other, and the counts depend on it.
    fn ask(&self, asker: Asker, said: &mut Said) {
        let client = u32::from(self.servers) + u32::from(asker.me.0);
        let id = RequestId {
            client: asker.me,
            number: asker.request * client,
        };
        let node = NodeId(((client + asker.request - 1) % u32::from(self.servers)) as u8);
        let key = Key(0);
        let command = match asker.request {
            1 => Command::Write {
                key,
                value: u32::from(asker.me.0) + 1,
            },
            _ => Command::Read { key },
        };
        said.ask(node, id, command);
    }
}

impl Clientele for PutThenGet {
    type Client = Asker;

    fn count(&self) -> u8 {
        self.clients
    }

    fn start(&self, me: ClientId, said: &mut Said) -> Asker {
        let asker = Asker { me, request: 1 };
        self.ask(asker, said);
        asker
    }

    fn hear(&self, asker: &mut Asker, _: NodeId, answer: Answer, said: &mut Said) {
        let client = u32::from(self.servers) + u32::from(asker.me.0);
        if !self.waits(asker) || answer.id.number != asker.request * client {
            return;
        }
        let Response::Done { .. } = answer.response else {
            return;
        };
        said.settle(answer.id, answer.response);
        asker.request += 1;
        if self.waits(asker) {
            self.ask(*asker, said);
        }
    }

    fn may_begin(&self, _: &Asker) -> bool {
        false
    }

    fn begin(&self, _: &mut Asker, _: &mut Said) {
        unreachable!("it asks as soon as it may");
    }

    fn waits(&self, asker: &Asker) -> bool {
        asker.request <= 2
    }

    /// It asks the same server again.
    fn retry(&self, asker: &mut Asker, _: impl Fn(Command) -> bool, said: &mut Said) {
        self.ask(*asker, said);
        said.facts.clear();
    }
}

/// Servers of a protocol with such clients, and whether what they see has an order.
pub fn model<P: Protocol>(servers: P, clients: u8, budgets: Budgets) -> Cluster<P, PutThenGet> {
    let clientele = PutThenGet {
        servers: servers.size(),
        clients,
    };
    let promise = |id, kind| Promise { id, kind };
    let promises = [
        promise(LINEARIZABLE, Kind::Always),
        promise(VALUE_SEEN, Kind::Sometimes),
    ];
    Cluster::new(servers, clientele, budgets, &promises)
}

/// What is put, or `None` for a get.
pub fn put(command: Command) -> Option<u32> {
    match command {
        Command::Write { value, .. } => Some(value),
        _ => None,
    }
}
