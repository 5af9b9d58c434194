//! Holds every text key spelt in the sources against the text files.
//!
//! A key is any string literal that looks like one (`part.name`), wherever it stands: in `say!`,
//! in `t(lang, …)`, or in a table such as a protocol's `Spec`. For `say!` the names of the
//! arguments must be the gaps of the text.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use quorate::text::{self, Lang, format};

/// Endings of file names, which look like keys.
const FILES: &[&str] = &[
    "js", "css", "html", "svg", "json", "txt", "rs", "wasm", "md",
];

struct Source {
    path: PathBuf,
    code: String,
}

/// All sources, without their unit tests and comments.
fn sources(folder: &Path, found: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).expect("the sources can be listed");
    for entry in entries {
        let path = entry.expect("the sources can be listed").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let file = fs::read_to_string(&path).expect("a source can be read");
            let code = file
                .split("\n#[cfg(test)]\nmod ")
                .next()
                .unwrap_or_default();
            let code = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            found.push(Source { path, code });
        }
    }
}

/// The string literals of a piece of code: where each ends, and what is in it.
fn literals(code: &str) -> Vec<(usize, &str)> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\'' if bytes.get(at + 1) == Some(&b'"') => at += 3,
            b'"' => {
                let start = at + 1;
                at = start;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = at.min(bytes.len());
                found.push((at + 1, code.get(start..at).unwrap_or_default()));
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

/// The names of the arguments after a `say!`'s key, up to its closing parenthesis.
fn argument_names(rest: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let mut names = Vec::new();
    let mut start = None;
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => start = Some(at + 1),
            '=' if depth == 0 => {
                if let Some(from) = start.take() {
                    names.push(rest[from..at].trim());
                }
            }
            _ => {}
        }
    }
    names.sort_unstable();
    names
}

#[test]
fn every_key_has_a_text_and_every_text_a_use() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 10, "the sources were not found");

    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for Source { path, code } in &files {
        for (end, word) in literals(code) {
            let ending = word.rsplit('.').next().unwrap_or_default();
            if !format::is_key(word) || FILES.contains(&ending) {
                continue;
            }
            used.insert(word.to_owned());
            let Some(text) = text::find(Lang::En, word) else {
                wrong.push(format!("{}: no text for {word}", path.display()));
                continue;
            };
            let before = code[..end - word.len() - 2].trim_end();
            if before.ends_with("say!(") {
                let names = argument_names(&code[end..]);
                let gaps = format::gaps(text).expect("the build has checked the gaps");
                if names != gaps {
                    wrong.push(format!(
                        "{}: {word} has the gaps {gaps:?} but is given {names:?}",
                        path.display()
                    ));
                }
            }
        }
    }
    for key in text::keys().filter(|key| !used.contains(*key)) {
        println!("warning: no source uses the text {key}");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn literals_and_arguments_are_found() {
    let code = r#"say!("a.b", n = f(1, x = 2), who = self.me) + '"' + "c.d""#;
    let words: Vec<&str> = literals(code).into_iter().map(|(_, word)| word).collect();
    assert_eq!(words, ["a.b", "c.d"]);
    assert_eq!(argument_names(&code[10..]), ["n", "who"]);
}
