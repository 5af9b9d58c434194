//! Links that are cut in one direction only: a leader that all hear and that hears nobody keeps
//! everybody from electing another.

use quorate::protocol::describe::VerdictKind;
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key};
use quorate::protocol::params::ParamValue;
use quorate::run::open;
use quorate::run::player::{Player, PromiseState, Standing};
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::Action;

/// The first offer of a protocol in which some node leads.
fn led(protocol: &'static str, mode: &str) -> Scenario {
    let mut scenario = catalogue::plain_offers(protocol)
        .into_iter()
        .map(|(_, scenario)| scenario)
        .next()
        .expect("every protocol is offered");
    let params = &mut scenario.params;
    if !mode.is_empty() {
        params.insert("mode".into(), ParamValue::Word(mode.into()));
    }
    scenario.plan = Vec::new();
    scenario.clients.busy_every = None;
    scenario
}

fn answered(player: &dyn Player) -> PromiseState {
    let mut promises = player.promises().into_iter();
    let found = promises.find(|state| state.promise.id == "answered");
    found.expect("every protocol promises it")
}

fn ask(player: &mut dyn Player, value: u32) {
    let command = Command::Write { key: Key(0), value };
    let (client, node) = (ClientId(0), None);
    player
        .act(Action::Request {
            client,
            node,
            command,
        })
        .expect("one can always ask");
}

fn wait(player: &mut dyn Player, seconds: u64) {
    let until = player
        .moment()
        .at
        .plus(Micros::from_millis(seconds * 1_000));
    player.advance_to(until);
}

/// Who leads now.
fn leader(player: &mut dyn Player) -> NodeId {
    wait(player, 10);
    ask(player, 1);
    wait(player, 10);
    assert_eq!(answered(player).standing, Standing::Holds);
    player.stage().scene.coordinator.expect("somebody leads")
}

fn others(player: &dyn Player, leader: NodeId) -> Vec<NodeId> {
    let nodes = player.stage().nodes.into_iter().map(|node| node.id);
    nodes.filter(|node| *node != leader).collect()
}

fn cut(player: &mut dyn Player, from: NodeId, to: NodeId) {
    let (from, to) = (from.into(), to.into());
    player
        .act(Action::Cut {
            from,
            to,
            both: false,
        })
        .expect("it is whole");
}

fn protocols() -> Vec<(&'static str, Scenario)> {
    vec![
        ("vote", led("vote", "coordinator")),
        ("paxos", led("paxos", "multi")),
        ("raft", led("raft", "")),
    ]
}

#[test]
fn a_leader_that_all_hear_and_that_hears_nobody_is_waited_for() {
    for (name, scenario) in protocols() {
        let mut player = open(&scenario).expect("it is sound");
        let leader = leader(&mut *player);
        for other in others(&*player, leader) {
            cut(&mut *player, other, leader);
        }
        ask(&mut *player, 2);
        let mut said = 0;
        for second in 0..90 {
            wait(&mut *player, 1);
            let state = answered(&*player);
            assert_eq!(state.standing, Standing::Waits, "{name}, {second} s");
            assert_eq!(state.why.key, "promise.one_way", "{name}, {second} s");
            let verdict = player.stage().scene.verdict;
            if verdict.kind == VerdictKind::Blocked {
                let more = verdict.more.expect("there is something to do");
                assert_eq!(more.key, "verdict.still_heard", "{name}, {second} s");
                said += 1;
            }
        }
        assert!(said > 0, "{name}");
        player
            .act(Action::HealAll)
            .expect("there is something to mend");
        assert_eq!(answered(&*player).standing, Standing::Pending, "{name}");
        wait(&mut *player, 20);
        assert_eq!(answered(&*player).standing, Standing::Holds, "{name}");
    }
}

#[test]
fn a_leader_that_one_node_cannot_hear_is_replaced() {
    for (name, scenario) in protocols() {
        let mut player = open(&scenario).expect("it is sound");
        let leader = leader(&mut *player);
        let others = others(&*player, leader);
        for other in &others {
            cut(&mut *player, *other, leader);
        }
        cut(&mut *player, leader, others[0]);
        ask(&mut *player, 2);
        wait(&mut *player, 1);
        assert_ne!(answered(&*player).standing, Standing::Waits, "{name}");
        wait(&mut *player, 25);
        assert_eq!(answered(&*player).standing, Standing::Holds, "{name}");
    }
}

/// Where a vote is refused to whoever cannot hear the leader, one such node is not enough.
#[test]
fn loyal_voters_wait_with_those_who_hear_the_leader() {
    let mut scenario = led("raft", "");
    let on = ParamValue::switch(true);
    scenario.params.insert("pre_vote".into(), on);
    let mut player = open(&scenario).expect("it is sound");
    let leader = leader(&mut *player);
    let others = others(&*player, leader);
    for other in &others {
        cut(&mut *player, *other, leader);
    }
    cut(&mut *player, leader, others[0]);
    ask(&mut *player, 2);
    wait(&mut *player, 60);
    assert_eq!(answered(&*player).why.key, "promise.one_way");
}

/// A leader that steps down when it does not hear a majority holds nobody up.
#[test]
fn a_leader_that_checks_its_quorum_is_not_waited_for() {
    let mut scenario = led("raft", "");
    for name in ["pre_vote", "check_quorum"] {
        let on = ParamValue::switch(true);
        scenario.params.insert(name.into(), on);
    }
    let mut player = open(&scenario).expect("it is sound");
    let leader = leader(&mut *player);
    for other in others(&*player, leader) {
        cut(&mut *player, other, leader);
    }
    ask(&mut *player, 2);
    wait(&mut *player, 1);
    assert_eq!(answered(&*player).standing, Standing::Pending);
    wait(&mut *player, 25);
    assert_eq!(answered(&*player).standing, Standing::Holds);
}

/// Cuts as named by places in a cluster that node 1 leads.
fn with_cuts(scenario: &Scenario, cuts: &[(u8, u8)]) -> (Box<dyn Player>, NodeId) {
    let mut player = open(scenario).expect("it is sound");
    let leader = leader(&mut *player);
    let at = |place: u8| match NodeId(place) {
        NodeId(0) => leader,
        node if node == leader => NodeId(0),
        node => node,
    };
    for (from, to) in cuts {
        cut(&mut *player, at(*from), at(*to));
    }
    ask(&mut *player, 2);
    (player, leader)
}

/// The only node that could serve hears the leader, and is heard by it.
#[test]
fn a_hub_that_hears_the_leader_waits_for_it_too() {
    for (name, scenario) in protocols() {
        let hub = [(1, 0), (2, 0), (3, 0), (2, 1), (3, 1), (3, 2)];
        let (mut player, _) = with_cuts(&scenario, &hub);
        for second in 0..60 {
            wait(&mut *player, 1);
            let state = answered(&*player);
            assert_eq!(state.why.key, "promise.one_way", "{name}, {second} s");
        }
    }
}

/// A node that cannot serve itself stands in vain, and makes the others leave the leader.
#[test]
fn an_outsider_that_stands_in_vain_ends_the_waiting() {
    for (name, scenario) in protocols() {
        let outsider = [(2, 0), (3, 0), (0, 1), (1, 2), (1, 3)];
        let (mut player, _) = with_cuts(&scenario, &outsider);
        for _ in 0..25 {
            assert_ne!(answered(&*player).standing, Standing::Waits, "{name}");
            wait(&mut *player, 1);
        }
        assert_eq!(answered(&*player).standing, Standing::Holds, "{name}");
    }
}

/// Where nobody leads yet, nobody is waited for.
#[test]
fn before_the_first_election_nobody_is_waited_for() {
    let scenario = led("raft", "");
    let mut player = open(&scenario).expect("it is sound");
    for other in 1..5 {
        cut(&mut *player, NodeId(other), NodeId(0));
    }
    ask(&mut *player, 2);
    while player.stage().scene.verdict.head.key != "verdict.committed" {
        assert_ne!(answered(&*player).standing, Standing::Waits);
        wait(&mut *player, 1);
        assert!(player.moment().at < Micros::from_millis(60_000));
    }
}

/// Links cut both ways do it as well, where votes are asked for on trial.
#[test]
fn trial_votes_can_be_held_up_by_a_minority() {
    let mut scenario = led("raft", "");
    scenario
        .params
        .insert("pre_vote".into(), ParamValue::switch(true));
    let mut player = open(&scenario).expect("it is sound");
    let leader = leader(&mut *player);
    let others = others(&*player, leader);
    player.act(Action::Kill(others[0])).expect("it is up");
    for other in [others[1], others[2]] {
        cut(&mut *player, leader, other);
        cut(&mut *player, other, leader);
    }
    ask(&mut *player, 2);
    wait(&mut *player, 60);
    assert_eq!(answered(&*player).why.key, "promise.one_way");
}
