//! From a scenario to a model: its protocol, its clients with what they are planned to ask, and
//! the promises that its protocol makes. What else is planned is left out: the explorer chooses.

use super::Cluster;
use super::budgets::{Budgets, Cost};
use super::planned::Planned;
use crate::check::explore::{Kind, Promise};
use crate::check::promises::LINEARIZABLE;
use crate::protocol::describe::{Describe, PromiseKind};
use crate::protocol::ids::ClientId;
use crate::protocol::op::{Command, Key};
use crate::scenario::Scenario;
use crate::sim::action::Action;

/// What the explorer may do if nobody says: enough for what goes wrong with one node.
pub fn usual_budgets() -> Budgets {
    Budgets::NONE
        .with(Cost::Timeout, 2)
        .with(Cost::Kill, 1)
        .with(Cost::Restart, 1)
}

/// A cluster as a scenario has it.
pub fn model<P: Describe>(
    protocol: P,
    scenario: &Scenario,
    budgets: Budgets,
) -> Cluster<P, Planned> {
    let promises: Vec<Promise> = protocol
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
    let clients = Planned {
        nodes: protocol.size(),
        contacts: (0..scenario.clients.count)
            .map(|client| protocol.first_contact(ClientId(client)))
            .collect(),
        scripts: scripts(scenario),
        choose_when: promises.iter().any(|promise| promise.id == LINEARIZABLE),
    };
    Cluster::new(protocol, clients, budgets, &promises)
}

/// What each client asks. Where nothing is planned each writes one value.
fn scripts(scenario: &Scenario) -> Vec<Vec<(Command, Option<crate::protocol::ids::NodeId>)>> {
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
