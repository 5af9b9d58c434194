//! A plan that plays well. [`layout`](super::layout) makes the network stand still and delivers each
//! message by hand, which is sure and looks like nothing. Here the same steps happen at the same
//! times with the network as the scenario has it: a message is delayed when it is sent, by just so
//! much that it arrives by itself when its turn comes. It is delivered by hand only where it would
//! come too late, and what is never heard travels until all is over.
//!
//! Whether that comes to the same is for the caller to find out by a run of it.

use std::collections::BTreeMap;

use super::moment::{let_happen, world_at};
use crate::protocol::Protocol;
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::scenario::Scenario;
use crate::sim::action::{Action, Intervention, LinkTrouble, MessageKey};
use crate::sim::sink::Deaf;
use crate::sim::world::World;

/// What was never heard arrives so long after the last step.
const AFTER: Micros = Micros::from_millis(10);

/// The same steps with messages that travel; `None` when something cannot be done like that. Of the
/// plan the first `begun` are the scenario's own, done by the moment `from`; the others are a layout.
pub fn let_travel<P: Protocol>(
    protocol: &P,
    laid_out: &Scenario,
    from: Micros,
    begun: usize,
) -> Option<Scenario> {
    let (before, after) = laid_out.plan.split_at(begun);
    let begins = Scenario {
        plan: before.to_vec(),
        ..laid_out.clone()
    };
    // What makes the network stand still is left out.
    let steps = after
        .iter()
        .filter(|step| !matches!(step.action, Action::Trouble { .. } | Action::Delay { .. }));
    let steps: Vec<Intervention> = steps.copied().collect();
    let turns = steps.iter().filter_map(|step| match step.action {
        Action::DeliverNow(key) => Some((key, Turn::Arrives(step.at))),
        Action::Drop(key) => Some((key, Turn::IsLost(step.at))),
        _ => None,
    });
    let mut flow = Flow {
        world: world_at(protocol, &begins, from, &mut Deaf),
        turns: turns.collect(),
        over: steps.last()?.at.plus(AFTER),
        seen: BTreeMap::new(),
        plan: begins.plan.clone(),
    };
    if laid_out.network.loss_permille > 0 {
        flow.lose_nothing()?;
    }
    flow.send_off()?;
    for step in steps {
        flow.pass_until(step.at)?;
        let arrives_anyway = matches!(step.action, Action::DeliverNow(key) if flow.arrives(key));
        if !arrives_anyway {
            flow.act(step.action)?;
            let_happen(&mut flow.world, step.at, &mut Deaf);
        }
        flow.send_off()?;
    }
    Some(Scenario {
        plan: flow.plan,
        ..begins
    })
}

/// What becomes of a message in the layout.
#[derive(Clone, Copy)]
enum Turn {
    Arrives(Micros),
    IsLost(Micros),
}

struct Flow<P: Protocol> {
    world: World<P>,
    turns: BTreeMap<MessageKey, Turn>,
    over: Micros,
    /// The messages that were sent off, and whether each arrives by itself when it should.
    seen: BTreeMap<MessageKey, bool>,
    plan: Vec<Intervention>,
}

impl<P: Protocol> Flow<P> {
    fn act(&mut self, action: Action) -> Option<()> {
        let at = self.world.now();
        self.world.act(action, &mut Deaf).ok()?;
        self.plan.push(Intervention { at, action });
        Some(())
    }

    /// A network that loses messages by chance must not lose these.
    fn lose_nothing(&mut self) -> Option<()> {
        let nodes = (0..self.world.protocol.size()).map(|node| Peer::Node(NodeId(node)));
        let clients = (0..self.world.clients.len() as u8).map(|c| Peer::Client(ClientId(c)));
        let peers: Vec<Peer> = nodes.chain(clients).collect();
        let trouble = LinkTrouble {
            slow_percent: None,
            loss_permille: Some(0),
        };
        for (place, &a) in peers.iter().enumerate() {
            let others = peers[place + 1..].iter();
            for &b in others.filter(|_| matches!(a, Peer::Node(_))) {
                self.act(Action::Trouble { a, b, trouble })?;
            }
        }
        Some(())
    }

    fn arrives(&self, key: MessageKey) -> bool {
        self.seen.get(&key).copied().unwrap_or_default()
    }

    /// Lets time pass. Whatever is sent in the meantime is sent off.
    fn pass_until(&mut self, at: Micros) -> Option<()> {
        while let Some(next) = self.world.next_at().filter(|next| *next <= at) {
            let_happen(&mut self.world, next, &mut Deaf);
            self.send_off()?;
        }
        self.world.wait_until(at);
        Some(())
    }

    /// Each message that has just been sent gets as much time as it is to take.
    fn send_off(&mut self) -> Option<()> {
        let unseen = |key: &MessageKey| !self.seen.contains_key(key);
        let flights = self.world.in_flight();
        let new = flights.filter(|flight| unseen(&flight.key));
        let new: Vec<(MessageKey, Micros)> = new.map(|flight| (flight.key, flight.due)).collect();
        for (message, due) in new {
            let (wanted, arrives) = match self.turns.get(&message) {
                Some(Turn::Arrives(at)) => (*at, due <= *at),
                Some(Turn::IsLost(at)) => (at.plus(Micros(1)), false),
                None => (self.over, false),
            };
            self.seen.insert(message, arrives);
            if due < wanted {
                let by = wanted.minus(due);
                self.act(Action::Delay { message, by })?;
            }
        }
        Some(())
    }
}
