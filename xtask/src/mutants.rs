//! Whether our own tests would notice: lines of the protocols are changed for the worse, one at a
//! time, and a search has to find each of them out.
//!
//! All changes go into one copy of the source, each behind a number, so that it is built once and
//! run as often as there are mutants.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::args::Args;
use crate::{Result, paths, shell};

const LIST: &str = "tests/mutants.txt";

/// The test program that finds them out.
const PROGRAM: &str = "gallery";

/// What names the mutant that is to live.
const NAME: &str = "QUORATE_MUTANT";

/// What the copy has to be asked for: its number, 0 for none.
const SWITCH: &str = r#"
pub fn mutant() -> u32 {
    static MUTANT: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *MUTANT.get_or_init(|| {
        let number = std::env::var("QUORATE_MUTANT");
        number.ok().and_then(|number| number.parse().ok()).unwrap_or(0)
    })
}
"#;

/// What the copy is made of.
const COPIED: [&str; 8] = [
    "src",
    "tests",
    "static",
    "xtask",
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
    "index.html",
];

/// A change for the worse.
struct Mutant {
    name: String,
    file: String,
    /// What stands around what is changed, and that itself.
    before: String,
    old: String,
    after: String,
    new: String,
    test: String,
}

pub fn run(mut args: Args) -> Result {
    let only = args.option("--only")?;
    args.finish()?;
    let mutants = all(&paths::root())?;
    let copy = paths::scratch().join("mutants");
    make(&copy, &mutants)?;
    build(&copy)?;
    // Without a mutant the tests must pass, or they prove nothing.
    for test in tests(&mutants) {
        if let Some(why) = found_out(&copy, test, 0)? {
            return Err(format!("`{test}` fails by itself: {why}"));
        }
    }
    let mut survivors = 0;
    println!("\n| mutant | found out by | how |\n|---|---|---|");
    for (number, mutant) in (1..).zip(&mutants) {
        if only
            .as_ref()
            .is_some_and(|only| !mutant.name.contains(only))
        {
            continue;
        }
        let how = found_out(&copy, &mutant.test, number)?;
        survivors += u32::from(how.is_none());
        let how = how.unwrap_or_else(|| "SURVIVED".to_owned());
        println!("| {} | {} | {how} |", mutant.name, mutant.test);
    }
    match survivors {
        0 => Ok(()),
        _ => Err(format!("{survivors} mutants were not found out")),
    }
}

/// The names of the tests, each once.
fn tests(mutants: &[Mutant]) -> Vec<&str> {
    let mut tests: Vec<&str> = mutants.iter().map(|mutant| &*mutant.test).collect();
    tests.sort_unstable();
    tests.dedup();
    tests
}

fn all(root: &Path) -> Result<Vec<Mutant>> {
    let text = paths::read(&root.join(LIST))?;
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(mutant).collect()
}

/// Fields are parted by a bar; one that belongs to a field has a backslash before it.
fn mutant(line: &str) -> Result<Mutant> {
    let line = line.replace("\\|", "\u{1}").replace("||", "\u{1}\u{1}");
    let fields: Vec<String> = line
        .split('|')
        .map(|field| field.trim().replace('\u{1}', "|"))
        .collect();
    let [name, file, place, new, test] = fields.as_slice() else {
        return Err(format!("{LIST}: five fields: {line}"));
    };
    let parts = place.split_once('«').and_then(|(before, rest)| {
        let (old, after) = rest.split_once('»')?;
        Some((before.to_owned(), old.to_owned(), after.to_owned()))
    });
    let (before, old, after) = parts.ok_or_else(|| format!("{LIST}: no «» in {place}"))?;
    Ok(Mutant {
        name: name.clone(),
        file: file.clone(),
        before,
        old,
        after,
        new: new.clone(),
        test: test.clone(),
    })
}

/// The text of a file with this mutant in it.
fn with(text: &str, number: usize, mutant: &Mutant) -> Result<String> {
    let Mutant {
        before, old, after, ..
    } = mutant;
    let whole = format!("{before}{old}{after}");
    let times = text.matches(&whole).count();
    if times != 1 {
        let (name, file) = (&mutant.name, &mutant.file);
        return Err(format!("{name}: `{whole}` is {times} times in {file}"));
    }
    let switch = format!(
        "(if crate::mutant() == {number} {{ {} }} else {{ {old} }})",
        mutant.new
    );
    Ok(text.replace(&whole, &format!("{before}{switch}{after}")))
}

fn make(copy: &Path, mutants: &[Mutant]) -> Result {
    let root = paths::root();
    for name in COPIED {
        copy_all(&root.join(name), &copy.join(name))?;
    }
    let mut files: Vec<&str> = mutants.iter().map(|mutant| &*mutant.file).collect();
    files.sort_unstable();
    files.dedup();
    for file in files {
        let mut text = paths::read(&root.join(file))?;
        for (number, mutant) in (1..).zip(mutants) {
            if mutant.file == file {
                text = with(&text, number, mutant)?;
            }
        }
        paths::write(&copy.join(file), &text)?;
    }
    // Switches stand in parentheses, which not every place needs.
    let library = paths::read(&root.join("src/lib.rs"))?;
    let library = library.replacen("#![", "#![allow(unused_parens)]\n#![", 1);
    paths::write(&copy.join("src/lib.rs"), &(library + SWITCH))
}

fn copy_all(from: &Path, to: &Path) -> Result {
    let failed = |error| format!("copying {}: {error}", from.display());
    if from.is_file() {
        // What has not changed keeps its age, so that it is not built again.
        let new = fs::read(from).map_err(failed)?;
        if fs::read(to).is_ok_and(|old| old == new) {
            return Ok(());
        }
        return fs::write(to, new).map_err(failed);
    }
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if name != "node_modules" && name != "target" {
            copy_all(&entry.path(), &to.join(name))?;
        }
    }
    Ok(())
}

/// Dependencies are those of the project: only the copy itself is built.
fn cargo(copy: &Path, args: &[&str]) -> Command {
    let mut cargo = shell::cargo(args);
    cargo
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", paths::root().join("target"));
    cargo
}

fn build(copy: &Path) -> Result {
    shell::run(&mut cargo(
        copy,
        &["test", "--offline", "--no-run", "--test", PROGRAM],
    ))
}

/// How a test fails with this mutant; `None` when it does not.
fn found_out(copy: &Path, test: &str, number: usize) -> Result<Option<String>> {
    let filter = format!("sound::{test}");
    let output = cargo(
        copy,
        &[
            "test",
            "--offline",
            "--test",
            PROGRAM,
            "--",
            "--exact",
            &filter,
        ],
    )
    .env(NAME, number.to_string())
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .output()
    .map_err(|error| format!("cargo: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !said.contains("running 1 test") {
        return Err(format!("there is no test {filter}, or it does not build"));
    }
    if output.status.success() {
        return Ok(None);
    }
    let found = said.lines().find_map(|line| line.split_once("found: "));
    let how = found.map_or("it panics", |(_, found)| found);
    Ok(Some(how.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line that was written anew must not take its mutant with it.
    #[test]
    fn every_mutant_fits_the_source() {
        let root = paths::root();
        let mutants = all(&root).expect("the list can be read");
        for mutant in &mutants {
            let text = paths::read(&root.join(&mutant.file)).expect("the file is there");
            with(&text, 1, mutant).expect("it is there once");
        }
        let of = |name: &str| mutants.iter().filter(|m| m.test == name).count();
        let paxos = [of("single_paxos"), of("multi_paxos")];
        assert!(of("coordinator") >= 3 && of("leaderless") + of("peers") >= 3);
        assert!(of("register") + of("register_in_order") >= 3);
        assert!(of("raft") >= 3 && paxos.iter().all(|&n| n >= 3));
    }

    #[test]
    fn bars_within_a_field_are_told_from_those_between() {
        let line = "a: b | f.rs | if «x || y(\\|z\\| z)» { | true | t";
        let mutant = mutant(line).expect("it is a mutant");
        assert_eq!(mutant.old, "x || y(|z| z)");
        let text = with("if x || y(|z| z) {}", 7, &mutant).expect("it is there");
        assert_eq!(
            text,
            "if (if crate::mutant() == 7 { true } else { x || y(|z| z) }) {}"
        );
    }
}
