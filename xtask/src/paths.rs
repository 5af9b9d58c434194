//! Where things are: the project, its lock file, and the cache of tools.

use std::env;
use std::path::{Path, PathBuf};

use crate::Result;

/// The top of the project, wherever the command was started.
pub fn root() -> PathBuf {
    // Set by `cargo run`; the compiled-in value serves a binary started by hand.
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent()
        .expect("xtask is a folder of the project")
        .to_owned()
}

/// What xtask itself writes down, apart from cargo's files.
pub fn scratch() -> PathBuf {
    root().join("target").join("xtask")
}

/// The finished page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder of a tool in the user's cache: one per name and version, shared by all checkouts.
pub fn tool(name: &str, version: &str) -> Result<PathBuf> {
    let cache = match env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        Some(cache) => PathBuf::from(cache),
        None => home()?.join(".cache"),
    };
    Ok(cache
        .join("quorate")
        .join("tools")
        .join(format!("{name}-{version}")))
}

fn home() -> Result<PathBuf> {
    env::var_os("HOME")
        .or_else(|| env::var_os("USERPROFILE"))
        .map(PathBuf::from)
        .ok_or_else(|| "HOME is not set, so there is no place to keep tools".to_owned())
}

/// The version `Cargo.lock` holds a crate to.
pub fn locked_version(krate: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    version_in_lock(&read(&path)?, krate)
        .ok_or_else(|| format!("Cargo.lock does not mention {krate}"))
}

fn version_in_lock(lock: &str, krate: &str) -> Option<String> {
    let name = format!("name = \"{krate}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = ")?;
    Some(version.trim_matches('"').to_owned())
}

/// A text file, or a sentence that says which one could not be read.
pub fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| format!("reading {}: {error}", path.display()))
}

/// Writes a text file and the folders it needs.
pub fn write(path: &Path, text: &str) -> Result {
    let parent = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(parent)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|error| format!("writing {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_version_by_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.79\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(
            version_in_lock(lock, "wasm-bindgen").as_deref(),
            Some("0.2.129")
        );
        assert_eq!(version_in_lock(lock, "bindgen"), None);
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
