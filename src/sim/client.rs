//! A client: asks one thing at a time, asks again elsewhere when nobody answers, and follows
//! those who name somebody better. Like a node it only says what it wants done.

use std::collections::VecDeque;

use crate::protocol::ids::{ClientId, NodeId};
use crate::protocol::op::{Command, Key, RequestId, Response};

/// A client follows so many hints in a row before it waits for its patience to run out.
const HINTS_MAX: u8 = 3;

/// The state of one client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Client {
    pub id: ClientId,
    pub asking: Option<Asking>,
    /// What it will ask when it is done with that.
    pub queued: VecDeque<(Command, Option<NodeId>)>,
    /// Who answered last, or was named.
    favourite: NodeId,
    next_number: u32,
    /// What it last learnt of each key, to ask for swaps that can work.
    seen: [Option<u32>; Key::COUNT as usize],
}

/// The request that a client waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Asking {
    pub id: RequestId,
    pub command: Command,
    pub node: NodeId,
    /// Counts from 1.
    pub tries: u32,
    /// Whose turn it was when patience ran out last. Hints do not move it: two nodes that name
    /// each other must not keep the client from asking everybody else.
    turn: NodeId,
    hints: u8,
}

/// What a client wants done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Send the current request to its node and set the timer anew.
    Ask,
    /// The node is there but cannot help yet: ask again a little sooner than otherwise.
    Soon,
    /// The request is settled: stop the timer, and record what was answered.
    Settled(RequestId, Response),
    /// Nothing to do but wait for the timer.
    Wait,
}

impl Client {
    pub fn new(id: ClientId, favourite: NodeId) -> Client {
        Client {
            id,
            asking: None,
            queued: VecDeque::new(),
            favourite,
            next_number: 1,
            seen: [None; Key::COUNT as usize],
        }
    }

    /// Somebody wants this asked. It waits its turn.
    pub fn want(&mut self, command: Command, node: Option<NodeId>) {
        self.queued.push_back((command, node));
    }

    /// Takes the next thing to ask, when it is free.
    pub fn begin(&mut self) -> Wish {
        if self.asking.is_some() {
            return Wish::Wait;
        }
        let Some((command, node)) = self.queued.pop_front() else {
            return Wish::Wait;
        };
        let id = RequestId {
            client: self.id,
            number: self.next_number,
        };
        self.next_number += 1;
        let node = node.unwrap_or(self.favourite);
        self.asking = Some(Asking {
            id,
            command,
            node,
            tries: 1,
            turn: node,
            hints: 0,
        });
        Wish::Ask
    }

    /// Nobody answered in time: the next node is asked.
    pub fn out_of_patience(&mut self, nodes: u8) -> Wish {
        let Some(asking) = &mut self.asking else {
            return Wish::Wait;
        };
        asking.turn = NodeId((asking.turn.0 + 1) % nodes);
        asking.node = asking.turn;
        asking.tries += 1;
        asking.hints = 0;
        Wish::Ask
    }

    /// Nobody answered in time, and asking again might do twice what is wanted once: it stays
    /// unknown what became of the request.
    pub fn give_up(&mut self, nodes: u8) -> Wish {
        match self.asking.take() {
            Some(asking) => {
                // Whoever was asked may be dead: the next request goes elsewhere.
                self.favourite = NodeId((asking.node.0 + 1) % nodes);
                Wish::Settled(asking.id, Response::Unsure)
            }
            None => Wish::Wait,
        }
    }

    /// What this client last read from a key or wrote to it; `None` for nothing.
    pub fn last_seen(&self, key: Key) -> Option<u32> {
        self.seen[usize::from(key.0) % self.seen.len()]
    }

    /// A node said something.
    pub fn hear(&mut self, from: NodeId, id: RequestId, response: Response) -> Wish {
        let Some(asking) = self.asking.as_mut().filter(|asking| asking.id == id) else {
            return Wish::Wait; // late news about something already settled
        };
        match response {
            Response::Done { .. } | Response::Swapped { .. } => {
                self.favourite = from;
                self.note_seen(response);
                self.asking = None;
                Wish::Settled(id, response)
            }
            Response::Failed | Response::Unsure => {
                self.asking = None;
                Wish::Settled(id, response)
            }
            // Only the node asked last may send it elsewhere: an old hint is worth nothing.
            Response::Redirect(to) if from == asking.node && asking.hints < HINTS_MAX => {
                asking.hints += 1;
                asking.node = to;
                self.favourite = to;
                Wish::Ask
            }
            Response::Busy if from == asking.node => Wish::Soon,
            Response::Redirect(_) | Response::Busy => Wish::Wait,
        }
    }
}

impl Client {
    fn note_seen(&mut self, response: Response) {
        let Some(asking) = self.asking else { return };
        let (key, value) = match (asking.command, response) {
            (Command::Write { key, value }, _) => (key, Some(value)),
            (Command::Read { key }, Response::Done { value }) => (key, value),
            (Command::Swap { key, to, .. }, Response::Swapped { worked: true }) => (key, Some(to)),
            _ => return,
        };
        let place = usize::from(key.0) % self.seen.len();
        self.seen[place] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITE: Command = Command::Write {
        key: Key(0),
        value: 7,
    };

    fn asking(client: &Client) -> (u8, u32) {
        let asking = client.asking.expect("the client waits for an answer");
        (asking.node.0, asking.tries)
    }

    #[test]
    fn it_asks_again_elsewhere_and_remembers_who_answered() {
        let mut client = Client::new(ClientId(0), NodeId(0));
        client.want(WRITE, None);
        client.want(WRITE, None);
        assert_eq!(client.begin(), Wish::Ask);
        assert_eq!(client.begin(), Wish::Wait, "one thing at a time");
        assert_eq!(client.out_of_patience(5), Wish::Ask);
        assert_eq!(asking(&client), (1, 2));
        let id = client.asking.expect("it asks").id;
        assert_eq!(
            client.hear(NodeId(1), id, Response::Redirect(NodeId(4))),
            Wish::Ask
        );
        assert_eq!(asking(&client), (4, 2));
        assert_eq!(
            client.hear(NodeId(0), id, Response::Redirect(NodeId(3))),
            Wish::Wait
        );
        let done = Response::Done { value: None };
        assert_eq!(client.hear(NodeId(4), id, done), Wish::Settled(id, done));
        assert_eq!(client.hear(NodeId(4), id, done), Wish::Wait, "told twice");
        assert_eq!(client.begin(), Wish::Ask);
        assert_eq!(asking(&client), (4, 1), "it goes back to who answered");
    }

    #[test]
    fn hints_do_not_lead_it_in_circles() {
        let mut client = Client::new(ClientId(0), NodeId(0));
        client.want(WRITE, None);
        client.begin();
        let id = client.asking.expect("it asks").id;
        let mut sent = 0;
        for i in 0..20 {
            let from = client.asking.expect("it asks").node;
            let to = NodeId(1 - i % 2);
            sent += u32::from(client.hear(from, id, Response::Redirect(to)) == Wish::Ask);
        }
        assert_eq!(sent, u32::from(HINTS_MAX));
    }

    #[test]
    fn hints_do_not_keep_it_from_asking_everybody() {
        let mut client = Client::new(ClientId(0), NodeId(0));
        client.want(WRITE, None);
        client.begin();
        let id = client.asking.expect("it asks").id;
        let mut asked = vec![0];
        for _ in 0..4 {
            client.out_of_patience(5);
            let node = client.asking.expect("it asks").node;
            asked.push(node.0);
            // Whoever is asked names node 1, which is cut off and says nothing.
            client.hear(node, id, Response::Redirect(NodeId(0)));
        }
        assert_eq!(asked, [0, 1, 2, 3, 4]);
    }
}
