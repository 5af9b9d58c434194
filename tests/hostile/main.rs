//! Links and files from anywhere: a million broken ones are refused with a sentence or opened and
//! run, and none makes the program panic.

#![cfg(not(target_arch = "wasm32"))]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::scenario::catalogue::{ENTRIES, opening};
use quorate::scenario::{Scenario, link, read};
use quorate::sim::draw::{Draw, For};
use quorate::text::{Lang, render};

#[path = "../hostile_files/mod.rs"]
mod hostile_files;
mod trees;

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

/// What a number, a name or a word is replaced with.
const ODD: [&str; 22] = [
    "0",
    "-1",
    "-0",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "1e400",
    "0.5",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"<b>\"",
    "\"heal_all\"",
    "\"at\"",
    "\"\\ud800\"",
    "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
    "{\"node\":1}",
    "86400000000",
];

/// Puts something odd in place of a whole number, name or word.
fn spoil_a_value(bytes: &mut Vec<u8>, draw: &mut Draw) {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'_' | b'-');
    let at = draw.between(0, bytes.len() as u64 - 1) as usize;
    let Some(start) = bytes[at..].iter().position(is_part) else {
        return;
    };
    let start = at + start;
    let length = bytes[start..]
        .iter()
        .take_while(|byte| is_part(byte))
        .count();
    let odd = ODD[draw.between(0, ODD.len() as u64 - 1) as usize];
    bytes.splice(start..start + length, odd.bytes());
}

/// A million where that takes a minute; what is built for finding errors takes longer for each.
const FILES: u64 = if cfg!(debug_assertions) {
    60_000
} else {
    1_000_000
};

#[test]
fn broken_files_are_refused_or_run() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/static/scenarios");
    let read_file = |id: &str| std::fs::read(format!("{folder}/{id}.json")).expect("it is there");
    let seeds: Vec<Vec<u8>> = ENTRIES.iter().map(|entry| read_file(entry.id)).collect();
    let (mut refused, mut named, mut opened, mut ran) = (0u64, 0u64, 0u64, 0u64);
    for number in 0..times(FILES) {
        let mut draw = Draw::new(number, For::Command, 8, 0);
        let mut bytes = seeds[(number % seeds.len() as u64) as usize].clone();
        if draw.between(0, 1) == 0 {
            spoil(&mut bytes, &mut draw);
        } else {
            spoil_a_value(&mut bytes, &mut draw);
        }
        match read::scenario_file(&bytes) {
            Err(why) => {
                let said = render(&why, Lang::En);
                assert!(!said.is_empty() && said.len() < 1_500, "{said}");
                refused += 1;
                named += u64::from(said.starts_with('/'));
            }
            // Opening costs more than all else, so not all of them are run.
            Ok(file) if opened.is_multiple_of(8) => {
                opened += 1;
                ran += u64::from(runs(&file.scenario()));
            }
            Ok(_) => opened += 1,
        }
    }
    println!("{refused} refused, {named} of them with a place, {opened} let in, {ran} run");
    assert!(named * 2 > refused, "most say where: {named} of {refused}");
    assert!(refused > 0 && ran > 0, "both happen: {refused} {ran}");
}

/// What people and enemies get wrong is named, in both languages, and never as markup.
#[test]
fn a_refusal_names_the_field() {
    let mut count = 0;
    for (file, names) in hostile_files::files() {
        let why = match read::scenario_file(file.as_bytes()) {
            Err(why) => why,
            Ok(read) => match open(&read.scenario()) {
                Err(why) => why,
                Ok(_) => panic!("{file} opens"),
            },
        };
        let short = file.chars().take(200).collect::<String>();
        let said = render(&why, Lang::En);
        assert!(said.contains(&names), "{short}: {said}");
        assert!(said.chars().count() < 400, "{short}: {said}");
        let chinese = render(&why, Lang::Zh);
        assert!(!chinese.is_ascii(), "{short}: {chinese}");
        count += 1;
    }
    assert!(count > 90, "the files were found");
}
