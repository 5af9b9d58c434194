//! The footer's diagram: a slider over the time of the run, drawn as its space-time diagram.

use std::rc::Rc;

use web_sys::{Element, HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use super::axis::{TimeAxis, place_on, put_tip, wheel};
use super::glide::Glide;
use super::lanes::{LanesProps, draw_lanes};
use super::measure::use_size;
use super::palette::Palette;
use super::surface::Surface;
use super::timeline_handle::{LanesShown, TimelineHandle};
use crate::order::Within;
use crate::protocol::ids::Micros;
use crate::text::{self, Lang, render, t};
use crate::ui::bits::icons;
use crate::ui::button::{icon_button, wants};
use crate::ui::el::el;
use crate::ui::model::{Errand, Intent};
use crate::ui::still::keyed;
use crate::view::geometry::Point;

#[derive(Clone, PartialEq, Properties)]
pub struct TimelineProps {
    pub handle: TimelineHandle,
    pub nodes: usize,
    pub clients: usize,
    /// For the slider; the cursor itself is moved by the handle.
    pub now: Micros,
    pub end: Micros,
    pub lang: Lang,
    pub on_intent: Callback<Intent>,
}

const MARK_REACH: f64 = 8.0;

#[component]
pub fn TimelineView(props: &TimelineProps) -> Html {
    let (axis, canvas) = (use_node_ref(), use_node_ref());
    let (now, tip) = (use_node_ref(), use_node_ref());
    let size = use_size(axis.clone());
    let lanes = use_state(LanesShown::default);
    // The pointer is down, and whether it has moved since.
    let scrub = use_mut_ref(|| None::<bool>);
    let handle = &props.handle;

    {
        let (canvas, now) = (canvas.clone(), now.clone());
        let set_lanes = lanes.setter();
        use_effect_with(handle.clone(), move |handle| {
            handle.tell(|painter| {
                painter.surface = canvas.cast::<HtmlCanvasElement>().and_then(Surface::new);
                painter.axis.cursor = now.cast::<HtmlElement>().and_then(Glide::new);
                painter.palette = Palette::read();
            });
            handle.on_lanes(Some(Callback::from(move |shown| set_lanes.set(shown))));
            let handle = handle.clone();
            move || {
                handle.on_lanes(None);
                handle.tell(|painter| {
                    painter.surface = None;
                    painter.axis.cursor = None;
                });
            }
        });
    }
    let told = (handle.clone(), size, props.nodes, props.clients, props.lang);
    use_effect_with(told, |(handle, size, nodes, clients, lang)| {
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
        tip,
        handle: handle.clone(),
        scrub,
        lang: props.lang,
        on_intent: props.on_intent.clone(),
    };
    let pointer = |act: fn(&Hands, &PointerEvent)| {
        let hands = hands.clone();
        Callback::from(move |event: PointerEvent| act(&hands, &event))
    };
    let onkeydown = {
        let (hands, now) = (hands.clone(), props.now);
        Callback::from(move |event: KeyboardEvent| hands.key(&event, now))
    };
    let lang = props.lang;
    let tool =
        |id: &'static str, sign: &'static str, label: &'static str, act: fn(&mut TimeAxis)| {
            let handle = handle.clone();
            let onclick = Callback::from(move |_: MouseEvent| handle.turn(act));
            el!(button "type"="button" "aria-label"={label} "title"={label}
                "data-testid"={id}, key=id, onclick=onclick =>
                sign,
            )
            .html()
        };
    el!(div "class"="timeline" =>
        el!(div "class"="timeline-axis" "role"="slider" "tabindex"="0"
            "data-testid"="timeline" "aria-label"={t(lang, "stage.time")}
            "aria-orientation"="horizontal" "aria-valuemin"="0"
            "aria-valuemax"={millis(props.end)} "aria-valuenow"={millis(props.now)}
            "aria-valuetext"={text::span(props.now, lang)}, key="axis", node=axis,
            onkeydown=onkeydown, onpointerdown=pointer(Hands::press),
            onpointermove=pointer(Hands::move_to),
            onpointerup=pointer(Hands::release),
            onpointercancel=pointer(Hands::release),
            onpointerleave=pointer(Hands::leave) =>
            el!(canvas "aria-hidden"="true", key="canvas", node=canvas),
            el!(div "class"="timeline-now", key="now", node=now =>
                el!(div "class"="timeline-ahead"),
                el!(div "class"="timeline-cursor"),
            ),
            el!(div "class"="timeline-tip" "role"="tooltip" "hidden"={true}, key="tip",
                node=hands.tip.clone()),
        ),
        el!(div "class"="timeline-tools", key="tools" =>
            tool("zoom-out", "−", t(lang, "stage.zoom_out"), |axis| axis.zoom(None, 2.0)),
            tool("zoom-in", "+", t(lang, "stage.zoom_in"), |axis| axis.zoom(None, 0.5)),
            tool("zoom-fit", "↔", t(lang, "stage.zoom_fit"), TimeAxis::fit),
            // Where the controls of time have no room for it.
            icon_button("diagram-narrow", icons::DIAGRAM, t(lang, "transport.diagram"), wants(&props.on_intent, Intent::Errand(Errand::Diagram))).class("narrow-only").key("diagram"),
            icon_button("branches-narrow", icons::BRANCHES, t(lang, "transport.branches"), wants(&props.on_intent, Intent::Errand(Errand::Branches))).class("narrow-only").key("branches"),
        ),
        keyed("lanes", draw_lanes, LanesProps { shown: (*lanes).clone(), lang, on_intent: props.on_intent.clone() }),
    ).html()
}

fn millis(at: Micros) -> String {
    (at.0 / 1_000).to_string()
}

/// How much larger the page's type is than usual: it grows when the page is presented.
pub(in crate::ui) fn type_scale() -> f64 {
    const USUAL: f64 = 15.0;
    let root = gloo::utils::document_element();
    let style = gloo::utils::window()
        .get_computed_style(&root)
        .ok()
        .flatten();
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    let size = size.map(|size| js_sys::parse_float(&size));
    size.map_or(1.0, |size| (size / USUAL).within(0.8, 2.5))
}

/// What the event handlers need.
#[derive(Clone)]
struct Hands {
    axis: NodeRef,
    tip: NodeRef,
    handle: TimelineHandle,
    scrub: Rc<std::cell::RefCell<Option<bool>>>,
    lang: Lang,
    on_intent: Callback<Intent>,
}

impl Hands {
    /// Where a pointer is, in units of the diagram.
    fn place(&self, event: &PointerEvent) -> Option<Point> {
        place_on(
            &self.axis,
            event,
            self.handle.ask(|painter| painter.axis.unit),
        )
    }

    fn go_to(&self, p: Point) {
        let time = self.handle.ask(|painter| painter.axis.nearest_time(p.x));
        // While scrubbing, the window must not turn under the finger.
        self.on_intent.emit(Intent::GoToTime(time));
    }

    fn press(&self, event: &PointerEvent) {
        if !event.is_primary() || event.button() != 0 {
            return;
        }
        let Some(p) = self.place(event) else { return };
        if let Some(axis) = self.axis.cast::<HtmlElement>() {
            // Fails when the pointer is gone already; then there is nothing to follow.
            axis.set_pointer_capture(event.pointer_id()).ok();
        }
        *self.scrub.borrow_mut() = Some(false);
        self.on_intent.emit(Intent::Play(false));
        if self.mark(p).is_none() {
            self.go_to(p);
        }
    }

    fn move_to(&self, event: &PointerEvent) {
        let Some(p) = self.place(event) else { return };
        let scrubbing = self.scrub.borrow().is_some();
        if scrubbing {
            *self.scrub.borrow_mut() = Some(true);
            self.go_to(p);
        } else {
            self.show_tip(p);
        }
    }

    fn release(&self, event: &PointerEvent) {
        let moved = self.scrub.borrow_mut().take();
        // A click on a mark goes to its event, not just to its time.
        if moved == Some(false)
            && let Some(p) = self.place(event)
            && let Some(step) = self.mark(p)
        {
            self.on_intent.emit(Intent::GoToStep(step));
        }
    }

    fn leave(&self, _: &PointerEvent) {
        self.hide_tip();
    }

    fn mark(&self, p: Point) -> Option<u64> {
        self.handle.ask(|painter| {
            painter
                .mark_at(p, MARK_REACH)
                .map(|(_, mark)| mark.moment.step)
        })
    }

    fn show_tip(&self, p: Point) {
        let Some(tip) = self.tip.cast::<HtmlElement>() else {
            return;
        };
        let found = self.handle.ask(|painter| {
            let (place, mark) = painter.mark_at(p, MARK_REACH)?;
            let words = format!(
                "{} · {}",
                text::span(mark.moment.at, self.lang),
                render(&mark.what, self.lang)
            );
            Some((place.times(painter.axis.unit), words, painter.axis.size.0))
        });
        let Some((place, words, width)) = found else {
            self.hide_tip();
            return;
        };
        tip.set_text_content(Some(&words));
        tip.set_hidden(false);
        put_tip(&tip, place, width);
    }

    fn hide_tip(&self) {
        if let Some(tip) = self.tip.cast::<HtmlElement>() {
            tip.set_hidden(true);
        }
    }

    fn key(&self, event: &KeyboardEvent, now: Micros) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let span = self.handle.ask(|painter| painter.axis.window.span());
        let on = |part: u64| Intent::GoToTime(now.plus(Micros(span / part)));
        let back = |part: u64| Intent::GoToTime(now.minus(Micros(span / part)));
        let intent = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => on(100),
            "ArrowLeft" | "ArrowDown" => back(100),
            "PageUp" => on(8),
            "PageDown" => back(8),
            "Home" => Intent::GoToStart,
            "End" => Intent::GoToEnd,
            _ => return,
        };
        // Or the page would step or scroll as well.
        event.prevent_default();
        event.stop_propagation();
        self.on_intent.emit(intent);
    }
}
