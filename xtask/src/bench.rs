//! Measuring the page against its bars.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::args::Args;
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

const MEASUREMENTS: [(&str, Measurement); 5] = [
    ("first load", first_load),
    ("the simulator, natively", native_speed),
    ("the simulator, as wasm", wasm_speed),
    ("the explorer, natively", explorer_speed),
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

/// What is printed as `name value`, how the table calls it, and the bar it is held to.
struct Figure {
    name: &'static str,
    what: &'static str,
    bar: Bar,
}

enum Bar {
    AtMost(f64),
    AtLeast(f64),
    None,
}

const fn figure(name: &'static str, what: &'static str, bar: Bar) -> Figure {
    Figure { name, what, bar }
}

const NATIVE: [Figure; 3] = [
    figure(
        "events_per_second_5",
        "events a second, native, 5 nodes",
        Bar::AtLeast(2e6),
    ),
    figure(
        "events_per_second_31",
        "events a second, native, 31 nodes",
        Bar::None,
    ),
    figure(
        "worst_seek_ms",
        "worst seek in 100,000 events, native, ms",
        Bar::AtMost(16.0),
    ),
];

const EXPLORER: [Figure; 4] = [
    figure(
        "explorer_states_per_second",
        "explorer, states a second, one thread",
        Bar::AtLeast(400_000.0),
    ),
    figure(
        "explorer_bytes_per_state",
        "explorer, bytes a state",
        Bar::AtMost(200.0),
    ),
    figure(
        "stateright_states_per_second",
        "stateright on the same, states a second, two threads",
        Bar::None,
    ),
    figure(
        "stateright_bytes_per_state",
        "stateright on the same, bytes a state",
        Bar::None,
    ),
];

/// Half of the native bar; the ratio of one run is for who reads the table.
const SHIPPED: [Figure; 3] = [
    figure(
        "events_per_second_5",
        "events a second, wasm as shipped, 5 nodes",
        Bar::AtLeast(1e6),
    ),
    figure(
        "events_per_second_31",
        "events a second, wasm as shipped, 31 nodes",
        Bar::None,
    ),
    figure(
        "worst_seek_ms",
        "worst seek in 100,000 events, wasm as shipped, ms",
        Bar::AtMost(16.0),
    ),
];

const QUICK: [Figure; 3] = [
    figure(
        "events_per_second_5",
        "events a second, wasm at opt-level 3, 5 nodes",
        Bar::None,
    ),
    figure(
        "events_per_second_31",
        "events a second, wasm at opt-level 3, 31 nodes",
        Bar::None,
    ),
    figure(
        "worst_seek_ms",
        "worst seek in 100,000 events, wasm at opt-level 3, ms",
        Bar::None,
    ),
];

const PAGE: [Figure; 18] = [
    figure(
        "frame_task_5",
        "main thread, ms a frame, 5 nodes",
        Bar::AtMost(2.0),
    ),
    figure("frame_script_5", "of which script, 5 nodes", Bar::None),
    figure(
        "frame_task_15",
        "main thread, ms a frame, 15 nodes",
        Bar::None,
    ),
    figure("frame_script_15", "of which script, 15 nodes", Bar::None),
    figure(
        "frame_task_31",
        "main thread, ms a frame, 31 nodes",
        Bar::AtMost(4.0),
    ),
    figure("frame_script_31", "of which script, 31 nodes", Bar::None),
    figure(
        "crowd_messages_1000",
        "messages in flight, at least",
        Bar::None,
    ),
    figure(
        "crowd_fps_1000",
        "frames a second with so many",
        Bar::AtLeast(59.0),
    ),
    figure(
        "crowd_messages_5000",
        "messages in flight, at least",
        Bar::None,
    ),
    figure(
        "crowd_fps_5000",
        "frames a second with so many",
        Bar::AtLeast(50.0),
    ),
    figure(
        "memory_js_10",
        "script's memory after 10 minutes of play, MB",
        Bar::None,
    ),
    figure(
        "memory_wasm_10",
        "the program's memory after 10 minutes, MB",
        Bar::None,
    ),
    figure(
        "memory_js_30",
        "script's memory after 30 minutes, MB",
        Bar::None,
    ),
    figure(
        "memory_wasm_30",
        "the program's memory after 30 minutes, MB",
        Bar::None,
    ),
    figure(
        "memory_js_60",
        "script's memory after an hour, MB",
        Bar::None,
    ),
    figure(
        "memory_wasm_60",
        "the program's memory after an hour, MB",
        Bar::None,
    ),
    figure(
        "memory_growth",
        "memory after an hour to after half of it",
        Bar::AtMost(1.05),
    ),
    figure("memory_events", "events in that hour", Bar::None),
];

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

/// Paxos with three servers and three clients, to the end, by ours and by another.
fn explorer_speed() -> Result<Vec<Row>> {
    let what = ["test", "--locked", "--release", "--test", "explore"];
    let mut test = shell::cargo(&what);
    let only = ["--", "speed::", "--ignored", "--nocapture"];
    figures(test.args(only), &EXPLORER)
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
            name == "index.html" || page.contains(&*name)
        })
        .collect();
    files.sort();
    // And the language that boot.js fetches, at its largest.
    let texts = ["en", "zh"].map(|name| dist.join(name).with_extension("txt"));
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
