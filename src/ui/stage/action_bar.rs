//! The few things one does most, next to the node that is selected.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::protocol::describe::Condition;
use crate::protocol::ids::NodeId;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, render, t};
use crate::ui::el::el;
use crate::ui::model::Intent;
use crate::view::digits::fill_fine;
use crate::view::geometry::Rect;

#[derive(Clone, PartialEq, Properties)]
pub struct ActionBarProps {
    pub node: NodeId,
    pub condition: Condition,
    /// Where it goes, in pixels.
    pub place: Rect,
    pub lang: Lang,
    pub on_intent: Callback<Intent>,
}

/// As on a power switch: a cross would read as "close".
const KILL: &str = "M8 1.8V8M4.7 4A5.4 5.4 0 1 0 11.3 4";
const RESTART: &str = "M12.6 6.2A5 5 0 1 0 13 9.2M13 2.8V6.4H9.4";
const PAUSE: &str = "M5.5 3V13M10.5 3V13";
const RESUME: &str = "M5 3 12.5 8 5 13Z";
const ISOLATE: &str = "M8 5.2A2.8 2.8 0 1 0 8 10.8A2.8 2.8 0 1 0 8 5.2M1.6 1.6 4.4 4.4M14.4 1.6 11.6 4.4M1.6 14.4 4.4 11.6M14.4 14.4 11.6 11.6";

#[component]
pub fn ActionBar(props: &ActionBarProps) -> Html {
    let bar = use_node_ref();
    // The content policy forbids style attributes, but not the style object.
    use_effect_with((bar.clone(), props.place), |(bar, place)| {
        let Some(element) = bar
            .get()
            .and_then(|node| node.dyn_into::<HtmlElement>().ok())
        else {
            return;
        };
        let (left, top) = (place.centre().x, place.y);
        let style = element.style();
        // The names and values are valid.
        style
            .set_property("left", &fill_fine("#px", 0, &[left]))
            .ok();
        style.set_property("top", &fill_fine("#px", 0, &[top])).ok();
    });
    let (node, lang) = (props.node, props.lang);
    let button = |action: Action, id: &'static str, label: &'static str, path: &'static str| {
        let onclick = props
            .on_intent
            .reform(move |_: MouseEvent| Intent::Act(action));
        el!(button "type"="button" "aria-label"={label} "title"={label}
            "data-testid"={id}, key=id, onclick=onclick =>
            el!(svg "viewBox"="0 0 16 16" "width"="16" "height"="16" "aria-hidden"="true" =>
                el!(path "d"={path}),
            ),
        )
        .html()
    };
    let life = if props.condition == Condition::Down {
        button(
            Action::Restart(node),
            "bar-restart",
            t(lang, "stage.restart"),
            RESTART,
        )
    } else {
        button(Action::Kill(node), "bar-kill", t(lang, "stage.kill"), KILL)
    };
    let pause = match props.condition {
        Condition::Paused => button(
            Action::Resume(node),
            "bar-resume",
            t(lang, "stage.resume"),
            RESUME,
        ),
        Condition::Up => button(
            Action::Pause(node),
            "bar-pause",
            t(lang, "stage.pause"),
            PAUSE,
        ),
        Condition::Down => el!(span "hidden"={true}, key="bar-pause").html(),
    };
    el!(div "class"="node-bar" "role"="toolbar"
        "aria-label"={render(&say!("stage.actions", node = node), lang)},
        node=bar =>
        life,
        pause,
        button(Action::Isolate(node), "bar-isolate", t(lang, "stage.isolate"), ISOLATE),
    )
    .html()
}
