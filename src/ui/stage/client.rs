//! One client: a rounded box with what it waits for.

use yew::prelude::*;

use super::node::{num, peer_word};
use crate::protocol::ids::{ClientId, Peer};
use crate::ui::el::{class, el};
use crate::view::geometry::Rect;
use crate::view::wording::{shorten, width};

/// Everything that the picture of one client depends on.
#[derive(Clone, PartialEq)]
pub struct ClientShapeProps {
    pub id: ClientId,
    pub block: Rect,
    pub title: String,
    /// What it waits for, and the how-manieth try it is.
    pub asks: Option<(String, u32)>,
    pub queued: usize,
    pub selected: bool,
    pub tab_stop: bool,
    /// For screen readers.
    pub name: String,
    pub on_focus: Callback<Peer>,
}

pub fn client_shape(props: &ClientShapeProps) -> Html {
    let Rect { x, y, w, h } = props.block;
    let middle = props.block.centre();
    let peer = Peer::Client(props.id);
    let class = class!(
        "client",
        props.selected.then_some("selected"),
        props.asks.is_none().then_some("idle")
    );
    let onfocus = props.on_focus.reform(move |_: FocusEvent| peer);
    // A flat box has one line; a high one has its name over its request.
    let flat = h < 40.0;
    let room = w - 14.0;
    let title = match &props.asks {
        Some(_) if flat => props.id.letter().to_string(),
        _ if width(&props.title, 14.0) > room => props.id.letter().to_string(),
        _ => props.title.clone(),
    };
    let (title_y, asks_y) = match (flat, props.asks.is_some()) {
        (false, true) => (middle.y - 4.0, middle.y + 13.5),
        _ => (middle.y + 5.0, middle.y + 4.8),
    };
    let (title_x, asks_x) = if flat && props.asks.is_some() {
        (x + 13.0, middle.x + 8.0)
    } else {
        (middle.x, middle.x)
    };
    let asks_room = if flat { room - 16.0 } else { room };
    let asks = props.asks.as_ref().map(|(text, tries)| {
        let with_tries = format!("{text} ({tries}×)");
        let fits = width(&with_tries, 13.0) <= asks_room;
        if *tries > 1 && fits {
            with_tries
        } else {
            shorten(text, 13.0, asks_room)
        }
    });
    el!(g "class"={class} "role"="button"
        "tabindex"={if props.tab_stop { "0" } else { "-1" }}
        "data-peer"={peer_word(peer)}
        "data-testid"={format!("client-{}", props.id.letter())}
        "aria-label"={props.name.clone()}
        "aria-pressed"={if props.selected { "true" } else { "false" }},
        onfocus=onfocus =>
        el!(rect "class"="ring" "x"={num(x - 5.0)} "y"={num(y - 5.0)}
            "width"={num(w + 10.0)} "height"={num(h + 10.0)} "rx"="13"),
        el!(rect "class"="box" "x"={num(x)} "y"={num(y)} "width"={num(w)}
            "height"={num(h)} "rx"="9"),
        el!(text "class"="title" "x"={num(title_x)} "y"={num(title_y)} => title),
        el!(text "class"="asks" "x"={num(asks_x)} "y"={num(asks_y)} =>
            asks.unwrap_or_default(),
        ),
        if props.queued > 0 { el!(=>
            el!(rect "class"="queue" "x"={num(x + w - 18.0)} "y"={num(y - 8.0)}
                "width"="25" "height"="17" "rx"="8.5"),
            el!(text "class"="queue-count" "x"={num(x + w - 5.5)} "y"={num(y + 4.2)} =>
                format!("+{}", props.queued.min(99)),
            ),
        ).html() } else { el!(g "class"="queue none").html() },
    )
    .html()
}
