//! The page's clients with what a scenario has them ask. Times are left out: everybody asks as
//! soon as it can, since a request that nobody hears yet is as good as one not yet made. Where
//! the order of calls and answers counts, when to ask is up to the explorer too.

use super::clients::{Answer, Clientele, Said};
use crate::protocol::ids::{ClientId, NodeId};
use crate::protocol::op::Command;
use crate::sim::client::{Client, Wish};

/// What each client asks, one after the other, and whom if that is planned.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Planned {
    pub nodes: u8,
    /// Whom each asks when it has no better idea.
    pub contacts: Vec<NodeId>,
    pub scripts: Vec<Vec<(Command, Option<NodeId>)>>,
    /// When to ask is a choice.
    pub choose_when: bool,
}

impl Planned {
    fn grant(&self, client: &mut Client, wish: Wish, first: bool, said: &mut Said) {
        match wish {
            Wish::Ask => {
                let asking = client.asking.expect("whoever asks has a request");
                match first {
                    true => said.ask(asking.node, asking.id, asking.command),
                    false => said.ask_again(asking.node, asking.id, asking.command),
                }
            }
            Wish::Settled(id, response) => {
                said.settle(id, response);
                if !self.choose_when {
                    self.begin(client, said);
                }
            }
            Wish::Soon | Wish::Wait => {}
        }
    }
}

impl Clientele for Planned {
    type Client = Client;

    fn count(&self) -> u8 {
        self.scripts.len() as u8
    }

    fn start(&self, me: ClientId, said: &mut Said) -> Client {
        let mut client = Client::new(me, self.contacts[me.index()]);
        for &(command, node) in &self.scripts[me.index()] {
            client.want(command, node);
        }
        if !self.choose_when {
            self.begin(&mut client, said);
        }
        client
    }

    fn hear(&self, client: &mut Client, from: NodeId, answer: Answer, said: &mut Said) {
        let wish = client.hear(from, answer.id, answer.response);
        self.grant(client, wish, false, said);
    }

    fn may_begin(&self, client: &Client) -> bool {
        self.choose_when && client.asking.is_none() && !client.queued.is_empty()
    }

    fn begin(&self, client: &mut Client, said: &mut Said) {
        let wish = client.begin();
        self.grant(client, wish, true, said);
    }

    fn waits(&self, client: &Client) -> bool {
        client.asking.is_some()
    }

    fn retry(&self, client: &mut Client, may_repeat: impl Fn(Command) -> bool, said: &mut Said) {
        let asking = client.asking.expect("only who waits is tired of it");
        let wish = match may_repeat(asking.command) {
            true => client.out_of_patience(self.nodes),
            false => client.give_up(self.nodes),
        };
        self.grant(client, wish, false, said);
    }
}
