//! The programs a build needs beside cargo, each in the user's cache under its name and version.
//!
//! A tool counts as present only when it runs and reports the wanted version, so an install that
//! was interrupted is repeated. Cargo holds a lock on a folder it installs into: two checkouts
//! that set up at the same time wait for each other, and the second finds the work done.

use std::path::{Path, PathBuf};

use crate::step::step;
use crate::{Result, npm, paths, shell, system};

const TARGET: &str = "wasm32-unknown-unknown";

/// Trunk's version. Later ones need a newer compiler than the one in rust-toolchain.toml.
const TRUNK: &str = "0.21.14";
/// Binaryen's version; Debian's own is too old for what the compiler emits.
const BINARYEN: &str = "132";

/// Which build to be ready for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Quick to build and able to do without node.
    Debug,
    /// What a host gets, put through wasm-opt.
    Release,
}

/// What a build calls: folders for the PATH, and whether wasm-opt is among them.
pub struct Tools {
    pub folders: Vec<PathBuf>,
    pub wasm_opt: bool,
}

/// Installs what is missing to build the page, and fetches the crates.
pub fn for_build(kind: Kind) -> Result<Tools> {
    wasm_target()?;
    let mut folders = vec![trunk()?, wasm_bindgen()?];
    let wasm_opt = match kind {
        Kind::Debug => None,
        Kind::Release => Some(binaryen()?),
    };
    fetch_crates()?;
    let wasm_opt_found = wasm_opt.is_some();
    folders.extend(wasm_opt);
    Ok(Tools {
        folders,
        wasm_opt: wasm_opt_found,
    })
}

/// The compiler's half for the browser. Named outright, since automatic installs may be off.
pub fn wasm_target() -> Result {
    let query = ["--print", "target-libdir", "--target", TARGET];
    let folder = shell::output(&mut shell::command("rustc", &query));
    if folder.is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    step("adding the compiler's wasm target", "about 10 s", || {
        shell::run(&mut shell::command("rustup", &["target", "add", TARGET])).map_err(|error| {
            format!("{error}; the page is compiled for {TARGET}: install rustup, or that target")
        })
    })
}

/// rustfmt and clippy, which a minimal toolchain lacks.
pub fn lint_components() -> Result {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if shell::output(&mut shell::cargo(&[subcommand, "--version"])).is_some() {
            continue;
        }
        step(&format!("adding {component}"), "about 10 s", || {
            shell::run(&mut shell::command(
                "rustup",
                &["component", "add", component],
            ))
        })?;
    }
    Ok(())
}

/// Trunk's folder.
pub fn trunk() -> Result<PathBuf> {
    cargo_tool("trunk", "trunk", TRUNK, "7 to 15 min, once")
}

/// The folder of wasm-bindgen and its test runner, at the version of the crate.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let version = paths::locked_version("wasm-bindgen")?;
    cargo_tool(
        "wasm-bindgen-cli",
        "wasm-bindgen",
        &version,
        "3 to 6 min, once",
    )
}

/// wasm-opt's folder.
fn binaryen() -> Result<PathBuf> {
    system::ensure(&[system::NODE])?;
    let folder = paths::tool("binaryen", BINARYEN)?;
    let bin = folder.join("node_modules").join(".bin");
    if reports(&bin.join("wasm-opt"), BINARYEN) {
        return Ok(bin);
    }
    step(
        &format!("installing binaryen {BINARYEN}"),
        "about 10 s",
        || npm::install_package(&folder, "binaryen", BINARYEN),
    )?;
    if reports(&bin.join("wasm-opt"), BINARYEN) {
        return Ok(bin);
    }
    Err(format!(
        "binaryen {BINARYEN} was installed, but wasm-opt does not run; remove {} and try again",
        folder.display()
    ))
}

/// The folder of a tool that cargo builds: one on the PATH will do if its version is right.
fn cargo_tool(package: &str, program: &str, version: &str, usually: &str) -> Result<PathBuf> {
    let on_path = shell::find(&[program]).filter(|path| reports(path, version));
    if let Some(folder) = on_path.and_then(|path| path.parent().map(PathBuf::from)) {
        return Ok(folder);
    }
    let folder = paths::tool(package, version)?;
    let bin = folder.join("bin");
    if reports(&bin.join(program), version) {
        return Ok(bin);
    }
    step(&format!("building {package} {version}"), usually, || {
        let root = folder.to_string_lossy();
        let mut install = shell::cargo(&["install", "--locked", package, "--version", version]);
        // Another folder than the project's, whose profiles and artifacts it would mix with.
        install
            .args(["--root", &*root])
            .env_remove("CARGO_TARGET_DIR");
        shell::run(&mut install)
    })?;
    if reports(&bin.join(program), version) {
        return Ok(bin);
    }
    Err(format!(
        "{package} {version} was installed, but does not run; remove {} and try again",
        folder.display()
    ))
}

/// Whether the program runs and its `--version` has the wanted one among its words.
fn reports(program: &Path, version: &str) -> bool {
    shell::output(&mut shell::command(program, &["--version"]))
        .is_some_and(|printed| printed.split_whitespace().any(|word| word == version))
}

/// Crates come before Trunk starts: it is run offline, so that it downloads nothing itself.
fn fetch_crates() -> Result {
    let fetch = ["fetch", "--locked", "--quiet"];
    if shell::output(shell::cargo(&fetch).arg("--offline")).is_some() {
        return Ok(());
    }
    step("fetching the crates", "about 20 s", || {
        shell::run(&mut shell::cargo(&fetch))
    })
}
