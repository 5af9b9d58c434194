//! What the explorer finds, the world does: a way becomes a plan, and the run of it breaks the same
//! promise. And ways that wander are made shorter first.

use quorate::check::explore::cluster::layout::{lay_out, lay_out_so_that};
use quorate::check::explore::cluster::planned::Planned;
use quorate::check::explore::cluster::scenario::{self, usual_budgets};
use quorate::check::explore::cluster::{Cluster, Step};
use quorate::check::explore::search::{Explorer, Finding, Limits, Order};
use quorate::protocol::any::AnyProtocol;
use quorate::protocol::ids::Micros;
use quorate::run::player::Standing;
use quorate::run::{open, protocol_of};
use quorate::scenario::Scenario;
use quorate::sim::action::Action;

use crate::broken_rules::vote;

const DEPTH: u32 = 9;

fn explored(
    scenario: &Scenario,
    order: Order,
    limits: Limits,
) -> Explorer<Cluster<AnyProtocol, Planned>> {
    let protocol = protocol_of(scenario).expect("the scenario is sound");
    let model = scenario::model(protocol, scenario, usual_budgets());
    let mut explorer = Explorer::new(model, order, limits);
    explorer.run(u64::MAX);
    explorer
}

/// Whether a run of the finding, with times, breaks what it is about.
fn breaks(
    explorer: &mut Explorer<Cluster<AnyProtocol, Planned>>,
    scenario: &Scenario,
    finding: Finding,
) -> bool {
    let way = explorer.way_of(finding).expect("it is somewhere");
    let model = explorer.model();
    let steps: Vec<_> = way.into_iter().map(|choice| model.step(choice)).collect();
    let laid_out = lay_out(model.protocol(), model.clients(), scenario, &steps);
    let laid_out = laid_out.expect("these steps can be planned");
    let last = laid_out.plan.last().expect("something is planned").at;
    let mut player = open(&laid_out).expect("the plan is sound");
    player.advance_to(last.plus(Micros(1)));
    let mut states = player.promises().into_iter();
    states.any(|s| s.promise.id == finding.promise.id && s.standing == Standing::Broken)
}

#[test]
fn what_is_found_happens_in_a_run() {
    let broken = [
        ("leaderless", 4, "count_replies_only", 2),
        ("peer", 3, "forget_on_restart", 1),
        ("coordinator", 3, "forget_on_restart", 1),
        ("coordinator", 3, "believe_leaders", 1),
    ];
    let limits = Limits {
        depth: DEPTH,
        ..Limits::NONE
    };
    for (mode, nodes, rule, least) in broken {
        let scenario = vote(mode, nodes, 2, &[rule]);
        let mut explorer = explored(&scenario, Order::Breadth, limits);
        let findings = explorer.findings().to_vec();
        assert!(findings.len() >= least, "{mode}, {rule}: {findings:?}");
        for finding in findings {
            let broken = breaks(&mut explorer, &scenario, finding);
            assert!(broken, "{mode}, {rule}: {finding:?}");
        }
    }
}

/// Whatever is done before the first step, each step has its own time: what is said of a step is said
/// when it happens.
#[test]
fn every_step_has_its_time_also_where_a_clock_runs_wrong() {
    let scenario = vote("leaderless", 4, 2, &["count_replies_only"]);
    let limits = Limits {
        depth: DEPTH,
        ..Limits::NONE
    };
    let mut explorer = explored(&scenario, Order::Breadth, limits);
    let finding = explorer.findings()[0];
    let way = explorer.way_of(finding).expect("it is somewhere");
    let model = explorer.model();
    let steps: Vec<_> = way.into_iter().map(|choice| model.step(choice)).collect();
    let skewed = |laid_out: &Scenario| {
        let mut actions = laid_out.plan.iter().map(|planned| planned.action);
        actions.any(|action| matches!(action, Action::Skew { .. }))
    };
    for wants_skew in [false, true] {
        let good_for = |laid_out: &Scenario| (skewed(laid_out) == wants_skew).then_some(());
        let (protocol, clients) = (model.protocol(), model.clients());
        let laid_out = lay_out_so_that(protocol, clients, &scenario, None, &steps, good_for);
        let (laid_out, ()) = laid_out.expect("there is a way");
        let begun: Vec<Action> = laid_out.begun.iter().map(|begun| begun.action).collect();
        let asked = begun.iter();
        let asked = asked.filter(|action| matches!(action, Action::Request { .. }));
        assert_eq!(asked.count(), 2, "{begun:?}");
        assert_eq!(begun.len(), 2 + usize::from(wants_skew), "{begun:?}");
        assert_eq!(laid_out.times.len(), steps.len());
        for (step, at) in steps.iter().zip(&laid_out.times) {
            let plan = laid_out.scenario.plan.iter();
            let then = plan.filter(|planned| planned.at == *at);
            let then: Vec<_> = then.map(|planned| planned.action).collect();
            let is_it = match step {
                Step::Deliver(_) => matches!(then[..], [Action::DeliverNow(_)]),
                Step::Ring(node, _) => {
                    matches!(then[..], [Action::Ring { node: n, .. }] if n == *node)
                }
                other => panic!("this way has none: {other:?}"),
            };
            assert!(is_it, "{step:?} at {at:?}: {then:?}");
        }
    }
}

#[test]
fn a_way_that_wanders_is_made_shorter() {
    let scenario = vote("leaderless", 3, 1, &["forget_on_restart"]);
    let first = Limits {
        states: 200_000,
        depth: 40,
        first: true,
    };
    let mut saved = 0;
    for seed in 0..3 {
        let walks = Order::Walks {
            seed,
            walks: 1_000,
            length: 40,
        };
        let mut explorer = explored(&scenario, walks, first);
        let finding = explorer.findings()[0];
        let long = explorer.way_to(finding.state.expect("it is somewhere"));
        let short = explorer.way_of(finding).expect("it is somewhere");
        assert!((5..=long.len()).contains(&short.len()), "seed {seed}");
        assert!(breaks(&mut explorer, &scenario, finding), "seed {seed}");
        saved += long.len() - short.len();
    }
    assert!(saved > 0, "some step could be done without");
}
