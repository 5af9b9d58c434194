//! Exports of the catalogue's scenarios: each is well-formed, says what the run says, and has no
//! words of another language.

use quorate::export::picture::Theme;
use quorate::export::{FORMATS, Format, Options, export};
use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::run::player::Player;
use quorate::scenario::catalogue::{ENTRIES, opening};
use quorate::text::Lang;

fn played(scenario: &quorate::scenario::Scenario, until_ms: u64) -> Box<dyn Player> {
    let mut player = open(scenario).expect("the catalogue opens");
    player.advance_to(Micros::from_millis(until_ms));
    player
}

fn whole(player: &dyn Player) -> Options {
    Options::all(player, Lang::En)
}

/// Every entry of the catalogue in every format and language.
fn for_all(check: impl Fn(&dyn Player, Format, Lang, &str)) {
    for entry in ENTRIES {
        let player = played(&entry.scenario(), 3_000);
        for (format, ..) in FORMATS {
            for lang in [Lang::En, Lang::Zh] {
                for (theme, chart) in [(Theme::Light, false), (Theme::Dark, true)] {
                    let options = Options {
                        theme,
                        chart,
                        ..Options::all(&*player, lang)
                    };
                    check(&*player, format, lang, &export(&*player, format, options));
                }
            }
        }
    }
}

#[test]
fn pictures_are_xml_and_show_every_node() {
    for_all(|player, format, _, text| {
        if !matches!(format, Format::Diagram | Format::Stage) {
            return;
        }
        let picture = roxmltree::Document::parse(text).expect("a picture is XML");
        let texts = picture
            .descendants()
            .filter(|node| node.has_tag_name("text"));
        let words: Vec<&str> = texts.filter_map(|node| node.text()).collect();
        let nodes = player.stage().nodes.len();
        for node in 1..=nodes.min(9) {
            assert!(
                words.contains(&node.to_string().as_str()),
                "node {node}: {words:?}"
            );
        }
        for number in ["NaN", "inf"] {
            assert!(!text.contains(number), "{number} in a picture");
        }
    });
}

#[test]
fn data_is_json_and_repeats_the_run() {
    for_all(|player, format, _, text| {
        if format != Format::Json {
            return;
        }
        let data: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
        let events = data["events"].as_array().expect("events are a list");
        assert_eq!(events.len() as u64, player.moment().step);
        assert_eq!(data["hash"], format!("{:016x}", player.hash()));
        let history = data["history"].as_array().expect("history is a list");
        assert_eq!(history.len(), player.history(usize::MAX).len());
        let link = data["scenario_link"].as_str().expect("a link is text");
        let scenario = quorate::scenario::link::decode(link).expect("the link opens");
        assert_eq!(scenario, player.scenario());
    });
}

#[test]
fn tables_have_as_many_cells_in_every_line() {
    for_all(|player, format, _, text| {
        if format != Format::Csv {
            return;
        }
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), player.history(usize::MAX).len() + 1);
        assert!(
            lines.iter().all(|line| line.split(',').count() == 7),
            "{text}"
        );
    });
}

#[test]
fn a_sequence_diagram_tells_the_opening_story() {
    let player = played(&opening(), 400);
    let text = export(&*player, Format::Sequence, whole(&*player));
    for line in [
        "sequenceDiagram",
        "    actor clientA as Client A",
        "    participant n5 as Node 5",
        "    clientA->>n1: please x = 7",
        "    n1->>n2: commit x = 7?",
        "    n1->>clientA: done",
    ] {
        assert!(
            text.lines().any(|has| has == line),
            "{line} is not in\n{text}"
        );
    }
    let chinese = export(&*player, Format::Sequence, Options::all(&*player, Lang::Zh));
    assert!(chinese.contains("participant n1 as 节点 1"), "{chinese}");
    assert!(!chinese.contains("Node"), "{chinese}");
}

/// Raft's heartbeats, each by itself or in notes.
#[test]
fn heartbeats_are_folded_if_wanted() {
    let entry = ENTRIES.iter().find(|entry| entry.id == "raft-figure-8");
    let player = played(&entry.expect("it is there").scenario(), 3_000);
    let lines = |folded| {
        let options = Options {
            folded,
            ..whole(&*player)
        };
        let text = export(&*player, Format::Sequence, options);
        let notes = text.matches("background message").count();
        (text.lines().count(), notes)
    };
    let ((few, notes), (many, none)) = (lines(true), lines(false));
    assert!(few + 10 < many, "{few} lines of {many}");
    assert!(notes > 0 && none == 0, "{notes} and {none} notes");
}

/// The stage says what it stands for in both layouts: a chart has the commit that votes lead to.
#[test]
fn the_stage_is_drawn_as_it_is_laid_out() {
    let player = played(&opening(), 400);
    let drawn = |chart| {
        let options = Options {
            chart,
            ..whole(&*player)
        };
        export(&*player, Format::Stage, options)
    };
    let (ring, chart) = (drawn(false), drawn(true));
    assert!(
        !ring.contains("✓ Commit ·") && chart.contains("✓ Commit ·"),
        "{chart}"
    );
    assert!(ring.contains("<path"), "a coordinator wears its votes");
}

/// As on the page, a broken promise comes first, and it has a sign besides its colour.
#[test]
fn a_picture_says_what_is_broken() {
    let entry = ENTRIES.iter().find(|entry| entry.id == "raft-figure-8");
    let player = played(&entry.expect("it is there").scenario(), 3_000);
    let text = export(&*player, Format::Stage, whole(&*player));
    for words in ["✕ A promise is broken.", "Meanwhile: Committed."] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

#[test]
fn a_flowchart_marks_the_phase_of_the_moment() {
    let player = played(&opening(), 150);
    let text = export(&*player, Format::Phases, whole(&*player));
    let progress = player.stage().scene.progress;
    let lit = (0..player.spec().phases.len()).find(|at| progress.is_lit(*at));
    let phase = lit.expect("a vote is under way");
    assert!(text.contains(&format!("class p{phase} now")), "{text}");
    let names = player.spec().phases.len();
    assert_eq!(text.matches("-->").count(), names - 1);
}
