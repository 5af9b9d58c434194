//! From a scenario to a model: its protocol, its clients with what they are planned to ask, and
//! the promises that its protocol makes. What else is planned is left out: the explorer chooses.

use super::budgets::{Budgets, Cost};
use super::planned::Planned;
use super::{Cluster, STEADY, UNDISTURBED};
use crate::check::explore::{Kind, Promise};
use crate::check::promises::{LINEARIZABLE, ONE_LEADER};
use crate::protocol::describe::{Describe, PromiseKind};
use crate::protocol::ids::{ClientId, NodeId};
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

/// A cluster as a scenario has it.
pub fn model<P: Describe>(
    protocol: P,
    scenario: &Scenario,
    budgets: Budgets,
) -> Cluster<P, Planned> {
    model_about(protocol, scenario, budgets, |id| {
        id != STEADY && id != UNDISTURBED
    })
}

/// The same, where only some promises matter. What only others are about need not be remembered,
/// which makes for fewer states.
pub fn model_about<P: Describe>(
    protocol: P,
    scenario: &Scenario,
    budgets: Budgets,
    matters: impl Fn(&str) -> bool,
) -> Cluster<P, Planned> {
    let mut promises: Vec<Promise> = protocol
        .spec()
        .promises
        .iter()
        .map(|promise| Promise {
            id: promise.id,
            kind: match promise.kind {
                PromiseKind::Always => Kind::Always,
                PromiseKind::Eventually => Kind::Eventually,
                PromiseKind::Sometimes => Kind::Sometimes,
            },
        })
        .collect();
    if promises.iter().any(|promise| promise.id == ONE_LEADER) {
        promises.extend([STEADY, UNDISTURBED].map(|id| Promise {
            id,
            kind: Kind::Eventually,
        }));
    }
    promises.retain(|promise| matters(promise.id));
    let clients = Planned {
        nodes: protocol.size(),
        contacts: (0..scenario.clients.count)
            .map(|client| protocol.first_contact(ClientId(client)))
            .collect(),
        scripts: scripts(scenario),
        choose_when: promises.iter().any(|promise| promise.id == LINEARIZABLE),
    };
    Cluster::new(protocol, clients, budgets, &promises).with_orders(orders(scenario))
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
fn scripts(scenario: &Scenario) -> Vec<Vec<(Command, Option<NodeId>)>> {
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
    if scripts.iter().all(Vec::is_empty) {
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
