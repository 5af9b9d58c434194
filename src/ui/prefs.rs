//! What a visitor chose for good: the language and the theme. Kept in the browser's storage.

use gloo::utils::{document_element, window};
use web_sys::MediaQueryList;

use crate::text::Lang;

const LANG: &str = "quorate-lang";
const THEME: &str = "quorate-theme";

/// Light, dark, or as the system is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    fn word(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }
}

/// The stored language, or the first that the browser asks for and the page speaks.
pub fn language() -> Lang {
    let stored = stored(LANG);
    let asked: Vec<String> = window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect();
    Lang::from_tags(stored.iter().chain(&asked).map(String::as_str))
}

pub fn theme() -> Theme {
    match stored(THEME).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

// Storage may be forbidden or full; the choice then lasts as long as the page. (Gloo's storage
// keeps JSON, and would bring a reader of JSON into the page for two words.)

pub(super) fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

pub(super) fn store(key: &str, word: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, word);
    }
}

pub fn store_language(lang: Lang) {
    store(LANG, lang.tag());
}

pub fn store_theme(theme: Theme) {
    store(THEME, theme.word());
}

/// Tells the document, so that styles, fonts and screen readers follow.
pub fn apply(lang: Lang, theme: Theme, present: bool) {
    let root = document_element();
    let set = |name: &str, value: &str| {
        root.set_attribute(name, value)
            .expect("the names of these attributes are valid");
    };
    set("lang", lang.tag());
    set("data-theme", theme.word());
    set("data-present", if present { "yes" } else { "no" });
}

/// The visitor asked the system for less motion.
pub const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";
pub const DARK: &str = "(prefers-color-scheme: dark)";

/// What the system says to a question, and may say otherwise later.
pub fn asked(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok().flatten()
}

pub fn is_asked(query: &str) -> bool {
    asked(query).is_some_and(|asked| asked.matches())
}
