//! A run with its branches goes into a link and comes out of it as it was: the same lanes, the same
//! names, the same hash at the end of each.

#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use quorate::protocol::describe::Condition;
use quorate::protocol::ids::{ClientId, Micros, NodeId};
use quorate::protocol::op::{Command, Key};
use quorate::run::player::{BranchId, NodeDetail, Player};
use quorate::run::{EVENTS_AT_ONCE, open, open_tree};
use quorate::scenario::tree::{BRANCHES_MAX, Made, Parting, Tree};
use quorate::scenario::{Scenario, catalogue, link};
use quorate::sim::action::{Action, Intervention};
use quorate::text::{Lang, render};

fn millis(ms: u64) -> Micros {
    Micros::from_millis(ms)
}

fn played(scenario: &Scenario) -> Box<dyn Player> {
    open(scenario).expect("the scenario is sound")
}

/// Opens a run from the link that it gives.
fn reopened(player: &dyn Player) -> Box<dyn Player> {
    let tree = player.tree();
    let again = link::decode_tree(&link::encode_tree(&tree)).expect("our own link");
    assert_eq!(again, tree, "what is packed is unpacked");
    let mut deeds = tree.branches.iter().flat_map(|branch| &branch.plan);
    let touched = tree.branches.len() > 1 || deeds.any(|deed| deed.by_hand);
    if touched && tree.branches.iter().all(|branch| branch.words.is_none()) {
        let loose = link::decode_tree(&player.loose_link());
        assert_eq!(
            loose,
            Ok(tree),
            "and so is what the small program passes on"
        );
    }
    let grown = open_tree(&again, EVENTS_AT_ONCE).expect("our own tree");
    assert!(!grown.cut_short);
    grown.player
}

/// Each lane: its name, where it parted and ended, and the hash there.
fn lanes(player: &mut dyn Player) -> Vec<String> {
    let (here, at) = (player.lane(), player.moment());
    let lanes = player.lanes().into_iter().map(|lane| {
        player.switch_lane(lane.id);
        player.go_to_time(lane.end.at);
        let name = lane.name.map(|name| render(&name, Lang::En));
        let hash = player.hash();
        format!("{name:?} {:?} {:?} {hash:x}", lane.parent, lane.end)
    });
    let lanes = lanes.collect();
    player.switch_lane(here);
    player.go_to_time(at.at);
    lanes
}

fn is_up(node: &NodeDetail) -> bool {
    node.condition == Condition::Up
}

fn kill(node: u8) -> Action {
    Action::Kill(NodeId(node))
}

/// Two deeds in the past, one after the other, and one taken back.
fn branched() -> Box<dyn Player> {
    let mut player = played(&catalogue::opening());
    player.advance_to(millis(2_000));
    player.go_to_time(millis(100));
    player.act(kill(0)).expect("node 1 is up");
    player.advance_to(millis(3_000));
    player.act(kill(4)).expect("node 5 is up");
    player.advance_to(millis(3_500));
    player.go_to_time(millis(70));
    player.act(kill(1)).expect("node 2 is up");
    player.advance_to(millis(1_000));
    player.switch_lane(BranchId(1));
    player.advance_to(millis(4_000));
    assert!(player.undo().is_ok());
    player.advance_to(millis(3_200));
    player
}

#[test]
fn a_link_brings_all_branches_back() {
    let mut player = branched();
    let before = lanes(&mut *player);
    assert_eq!(before.len(), 4, "{before:#?}");
    let mut again = reopened(&*player);
    assert_eq!(lanes(&mut *again), before);
    assert_eq!(again.lane(), player.lane());
    assert_eq!(again.tree(), player.tree());
    let link = link::encode_tree(&player.tree());
    assert!(link.len() < 230, "short: {} letters", link.len());
}

#[test]
fn what_was_done_by_hand_can_still_be_taken_back() {
    let mut player = branched();
    player.switch_lane(BranchId(1));
    let mut again = reopened(&*player);
    for player in [&mut player, &mut again] {
        assert!(player.undo().is_ok(), "node 5 was killed");
        assert!(player.undo().is_ok(), "and before that node 1");
        assert!(player.undo().is_err(), "and that was all");
        assert!(player.stage().nodes.iter().all(is_up));
    }
    assert_eq!(again.moment(), player.moment());
    assert_eq!(again.hash(), player.hash());
}

/// The branch that undo makes is one thing, what is done on it another.
#[test]
fn undo_after_undo_takes_the_newer_deed_back() {
    let mut player = played(&catalogue::opening());
    player.advance_to(millis(300));
    player.act(kill(2)).expect("node 3 is up");
    player.advance_to(millis(900));
    assert!(player.undo().is_ok());
    let without = player.hash();
    player.act(kill(3)).expect("node 4 is up");
    player.advance_to(millis(900));
    assert!(player.undo().is_ok());
    assert_eq!(player.hash(), without, "neither is dead");
    player.advance_to(millis(2_000));
    assert!(player.stage().nodes.iter().all(is_up));
}

#[test]
fn a_name_that_a_person_gave_is_kept() {
    let mut player = branched();
    player
        .call_lane(BranchId(2), "  第二次 <b>try</b> ")
        .expect("a plain name");
    assert!(player.call_lane(BranchId(1), "two\nlines").is_err());
    assert!(player.call_lane(BranchId(1), &"x".repeat(61)).is_err());
    let again = reopened(&*player);
    let name = again.lanes()[2].name.clone().expect("it has one");
    assert_eq!(render(&name, Lang::Zh), "第二次 <b>try</b>");
    player.call_lane(BranchId(2), " ").expect("no name is fine");
    let name = player.lanes()[2].name.clone().expect("its own");
    assert!(render(&name, Lang::En).contains("node 2"));
}

/// A future that a search has found is a branch like any other.
#[test]
fn a_grafted_branch_comes_back() {
    let mut player = branched();
    let plan = [(900, kill(2)), (1_300, kill(3))].map(|(at, action)| Intervention {
        at: millis(at),
        action,
    });
    player
        .graft((millis(800), millis(2_500)), &plan, "找到的 one".to_owned())
        .expect("there is room");
    player.advance_to(millis(2_500));
    let before = lanes(&mut *player);
    let mut again = reopened(&*player);
    assert_eq!(lanes(&mut *again), before);
    assert!(before[4].contains("找到的 one"), "{before:#?}");
}

/// A link of one branch is what it always was, and older links open as trees of one.
#[test]
fn older_links_are_trees_of_one_branch() {
    for entry in catalogue::ENTRIES {
        let scenario = entry.scenario();
        let tree = link::decode_tree(&link::encode(&scenario)).expect("our own link");
        assert_eq!(tree, Tree::of(scenario), "{}", entry.id);
    }
}

/// What is not replayed when a link is opened comes when time runs on.
#[test]
fn a_long_run_is_opened_in_part_and_loses_nothing() {
    let mut player = branched();
    let before = lanes(&mut *player);
    let tree = player.tree();
    let grown = open_tree(&tree, 40).expect("our own tree");
    assert!(grown.cut_short);
    let mut again = grown.player;
    assert!(again.end().step < 50, "{:?}", again.end());
    for (lane, planned) in again.lanes().iter().zip(&tree.branches) {
        again.switch_lane(lane.id);
        again.advance_to(planned.end.at);
    }
    again.switch_lane(player.lane());
    assert_eq!(lanes(&mut *again), before);
}

/// A link that asks for days of a busy cluster, on every branch there may be, is opened at once.
#[test]
fn a_link_cannot_keep_the_page_busy() {
    let mut scenario = catalogue::plain("raft");
    scenario.clients.busy_every = Some(millis(1));
    let mut player = played(&scenario);
    let ask = Action::Request {
        client: ClientId(0),
        node: None,
        command: Command::Read { key: Key(0) },
    };
    for at in 1..BRANCHES_MAX as u64 {
        player.advance_to(millis(100));
        player.go_to_time(millis(at));
        player.act(ask).expect("it is always possible");
    }
    let mut tree = player.tree();
    assert_eq!(tree.branches.len(), BRANCHES_MAX);
    for branch in &mut tree.branches {
        branch.end.at = millis(24 * 3_600_000);
        branch.end.step = 1_000_000_000;
    }
    let tree = link::decode_tree(&link::encode_tree(&tree)).expect("it is within all bounds");
    let grown = open_tree(&tree, EVENTS_AT_ONCE).expect("it is sound");
    assert!(grown.cut_short);
    let begun = 5 * BRANCHES_MAX as u64;
    let steps = grown
        .player
        .lanes()
        .iter()
        .map(|lane| lane.end.step)
        .sum::<u64>();
    assert!(steps <= EVENTS_AT_ONCE + begun, "{steps}");
}

/// Doing something where a branch has not been replayed to its end leaves the rest as it was.
#[test]
fn acting_before_what_was_done_makes_a_branch() {
    let mut player = branched();
    for (lane, events) in [(BranchId(0), 1), (BranchId(1), 6)] {
        player.switch_lane(lane);
        player.go_to_time(millis(2_000));
        let few = open_tree(&player.tree(), events).expect("our own tree");
        let mut again = few.player;
        again.act(kill(3)).expect("node 4 is up");
        assert_eq!(
            again.lane(),
            BranchId(4),
            "before what was done in {lane:?}"
        );
        again.switch_lane(lane);
        again.advance_to(millis(2_000));
        assert_eq!(again.hash(), player.hash());
    }
}

#[test]
fn what_is_wrong_with_a_tree_is_named() {
    type Change = fn(&mut Tree);
    let changes: [(&str, Change); 11] = [
        ("/branches", |tree| tree.branches.clear()),
        ("/branches", |tree| {
            let last = tree.branches[1].clone();
            tree.branches.resize(BRANCHES_MAX + 1, last);
        }),
        ("/shown", |tree| tree.shown = 9),
        ("/branches/parent", |tree| tree.branches[1].parting = None),
        ("/branches/parent", |tree| parting(tree).parent = 1),
        ("/branches/moment", |tree| {
            parting(tree).moment.at.0 = u64::MAX;
        }),
        ("/branches/moment", |tree| {
            parting(tree).moment.step = u64::MAX;
        }),
        ("/branches/shared", |tree| parting(tree).shared = 77),
        ("/branches/made", |tree| {
            parting(tree).moment.at = millis(5_000);
        }),
        ("/branches/end", |tree| tree.branches[1].end.step = 1),
        ("/branches/name", |tree| {
            tree.branches[1].words = Some("\u{7}".to_owned());
        }),
    ];
    fn parting(tree: &mut Tree) -> &mut Parting {
        let parting = tree.branches[1].parting.as_mut();
        parting.expect("the second branch has parted")
    }
    let sound = branched().tree();
    assert_eq!(
        sound.branches[3].parting.map(|it| it.made),
        Some(Made::Without)
    );
    for (name, change) in changes {
        let mut tree = sound.clone();
        change(&mut tree);
        let why = open_tree(&tree, 1_000).map(|_| ()).expect_err(name);
        assert!(
            render(&why, Lang::En).starts_with(&format!("{name}:")),
            "{why:?}"
        );
    }
}

/// What a person may do, without knowing what is possible.
fn any_action() -> impl Strategy<Value = Action> {
    let node = || (0u8..5).prop_map(NodeId);
    prop_oneof![
        node().prop_map(Action::Kill),
        node().prop_map(Action::Restart),
        node().prop_map(Action::Pause),
        node().prop_map(Action::Resume),
        node().prop_map(Action::Isolate),
        Just(Action::HealAll),
        (1u32..100).prop_map(|value| Action::Request {
            client: ClientId(0),
            node: None,
            command: Command::Write { key: Key(0), value },
        }),
    ]
}

/// Where a person may go before doing it.
#[derive(Clone, Debug)]
enum Go {
    On(u64),
    Event,
    Back(u64),
    Undo,
    Lane(u32),
}

fn anywhere() -> impl Strategy<Value = Go> {
    prop_oneof![
        (0u64..900).prop_map(Go::On),
        Just(Go::Event),
        (0u64..1_200).prop_map(Go::Back),
        Just(Go::Undo),
        (0u32..8).prop_map(Go::Lane),
    ]
}

fn story() -> impl Strategy<Value = Scenario> {
    let catalogue = (0..catalogue::ENTRIES.len()).prop_map(|i| catalogue::ENTRIES[i].scenario());
    let busy = prop_oneof![Just("vote"), Just("register"), Just("paxos"), Just("raft")];
    let busy = busy.prop_map(|protocol| {
        let mut scenario = catalogue::plain(protocol);
        scenario.clients.count = 2;
        scenario.clients.busy_every = Some(millis(40));
        scenario.network.loss_permille = 30;
        scenario
    });
    prop_oneof![catalogue, busy]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever tree a person makes, its link makes the same.
    #[test]
    fn any_tree_is_the_same_out_of_its_link(
        scenario in story(),
        moves in proptest::collection::vec((anywhere(), any_action()), 1..14),
    ) {
        let mut player = played(&scenario);
        for (go, action) in moves {
            match go {
                Go::On(ms) => player.advance_to(player.moment().at.plus(millis(ms))),
                Go::Event => player.step_on(),
                Go::Back(ms) => player.go_to_time(millis(ms)),
                Go::Undo => {
                    let _ = player.undo();
                }
                Go::Lane(lane) => player.switch_lane(BranchId(lane)),
            }
            let _ = player.act_together(&[action, Action::Pause(NodeId(0)), Action::HealAll]);
        }
        let mut again = reopened(&*player);
        prop_assert_eq!(again.tree(), player.tree());
        prop_assert_eq!(lanes(&mut *again), lanes(&mut *player));
    }
}

#[test]
fn a_branch_is_deleted_and_brought_back_as_it_was() {
    let mut player = branched();
    let before = lanes(&mut *player);
    assert!(before.len() >= 4);
    // The first stays, and so does what others have left.
    assert!(player.remove_lane(BranchId(0)).is_err());
    let is_left = |player: &dyn Player, lane| {
        let lanes = player.lanes().into_iter();
        lanes
            .filter_map(|lane| lane.parent)
            .any(|(parent, _)| parent == lane)
    };
    for lane in (1..before.len() as u32).map(BranchId) {
        let left = is_left(&*player, lane);
        player.switch_lane(lane);
        assert_eq!(player.remove_lane(lane).is_err(), left, "{lane:?}");
        if left {
            continue;
        }
        let fewer = lanes(&mut *player);
        assert_eq!(fewer.len(), before.len() - 1);
        assert_ne!(player.lanes().len(), before.len());
        // The others are what they were, and the link has no trace of it.
        let again = &mut *reopened(&*player);
        assert_eq!(lanes(again), fewer);
        assert!(player.bring_back_lane());
        assert!(!player.bring_back_lane(), "it is there once");
        assert_eq!(lanes(&mut *player), before, "{lane:?}");
    }
    // Behind one that was deleted the others move up, and what is done next is on a branch of its own.
    let leaf = (1..before.len() as u32).map(BranchId);
    let leaf = leaf.rev().find(|lane| !is_left(&*player, *lane));
    player
        .remove_lane(leaf.expect("some branch is a leaf"))
        .expect("it is a leaf");
    player.go_to_time(millis(40));
    player.act(kill(4)).expect("it is up");
    assert_eq!(player.lanes().len(), before.len());
    assert!(player.bring_back_lane());
    assert_eq!(player.lanes().len(), before.len() + 1);
    assert!(player.tree().check().is_ok());
}
