//! The large space-time diagram: everybody's line, every event and message, and of a chosen event
//! what may have led to it and what may have followed from it. Only the whole program has it.

mod drawing;
mod folded;
mod handle;
mod hands;
mod painter;

use web_sys::{Element, HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

pub use handle::DiagramHandle;
use hands::{Grip, Hands};
use painter::Told;

use crate::say;
use crate::text::{Lang, render, span, t};
use crate::ui::bits::icons;
use crate::ui::button::{button, icon_button, wants};
use crate::ui::el::{each, el};
use crate::ui::model::{Errand, Intent};
use crate::ui::stage::StageHandle;
use crate::ui::stage::axis::{TimeAxis, wheel};
use crate::ui::stage::glide::Glide;
use crate::ui::stage::measure::use_size;
use crate::ui::stage::palette::Palette;
use crate::ui::stage::surface::Surface;
use crate::ui::stage::timeline::type_scale;

#[derive(Clone, PartialEq, Properties)]
pub struct DiagramProps {
    pub handle: DiagramHandle,
    pub stage: StageHandle,
    pub nodes: usize,
    pub clients: usize,
    pub lang: Lang,
    pub on_intent: Callback<Intent>,
}

#[component]
pub fn DiagramView(props: &DiagramProps) -> Html {
    let (axis, canvas, over) = (use_node_ref(), use_node_ref(), use_node_ref());
    let (now, tip) = (use_node_ref(), use_node_ref());
    let size = use_size(axis.clone());
    let told = use_state(Told::default);
    let grip = use_mut_ref(Grip::default);
    let handle = &props.handle;

    let parts = (axis.clone(), canvas.clone(), over.clone());
    let more = (now.clone(), tip.clone());
    let set_told = told.setter();
    use_effect_with(handle.clone(), move |handle| {
        let ((axis, canvas, over), (now, tip)) = (parts, more);
        handle.tell(|painter| {
            let surface =
                |canvas: NodeRef| canvas.cast::<HtmlCanvasElement>().and_then(Surface::new);
            painter.surface = surface(canvas);
            painter.over = surface(over);
            painter.axis.cursor = now.cast::<HtmlElement>().and_then(Glide::new);
            painter.palette = Palette::read();
        });
        handle.set_parts(axis.cast(), tip.cast());
        handle.on_told(Some(Callback::from(move |told| set_told.set(told))));
        let handle = handle.clone();
        move || {
            handle.on_told(None);
            handle.set_parts(None, None);
            handle.tell(|painter| {
                painter.surface = None;
                painter.over = None;
                painter.axis.cursor = None;
            });
        }
    });
    let shape = (handle.clone(), size, props.nodes, props.clients, props.lang);
    use_effect_with(shape, |(handle, size, nodes, clients, lang)| {
        handle.tell(|painter| {
            painter.axis.size = size.unwrap_or_default();
            painter.axis.unit = type_scale();
            painter.axis.peers = (*nodes, *clients);
            painter.lang = *lang;
        });
    });
    use_effect_with((axis.clone(), handle.clone()), |(axis, handle)| {
        let handle = handle.clone();
        let listener = axis
            .cast::<Element>()
            .map(|axis| wheel(&axis, move |turn| handle.turn(|axis| axis.turn(turn))));
        move || drop(listener)
    });

    let hands = Hands {
        axis: axis.clone(),
        handle: handle.clone(),
        stage: props.stage.clone(),
        grip,
        on_intent: props.on_intent.clone(),
    };
    let pointer = |act: fn(&Hands, &PointerEvent)| {
        let hands = hands.clone();
        Callback::from(move |event: PointerEvent| act(&hands, &event))
    };
    let onkeydown = {
        let hands = hands.clone();
        Callback::from(move |event: KeyboardEvent| hands.key(&event))
    };
    let ondblclick = {
        let hands = hands.clone();
        Callback::from(move |event: MouseEvent| hands.double(&event))
    };
    let lang = props.lang;
    el!(section "class"="diagram" "data-testid"="diagram" "aria-label"={t(lang, "diagram.title")} =>
        head(props, &told),
        el!(div "class"="diagram-axis" "role"="application" "tabindex"="0"
            "data-testid"="diagram-axis" "aria-label"={t(lang, "diagram.title")}
            "aria-describedby"="diagram-words", key="axis", node=axis,
            onkeydown=onkeydown, onpointerdown=pointer(Hands::press),
            onpointermove=pointer(Hands::move_to), onpointerup=pointer(Hands::release),
            onpointercancel=pointer(Hands::cancel), onpointerleave=pointer(Hands::leave),
            ondblclick=ondblclick =>
            el!(canvas "aria-hidden"="true", key="canvas", node=canvas),
            el!(canvas "aria-hidden"="true", key="over", node=over),
            el!(div "class"="timeline-now", key="now", node=now =>
                el!(div "class"="timeline-ahead"),
                el!(div "class"="timeline-cursor"),
            ),
            el!(div "class"="timeline-tip" "role"="tooltip" "hidden"={true}, key="tip", node=tip),
        ),
        words(&told, lang, &hands),
    )
    .html()
}

/// What is shown and how closely.
fn head(props: &DiagramProps, told: &Told) -> Html {
    let (lang, handle) = (props.lang, &props.handle);
    let on = |act: fn(&DiagramHandle)| {
        let handle = handle.clone();
        Callback::from(move |()| act(&handle))
    };
    el!(div "class"="diagram-head", key="head" =>
        el!(h2 "class"="eyebrow" => t(lang, "diagram.title")),
        el!(div "class"="diagram-tools" "role"="toolbar" "aria-label"={t(lang, "diagram.tools")} =>
            told.any_background.then(|| {
                button("diagram-fold", t(lang, "diagram.fold"), on(DiagramHandle::fold))
                    .class("small")
                    .hint(t(lang, "diagram.fold_hint"))
                    .pressed(!told.unfolded)
                    .html()
            }),
            kinds(props, told),
            icon_button("diagram-out", icons::MINUS, t(lang, "stage.zoom_out"), on(|handle| handle.turn(|axis| axis.zoom(None, 2.0)))).class("square"),
            icon_button("diagram-in", icons::PLUS, t(lang, "stage.zoom_in"), on(|handle| handle.turn(|axis| axis.zoom(None, 0.5)))).class("square"),
            icon_button("diagram-fit", icons::WIDE, t(lang, "stage.zoom_fit"), on(|handle| handle.turn(TimeAxis::fit))).class("square"),
            icon_button("diagram-close", icons::CLOSE, t(lang, "diagram.close"), wants(&props.on_intent, Intent::Errand(Errand::Diagram))).class("square quiet"),
        ),
    )
    .html()
}

/// A choice of the kinds of messages to show.
fn kinds(props: &DiagramProps, told: &Told) -> Html {
    let (lang, handle) = (props.lang, &props.handle);
    let hidden = &told.hidden;
    let chosen = told.kinds.iter().map(|&kind| {
        let handle = handle.clone();
        let onchange = Callback::from(move |_: Event| handle.hide_or_show(kind));
        el!(label "class"="check", key=kind =>
            el!(input "type"="checkbox" "data-testid"={format!("kind-{kind}")},
                checked=!hidden.contains(&kind), onchange=onchange),
            el!(span => outline_of(t(lang, kind))),
        )
        .html()
    });
    let label = if hidden.is_empty() {
        t(lang, "diagram.kinds").to_owned()
    } else {
        render(
            &say!("diagram.kinds_hidden", count = hidden.len() as u32),
            lang,
        )
    };
    el!(details "class"="diagram-kinds" "data-testid"="diagram-kinds" =>
        el!(summary => label),
        el!(div "class"="diagram-kind-list" => each(chosen)),
    )
    .html()
}

/// A text with its gaps open: what all messages of a kind have in common.
fn outline_of(text: &str) -> String {
    let mut outline = String::new();
    let mut rest = text;
    while let Some((before, gap)) = rest.split_once('{') {
        outline.push_str(before);
        outline.push('…');
        rest = gap.split_once('}').map_or("", |(_, after)| after);
    }
    outline.push_str(rest);
    outline
}

/// What the chosen event is and has to do with the others, or what one can do here.
fn words(told: &Told, lang: Lang, hands: &Hands) -> Html {
    let go = hands.clone();
    let body = match &told.chosen {
        None => el!(span "class"="soft" => t(lang, "diagram.hint")).html(),
        Some(chosen) => {
            let led = say!("diagram.led", count = chosen.led as u32);
            let followed = say!("diagram.followed", count = chosen.followed as u32);
            el!(=>
                el!(span "class"="diagram-event" =>
                    format!("{} · {}", span(chosen.event.at, lang), render(&chosen.event.what, lang)),
                ),
                el!(span "class"="diagram-led" => render(&led, lang)),
                el!(span "class"="diagram-followed" => render(&followed, lang)),
                button("diagram-go", t(lang, "diagram.go"), Callback::from(move |()| go.go_to_chosen())).class("small"),
            )
            .html()
        }
    };
    el!(p "class"="diagram-words" "id"="diagram-words" "aria-live"="polite"
        "data-testid"="diagram-words", key="words" => body)
    .html()
}

#[cfg(test)]
mod tests {
    use super::outline_of;

    #[test]
    fn the_gaps_of_a_text_stay_open() {
        assert_eq!(
            outline_of("vote for me, term {term}"),
            "vote for me, term …"
        );
        assert_eq!(outline_of("{ballot}: {what}?"), "…: …?");
        assert_eq!(outline_of("yes"), "yes");
    }
}
