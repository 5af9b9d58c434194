//! The form of the text files. Shared with the build script, so it uses nothing but std.
//!
//! ```text
//! # a comment
//! vote.have = {have} of the {need} {need|vote|votes} needed {have|is|are} in.
//! ```
//!
//! `{name}` is a gap. `{name|one|other}` is one word when the gap's number is 1 (for a set of
//! nodes: when it has one member) and another otherwise; languages without plurals leave it out.
//! A line that starts with two spaces goes on with the text above it.

use std::borrow::Cow;

/// One piece of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    Plain(&'a str),
    Gap(&'a str),
    Plural {
        gap: &'a str,
        one: &'a str,
        other: &'a str,
    },
}

/// Cuts a text into its pieces, or says what is wrong with it, in words that cost the page nothing.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, &'static str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = rest[open..]
            .find('}')
            .map(|at| open + at)
            .ok_or("a gap is not closed")?;
        if open > 0 {
            pieces.push(Piece::Plain(&rest[..open]));
        }
        pieces.push(gap(&rest[open + 1..close])?);
        rest = &rest[close + 1..];
    }
    if rest.contains('}') {
        return Err("a gap is closed that was not open");
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    Ok(pieces)
}

fn gap(inside: &str) -> Result<Piece<'_>, &'static str> {
    let parts: Vec<&str> = inside.split('|').collect();
    let name_is_good = !parts[0].is_empty()
        && parts[0]
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    match parts[..] {
        _ if !name_is_good => Err("a gap does not start with its name"),
        [name] => Ok(Piece::Gap(name)),
        [gap, one, other] => Ok(Piece::Plural { gap, one, other }),
        _ => Err("a gap needs one and other"),
    }
}

/// The names of a text's gaps, sorted, each once.
pub fn gaps(text: &str) -> Result<Vec<&str>, &'static str> {
    let mut names: Vec<&str> = pieces(text)?
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Plain(_) => None,
            Piece::Gap(name) | Piece::Plural { gap: name, .. } => Some(name),
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// A text file as (key, text), sorted by key.
pub fn read_file(file: &str) -> Result<Vec<(String, String)>, String> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for (number, line) in file.lines().enumerate() {
        let at = |what: &str| format!("line {}: {what}", number + 1);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(more) = line.strip_prefix("  ") {
            let (_, text) = entries
                .last_mut()
                .ok_or_else(|| at("goes on with nothing"))?;
            join(text, more);
            continue;
        }
        let (key, text) = line
            .split_once(" = ")
            .ok_or_else(|| at("is not `key = text`"))?;
        let key = key.trim();
        if !is_key(key) {
            return Err(at("has a key that is not like `part.name`"));
        }
        entries.push((key.to_owned(), text.trim().to_owned()));
    }
    entries.sort();
    for pair in entries.windows(2) {
        if pair[0].0 == pair[1].0 {
            return Err(format!("{} is there twice", pair[0].0));
        }
    }
    for (key, text) in &entries {
        gaps(text).map_err(|why| format!("{key}: {why} in {text:?}"))?;
    }
    Ok(entries)
}

/// What is in a text file that is known to be good, in its order.
pub fn entries(file: &str) -> Vec<(&str, Cow<'_, str>)> {
    let mut entries: Vec<(&str, Cow<'_, str>)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if let Some((more, (_, text))) = line.strip_prefix("  ").zip(entries.last_mut()) {
            join(text.to_mut(), more);
        } else if let Some((key, text)) = line.split_once(" = ") {
            entries.push((key, text.trim().into()));
        }
    }
    entries
}

/// Goes on with a text in another line.
fn join(text: &mut String, more: &str) {
    // Chinese has no space between words, so its lines are joined without one.
    if text.ends_with(|c: char| c.is_ascii()) {
        text.push(' ');
    }
    text.push_str(more.trim());
}

/// Whether a word is spelt like a key: small letters, digits and `_` around at least one dot.
pub fn is_key(word: &str) -> bool {
    word.contains('.')
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.split('.').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
}
