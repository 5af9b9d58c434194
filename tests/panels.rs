//! The panels as text, without a browser: real moments of real runs go in, words come out.

#![cfg(all(feature = "page-to-text", not(target_arch = "wasm32")))]

use std::rc::Rc;

use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet};
use quorate::run::player::Player;
use quorate::scenario::catalogue;
use quorate::sim::action::Action;
use quorate::text::Lang;
use quorate::ui::inspect::{InspectorProps, inspector as inspector_panel};
use quorate::ui::model::{Selection, Shown};
use quorate::ui::number::{NumberField, NumberFieldProps};
use quorate::ui::promises::{
    HistoryProps, PromisesProps, history as history_panel, promises as promises_panel,
};
use quorate::ui::verdict::{VerdictStripProps, verdict_strip};
use yew::prelude::*;

/// A component's words, one space between them, without its marks.
fn words(shown: Html) -> String {
    let html = html(shown);
    let mut words = String::new();
    let mut within = false;
    for c in html.chars() {
        match c {
            '<' => {
                within = true;
                words.push(' ');
            }
            '>' => within = false,
            _ if within => {}
            _ => words.push(c),
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Clone, PartialEq, Properties)]
struct PanelProps {
    shown: Html,
}

#[component]
fn Panel(props: &PanelProps) -> Html {
    props.shown.clone()
}

fn html(shown: Html) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime without any drivers can always be built");
    let renderer =
        yew::LocalServerRenderer::<Panel>::with_props(PanelProps { shown }).hydratable(false);
    tokio::task::LocalSet::new().block_on(&runtime, renderer.render())
}

/// The opening run at a time, after these actions at 300 ms.
fn opening(actions: &[Action], millis: u64) -> Box<dyn Player> {
    let mut player = quorate::run::open(&catalogue::opening()).expect("the opening is sound");
    player.advance_to(Micros::from_millis(millis.min(300)));
    for action in actions {
        player.act(*action).expect("this can be done");
    }
    player.advance_to(Micros::from_millis(millis));
    player
}

fn inspector(selection: Selection, player: &dyn Player, lang: Lang) -> String {
    let shown = Shown::of(player);
    words(inspector_panel(&InspectorProps {
        lang,
        selection,
        stage: shown.stage,
        message: None,
        now: shown.moment.at,
        splitting: false,
        reads: shown.spec.reads,
        swaps: shown.spec.swaps,
        appends: shown.spec.appends,
        next_value: 8,
        on_intent: Callback::noop(),
    }))
}

fn promises(player: &dyn Player) -> String {
    words(promises_panel(&PromisesProps {
        lang: Lang::En,
        promises: Shown::of(player).promises,
        on_intent: Callback::noop(),
    }))
}

fn history(player: &dyn Player, lang: Lang) -> String {
    words(history_panel(&HistoryProps {
        lang,
        history: Shown::of(player).history,
        many_clients: false,
        on_intent: Callback::noop(),
    }))
}

fn verdict(player: &dyn Player, lang: Lang) -> String {
    let shown = Shown::of(player);
    words(verdict_strip(&VerdictStripProps {
        lang,
        scene: shown.stage.scene.clone(),
        spec: shown.spec,
    }))
}

fn number(value: u32, refused: Option<&str>) -> String {
    let props = NumberFieldProps {
        id: "nodes".into(),
        lang: Lang::En,
        label: "Nodes".into(),
        hint: None,
        unit: None,
        min: 1,
        max: 9,
        step: 1,
        value,
        refused: refused.map(|why| AttrValue::from(Rc::<str>::from(why))),
        on_change: Callback::noop(),
        on_wrong: None,
    };
    html(html! { <NumberField ..props /> })
}

#[test]
fn a_node_shows_what_it_has_and_what_can_be_done() {
    let player = opening(&[Action::Kill(NodeId(3))], 400);
    let dead = inspector(Selection::Node(NodeId(3)), &*player, Lang::En);
    assert!(dead.starts_with("Node 4"), "{dead}");
    assert!(dead.contains("Restart") && !dead.contains("Kill"), "{dead}");
    assert!(dead.contains("its disk only"), "{dead}");
    let leader = inspector(Selection::Node(NodeId(0)), &*player, Lang::Zh);
    assert!(leader.starts_with("节点 1 协调者 运行中"), "{leader}");
}

#[test]
fn what_is_no_longer_there_gives_way_to_the_hint() {
    let player = opening(&[], 100);
    let gone = Selection::Node(NodeId(60));
    let none_yet = Selection::Nodes(NodeSet::EMPTY);
    for selection in [gone, none_yet] {
        let hint = inspector(selection, &*player, Lang::En);
        assert!(hint.starts_with("Inspector Click a"), "{hint}");
    }
}

#[test]
fn a_client_can_be_asked_for_what_the_protocol_serves() {
    let player = opening(&[], 100);
    let client = inspector(Selection::Client(ClientId(0)), &*player, Lang::En);
    assert!(client.contains("Client A waiting"), "{client}");
    assert!(client.contains("Write x = 8"), "{client}");
    assert!(
        !client.contains("read x"),
        "this vote serves no reads: {client}"
    );
}

#[test]
fn the_history_tells_waiting_from_committed() {
    let early = history(&*opening(&[], 100), Lang::En);
    assert!(early.ends_with("write x = 7 waiting"), "{early}");
    let late = history(&*opening(&[], 400), Lang::Zh);
    assert!(late.ends_with("写入 x = 7 153 毫秒 查看 已提交"), "{late}");
}

#[test]
fn promises_say_how_they_stand_and_why() {
    let player = opening(&[], 400);
    let seen = promises(&*player);
    assert!(
        seen.contains("No two nodes decide differently holds"),
        "{seen}"
    );
    assert!(seen.contains("Something gets committed seen"), "{seen}");
}

#[test]
fn the_strip_says_what_is_possible() {
    let kills = [2, 3, 4].map(|node| Action::Kill(NodeId(node)));
    let strip = verdict(&*opening(&kills, 400), Lang::En);
    assert!(strip.contains("■ Blocked."), "{strip}");
    let strip = verdict(&*opening(&[], 150), Lang::Zh);
    assert!(strip.contains("◔ 正在收集。"), "{strip}");
}

#[test]
fn a_broken_promise_comes_first() {
    let story = catalogue::ENTRIES
        .iter()
        .find(|entry| entry.id == "count-replies-only");
    let scenario = story.expect("the story is in the catalogue").scenario();
    let mut player = quorate::run::open(&scenario).expect("the story is sound");
    player.advance_to(Micros::from_millis(5_000));
    let strip = verdict(&*player, Lang::En);
    assert!(strip.contains("✕ A promise is broken."), "{strip}");
    assert!(strip.contains("Meanwhile:"), "{strip}");
}

#[test]
fn a_number_says_why_it_was_refused() {
    assert!(number(5, None).contains(r#"aria-valuenow="5""#));
    assert!(!number(5, None).contains("aria-invalid"));
    let refused = number(5, Some("no <b>more</b>"));
    assert!(refused.contains("aria-invalid"));
    assert!(
        refused.contains("no &lt;b&gt;more"),
        "never as HTML: {refused}"
    );
}
