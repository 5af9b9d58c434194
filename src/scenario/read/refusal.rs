//! Why a file is refused: where, and in a sentence without a language.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::protocol::ids::{CLIENTS_MAX, ClientId, NODES_MAX};
use crate::protocol::op::Key;
use crate::protocol::say::Say;
use crate::say;

/// So many characters of a file's own words are repeated in a sentence.
const SHOWN_MAX: usize = 40;

#[derive(Debug)]
pub struct Refusal {
    /// A JSON Pointer to what is wrong; empty for the file itself.
    path: String,
    why: Say,
}

impl Refusal {
    pub fn new(why: Say) -> Refusal {
        Refusal {
            path: String::new(),
            why,
        }
    }

    /// The same from one level further out.
    pub fn within(mut self, step: &str) -> Refusal {
        self.path.insert_str(0, &shown(step));
        self.path.insert(0, '/');
        self
    }

    pub fn say(self) -> Say {
        if self.path.is_empty() {
            return self.why;
        }
        say!("error.param", field = self.path.as_str(), why = self.why)
    }
}

/// Words of a file as they may be repeated: short, and nothing that turns the line around them.
pub fn shown(words: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let tame = |c: char| {
        if c.is_control() || turns(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    let mut short: String = words.chars().take(SHOWN_MAX).map(tame).collect();
    if words.chars().nth(SHOWN_MAX).is_some() {
        short.push('…');
    }
    short
}

/// Known words in a list.
fn list(known: &[&str]) -> String {
    known.join(", ")
}

impl fmt::Display for Refusal {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}", self.path, self.why.key)
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(what: T) -> Refusal {
        let what = what.to_string();
        Refusal::new(say!("file.odd_value", found = shown(&what).as_str()))
    }

    fn invalid_type(_: Unexpected<'_>, wanted: &dyn Expected) -> Refusal {
        Refusal::new(wants(&wanted.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, wanted: &dyn Expected) -> Refusal {
        Refusal::new(wants(&wanted.to_string()))
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Refusal {
        let (found, known) = (shown(found), list(known));
        Refusal::new(say!(
            "file.unknown_word",
            found = found.as_str(),
            known = known.as_str()
        ))
    }

    fn unknown_field(found: &str, known: &'static [&'static str]) -> Refusal {
        let known = list(known);
        Refusal::new(say!("file.unknown_field", known = known.as_str())).within(found)
    }

    fn missing_field(name: &'static str) -> Refusal {
        Refusal::new(say!("file.missing")).within(name)
    }
}

/// What our own types say they want is the key of a text; whatever else somebody wants has none.
fn wants(wanted: &str) -> Say {
    match wanted {
        "file.node" => say!("file.node", most = NODES_MAX),
        "file.client" => say!("file.client", last = ClientId(CLIENTS_MAX - 1)),
        "file.key" => {
            let known: Vec<String> = (0..Key::COUNT)
                .map(|key| Key(key).letter().to_string())
                .collect();
            say!("file.key", known = known.join(", ").as_str())
        }
        "file.setting" => say!("file.setting", most = u32::MAX),
        _ => say!("file.odd_value", found = shown(wanted).as_str()),
    }
}
