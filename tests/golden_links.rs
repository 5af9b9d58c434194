//! Old links open, and broken ones are answered, as they always were. The table is in
//! `tests/golden/links`; with QUORATE_BLESS=1 lines are added to it, and none is changed.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quorate::protocol::ids::{Micros, NodeId};
use quorate::run::open;
use quorate::run::player::{BranchId, Player};
use quorate::scenario::{Scenario, catalogue, link};
use quorate::sim::action::Action;
use quorate::sim::draw::{Draw, For};

#[path = "golden/links.rs"]
mod links;

#[test]
fn links_of_every_form_open_as_they_did() {
    if std::env::var_os("QUORATE_BLESS").is_some() {
        return bless();
    }
    links::hold_all();
}

#[test]
fn every_form_and_every_protocol_is_there() {
    for (form, table) in (1u8..).zip(links::FORMS) {
        let mut protocols: Vec<String> = Vec::new();
        for line in table.lines() {
            let link = line.split(' ').nth(1).expect("a line has a link");
            let bytes = URL_SAFE_NO_PAD.decode(link).expect("it is a link");
            assert_eq!(bytes[0], form, "{line}");
            let tree = link::decode_tree(link).expect("it opens");
            protocols.push(tree.setup.protocol);
        }
        for (protocol, _) in quorate::run::PROTOCOLS {
            assert!(
                protocols.iter().any(|known| known == protocol),
                "form {form} has no {protocol}"
            );
        }
    }
}

/// What the lines are made of when there are none yet, by form.
fn samples() -> [Vec<(String, String)>; 4] {
    let named = |name: &str, link: String| (name.to_owned(), link);
    let mut first: Vec<_> = catalogue::ENTRIES
        .iter()
        .map(|entry| named(entry.id, link::encode(&entry.scenario())))
        .filter(|(_, link)| link.starts_with("AQ"))
        .collect();
    first.push(named("opening", link::encode(&catalogue::opening())));
    let protocols = quorate::run::PROTOCOLS
        .iter()
        .map(|(protocol, _)| *protocol);
    let mixed = protocols.clone().map(|protocol| {
        let scenario = busy(protocol);
        named(protocol, link::encode(&scenario))
    });
    let trees = protocols.clone().flat_map(|protocol| {
        [catalogue::plain(protocol), busy(protocol)].map(|scenario| {
            let clients = scenario.clients.count;
            let name = format!("{protocol}-{clients}-branched");
            named(&name, link::encode_tree(&branched(&scenario).tree()))
        })
    });
    let grouped = protocols.map(|protocol| {
        let player = grouped(&busy(protocol));
        let name = format!("{protocol}-grouped");
        named(&name, link::encode_tree(&player.tree()))
    });
    [first, mixed.collect(), trees.collect(), grouped.collect()]
}

/// Busy clients that ask for all there is.
fn busy(protocol: &str) -> Scenario {
    let mut scenario = catalogue::plain(protocol);
    scenario.clients.count = 2;
    scenario.clients.busy_every = Some(Micros::from_millis(150));
    scenario.clients.read_percent = 40;
    scenario.clients.keys = 2;
    scenario.network.loss_permille = 20;
    scenario
}

/// Deeds in the past, one taken back, and a name.
fn branched(scenario: &Scenario) -> Box<dyn Player> {
    let ms = Micros::from_millis;
    let mut player = open(scenario).expect("the scenario is sound");
    player.advance_to(ms(1_500));
    for (at, action) in [
        (400, Action::Kill(NodeId(1))),
        (700, Action::Isolate(NodeId(2))),
        (300, Action::Pause(NodeId(0))),
    ] {
        player.go_to_time(ms(at));
        player.act(action).expect("all are up then");
        player.advance_to(ms(at + 900));
    }
    let _ = player.undo();
    player.advance_to(ms(2_000));
    player
        .call_lane(BranchId(1), "第一个 one")
        .expect("a plain name");
    player
}

/// Several links cut in one go, here and on a branch.
fn grouped(scenario: &Scenario) -> Box<dyn Player> {
    let ms = Micros::from_millis;
    let cut = |to| Action::Cut {
        from: NodeId(0).into(),
        to: NodeId(to).into(),
        both: true,
    };
    let mut player = open(scenario).expect("the scenario is sound");
    let kill = |node| Action::Kill(NodeId(node));
    let pause = |node| Action::Pause(NodeId(node));
    for (at, actions) in [
        (400, [1, 2].map(cut)),
        (900, [0, 1].map(pause)),
        (600, [1, 2].map(kill)),
    ] {
        player.go_to_time(ms(at));
        player.advance_to(ms(at));
        player.act_together(&actions).expect("all are up then");
        player.advance_to(ms(at + 500));
    }
    player
}

/// Adds what is missing. What is there must never change: others have it in their bookmarks.
fn bless() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/links");
    for ((number, table), samples) in (1..).zip(links::FORMS).zip(samples()) {
        let mut table = table.to_owned();
        for (name, link) in samples {
            if !table
                .lines()
                .any(|line| line.starts_with(&format!("{name} ")))
            {
                let tree = link::decode_tree(&link).expect("our own link");
                let ends = links::ends(&tree).join(" ");
                writeln!(table, "{name} {link} {ends}").expect("a string takes it all");
            }
        }
        let path = format!("{folder}/form-{number}.txt");
        std::fs::write(path, table).expect("the table can be written");
    }
    let path = format!("{folder}/broken.txt");
    std::fs::write(path, broken()).expect("the table can be written");
}

/// Some links for each answer that broken ones get.
fn broken() -> String {
    const EACH: usize = 4;
    let sound: Vec<Vec<u8>> = samples()
        .iter()
        .flatten()
        .map(|(_, link)| URL_SAFE_NO_PAD.decode(link).expect("our own link"))
        .collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for number in 0..400_000 {
        let mut draw = Draw::new(number, For::Command, 11, 0);
        let mut bytes = sound[draw.between(0, sound.len() as u64 - 1) as usize].clone();
        for _ in 0..draw.between(1, 3) {
            let at = draw.between(0, bytes.len() as u64 - 1) as usize;
            match draw.between(0, 3) {
                0 => bytes[at] = draw.between(0, 255) as u8,
                1 => bytes[at] ^= 1 << draw.between(0, 7),
                2 => bytes.insert(at, [0, 1, 0x7f, 0x80, 0xff][draw.between(0, 4) as usize]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let link = URL_SAFE_NO_PAD.encode(&bytes);
        let like = found.entry(links::answer(&link)).or_default();
        if like.len() < EACH {
            like.push(link);
        }
    }
    let mut table = String::new();
    for (said, links) in found {
        for link in links {
            writeln!(table, "{link} {said}").expect("a string takes it all");
        }
    }
    table
}
