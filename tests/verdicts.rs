//! The sentence on what is going on and the dial beside it say the same.

use quorate::protocol::describe::VerdictKind;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::run::{PROTOCOLS, open};
use quorate::scenario::catalogue;
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
