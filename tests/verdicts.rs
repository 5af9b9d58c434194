//! The sentence on what is going on and the dial beside it say the same.

use quorate::protocol::describe::VerdictKind;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::protocol::progress::Progress;
use quorate::run::{PROTOCOLS, open};
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::Action;

/// Plays everything that is offered while nodes go down one after the other, with time to rest before
/// and in between, and counts the moments at which it was blocked.
fn blocked_moments(protocol: &'static str) -> (u32, u32) {
    let (mut blocked, mut at_rest) = (0, 0);
    for (entry, scenario) in catalogue::plain_offers(protocol) {
        let mut player = open(&scenario).expect("the catalogue is sound");
        let nodes = player.stage().nodes.len() as u8;
        player.advance_to(Micros::from_millis(3_000));
        for node in (0..nodes).map(NodeId) {
            player.act(Action::Kill(node)).expect("it is up");
            for _ in 0..60 {
                let scene = player.stage().scene;
                let tally = scene.tally.as_ref();
                let won = tally.is_some_and(|tally| tally.met());
                if scene.verdict.kind == VerdictKind::Blocked {
                    let at = player.moment();
                    assert!(!won, "{} at {at:?}: {tally:?}", entry.id);
                    let can = tally.is_some_and(|tally| tally.can());
                    assert!(!can, "{} at {at:?}: {tally:?}", entry.id);
                    blocked += 1;
                    at_rest += u32::from(tally.is_some_and(|t| t.title.key == "tally.reach"));
                }
                let next = player.moment().at.plus(Micros::from_millis(20));
                player.advance_to(next);
            }
        }
    }
    (blocked, at_rest)
}

#[test]
fn no_dial_is_full_while_all_is_blocked() {
    for (protocol, _) in PROTOCOLS {
        let (blocked, at_rest) = blocked_moments(protocol);
        println!("{protocol}: {blocked} moments, {at_rest} with nothing collected");
        assert!(blocked > 60, "{protocol}: {blocked}");
    }
}

/// What the dial showed of one thing, event by event, and the boxes of the chart that were lit.
fn first_three_seconds(scenario: &Scenario) -> (Vec<(String, u8)>, Vec<Progress>) {
    let mut player = open(scenario).expect("the catalogue is sound");
    let (mut dial, mut chart) = (Vec::new(), Vec::new());
    player.advance_to(Micros::from_millis(3_000));
    let end = player.moment().step;
    for step in 0..=end {
        player.go_to_step(step);
        let scene = player.stage().scene;
        chart.push(scene.progress);
        if let Some(tally) = &scene.tally {
            let what = tally.title.args.iter().map(|(_, arg)| format!("{arg:?}"));
            dial.push((what.collect::<Vec<_>>().join(" "), tally.yes.len()));
        }
    }
    (dial, chart)
}

#[test]
fn the_dial_fills_seat_by_seat() {
    // A register counts replies first and holders then, and says which.
    for (protocol, _) in PROTOCOLS.iter().filter(|(id, _)| *id != "register") {
        for (entry, scenario) in catalogue::plain_offers(protocol) {
            let (dial, _) = first_three_seconds(&scenario);
            assert!(dial.iter().any(|(_, yes)| *yes > 1), "{}", entry.id);
            for pair in dial.windows(2) {
                let ((what, before), (then, after)) = (&pair[0], &pair[1]);
                let jumps = what == then && *after > before + 1;
                assert!(!jumps, "{}: {what} from {before} to {after}", entry.id);
            }
        }
    }
}

#[test]
fn the_chart_lights_every_box_and_ends_with_all_behind() {
    for (entry, scenario) in catalogue::plain_offers("vote") {
        let phases = open(&scenario).expect("it is sound").spec().phases.len();
        let (_, chart) = first_three_seconds(&scenario);
        for phase in 0..phases {
            let lit = chart.iter().any(|progress| progress.is_lit(phase));
            assert!(lit, "{}: box {phase} is never lit", entry.id);
        }
        assert_eq!(chart.last(), Some(&Progress::END), "{}", entry.id);
    }
}
