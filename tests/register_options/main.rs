//! What each option of the register does, tried alone: who is asked, who holds what in the end, and
//! what a client is told.

#[expect(dead_code, reason = "nothing is left to chance here")]
#[path = "../chaos/mod.rs"]
mod chaos;

mod asking;
mod repair;
mod versions;

use chaos::Chaos;
use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use quorate::protocol::op::{Command, Key, RequestId, Response};
use quorate::protocol::register::version::{Item, Version};
use quorate::protocol::register::{Choice, Config, Message, Register, Timer, Versions};
use quorate::protocol::{Input, Outbox, Output, Protocol, State};
use quorate::scenario::{Clients, NetworkSettings, Scenario, catalogue};
use quorate::sim::action::Action;
use quorate::sim::delay::Delay;

const X: Key = Key(0);

/// A quiet cluster in which a message takes exactly 10 ms.
struct Small {
    chaos: Chaos<Register>,
    register: Register,
}

impl Small {
    fn new(config: Config) -> Small {
        let scenario = Scenario {
            network: NetworkSettings {
                delay: Delay::Fixed(Micros::from_millis(10)),
                ..NetworkSettings::default()
            },
            clients: Clients {
                count: 3,
                ..Clients::default()
            },
            ..catalogue::plain("register")
        };
        let register = Register(config);
        Small {
            chaos: Chaos::new(register, &scenario),
            register,
        }
    }

    fn run(&mut self, millis: u64) {
        let end = self.chaos.world.now().plus(Micros::from_millis(millis));
        while self.chaos.world.next_at().is_some_and(|next| next <= end) {
            self.chaos.step();
        }
        self.chaos.world.wait_until(end);
    }

    fn act(&mut self, action: Action) {
        assert!(self.chaos.act(action), "{action:?} can be done");
    }

    /// A client asks a node (people count from 1).
    fn ask(&mut self, client: u8, node: u8, command: Command) {
        self.act(Action::Request {
            client: ClientId(client),
            node: Some(NodeId(node - 1)),
            command,
        });
    }

    fn write(&mut self, node: u8, value: u32) {
        self.ask(0, node, Command::Write { key: X, value });
        self.run(2_000);
    }

    /// What each node would say, 0 for nothing.
    fn held(&self) -> Vec<u32> {
        let slots = self.chaos.world.nodes.iter();
        slots
            .map(|slot| self.register.stored(&slot.durable, &slot.volatile, X))
            .map(Option::unwrap_or_default)
            .collect()
    }

    /// What client 2 is told when it reads at a node, and how long it takes (with 10 ms each way
    /// between client and node).
    fn read(&mut self, node: u8) -> (u32, u64) {
        let start = self.chaos.world.now();
        self.ask(1, node, Command::Read { key: X });
        while self.waits(1) {
            assert!(self.chaos.step(), "a read is answered");
        }
        let took = self.chaos.world.now().minus(start).0 / 1_000;
        let seen = self.chaos.world.clients[1].client.last_seen(X);
        (seen.unwrap_or_default(), took)
    }

    fn waits(&self, client: usize) -> bool {
        self.chaos.world.clients[client].client.asking.is_some()
    }

    /// Whom messages of a kind are under way to.
    fn under_way(&self, is: impl Fn(&Message) -> bool) -> Vec<u32> {
        let flights = self.chaos.world.in_flight();
        let mut to: Vec<u32> = flights
            .filter_map(|flight| match (&flight.body, flight.key.to) {
                (quorate::protocol::Body::Between(message), Peer::Node(to)) if is(message) => {
                    Some(to.label())
                }
                _ => None,
            })
            .collect();
        to.sort_unstable();
        to
    }
}
