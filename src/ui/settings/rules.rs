//! Switches that break one rule of the protocol on purpose.

use yew::prelude::*;

use super::SettingsProps;
use crate::protocol::describe::Spec;
use crate::text::{Lang, t};
use crate::ui::model::Intent;

pub fn rules(props: &SettingsProps) -> Html {
    let lang = props.lang;
    let broken = |id: &str| props.scenario.broken_rules.iter().any(|rule| rule == id);
    html! {
        <div class="rules" hidden={props.spec.rules.is_empty()}>
            <h2 class="eyebrow">{ t(lang, "settings.rules") }</h2>
            { for props.spec.rules.iter().map(|rule| {
                let id = rule.id;
                let is_broken = broken(id);
                let set = props.on_intent.reform(move |_: Event| Intent::BreakRule(id, !is_broken));
                let hint_id = format!("rule-{id}-hint");
                html! {
                    <div class={classes!("rule", is_broken.then_some("broken"))} key={id}>
                        <label class="switch">
                            <input type="checkbox" role="switch" checked={is_broken} onchange={set}
                                data-testid={format!("rule-{id}")} aria-describedby={hint_id.clone()} />
                            <span>{ t(lang, rule.name) }</span>
                        </label>
                        <p class="soft small-text" id={hint_id}>
                            { t(lang, rule.hint) }
                            <span class="breaks">{ threatened(&props.spec, rule.breaks, lang) }</span>
                        </p>
                    </div>
                }
            }) }
        </div>
    }
}

/// The names of the promises that a rule guards.
fn threatened(spec: &Spec, ids: &[&str], lang: Lang) -> Html {
    let promises = spec
        .promises
        .iter()
        .filter(|promise| ids.contains(&promise.id));
    html! {
        <>
            { for promises.map(|promise| html! {
                <span class="pill plain" key={promise.id}>{ t(lang, promise.name) }</span>
            }) }
        </>
    }
}
