//! The style sheet's colours for canvases, which cannot use its variables. Read once per theme.

use gloo::utils::{document_element, window};

use crate::protocol::describe::Tone;

#[derive(Clone, Debug, Default)]
pub struct Palette {
    pub stage: String,
    pub panel: String,
    pub ink: String,
    pub soft: String,
    pub line: String,
    pub yes: String,
    pub no: String,
    pub no_soft: String,
    pub wait: String,
    pub dead: String,
    pub accent: String,
    pub client: String,
    pub font: String,
}

impl Palette {
    pub fn read() -> Palette {
        // Without a style (a page that is not shown) canvases keep their own defaults.
        let Ok(Some(style)) = window().get_computed_style(&document_element()) else {
            return Palette::default();
        };
        let read = |name: &str| {
            let value = style.get_property_value(name).unwrap_or_default();
            value.trim().to_owned()
        };
        let font = gloo::utils::document()
            .body()
            .and_then(|body| window().get_computed_style(&body).ok().flatten())
            .and_then(|style| style.get_property_value("font-family").ok())
            .filter(|font| !font.is_empty())
            .unwrap_or_else(|| "sans-serif".to_owned());
        Palette {
            stage: read("--stage"),
            panel: read("--panel"),
            ink: read("--ink"),
            soft: read("--soft"),
            line: read("--line"),
            yes: read("--yes"),
            no: read("--no"),
            no_soft: read("--no-soft"),
            wait: read("--wait"),
            dead: read("--dead"),
            accent: read("--accent"),
            client: read("--client"),
            font,
        }
    }

    pub fn tone(&self, tone: Tone) -> &str {
        match tone {
            Tone::Plain => &self.soft,
            Tone::Accent => &self.accent,
            Tone::Yes => &self.yes,
            Tone::No => &self.no,
            Tone::Wait => &self.wait,
            Tone::Dead => &self.dead,
            Tone::Client => &self.client,
        }
    }
}

/// Every tone, in the order of [`index`].
pub const TONES: [Tone; 7] = [
    Tone::Plain,
    Tone::Accent,
    Tone::Yes,
    Tone::No,
    Tone::Wait,
    Tone::Dead,
    Tone::Client,
];

/// A tone's place in a table.
pub fn index(tone: Tone) -> usize {
    match tone {
        Tone::Plain => 0,
        Tone::Accent => 1,
        Tone::Yes => 2,
        Tone::No => 3,
        Tone::Wait => 4,
        Tone::Dead => 5,
        Tone::Client => 6,
    }
}
