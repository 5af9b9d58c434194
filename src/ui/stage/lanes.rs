//! Branches as lanes under the diagram, on the same axis of time. A lane is a button that goes
//! there.

use yew::prelude::*;

use super::node::num;
use super::timeline_handle::LanesShown;
use crate::order::Within;
use crate::run::player::{BranchId, Lane, Moment};
use crate::text::{Lang, render, t};
use crate::ui::el::{class, each, el};
use crate::ui::model::Intent;
use crate::view::digits::fill;
use crate::view::spacetime::Lines;
use crate::view::wording::{shorten, width};

#[derive(Clone, PartialEq)]
pub struct LanesProps {
    pub shown: LanesShown,
    pub lang: Lang,
    pub on_intent: Callback<Intent>,
}

const PITCH: f64 = 16.0;
const TEXT: f64 = 12.0;

pub fn draw_lanes(props: &LanesProps) -> Html {
    let shown = &props.shown;
    if shown.lanes.len() < 2 {
        return el!(div "class"="lanes" "hidden"={true}).html();
    }
    let (width, _) = shown.size;
    let height = PITCH * shown.lanes.len() as f64 + 4.0;
    let lanes = shown
        .lanes
        .iter()
        .enumerate()
        .map(|(row, lane)| one(props, row, lane));
    el!(div "class"="lanes" "data-testid"="lane-tree" =>
        el!(svg "width"={num(width * shown.unit)} "height"={num(height * shown.unit)}
            "viewBox"={fill("0 0 # #", &[width, height])} "role"="group"
            "aria-label"={t(props.lang, "stage.lanes")} =>
            each(lanes),
        ),
    )
    .html()
}

fn one(props: &LanesProps, row: usize, lane: &Lane) -> Html {
    let shown = &props.shown;
    let (total, height) = shown.size;
    let lines = Lines::new(total, height, 1, 0);
    let here = lane.id == shown.current;
    let x = |at| {
        let x = shown
            .window
            .map_or(lines.left, |window| lines.x(window, at));
        x.within(lines.left, lines.right)
    };
    let y = |row: usize| PITCH * (row as f64 + 0.5) + 2.0;
    let from = lane.parent.map_or(lines.left, |(_, parted)| x(parted.at));
    // What a link brought may not have been run as far as that yet.
    let to = x(lane.end.at).max(from);
    let parent_row = lane
        .parent
        .and_then(|(parent, parted)| row_of(shown, owner(shown, parent, parted)));
    // From the parent's lane down to this one, then on.
    let path = match parent_row {
        Some(parent) => format!(
            "M{} {}V{}H{}",
            num(from),
            num(y(parent)),
            num(y(row)),
            num(to.max(from + 10.0))
        ),
        None => format!(
            "M{} {}H{}",
            num(from),
            num(y(row)),
            num(to.max(from + 10.0))
        ),
    };
    let name = lane.name.as_ref().map_or_else(
        || t(props.lang, "stage.first_lane").to_owned(),
        |name| render(name, props.lang),
    );
    // Beside the end of the lane, or over it when there is no room.
    let room = total * 0.45;
    let words = shorten(&name, TEXT, room);
    let wide = width(&words, TEXT) + 8.0;
    let text_x = if to + 8.0 + wide < total {
        to + 8.0
    } else {
        total - wide
    };
    let intent = Intent::Lane(lane.id);
    let onclick = {
        let (on_intent, intent) = (props.on_intent.clone(), intent.clone());
        Callback::from(move |_: MouseEvent| on_intent.emit(intent.clone()))
    };
    let onkeydown = {
        let on_intent = props.on_intent.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                event.stop_propagation();
                on_intent.emit(intent.clone());
            }
        })
    };
    el!(g "class"={class!("lane", here.then_some("here"))} "role"="button"
        "tabindex"="0" "data-testid"={format!("lane-{}", lane.id.0)}
        "aria-label"={name} "aria-current"={here.then_some("true")},
        key=lane.id.0, onclick=onclick, onkeydown=onkeydown =>
        el!(rect "class"="lane-hit" "x"="0" "y"={num(y(row) - PITCH / 2.0)}
            "width"={num(total)} "height"={num(PITCH)}),
        el!(path "class"="lane-line" "d"={path}),
        el!(circle "class"="lane-end" "cx"={num(to)} "cy"={num(y(row))}
            "r"={if here { "4.5" } else { "3" }}),
        el!(text "class"="lane-name" "x"={num(text_x)} "y"={num(y(row) + 4.0)} => words),
    )
    .html()
}

/// In whose lane a moment of a branch is drawn: what lies before a branch parted is drawn in its
/// parent's.
fn owner(shown: &LanesShown, branch: BranchId, moment: Moment) -> BranchId {
    let mut owner = branch;
    // A branch is younger than its parent, so this ends; the count is for broken data.
    for _ in 0..shown.lanes.len() {
        let lane = shown.lanes.iter().find(|lane| lane.id == owner);
        match lane.and_then(|lane| lane.parent) {
            Some((parent, parted)) if moment.step < parted.step => owner = parent,
            _ => break,
        }
    }
    owner
}

fn row_of(shown: &LanesShown, branch: BranchId) -> Option<usize> {
    shown.lanes.iter().position(|lane| lane.id == branch)
}
