//! Small pieces that many panels use.

use yew::prelude::*;

use crate::protocol::describe::{Tone, VerdictKind};
use crate::protocol::ids::Peer;
use crate::say;
use crate::text::{Lang, headline};
use crate::ui::el::{each, el};

/// A text in which `**` marks what is strong. Nothing in it is taken as HTML.
pub fn rich(text: &str) -> Html {
    let parts = text.split("**").enumerate().map(|(at, part)| {
        if at % 2 == 1 {
            el!(strong, key=at => part.to_owned())
        } else {
            el!(span, key=at => part.to_owned())
        }
    });
    el!(=> each(parts)).html()
}

/// A picture of an icon, as a path in a box of 16 by 16. Decoration: the button says its name.
pub fn icon(path: &'static str) -> Html {
    el!(svg "class"="icon" "width"="16" "height"="16" "viewBox"="0 0 16 16"
        "aria-hidden"="true" "focusable"="false" =>
        el!(path "d"={path}),
    )
    .html()
}

/// Paths for [`icon`]. Filled, except that thin shapes are drawn as outlines of lines.
pub mod icons {
    pub const PLAY: &str = "M4 2.5v11l9.5-5.5z";
    pub const PAUSE: &str = "M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z";
    pub const START: &str = "M2.5 3h2v10h-2zM14 3v10L5.5 8z";
    pub const END: &str = "M11.5 3h2v10h-2zM2 3v10l8.5-5z";
    pub const STEP: &str = "M3 3v10l6.5-5zM10.8 3h2v10h-2z";
    pub const BACK: &str = "M13 3v10L6.5 8zM3.2 3h2v10h-2z";
    pub const UNDO: &str =
        "M6.2 2.2 1.5 6.4l4.7 4.2V7.7h3.4a2.3 2.3 0 0 1 0 4.6H6v2h3.6a4.3 4.3 0 0 0 0-8.6H6.2z";
    pub const REDO: &str =
        "M9.8 2.2l4.7 4.2-4.7 4.2V7.7H6.4a2.3 2.3 0 0 0 0 4.6H10v2H6.4a4.3 4.3 0 0 1 0-8.6h3.4z";
    pub const DICE: &str = "M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5zM5 3.8A1.2 1.2 0 1 0 5 6.2 1.2 1.2 0 0 0 5 3.8zM8 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4zM11 9.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z";
    pub const SUN: &str = "M8 4.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8zM7.3.8h1.4v2.4H7.3zM7.3 12.8h1.4v2.4H7.3zM.8 7.3h2.4v1.4H.8zM12.8 7.3h2.4v1.4h-2.4zM2.4 3.4l1-1 1.7 1.7-1 1zM10.9 11.9l1-1 1.7 1.7-1 1zM3.4 13.6l-1-1 1.7-1.7 1 1zM11.9 5.1l-1-1 1.7-1.7 1 1z";
    pub const MOON: &str = "M6.6 1.4a6.7 6.7 0 1 0 8 8.3A5.4 5.4 0 0 1 6.6 1.4z";
    pub const HALF: &str =
        "M8 1.3a6.7 6.7 0 1 0 0 13.4A6.7 6.7 0 0 0 8 1.3zm0 1.6v10.2A5.1 5.1 0 0 1 8 2.9z";
    pub const CLOSE: &str = "M3.4 2.3 8 6.9l4.6-4.6 1.1 1.1L9.1 8l4.6 4.6-1.1 1.1L8 9.1l-4.6 4.6-1.1-1.1L6.9 8 2.3 3.4z";
    pub const DIAGRAM: &str =
        "M1 3h14v1.4H1zM1 11.6h14V13H1zM4 4.4l5.2 5.4V7.6h1.6v5h-5V11h2.2L2.9 5.4z";
    pub const BRANCHES: &str = "M4 1.5a2 2 0 0 1 .8 3.8v2.1c.6-.5 1.4-.7 2.3-.7h1.7c1.2 0 1.9-.5 2.2-1.4a2 2 0 1 1 1.6.1c-.3 1.9-1.7 2.9-3.8 2.9H7.1c-1.4 0-2.1.6-2.3 1.7v.7a2 2 0 1 1-1.6 0V5.3A2 2 0 0 1 4 1.5z";
    pub const FILE: &str = "M3 1.3h6.6L13 4.7v10H3zM4.4 2.7v10.6h7.2V5.6H8.7V2.7z";
    pub const MINUS: &str = "M3 7.2h10v1.6H3z";
    pub const PLUS: &str = "M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z";
    pub const WIDE: &str = "M4.6 4 5.7 5.1 3.6 7.2h8.8L10.3 5.1 11.4 4l4 4-4 4-1.1-1.1 2.1-2.1H3.6l2.1 2.1L4.6 12l-4-4z";
    pub const TICK: &str = "M6.3 12.6 1.9 8.2l1.3-1.3 3.1 3.1 6.5-6.6 1.3 1.3z";
    pub const CROSS: &str = CLOSE;
    pub const CLOCK: &str = "M8 1.3a6.7 6.7 0 1 0 0 13.4A6.7 6.7 0 0 0 8 1.3zm0 1.6a5.1 5.1 0 1 1 0 10.2A5.1 5.1 0 0 1 8 2.9zM7.2 4.6v4l3.2 1.9.8-1.2-2.5-1.5V4.6z";
    pub const LINKED: &str = "M11.8 9.6c-.7 0-1.3.3-1.7.7L6.3 8.2v-.4l3.8-2.1a2.4 2.4 0 1 0-.8-1.5L5.6 6.3a2.4 2.4 0 1 0 0 3.4l3.7 2.1a2.4 2.4 0 1 0 2.5-2.2z";
}

/// The class that gives a tone its colour.
pub fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Accent => "accent",
        Tone::Yes => "yes",
        Tone::No => "no",
        Tone::Wait => "wait",
        Tone::Dead => "dead",
        Tone::Client => "client",
    }
}

/// The word for a verdict's kind, for attributes.
pub fn kind_word(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Idle => "idle",
        VerdictKind::Working => "working",
        VerdictKind::Committed => "committed",
        VerdictKind::Blocked => "blocked",
        VerdictKind::Broken => "broken",
    }
}

/// "Node 3" or "Client A".
pub fn peer_name(peer: Peer, lang: Lang) -> String {
    match peer {
        Peer::Node(who) => headline(&say!("peer.node", who = who), lang),
        Peer::Client(who) => headline(&say!("peer.client", who = who), lang),
    }
}
