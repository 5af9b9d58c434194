//! Switches that break one rule of the protocol on purpose.

use yew::prelude::*;

use super::SettingsProps;
use crate::protocol::describe::Spec;
use crate::text::{Lang, t};
use crate::ui::el::{class, each, el};
use crate::ui::model::Intent;

pub fn rules(props: &SettingsProps) -> Html {
    let lang = props.lang;
    let broken = |id: &str| props.scenario.broken_rules.iter().any(|rule| rule == id);
    el!(div "class"="rules" "hidden"={props.spec.rules.is_empty()} =>
        el!(h2 "class"="eyebrow" => t(lang, "settings.rules")),
        el!(p "class"="soft small-text" => t(lang, "settings.articles")),
        each(props.spec.rules.iter().map(|rule| {
            let id = rule.id;
            let is_broken = broken(id);
            let set = props.on_intent.reform(move |_: Event| Intent::BreakRule(id, !is_broken));
            let hint_id = format!("rule-{id}-hint");
            el!(div "class"={class!("rule", is_broken.then_some("broken"))}, key=id =>
                el!(label "class"="switch" =>
                    el!(input "type"="checkbox" "role"="switch"
                        "data-testid"={format!("rule-{id}")} "aria-describedby"={hint_id.clone()}
                        "data-on"={is_broken.to_string()}, checked=is_broken, onchange=set),
                    el!(span => t(lang, rule.name)),
                ),
                el!(p "class"="soft small-text" "id"={hint_id} =>
                    t(lang, rule.hint),
                    el!(span "class"="breaks" => threatened(&props.spec, rule.breaks, lang)),
                ),
            ).html()
        })),
    )
    .html()
}

/// The names of the promises that a rule guards.
fn threatened(spec: &Spec, ids: &[&str], lang: Lang) -> Html {
    let promises = spec
        .promises
        .iter()
        .filter(|promise| ids.contains(&promise.id));
    el!(=>
        each(promises.map(|promise| el!(span "class"="pill plain", key=promise.id => t(lang, promise.name)).html())),
    ).html()
}
