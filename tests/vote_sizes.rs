//! The vote in clusters of every size, under every rule for how many votes are enough.

use quorate::protocol::describe::VerdictKind;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::protocol::params::ParamValue;
use quorate::protocol::quorum::majority;
use quorate::run::open;
use quorate::run::player::{Player, Standing};
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::Action;

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
    let cases: [(&str, ParamValue); 6] = [
        ("nodes", number(0)),
        ("nodes", number(102)),
        ("patience_ms", number(5)),
        ("votes", number(9)),
        ("mode", ParamValue::Word("dictator".to_owned())),
        ("nods", number(5)),
    ];
    for (id, value) in cases {
        let scenario = with(asked("peer", 7), &[(id, value)]);
        let bad = quorate::run::spec_of(&scenario).expect_err("this is out of range");
        assert_eq!(bad.id, id);
        assert!(open(&scenario).is_err());
    }
}
