//! Measuring the page against its bars.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::args::Args;
use crate::{Result, build, paths, shell};

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

const MEASUREMENTS: [(&str, Measurement); 1] = [("first load", first_load)];

pub fn run(args: Args) -> Result {
    args.finish()?;
    build::release_for_anywhere()?;
    let mut rows = Vec::new();
    for (name, measure) in MEASUREMENTS {
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

/// What a browser fetches before the page is there, file by file and in all.
fn first_load() -> Result<Vec<Row>> {
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

/// The files at the top of dist/ that index.html names, and index.html.
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
