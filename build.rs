//! Turns the text files into a table, and stops the build when the languages differ in their keys
//! or in the gaps of a text.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[path = "src/text/format.rs"]
mod format;

const ENGLISH: &str = "static/texts/en.txt";
const CHINESE: &str = "static/texts/zh.txt";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/text/format.rs");
    println!("cargo::rerun-if-changed={ENGLISH}");
    println!("cargo::rerun-if-changed={CHINESE}");

    let mut wrong = Vec::new();
    let english = read(ENGLISH, &mut wrong);
    let chinese = read(CHINESE, &mut wrong);
    compare(&english, &chinese, &mut wrong);
    if !wrong.is_empty() {
        for line in &wrong {
            println!("cargo::error={line}");
        }
        return;
    }

    let mut table = String::from("&[\n");
    for ((key, en), (_, zh)) in english.iter().zip(&chinese) {
        writeln!(table, "({key:?}, [{en:?}, {zh:?}]),").expect("writing to a string cannot fail");
    }
    table.push(']');
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    fs::write(Path::new(&out).join("texts.rs"), table).expect("OUT_DIR can be written to");
}

fn read(path: &str, wrong: &mut Vec<String>) -> Vec<(String, String)> {
    let file = fs::read_to_string(path).map_err(|error| error.to_string());
    file.and_then(|file| read_twice(&file))
        .unwrap_or_else(|why| {
            wrong.push(format!("{path}: {why}"));
            Vec::new()
        })
}

/// Reads a file with care, and holds what the page reads quickly against that.
fn read_twice(file: &str) -> Result<Vec<(String, String)>, String> {
    let texts = format::read_file(file)?;
    let entries = format::entries(file).into_iter();
    let mut entries: Vec<_> = entries
        .map(|(key, text)| (key.to_owned(), text.into_owned()))
        .collect();
    entries.sort();
    if entries == texts {
        Ok(texts)
    } else {
        Err("the page reads this file otherwise".to_owned())
    }
}

fn compare(english: &[(String, String)], chinese: &[(String, String)], wrong: &mut Vec<String>) {
    let find = |texts: &[(String, String)], key: &str| {
        let at = texts.binary_search_by(|(known, _)| known.as_str().cmp(key));
        at.ok().map(|at| texts[at].1.clone())
    };
    for (key, text) in english {
        match find(chinese, key) {
            None => wrong.push(format!("{key} is in {ENGLISH} but not in {CHINESE}")),
            Some(other) if format::gaps(text) != format::gaps(&other) => {
                wrong.push(format!("{key} has other gaps in {CHINESE}"));
            }
            Some(_) => {}
        }
    }
    for (key, _) in chinese {
        if find(english, key).is_none() {
            wrong.push(format!("{key} is in {CHINESE} but not in {ENGLISH}"));
        }
    }
}
