//! A run for other programs: as Mermaid text, pictures, tables and data. Everything comes from the
//! same run that the page shows, so an export never says what the page does not.

pub mod diagram;
pub mod json;
pub mod mermaid;
pub mod stage;
pub mod svg;
pub mod table;

use crate::protocol::ids::Micros;
use crate::run::player::Player;
use crate::text::Lang;

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

/// A run in one format, with what has words in one language. The stage is that of the moment
/// shown; the rest is of the span.
pub fn export(player: &dyn Player, format: Format, span: Span, lang: Lang) -> String {
    debug_assert!(span.from <= span.to, "a span does not end before it begins");
    match format {
        Format::Sequence => mermaid::sequence(player, span, lang),
        Format::Phases => mermaid::phases(player, lang),
        Format::Diagram => diagram::svg(player, span, lang),
        Format::Stage => stage::svg(player, lang),
        Format::Json => json::run(player, span, lang),
        Format::Csv => table::history(player, lang),
    }
}
