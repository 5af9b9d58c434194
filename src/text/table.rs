//! Where the texts are kept.
//!
//! A native program and the tests have them compiled in (the feature `texts`). The page gets one
//! language when it starts and the other when it is asked for: nobody waits for words that they
//! cannot read.

#[cfg(feature = "texts")]
mod kept {
    use crate::text::Lang;

    /// Every text: its key, then English and Chinese. Sorted by key.
    static TEXTS: &[(&str, [&str; 2])] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

    /// The text of a key that is known only at run time, if there is one.
    pub fn find(lang: Lang, key: &str) -> Option<&'static str> {
        let at = TEXTS.binary_search_by(|(known, _)| (*known).cmp(key));
        Some(TEXTS[at.ok()?].1[lang as usize])
    }

    /// Every key there is.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        TEXTS.iter().map(|(key, _)| *key)
    }

    /// Whether there is anything to say in a language.
    pub fn knows(_: Lang) -> bool {
        true
    }

    /// Takes in a language's file, which the build has checked; false when it is none.
    pub fn learn(_: Lang, _: &str) -> bool {
        true
    }
}

#[cfg(not(feature = "texts"))]
mod kept {
    use std::sync::OnceLock;

    use crate::text::{Lang, format};

    type Texts = &'static [(&'static str, &'static str)];

    /// For each language its texts, sorted by key, once they are known.
    static TEXTS: [OnceLock<Texts>; 2] = [OnceLock::new(), OnceLock::new()];

    fn texts(lang: Lang) -> Texts {
        TEXTS[lang as usize].get().copied().unwrap_or_default()
    }

    pub fn find(lang: Lang, key: &str) -> Option<&'static str> {
        let texts = texts(lang);
        let at = texts.binary_search_by(|(known, _)| (*known).cmp(key));
        Some(texts[at.ok()?].1)
    }

    pub fn keys() -> impl Iterator<Item = &'static str> {
        texts(Lang::En).iter().map(|(key, _)| *key)
    }

    pub fn knows(lang: Lang) -> bool {
        !texts(lang).is_empty()
    }

    pub fn learn(lang: Lang, file: &str) -> bool {
        // Kept for good: what is said may be shown at any time.
        let entries = format::entries(file.to_owned().leak()).into_iter();
        let mut texts: Vec<(&'static str, &'static str)> = entries
            .map(|(key, text)| (key, Box::leak(text.into_owned().into_boxed_str()) as &str))
            .collect();
        crate::order::sort_by(&mut texts, |a, b| a.0 < b.0);
        if texts.is_empty() {
            return false;
        }
        // Whoever came first has read the same file.
        TEXTS[lang as usize].set(texts.leak()).unwrap_or_default();
        true
    }
}

pub use kept::{find, keys, knows, learn};
