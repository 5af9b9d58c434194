//! The protocol's own parameters: a form made from its spec.

use yew::prelude::*;

use super::{SettingsProps, change};
use crate::protocol::params::{ParamKind, ParamSpec, ParamValue};
use crate::run::PROTOCOLS;
use crate::say;
use crate::scenario::Scenario;
use crate::text::{render, t};
use crate::ui::el::{class, each, el};
use crate::ui::meeting::meetings;
use crate::ui::number::NumberField;

pub fn params(props: &SettingsProps) -> Html {
    let lang = props.lang;
    el!(=>
        el!(h2 "class"="eyebrow" => t(lang, "settings.cluster")),
        protocol(props),
        each(props.spec.params.iter().filter(|param| !param.hidden).map(|param| el!(div, key=param.id => field(props, param)).html())),
        meetings(&props.spec, lang),
    ).html()
}

/// Which protocol runs. What was done to the cluster is kept: one sees how another bears it.
fn protocol(props: &SettingsProps) -> Html {
    let lang = props.lang;
    let onchange = change(props, |scenario: &mut Scenario, event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        let at = usize::try_from(select.selected_index()).unwrap_or_default();
        if let Some((id, _)) = PROTOCOLS.get(at) {
            scenario.change_protocol(id);
        }
    });
    let here = |id: &str| id == props.scenario.protocol;
    let at = PROTOCOLS.iter().position(|(id, _)| here(id));
    el!(div "class"="param" =>
        el!(label "for"="protocol" => t(lang, "settings.protocol")),
        el!(select "id"="protocol" "data-testid"="protocol"
            "data-at"={at.unwrap_or_default().to_string()}, onchange=onchange =>
            each(PROTOCOLS.iter().map(|(id, name)| el!(option "value"={*id}
                "selected"={here(id)}, key=*id => t(lang, name)).html())),
        ),
    )
    .html()
}

fn field(props: &SettingsProps, param: &ParamSpec) -> Html {
    let lang = props.lang;
    let refused = refusal(props, param.id).map(AttrValue::from);
    let id = param.id;
    let spec = props.spec.clone();
    let set = change(props, move |scenario: &mut Scenario, value: ParamValue| {
        spec.forget_hidden(&mut scenario.params);
        scenario.params.insert(id.to_owned(), value);
    });
    match &param.kind {
        ParamKind::Number { min, max } => {
            html! { <NumberField id={format!("param-{id}")} {lang} label={t(lang, param.name)} hint={t(lang, param.hint)} min={*min} max={*max} value={number(&param.value)} {refused} on_change={set.reform(ParamValue::Number)} /> }
        }
        ParamKind::Switch => {
            let on = param.value == ParamValue::switch(true);
            let onchange = set.reform(move |_: Event| ParamValue::switch(!on));
            let html_id = format!("param-{id}");
            el!(label "class"="switch" "title"={t(lang, param.hint)} =>
                el!(input "type"="checkbox" "role"="switch" "id"={html_id.clone()}
                    "data-testid"={html_id}, checked=on, onchange=onchange),
                el!(span => t(lang, param.name)),
            )
            .html()
        }
        ParamKind::Choice(words) => {
            let offered: Vec<&'static str> = words.iter().map(|(word, _)| *word).collect();
            let onchange = set.reform(move |event: Event| {
                let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
                let at = usize::try_from(select.selected_index()).unwrap_or_default();
                ParamValue::Word(offered.get(at).copied().unwrap_or_default().to_owned())
            });
            let chosen = |word: &str| matches!(&param.value, ParamValue::Word(now) if now == word);
            let at = words
                .iter()
                .position(|(word, _)| chosen(word))
                .unwrap_or_default();
            let html_id = format!("param-{id}");
            el!(div "class"={class!("param", refused.is_some().then_some("refused"))}
                "title"={t(lang, param.hint)} =>
                el!(label "for"={html_id.clone()} => t(lang, param.name)),
                el!(select "id"={html_id.clone()} "data-testid"={html_id}
                    "data-at"={at.to_string()}, onchange=onchange =>
                    each(words.iter().map(|(word, label)| el!(option "value"={*word} "selected"={chosen(word)}, key=*word => t(lang, label)).html())),
                ),
                el!(p "class"="why" "role"="alert" "hidden"={refused.is_none()} =>
                    refused.unwrap_or_default(),
                ),
            ).html()
        }
    }
}

/// Why the last change was refused, at the field whose value is out of range then, and at the one
/// that was changed.
fn refusal(props: &SettingsProps, id: &str) -> Option<String> {
    let bad = props.bad.as_ref()?;
    if bad.id == id {
        return Some(render(&bad.why, props.lang));
    }
    let other = props.spec.params.iter().find(|param| param.id == bad.id)?;
    let name = t(props.lang, other.name);
    let why = say!("error.then", other = name, why = bad.why.clone());
    (bad.changed.as_deref() == Some(id)).then(|| render(&why, props.lang))
}

fn number(value: &ParamValue) -> u32 {
    match value {
        ParamValue::Number(number) => *number,
        ParamValue::Word(_) => 0,
    }
}
