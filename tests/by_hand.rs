//! What was done by hand is marked as such for as long as a run lives, in links of every form: it can
//! be taken back, and starting afresh leaves it out. A file has it as a part of its plan.

#![cfg(not(target_arch = "wasm32"))]

use quorate::protocol::describe::Condition;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::run::player::Player;
use quorate::run::{EVENTS_AT_ONCE, open, open_tree};
use quorate::scenario::file::ScenarioFile;
use quorate::scenario::tree::Tree;
use quorate::scenario::{catalogue, link};
use quorate::sim::action::Action;

fn millis(ms: u64) -> Micros {
    Micros::from_millis(ms)
}

/// The opening scenario, in which node 3 and then node 4 are killed by hand.
fn touched() -> Box<dyn Player> {
    let mut player = open(&catalogue::opening()).expect("the opening opens");
    for (at, node) in [(300, 2), (900, 3)] {
        player.advance_to(millis(at));
        player.act(Action::Kill(NodeId(node))).expect("it is up");
    }
    player.advance_to(millis(1_500));
    player
}

/// The same with an older future that it left: node 1 is killed at 600 ms.
fn branched() -> Box<dyn Player> {
    let mut player = touched();
    player.go_to_time(millis(600));
    player.act(Action::Kill(NodeId(0))).expect("it is up");
    player.advance_to(millis(1_500));
    player
}

fn marks(tree: &Tree) -> Vec<Vec<bool>> {
    let branches = tree.branches.iter();
    let marks = branches.map(|branch| branch.plan.iter().map(|deed| deed.by_hand));
    marks.map(Iterator::collect).collect()
}

fn opened(text: &str) -> Box<dyn Player> {
    let tree = link::decode_tree(text).expect("our own link");
    let grown = open_tree(&tree, EVENTS_AT_ONCE).expect("our own tree");
    grown.player
}

fn down(player: &dyn Player) -> usize {
    let nodes = player.stage().nodes.into_iter();
    nodes.filter(|it| it.condition == Condition::Down).count()
}

#[test]
fn what_nobody_touched_keeps_the_older_form() {
    let player = open(&catalogue::opening()).expect("the opening opens");
    let scenario = player.scenario();
    assert_eq!(link::encode_run(&player.tree()), link::encode(&scenario));
}

/// One branch is no reason to forget who did what.
#[test]
fn a_link_of_one_branch_keeps_the_marks() {
    let player = touched();
    let planned = catalogue::opening().plan.len();
    let wanted = vec![[vec![false; planned], vec![true, true]].concat()];
    assert_eq!(marks(&player.tree()), wanted);
    for text in [link::encode_run(&player.tree()), player.loose_link()] {
        let mut again = opened(&text);
        assert_eq!(marks(&again.tree()), wanted);
        assert_eq!(again.hash(), player.hash());
        assert!(again.undo().is_ok(), "node 4 was killed");
        assert!(again.undo().is_ok(), "and before that node 3");
        assert!(again.undo().is_err(), "and that was all");
        assert_eq!(down(&*again), 0);
    }
}

#[test]
fn the_branch_shown_keeps_its_marks_without_the_others() {
    let player = branched();
    let tree = player.tree();
    assert_eq!(tree.branches.len(), 2);
    let text = link::encode_run(&tree.alone());
    assert!(text.len() < link::encode_run(&tree).len());
    let mut again = opened(&text);
    assert_eq!(again.lanes().len(), 1);
    assert_eq!(marks(&again.tree())[0], marks(&tree)[tree.shown]);
    assert_eq!(again.hash(), player.hash());
    assert_eq!(down(&*again), 2, "nodes 3 and 1");
    assert!(again.undo().is_ok(), "node 1 was killed");
    assert_eq!(down(&*again), 1);
}

/// A link of many branches: each mark is where it was.
#[test]
fn a_link_of_all_branches_keeps_the_marks() {
    let tree = branched().tree();
    let again = link::decode_tree(&link::encode_run(&tree)).expect("our own link");
    assert_eq!(marks(&again), marks(&tree));
}

/// A scenario file is what comes of it: whoever opens it has a plan, and nothing to take back.
#[test]
fn a_file_has_them_as_its_plan() {
    let player = touched();
    let file = ScenarioFile::of(player.scenario());
    let mut again = open(&file.scenario()).expect("it is a sound file");
    again.advance_to(player.moment().at);
    assert_eq!(again.hash(), player.hash());
    assert!(again.tree().is_plain());
    assert!(again.undo().is_err());
}
