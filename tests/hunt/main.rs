//! "Can this break?": what a hunt finds from a moment of a run, plays in that run as a branch; and
//! what it says of what it has covered when it finds nothing.

#![cfg(not(target_arch = "wasm32"))]

mod speed;

use quorate::check::explore::cluster::budgets::{Budgets, Cost};
use quorate::hunt::message::{self, FromWorker, ToWorker};
use quorate::hunt::{Coverage, Ended, Finding, Hunt, Job, StepNote, Topic, Way};
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key};
use quorate::protocol::params::ParamValue;
use quorate::run::open;
use quorate::run::player::{BranchId, Player, Standing};
use quorate::scenario::{Scenario, catalogue, link};
use quorate::sim::action::{Action, Intervention};

fn millis(ms: u64) -> Micros {
    Micros::from_millis(ms)
}

/// Two clients write, each at an end of the cluster, half a second after the start.
fn two_write(protocol: &str, nodes: u32, params: &[(&str, &str)], rules: &[&str]) -> Scenario {
    let mut scenario = catalogue::plain(protocol);
    scenario
        .params
        .insert("nodes".to_owned(), ParamValue::Number(nodes));
    for (key, word) in params {
        let word = ParamValue::Word((*word).to_owned());
        scenario.params.insert((*key).to_owned(), word);
    }
    scenario.broken_rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
    scenario.clients.count = 2;
    scenario.plan = vec![asks(0, 0, 4), asks(1, nodes as u8 - 1, 9)];
    scenario
}

fn asks(client: u8, node: u8, value: u32) -> Intervention {
    Intervention {
        at: millis(500),
        action: Action::Request {
            client: ClientId(client),
            node: Some(NodeId(node)),
            command: Command::Write { key: Key(0), value },
        },
    }
}

fn job(scenario: &Scenario, from: Micros) -> Job {
    Job {
        states: 60_000,
        ..Job::about(scenario, from).expect("the scenario is sound")
    }
}

/// All that a hunt finds, to its end.
fn hunted(job: &Job) -> (Vec<Finding>, Coverage) {
    let mut hunt = Hunt::new(job.clone()).expect("the job is sound");
    let mut findings = Vec::new();
    while !hunt.is_done() {
        findings.extend(hunt.run_for(1_000));
    }
    (findings, hunt.coverage())
}

fn name() -> String {
    "How it breaks: somehow".to_owned()
}

/// Plays what was found as a branch of the run that was hunted, and reopens it from its link.
fn watch(scenario: &Scenario, from: Micros, finding: &Finding) {
    let schedule = finding.schedule.as_ref().expect("it can be given times");
    assert_eq!(schedule.times.len(), finding.steps.len());
    assert!(schedule.times.is_sorted());
    let mut player = open(scenario).expect("the scenario is sound");
    player.advance_to(from.plus(millis(40)));
    player
        .graft((from, schedule.until), &schedule.plan, name())
        .expect("there is room for a branch");
    assert_eq!(player.moment().at, from, "its beginning is shown");
    assert!(!is_broken(&*player, &finding.promise));
    player.advance_to(schedule.until);
    assert!(is_broken(&*player, &finding.promise));
    assert_eq!(player.hash(), schedule.hash);

    let link = link::encode(&player.scenario());
    let again = link::decode(&link).expect("the link opens");
    let mut again = open(&again).expect("the link is sound");
    again.advance_to(schedule.until);
    assert_eq!(again.hash(), schedule.hash);

    assert!(player.undo().is_ok(), "one undo takes it all back");
    assert_eq!(player.lane(), BranchId(0));
    assert!(!is_broken(&*player, &finding.promise));
    assert_eq!(player.scenario().plan, scenario.plan);
}

fn is_broken(player: &dyn Player, promise: &str) -> bool {
    let mut states = player.promises().into_iter();
    states.any(|state| state.promise.id == promise && state.standing == Standing::Broken)
}

/// A rule that is broken is found out, in so many steps, and plays; with the rule on nothing is found.
fn is_found_out(broken: &Scenario, from: Micros, promise: &str, steps: usize) {
    let (findings, _) = hunted(&job(broken, from));
    let found = findings.iter().find(|finding| finding.promise == promise);
    let found = found.unwrap_or_else(|| panic!("only {findings:?}"));
    assert_eq!(found.steps.len(), steps, "{:?}", found.steps);
    watch(broken, from, found);
    let right = Scenario {
        broken_rules: Vec::new(),
        ..broken.clone()
    };
    let (findings, coverage) = hunted(&job(&right, from));
    assert_eq!(findings, []);
    assert!(coverage.states() > 1_000, "{coverage:?}");
}

fn of_catalogue(id: &str) -> Scenario {
    let mut entries = catalogue::ENTRIES.into_iter();
    let entry = entries.find(|entry| entry.id == id);
    entry.expect("it is in the catalogue").scenario()
}

#[test]
fn votes_counted_among_replies_only() {
    let rule = &["count_replies_only"];
    let broken = two_write("vote", 4, &[("mode", "leaderless")], rule);
    is_found_out(&broken, Micros::ZERO, "survival", 3);
    is_found_out(&broken, millis(520), "survival", 2);
}

#[test]
fn a_vote_forgotten_on_restart() {
    let rule = &["forget_vote"];
    let broken = two_write("raft", 3, &[("timers", "spread")], rule);
    is_found_out(&broken, Micros::ZERO, "one_leader", 8);
}

/// Figure 8 of the Raft paper, from its third picture on. Only a search that goes far finds it.
#[test]
fn an_entry_of_an_old_term_counted_as_committed() {
    let broken = of_catalogue("raft-figure-8");
    let from = millis(1_010);
    let (findings, _) = hunted(&Job {
        states: 300_000,
        ..job(&broken, from)
    });
    let found = findings.iter().find(|found| found.promise == "survival");
    watch(&broken, from, found.expect("it is found"));
}

#[test]
fn what_clients_see_is_hunted_where_the_protocol_promises_something_of_it() {
    let broken = of_catalogue("register-no-choosing");
    is_found_out(&broken, Micros::ZERO, "linearizable", 12);
}

/// A vote of all is not answered when one node is dead, though most are up.
#[test]
fn a_request_that_nobody_will_ever_answer() {
    let mut scenario = two_write("vote", 3, &[("threshold", "all")], &[]);
    scenario.plan.truncate(1);
    let (findings, _) = hunted(&job(&scenario, millis(400)));
    let found = findings.iter().find(|found| found.promise == "answered");
    let found = found.expect("it is found");
    assert!(found.in_the_end);
    assert_eq!(found.steps.last(), Some(&StepNote::Killed(NodeId(0))));
    watch(&scenario, millis(400), found);
    let scenario = two_write("vote", 3, &[], &[]);
    let (findings, _) = hunted(&job(&scenario, millis(400)));
    assert_eq!(findings, []);
}

/// What plays leaves the network as it is: messages travel, and none is put where it should be.
#[test]
fn what_was_found_plays_as_a_run_does() {
    let rule = &["forget_on_restart"];
    let broken = two_write("vote", 3, &[("mode", "leaderless")], rule);
    let (findings, _) = hunted(&job(&broken, Micros::ZERO));
    assert!(!findings.is_empty());
    for finding in findings {
        let schedule = finding.schedule.expect("it can be given times");
        let plan = schedule.plan.iter();
        let by_force =
            plan.filter(|step| matches!(step.action, Action::Trouble { .. } | Action::Skew { .. }));
        assert_eq!(by_force.count(), 0, "{:?}", schedule.plan);
        let plan = schedule.plan.iter();
        let by_hand = plan.filter(|step| matches!(step.action, Action::DeliverNow(_)));
        let heard = finding.steps.iter();
        let heard = heard.filter(|step| matches!(step, StepNote::Heard(..)));
        assert!(by_hand.count() < heard.count(), "{:?}", schedule.plan);
        assert!(schedule.times.is_sorted_by(|a, b| a < b));
    }
}

#[test]
fn all_there_is_within_the_bounds_is_said_to_be_all() {
    let mut scenario = two_write("vote", 3, &[], &[]);
    scenario.plan.truncate(1);
    scenario.plan.push(Intervention {
        at: millis(900),
        action: Action::Kill(NodeId(1)),
    });
    let small = Job {
        budgets: Budgets::NONE.with(Cost::Kill, 1),
        requests: 0,
        ..job(&scenario, millis(400))
    };
    let (findings, coverage) = hunted(&small);
    assert_eq!(findings, []);
    assert!(coverage.is_all() && !coverage.was_stopped(), "{coverage:?}");
    let topics: Vec<_> = coverage.passes.iter().map(|pass| pass.topic).collect();
    assert_eq!(topics, [Topic::Values, Topic::Answers]);
    assert_eq!(coverage.left_out, 1, "the planned fault");
    assert_eq!(coverage.decided, Some(true));
    assert!(coverage.ran_out.contains(&Cost::Restart));

    let (_, coverage) = hunted(&Job {
        states: 60,
        ..small
    });
    assert!(!coverage.is_all());
    let ways: Vec<_> = coverage.passes.iter().map(|pass| pass.way).collect();
    assert_eq!(ways, [Way::Near, Way::Near, Way::Far]);
}

#[test]
fn what_is_not_judged_is_named() {
    let scenario = of_catalogue("register-write-back");
    let (_, coverage) = hunted(&Job {
        states: 2_000,
        ..job(&scenario, Micros::ZERO)
    });
    assert_eq!(coverage.unjudged, ["sequential", "converges"]);
}

#[test]
fn a_hunt_can_be_stopped_and_has_bounds_of_memory() {
    let scenario = two_write("vote", 5, &[], &[]);
    let mut hunt = Hunt::new(job(&scenario, Micros::ZERO)).expect("the job is sound");
    assert_eq!(hunt.progress(), None);
    hunt.run_for(500);
    let progress = hunt.progress().expect("it is under way");
    assert!(progress.states > 500 && progress.waiting > 0);
    assert_eq!((progress.pass, progress.passes), (1, 3));
    hunt.stop(Ended::Stopped);
    assert!(hunt.is_done() && hunt.run_for(1).is_empty());
    let coverage = hunt.coverage();
    assert!(coverage.was_stopped() && !coverage.is_all());
    assert_eq!(coverage.passes.len(), 3);

    let (_, coverage) = hunted(&Job {
        bytes: 1 << 20,
        ..job(&scenario, Micros::ZERO)
    });
    assert_eq!(coverage.passes[0].ended, Ended::Memory);
}

#[test]
fn a_job_from_anywhere_is_refused_with_a_sentence() {
    let sound = job(&two_write("vote", 3, &[], &[]), Micros::ZERO);
    for link in ["", "AA", "!"] {
        let job = Job {
            link: link.to_owned(),
            ..sound.clone()
        };
        assert!(Hunt::new(job).is_err(), "{link:?}");
    }
}

#[test]
fn messages_arrive_as_they_were_sent() {
    let scenario = two_write(
        "vote",
        4,
        &[("mode", "leaderless")],
        &["count_replies_only"],
    );
    let job = job(&scenario, Micros::ZERO);
    let (findings, coverage) = hunted(&job);
    let sent = ToWorker::Begin(job);
    assert_eq!(message::from_bytes(&message::to_bytes(&sent)), Some(sent));
    for sent in [
        FromWorker::Ready,
        FromWorker::Found(findings[0].clone()),
        FromWorker::Done(coverage),
    ] {
        assert_eq!(message::from_bytes(&message::to_bytes(&sent)), Some(sent));
    }
    assert_eq!(message::from_bytes::<FromWorker>(&[250]), None);
    assert_eq!(message::from_bytes::<FromWorker>(&[0, 0]), None);
}

/// Whoever acts in the middle of what is watched goes on without the rest of it.
#[test]
fn acting_on_a_graft_leaves_its_rest_behind() {
    let scenario = two_write(
        "vote",
        4,
        &[("mode", "leaderless")],
        &["count_replies_only"],
    );
    let (findings, _) = hunted(&job(&scenario, Micros::ZERO));
    let schedule = findings[1].schedule.clone().expect("it can be given times");
    let mut player = open(&scenario).expect("the scenario is sound");
    let between = (Micros::ZERO, schedule.until);
    player
        .graft(between, &schedule.plan, name())
        .expect("there is room");
    let all = player.scenario().plan.len();
    player.go_to_time(schedule.times[2]);
    player.act(Action::Kill(NodeId(0))).expect("it is up");
    assert_eq!(player.lanes().len(), 3);
    let plan = player.scenario().plan;
    assert!(plan.len() < all, "{plan:?}");
    assert_eq!(
        plan.last().map(|last| last.action),
        Some(Action::Kill(NodeId(0)))
    );
    assert!(player.undo().is_ok());
    assert_eq!(player.lane(), BranchId(1));
    assert!(player.undo().is_ok());
    assert_eq!(player.lane(), BranchId(0));
    assert!(player.redo() && player.redo());
    assert_eq!(player.lane(), BranchId(2));
}

#[test]
fn a_run_with_all_its_branches_takes_no_graft() {
    let scenario = two_write("vote", 3, &[], &[]);
    let mut player = open(&scenario).expect("the scenario is sound");
    let mut grafted = 0;
    let plan = [asks(0, 0, 1)];
    while player
        .graft((millis(100), millis(600)), &plan, name())
        .is_ok()
    {
        grafted += 1;
    }
    assert_eq!(grafted, 23);
}
