//! What a browser keeps of the page: every file of `dist/`, as one version.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use crate::Result;

const WORKER: &str = "sw.js";

/// Fills the service worker in `dist` with the list of files, and a version that changes with any
/// of them.
pub fn fill(dist: &Path) -> Result {
    let mut files = Vec::new();
    for entry in fs::read_dir(dist).map_err(|error| format!("reading dist: {error}"))? {
        let path = entry
            .map_err(|error| format!("reading dist: {error}"))?
            .path();
        let name = path.file_name().and_then(|name| name.to_str());
        match name {
            Some(name) if path.is_file() && name != WORKER => files.push(name.to_owned()),
            _ => {}
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.hash(&mut hasher);
        let bytes =
            fs::read(dist.join(file)).map_err(|error| format!("reading {file}: {error}"))?;
        bytes.hash(&mut hasher);
    }
    let path = dist.join(WORKER);
    let worker = fs::read_to_string(&path).map_err(|error| format!("reading {WORKER}: {error}"))?;
    let list: Vec<String> = files.iter().map(|file| format!("\"{file}\"")).collect();
    let filled = worker
        .replace(
            "const VERSION = \"none\";",
            &format!("const VERSION = \"{:016x}\";", hasher.finish()),
        )
        .replace(
            "const FILES = [];",
            &format!("const FILES = [{}];", list.join(", ")),
        );
    if filled == worker {
        return Err(format!("{WORKER} has no place for its list of files"));
    }
    fs::write(&path, filled).map_err(|error| format!("writing {WORKER}: {error}"))
}
