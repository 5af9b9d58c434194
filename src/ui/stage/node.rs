//! One node: a disc with its number, what it says, its badge, and the votes it wears.

use yew::prelude::*;

use super::look::{Badge, NodeLook, WORDS_SIZE};
use crate::order::Within;
use crate::protocol::describe::Condition;
use crate::protocol::ids::Peer;
use crate::ui::bits::tone_class;
use crate::ui::el::{class, each, el};
use crate::view::arcs::Arcs;
use crate::view::digits::{fill, fill_fine};
use crate::view::geometry::{Point, Rect, at};
use crate::view::plan::{CaptionPlace, Disc, Side};
use crate::view::wording::width;

#[derive(Clone, PartialEq)]
pub struct NodeShapeProps {
    pub look: NodeLook,
    pub on_focus: Callback<Peer>,
}

pub fn node_shape(props: &NodeShapeProps) -> Html {
    let look = &props.look;
    let Disc { at: place, r } = look.disc;
    let condition = match look.condition {
        Condition::Up => "up",
        Condition::Paused => "paused",
        Condition::Down => "down",
    };
    let class = class!(
        "node",
        tone_class(look.tone),
        condition,
        look.selected.then_some("selected"),
        look.chosen.then_some("chosen")
    );
    let onfocus = {
        let (on_focus, id) = (props.on_focus.clone(), look.id);
        Callback::from(move |_: FocusEvent| on_focus.emit(Peer::Node(id)))
    };
    let rim = (r * 0.105).within(1.4, 3.5);
    el!(g "class"={class} "role"="button"
        "tabindex"={if look.tab_stop { "0" } else { "-1" }}
        "data-peer"={peer_word(Peer::Node(look.id))}
        "data-testid"={format!("node-{}", look.id.label())}
        "data-condition"={condition} "aria-label"={look.name.clone()}
        "aria-pressed"={if look.selected || look.chosen { "true" } else { "false" }},
        onfocus=onfocus =>
        el!(circle "class"="ring" "cx"={num(place.x)} "cy"={num(place.y)}
            "r"={num(r + halo(r))}),
        el!(circle "class"="disc" "cx"={num(place.x)} "cy"={num(place.y)}
            "r"={num(r)} "stroke-width"={num(rim)}),
        el!(circle "class"="hatch" "cx"={num(place.x)} "cy"={num(place.y)}
            "r"={num(r - rim / 2.0)}),
        el!(text "class"="number" "x"={num(place.x)} "y"={num(place.y)}
            "font-size"={num(number_size(r))} "dy"="0.36em" =>
            look.id.label(),
        ),
        each(arcs(look)),
        badge(look.badge, look.disc),
        each(words(look)),
    )
    .html()
}

/// For finding an element again.
pub fn peer_word(peer: Peer) -> String {
    match peer {
        Peer::Node(node) => format!("n{}", node.0),
        Peer::Client(client) => format!("c{}", client.0),
    }
}

/// A coordinate as an attribute: a tenth of a unit is finer than anyone sees.
pub fn num(value: f64) -> String {
    fill("#", &[value])
}

/// From the rim to the mark of what is selected: outside the votes it may wear.
fn halo(r: f64) -> f64 {
    if r > 15.0 { 13.0 } else { 4.5 }
}

fn number_size(r: f64) -> f64 {
    if r >= 20.0 {
        (r * 0.62).max(15.0)
    } else {
        r * 0.82
    }
}

fn arcs(look: &NodeLook) -> Vec<Html> {
    let Some(tally) = &look.tally else {
        return Vec::new();
    };
    let arcs = Arcs::around(look.disc, tally);
    let width = num(arcs.width);
    let mut shapes: Vec<Html> = arcs
        .arcs
        .iter()
        .enumerate()
        .map(|(i, arc)| {
            el!(path "class"={class!("arc", arc.vote.name())} "d"={arc.path.clone()}
                "stroke-width"={width.clone()}, key=i)
            .html()
        })
        .collect();
    let (from, to) = arcs.notch;
    shapes.push(
        el!(line "class"="notch" "x1"={num(from.x)} "y1"={num(from.y)}
        "x2"={num(to.x)} "y2"={num(to.y)}, key="notch")
        .html(),
    );
    shapes
}

/// Icons in a box of 16 by 16, drawn as lines but for the crown.
fn badge_path(badge: Badge) -> (&'static str, &'static str) {
    match badge {
        Badge::Dead => ("dead", "M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5"),
        Badge::Paused => ("wait", "M6 4.5V11.5M10 4.5V11.5"),
        Badge::Crown => (
            "accent",
            "M3.6 11.4 3.2 5.6 6 7.8 8 4.2 10 7.8 12.8 5.6 12.4 11.4Z",
        ),
        Badge::Clock => ("wait", "M8 4.4V8L10.8 9.8"),
        Badge::Tick => ("yes", "M4.4 8.4 7 11 11.6 5.4"),
        Badge::Cross => ("no", "M5 5 11 11M11 5 5 11"),
        Badge::Waits => ("wait", "M4.6 8H4.7M8 8H8.1M11.3 8H11.4"),
    }
}

fn badge(badge: Option<Badge>, disc: Disc) -> Html {
    let Some(badge) = badge else {
        return el!(g "class"="badge none").html();
    };
    let (class, path) = badge_path(badge);
    // On small nodes a badge would hide the number; their rim says enough.
    let size = (disc.r * 0.62).within(7.0, 19.0);
    let corner = Point::polar(disc.at, -std::f64::consts::FRAC_PI_4, disc.r * 1.02);
    let corner = (corner.x - size / 2.0, corner.y - size / 2.0);
    let transform = fill_fine(
        "translate(# #) scale(#)",
        3,
        &[corner.0, corner.1, size / 16.0],
    );
    el!(g "class"={class!("badge", class)} "transform"={transform} =>
        el!(circle "cx"="8" "cy"="8" "r"="8"),
        el!(path "class"={if badge == Badge::Crown { "solid" } else { "" }}
            "d"={path}),
    )
    .html()
}

fn words(look: &NodeLook) -> Vec<Html> {
    let Some(place) = look.caption else {
        return Vec::new();
    };
    let count = look.lines.len();
    look.lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let spot = baseline(place, i, count);
            let class = class!(
                "words",
                line.is_role.then_some("role"),
                match place.side {
                    Side::Right => Some("beside"),
                    Side::Left => Some("before"),
                    Side::Above | Side::Below => None,
                }
            );
            el!(text "class"={class} "x"={num(spot.x)} "y"={num(spot.y)}, key=i => &line.text)
                .html()
        })
        .collect()
}

/// Where the words of a node are.
pub fn words_boxes(look: &NodeLook) -> impl Iterator<Item = Rect> {
    let count = look.lines.len();
    look.caption.into_iter().flat_map(move |place| {
        look.lines.iter().enumerate().map(move |(i, line)| {
            let spot = baseline(place, i, count);
            let w = width(&line.text, WORDS_SIZE);
            let x = match place.side {
                Side::Above | Side::Below => spot.x - w / 2.0,
                Side::Left => spot.x - w,
                Side::Right => spot.x,
            };
            let h = WORDS_SIZE + 2.0;
            Rect {
                x,
                y: spot.y - WORDS_SIZE + 1.0,
                w,
                h,
            }
        })
    })
}

fn baseline(place: CaptionPlace, line: usize, count: usize) -> Point {
    let height = WORDS_SIZE + 3.0;
    let line = line as f64;
    let y = match place.side {
        Side::Below => place.at.y + 11.0 + line * height,
        Side::Above => place.at.y - 5.0 - (count as f64 - 1.0 - line) * height,
        Side::Right | Side::Left => place.at.y + 4.5 + (line - (count as f64 - 1.0) / 2.0) * height,
    };
    at(place.at.x, y)
}
