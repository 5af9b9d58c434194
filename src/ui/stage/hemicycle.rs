//! The hemicycle as a picture: seats, threshold, and "have / need".

use yew::prelude::*;

use super::node::num;
use crate::protocol::describe::Tally;
use crate::say;
use crate::text::{Lang, render, t};
use crate::ui::el::{class, each, el};
use crate::view::digits::{fill, fill_fine};
use crate::view::geometry::{Point, at};
use crate::view::hemicycle::{House, Seat, SeatShape, Vote};

#[derive(Clone, PartialEq)]
pub struct HemicycleProps {
    pub tally: Option<Tally>,
    pub lang: Lang,
    /// The width in CSS pixels; the height follows. The style sheet may overrule it.
    pub size: u32,
}

pub fn hemicycle(props: &HemicycleProps) -> Html {
    let Some(tally) = &props.tally else {
        return empty(props);
    };
    let house = House::new(tally);
    let words = say!(
        "stage.hemicycle",
        title = tally.title.clone(),
        have = house.have,
        need = house.need,
        seats = house.seats.len() as u32
    );
    let reached = house.have >= house.need;
    let state = if reached {
        "reached"
    } else if house.can {
        "open"
    } else {
        "missed"
    };
    let line: Vec<String> = house
        .threshold
        .iter()
        .map(|p| fill("#,#", &[p.x, p.y]))
        .collect();
    el!(svg "class"={class!("hemicycle", state)} "role"="img"
        "aria-label"={render(&words, props.lang)} "data-testid"="hemicycle"
        "data-have"={house.have.to_string()} "data-need"={house.need.to_string()}
        "width"={props.size.to_string()} "height"={height(props.size, &house)}
        "viewBox"={fill("0 0 # #", &[house.size.w, house.size.h])} =>
        each(house.seats.iter().map(|seat| self::seat(&house, seat))),
        el!(polyline "class"="threshold" "points"={line.join(" ")}, key="line"),
        count(&house),
    )
    .html()
}

fn height(width: u32, house: &House) -> String {
    num(f64::from(width) * house.size.h / house.size.w)
}

fn count(house: &House) -> Html {
    let text = format!("{} / {}", house.have, house.need);
    // Several digits on both sides need more room than the half circle leaves.
    let class = if text.chars().count() > 5 {
        "count small"
    } else {
        "count"
    };
    el!(text "class"={class} "x"={num(house.centre.x)}
        "y"={num(house.centre.y + 1.0)}, key="count" =>
        text,
    )
    .html()
}

fn seat(house: &House, seat: &Seat) -> Html {
    let class = class!("seat", seat.vote.name());
    let (shape, sign_size) = match seat.shape {
        SeatShape::Wedge { from, to } => {
            let path = house.wedge_path(from, to);
            let depth = house.outer - house.inner;
            let across = (to - from) * (house.outer + house.inner) / 2.0;
            (
                el!(path "class"="body" "d"={path}).html(),
                (across * 0.3).min(depth * 0.26),
            )
        }
        SeatShape::Round { r } => {
            // Small seats are told apart by their size and filling: a full disc, a ring, a dot.
            let r = if seat.vote == Vote::Gone { r * 0.5 } else { r };
            let (x, y) = (num(seat.at.x), num(seat.at.y));
            let said = matches!(seat.vote, Vote::Yes | Vote::No);
            (
                el!(circle "class"="body" "cx"={x} "cy"={y} "r"={fill_fine("#", 2, &[r])}).html(),
                if said { r * 0.5 } else { 0.0 },
            )
        }
    };
    el!(g "class"={class}, key=format!("{}.{}", seat.node.0, seat.part) =>
        shape,
        el!(path "class"="mark" "d"={sign(seat.vote, seat.at, sign_size)}
            "stroke-width"={fill_fine("#", 2, &[sign_width(seat.vote, sign_size)])}),
    )
    .html()
}

fn sign_width(vote: Vote, size: f64) -> f64 {
    // A line of no length with round ends is a dot.
    if vote == Vote::Possible {
        size * 0.8
    } else {
        (size * 0.42).min(2.4)
    }
}

/// A tick, a cross, a dot, a stroke: the second sign next to the colour.
fn sign(vote: Vote, p: Point, r: f64) -> String {
    let points: &[&[(f64, f64)]] = match vote {
        Vote::Yes => &[&[(-0.9, 0.05), (-0.2, 0.75), (0.95, -0.7)]],
        Vote::No => &[
            &[(-0.75, -0.75), (0.75, 0.75)],
            &[(0.75, -0.75), (-0.75, 0.75)],
        ],
        Vote::Possible => &[&[(-0.02, 0.0), (0.02, 0.0)]],
        Vote::Gone => &[&[(-0.8, 0.0), (0.8, 0.0)]],
    };
    let mut path = String::new();
    for line in points {
        for (i, (x, y)) in line.iter().enumerate() {
            let corner = p.plus(at(x * r, y * r));
            let pattern = if i == 0 { "M# #" } else { "L# #" };
            path.push_str(&fill_fine(pattern, 2, &[corner.x, corner.y]));
        }
    }
    path
}

/// Nothing is being collected: an empty house, so that nothing jumps when something is.
fn empty(props: &HemicycleProps) -> Html {
    let height = num(f64::from(props.size) * 86.0 / 150.0);
    el!(svg "class"="hemicycle idle" "role"="img"
        "aria-label"={t(props.lang, "stage.no_tally")} "data-testid"="hemicycle"
        "width"={props.size.to_string()} "height"={height} "viewBox"="0 0 150 86" =>
        el!(path "class"="floor" "d"="M24 76A51 51 0 0 1 126 76"),
    )
    .html()
}
