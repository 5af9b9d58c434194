//! Parameters as data: what can be set, within which range, and what is set. The page makes its
//! form from the specs, scenario files are checked against them, and a protocol is built from the
//! values.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::say::Say;
pub use super::values::Params;
use crate::say;

/// What one parameter may be.
#[derive(Clone, PartialEq, Debug)]
pub enum ParamKind {
    Number {
        min: u32,
        max: u32,
    },
    /// One of a few words; each has its own label key.
    Choice(Vec<(&'static str, &'static str)>),
    /// On or off: [`YES`] or [`NO`].
    Switch,
}

/// The words of a switch.
pub const YES: &str = "yes";
pub const NO: &str = "no";

/// One parameter of a protocol.
#[derive(Clone, PartialEq, Debug)]
pub struct ParamSpec {
    /// Its name in scenario files.
    pub id: &'static str,
    /// Keys of its label and of a sentence of help.
    pub name: &'static str,
    pub hint: &'static str,
    pub kind: ParamKind,
    pub value: ParamValue,
    /// Without effect while the other parameters are as they are: not shown.
    pub hidden: bool,
}

/// What a parameter is set to. Files have the bare number or word.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum ParamValue {
    Number(u32),
    Word(String),
}

impl<'de> Deserialize<'de> for ParamValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EitherKind)
    }
}

/// Finds out by looking whether it is a number or a word.
struct EitherKind;

impl Visitor<'_> for EitherKind {
    type Value = ParamValue;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("file.setting")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<ParamValue, E> {
        let fits = u32::try_from(number).map(ParamValue::Number);
        fits.map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<ParamValue, E> {
        Ok(ParamValue::Word(word.to_owned()))
    }
}

impl ParamValue {
    /// What a switch is set to.
    pub fn switch(on: bool) -> ParamValue {
        ParamValue::Word(if on { YES } else { NO }.to_owned())
    }
}

/// Why a set of parameters is refused: which one, and a sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct BadParam {
    pub id: String,
    pub why: Say,
    /// The parameter that was changed, when that made this one impossible.
    pub changed: Option<String>,
}

impl BadParam {
    /// Both in one sentence.
    pub fn say(self) -> Say {
        say!("error.param", field = self.id.as_str(), why = self.why)
    }

    pub fn new(id: &str, why: Say) -> BadParam {
        BadParam {
            id: id.to_owned(),
            why,
            changed: None,
        }
    }

    /// With what somebody has just changed, so that the refusal can be shown there as well.
    pub fn after_change(mut self, before: &Params, after: &Params) -> BadParam {
        let changed = after
            .iter()
            .find(|(id, value)| before.get(id) != Some(*value));
        self.changed = changed
            .map(|(id, _)| id.clone())
            .filter(|id| *id != self.id);
        self
    }

    /// A number out of its range.
    pub fn range(id: &str, min: u32, max: u32) -> BadParam {
        BadParam::new(id, say!("field.range", min = min, max = max))
    }
}

/// Reads parameters one by one and remembers which were known, so that unknown names are refused.
pub struct ParamReader<'a> {
    params: &'a Params,
    known: Vec<&'static str>,
}

impl<'a> ParamReader<'a> {
    pub fn new(params: &'a Params) -> Self {
        ParamReader {
            params,
            known: Vec::new(),
        }
    }

    /// A number within a range, or its default.
    pub fn number(
        &mut self,
        id: &'static str,
        range: std::ops::RangeInclusive<u32>,
        default: u32,
    ) -> Result<u32, BadParam> {
        self.known.push(id);
        let (min, max) = (*range.start(), *range.end());
        match self.params.get(id) {
            None => Ok(default.clamp(min, max)),
            Some(ParamValue::Number(number)) if range.contains(number) => Ok(*number),
            Some(_) => Err(BadParam::range(id, min, max)),
        }
    }

    /// The position of a word in a list of words, or 0.
    pub fn choice(&mut self, id: &'static str, words: &[&str]) -> Result<usize, BadParam> {
        self.known.push(id);
        match self.params.get(id) {
            None => Ok(0),
            Some(ParamValue::Word(word)) => words
                .iter()
                .position(|known| known == word)
                .ok_or_else(|| BadParam::new(id, say!("error.choice"))),
            Some(ParamValue::Number(_)) => Err(BadParam::new(id, say!("error.choice"))),
        }
    }

    /// Whether a switch is on.
    pub fn switch(&mut self, id: &'static str, default: bool) -> Result<bool, BadParam> {
        self.known.push(id);
        match self.params.get(id) {
            None => Ok(default),
            Some(ParamValue::Word(word)) if word == YES => Ok(true),
            Some(ParamValue::Word(word)) if word == NO => Ok(false),
            Some(_) => Err(BadParam::new(id, say!("error.choice"))),
        }
    }

    /// Refuses names that nothing asked for.
    pub fn finish(self) -> Result<(), BadParam> {
        let mut named = self.params.iter();
        match named.find(|(id, _)| !self.known.contains(&id.as_str())) {
            Some((id, _)) => Err(BadParam::new(id, say!("error.unknown_field"))),
            None => Ok(()),
        }
    }
}
