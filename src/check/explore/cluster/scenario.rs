//! From a scenario to a model: its protocol, its clients with what they are planned to ask, and
//! the promises that its protocol makes. What else is planned is left out: the explorer chooses.

use super::budgets::{Budgets, Cost};
use super::planned::Planned;
use super::{Cluster, STEADY, UNDISTURBED};
use crate::check::explore::{Kind, Promise};
use crate::check::promises::{ANSWERED, LINEARIZABLE};
use crate::protocol::describe::{Describe, PromiseKind};
use crate::protocol::ids::{ClientId, Micros, NodeId};
use crate::protocol::op::{Command, Key, Order};
use crate::scenario::Scenario;
use crate::sim::action::Action;

/// More planned orders than this are left out.
const ORDERS_MAX: usize = 32;

/// What the explorer may do if nobody says: enough for what goes wrong with one node.
pub fn usual_budgets() -> Budgets {
    Budgets::NONE
        .with(Cost::Timeout, 2)
        .with(Cost::Kill, 1)
        .with(Cost::Restart, 1)
        .with(Cost::Order, 2)
        .with(Cost::Tick, 4)
}

/// Promises that no protocol makes in all circumstances, and that one may ask about all the same.
const ASKED_FOR: [&str; 3] = [ANSWERED, STEADY, UNDISTURBED];

/// A cluster as a scenario has it, with the promises that its protocol makes.
pub fn model<P: Describe>(
    protocol: P,
    scenario: &Scenario,
    budgets: Budgets,
) -> Cluster<P, Planned> {
    let promises = promises(&protocol);
    model_with(protocol, scenario, budgets, &promises, None)
}

/// The same, where only these promises matter. What only others are about need not be remembered,
/// which makes for fewer states.
pub fn model_about<P: Describe>(
    protocol: P,
    scenario: &Scenario,
    budgets: Budgets,
    about: &[&str],
) -> Cluster<P, Planned> {
    let promises = promises_about(&protocol, about);
    model_with(protocol, scenario, budgets, &promises, None)
}

/// The same from a moment on: with everything as it is then, and with what is planned for later
/// whenever it may be. Without a word about promises, those that the protocol makes matter.
pub fn model_from<P: Describe>(
    protocol: P,
    scenario: &Scenario,
    from: Micros,
    budgets: Budgets,
    about: Option<&[&str]>,
) -> Cluster<P, Planned> {
    let promises = match about {
        Some(about) => promises_about(&protocol, about),
        None => promises(&protocol),
    };
    model_with(protocol, scenario, budgets, &promises, Some(from))
}

fn promises_about(protocol: &impl Describe, about: &[&str]) -> Vec<Promise> {
    let mut promises = promises(protocol);
    for id in ASKED_FOR {
        if promises.iter().all(|promise| promise.id != id) {
            let kind = Kind::Eventually;
            promises.push(Promise { id, kind });
        }
    }
    promises.retain(|promise| about.contains(&promise.id));
    promises
}

fn promises(protocol: &impl Describe) -> Vec<Promise> {
    let kind = |kind| match kind {
        PromiseKind::Always => Kind::Always,
        PromiseKind::Eventually => Kind::Eventually,
        PromiseKind::Sometimes => Kind::Sometimes,
    };
    let promises = protocol.spec().promises.into_iter();
    let promises = promises.map(|promise| Promise {
        id: promise.id,
        kind: kind(promise.kind),
    });
    promises.collect()
}

fn model_with<P: Describe>(
    protocol: P,
    scenario: &Scenario,
    budgets: Budgets,
    promises: &[Promise],
    from: Option<Micros>,
) -> Cluster<P, Planned> {
    // What is planned until then has been done.
    let later = Scenario {
        plan: match from {
            None => scenario.plan.clone(),
            Some(from) => {
                let later = scenario.plan.iter().filter(|planned| planned.at > from);
                later.copied().collect()
            }
        },
        ..scenario.clone()
    };
    let clients = Planned {
        nodes: protocol.size(),
        contacts: (0..scenario.clients.count)
            .map(|client| protocol.first_contact(ClientId(client)))
            .collect(),
        scripts: scripts(&later, from.is_none()),
        choose_when: promises.iter().any(|promise| promise.id == LINEARIZABLE),
    };
    let cluster = Cluster::new(protocol, clients, budgets, promises).with_orders(orders(&later));
    match from {
        None => cluster,
        Some(from) => cluster.beginning_at(scenario, from),
    }
}

/// What an administrator is planned to order.
fn orders(scenario: &Scenario) -> Vec<(NodeId, Order)> {
    let orders = scenario
        .plan
        .iter()
        .filter_map(|planned| match planned.action {
            Action::Order { node, order } => Some((node, order)),
            _ => None,
        });
    orders.take(ORDERS_MAX).collect()
}

/// What each client asks. Where nothing is planned each writes one value.
fn scripts(scenario: &Scenario, something: bool) -> Vec<Vec<(Command, Option<NodeId>)>> {
    let mut scripts = vec![Vec::new(); scenario.clients.count.into()];
    for planned in &scenario.plan {
        if let Action::Request {
            client,
            node,
            command,
        } = planned.action
            && let Some(script) = scripts.get_mut(client.index())
        {
            script.push((command, node));
        }
    }
    if something && scripts.iter().all(Vec::is_empty) {
        for (client, script) in (1..).zip(&mut scripts) {
            let write = Command::Write {
                key: Key(0),
                value: client,
            };
            script.push((write, None));
        }
    }
    scripts
}
