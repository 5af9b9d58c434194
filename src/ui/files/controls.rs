//! What to save, and how.

use yew::prelude::*;

use super::output::{Choice, Part, What};
use crate::export::Span;
use crate::text::{Lang, t};
use crate::ui::el::{class, each, el};
use crate::ui::number::NumberField;

/// The longest span that can be typed, in milliseconds: a day.
const MS_MAX: u32 = 86_400_000;
const EVENTS_MAX: u32 = 100_000;

/// Everything that can be saved, each with what it is for.
pub fn what_list(lang: Lang, choice: Choice, set: &Callback<Choice>) -> Html {
    el!(fieldset "class"="files-what" =>
        el!(legend "class"="sr-only" => t(lang, "export.what")),
        each(What::ALL.map(|what| {
            let (name, about) = what.texts();
            let chosen = what == choice.what;
            let choose = set.reform(move |_: Event| Choice { what, ..choice });
            el!(label "class"={class!("files-option", chosen.then_some("chosen"))}, key=what.word() =>
                el!(input "type"="radio" "name"="files-what"
                    "data-testid"={format!("export-{}", what.word())},
                    checked=chosen, onchange=choose),
                el!(span =>
                    el!(b => t(lang, name)),
                    el!(span "class"="files-for" => t(lang, about)),
                ),
            ).html()
        })),
    )
    .html()
}

/// What can be chosen about it; `span` is the part of the run that is chosen now.
pub fn options(lang: Lang, choice: Choice, span: Span, set: &Callback<Choice>) -> Html {
    el!(=>
        choice.what.has_span().then(|| parts(lang, choice, span, set)),
        (choice.what == What::Film).then(|| {
            let change = set.reform(move |seconds: u32| Choice { seconds, ..choice });
            html! { <NumberField id="export-seconds" {lang} label={t(lang, "export.film.length")} min={1} max={30} value={choice.seconds} on_change={change} /> }
        }),
        (choice.what == What::Sequence).then(|| {
            let flip = set.reform(move |_: Event| Choice { folded: !choice.folded, ..choice });
            switch("export-folded", t(lang, "export.fold"), choice.folded, flip)
        }),
        (choice.what == What::Scenario).then(|| {
            let flip = set.reform(move |_: Event| Choice { expect: !choice.expect, ..choice });
            switch("export-expect", t(lang, "export.expect"), choice.expect, flip)
        }),
    )
    .html()
}

fn switch(id: &'static str, label: &'static str, on: bool, flip: Callback<Event>) -> Html {
    el!(label "class"="files-switch" =>
        el!(input "type"="checkbox" "data-testid"={id}, checked=on, onchange=flip),
        el!(span => label),
    )
    .html()
}

fn parts(lang: Lang, choice: Choice, span: Span, set: &Callback<Choice>) -> Html {
    let number = |id: &'static str,
                  label: &'static str,
                  value: u32,
                  max: u32,
                  take: fn(Choice, u32) -> Choice| {
        let change = set.reform(move |number: u32| take(choice, number));
        let min = u32::from(id == "export-last-count");
        html! { <NumberField {id} {lang} label={t(lang, label)} {min} {max} {value} on_change={change} /> }
    };
    el!(fieldset "class"="files-part" =>
        el!(legend => t(lang, "export.part")),
        el!(div "class"="seg" =>
            each(Part::ALL.map(|(part, word, label)| {
                let chosen = part == choice.part;
                let choose = set.reform(move |()| choice.of_part(part, span));
                el!(button "type"="button" "data-testid"={format!("export-part-{word}")}
                    "aria-pressed"={if chosen { "true" } else { "false" }},
                    key=word, press=choose =>
                    t(lang, label),
                ).html()
            })),
        ),
        (choice.part == Part::Last).then(|| {
            number("export-last-count", "export.last", choice.last, EVENTS_MAX, |choice, last| Choice { last, ..choice })
        }),
        (choice.part == Part::Between).then(|| el!(div "class"="files-times" =>
            number("export-from", "export.from", choice.from_ms, MS_MAX, |choice, from_ms| Choice { from_ms, ..choice }),
            number("export-to", "export.to", choice.to_ms, MS_MAX, |choice, to_ms| Choice { to_ms, ..choice }),
        ).html()),
    )
    .html()
}
