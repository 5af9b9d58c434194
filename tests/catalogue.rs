//! Every scenario of the catalogue does what its file expects, and the ones that break a rule break
//! nothing once the rule is kept.

use quorate::protocol::describe::VerdictKind;
use quorate::protocol::ids::{Micros, NodeId, Peer};
use quorate::run::expect::unmet;
use quorate::run::open;
use quorate::run::player::{MarkKind, Player, Standing};
use quorate::scenario::catalogue::ENTRIES;
use quorate::scenario::file::ScenarioFile;
use quorate::scenario::{Scenario, link};
use quorate::text::{Lang, render};

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

/// Each file says what is to come of it.
#[test]
fn every_file_is_its_own_test() {
    let mut breaking = 0;
    for entry in ENTRIES {
        let file = file(entry.id);
        let scenario = file.scenario();
        let mut player = open(&scenario).expect("every scenario of the catalogue is sound");
        let expect = file.expect.expect("every file says what is to come of it");
        let unmet = unmet(&mut *player, &expect);
        assert!(unmet.is_empty(), "{}: {unmet:?}", entry.id);
        let broke = broken(&*player);
        breaking += broke.len();
        if scenario.broken_rules.is_empty() {
            continue;
        }
        let spec = player.spec();
        let broken_rule = |id: &str| scenario.broken_rules.iter().any(|broken| broken == id);
        let rules = spec.rules.iter().filter(|rule| broken_rule(rule.id));
        let may_break: Vec<&str> = rules.flat_map(|rule| rule.breaks.iter().copied()).collect();
        assert!(!broke.is_empty(), "{}: nothing breaks", entry.id);
        assert!(
            broke.iter().all(|promise| may_break.contains(promise)),
            "{}: {broke:?}",
            entry.id
        );
    }
    assert!(breaking >= 4, "there are stories in which something breaks");
}

#[test]
fn every_file_is_in_the_catalogue() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/static/scenarios");
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let names = files.map(|file| file.expect("it can be listed").path());
    for path in names.filter(|path| path.extension().is_some_and(|end| end == "json")) {
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a plain name");
        assert!(ENTRIES.iter().any(|entry| entry.id == name), "{name}");
    }
}

/// What breaks does so because of the rule: with it kept, the same run is sound.
#[test]
fn with_the_rules_kept_the_same_stories_break_nothing() {
    let all = ENTRIES.map(|entry| (entry.id, entry.scenario()));
    for (id, scenario) in all.into_iter().filter(|(_, s)| !s.broken_rules.is_empty()) {
        let scenario = Scenario {
            broken_rules: Vec::new(),
            ..scenario
        };
        let player = played(&scenario);
        assert_eq!(broken(&*player), [""; 0], "{id}");
        let answered = player.history(9).iter().any(|op| op.answered.is_some());
        let blocked = player.stage().scene.verdict.kind == VerdictKind::Blocked;
        assert!(answered || blocked, "{id}: decided, or said why not");
    }
}

/// The file of an entry, as people read and write it.
fn file(id: &str) -> ScenarioFile {
    let path = format!("{}/static/scenarios/{id}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("every entry has its file");
    serde_json::from_str(&text).expect("every file is a scenario")
}

/// Run this with QUORATE_BLESS=1 after changing a file.
#[test]
fn the_links_in_the_program_are_the_files() {
    if std::env::var_os("QUORATE_BLESS").is_some() {
        let line = |id| format!("{id} {}\n", link::encode(&file(id).scenario()));
        let lines = ENTRIES.map(|entry| line(entry.id));
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/static/scenarios/links.txt");
        std::fs::write(path, lines.concat()).expect("the links can be written");
        return;
    }
    for entry in ENTRIES {
        let scenario = entry.scenario();
        assert_eq!(scenario, file(entry.id).scenario(), "{}", entry.id);
        assert_eq!(scenario.protocol, entry.protocol, "{}", entry.id);
    }
}

#[test]
fn an_even_split_is_left_and_both_rivals_get_their_slot() {
    let entry = ENTRIES
        .iter()
        .find(|entry| entry.id == "even-split")
        .expect("it is there");
    let mut player = played(&entry.scenario());
    let marks = player.timeline(Micros::ZERO, END).marks;
    let gave_up = marks.iter().filter(|mark| mark.kind == MarkKind::GaveUp);
    let first = gave_up.clone().next().expect("somebody gives up").moment;
    for rival in [0, 2] {
        let who = Some(Peer::Node(NodeId(rival)));
        let by_it = gave_up.clone().any(|mark| mark.peer == who);
        assert!(by_it, "two votes each of four: both give the slot up");
    }
    assert!(player.history(9).iter().all(|op| op.answered.is_some()));
    player.go_to_step(first.step);
    let stage = player.stage();
    let captions = stage.nodes.iter().map(|node| node.face.caption.as_ref());
    let shown: Vec<_> = captions
        .flatten()
        .map(|say| render(say, Lang::En))
        .collect();
    for value in [4, 7] {
        let voted = format!("voted x = {value}");
        let votes = shown.iter().filter(|caption| **caption == voted);
        assert_eq!(votes.count(), 2, "{shown:?}");
    }
}

/// A conflict can be seen without asking: what lost stands beside what won.
#[test]
fn a_node_shows_versions_that_do_not_know_of_each_other() {
    let entry = ENTRIES.iter().find(|entry| entry.id == "register-sloppy");
    let player = played(&entry.expect("it is there").scenario());
    let stage = player.stage();
    let captions = stage.nodes.iter().map(|node| node.face.caption.as_ref());
    let shown = captions.map(|caption| caption.map(|say| render(say, Lang::En)));
    let expected = [
        Some("x = 7 (v1.4) ∥ 4"),
        Some("x = 7 (v1.4) ∥ 4"),
        Some("x = 4 (v1.1)"),
        None,
        None,
    ];
    assert_eq!(
        shown.collect::<Vec<_>>(),
        expected.map(|text| text.map(str::to_owned))
    );
}

/// The group of known failures has every story that breaks a promise, and of the others only those in
/// which somebody waits for long: nobody gets anywhere until they are helped.
#[test]
fn known_failures_fail() {
    for entry in ENTRIES {
        let file = file(entry.id);
        let mut player = open(&file.scenario()).expect("it is sound");
        let until = file.expect.expect("every file expects something").until;
        player.advance_to(until);
        let long = Micros::from_millis(1_000);
        let waits = player.history(100).iter().any(|op| match op.answered {
            Some((at, _)) => at > op.asked.plus(long),
            None => true,
        });
        let breaks = !broken(&*player).is_empty();
        if entry.fails {
            assert!(breaks || waits, "{} does not fail", entry.id);
        } else {
            assert!(!breaks, "{} fails", entry.id);
        }
    }
}
