//! The vote in clusters of every size, under every rule for how many votes are enough.

use quorate::protocol::describe::VerdictKind;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::protocol::params::ParamValue;
use quorate::protocol::quorum::majority;
use quorate::run::open;
use quorate::run::player::{Player, Standing};
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::Action;
use quorate::text::{Lang, render};

const MODES: [&str; 3] = ["coordinator", "peer", "leaderless"];

/// A threshold rule, its parameters, and how many votes of seven it asks for.
type Rule<'a> = (&'a str, &'a [(&'a str, ParamValue)], u8);

fn asked(mode: &str, nodes: u32) -> Scenario {
    Scenario {
        plan: vec![catalogue::write_at(100, 7)],
        ..catalogue::vote(mode, nodes)
    }
}

fn with(mut scenario: Scenario, params: &[(&str, ParamValue)]) -> Scenario {
    let named = params
        .iter()
        .map(|(id, value)| ((*id).to_owned(), value.clone()));
    scenario.params.extend(named);
    scenario
}

fn standing(player: &dyn Player, promise: &str) -> Standing {
    let found = player
        .promises()
        .into_iter()
        .find(|p| p.promise.id == promise);
    found.expect("every vote makes this promise").standing
}

/// Kills so many nodes, the last ones first, before anybody asks anything.
fn played(scenario: &Scenario, dead: u32) -> Box<dyn Player> {
    let mut player = open(scenario).expect("the scenario is sound");
    let nodes = player.stage().nodes.len() as u32;
    player.advance_to(Micros::from_millis(50));
    for node in nodes - dead..nodes {
        player
            .act(Action::Kill(NodeId(node as u8)))
            .expect("it is up");
    }
    player.advance_to(Micros::from_millis(1_500));
    player
}

#[test]
fn every_size_commits_with_a_bare_majority_and_not_with_one_fewer() {
    let sizes = (1..=16).chain([30, 31, 64, 100, 101]);
    for nodes in sizes {
        let spare = nodes - u32::from(majority(nodes as u8));
        for mode in MODES {
            let scenario = asked(mode, nodes);
            let name = format!("{mode}, {nodes} nodes");
            let player = played(&scenario, spare);
            assert_eq!(standing(&*player, "commits"), Standing::Reached, "{name}");
            assert_eq!(standing(&*player, "agreement"), Standing::Holds, "{name}");
            assert_eq!(standing(&*player, "survival"), Standing::Holds, "{name}");
            assert!(player.history(1)[0].answered.is_some(), "{name}");
            if spare + 1 < nodes {
                let player = played(&scenario, spare + 1);
                assert_eq!(standing(&*player, "commits"), Standing::Pending, "{name}");
                assert_eq!(standing(&*player, "answered"), Standing::Waits, "{name}");
                let verdict = player.stage().scene.verdict;
                assert_eq!(verdict.kind, VerdictKind::Blocked, "{name}");
            }
        }
    }
}

#[test]
fn a_threshold_asks_for_so_many_votes() {
    let word = |word: &str| ParamValue::Word(word.to_owned());
    let number = ParamValue::Number;
    let table: [Rule; 7] = [
        ("majority", &[], 4),
        ("ceil_half_plus_one", &[], 5),
        ("all", &[], 7),
        ("one", &[], 1),
        ("t_plus_one", &[("t", number(2))], 3),
        ("two_t_plus_one", &[("t", number(2))], 5),
        ("number", &[("votes", number(6))], 6),
    ];
    for (rule, params, need) in table {
        for mode in MODES {
            let scenario = with(with(asked(mode, 7), &[("threshold", word(rule))]), params);
            let name = format!("{mode}, {rule}");
            let dead = 7 - u32::from(need);
            let player = played(&scenario, dead);
            assert_eq!(standing(&*player, "commits"), Standing::Reached, "{name}");
            // One fewer is not enough.
            if need > 1 {
                let player = played(&scenario, dead + 1);
                assert_eq!(standing(&*player, "commits"), Standing::Pending, "{name}");
            }
            // Fewer than a majority commit something that a minority can lose.
            let safe = need >= majority(7);
            let survival = standing(&*played(&scenario, dead), "survival");
            assert_eq!(survival == Standing::Holds, safe, "{name}: {survival:?}");
        }
    }
}

#[test]
fn numbers_out_of_range_are_refused_with_the_range() {
    let number = ParamValue::Number;
    let cases: [(&str, ParamValue, &str); 6] = [
        ("nodes", number(0), "1 to 101"),
        ("nodes", number(102), "1 to 101"),
        ("patience_ms", number(5), "20 to "),
        ("votes", number(9), "1 to 7"),
        ("mode", ParamValue::Word("dictator".to_owned()), "options"),
        ("nods", number(5), "no such setting"),
    ];
    for (id, value, words) in cases {
        let scenario = with(asked("peer", 7), &[(id, value)]);
        let bad = quorate::run::spec_of(&scenario).expect_err("this is out of range");
        assert_eq!(bad.id, id);
        let why = render(&bad.why, Lang::En);
        assert!(why.contains(words), "{id}: {why}");
        assert!(open(&scenario).is_err());
    }
}

/// What was committed while a node was down is on its disk soon after it is back: with a coordinator
/// by itself, and elsewhere as soon as it takes part again.
#[test]
fn a_restarted_node_catches_up() {
    for mode in MODES {
        let mut player = open(&asked(mode, 5)).expect("it is sound");
        player.act(Action::Kill(NodeId(4))).expect("it is up");
        player.advance_to(Micros::from_millis(2_000));
        let holds = |player: &dyn Player, node: usize| {
            let stage = player.stage();
            stage.nodes[node].face.caption.clone()
        };
        let value = holds(&*player, 0).expect("it was committed");
        assert_ne!(holds(&*player, 4).as_ref(), Some(&value), "{mode}");
        player.act(Action::Restart(NodeId(4))).expect("it is down");
        if mode != "coordinator" {
            let again = catalogue::write_at(0, 9).action;
            player.act(again).expect("one can always ask");
        }
        player.advance_to(Micros::from_millis(4_000));
        let latest = holds(&*player, 0).expect("it was committed");
        assert_eq!(latest == value, mode == "coordinator");
        assert_eq!(holds(&*player, 4), Some(latest), "{mode}");
        let decided = |node: usize| {
            let face = &player.stage().nodes[node].face;
            let field = face
                .fields
                .iter()
                .find(|field| field.name.key == "field.decided");
            field.map(|field| field.value.clone())
        };
        assert_eq!(decided(4), decided(0), "{mode}");
    }
}
