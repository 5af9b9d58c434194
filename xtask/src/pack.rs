//! Making what Trunk has built smaller for the wire.
//!
//! Seven style sheets that are compressed one by one cost a third more than one, and each is asked
//! for by itself. wasm-bindgen's script is written to be read.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use crate::{Result, imports, paths};

/// Packs what is in `dist`.
pub fn pack(dist: &Path) -> Result {
    let index = dist.join("index.html");
    let page = paths::read(&index)?;
    let (page, sheets) = join_styles(&page)?;
    let mut styles = String::new();
    for name in &sheets {
        let path = dist.join(name);
        styles.push_str(&paths::read(&path)?);
        styles.push('\n');
        fs::remove_file(&path).map_err(|error| format!("removing {name}: {error}"))?;
    }
    let mut hasher = DefaultHasher::new();
    styles.hash(&mut hasher);
    let name = format!("styles-{:016x}.css", hasher.finish());
    paths::write(&dist.join(&name), &styles)?;
    paths::write(&index, &page.replace(JOINED, &name))?;
    let entries = fs::read_dir(dist).map_err(|error| format!("reading dist: {error}"))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.extension().is_some_and(|ending| ending == "js") {
            pack_script(&path)?;
        }
    }
    Ok(())
}

/// Packs a script, and the program that it belongs to if there is one.
fn pack_script(path: &Path) -> Result {
    let mut script = without_notes(&paths::read(path)?);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let program = path.with_file_name(format!("{stem}_bg.wasm"));
    if program.is_file() {
        let told = |error| format!("{}: {error}", program.display());
        let wasm = fs::read(&program).map_err(|error| told(error.to_string()))?;
        let (short, wasm) = imports::shorten(&script, &wasm).map_err(told)?;
        script = short;
        fs::write(&program, wasm).map_err(|error| told(error.to_string()))?;
    }
    paths::write(path, &script)
}

/// Stands in the page for the name of the sheet that all are joined to.
const JOINED: &str = "STYLES";

/// The page with one link in place of all to style sheets, and the sheets in their order.
fn join_styles(page: &str) -> Result<(String, Vec<String>)> {
    let mut joined = String::new();
    let mut sheets = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("<link ") {
        let end = rest[start..].find('>').ok_or("a link has no end")? + start + 1;
        let link = &rest[start..end];
        joined.push_str(&rest[..start]);
        rest = &rest[end..];
        if !link.contains("rel=stylesheet") {
            joined.push_str(link);
            continue;
        }
        let address = link.split("href=").nth(1).ok_or("a sheet has no address")?;
        let address = address.split([' ', '>']).next().unwrap_or_default();
        let (folder, name) = address.rsplit_once('/').unwrap_or((".", address));
        if sheets.is_empty() {
            joined.push_str(&format!("<link href={folder}/{JOINED} rel=stylesheet>"));
        }
        sheets.push(name.to_owned());
    }
    joined.push_str(rest);
    Ok((joined, sheets))
}

/// A script without its indentation and the comments that have lines of their own. No string of
/// ours or of wasm-bindgen's goes over several lines.
fn without_notes(script: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for line in script.lines().map(str::trim) {
        within |= line.starts_with("/*");
        if !within && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        within &= !line.ends_with("*/");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_joined_in_their_place() {
        let page = "<title>a</title><link href=./a-1.css rel=stylesheet><link href=i.svg rel=icon>\
                    <link href=./b-2.css integrity=x rel=stylesheet><p>";
        let (page, sheets) = join_styles(page).expect("the page is sound");
        let wanted =
            "<title>a</title><link href=./STYLES rel=stylesheet><link href=i.svg rel=icon><p>";
        assert_eq!(
            (&*page, sheets),
            (wanted, vec!["a-1.css".to_owned(), "b-2.css".to_owned()])
        );
    }

    #[test]
    fn scripts_lose_what_is_for_readers() {
        let script =
            "// note\n/**\n * more\n */\nlet a = 1; // stays\n  /* one line */\n  a += \"//\";\n";
        assert_eq!(without_notes(script), "let a = 1; // stays\na += \"//\";\n");
    }
}
