//! A browser says nothing of a style sheet with a block left open: what follows only holds where the
//! block does. So every block is closed, and none is left open where a new part begins.

#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

fn sheets(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let is_sheet = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "css");
    paths.filter(is_sheet).collect()
}

/// The first line that is amiss, with what is amiss there.
fn amiss(sheet: &str) -> Option<String> {
    let mut depth = 0i32;
    for (number, line) in (1..).zip(sheet.lines()) {
        if line.starts_with("/* ----") && depth > 0 {
            return Some(format!("line {number}: a part begins within a block"));
        }
        depth += line.matches('{').count() as i32 - line.matches('}').count() as i32;
        if depth < 0 {
            return Some(format!("line {number}: closes what was never opened"));
        }
    }
    (depth > 0).then(|| "its end: a block is open".to_owned())
}

#[test]
fn every_sheet_closes_its_blocks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    let folders = [root.clone(), root.join("styles"), root.join("styles/whole")];
    let sheets_there: Vec<PathBuf> = folders.iter().flat_map(|folder| sheets(folder)).collect();
    assert!(sheets_there.len() > 10, "{sheets_there:?}");
    for path in sheets_there {
        let sheet = fs::read_to_string(&path).expect("a sheet can be read");
        assert_eq!(amiss(&sheet), None, "{}", path.display());
    }
}

#[test]
fn an_open_block_is_found() {
    assert_eq!(amiss("a {\n}\n/* ---- b ---- */\nb { }\n"), None);
    for broken in [
        "a {\n",
        "a { } }\n",
        "@media x {\n a { }\n/* ---- b ---- */\n}\n",
    ] {
        assert!(amiss(broken).is_some(), "{broken:?}");
    }
}
