//! The controls of time.

use yew::prelude::*;

use super::bits::{icon, icons};
use super::model::{Errand, Intent, Shown};
use super::pace::Speed;
use crate::protocol::ids::Micros;
use crate::run::player::BranchId;
use crate::say;
use crate::text::{Lang, headline, render, span, t};
use crate::ui::button::{button, icon_button, wants};
use crate::ui::el::{each, el};

#[derive(Clone, PartialEq)]
pub struct TransportProps {
    pub lang: Lang,
    pub playing: bool,
    pub speed: Speed,
    pub automatic: bool,
    pub shown: Shown,
    /// The clock's text is set directly, many times between two renderings.
    pub clock: NodeRef,
    pub on_intent: Callback<Intent>,
}

pub fn transport(props: &TransportProps) -> Html {
    let lang = props.lang;
    let send = |intent: Intent| wants(&props.on_intent, intent);
    let shown = &props.shown;
    let (play_label, play_icon) = if props.playing {
        ("transport.pause", icons::PAUSE)
    } else {
        ("transport.play", icons::PLAY)
    };
    el!(div "class"="transport" "role"="toolbar"
        "aria-label"={t(lang, "transport.label")} =>
        icon_button(
            "to-start",
            icons::START,
            t(lang, "transport.start"),
            send(Intent::GoToStart),
        )
            .class("square"),
        icon_button(
            "step-back",
            icons::BACK,
            t(lang, "transport.back"),
            send(Intent::StepBack),
        )
            .class("square"),
        el!(button "type"="button" "class"="primary play" "data-testid"="play"
            "aria-label"={t(lang, play_label)} "title"={t(lang, play_label)}
            "data-playing"={if props.playing { "yes" } else { "no" }},
            press=wants(&props.on_intent, Intent::TogglePlay) =>
            icon(play_icon),
            el!(span => t(lang, play_label)),
        ),
        icon_button("step-on", icons::STEP, t(lang, "transport.step"), send(Intent::StepOn))
            .class("square"),
        icon_button("to-end", icons::END, t(lang, "transport.end"), send(Intent::GoToEnd))
            .class("square wide-only"),
        speed_control(&SpeedControlProps { lang, speed: props.speed, automatic: props.automatic, on_intent: props.on_intent.clone() }),
        button("pace", t(lang, "transport.pace"), send(Intent::AutoPace(!props.automatic)))
            .class("wide-only pace")
            .hint(t(lang, "transport.pace_hint"))
            .pressed(props.automatic),
        el!(span "class"="clock" =>
            el!(span "class"="clock-time" "data-testid"="clock",
                node=props.clock.clone() =>
                span(shown.moment.at, lang),
            ),
            el!(span "class"="clock-event" "data-testid"="event-count" =>
                render(&say!("transport.event", n = shown.moment.step, of = shown.end.step), lang),
            ),
        ),
        el!(span "class"="last-event" "data-testid"="last-event" =>
            shown.last_event.as_ref().map(|event| headline(&event.what, lang)).unwrap_or_default(),
        ),
        el!(span "class"="transport-right" =>
            icon_button("branches", icons::BRANCHES, t(lang, "transport.branches"), send(Intent::Errand(Errand::Branches)))
                .class("square wide-only"),
            lanes(&LanesProps { lang, shown: shown.clone(), on_intent: props.on_intent.clone() }),
            icon_button("diagram-open", icons::DIAGRAM, t(lang, "transport.diagram"), send(Intent::Errand(Errand::Diagram)))
                .class("square roomy"),
            icon_button("undo", icons::UNDO, t(lang, "transport.undo"), send(Intent::Undo))
                .class("square"),
            icon_button("redo", icons::REDO, t(lang, "transport.redo"), send(Intent::Redo))
                .class("square"),
        ),
    ).html()
}

/// What the clock shows: a number that does not dance, so whole milliseconds.
pub fn clock_text(at: Micros, lang: Lang) -> String {
    span(Micros((at.0 + 500) / 1_000 * 1_000), lang)
}

struct SpeedControlProps {
    lang: Lang,
    speed: Speed,
    automatic: bool,
    on_intent: Callback<Intent>,
}

fn speed_control(props: &SpeedControlProps) -> Html {
    let lang = props.lang;
    let (speed, automatic) = (props.speed, props.automatic);
    let onchange = props.on_intent.reform(move |event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        let at = usize::try_from(select.selected_index()).unwrap_or_default();
        match Speed::ALL.get(at) {
            Some(chosen) => Intent::Speed(*chosen),
            // The last entry is no speed: what is chosen stays chosen.
            None => {
                select.set_selected_index(speed as i32);
                Intent::AutoPace(!automatic)
            }
        }
    });
    el!(=>
        el!(span "class"="seg speeds" "role"="group"
            "aria-label"={t(lang, "transport.speed")} =>
            each(Speed::ALL.into_iter().map(|speed| el!(button "type"="button"
                "data-testid"={format!("speed-{}", speed as usize)}
                "aria-pressed"={if speed == props.speed { "true" } else { "false" }},
                key=speed as usize,
                press=wants(&props.on_intent, Intent::Speed(speed)) =>
                speed.sign().unwrap_or(t(lang, "transport.max")),
            ).html())),
        ),
        // The same choice where there is no room for seven buttons.
        el!(select "class"="speed-select" "data-testid"="speed-select"
            "data-at"={(props.speed as usize).to_string()}
            "aria-label"={t(lang, "transport.speed")}, onchange=onchange =>
            each(Speed::ALL.into_iter().map(|speed| el!(option "selected"={speed == props.speed}, key=speed as usize =>
                speed.sign().unwrap_or(t(lang, "transport.max")),
            ).html())),
            el!(option, key="pace" =>
                if automatic { "✓ " } else { "" },
                t(lang, "transport.pace"),
            ),
        ),
    ).html()
}

struct LanesProps {
    lang: Lang,
    shown: Shown,
    on_intent: Callback<Intent>,
}

/// A choice of branches, once there are any.
fn lanes(props: &LanesProps) -> Html {
    let lang = props.lang;
    let lanes = &props.shown.lanes;
    let at = lanes.iter().position(|lane| lane.id == props.shown.lane);
    let at = at.unwrap_or_default();
    let ids: Vec<BranchId> = lanes.iter().map(|lane| lane.id).collect();
    let onchange = props.on_intent.reform(move |event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        let at = usize::try_from(select.selected_index()).unwrap_or_default();
        Intent::Lane(ids.get(at).copied().unwrap_or_default())
    });
    el!(span "class"="lanes" "hidden"={lanes.len() < 2} =>
        el!(select "data-testid"="lanes" "data-at"={at.to_string()} "aria-label"={t(lang, "transport.lane")},
            onchange=onchange =>
            each(lanes.iter().map(|lane| el!(option "selected"={lane.id == props.shown.lane}, key=lane.id.0 =>
                match &lane.name {
                    Some(name) => headline(name, lang),
                    None => t(lang, "transport.main_lane").to_owned(),
                },
            ).html())),
        ),
    ).html()
}
