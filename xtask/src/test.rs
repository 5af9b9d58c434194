//! Running the tests: every runner to its end, then one line with the sum.

use std::process::Command;

use crate::args::Args;
use crate::count::Tally;
use crate::step::step;

use crate::{Result, build, npm, shell, system, tools};

/// A part of the tests that can be asked for by name.
struct Part {
    name: &'static str,
    needs: &'static [system::Need],
    run: fn(&mut Tally) -> Result,
}

const PARTS: [Part; 4] = [
    Part {
        name: "lint",
        needs: &[],
        run: lint,
    },
    Part {
        name: "native",
        needs: &[],
        run: native,
    },
    Part {
        name: "browser",
        needs: &[system::CHROMIUM, system::DRIVER],
        run: browser,
    },
    Part {
        name: "e2e",
        needs: &[system::CHROMIUM, system::FONTS, system::NODE],
        run: e2e,
    },
];

/// The features of a native run: all of them, so that components are tested as text too.
const NATIVE_FEATURES: [&str; 2] = ["--features", "quorate/page-to-text"];
/// What is compiled for the browser.
const BROWSER_BUILD: [&str; 4] = ["--target", "wasm32-unknown-unknown", "--features", "page"];
/// What a plain address fetches.
const LEAN_BUILD: [&str; 5] = [
    "--target",
    "wasm32-unknown-unknown",
    "--no-default-features",
    "--features",
    "page",
];

pub fn run(mut args: Args) -> Result {
    let mut wanted = Vec::new();
    while let Some(name) = args.next_word() {
        let part = PARTS.iter().find(|part| part.name == name);
        wanted.push(part.ok_or_else(|| {
            let names = PARTS.map(|part| part.name).join(", ");
            format!("there are no tests called `{name}`; there are {names}")
        })?);
    }
    args.finish()?;
    if wanted.is_empty() {
        wanted.extend(&PARTS);
    }
    set_up(&wanted)?;

    let mut tally = Tally::default();
    let mut failures = Vec::new();
    for part in &wanted {
        if let Err(message) = (part.run)(&mut tally) {
            eprintln!("\nerror: {message}");
            failures.push(part.name);
        }
    }
    let only_lint = wanted.iter().all(|part| part.name == "lint");
    if !report(tally, &failures, only_lint) {
        // All has been said, and the sum should stay the last line.
        std::process::exit(1);
    }
    Ok(())
}

/// Sets up what any of the tests needs.
pub fn set_up_all() -> Result {
    set_up(&PARTS.iter().collect::<Vec<_>>())?;
    npm::install_e2e()?;
    Ok(())
}

/// The system's part for all at once: one visit to apt instead of three.
fn set_up(parts: &[&Part]) -> Result {
    let needs: Vec<_> = parts.iter().flat_map(|part| part.needs).copied().collect();
    system::ensure(&needs)
}

/// What failed, if anything, and then the sum on a line of its own, where scripts look for it.
fn report(tally: Tally, failures: &[&str], only_lint: bool) -> bool {
    let mut complaints = Vec::new();
    if !failures.is_empty() {
        complaints.push(format!("failed: {}", failures.join(", ")));
    } else if tally.failed > 0 {
        complaints.push("tests failed, though their runner did not say so".to_owned());
    }
    if tally.passed + tally.failed == 0 && !only_lint {
        complaints.push("no test ran".to_owned());
    }
    for complaint in &complaints {
        eprintln!("\nerror: {complaint}");
    }
    println!("\n{tally}");
    complaints.is_empty()
}

fn lint(_: &mut Tally) -> Result {
    tools::lint_components()?;
    tools::wasm_target()?;
    // All of them, so that one look at the output is enough.
    let outcomes = [
        step("checking the format", "about 1 s", || {
            shell::run(&mut shell::cargo(&["fmt", "--all", "--check"]))
        }),
        step("clippy, native", "1 to 2 min", || {
            let what = ["clippy", "--locked", "--workspace", "--all-targets"];
            clippy(&what, &NATIVE_FEATURES)
        }),
        step("clippy, wasm", "1 to 2 min", || {
            let what = ["clippy", "--locked", "--lib", "--bins", "--test", "browser"];
            clippy(&what, &BROWSER_BUILD)
        }),
        step("clippy, the lean page", "about 30 s", || {
            let what = ["clippy", "--locked", "--lib", "--bin", "quorate-page"];
            clippy(&what, &LEAN_BUILD)
        }),
    ];
    outcomes.into_iter().collect()
}

fn clippy(what: &[&str], build: &[&str]) -> Result {
    shell::run(
        shell::cargo(what)
            .args(build)
            .args(["--", "-D", "warnings"]),
    )
}

fn native(tally: &mut Tally) -> Result {
    step("native tests", "4 to 9 min", || {
        let what = ["test", "--locked", "--workspace", "--no-fail-fast"];
        counted(shell::cargo(&what).args(NATIVE_FEATURES), tally)
    })
}

fn browser(tally: &mut Tally) -> Result {
    tools::wasm_target()?;
    let folders = [tools::wasm_bindgen()?];
    let driver = system::driver().ok_or("there is no ChromeDriver")?;
    step("tests in the browser", "1 to 2 min", || {
        let what = ["test", "--locked", "--no-fail-fast", "--test", "browser"];
        let mut test = shell::cargo(&what);
        test.args(BROWSER_BUILD)
            .env("PATH", shell::path_with(&folders)?)
            .env("CHROMEDRIVER", driver)
            // Seconds; seed searches take longer than its usual 20.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        counted(&mut test, tally)
    })
}

fn e2e(tally: &mut Tally) -> Result {
    let folder = npm::install_e2e()?;
    build::release_for_anywhere()?;
    let chromium = system::chromium().ok_or("there is no Chromium")?;
    step("end-to-end tests", "5 to 11 min", || {
        let mut node = shell::command("node", &["--test", "--test-reporter=spec"]);
        node.args(test_files(&folder)?)
            .current_dir(&folder)
            .env("CHROMIUM", chromium);
        counted(&mut node, tally)
    })
}

/// Named one by one: what node makes of a folder differs between its versions.
fn test_files(folder: &std::path::Path) -> Result<Vec<std::ffi::OsString>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("tests/e2e: {error}"))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .filter(|name| name.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    Ok(files)
}

/// Runs a test runner and adds up what it reports.
fn counted(command: &mut Command, tally: &mut Tally) -> Result {
    shell::run_seeing(command, |line| tally.read(line))
}
