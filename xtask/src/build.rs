//! Building the page for a host: `dist/`.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::args::Args;
use crate::step::step;
use crate::tools::{self, Kind, Tools};
use crate::{Result, lean, offline, pack, paths, shell};

/// With this the page finds its files beside itself, wherever that is.
const ANYWHERE: &str = "./";

/// What the page is made from: everything Trunk and the compiler may read.
const SOURCES: [&str; 9] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "build.rs",
    "index.html",
    "rust-toolchain.toml",
    ".cargo",
    "src",
    "static",
];

pub fn run(mut args: Args) -> Result {
    // A folder, as all that is there is named after it.
    let public_url = args
        .option("--public-url")?
        .map(|url| match url.ends_with('/') {
            true => url,
            false => url + "/",
        });
    args.finish()?;
    release(public_url.as_deref().unwrap_or(ANYWHERE))?;
    println!("dist/ is ready for any static host");
    Ok(())
}

/// Builds `dist/` as a host gets it, working under any path.
pub fn release_for_anywhere() -> Result {
    release(ANYWHERE)
}

/// Builds `dist/` as a host gets it, unless it holds just that already.
fn release(public_url: &str) -> Result {
    let tools = tools::for_build(Kind::Release)?;
    let stamp = paths::scratch().join("dist-is-built-from");
    let sources = format!("{:016x} {public_url}\n", digest_of_sources()?);
    let built = fs::read_to_string(&stamp).is_ok_and(|built| built == sources);
    if built && paths::dist().join("index.html").is_file() {
        eprintln!("\n==> dist/ is up to date");
        return Ok(());
    }
    step("building the page for release", "2 to 5 min", || {
        let mut trunk = trunk(&tools, "build")?;
        trunk.args(["--release", "--cargo-profile", "page"]);
        trunk.args(["--public-url", public_url]);
        trunk.arg("--dist").arg(paths::dist());
        trunk.env("RUSTFLAGS", names_without_places());
        shell::run(&mut trunk)?;
        let flags = names_without_places();
        lean::add(&tools, &flags, public_url, &paths::dist())?;
        pack::pack(&paths::dist())?;
        offline::fill(&paths::dist())
    })?;
    paths::write(&stamp, &sources)
}

/// Panics name source files. Without the folders before them the page is smaller, says nothing
/// about the machine it was built on, and is the same wherever it is built.
fn names_without_places() -> String {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let hidden = [
        (cargo.join("registry").join("src"), "crates"),
        (paths::root(), ""),
    ];
    let flags = hidden.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    flags.join(" ")
}

/// Trunk, offline and with our tools first: it takes those and downloads none.
pub fn trunk(tools: &Tools, subcommand: &str) -> Result<Command> {
    let mut trunk = shell::command("trunk", &[subcommand]);
    if let Some(folder) = tools.folders.first() {
        trunk = shell::command(folder.join("trunk"), &[subcommand]);
    }
    trunk
        .env("PATH", path(tools)?)
        .env("TRUNK_OFFLINE", "true")
        .env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk takes NO_COLOR=1 for a misspelt boolean.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env_remove("NO_COLOR").args(["--color", "never"]);
    }
    Ok(trunk)
}

fn path(tools: &Tools) -> Result<OsString> {
    shell::path_with(&tools.folders)
}

/// A number that changes whenever a source does.
fn digest_of_sources() -> Result<u64> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&paths::root().join(source), &mut files)
            .map_err(|error| format!("reading {source}: {error}"))?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)
            .map_err(|error| format!("reading {}: {error}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// The files at or under a path; none when there is nothing there.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}
