//! A run for other programs: as Mermaid text, pictures, tables and data. Everything comes from the
//! same run that the page shows, so an export never says what the page does not.

pub mod diagram;
#[cfg(feature = "every-protocol")]
pub mod film;
pub mod json;
pub mod mermaid;
pub mod picture;
pub mod stage;
pub mod svg;
pub mod table;

use crate::protocol::ids::Micros;
use crate::run::player::Player;
use crate::text::Lang;
use picture::{Picture, Theme};

/// What can be made of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Who sent what to whom, as a Mermaid `sequenceDiagram`.
    Sequence,
    /// The protocol's phases, as a Mermaid `flowchart`.
    Phases,
    /// The space-time diagram.
    Diagram,
    /// The stage at the moment shown.
    Stage,
    /// Everything that happened.
    Json,
    /// What the clients saw.
    Csv,
}

/// A format, its name in commands, and the end of the names of its files.
pub const FORMATS: [(Format, &str, &str); 6] = [
    (Format::Sequence, "mermaid", "mmd"),
    (Format::Phases, "flowchart", "mmd"),
    (Format::Diagram, "svg", "svg"),
    (Format::Stage, "stage", "svg"),
    (Format::Json, "json", "json"),
    (Format::Csv, "csv", "csv"),
];

/// The part of a run between two times, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub from: Micros,
    pub to: Micros,
}

/// What is to be made of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Of the run; the stage and the phases are of the moment shown.
    pub span: Span,
    pub lang: Lang,
    pub theme: Theme,
    /// The stage as the documents' charts, and not as a ring.
    pub chart: bool,
    /// Heartbeats and the like as notes, in a sequence diagram.
    pub folded: bool,
}

impl Options {
    /// Everything up to the moment shown, as most want it.
    pub fn all(player: &dyn Player, lang: Lang) -> Options {
        let span = Span {
            from: Micros::ZERO,
            to: player.moment().at,
        };
        Options {
            span,
            lang,
            theme: Theme::Light,
            chart: false,
            folded: true,
        }
    }
}

/// A run in one format.
pub fn export(player: &dyn Player, format: Format, options: Options) -> String {
    let Options { span, lang, .. } = options;
    debug_assert!(span.from <= span.to, "a span does not end before it begins");
    match format {
        Format::Sequence => mermaid::sequence(player, span, options.folded, lang),
        Format::Phases => mermaid::phases(player, lang),
        Format::Json => json::run(player, span, lang),
        Format::Csv => table::history(player, lang),
        Format::Diagram | Format::Stage => picture(player, format, options)
            .map_or_else(String::new, |picture| svg::write(&picture, options.theme)),
    }
}

/// The picture of a format that has one.
pub fn picture(player: &dyn Player, format: Format, options: Options) -> Option<Picture> {
    match format {
        Format::Diagram => Some(diagram::picture(player, options.span, options.lang)),
        Format::Stage => Some(stage::picture(player, options.chart, options.lang)),
        Format::Sequence | Format::Phases | Format::Json | Format::Csv => None,
    }
}
