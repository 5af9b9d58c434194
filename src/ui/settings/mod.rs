//! The settings: what the run is made from. Every change is a whole new scenario, which the root
//! checks and opens or refuses; a refusal comes back as `bad` and is shown at its field.

mod network;
mod params;
mod rules;

use std::rc::Rc;

use yew::prelude::*;

use super::bits::icons;
use super::model::Intent;
use super::number::NumberField;
use crate::protocol::describe::Spec;
use crate::protocol::ids::{CLIENTS_MAX, Micros};
use crate::protocol::op::Key;
use crate::protocol::params::BadParam;
use crate::scenario::Scenario;
use crate::text::{Lang, t};
use crate::ui::button::{button, icon_button, wants};
use crate::ui::el::{each, el};

#[derive(Clone, PartialEq)]
pub struct SettingsProps {
    pub lang: Lang,
    pub scenario: Rc<Scenario>,
    pub spec: Rc<Spec>,
    /// Why the last change was refused.
    pub bad: Option<BadParam>,
    /// Whether anything was done by hand since the run was opened.
    pub touched: bool,
    pub on_intent: Callback<Intent>,
}

/// Sends a changed copy of the scenario.
fn change<T: 'static>(
    props: &SettingsProps,
    set: impl Fn(&mut Scenario, T) + 'static,
) -> Callback<T> {
    let scenario = props.scenario.clone();
    props.on_intent.reform(move |value| {
        let mut changed = (*scenario).clone();
        set(&mut changed, value);
        Intent::Reopen(Rc::new(changed))
    })
}

pub fn settings(props: &SettingsProps) -> Html {
    let lang = props.lang;
    el!(div "class"="settings" "data-panel"="settings" "data-testid"="settings" =>
        params::params(props),
        rules::rules(props),
        el!(details "class"="fold" =>
            el!(summary => el!(h2 "class"="eyebrow" => t(lang, "settings.network"))),
            network::network(props),
        ),
        el!(details "class"="fold" =>
            el!(summary => el!(h2 "class"="eyebrow" => t(lang, "settings.clients"))),
            clients(props),
        ),
        seed(props),
        el!(div "class"="actions" =>
            button(
                "afresh",
                t(lang, "settings.afresh"),
                wants(&props.on_intent, Intent::StartAfresh),
            )
                .hint(t(lang, "settings.afresh_hint"))
                .disabled(!props.touched),
        ),
        about(&AboutProps { lang, spec: props.spec.clone() }),
    )
    .html()
}

/// How many clients there are, how patient and how busy.
fn clients(props: &SettingsProps) -> Html {
    let lang = props.lang;
    let clients = props.scenario.clients;
    let millis = |span: Micros| (span.0 / 1_000).min(u64::from(u32::MAX)) as u32;
    let busy_of = |every: u32| (every > 0).then(|| Micros::from_millis(u64::from(every)));
    el!(=>
        html! { <NumberField id="clients" {lang} label={t(lang, "clients.count")} min={1} max={u32::from(CLIENTS_MAX)} value={u32::from(clients.count)} on_change={change(props, |scenario, count: u32| scenario.clients.count = count as u8)} /> },
        html! { <NumberField id="patience" {lang} label={t(lang, "clients.patience")} unit={t(lang, "unit.ms")} hint={t(lang, "clients.patience_hint")} min={100} max={60_000} step={100} value={millis(clients.patience)} on_change={change(props, |scenario, span: u32| {
                            scenario.clients.patience = Micros::from_millis(u64::from(span));
                        })} /> },
        html! { <NumberField id="busy" {lang} label={t(lang, "clients.busy")} unit={t(lang, "unit.ms")} hint={t(lang, "clients.busy_hint")} min={0} max={60_000} step={100} value={clients.busy_every.map_or(0, millis)} on_change={change(props, move |scenario, every: u32| {
                            scenario.clients.busy_every = busy_of(every);
                        })} /> },
        props.spec.reads.then(|| html! { <NumberField id="reads" {lang} label={t(lang, "clients.reads")} unit="%" hint={t(lang, "clients.reads_hint")} min={0} max={room(clients.swap_percent, clients.append_percent)} step={10} value={u32::from(clients.read_percent)} on_change={change(props, |scenario, percent: u32| scenario.clients.read_percent = percent as u8)} /> }),
        props.spec.swaps.then(|| html! { <NumberField id="swaps" {lang} label={t(lang, "clients.swaps")} unit="%" hint={t(lang, "clients.swaps_hint")} min={0} max={room(clients.read_percent, clients.append_percent)} step={10} value={u32::from(clients.swap_percent)} on_change={change(props, |scenario, percent: u32| scenario.clients.swap_percent = percent as u8)} /> }),
        props.spec.appends.then(|| html! { <NumberField id="appends" {lang} label={t(lang, "clients.appends")} unit="%" hint={t(lang, "clients.appends_hint")} min={0} max={room(clients.read_percent, clients.swap_percent)} step={10} value={u32::from(clients.append_percent)} on_change={change(props, |scenario, percent: u32| scenario.clients.append_percent = percent as u8)} /> }),
        html! { <NumberField id="keys" {lang} label={t(lang, "clients.keys")} min={1} max={u32::from(Key::COUNT)} value={u32::from(clients.keys)} on_change={change(props, |scenario, keys: u32| scenario.clients.keys = keys as u8)} /> },
    ).html()
}

/// What two shares leave of a hundred.
fn room(one: u8, other: u8) -> u32 {
    100 - u32::from(one) - u32::from(other)
}

/// Chance, as a number that can be repeated, and a dice for another.
fn seed(props: &SettingsProps) -> Html {
    let lang = props.lang;
    let seed = u32::try_from(props.scenario.seed).unwrap_or(u32::MAX);
    let set = change(props, |scenario, seed: u32| scenario.seed = u64::from(seed));
    let roll = set.reform(|()| dice());
    el!(div "class"="seed" =>
        html! { <NumberField id="seed" {lang} label={t(lang, "settings.seed")} hint={t(lang, "settings.seed_hint")} min={0} max={u32::MAX} value={seed} on_change={set} /> },
        icon_button("dice", icons::DICE, t(lang, "settings.dice"), roll).class("square"),
    ).html()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this chooses the seed, which every link carries"
)]
fn dice() -> u32 {
    (js_sys::Math::random() * 10_000.0) as u32
}

struct AboutProps {
    lang: Lang,
    spec: Rc<Spec>,
}

/// What this protocol is, and what its simulation leaves out.
fn about(props: &AboutProps) -> Html {
    let AboutProps { lang, spec } = props;
    el!(=>
        el!(details "class"="fold" "data-testid"="essay" =>
            el!(summary => el!(h2 "class"="eyebrow" => t(*lang, "settings.essay"))),
            each(t(*lang, spec.essay).split(" // ").enumerate().map(|(at, part)| el!(p, key=at => super::bits::rich(part)).html())),
        ),
        el!(details "class"="fold" "data-testid"="simplified" =>
            el!(summary => el!(h2 "class"="eyebrow" => t(*lang, "settings.simplified"))),
            el!(ul "class"="plain-list" =>
                each(spec.simplified.iter().map(|key| el!(li, key=*key => t(*lang, key)).html())),
            ),
        ),
    ).html()
}
