//! A cluster under random interventions, without a record: for tests that run millions of them.

use std::rc::Rc;

use quorate::check::clients::Judge;
use quorate::check::promises::{Fact, Monitor};
use quorate::protocol::describe::Condition;
use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use quorate::protocol::op::{Command, Key, RequestId, Response};
use quorate::protocol::{Note, Protocol};
use quorate::scenario::{Clients, NetworkSettings, Scenario, catalogue};
use quorate::sim::action::{Action, Intervention, LinkTrouble};
use quorate::sim::delay::Delay;
use quorate::sim::draw::{Draw, For};
use quorate::sim::sink::{Happening, Sink};
use quorate::sim::world::World;

/// A cluster, its promises, and what was done to it.
pub struct Chaos<P: Protocol> {
    pub world: World<P>,
    pub monitor: Monitor,
    pub done: Vec<Intervention>,
    /// What the clients saw.
    pub judge: Judge,
    /// What clients ask for besides writes.
    pub reads: bool,
    pub swaps: bool,
    /// Instead of every other swap.
    pub appends: bool,
    /// How many keys they ask about.
    pub keys: u8,
    draw: Draw,
    written: u32,
}

/// What is heard in one event: facts for the promises, and what clients asked and were told.
#[derive(Default)]
struct Facts(Vec<Fact>, Vec<(RequestId, Result<Command, Response>)>);

impl<P: Protocol> Sink<P> for Facts {
    fn note(&mut self, node: NodeId, note: Note) {
        self.0.push(Fact::Noted(node, note));
    }
    fn started(&mut self, node: NodeId) {
        self.0.push(Fact::Started(node));
    }
    fn asked(&mut self, id: RequestId, command: Command) {
        self.1.push((id, Ok(command)));
    }
    fn settled(&mut self, id: RequestId, response: Response) {
        self.1.push((id, Err(response)));
    }
    fn event(&mut self, _: Micros, what: Happening<P>, _: u64) {
        if let Happening::Acted(_) = what {
            self.0.push(Fact::Disturbed);
        }
    }
}

/// A network and clients drawn from a seed.
pub fn scenario(seed: u64) -> Scenario {
    let mut draw = Draw::new(seed, For::Command, 1, 0);
    let ms = Micros::from_millis;
    let delay = match draw.between(0, 3) {
        0 => Delay::Fixed(ms(30)),
        1 => Delay::Uniform {
            min: ms(1),
            max: ms(150),
        },
        2 => Delay::Exponential {
            min: ms(5),
            mean: ms(40),
        },
        _ => Delay::LogNormal {
            median: ms(30),
            spread_permille: 900,
        },
    };
    Scenario {
        seed,
        network: NetworkSettings {
            delay,
            loss_permille: draw.between(0, 100) as u16,
            duplicate_permille: draw.between(0, 100) as u16,
            reorder: draw.permille(800),
        },
        clients: Clients {
            count: 3,
            patience: ms(600),
            ..Clients::default()
        },
        ..catalogue::vote("coordinator", 5)
    }
}

impl<P: Protocol> Chaos<P> {
    pub fn new(protocol: P, scenario: &Scenario) -> Chaos<P> {
        let mut facts = Facts::default();
        let world = World::new(Rc::new(protocol), scenario, &mut facts);
        let draw = Draw::new(scenario.seed, For::Command, 2, 0);
        Chaos {
            world,
            monitor: Monitor::default(),
            done: Vec::new(),
            judge: Judge::default(),
            reads: false,
            swaps: false,
            appends: false,
            keys: 1,
            draw,
            written: 0,
        }
    }

    /// Lets one event happen.
    pub fn step(&mut self) -> bool {
        let mut facts = Facts::default();
        let moved = self.world.step(&mut facts);
        self.take_in(facts);
        moved
    }

    fn take_in(&mut self, facts: Facts) {
        self.monitor.take_in(&self.world, &facts.0);
        let (step, at) = (self.world.steps(), self.world.now());
        for (id, what) in facts.1 {
            match what {
                Ok(command) => self.judge.asked(id, command),
                Err(response) => self.judge.settled(id, response, step, at),
            }
        }
    }

    /// Does something, if it can be done.
    pub fn act(&mut self, action: Action) -> bool {
        let mut facts = Facts::default();
        if self.world.act(action, &mut facts).is_err() {
            return false;
        }
        self.take_in(facts);
        self.done.push(Intervention {
            at: self.world.now(),
            action,
        });
        true
    }

    /// Does one thing at random, after a few events; true when it was possible.
    pub fn one_intervention(&mut self) -> bool {
        for _ in 0..self.draw.between(0, 12) {
            self.step();
        }
        let action = self.any_action();
        self.act(action)
    }

    fn any_node(&mut self) -> NodeId {
        NodeId(
            self.draw
                .between(0, u64::from(self.world.protocol.size()) - 1) as u8,
        )
    }

    fn any_peer(&mut self) -> Peer {
        if self.draw.permille(150) {
            Peer::Client(ClientId(self.draw.between(0, 2) as u8))
        } else {
            self.any_node().into()
        }
    }

    fn any_action(&mut self) -> Action {
        let node = self.any_node();
        match self.draw.between(0, 99) {
            0..=9 => Action::Kill(node),
            10..=24 => Action::Restart(node),
            25..=28 => Action::Pause(node),
            29..=36 => Action::Resume(node),
            37..=38 => Action::Skew {
                node,
                permille: self.draw.between(0, 1_500) as i16 - 500,
            },
            39..=43 => {
                let (from, to) = (self.any_peer(), self.any_peer());
                Action::Cut {
                    from,
                    to,
                    both: self.draw.permille(500),
                }
            }
            44..=48 => {
                let (from, to) = (self.any_peer(), self.any_peer());
                Action::Mend {
                    from,
                    to,
                    both: true,
                }
            }
            49..=51 => {
                let all = NodeSet::all(self.world.protocol.size()).iter();
                Action::Split(all.filter(|_| self.draw.permille(400)).collect())
            }
            52..=53 => Action::Isolate(node),
            54..=59 => Action::HealAll,
            60..=61 => {
                let trouble = LinkTrouble {
                    slow_percent: Some(self.draw.between(50, 500) as u32),
                    loss_permille: Some(self.draw.between(0, 500) as u16),
                };
                Action::Trouble {
                    a: self.any_peer(),
                    b: self.any_peer(),
                    trouble,
                }
            }
            62..=77 => {
                let count = self.world.in_flight().count() as u64;
                if count == 0 {
                    return Action::HealAll;
                }
                let nth = self.draw.between(0, count - 1) as usize;
                let key = self
                    .world
                    .in_flight()
                    .nth(nth)
                    .expect("there are so many")
                    .key;
                match self.draw.between(0, 3) {
                    0 => Action::Drop(key),
                    1 => Action::Duplicate(key),
                    2 => Action::Delay {
                        message: key,
                        // Some messages outlive whole terms.
                        by: Micros::from_millis(self.draw.between(1, 15_000)),
                    },
                    _ => Action::DeliverNow(key),
                }
            }
            _ => {
                let command = self.any_command();
                let client = ClientId(self.draw.between(0, 2) as u8);
                let node = self.draw.permille(500).then_some(node);
                Action::Request {
                    client,
                    node,
                    command,
                }
            }
        }
    }

    fn any_command(&mut self) -> Command {
        let key = match self.keys {
            1 => Key(0), // and nothing is drawn, so that pinned seeds stay what they were
            keys => Key(self.draw.between(0, u64::from(keys) - 1) as u8),
        };
        self.written += 1;
        let value = self.written;
        // Without a choice nothing is drawn, so that pinned seeds stay what they were.
        let kind = match (self.reads, self.swaps) {
            (false, false) => 0,
            (true, false) => self.draw.between(0, 1),
            (reads, true) => self.draw.between(0, 2) + u64::from(!reads),
        };
        match kind {
            0 => Command::Write { key, value },
            1 if self.reads => Command::Read { key },
            _ if self.appends && value.is_multiple_of(2) => Command::Append {
                key,
                digit: value % 9 + 1,
            },
            _ => Command::Swap {
                key,
                from: Some(self.draw.between(1, u64::from(value)) as u32),
                to: value,
            },
        }
    }

    /// Everything is mended: all nodes run, all links work.
    pub fn heal(&mut self) {
        self.act(Action::HealAll);
        for node in (0..self.world.protocol.size()).map(NodeId) {
            match self.world.nodes[node.index()].condition {
                Condition::Up => {}
                Condition::Paused => {
                    self.act(Action::Resume(node));
                }
                Condition::Down => {
                    self.act(Action::Restart(node));
                }
            }
            self.act(Action::Skew { node, permille: 0 });
        }
    }

    /// Lets the mended cluster run until nobody waits; the longest that any one request took,
    /// or `None` when one took longer than `bound`.
    pub fn answer_all(&mut self, bound: Micros) -> Option<Micros> {
        let mut asking = vec![None; self.world.clients.len()];
        let mut since = vec![self.world.now(); asking.len()];
        let mut longest = Micros::ZERO;
        loop {
            let mut open = false;
            for (client, slot) in self.world.clients.iter().enumerate() {
                let now = slot.client.asking.map(|asking| asking.id);
                if now != asking[client] {
                    asking[client] = now;
                    since[client] = self.world.now();
                }
                if now.is_some() {
                    longest = longest.max(self.world.now().minus(since[client]));
                }
                open |= now.is_some() || !slot.client.queued.is_empty();
            }
            if longest > bound {
                return None;
            }
            if !open || !self.step() {
                return (!open).then_some(longest);
            }
        }
    }
}
