//! Links with branches: a million broken ones are refused or opened, and everything can be done there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::run::player::BranchId;
use quorate::run::{open, open_tree};
use quorate::scenario::catalogue::ENTRIES;
use quorate::scenario::link;
use quorate::scenario::tree::Tree;
use quorate::sim::action::Action;
use quorate::sim::draw::{Draw, For};

use super::{spoil, times};

/// Trees of branches, as people make them.
fn trees() -> Vec<Vec<u8>> {
    let kill = |node| Action::Kill(NodeId(node));
    let trees = ["majority-survives", "raft-returns", "register-sloppy"].map(|id| {
        let entry = ENTRIES.iter().find(|entry| entry.id == id);
        let mut player = open(&entry.expect("it is there").scenario()).expect("it is sound");
        player.advance_to(Micros::from_millis(900));
        for (at, node) in [(300, 0), (420, 1), (100, 2)] {
            player.go_to_time(Micros::from_millis(at));
            // Where it is down already, the tree has a branch less.
            let _ = player.act(kill(node));
            player.advance_to(Micros::from_millis(at + 200));
        }
        let _ = player.undo();
        player.call_lane(BranchId(1), "二号").expect("a plain name");
        link::encode_tree(&player.tree())
    });
    let sound = |link| {
        URL_SAFE_NO_PAD
            .decode(link)
            .expect("our own links are sound")
    };
    trees.map(sound).to_vec()
}

/// Whatever tree was let in is the same out of a link of its own, and everything a person may do
/// with its branches can be done.
fn grows(tree: &Tree) -> bool {
    let again = link::decode_tree(&link::encode_tree(tree));
    assert_eq!(again.as_ref(), Ok(tree), "what is sound stays as it is");
    let Ok(grown) = open_tree(tree, 2_000) else {
        return false;
    };
    let mut player = grown.player;
    for lane in player.lanes() {
        player.switch_lane(lane.id);
        let soon = player.moment().at.plus(Micros::from_millis(20));
        player.advance_to(soon);
        let _ = player.undo();
        let _ = player.act(Action::HealAll);
    }
    let again = link::decode_tree(&link::encode_tree(&player.tree()));
    assert_eq!(again, Ok(player.tree()), "and whatever comes of it too");
    true
}

/// What the small program passes on is text, and comes by the same way.
#[test]
fn broken_loose_links_are_refused_or_run() {
    let mut player = open(&ENTRIES[0].scenario()).expect("it is sound");
    for (node, at) in [300, 200, 420].into_iter().enumerate() {
        player.advance_to(Micros::from_millis(900));
        player.go_to_time(Micros::from_millis(at));
        let node = NodeId(node as u8);
        player.act(Action::Kill(node)).expect("it is up");
    }
    let _ = player.undo();
    let sound = player.loose_link();
    assert!(sound.starts_with('~'));
    let letters = b"~~..0123456789-AQw_";
    let (mut refused, mut grew) = (0u64, 0u64);
    for number in 0..times(200_000) {
        let mut draw = Draw::new(number, For::Command, 10, 0);
        let mut text = sound.clone().into_bytes();
        for _ in 0..draw.between(1, 3) {
            let at = draw.between(0, (text.len() as u64).saturating_sub(1)) as usize;
            let letter = letters[draw.between(0, letters.len() as u64 - 1) as usize];
            match draw.between(0, 3) {
                0 => text.insert(at, letter),
                1 => text.truncate(at + 1),
                2 if !text.is_empty() => {
                    text.remove(at);
                }
                _ => text
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|old| *old = letter),
            }
        }
        let text = String::from_utf8(text).expect("all of it is ASCII");
        match link::decode_tree(&text) {
            Err(why) => {
                assert!(!why.key.is_empty());
                refused += 1;
            }
            Ok(tree) => grew += u64::from(grows(&tree)),
        }
    }
    assert!(refused > 0 && grew > 0, "both happen: {refused} {grew}");
}

#[test]
fn a_million_broken_trees_are_refused_or_run() {
    let seeds = trees();
    let (mut refused, mut opened, mut grew) = (0u64, 0u64, 0u64);
    for number in 0..times(1_000_000) {
        let mut draw = Draw::new(number, For::Command, 9, 0);
        let mut bytes = seeds[(number % seeds.len() as u64) as usize].clone();
        spoil(&mut bytes, &mut draw);
        match link::decode_tree(&URL_SAFE_NO_PAD.encode(&bytes)) {
            Err(why) => {
                assert!(!why.key.is_empty());
                refused += 1;
            }
            Ok(tree) if opened.is_multiple_of(32) => {
                opened += 1;
                grew += u64::from(grows(&tree));
            }
            Ok(_) => opened += 1,
        }
    }
    assert!(
        refused > 0 && grew > 0,
        "both happen: {refused} {opened} {grew}"
    );
}
