//! Measuring the page against its bars.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::args::Args;
use crate::figures::{Bar, CHECKER, EXPLORER, Figure, HUNT, NATIVE, PAGE, QUICK, SHIPPED};
use crate::{Result, build, npm, paths, shell, system, tools};

/// The most a first load may cost over the wire, gzipped.
const FIRST_LOAD_BYTES_MAX: u64 = 300_000;

/// A line of the table.
struct Row {
    what: String,
    measured: String,
    bar: String,
    verdict: Verdict,
}

#[derive(Clone, Copy)]
enum Verdict {
    Clears,
    Misses,
    /// A part of a sum, or a figure without a bar.
    Told,
}

/// A family of measurements. A new one is a function here and a line in [`MEASUREMENTS`].
type Measurement = fn() -> Result<Vec<Row>>;

const MEASUREMENTS: [(&str, Measurement); 7] = [
    ("first load", first_load),
    ("the simulator, natively", native_speed),
    ("the simulator, as wasm", wasm_speed),
    ("histories of clients, natively", checker_speed),
    ("the explorer, natively", explorer_speed),
    ("a hunt, natively", hunt_speed),
    ("the page, in Chromium", page),
];

pub fn run(mut args: Args) -> Result {
    let only = args.option("--only")?;
    args.finish()?;
    let mut rows = Vec::new();
    let chosen = |name: &str| only.as_ref().is_none_or(|only| name.contains(&**only));
    for (name, measure) in MEASUREMENTS.iter().filter(|(name, _)| chosen(name)) {
        eprintln!("\n==> measuring: {name}");
        rows.extend(measure()?);
    }
    print(&rows);
    Ok(())
}

fn print(rows: &[Row]) {
    println!("\n| what | measured | bar | |\n|---|---:|---:|---|");
    for row in rows {
        let verdict = match row.verdict {
            Verdict::Clears => "clears it",
            Verdict::Misses => "misses it",
            Verdict::Told => "",
        };
        println!(
            "| {} | {} | {} | {verdict} |",
            row.what, row.measured, row.bar
        );
    }
}

/// Runs what prints figures and makes lines of the table of them.
fn figures(command: &mut std::process::Command, wanted: &[Figure]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    shell::run_seeing(command, |line| {
        let mut words = line.split_whitespace();
        let (Some(name), Some(value), None) = (words.next(), words.next(), words.next()) else {
            return;
        };
        let figure = wanted.iter().find(|figure| figure.name == name);
        if let (Some(figure), Ok(number)) = (figure, value.parse::<f64>()) {
            rows.push(row(figure, value, number));
        }
    })?;
    if rows.is_empty() {
        return Err("nothing was measured".to_owned());
    }
    Ok(rows)
}

fn row(figure: &Figure, value: &str, number: f64) -> Row {
    let (bar, clears) = match figure.bar {
        Bar::AtMost(bar) => (format!("≤ {bar}"), Some(number <= bar)),
        Bar::AtLeast(bar) => (format!("≥ {bar}"), Some(number >= bar)),
        Bar::None => (String::new(), None),
    };
    Row {
        what: figure.what.to_owned(),
        measured: value.to_owned(),
        bar,
        verdict: match clears {
            Some(true) => Verdict::Clears,
            Some(false) => Verdict::Misses,
            None => Verdict::Told,
        },
    }
}

fn native_speed() -> Result<Vec<Row>> {
    let what = ["test", "--locked", "--release", "--test", "speed"];
    let mut test = shell::cargo(&what);
    figures(test.args(["--", "--ignored", "--nocapture"]), &NATIVE)
}

/// How long histories of clients take to judge.
fn checker_speed() -> Result<Vec<Row>> {
    let what = ["test", "--locked", "--release", "--test", "linearize"];
    let mut test = shell::cargo(&what);
    let only = ["--", "speed::bars", "--ignored", "--nocapture"];
    figures(test.args(only), &CHECKER)
}

/// Paxos with three servers and three clients, to the end, by ours and by another.
fn explorer_speed() -> Result<Vec<Row>> {
    let what = ["test", "--locked", "--release", "--test", "explore"];
    let mut test = shell::cargo(&what);
    let only = ["--", "speed::", "--ignored", "--nocapture"];
    figures(test.args(only), &EXPLORER)
}

/// What the built page's worker does, too.
fn hunt_speed() -> Result<Vec<Row>> {
    let what = ["test", "--locked", "--release", "--test", "hunt"];
    let mut test = shell::cargo(&what);
    let only = ["--", "speed::", "--ignored", "--nocapture"];
    figures(test.args(only), &HUNT)
}

/// The same measurement in a browser: as the page ships, though without wasm-opt, and as fast as
/// the compiler can make it.
fn wasm_speed() -> Result<Vec<Row>> {
    system::ensure(&[system::CHROMIUM, system::DRIVER])?;
    tools::wasm_target()?;
    let folders = [tools::wasm_bindgen()?];
    let driver = system::driver().ok_or("there is no ChromeDriver")?;
    let mut rows = Vec::new();
    for (profile, wanted) in [("page", &SHIPPED), ("release", &QUICK)] {
        let what = ["test", "--locked", "--profile", profile, "--test", "speed"];
        let mut test = shell::cargo(&what);
        test.args(["--target", "wasm32-unknown-unknown", "--features", "page"])
            // In a browser the runner knows no --ignored.
            .args(["--", "--include-ignored", "--nocapture"])
            .env("PATH", shell::path_with(&folders)?)
            .env("CHROMEDRIVER", &driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        rows.extend(figures(&mut test, wanted)?);
    }
    Ok(rows)
}

/// Frames, crowds and an hour of play, on the built page.
fn page() -> Result<Vec<Row>> {
    build::release_for_anywhere()?;
    system::ensure(&[system::CHROMIUM, system::NODE])?;
    let folder = npm::install_e2e()?;
    let chromium = system::chromium().ok_or("there is no Chromium")?;
    let mut node = shell::command("node", &["measure.mjs"]);
    figures(node.current_dir(folder).env("CHROMIUM", chromium), &PAGE)
}

/// What a browser fetches before the page is there, file by file and in all.
fn first_load() -> Result<Vec<Row>> {
    build::release_for_anywhere()?;
    let mut rows = Vec::new();
    let mut sum = 0;
    for file in first_load_files()? {
        let size = gzipped(&file)?;
        sum += size;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        rows.push(Row {
            what: format!("gzipped, {name}"),
            measured: kilobytes(size),
            bar: String::new(),
            verdict: Verdict::Told,
        });
    }
    rows.push(Row {
        what: "first load, gzipped".to_owned(),
        measured: kilobytes(sum),
        bar: format!("≤ {}", kilobytes(FIRST_LOAD_BYTES_MAX)),
        verdict: match sum <= FIRST_LOAD_BYTES_MAX {
            true => Verdict::Clears,
            false => Verdict::Misses,
        },
    });
    Ok(rows)
}

/// The files at the top of dist/ that index.html names, index.html, and one language.
fn first_load_files() -> Result<Vec<PathBuf>> {
    let dist = paths::dist();
    let page = paths::read(&dist.join("index.html"))?;
    let entries = fs::read_dir(&dist).map_err(|error| format!("reading dist: {error}"))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // The whole program is named, too, and not fetched before the page is there.
            let later = name.starts_with("quorate-page-");
            name == "index.html" || page.contains(&*name) && !later
        })
        .collect();
    files.sort();
    // And the language that boot.js fetches, at its largest.
    let texts = ["lean-en", "lean-zh"].map(|name| dist.join(name).with_extension("txt"));
    files.extend(
        texts
            .into_iter()
            .max_by_key(|file| gzipped(file).unwrap_or_default()),
    );
    Ok(files)
}

fn gzipped(file: &Path) -> Result<u64> {
    let mut gzip = shell::command("gzip", &["-9", "--stdout"]);
    let output = gzip.arg(file).stderr(Stdio::inherit()).output();
    match output {
        Ok(output) if output.status.success() => {
            Ok(u64::try_from(output.stdout.len()).expect("a file's size fits 64 bits"))
        }
        Ok(output) => Err(format!("gzip failed ({})", output.status)),
        Err(error) => Err(format!("starting gzip: {error}")),
    }
}

/// Thousands of bytes with one decimal, as a browser's network panel shows them.
fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_in_a_browser() {
        assert_eq!(kilobytes(50_237), "50.2 kB");
        assert_eq!(kilobytes(999), "0.9 kB");
    }
}
