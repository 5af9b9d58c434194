//! What may go wrong, as steppers in plain words.

use yew::prelude::*;

use super::HuntIntent;
use super::desk::Subject;
use super::sheet::{SheetProps, moment};
use super::words;
use crate::check::explore::cluster::budgets::Cost;
use crate::hunt::MEGABYTE;
use crate::say;
use crate::text::{render, t};
use crate::ui::bits::rich;
use crate::ui::el::{each, el};
use crate::ui::model::Intent;
use crate::ui::number::NumberField;

/// Nothing is allowed more often than this.
const MOST: u32 = 9;
const REQUESTS_MOST: u32 = 4;
/// Thousands of states, and megabytes.
const STATES: (u32, u32) = (1, 20_000);
const MEGABYTES: (u32, u32) = (32, 3_000);

pub fn bounds(props: &SheetProps) -> Html {
    let lang = props.lang;
    let Some(subject) = &props.desk.subject else {
        return el!(div "hidden"={true}).html();
    };
    let offers = props.desk.offers();
    let some = |costs: &[Cost]| {
        let offered = costs.iter().copied().filter(|cost| offers.contains(cost));
        offered
            .map(|cost| budget(props, subject, cost))
            .collect::<Vec<_>>()
    };
    let job = &subject.job;
    let at = moment(job.from, lang);
    el!(div "class"="hunt-bounds" =>
        el!(p => rich(&render(&say!("hunt.intro", at = &*at), lang))),
        el!(h3 "class"="eyebrow" => t(lang, "hunt.allow")),
        each(some(&words::USUAL)),
        number(props, "hunt-requests", "hunt.requests", (0, REQUESTS_MOST, 1), job.requests.into(), |n| HuntIntent::Requests(n as u8)),
        el!(details "class"="hunt-rare" =>
            el!(summary => t(lang, "hunt.rarely")),
            el!(p "class"="soft small-text" => t(lang, "hunt.rarely.why")),
            each(some(&words::RARE)),
            number(props, "hunt-most-states", "hunt.states", (STATES.0, STATES.1, 100), job.states / 1_000, |n| HuntIntent::States(n * 1_000)),
            number(props, "hunt-most-memory", "hunt.memory", (MEGABYTES.0, MEGABYTES.1, 100), (job.bytes / MEGABYTE) as u32, HuntIntent::Megabytes),
        ),
        el!(label "class"="switch" =>
            el!(input "type"="checkbox" "role"="switch" "data-testid"="hunt-ahead",
                checked=job.ahead,
                onchange=props.on_intent.reform({
                    let ahead = job.ahead;
                    move |_: Event| Intent::Hunt(HuntIntent::Ahead(!ahead))
                })),
            el!(span => t(lang, "hunt.ahead")),
        ),
        warnings(props, subject),
    )
    .html()
}

fn budget(props: &SheetProps, subject: &Subject, cost: Cost) -> Html {
    let now = u32::from(subject.job.budgets.of(cost));
    let id = words::budget(cost).trim_start_matches("hunt.budget.");
    let id = format!("hunt-{id}");
    number(
        props,
        id,
        words::budget(cost),
        (0, MOST, 1),
        now,
        move |n| HuntIntent::Allow(cost, n as u8),
    )
}

fn number(
    props: &SheetProps,
    id: impl Into<AttrValue>,
    label: &'static str,
    (min, max, step): (u32, u32, u32),
    value: u32,
    wants: impl Fn(u32) -> HuntIntent + 'static,
) -> Html {
    let lang = props.lang;
    let id: AttrValue = id.into();
    let on_change = props
        .on_intent
        .reform(move |number| Intent::Hunt(wants(number)));
    html! { <NumberField key={id.to_string()} id={id.clone()} {lang} label={t(lang, label)} {min} {max} {step} {value} {on_change} /> }
}

/// What speaks against finding anything within these bounds.
fn warnings(props: &SheetProps, subject: &Subject) -> Html {
    let lang = props.lang;
    let mut notes: Vec<String> = Vec::new();
    let lacking = subject.job.lacking(&subject.scenario);
    for rule in &subject.spec.rules {
        let needs = lacking.iter().filter(|(id, _)| id == rule.id);
        let needs: Vec<Cost> = needs.map(|(_, cost)| *cost).collect();
        if !needs.is_empty() {
            let what = words::costs(&needs, lang);
            let note = say!("hunt.lacking", rule = t(lang, rule.name), what = &*what);
            notes.push(render(&note, lang));
        }
    }
    if subject.scenario.clients.count == 1 {
        notes.push(t(lang, "hunt.one_client").to_owned());
    }
    el!(ul "class"="hunt-warnings" "data-testid"="hunt-warnings" "hidden"={notes.is_empty()} =>
        each(notes.into_iter().enumerate().map(|(at, note)| el!(li, key=at => note))),
    )
    .html()
}
