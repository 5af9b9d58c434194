//! Rules that are switched off are found out, by shortest ways; with the rules on nothing is found.

use quorate::check::explore::cluster::budgets::{Budgets, Cost};
use quorate::check::explore::cluster::scenario::{self, usual_budgets};
use quorate::check::explore::search::{Explorer, Limits, Order};
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key};
use quorate::protocol::params::ParamValue;
use quorate::run::protocol_of;
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::{Action, Intervention};

/// Every client asks a node of its own for a write.
pub fn vote(mode: &str, nodes: u32, clients: u8, broken_rules: &[&str]) -> Scenario {
    let mut scenario = catalogue::vote(mode, nodes);
    scenario.broken_rules = broken_rules.iter().map(|&rule| rule.to_owned()).collect();
    scenario.clients.count = clients;
    scenario.plan = (0..clients)
        .map(|client| Intervention {
            at: Micros::from_millis(10),
            action: Action::Request {
                client: ClientId(client),
                node: Some(NodeId(client * nodes as u8 / clients)),
                command: Command::Write {
                    key: Key(0),
                    value: u32::from(client) + 1,
                },
            },
        })
        .collect();
    scenario
}

/// What is found down to a depth, and after how many steps each; and whether that is all there is.
fn found(scenario: &Scenario, budgets: Budgets, depth: u32) -> (Vec<(&'static str, usize)>, bool) {
    let protocol = protocol_of(scenario).expect("the scenario is sound");
    let model = scenario::model(protocol, scenario, budgets);
    let limits = Limits {
        depth,
        ..Limits::NONE
    };
    let mut explorer = Explorer::new(model, Order::Breadth, limits);
    let complete = explorer.run(u64::MAX).complete;
    let findings = explorer.findings().to_vec();
    let steps = findings.into_iter().map(|finding| {
        let way = finding.state.map(|state| explorer.way_to(state));
        (finding.promise.id, way.map_or(0, |way| way.len()))
    });
    (steps.collect(), complete)
}

fn check(mode: &str, nodes: u32, rule: &str, expected: &[(&'static str, usize)]) {
    let deepest = expected.iter().map(|(_, steps)| *steps).max();
    let depth = deepest.expect("something is expected") as u32 + 1;
    let broken = vote(mode, nodes, 2, &[rule]);
    assert_eq!(found(&broken, usual_budgets(), depth).0, expected);
    let sound = vote(mode, nodes, 2, &[]);
    assert_eq!(found(&sound, usual_budgets(), depth).0, []);
}

#[test]
fn counting_only_those_who_replied_is_found_out() {
    let expected = [("survival", 2), ("agreement", 4)];
    check("leaderless", 4, "count_replies_only", &expected);
}

#[test]
fn forgetting_votes_is_found_out() {
    check("coordinator", 3, "forget_on_restart", &[("survival", 5)]);
}

#[test]
fn believing_leaders_is_found_out() {
    check("coordinator", 3, "believe_leaders", &[("survival", 5)]);
}

/// A restart is what it takes: without one in the budget nothing is found, and that is said.
#[test]
fn too_small_a_budget_is_said_to_be_too_small() {
    let scenario = vote("leaderless", 3, 1, &["forget_on_restart"]);
    let none = Budgets::NONE.with(Cost::Kill, 1);
    let protocol = protocol_of(&scenario).expect("the scenario is sound");
    let model = scenario::model(protocol, &scenario, none);
    let mut explorer = Explorer::new(model, Order::Breadth, Limits::NONE);
    let progress = explorer.run(u64::MAX);
    assert!(progress.complete && explorer.findings().is_empty());
    let ran_out: Vec<Cost> = explorer.model().ran_out().collect();
    assert!(ran_out.contains(&Cost::Restart), "{ran_out:?}");
    let (findings, _) = found(&scenario, none.with(Cost::Restart, 1), u32::MAX);
    assert_eq!(findings, [("survival", 5)]);
}

/// A vote of all is not answered when one node is dead, though most are up; a majority is.
#[test]
fn a_request_that_nobody_will_ever_answer_is_found() {
    let budgets = Budgets::NONE.with(Cost::Kill, 1);
    let mut scenario = vote("leaderless", 3, 1, &[]);
    assert_eq!(found(&scenario, budgets, u32::MAX), (vec![], true));
    let all = ParamValue::Word("all".to_owned());
    scenario.params.insert("threshold".to_owned(), all);
    let (findings, complete) = found(&scenario, budgets, u32::MAX);
    assert!(complete);
    assert_eq!(findings[0].0, "answered");
}
