//! Styles of what most visits do without. They are no part of the first load: what needs them names
//! the file.

use gloo::utils::document;

/// The address of such a file. The program's name, which differs from build to build, keeps a browser
/// from taking an older file for this one.
pub fn own(file: &str) -> String {
    let tag = document()
        .query_selector("script[data-wasm]")
        .ok()
        .flatten();
    let script = tag.and_then(|tag| tag.get_attribute("data-script"));
    let name = script.unwrap_or_default();
    format!("{file}?{}", name.rsplit('/').next().unwrap_or_default())
}
