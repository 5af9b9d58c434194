//! Keeps the walls of ARCHITECTURE.md: which part of the crate may name which.
//!
//! Tests inside `src` are free to name what they like; they are not part of what is shipped.

mod rules;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use rules::broken;

/// The files under `src` but for those of tests.
fn sources() -> Vec<(String, String)> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            match path.is_dir() {
                true => collect(&path, files),
                false => files.push(path),
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    files.sort();
    let is_code = |path: &PathBuf| {
        path.extension().is_some_and(|kind| kind == "rs")
            && path.file_stem().is_some_and(|stem| stem != "tests")
    };
    let read = |path: &PathBuf| {
        let inside = path.strip_prefix(&src).expect("it was found under src");
        let name = inside.to_string_lossy().replace('\\', "/");
        (
            name,
            fs::read_to_string(path).expect("a source can be read"),
        )
    };
    files
        .iter()
        .filter(|path| is_code(path))
        .map(read)
        .collect()
}

#[test]
fn the_walls_stand() {
    let files = sources();
    assert!(!files.is_empty(), "no sources were found");
    let broken = broken(&files);
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The checker, on files that break each wall once, must find just those.
#[test]
fn a_broken_wall_is_found() {
    let check = |path: &str, text: &str, expected: &[&str]| {
        let trait_user = "impl Protocol for Vote {}";
        let files = [(path, text), ("protocol/vote/mod.rs", trait_user)];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let found: Vec<_> = broken(&files)
            .into_iter()
            .map(|line| {
                line.split_once(": ")
                    .expect("a reason follows")
                    .0
                    .to_owned()
            })
            .collect();
        assert_eq!(found, expected, "in {path}:\n{text}");
    };
    check(
        "protocol/a.rs",
        "use crate::sim::world::World;",
        &["src/protocol/a.rs names crate::sim"],
    );
    check(
        "protocol/a.rs",
        "use rand::Rng;",
        &["src/protocol/a.rs names rand"],
    );
    check(
        "protocol/a/b.rs",
        "fn f() { super::super::super::text::say() }",
        &["src/protocol/a/b.rs names crate::text"],
    );
    check(
        "protocol/a.rs",
        "use std::{collections::{BTreeMap, HashMap}};",
        &["src/protocol/a.rs names HashMap"],
    );
    check(
        "sim/a.rs",
        "use crate::protocol::{Protocol, vote::Vote};",
        &["src/sim/a.rs names crate::protocol::vote"],
    );
    check(
        "sim/a.rs",
        "use std::time::Instant;",
        &["src/sim/a.rs names Instant"],
    );
    check(
        "run/mod.rs",
        "use super::view::stage;",
        &["src/run/mod.rs names crate::view"],
    );
    check(
        "check/a.rs",
        "use crate::{run, ui};",
        &["src/check/a.rs names crate::ui"],
    );
    check(
        "view/a.rs",
        "fn f(e: &web_sys::Element) {}",
        &["src/view/a.rs names web_sys"],
    );
    check(
        "view/a.rs",
        "fn f(world: &mut World) {}",
        &["src/view/a.rs names a world to change"],
    );
    check(
        "view/a.rs",
        "fn f(p: &mut dyn Player) {}",
        &["src/view/a.rs names a world to change"],
    );
    check(
        "text/mod.rs",
        "use yew as y;",
        &["src/text/mod.rs names yew"],
    );
    check(
        "news/mod.rs",
        "",
        &["src/news/mod.rs names itself a new part"],
    );
}

#[test]
fn what_is_allowed_is_let_through() {
    let check = |path: &str, text: &str| {
        let files = [(path.to_owned(), text.to_owned())];
        assert_eq!(broken(&files), [""; 0], "in {path}:\n{text}");
    };
    check("ui/mod.rs", "use yew::prelude::*; use crate::{sim, view};");
    check(
        "bin/worker.rs",
        "use js_sys::Uint8Array; use quorate::check::Explorer;",
    );
    check("main.rs", "use yew::prelude::*; use quorate::ui::Page;");
    check("lib.rs", "pub mod ui; pub mod sim;");
    check(
        "sim/a.rs",
        "// not crate::ui\nuse crate::protocol::{Protocol, quorum}; use super::b;",
    );
    check(
        "protocol/a.rs",
        "#[cfg(test)]\nmod tests { use crate::sim::World; use std::collections::HashSet; }",
    );
    check(
        "view/a.rs",
        "fn f(player: &dyn Player, out: &mut String) {}",
    );
}
