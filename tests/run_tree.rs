//! Moving about in a run: any moment can be gone to, by any way, and is the same; branches never
//! change the branch they parted from; and a run is the same on every machine.

use proptest::prelude::*;
use quorate::protocol::describe::Condition;
use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet, Peer};
use quorate::protocol::op::{Command, Key};
use quorate::run::player::{BranchId, Player, Standing};
use quorate::run::{first_broken, open};
use quorate::scenario::{Scenario, catalogue, link};
use quorate::sim::action::Action;

mod golden;

fn millis(ms: u64) -> Micros {
    Micros::from_millis(ms)
}

fn player(scenario: &Scenario) -> Box<dyn Player> {
    open(scenario).expect("the scenario is sound")
}

/// Everything that can be seen at a moment, as text.
fn seen(player: &dyn Player) -> String {
    let mut dots = Vec::new();
    player.dots(&mut dots);
    dots.sort_by_key(|dot| dot.message);
    let dots: Vec<_> = dots
        .iter()
        .map(|dot| {
            (
                dot.message,
                dot.from,
                dot.to,
                dot.progress,
                dot.lost,
                dot.waiting,
            )
        })
        .collect();
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{dots:?}\n{:x}",
        player.moment(),
        player.stage(),
        player.promises(),
        player.history(20),
        player.hash()
    )
}

fn busy(mode: &str) -> Scenario {
    let mut scenario = catalogue::vote(mode, 5);
    scenario.clients.count = 2;
    scenario.clients.busy_every = Some(millis(40));
    scenario.network.loss_permille = 30;
    scenario
}

#[test]
fn golden_runs_never_change() {
    for (name, scenario, until, hash) in golden::runs() {
        let mut player = player(&scenario);
        player.advance_to(until);
        assert_eq!(player.hash(), hash, "{name}: {:#x}", player.hash());
    }
}

#[test]
fn the_size_of_the_steps_in_time_does_not_matter() {
    let scenario = busy("coordinator");
    let mut at_once = player(&scenario);
    at_once.advance_to(millis(5_000));
    for frame in [1, 7, 16_667, 250_000] {
        let mut in_frames = player(&scenario);
        let mut at = 0;
        while at < 5_000_000 {
            at = (at + frame.max(997)).min(5_000_000);
            in_frames.advance_to(Micros(at));
        }
        assert_eq!(seen(&*in_frames), seen(&*at_once));
    }
}

#[test]
fn going_back_and_forth_ends_where_it_began() {
    for mode in ["coordinator", "peer", "leaderless"] {
        let mut player = player(&busy(mode));
        player.advance_to(millis(4_000));
        player.act(Action::Kill(NodeId(1))).expect("node 2 is up");
        player.advance_to(millis(8_000));
        let end = seen(&*player);
        let last = player.end();
        let mut moments = Vec::new();
        for step in (1..last.step).step_by(97) {
            player.go_to_step(step);
            assert_eq!(player.moment().step, step);
            moments.push((step, seen(&*player)));
        }
        for (step, then) in moments.iter().rev() {
            player.go_to_step(*step);
            assert_eq!(&seen(&*player), then, "{mode}, event {step}");
        }
        player.go_to_time(last.at);
        assert_eq!(seen(&*player), end);
        player.step_back();
        player.step_back();
        player.step_on();
        player.step_on();
        player.go_to_time(last.at);
        assert_eq!(seen(&*player), end);
    }
}

#[test]
fn a_branch_leaves_its_parent_as_it_was() {
    let mut player = player(&catalogue::opening());
    player.advance_to(millis(2_000));
    let trunk = seen(&*player);
    player.go_to_time(millis(100));
    player.act(Action::Kill(NodeId(0))).expect("node 1 is up");
    player.advance_to(millis(3_000));
    assert_eq!(player.lane(), BranchId(1));
    let branch = seen(&*player);
    player.switch_lane(BranchId(0));
    player.go_to_time(millis(2_000));
    assert_eq!(seen(&*player), trunk);
    player.switch_lane(BranchId(1));
    player.go_to_time(millis(3_000));
    assert_eq!(seen(&*player), branch);
    assert_eq!(player.lanes().len(), 2);
}

fn takes_back_and_brings_back(player: &mut dyn Player, before: &str, after: &str) {
    assert!(player.undo().is_ok());
    assert_eq!(seen(player), before);
    assert!(player.redo());
    assert_eq!(seen(player), after);
}

#[test]
fn undo_takes_back_and_redo_brings_back() {
    let mut player = player(&catalogue::opening());
    player.advance_to(millis(300));
    let before = seen(&*player);
    player.act(Action::Kill(NodeId(2))).expect("node 3 is up");
    player.advance_to(millis(900));
    let after = seen(&*player);
    takes_back_and_brings_back(&mut *player, &before, &after);
    assert!(!player.redo());
    assert!(
        player.undo().is_ok() && player.undo().is_err(),
        "there was one thing to take back"
    );
}

/// Nothing is left of what was done, though it was done in the very instant that is shown again.
#[test]
fn undo_leaves_no_trace() {
    for at in [millis(90), millis(110), millis(300)] {
        let mut player = player(&catalogue::opening());
        player.advance_to(at);
        let before = seen(&*player);
        let mut dots = Vec::new();
        player.dots(&mut dots);
        let flying = dots
            .iter()
            .find(|dot| dot.lost.is_none() && dot.progress < 1.0);
        let flying = flying.expect("something is under way").message;
        let key = player.message(flying).expect("it is kept").key;
        for action in [
            Action::Kill(NodeId(1)),
            Action::Split(NodeSet::from_iter([NodeId(0)])),
            Action::Drop(key),
            Action::DeliverNow(key),
            Action::Delay {
                message: key,
                by: millis(500),
            },
            Action::Request {
                client: ClientId(0),
                node: None,
                command: Command::Write {
                    key: Key(0),
                    value: 9,
                },
            },
        ] {
            player.act(action).expect("it can be done");
            player.advance_to(Micros(at.0 + 50_000));
            assert!(player.undo().is_ok());
            assert_eq!(seen(&*player), before, "{action:?} at {at:?}");
            let again = player.message(flying).expect("it is kept");
            assert_eq!(again.key, key);
            player.go_to_time(at);
        }
    }
}

/// A line drawn across several links cuts them in one go.
#[test]
fn what_was_done_together_is_taken_back_together() {
    let cut = |to| Action::Cut {
        from: Peer::Node(NodeId(0)),
        to: Peer::Node(NodeId(to)),
        both: true,
    };
    let mut player = player(&catalogue::opening());
    player.advance_to(millis(200));
    player.act(Action::Kill(NodeId(4))).expect("node 5 is up");
    player.advance_to(millis(300));
    let before = seen(&*player);
    let together = [cut(1), cut(2), cut(3)];
    player.act_together(&together).expect("all are whole");
    assert_eq!(player.stage().faults.len(), 6);
    player.advance_to(millis(900));
    let after = seen(&*player);

    takes_back_and_brings_back(&mut *player, &before, &after);

    // What a later branch shares of it is taken back together still.
    player.act(Action::Kill(NodeId(3))).expect("node 4 is up");
    player.go_to_time(millis(600));
    player.act(Action::Kill(NodeId(1))).expect("node 2 is up");
    player.act(Action::Kill(NodeId(2))).expect("node 3 is up");
    assert!(
        player.undo().is_ok() && player.undo().is_ok(),
        "both were killed"
    );
    assert_eq!(player.stage().faults.len(), 6);
    assert!(player.undo().is_ok(), "three links were cut");
    assert_eq!(player.stage().faults.len(), 0);
    assert!(player.undo().is_ok(), "node 5 was killed");
    assert!(player.undo().is_err());
}

#[test]
fn what_is_refused_ends_what_is_done_together() {
    let mut player = player(&catalogue::opening());
    player.advance_to(millis(300));
    let before = seen(&*player);
    let [up, down] = [NodeId(1), NodeId(9)].map(Action::Kill);
    assert!(player.act_together(&[down, up]).is_err());
    assert_eq!(seen(&*player), before);
    assert!(player.act_together(&[up, down]).is_err());
    assert!(player.undo().is_ok(), "node 2 was killed");
    assert_eq!(seen(&*player), before);
}

#[test]
fn refused_actions_change_nothing() {
    let mut player = player(&catalogue::opening());
    player.advance_to(millis(500));
    let before = seen(&*player);
    assert!(player.act(Action::Restart(NodeId(2))).is_err());
    assert!(player.act(Action::Kill(NodeId(77))).is_err());
    assert!(player.act(Action::Split(NodeSet::EMPTY)).is_err());
    assert_eq!(seen(&*player), before);
}

/// At a moment between two things that were done at one time.
fn between_two_kills() -> Box<dyn Player> {
    let mut player = player(&catalogue::opening());
    player.advance_to(millis(300));
    for node in [1, 2] {
        player.act(Action::Kill(NodeId(node))).expect("it is up");
    }
    player.advance_to(millis(900));
    player.go_to_time(millis(300));
    player.step_back();
    assert_eq!(player.moment().at, millis(300), "still the same time");
    player
}

#[test]
fn redo_goes_to_the_very_moment_between_things_that_happen_at_one_time() {
    let mut player = between_two_kills();
    let before = seen(&*player);
    assert!(player.undo().is_ok(), "node 3 was killed");
    assert!(player.redo());
    assert_eq!(seen(&*player), before);
}

#[test]
fn undo_goes_to_the_very_moment_between_things_that_happen_at_one_time() {
    let mut player = between_two_kills();
    let before = seen(&*player);
    player.act(Action::Kill(NodeId(3))).expect("node 4 is up");
    player.advance_to(millis(900));
    assert!(player.undo().is_ok(), "node 4 was killed");
    assert_eq!(player.lane(), BranchId(0));
    assert_eq!(seen(&*player), before);
}

#[test]
fn acting_between_things_done_at_one_time_leaves_the_later_ones_out() {
    let mut player = between_two_kills();
    player.act(Action::Kill(NodeId(3))).expect("node 4 is up");
    let down = |player: &dyn Player| {
        let nodes = player.stage().nodes.into_iter();
        let down = nodes.filter(|node| node.condition == Condition::Down);
        down.map(|node| node.id.0).collect::<Vec<_>>()
    };
    assert_eq!(down(&*player), [1, 3]);
    let plan = player.scenario().plan;
    let killed = plan
        .iter()
        .map(|planned| planned.action)
        .filter_map(|action| match action {
            Action::Kill(node) => Some(node.0),
            _ => None,
        });
    assert_eq!(killed.collect::<Vec<_>>(), [1, 3]);
    player.advance_to(millis(900));
    let mut fresh = self::player(&player.scenario());
    fresh.advance_to(millis(900));
    assert_eq!(fresh.hash(), player.hash());
    player.switch_lane(BranchId(0));
    assert_eq!(down(&*player), [1, 2], "the old future stays");
}

#[test]
fn what_is_refused_in_the_past_leaves_the_very_moment() {
    let mut player = between_two_kills();
    let before = seen(&*player);
    assert!(player.act(Action::Kill(NodeId(1))).is_err(), "it is down");
    assert_eq!(seen(&*player), before);
    // What came by itself at that very time is as far away as before, too.
    player.advance_to(millis(900));
    player.go_to_time(millis(200));
    player.step_back();
    let before = seen(&*player);
    assert!(player.act(Action::Kill(NodeId(77))).is_err());
    assert_eq!(seen(&*player), before);
}

/// A cluster in which next to nothing gets through, though it could.
fn deaf() -> Scenario {
    let mut scenario = catalogue::opening();
    scenario.network.loss_permille = 990;
    scenario
}

#[test]
fn a_promise_reads_broken_from_where_it_broke() {
    let mut player = player(&deaf());
    let answered = |player: &dyn Player| {
        let mut promises = player.promises().into_iter();
        let answered = promises.find(|state| state.promise.id == "answered");
        answered.expect("the vote promises it")
    };
    player.advance_to(millis(25_000));
    player
        .act(Action::Request {
            client: ClientId(0),
            node: None,
            command: Command::Write {
                key: Key(0),
                value: 9,
            },
        })
        .expect("it can always ask");
    player.advance_to(millis(29_000));
    let before = player.promises();
    assert!(first_broken(&before, &before).is_none());
    player.advance_to(millis(90_000));
    let now = player.promises();
    let broken = first_broken(&before, &now).expect("nobody has been answered");
    assert_eq!(broken.promise.id, "answered");
    assert!(first_broken(&now, &now).is_none(), "that is known");
    let moment = broken.broken_at.expect("it is broken");
    assert!(
        moment.at > millis(30_000) && moment.at < millis(55_000),
        "with the first request"
    );
    player.go_to_break(moment);
    assert_eq!(player.moment().at, moment.at);
    assert_eq!(answered(&*player).standing, Standing::Broken);
    assert_eq!(answered(&*player).broken_at, Some(moment));
    player.go_to_time(Micros(moment.at.0 - 1));
    assert_eq!(answered(&*player).standing, Standing::Pending);
}

#[test]
fn a_link_makes_the_very_same_run() {
    let mut player = player(&busy("leaderless"));
    player.advance_to(millis(700));
    player
        .act(Action::Split(
            NodeSet::EMPTY.with(NodeId(3)).with(NodeId(4)),
        ))
        .expect("a split");
    player.advance_to(millis(1_500));
    player
        .act(Action::HealAll)
        .expect("healing is always possible");
    player.advance_to(millis(2_500));
    let scenario = link::decode(&link::encode(&player.scenario())).expect("our own link");
    let mut again = self::player(&scenario);
    again.advance_to(millis(2_500));
    assert_eq!(again.hash(), player.hash());
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Act, move, act in the past, move: wherever one goes, the moment is what a fresh run with
    /// the same interventions shows.
    #[test]
    fn every_moment_is_what_its_interventions_make(
        moves in proptest::collection::vec((any_action(), 0u64..900, 0u64..1_200), 1..12),
        look in 0u64..1_000,
    ) {
        let mut player = player(&busy("coordinator"));
        for (action, forward, at) in moves {
            player.advance_to(player.moment().at.plus(millis(forward)));
            if at % 3 == 0 {
                player.go_to_time(millis(at));
            }
            let _ = player.act(action);
        }
        player.advance_to(player.moment().at.plus(millis(500)));
        let end = player.end().at;
        player.go_to_time(Micros(end.0 * look / 1_000));
        let mut fresh = self::player(&player.scenario());
        fresh.advance_to(end);
        fresh.go_to_time(player.moment().at);
        prop_assert_eq!(seen(&*player), seen(&*fresh));
    }
}
