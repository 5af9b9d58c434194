//! The page within another page: what the page around it may ask for, and what it is told. This part
//! knows only names and numbers; `app/embedded.rs` has the messages.

use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::run::player::{BranchId, Moment};
use crate::say;
use crate::scenario::tree::STEP_MAX;
use crate::scenario::validate::TIME_MAX;
use crate::text::Lang;
use crate::ui::address::Address;
use crate::ui::model::Intent;
use crate::ui::pace::Speed;

/// The version of the messages, which each of them names as `quorate`.
pub const VERSION: u32 = 1;

/// What the page around this one may ask for.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    Play(bool),
    StepOn,
    StepBack,
    ToStart,
    ToEnd,
    GoToTime(Micros),
    GoToStep(u64),
    Lane(BranchId),
    Speed(Speed),
    Speak(Lang),
    Open(Box<Address>),
}

/// Reads a wish: `name` is what to do, and the rest is asked for by name.
pub fn wish(
    name: &str,
    number: impl Fn(&str) -> Option<f64>,
    word: impl Fn(&str) -> Option<String>,
) -> Result<Wish, Say> {
    let whole = |field: &'static str, most: u64| {
        let value = number(field).filter(|value| (0.0..=most as f64).contains(value));
        let value = value.map(|value| value as u64);
        value.ok_or_else(|| say!("embed.number", field = field, most = most))
    };
    Ok(match name {
        "play" => Wish::Play(true),
        "pause" => Wish::Play(false),
        "stepOn" => Wish::StepOn,
        "stepBack" => Wish::StepBack,
        "toStart" => Wish::ToStart,
        "toEnd" => Wish::ToEnd,
        "goTo" if number("step").is_some() => Wish::GoToStep(whole("step", STEP_MAX)?),
        "goTo" => {
            let most = TIME_MAX.0 / 1_000;
            whole("ms", most)?;
            // Not only whole milliseconds: events happen between them.
            Wish::GoToTime(Micros((number("ms").unwrap_or_default() * 1_000.0) as u64))
        }
        "lane" => Wish::Lane(BranchId(whole("lane", u32::MAX.into())? as u32)),
        "speed" => {
            let at = whole("speed", Speed::ALL.len() as u64 - 1)?;
            Wish::Speed(Speed::ALL[at as usize])
        }
        "speak" => {
            let tag = word("lang");
            let lang = Lang::ALL
                .into_iter()
                .find(|l| tag.as_deref() == Some(l.file()));
            Wish::Speak(lang.ok_or_else(|| say!("embed.lang"))?)
        }
        "open" => {
            let address = word("run").and_then(|run| Address::parse(&run));
            Wish::Open(Box::new(address.ok_or_else(|| say!("embed.run"))?))
        }
        _ => return Err(say!("embed.unknown")),
    })
}

/// What the page around this one was told last.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Told {
    pub ready: bool,
    pub moment: Moment,
    pub end: Moment,
    pub lane: u32,
    pub playing: bool,
    pub ended: bool,
    pub lanes: usize,
    pub verdict: String,
    /// What was seen of the run when the verdict was told.
    pub revision: Option<u64>,
    pub at_ms: f64,
}

impl Told {
    /// Another run takes the place of the one that all this was about.
    pub fn forget_run(&mut self) {
        *self = Told {
            ready: self.ready,
            ..Told::default()
        };
    }
}

/// Whether a frame does what a key asks for. It has neither sheets, a second run nor the words for
/// choosing who is cut off, and the language and the colours are for the page around it to choose.
pub fn is_for_a_frame(intent: &Intent) -> bool {
    !matches!(
        intent,
        Intent::Errand(_) | Intent::Splitting(_) | Intent::Language(_) | Intent::Theme(_)
    )
}

/// Whom to talk to: the origin of the page around this one, if the query asks for being within one.
/// Without a value that is this page's own origin.
pub fn origin(query: &str, own: &str, of: impl Fn(&str) -> Option<String>) -> Option<String> {
    let parts = query.trim_start_matches('?').split('&');
    let mut asked = parts.filter_map(|part| match part.split_once('=') {
        Some(("embed", value)) => Some(value),
        None if part == "embed" => Some(""),
        _ => None,
    });
    let value = asked.next()?;
    let origin = match value {
        "" => Some(own.to_owned()),
        value => of(value),
    };
    // What is no address is nobody's origin. A page in a sandbox or from a file has one that is
    // called "null": all of them have, so it tells nobody apart.
    Some(origin.filter(|origin| origin != "null").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::model::Errand;
    use crate::ui::prefs::Theme;

    fn asked(name: &str, number: (&str, f64), word: (&str, &str)) -> Result<Wish, Say> {
        wish(
            name,
            |field| (field == number.0).then_some(number.1),
            |field| (field == word.0).then(|| word.1.to_owned()),
        )
    }

    #[test]
    fn wishes_are_understood() {
        let none = ("", "");
        for (name, number, word, wanted) in [
            ("play", ("", 0.0), none, Wish::Play(true)),
            ("pause", ("", 0.0), none, Wish::Play(false)),
            (
                "goTo",
                ("ms", 318.25),
                none,
                Wish::GoToTime(Micros(318_250)),
            ),
            ("goTo", ("step", 17.0), none, Wish::GoToStep(17)),
            ("lane", ("lane", 2.0), none, Wish::Lane(BranchId(2))),
            ("speed", ("speed", 5.0), none, Wish::Speed(Speed::Max)),
            ("speak", ("", 0.0), ("lang", "zh"), Wish::Speak(Lang::Zh)),
        ] {
            assert_eq!(asked(name, number, word), Ok(wanted), "{name}");
        }
        let opened = asked("open", ("", 0.0), ("run", "s=AQ&at=1.2"));
        assert!(matches!(opened, Ok(Wish::Open(address)) if address.scenario == "AQ"));
    }

    #[test]
    fn odd_wishes_are_refused() {
        for (name, number, word) in [
            ("", ("", 0.0), ("", "")),
            ("<b>", ("", 0.0), ("", "")),
            ("goTo", ("", 0.0), ("", "")),
            ("goTo", ("ms", f64::NAN), ("", "")),
            ("goTo", ("ms", -1.0), ("", "")),
            ("goTo", ("ms", f64::INFINITY), ("", "")),
            ("goTo", ("step", 1e300), ("", "")),
            ("lane", ("lane", -0.5), ("", "")),
            ("speed", ("speed", 6.0), ("", "")),
            ("speak", ("", 0.0), ("lang", "fr")),
            ("open", ("", 0.0), ("run", "javascript:alert(1)")),
        ] {
            let refused = asked(name, number, word);
            assert!(refused.is_err(), "{name} {number:?} {word:?}: {refused:?}");
        }
    }

    #[test]
    fn the_query_says_whom_to_talk_to() {
        let own = "https://quorate.example";
        let origin = |query| {
            origin(query, own, |value| {
                value
                    .starts_with("https%3A")
                    .then(|| "https://a.example".to_owned())
            })
        };
        assert_eq!(origin(""), None);
        assert_eq!(origin("?embedded"), None);
        assert_eq!(origin("?embed").as_deref(), Some(own));
        assert_eq!(origin("?x=1&embed=").as_deref(), Some(own));
        assert_eq!(
            origin("?embed=https%3A%2F%2Fa.example").as_deref(),
            Some("https://a.example")
        );
        assert_eq!(origin("?embed=*").as_deref(), Some(""));
    }

    #[test]
    fn keys_without_a_use_are_left_alone() {
        for (intent, wanted) in [
            (Intent::TogglePlay, true),
            (Intent::StepOn, true),
            (Intent::Undo, true),
            (Intent::Errand(Errand::Files), false),
            (Intent::Errand(Errand::Help), false),
            (Intent::Splitting(true), false),
            (Intent::Language(Lang::Zh), false),
            (Intent::Theme(Theme::Dark), false),
        ] {
            assert_eq!(is_for_a_frame(&intent), wanted, "{intent:?}");
        }
    }

    #[test]
    fn an_origin_that_many_pages_have_is_nobodys() {
        let null = |_: &str| Some("null".to_owned());
        let https = "https://quorate.example";
        assert_eq!(origin("?embed=data:,a", https, null).as_deref(), Some(""));
        assert_eq!(origin("?embed", "null", null).as_deref(), Some(""));
    }
}
