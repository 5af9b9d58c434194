//! What the strip and the chart say of what is still possible is so.

use quorate::protocol::describe::{Scene, VerdictKind};
use quorate::protocol::ids::{ClientId, Micros, NodeId, NodeSet};
use quorate::protocol::op::{Command, Key};
use quorate::protocol::params::ParamValue;
use quorate::protocol::progress::Progress;
use quorate::run::open;
use quorate::run::player::Player;
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::Action;

fn vote(mode: &str, needed: &str) -> Scenario {
    let mut scenario = catalogue::vote(mode, 5);
    let rule = ParamValue::Word(needed.to_owned());
    scenario.params.insert("threshold".to_owned(), rule);
    scenario
}

/// Stories in which too few replies are taken for enough.
const MINORITIES: [&str; 2] = ["count-replies-only", "count-replies-only-leaderless"];

fn of_catalogue(id: &str) -> Scenario {
    let entry = catalogue::ENTRIES.iter().find(|entry| entry.id == id);
    entry.expect("it is there").scenario()
}

fn opened(scenario: &Scenario, millis: u64) -> Box<dyn Player> {
    let mut player = open(scenario).expect("it is sound");
    player.advance_to(Micros::from_millis(millis));
    player
}

fn wait(player: &mut dyn Player, millis: u64) {
    let until = player.moment().at.plus(Micros::from_millis(millis));
    player.advance_to(until);
}

fn ask(player: &mut dyn Player) {
    let request = Action::Request {
        client: ClientId(0),
        node: None,
        command: Command::Write {
            key: Key(0),
            value: 9,
        },
    };
    player.act(request).expect("one can always ask");
}

fn kill(player: &mut dyn Player, node: u8) {
    player.act(Action::Kill(NodeId(node))).expect("it is up");
}

fn more(scene: &Scene) -> &'static str {
    scene.verdict.more.as_ref().map_or("", |more| more.key)
}

#[test]
fn a_primary_that_needs_fewer_votes_than_an_election_is_what_all_hangs_on() {
    let mut player = opened(&vote("coordinator", "one"), 1_000);
    let scene = player.stage().scene;
    assert_eq!(scene.verdict.kind, VerdictKind::Idle);
    assert_eq!(more(&scene), "verdict.idle.while_it_leads");
    for node in 1..4 {
        kill(&mut *player, node);
    }
    ask(&mut *player);
    wait(&mut *player, 2_000);
    let scene = player.stage().scene;
    assert_eq!(
        scene.verdict.kind,
        VerdictKind::Committed,
        "one vote is enough"
    );
    kill(&mut *player, 0);
    for _ in 0..30 {
        let scene = player.stage().scene;
        assert_eq!(
            scene.verdict.kind,
            VerdictKind::Blocked,
            "nobody can be elected"
        );
        wait(&mut *player, 200);
    }
}

#[test]
fn others_go_on_only_if_they_have_the_votes() {
    for (needed, can) in [("majority", true), ("all", false)] {
        let mut player = opened(&vote("coordinator", needed), 1_000);
        let far: NodeSet = [2, 3, 4].map(NodeId).into_iter().collect();
        player.act(Action::Split(far)).expect("it is whole");
        ask(&mut *player);
        let mut said = false;
        for _ in 0..60 {
            wait(&mut *player, 5);
            said |= more(&player.stage().scene) == "verdict.others_can";
        }
        assert_eq!(said, can, "{needed}");
    }
}

#[test]
fn what_too_few_hold_is_only_taken_for_committed() {
    for id in MINORITIES {
        let mut player = opened(&of_catalogue(id), 0);
        let mut short = 0;
        for _ in 0..400 {
            wait(&mut *player, 10);
            let Scene { verdict, tally, .. } = player.stage().scene;
            let Some(tally) = tally.filter(|_| verdict.kind == VerdictKind::Committed) else {
                continue;
            };
            let enough = tally.yes.union(tally.possible).len() >= tally.need;
            let key = if enough {
                "verdict.committed.body"
            } else {
                "verdict.committed.short"
            };
            assert_eq!(verdict.body.key, key, "{id} at {:?}", player.moment());
            short += u32::from(!enough);
        }
        assert!(short > 0, "{id}");
    }
}

#[test]
fn a_confirmation_of_what_nobody_proposes_any_more_decides_nothing() {
    let mut confirmed = 0;
    for late in 0..40 {
        let mut player = opened(&vote("leaderless", "majority"), 1_000);
        ask(&mut *player);
        wait(&mut *player, 2 * late);
        kill(&mut *player, 0);
        for _ in 0..40 {
            wait(&mut *player, 3);
            let Scene {
                progress, verdict, ..
            } = player.stage().scene;
            if verdict.kind != VerdictKind::Committed {
                assert!(!progress.is_lit(2), "{late}: nothing is decided");
                confirmed += 1;
            }
        }
    }
    assert!(confirmed > 100);
}

#[test]
fn the_chart_is_not_at_its_end_while_somebody_waits() {
    for mode in ["coordinator", "peer", "leaderless"] {
        let mut player = opened(&vote(mode, "majority"), 1_000);
        ask(&mut *player);
        wait(&mut *player, 2_000);
        assert_eq!(player.stage().scene.progress, Progress::END, "{mode}");
        kill(&mut *player, 0);
        wait(&mut *player, 3_000);
        ask(&mut *player);
        let mut waited = 0;
        loop {
            wait(&mut *player, 5);
            let history = player.history(9);
            let asked = history.last().expect("it was asked");
            if asked.answered.is_some() {
                break;
            }
            assert_ne!(player.stage().scene.progress, Progress::END, "{mode}");
            waited += 1;
        }
        assert!(waited > 5, "{mode}");
    }
}

/// A leader that hears too few others is told of before anybody asks it for something.
#[test]
fn a_leader_at_rest_that_hears_nobody_is_no_quorum() {
    let plain = |protocol| Scenario {
        plan: Vec::new(),
        ..catalogue::plain(protocol)
    };
    let mut multi = plain("paxos");
    let word = ParamValue::Word("multi".to_owned());
    multi.params.insert("mode".to_owned(), word);
    for scenario in [vote("coordinator", "majority"), plain("raft"), multi] {
        let mut player = opened(&scenario, 5_000);
        let leader = player.stage().scene.coordinator.expect("somebody leads");
        for node in (0..5).map(NodeId).filter(|node| *node != leader) {
            let (from, to) = (node.into(), leader.into());
            let both = false;
            player
                .act(Action::Cut { from, to, both })
                .expect("it is whole");
        }
        wait(&mut *player, 500);
        let scene = player.stage().scene;
        let name = &scenario.protocol;
        assert_eq!(scene.verdict.kind, VerdictKind::Blocked, "{name}");
        assert_eq!(more(&scene), "verdict.still_heard", "{name}");
        let tally = scene.tally.expect("who could vote");
        assert!(!tally.can(), "{name}: {tally:?}");
    }
}

/// With the rule broken, whoever is there commits when the time is up: nothing is blocked.
#[test]
fn nothing_is_blocked_where_the_replies_that_come_are_enough() {
    for id in MINORITIES {
        let mut player = opened(&of_catalogue(id), 0);
        let mut said = 0;
        for _ in 0..300 {
            wait(&mut *player, 10);
            let scene = player.stage().scene;
            let led = scene.coordinator.is_some() || id.ends_with("leaderless");
            let blocked = scene.verdict.kind == VerdictKind::Blocked;
            assert!(!(blocked && led), "{id} at {:?}", player.moment());
            said += u32::from(more(&scene) == "verdict.replies_only");
        }
        assert!(said > 0, "{id}");
    }
}

#[test]
fn a_request_that_gets_nowhere_is_told_of() {
    let mut player = opened(&vote("coordinator", "majority"), 1_000);
    ask(&mut *player);
    wait(&mut *player, 1);
    assert_eq!(player.stage().scene.verdict.head.key, "verdict.asked");
    wait(&mut *player, 1_000);
    assert_eq!(player.stage().scene.verdict.kind, VerdictKind::Committed);
    kill(&mut *player, 0);
    wait(&mut *player, 4_000);
    ask(&mut *player);
    let mut waited = false;
    for _ in 0..300 {
        wait(&mut *player, 5);
        let Scene { verdict, .. } = player.stage().scene;
        waited |= verdict.head.key == "verdict.waiting";
    }
    assert!(waited, "it went to the node that is down");
}

/// What comes round late takes nobody out of the count.
#[test]
fn the_dial_of_what_is_kept_never_goes_back() {
    for mode in ["coordinator", "leaderless"] {
        let mut player = opened(&vote(mode, "majority"), 1_000);
        ask(&mut *player);
        let mut dots = Vec::new();
        let mut late = false;
        let mut most = 0;
        for _ in 0..1_000 {
            wait(&mut *player, 1);
            player.dots(&mut dots);
            let to_the_third = dots.iter().find_map(|dot| {
                let key = player.message(dot.message)?.key;
                (key.to == NodeId(2).into() && key.from == NodeId(0).into()).then_some(key)
            });
            if let Some(message) = to_the_third.filter(|_| !late) {
                let by = Micros::from_millis(400);
                player.act(Action::Delay { message, by }).expect("it flies");
                late = true;
            }
            let scene = player.stage().scene;
            let tally = scene.tally.filter(|tally| tally.title.key == "tally.kept");
            let have = tally.map_or(most, |tally| tally.yes.len());
            assert!(have >= most, "{mode}: from {most} to {have}");
            most = have;
        }
        assert!(late && most == 5, "{mode}: {most}");
    }
}

/// One that is cut off keeps asking for votes for what the others have committed long since.
#[test]
fn what_was_committed_elsewhere_is_not_blocked() {
    for mode in ["leaderless", "peer"] {
        let mut player = opened(&vote(mode, "majority"), 1_000);
        player.act(Action::Isolate(NodeId(0))).expect("it is whole");
        ask(&mut *player);
        wait(&mut *player, 500);
        let scene = player.stage().scene;
        assert_eq!(scene.verdict.kind, VerdictKind::Blocked, "{mode}");
        assert_eq!(more(&scene), "verdict.elsewhere", "{mode}");
        while player.history(9).iter().any(|seen| seen.answered.is_none()) {
            wait(&mut *player, 10);
        }
        for _ in 0..300 {
            let kind = player.stage().scene.verdict.kind;
            assert_eq!(kind, VerdictKind::Committed, "{mode}");
            wait(&mut *player, 10);
        }
    }
}

/// Where one believes that it leads and another does, the request at the first is told of, and what
/// another client asks for is not taken for it.
#[test]
fn a_request_at_a_leader_that_is_cut_off_is_told_of() {
    let mut player = opened(&of_catalogue("majority-survives"), 1_700);
    let body = |player: &dyn Player| player.stage().scene.verdict.body;
    assert_eq!(body(&*player).key, "verdict.waiting.at");
    wait(&mut *player, 510);
    let asked = body(&*player);
    assert_eq!(asked.key, "verdict.asked.body");
    let words = quorate::text::render(&asked, quorate::text::Lang::En);
    assert!(words.contains("x = 9"), "{words}");
}

/// A network that loses everything is as good as cut.
#[test]
fn nothing_can_be_committed_where_all_is_lost() {
    for mode in ["coordinator", "peer", "leaderless"] {
        let mut scenario = vote(mode, "majority");
        scenario.network.loss_permille = 1_000;
        let player = opened(&scenario, 10);
        let scene = player.stage().scene;
        assert_eq!(scene.verdict.kind, VerdictKind::Blocked, "{mode}");
        assert!(!scene.tally.expect("who could vote").can(), "{mode}");
    }
}
