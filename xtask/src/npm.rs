//! What comes from npm: wasm-opt, and what drives the end-to-end tests.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::step;
use crate::{Result, paths, shell};

/// Installs one package into a folder of its own.
///
/// It is made beside its place and moved there when complete: whoever finds the folder finds all
/// of it.
pub fn install_package(folder: &Path, package: &str, version: &str) -> Result {
    let making = folder.with_extension(format!("making-{}", std::process::id()));
    let install = fs::create_dir_all(&making)
        .map_err(|error| format!("making {}: {error}", making.display()))
        .and_then(|()| {
            let mut npm = npm(&["install", "--no-save"]);
            npm.arg("--prefix").arg(&making);
            npm.arg(format!("{package}@{version}"));
            shell::run(&mut npm)
        })
        .and_then(|()| put_in_place(&making, folder));
    if making.exists() {
        // Only a failed install leaves it, and the error that is on its way says more.
        let _ = fs::remove_dir_all(&making);
    }
    install
}

fn put_in_place(made: &Path, folder: &Path) -> Result {
    let put = || {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::rename(made, folder)
    };
    put().map_err(|error| format!("putting {} in place: {error}", folder.display()))
}

/// Installs exactly what the end-to-end tests' lock file says, unless that is there already.
pub fn install_e2e() -> Result<PathBuf> {
    let folder = paths::root().join("tests").join("e2e");
    let lock = paths::read(&folder.join("package-lock.json"))?;
    // A copy of the lock file, written last, is the mark of a complete install.
    let mark = folder.join("node_modules").join(".installed-lock.json");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(folder);
    }
    step("installing what drives the browser", "about 10 s", || {
        shell::run(npm(&["ci", "--ignore-scripts"]).current_dir(&folder))?;
        paths::write(&mark, &lock)
    })?;
    Ok(folder)
}

fn npm(args: &[&str]) -> std::process::Command {
    let mut npm = shell::command("npm", args);
    npm.args(["--no-audit", "--no-fund", "--loglevel=error"]);
    npm
}
