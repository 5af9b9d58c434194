//! Undo and redo: how far they reach, and what has to make room for them.

use quorate::protocol::ids::{Micros, NodeId, NodeSet};
use quorate::run::player::{BranchId, Moment, Player};
use quorate::run::{EVENTS_AT_ONCE, open, open_tree};
use quorate::scenario::catalogue;
use quorate::scenario::link;
use quorate::scenario::tree::BRANCHES_MAX;
use quorate::sim::action::Action;

fn millis(ms: u64) -> Micros {
    Micros::from_millis(ms)
}

fn kill(node: u8) -> Action {
    Action::Kill(NodeId(node))
}

fn opening() -> Box<dyn Player> {
    open(&catalogue::opening()).expect("the scenario is sound")
}

/// Where one is, and what has happened until then.
fn place(player: &dyn Player) -> (Moment, u64) {
    (player.moment(), player.hash())
}

/// The tree is one that a link can hold.
fn is_sound(player: &dyn Player) {
    let tree = player.tree();
    tree.check().expect("a run makes no other");
    let again = link::decode_tree(&link::encode_tree(&tree));
    assert_eq!(again, Ok(tree));
}

fn cut(to: u8) -> Action {
    Action::Cut {
        from: NodeId(0).into(),
        to: NodeId(to).into(),
        both: true,
    }
}

fn opened(text: &str) -> Box<dyn Player> {
    let tree = link::decode_tree(text).expect("our own link");
    let grown = open_tree(&tree, EVENTS_AT_ONCE).expect("our own tree");
    grown.player
}

fn faults(player: &dyn Player) -> usize {
    player.stage().faults.len()
}

/// Whether out of a link or passed on by the small program.
#[test]
fn what_was_done_together_is_taken_back_together_out_of_a_link() {
    let mut player = opening();
    player.advance_to(millis(200));
    player.act(kill(4)).expect("node 5 is up");
    player.advance_to(millis(300));
    let before = place(&*player);
    player
        .act_together(&[cut(1), cut(2), cut(3)])
        .expect("all are whole");
    player
        .act_together(&[kill(1), kill(2)])
        .expect("both are up");
    player.advance_to(millis(900));
    let texts = [link::encode_run(&player.tree()), player.loose_link()];
    for text in &texts {
        let mut again = opened(text);
        assert_eq!(again.tree(), player.tree());
        again.undo().expect("two nodes were killed");
        assert_eq!(faults(&*again), 6);
        again.undo().expect("three links were cut");
        assert_eq!(faults(&*again), 0);
        assert_eq!(place(&*again), before);
        again.undo().expect("node 5 was killed");
        assert!(again.undo().is_err());
    }
    // Two bytes for each group, and one for each branch.
    let mut single = player.tree();
    for deed in &mut single.branches[0].plan {
        deed.with_last = false;
    }
    assert!(texts[0].len() <= link::encode_run(&single).len() + 9);
}

/// The one that is left half-way keeps what it had of it.
#[test]
fn a_branch_that_parts_between_things_done_together_keeps_the_first_of_them() {
    let mut player = opening();
    player.advance_to(millis(300));
    player
        .act_together(&[cut(1), cut(2), cut(3)])
        .expect("all are whole");
    player.advance_to(millis(900));
    player.go_to_time(millis(300));
    player.step_back();
    assert_eq!(faults(&*player), 4);
    player.act(kill(4)).expect("node 5 is up");
    player.advance_to(millis(900));
    is_sound(&*player);
    for text in [link::encode_run(&player.tree()), player.loose_link()] {
        let mut again = opened(&text);
        assert_eq!(again.lanes().len(), 2);
        again.undo().expect("node 5 was killed");
        assert_eq!(again.lane(), BranchId(0));
        again.switch_lane(BranchId(1));
        again.go_to_time(millis(900));
        // What makes the branch is one thing, and what it shares another.
        again.undo().expect("node 5 was killed");
        assert_eq!(faults(&*again), 4);
        again.undo().expect("the links were cut in one go");
        assert_eq!(faults(&*again), 0);
    }
}

#[test]
fn what_changes_nothing_is_refused_and_leaves_no_trace() {
    let mut player = opening();
    player.advance_to(millis(900));
    let refuses = |player: &mut dyn Player, action, key| {
        let (before, plan) = (place(player), player.scenario().plan);
        let why = player.act(action).expect_err("it changes nothing");
        assert_eq!(why.key, key);
        assert_eq!(place(player), before);
        assert_eq!(player.scenario().plan, plan);
        assert_eq!(player.lanes().len(), 1, "no branch was begun");
    };
    refuses(&mut *player, Action::HealAll, "refused.healthy");
    player.go_to_time(millis(300));
    refuses(&mut *player, Action::HealAll, "refused.healthy");
    player.go_to_time(millis(900));
    player
        .act(Action::Isolate(NodeId(2)))
        .expect("it is in touch");
    refuses(&mut *player, Action::Isolate(NodeId(2)), "refused.apart");
    let group = NodeSet::EMPTY.with(NodeId(2));
    refuses(&mut *player, Action::Split(group), "refused.apart");
    // One link of it is whole again, and that is something to cut.
    let (from, to) = (NodeId(2).into(), NodeId(0).into());
    let mend = |both| Action::Mend { from, to, both };
    player.act(mend(false)).expect("it was cut");
    player
        .act(Action::Isolate(NodeId(2)))
        .expect("one link is half whole");
    player.act(Action::HealAll).expect("links are cut");
    player.undo().expect("all was healed");
    assert_eq!(faults(&*player), 8);
}

#[test]
fn what_undo_leaves_behind_makes_room_for_more() {
    let mut player = opening();
    player.advance_to(millis(300));
    for turn in 0..40 {
        let before = place(&*player);
        player.act(kill(turn % 5)).expect("it is up");
        player.advance_to(millis(320));
        let after = place(&*player);
        for _ in 0..2 {
            assert_eq!(player.undo(), Ok(()), "turn {turn}");
            assert_eq!(place(&*player), before);
            assert!(player.redo(), "turn {turn}");
            assert_eq!(place(&*player), after);
        }
        assert_eq!(player.undo(), Ok(()), "turn {turn}");
        is_sound(&*player);
    }
    assert!(player.lanes().len() <= BRANCHES_MAX);
}

#[test]
fn what_was_done_before_stays_when_room_is_made() {
    let mut player = opening();
    player.advance_to(millis(200));
    player.act(kill(4)).expect("node 5 is up");
    player.advance_to(millis(300));
    for turn in 0..40 {
        player.act(kill(turn % 4)).expect("it is up");
        player.advance_to(player.moment().at.plus(millis(10)));
        player.undo().expect("there is something to take back");
        if turn % 3 == 0 {
            // A branch that hangs on what undo left behind.
            let at = player.moment().at;
            player.advance_to(at.plus(millis(30)));
            player.act(kill((turn + 1) % 4)).expect("it is up");
            player.undo().expect("it was done");
        }
        is_sound(&*player);
    }
    player.undo().expect("node 5 was killed");
    assert_eq!(player.moment().at, millis(200));
    assert!(player.undo().is_err());
    assert!(player.redo(), "it is down again");
}

#[test]
fn what_has_a_name_or_was_gone_back_to_stays() {
    let mut player = opening();
    player.advance_to(millis(300));
    player.act(kill(0)).expect("node 1 is up");
    player.undo().expect("it was killed");
    player.act(kill(1)).expect("node 2 is up");
    player.undo().expect("it was killed");
    player.act(kill(2)).expect("node 3 is up");
    player.undo().expect("it was killed");
    player.call_lane(BranchId(1), "mine").expect("it is short");
    player.switch_lane(BranchId(2));
    player.switch_lane(BranchId(3));
    let plans = |player: &dyn Player| {
        let branches = player.tree().branches.into_iter();
        branches.map(|branch| branch.plan).collect::<Vec<_>>()
    };
    let [first, second] = [1, 2].map(|place| plans(&*player)[place].clone());
    for turn in 0..40 {
        player.act(kill(turn % 5)).expect("it is up");
        player.undo().expect("it was killed");
    }
    assert_eq!(plans(&*player)[1], first);
    assert_eq!(plans(&*player)[2], second);
}

/// As many branches as there may be, each of them made on purpose.
fn full() -> Box<dyn Player> {
    let mut player = opening();
    player.advance_to(millis(400));
    player.act(kill(4)).expect("node 5 is up");
    player.advance_to(millis(500));
    while player.lanes().len() < BRANCHES_MAX {
        player.switch_lane(BranchId(0));
        player.go_to_time(millis(300));
        player.act(kill(0)).expect("node 1 is up");
    }
    player.switch_lane(BranchId(0));
    player.go_to_time(millis(450));
    player
}

#[test]
fn at_the_limit_nothing_moves_and_the_limit_is_named() {
    let mut player = full();
    let before = place(&*player);
    let why = player.undo().expect_err("there is no room");
    assert_eq!(why.key, "refused.branches");
    assert_eq!(place(&*player), before);
    let why = player.act(kill(1)).expect_err("there is no room");
    assert_eq!(why.key, "refused.branches");
    assert_eq!(place(&*player), before);
    assert_eq!(player.lane(), BranchId(0));
    // What needs no branch is taken back still.
    player.switch_lane(BranchId(1));
    player
        .undo()
        .expect("the branch it left is the one without it");
    assert!(player.redo());
    assert_eq!(player.lane(), BranchId(1));
}

#[test]
fn redo_keeps_what_it_leads_to() {
    let mut player = opening();
    player.advance_to(millis(300));
    let mut places = Vec::new();
    for turn in 0..30 {
        player.act(kill(turn % 5)).expect("it is up");
        player
            .act(Action::Restart(NodeId(turn % 5)))
            .expect("it is down");
        player.advance_to(player.moment().at.plus(millis(10)));
        places.push(place(&*player));
    }
    let mut taken_back = 0;
    while player.undo().is_ok() {
        taken_back += 1;
    }
    assert_eq!(taken_back, BRANCHES_MAX - 1, "all can be redone");
    for _ in 0..taken_back {
        assert!(player.redo());
    }
    assert_eq!(Some(&place(&*player)), places.last());
}

#[test]
fn at_the_limit_what_redo_leads_to_gives_way_to_what_is_done() {
    let mut player = opening();
    player.advance_to(millis(300));
    for turn in 0..30 {
        player.act(kill(turn % 5)).expect("it is up");
        let node = NodeId(turn % 5);
        player.act(Action::Restart(node)).expect("it is down");
        player.advance_to(player.moment().at.plus(millis(10)));
    }
    while player.undo().is_ok() {}
    assert_eq!(player.lanes().len(), BRANCHES_MAX);
    let before = Micros(player.moment().at.0 - 5_000);
    player.go_to_time(before);
    player.act(kill(3)).expect("there is room to be made");
    is_sound(&*player);
    assert!(!player.redo(), "something else was done");
}

#[test]
fn what_was_brought_back_stays() {
    let mut player = opening();
    player.advance_to(millis(900));
    player.go_to_time(millis(300));
    player.act(kill(0)).expect("node 1 is up");
    player.advance_to(millis(700));
    player.undo().expect("it was killed");
    player
        .remove_lane(BranchId(1))
        .expect("nothing hangs on it");
    assert!(player.bring_back_lane());
    let plan = player.tree().branches[1].plan.clone();
    for _ in 0..BRANCHES_MAX {
        player.switch_lane(BranchId(0));
        player.go_to_time(millis(310));
        let _ = player.act(kill(1));
    }
    assert_eq!(player.lanes().len(), BRANCHES_MAX);
    assert_eq!(player.tree().branches[1].plan, plan);
}

/// Several events happen at the same time: what is shown at one of them knows nothing of the next.
#[test]
fn a_moment_shows_the_same_whatever_was_run_beyond_it() {
    for entry in catalogue::ENTRIES.iter() {
        let scenario = entry.scenario();
        let mut far = open(&scenario).expect("the catalogue is sound");
        far.advance_to(millis(3_000));
        let mut fresh = open(&scenario).expect("the catalogue is sound");
        for step in 0..far.end().step.min(300) {
            fresh.go_to_step(step);
            far.go_to_step(step);
            assert_eq!(far.history(30), fresh.history(30), "{} at {step}", entry.id);
            let answers = |player: &dyn Player| {
                let promises = player.promises().into_iter();
                let of = promises.filter(|state| state.why.key == "promise.answers_fit");
                of.map(|state| state.why).collect::<Vec<_>>()
            };
            let (one, other) = (answers(&*far), answers(&*fresh));
            assert_eq!(one, other, "{} at {step}", entry.id);
            fresh.step_on();
        }
    }
}
