//! Mermaid text, for slides and course pages: <https://mermaid.js.org>.

use std::fmt::Write;

use super::Span;
use crate::order;
use crate::protocol::ids::{ClientId, Micros, NodeId, Peer};
use crate::run::player::{MarkKind, Player};
use crate::say;
use crate::text::{Lang, headline, render, t};

/// A diagram with more lines than this cannot be read, and Mermaid refuses to draw it.
const LINES_MAX: usize = 400;

/// So many background messages in a row are worth a note.
const FOLD_MIN: u32 = 5;

/// One line of the diagram, in the order of time.
enum Line {
    Message(String),
    Note(String),
    /// Background messages, so many in a row.
    Folded(u32),
}

/// Who sent what to whom; if wanted with heartbeats and the like folded into notes.
pub fn sequence(player: &dyn Player, span: Span, fold: bool, lang: Lang) -> String {
    let mut out = String::from("sequenceDiagram\n");
    let stage = player.stage();
    for client in 0..stage.clients.len() as u8 {
        let who = Peer::Client(ClientId(client));
        let name = headline(&say!("peer.client", who = ClientId(client)), lang);
        let _ = writeln!(out, "    actor {} as {}", id(who), escaped(&name));
    }
    for node in 0..stage.nodes.len() as u8 {
        let name = headline(&say!("peer.node", who = NodeId(node)), lang);
        let who = id(Peer::Node(NodeId(node)));
        let _ = writeln!(out, "    participant {who} as {}", escaped(&name));
    }
    let mut lines = lines(player, span, fold, lang);
    let left_out = lines.len().saturating_sub(LINES_MAX);
    lines.truncate(LINES_MAX);
    for line in &lines {
        match line {
            Line::Message(text) | Line::Note(text) => {
                let _ = writeln!(out, "    {text}");
            }
            Line::Folded(count) => {
                let text = render(&say!("export.folded", count = *count), lang);
                note_over_all(&mut out, stage.nodes.len(), &text);
            }
        }
    }
    if left_out > 0 {
        let text = render(&say!("export.left_out", count = left_out as u32), lang);
        note_over_all(&mut out, stage.nodes.len(), &text);
    }
    out
}

fn note_over_all(out: &mut String, nodes: usize, text: &str) {
    let first = id(Peer::Node(NodeId(0)));
    let last = id(Peer::Node(NodeId(nodes.saturating_sub(1) as u8)));
    let over = if first == last {
        first
    } else {
        format!("{first},{last}")
    };
    let _ = writeln!(out, "    Note over {over}: {}", escaped(text));
}

/// Messages where they end and marks where they are, the background drawn together.
fn lines(player: &dyn Player, span: Span, fold: bool, lang: Lang) -> Vec<Line> {
    let timeline = player.timeline(span.from, span.to);
    // A message stands where it arrives, so that what it causes comes after it; one that is lost
    // or still under way stands where it was sent. Of one time, marks come last.
    let mut events: Vec<(Micros, u8, usize)> = Vec::new();
    for (at, arrow) in timeline.arrows.iter().enumerate() {
        let arrives = !arrow.lost && arrow.end <= span.to;
        let when = if arrives { arrow.end } else { arrow.sent };
        if when >= span.from {
            events.push((when, 0, at));
        }
    }
    for (at, mark) in timeline.marks.iter().enumerate() {
        let told = matches!(mark.kind, MarkKind::Asked | MarkKind::Answered);
        if !told {
            events.push((mark.moment.at, 1, at));
        }
    }
    order::sort(&mut events);
    let mut lines = Vec::new();
    let mut folded = 0;
    for (_, kind, at) in events {
        if fold && kind == 0 && timeline.arrows[at].background {
            folded += 1;
            continue;
        }
        // A single heartbeat among other messages is not worth a line.
        if folded >= FOLD_MIN {
            lines.push(Line::Folded(std::mem::take(&mut folded)));
        }
        if kind == 1 {
            let mark = &timeline.marks[at];
            let text = escaped(&headline(&mark.what, lang));
            let over = mark.peer.unwrap_or(Peer::Node(NodeId(0)));
            lines.push(Line::Note(format!("Note over {}: {text}", id(over))));
            continue;
        }
        let arrow = &timeline.arrows[at];
        let label = player
            .message(arrow.message)
            .map(|detail| detail.face.label);
        let label = label.map_or_else(String::new, |label| render(&label, lang));
        let line = match (arrow.lost, arrow.end <= span.to) {
            (true, _) => "-x",
            (false, true) => "->>",
            (false, false) => "--)",
        };
        let (from, to) = (id(arrow.from), id(arrow.to));
        let text = escaped(&label);
        lines.push(Line::Message(format!("{from}{line}{to}: {text}")));
    }
    if folded > 0 {
        lines.push(Line::Folded(folded));
    }
    lines
}

/// The protocol's phases as a chart: those that lie behind ticked, those that the run is in marked.
pub fn phases(player: &dyn Player, lang: Lang) -> String {
    let spec = player.spec();
    let progress = player.stage().scene.progress;
    let mut out = String::from("flowchart LR\n");
    for (at, phase) in spec.phases.iter().enumerate() {
        let name = escaped(t(lang, phase.name));
        let done = progress.is_behind(at) && !progress.is_lit(at);
        let tick = if done { "✓ " } else { "" };
        let _ = writeln!(out, "    p{at}[\"{tick}{name}\"]");
    }
    for at in 1..spec.phases.len() {
        let _ = writeln!(out, "    p{} --> p{at}", at - 1);
    }
    let lit = (0..spec.phases.len()).filter(|at| progress.is_lit(*at));
    let lit: Vec<String> = lit.map(|at| format!("p{at}")).collect();
    if !lit.is_empty() {
        out.push_str("    classDef now stroke-width:3px,font-weight:bold\n");
        let _ = writeln!(out, "    class {} now", lit.join(","));
    }
    out
}

/// A name that Mermaid takes for a name. Node names are words, since a number alone is none.
fn id(peer: Peer) -> String {
    match peer {
        Peer::Node(node) => format!("n{}", node.label()),
        Peer::Client(client) => format!("client{}", client.letter()),
    }
}

/// Words as Mermaid text: what would end a statement or be taken for markup is spelt as an entity.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ';' | '#' | '<' | '>' | '"' | '%' | '{' | '}' | '[' | ']' | '|' | '&' | '`' | '$'
            | '\\' => {
                let _ = write!(out, "#{};", u32::from(letter));
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mermaid_would_take_for_its_own_is_spelt_out() {
        assert_eq!(
            escaped("a; b #1 <x> \"y\""),
            "a#59; b #35;1 #60;x#62; #34;y#34;"
        );
        assert_eq!(
            escaped("a|b &lt; `c` $$d$$\\n"),
            "a#124;b #38;lt#59; #96;c#96; #36;#36;d#36;#36;#92;n"
        );
        assert_eq!(escaped("x = 7，多数"), "x = 7，多数");
    }
}
