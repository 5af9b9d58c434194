//! A number with a stepper. What is out of range is refused where it is typed: the range is shown
//! and the old value stays in force.

use yew::prelude::*;

use crate::say;
use crate::text::{Lang, render, t};
use crate::ui::el::{class, el};

#[derive(Clone, PartialEq, Properties)]
pub struct NumberFieldProps {
    /// The element's id, which the label points at.
    pub id: AttrValue,
    pub lang: Lang,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// "ms", "%" and so on.
    #[prop_or_default]
    pub unit: Option<AttrValue>,
    pub min: u32,
    pub max: u32,
    #[prop_or(1)]
    pub step: u32,
    pub value: u32,
    /// Why the whole was refused because of this field.
    #[prop_or_default]
    pub refused: Option<AttrValue>,
    pub on_change: Callback<u32>,
    /// Told whether what stands in the field is refused, by a form that acts on it with a button: there
    /// it stays, with the reason.
    #[prop_or_default]
    pub on_wrong: Option<Callback<bool>>,
}

#[component]
pub fn NumberField(props: &NumberFieldProps) -> Html {
    let lang = props.lang;
    // What stands in the field while somebody types.
    let draft = use_state_eq(|| None::<String>);
    let (min, max) = (props.min, props.max);
    let fits = move |text: &str| {
        let number = text.trim().parse::<u32>().ok();
        number.filter(|number| (min..=max).contains(number))
    };

    let oninput = {
        let (draft, on_wrong) = (draft.setter(), props.on_wrong.clone());
        Callback::from(move |event: InputEvent| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            let text = input.value();
            if let Some(on_wrong) = &on_wrong {
                on_wrong.emit(fits(&text).is_none());
            }
            draft.set(Some(text));
        })
    };
    // Taken when done typing: on the way to 15 there is a 1, and a change may restart the run.
    let onchange = {
        let (draft, change, value) = (draft.setter(), props.on_change.clone(), props.value);
        Callback::from(move |event: Event| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            if let Some(number) = fits(&input.value()) {
                draft.set(None);
                if number != value {
                    change.emit(number);
                }
            }
        })
    };
    // Left as it is, a wrong number gives way to the value in force.
    let onblur = {
        let (draft, kept) = (draft.setter(), props.on_wrong.is_some());
        Callback::from(move |_: FocusEvent| {
            if !kept {
                draft.set(None);
            }
        })
    };
    // Whatever was typed gives way to a step.
    let reset = {
        let (draft, on_wrong) = (draft.setter(), props.on_wrong.clone());
        Callback::from(move |()| {
            draft.set(None);
            if let Some(on_wrong) = &on_wrong {
                on_wrong.emit(false);
            }
        })
    };
    let go = |to: u32| {
        let (reset, change) = (reset.clone(), props.on_change.clone());
        let possible = (min..=max).contains(&to) && to != props.value;
        Callback::from(move |_: MouseEvent| {
            reset.emit(());
            if possible {
                change.emit(to);
            }
        })
    };
    let wrong = draft.as_ref().is_some_and(|text| fits(text).is_none());
    let why = if wrong {
        Some(render(&say!("field.range", min = min, max = max), lang))
    } else {
        props.refused.as_ref().map(ToString::to_string)
    };
    let text = (*draft).clone().unwrap_or_else(|| props.value.to_string());
    let why_id = format!("{}-why", props.id);
    el!(div "class"={class!("param", why.is_some().then_some("refused"))}
        "title"={props.hint.clone()} =>
        el!(label "for"={props.id.clone()} => &props.label),
        el!(span "class"="stepper" =>
            el!(button "type"="button" "tabindex"="-1"
                "aria-label"={t(lang, "field.less")}
                "aria-disabled"={(props.value <= min).then_some("true")},
                onclick=go(props.value.saturating_sub(props.step).max(min)) =>
                "−",
            ),
            el!(input "id"={props.id.clone()} "data-testid"={props.id.clone()}
                "type"="text" "inputmode"="numeric" "autocomplete"="off" "size"="4"
                "role"="spinbutton" "aria-valuemin"={min.to_string()}
                "aria-valuemax"={max.to_string()}
                "aria-valuenow"={props.value.to_string()}
                "aria-invalid"={why.is_some().then_some("true")}
                "aria-describedby"={why_id.clone()}, value=text, oninput=oninput,
                onchange=onchange, onblur=onblur, onkeydown=arrow_keys(props, reset.clone())),
            el!(span "class"="unit" "hidden"={props.unit.is_none()} =>
                props.unit.clone().unwrap_or_default(),
            ),
            el!(button "type"="button" "tabindex"="-1"
                "aria-label"={t(lang, "field.more")}
                "aria-disabled"={(props.value >= max).then_some("true")},
                onclick=go(props.value.saturating_add(props.step).min(max)) =>
                "+",
            ),
        ),
        el!(p "class"="why" "id"={why_id} "role"="alert" "hidden"={why.is_none()} =>
            why.unwrap_or_default(),
        ),
    )
    .html()
}

/// Arrow keys in the field go up and down, as in any stepper.
fn arrow_keys(props: &NumberFieldProps, reset: Callback<()>) -> Callback<KeyboardEvent> {
    let NumberFieldProps {
        min,
        max,
        step,
        value,
        ..
    } = *props;
    let change = props.on_change.clone();
    Callback::from(move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowUp" => value.saturating_add(step).min(max),
            "ArrowDown" => value.saturating_sub(step).max(min),
            _ => return,
        };
        event.prevent_default();
        reset.emit(());
        if to != value {
            change.emit(to);
        }
    })
}
