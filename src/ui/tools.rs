//! The buttons over the stage: split, heal, ask, and how the stage is laid out.

use yew::prelude::*;

use super::model::{Errand, Intent, Layout, Selection};
use crate::protocol::ids::NodeSet;
use crate::run;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, render, t};
use crate::ui::button::{button, wants};
use crate::ui::el::{class, el};

#[derive(Clone, PartialEq)]
pub struct ToolsProps {
    pub lang: Lang,
    pub layout: Layout,
    pub splitting: bool,
    pub comparing: bool,
    pub selection: Selection,
    pub nodes: u8,
    pub on_intent: Callback<Intent>,
}

pub fn tools(props: &ToolsProps) -> Html {
    let lang = props.lang;
    let send = |intent: Intent| wants(&props.on_intent, intent);
    el!(div "class"="tools" "role"="toolbar" "data-testid"="tools"
        "aria-label"={t(lang, "tools.label")} =>
        // It keeps its room while nodes are chosen, so that the stage stays where the pointer is.
        el!(div "class"={class!("tool-row", props.splitting.then_some("away"))} =>
            el!(div "class"="seg" "role"="group" "aria-label"={t(lang, "tools.layout")} =>
                button("layout-ring", t(lang, "tools.ring"), send(Intent::Layout(Layout::Ring)))
                    .pressed(props.layout == Layout::Ring),
                button("layout-chart", t(lang, "tools.chart"), send(lay_out(props.layout.other())))
                    .hint(t(lang, "tools.layout_hint"))
                    .pressed(props.layout == Layout::Chart),
            ),
            button("split", t(lang, "tools.split"), send(Intent::Splitting(true)))
                .hint(t(lang, "tools.split_hint")),
            button("heal", t(lang, "tools.heal"), send(Intent::Act(Action::HealAll)))
                .hint(t(lang, "tools.heal_hint")),
            button("request", t(lang, "tools.request"), send(Intent::RequestNext))
                .hint(t(lang, "tools.request_hint")),
            button("compare", t(lang, "tools.compare"), send(Intent::Errand(Errand::Compare)))
                .hint(t(lang, "tools.compare_hint"))
                .pressed(props.comparing),
        ),
        props.splitting.then(|| split_bar(&SplitBarProps { lang, chosen: chosen(props.selection), nodes: props.nodes, on_intent: props.on_intent.clone() })),
    ).html()
}

/// The chart is drawn by the whole program alone.
pub fn lay_out(layout: Layout) -> Intent {
    match layout {
        Layout::Chart if !run::IS_WHOLE => Intent::Errand(Errand::Chart),
        Layout::Ring | Layout::Chart => Intent::Layout(layout),
    }
}

/// The nodes chosen so far for a split.
pub fn chosen(selection: Selection) -> NodeSet {
    match selection {
        Selection::Nodes(nodes) => nodes,
        Selection::Node(node) => NodeSet::EMPTY.with(node),
        Selection::Nothing | Selection::Client(_) | Selection::Link(..) | Selection::Message(_) => {
            NodeSet::EMPTY
        }
    }
}

struct SplitBarProps {
    lang: Lang,
    chosen: NodeSet,
    nodes: u8,
    on_intent: Callback<Intent>,
}

/// Stands in for the tools while nodes are chosen.
fn split_bar(props: &SplitBarProps) -> Html {
    let lang = props.lang;
    let send = |intent: Intent| wants(&props.on_intent, intent);
    let some = !props.chosen.is_empty() && props.chosen.len() < props.nodes;
    let prompt = if props.chosen.is_empty() {
        t(lang, "tools.choose").to_owned()
    } else {
        render(&say!("tools.chosen", nodes = props.chosen), lang)
    };
    el!(div "class"="tool-row splitting" "data-testid"="splitting" =>
        el!(span "class"="prompt" => prompt),
        button("cut-off", t(lang, "tools.cut_off"), send(Intent::CutOff))
            .class("danger")
            .disabled(!some),
        button("cut-cancel", t(lang, "tools.cancel"), send(Intent::Splitting(false))),
    )
    .html()
}
