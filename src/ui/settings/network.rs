//! The network: how long messages take, and what can become of them.

use yew::prelude::*;

use super::{SettingsProps, change};
use crate::protocol::ids::Micros;
use crate::scenario::Scenario;
use crate::sim::delay::Delay;
use crate::text::{Lang, t};
use crate::ui::el::{each, el};
use crate::ui::number::NumberField;

/// The longest delay that the form takes, in milliseconds.
const DELAY_MAX: u32 = 10_000;

/// The shapes by their place in the select element, each with numbers to begin with.
fn shape(at: usize) -> Delay {
    let ms = Micros::from_millis;
    match at {
        0 => Delay::Fixed(ms(50)),
        1 => Delay::default(),
        2 => Delay::Exponential {
            min: ms(10),
            mean: ms(40),
        },
        _ => Delay::LogNormal {
            median: ms(40),
            spread_permille: 500,
        },
    }
}

fn shape_index(delay: Delay) -> usize {
    match delay {
        Delay::Fixed(_) => 0,
        Delay::Uniform { .. } => 1,
        Delay::Exponential { .. } => 2,
        Delay::LogNormal { .. } => 3,
    }
}

const SHAPES: [&str; 4] = [
    "network.fixed",
    "network.uniform",
    "network.exponential",
    "network.log_normal",
];

pub fn network(props: &SettingsProps) -> Html {
    let lang = props.lang;
    let network = props.scenario.network;
    let on_shape = change(props, |scenario: &mut Scenario, event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        scenario.network.delay = shape(usize::try_from(select.selected_index()).unwrap_or(1));
    });
    let shape = shape_index(network.delay);
    el!(=>
        el!(div "class"="param" =>
            el!(label "for"="delay-shape" => t(lang, "network.shape")),
            el!(select "id"="delay-shape" "data-testid"="delay-shape"
                "data-at"={shape.to_string()}, onchange=on_shape =>
                each(SHAPES.iter().enumerate().map(|(at, key)| el!(option "selected"={at == shape}, key=at => t(lang, key)).html())),
            ),
        ),
        el!(div, key=shape => numbers(props, network.delay)),
        percent(props, "loss", "network.loss", network.loss_permille,
        |scenario, permille| scenario.network.loss_permille = permille),
        percent(props, "duplicate", "network.duplicate", network.duplicate_permille,
        |scenario, permille| scenario.network.duplicate_permille = permille),
        el!(label "class"="switch" =>
            el!(input "type"="checkbox" "role"="switch" "data-testid"="reorder",
                checked=network.reorder,
                onchange=change(props, |scenario: &mut Scenario, _: Event| {
                                    scenario.network.reorder = !scenario.network.reorder;
                                })),
            el!(span => t(lang, "network.reorder")),
        ),
    ).html()
}

/// The fields of a shape.
fn numbers(props: &SettingsProps, delay: Delay) -> Html {
    let lang = props.lang;
    match delay {
        Delay::Fixed(span) => millis(
            props,
            "delay",
            "network.delay_fixed",
            span,
            0,
            DELAY_MAX,
            |_, span| Delay::Fixed(span),
        ),
        Delay::Uniform { min, max } => el!(=>
            millis(props, "delay-min", "network.least", min, 0, to_ms(max), |delay, min| match delay {
                Delay::Uniform { max, .. } => Delay::Uniform { min, max },
                other => other,
            }),
            millis(props, "delay-max", "network.most", max, to_ms(min), DELAY_MAX, |delay, max| match delay {
                Delay::Uniform { min, .. } => Delay::Uniform { min, max },
                other => other,
            }),
        ).html(),
        Delay::Exponential { min, mean } => el!(=>
            millis(props, "delay-min", "network.least", min, 0, DELAY_MAX, |delay, min| match delay {
                Delay::Exponential { mean, .. } => Delay::Exponential { min, mean },
                other => other,
            }),
            millis(props, "delay-mean", "network.mean", mean, 1, DELAY_MAX, |delay, mean| match delay {
                Delay::Exponential { min, .. } => Delay::Exponential { min, mean },
                other => other,
            }),
        ).html(),
        Delay::LogNormal {
            median,
            spread_permille,
        } => el!(=>
            millis(props, "delay-median", "network.median", median, 1, DELAY_MAX, |delay, median| match delay {
                Delay::LogNormal { spread_permille, .. } => Delay::LogNormal { median, spread_permille },
                other => other,
            }),
            html! { <NumberField id="delay-spread" {lang} label={t(lang, "network.spread")} unit="‰" min={0} max={3_000} step={100} value={spread_permille} on_change={change(props, |scenario: &mut Scenario, spread: u32| {
                                    if let Delay::LogNormal { spread_permille, .. } = &mut scenario.network.delay {
                                        *spread_permille = spread;
                                    }
                                })} /> },
        ).html(),
    }
}

fn to_ms(span: Micros) -> u32 {
    (span.0 / 1_000).min(u64::from(DELAY_MAX)) as u32
}

/// A field for one of the times of a shape.
fn millis(
    props: &SettingsProps,
    id: &'static str,
    name: &'static str,
    span: Micros,
    min: u32,
    max: u32,
    set: fn(Delay, Micros) -> Delay,
) -> Html {
    let lang: Lang = props.lang;
    html! { <NumberField key={id} {id} {lang} label={t(lang, name)} unit={t(lang, "unit.ms")} {min} {max} step={10} value={to_ms(span)} on_change={change(props, move |scenario: &mut Scenario, ms: u32| {
        let span = Micros::from_millis(u64::from(ms));
        scenario.network.delay = set(scenario.network.delay, span);
    })} /> }
}

/// A field for a share in a hundred, kept in thousandths.
fn percent(
    props: &SettingsProps,
    id: &'static str,
    name: &'static str,
    permille: u16,
    set: fn(&mut Scenario, u16),
) -> Html {
    let lang = props.lang;
    html! { <NumberField key={id} {id} {lang} label={t(lang, name)} unit="%" min={0} max={100} step={5} value={u32::from(permille / 10)} on_change={change(props, move |scenario: &mut Scenario, percent: u32| {
        set(scenario, percent.min(100) as u16 * 10);
    })} /> }
}
