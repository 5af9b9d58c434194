//! Every scenario of the catalogue does what its text says, and the ones that break a rule break
//! nothing once the rule is kept.

use quorate::protocol::describe::VerdictKind;
use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::run::player::{MarkKind, Player, Standing};
use quorate::scenario::catalogue::ENTRIES;
use quorate::scenario::{Scenario, link};

/// Long enough for every story to end.
const END: Micros = Micros::from_millis(12_000);

fn played(scenario: &Scenario) -> Box<dyn Player> {
    let mut player = open(scenario).expect("every scenario of the catalogue is sound");
    player.advance_to(END);
    player
}

/// The names of the promises that are broken at the end.
fn broken(player: &dyn Player) -> Vec<&'static str> {
    let promises = player.promises().into_iter();
    promises
        .filter(|p| p.standing == Standing::Broken)
        .map(|p| p.promise.id)
        .collect()
}

#[test]
fn stories_with_a_broken_rule_break_what_the_rule_says() {
    let mut seen = 0;
    for entry in ENTRIES {
        let scenario = entry.scenario();
        let player = played(&scenario);
        let spec = player.spec();
        let may_break: Vec<&str> = spec
            .rules
            .iter()
            .filter(|rule| scenario.broken_rules.iter().any(|broken| broken == rule.id))
            .flat_map(|rule| rule.breaks.iter().copied())
            .collect();
        let broke = broken(&*player);
        assert_eq!(
            broke.is_empty(),
            scenario.broken_rules.is_empty(),
            "{}: {broke:?}",
            entry.id
        );
        assert!(
            broke.iter().all(|promise| may_break.contains(promise)),
            "{}: {broke:?}",
            entry.id
        );
        seen += broke.len();
    }
    assert!(seen >= 4, "there are stories in which something breaks");
}

#[test]
fn with_the_rules_kept_the_same_stories_break_nothing() {
    for entry in ENTRIES {
        let scenario = Scenario {
            broken_rules: Vec::new(),
            ..entry.scenario()
        };
        let player = played(&scenario);
        assert_eq!(broken(&*player), [""; 0], "{}", entry.id);
        let answered = player.history(9).iter().any(|op| op.answered.is_some());
        let blocked = player.stage().scene.verdict.kind == VerdictKind::Blocked;
        assert!(
            answered || blocked,
            "{}: decided, or said why not",
            entry.id
        );
    }
}

/// The file of an entry, as people read and write it.
fn file(id: &str) -> Scenario {
    let path = format!("{}/static/scenarios/{id}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("every entry has its file");
    serde_json::from_str(&text).expect("every file is a scenario")
}

/// Run this with QUORATE_BLESS=1 after changing a file.
#[test]
fn the_links_in_the_program_are_the_files() {
    if std::env::var_os("QUORATE_BLESS").is_some() {
        let lines =
            ENTRIES.map(|entry| format!("{} {}\n", entry.id, link::encode(&file(entry.id))));
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/static/scenarios/links.txt");
        std::fs::write(path, lines.concat()).expect("the links can be written");
        return;
    }
    for entry in ENTRIES {
        assert_eq!(entry.scenario(), file(entry.id), "{}", entry.id);
    }
}

#[test]
fn an_even_split_is_left_and_both_rivals_get_their_slot() {
    let entry = ENTRIES
        .iter()
        .find(|entry| entry.id == "even-split")
        .expect("it is there");
    let player = played(&entry.scenario());
    let marks = player.timeline(Micros::ZERO, END).marks;
    let gave_up = marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::GaveUp)
        .count();
    assert!(
        gave_up >= 2,
        "two votes each of four: both give the slot up"
    );
    assert!(player.history(9).iter().all(|op| op.answered.is_some()));
}
