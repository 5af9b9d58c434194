//! Links and files from anywhere: a million broken ones are refused with a sentence or opened and
//! run, and none makes the program panic.

#![cfg(not(target_arch = "wasm32"))]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::scenario::catalogue::{ENTRIES, opening};
use quorate::scenario::file::ScenarioFile;
use quorate::scenario::{Scenario, link};
use quorate::sim::draw::{Draw, For};
use quorate::text::{Lang, render};

/// The counts can be scaled with QUORATE_TIMES.
fn times(count: u64) -> u64 {
    let times = std::env::var("QUORATE_TIMES").ok();
    count * times.and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// A few random changes: bytes changed, put in, taken out, doubled, cut off.
fn spoil(bytes: &mut Vec<u8>, draw: &mut Draw) {
    for _ in 0..draw.between(1, 4) {
        let length = bytes.len() as u64;
        if length == 0 {
            return;
        }
        let at = draw.between(0, length - 1) as usize;
        match draw.between(0, 6) {
            0 => bytes[at] = draw.between(0, 255) as u8,
            1 => bytes[at] ^= 1 << draw.between(0, 7),
            2 => bytes.insert(at, draw.between(0, 255) as u8),
            3 => {
                bytes.remove(at);
            }
            4 => bytes.truncate(at),
            // Numbers at their limits.
            5 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][draw.between(0, 4) as usize],
            _ => {
                let end = (at + draw.between(1, 8) as usize).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = draw.between(0, bytes.len() as u64) as usize;
                bytes.splice(to..to, piece);
            }
        }
    }
}

/// Whatever was let in must run, at least for a moment.
fn runs(scenario: &Scenario) -> bool {
    match open(scenario) {
        Ok(mut player) => {
            player.advance_to(Micros::from_millis(120));
            true
        }
        Err(why) => {
            assert!(!render(&why, Lang::En).is_empty(), "a refusal says why");
            assert!(!render(&why, Lang::Zh).is_empty(), "in both languages");
            false
        }
    }
}

#[test]
fn a_million_broken_links_are_refused_or_run() {
    let mut seeds: Vec<Vec<u8>> = ENTRIES
        .iter()
        .map(|entry| link::encode(&entry.scenario()))
        .map(|link| {
            URL_SAFE_NO_PAD
                .decode(link)
                .expect("our own links are sound")
        })
        .collect();
    let mut mixed = opening();
    mixed.clients.read_percent = 50;
    mixed.clients.keys = 3;
    mixed.clients.busy_every = Some(Micros::from_millis(20));
    let mixed = link::encode(&mixed);
    seeds.push(
        URL_SAFE_NO_PAD
            .decode(mixed)
            .expect("our own links are sound"),
    );
    let (mut refused, mut opened, mut ran) = (0u64, 0u64, 0u64);
    for number in 0..times(1_000_000) {
        let mut draw = Draw::new(number, For::Command, 7, 0);
        let mut bytes = seeds[(number % seeds.len() as u64) as usize].clone();
        spoil(&mut bytes, &mut draw);
        match link::decode(&URL_SAFE_NO_PAD.encode(&bytes)) {
            Err(why) => {
                assert!(!why.key.is_empty());
                refused += 1;
            }
            // Opening costs more than all else, so not all of them are run.
            Ok(scenario) if opened.is_multiple_of(8) => {
                opened += 1;
                ran += u64::from(runs(&scenario));
            }
            Ok(_) => opened += 1,
        }
    }
    assert!(
        refused > 0 && ran > 0,
        "both happen: {refused} {opened} {ran}"
    );
}

#[test]
fn broken_files_are_refused_or_run() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/static/scenarios");
    let read = |id: &str| std::fs::read(format!("{folder}/{id}.json")).expect("it is there");
    let seeds: Vec<Vec<u8>> = ENTRIES.iter().map(|entry| read(entry.id)).collect();
    let (mut refused, mut ran) = (0u64, 0u64);
    for number in 0..times(60_000) {
        let mut draw = Draw::new(number, For::Command, 8, 0);
        let mut bytes = seeds[(number % seeds.len() as u64) as usize].clone();
        spoil(&mut bytes, &mut draw);
        match serde_json::from_slice::<ScenarioFile>(&bytes) {
            Err(why) => {
                assert!(!why.to_string().is_empty());
                refused += 1;
            }
            Ok(file) => ran += u64::from(runs(&file.scenario())),
        }
    }
    assert!(refused > 0 && ran > 0, "both happen: {refused} {ran}");
}

/// What people get wrong by hand is named.
#[test]
fn a_refusal_names_the_field() {
    let refusal = |text: &str| -> String {
        match serde_json::from_str::<ScenarioFile>(text) {
            Err(why) => why.to_string(),
            Ok(file) => match open(&file.scenario()) {
                Err(why) => render(&why, Lang::En),
                Ok(_) => panic!("{text} opens"),
            },
        }
    };
    let with = |more: &str| format!(r#"{{"version":1,"protocol":"vote",{more}}}"#);
    for (text, names) in [
        (with(r#""colour":1"#), "colour"),
        (with(r#""params":{"nodes":0}"#), "nodes"),
        (with(r#""params":{"nodes":4294967296}"#), "parameter"),
        (with(r#""params":{"nodes":NaN}"#), "line 1"),
        (with(r#""params":{"sides":3}"#), "sides"),
        (with(r#""seed":-1"#), "-1"),
        (
            with(r#""clients":{"count":0,"patience":1000000}"#),
            "/clients/count",
        ),
        (
            with(r#""clients":{"count":1,"patience":1}"#),
            "/clients/patience",
        ),
        (
            with(r#""network":{"loss_permille":1001}"#),
            "/network/loss_permille",
        ),
        (with(r#""plan":[{"at":-1,"action":"heal_all"}]"#), "-1"),
        (with(r#""plan":[{"at":1,"action":{"kill":0}}]"#), "node"),
        (with(r#""broken_rules":["gravity"]"#), "gravity"),
        (r#"{"version":2,"protocol":"vote"}"#.to_owned(), "/version"),
        (r#"{"version":1,"protocol":"magic"}"#.to_owned(), "protocol"),
    ] {
        let said = refusal(&text);
        assert!(said.contains(names), "{text}: {said}");
    }
}
