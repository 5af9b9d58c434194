//! What a visitor chose for good: the language and the theme. Kept in the browser's storage.

use gloo::storage::{LocalStorage, Storage};
use gloo::utils::{document_element, window};

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
    let stored: Option<String> = LocalStorage::get(LANG).ok();
    let asked: Vec<String> = window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect();
    Lang::from_tags(stored.iter().chain(&asked).map(String::as_str))
}

pub fn theme() -> Theme {
    match LocalStorage::get::<String>(THEME).as_deref() {
        Ok("light") => Theme::Light,
        Ok("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

// Storage may be forbidden or full; the choice then lasts as long as the page.

pub fn store_language(lang: Lang) {
    LocalStorage::set(LANG, lang.tag()).ok();
}

pub fn store_theme(theme: Theme) {
    LocalStorage::set(THEME, theme.word()).ok();
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

/// Whether the visitor asked the system for less motion.
pub fn reduced_motion() -> bool {
    window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}
