//! The controls of time.

use yew::prelude::*;

use super::bits::{ActionButton, icon, icons};
use super::model::{Intent, Shown};
use super::pace::Speed;
use crate::protocol::ids::Micros;
use crate::run::player::BranchId;
use crate::say;
use crate::text::{Lang, headline, render, span, t};

#[derive(Clone, PartialEq, Properties)]
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

#[component]
pub fn Transport(props: &TransportProps) -> Html {
    let lang = props.lang;
    let send = |intent: Intent| props.on_intent.reform(move |()| intent.clone());
    let shown = &props.shown;
    let (play_label, play_icon) = if props.playing {
        ("transport.pause", icons::PAUSE)
    } else {
        ("transport.play", icons::PLAY)
    };
    html! {
        <div class="transport" role="toolbar" aria-label={t(lang, "transport.label")}>
            <ActionButton id="to-start" class="square" picture={icons::START}
                label={t(lang, "transport.start")} on_press={send(Intent::GoToStart)} />
            <ActionButton id="step-back" class="square" picture={icons::BACK}
                label={t(lang, "transport.back")} on_press={send(Intent::StepBack)} />
            <button type="button" class="primary play" data-testid="play"
                aria-label={t(lang, play_label)} title={t(lang, play_label)}
                data-playing={if props.playing { "yes" } else { "no" }}
                onclick={props.on_intent.reform(|_| Intent::TogglePlay)}>
                { icon(play_icon) }<span>{ t(lang, play_label) }</span>
            </button>
            <ActionButton id="step-on" class="square" picture={icons::STEP}
                label={t(lang, "transport.step")} on_press={send(Intent::StepOn)} />
            <ActionButton id="to-end" class="square wide-only" picture={icons::END}
                label={t(lang, "transport.end")} on_press={send(Intent::GoToEnd)} />
            { speed_control(&SpeedControlProps { lang, speed: props.speed, on_intent: props.on_intent.clone() }) }
            <ActionButton id="pace" class="wide-only pace" label={t(lang, "transport.pace")}
                hint={t(lang, "transport.pace_hint")} pressed={props.automatic}
                on_press={send(Intent::AutoPace(!props.automatic))} />
            <span class="clock">
                <span class="clock-time" ref={props.clock.clone()} data-testid="clock">
                    { span(shown.moment.at, lang) }
                </span>
                <span class="clock-event" data-testid="event-count">
                    { render(&say!("transport.event", n = shown.moment.step, of = shown.end.step), lang) }
                </span>
            </span>
            <span class="last-event" data-testid="last-event">
                { shown.last_event.as_ref().map(|event| headline(&event.what, lang)).unwrap_or_default() }
            </span>
            <span class="transport-right">
                { lanes(&LanesProps { lang, shown: shown.clone(), on_intent: props.on_intent.clone() }) }
                <ActionButton id="undo" class="square" picture={icons::UNDO}
                    label={t(lang, "transport.undo")} on_press={send(Intent::Undo)} />
                <ActionButton id="redo" class="square" picture={icons::REDO}
                    label={t(lang, "transport.redo")} on_press={send(Intent::Redo)} />
            </span>
        </div>
    }
}

/// What the clock shows: a number that does not dance, so whole milliseconds.
pub fn clock_text(at: Micros, lang: Lang) -> String {
    span(Micros(at.0 / 1_000 * 1_000), lang)
}

struct SpeedControlProps {
    lang: Lang,
    speed: Speed,
    on_intent: Callback<Intent>,
}

fn speed_control(props: &SpeedControlProps) -> Html {
    let lang = props.lang;
    let onchange = props.on_intent.reform(|event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        let at = usize::try_from(select.selected_index()).unwrap_or_default();
        Intent::Speed(Speed::ALL[at.min(Speed::ALL.len() - 1)])
    });
    html! {
        <>
            <span class="seg speeds" role="group" aria-label={t(lang, "transport.speed")}>
                { for Speed::ALL.into_iter().map(|speed| html! {
                    <button type="button" key={speed as usize}
                        data-testid={format!("speed-{}", speed as usize)}
                        aria-pressed={if speed == props.speed { "true" } else { "false" }}
                        onclick={props.on_intent.reform(move |_| Intent::Speed(speed))}>
                        { speed.sign().unwrap_or(t(lang, "transport.max")) }
                    </button>
                }) }
            </span>
            // The same choice where there is no room for six buttons.
            <select class="speed-select" data-at={(props.speed as usize).to_string()} aria-label={t(lang, "transport.speed")} {onchange}>
                { for Speed::ALL.into_iter().map(|speed| html! {
                    <option key={speed as usize} selected={speed == props.speed}>
                        { speed.sign().unwrap_or(t(lang, "transport.max")) }
                    </option>
                }) }
            </select>
        </>
    }
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
    html! {
        <label class="lanes" hidden={lanes.len() < 2}>
            <span>{ t(lang, "transport.lane") }</span>
            <select {onchange} data-testid="lanes" data-at={at.to_string()}>
                { for lanes.iter().map(|lane| html! {
                    <option key={lane.id.0} selected={lane.id == props.shown.lane}>
                        { match &lane.name {
                            Some(name) => headline(name, lang),
                            None => t(lang, "transport.main_lane").to_owned(),
                        } }
                    </option>
                }) }
            </select>
        </label>
    }
}
