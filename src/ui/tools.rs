//! The buttons over the stage: split, heal, ask, and how the stage is laid out.

use yew::prelude::*;

use super::bits::ActionButton;
use super::model::{Intent, Layout, Selection};
use crate::protocol::ids::NodeSet;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, render, t};

#[derive(Clone, PartialEq, Properties)]
pub struct ToolsProps {
    pub lang: Lang,
    pub layout: Layout,
    pub splitting: bool,
    pub selection: Selection,
    pub nodes: u8,
    pub on_intent: Callback<Intent>,
}

#[component]
pub fn Tools(props: &ToolsProps) -> Html {
    let lang = props.lang;
    let send = |intent: Intent| props.on_intent.reform(move |()| intent.clone());
    let other = match props.layout {
        Layout::Ring => Layout::Chart,
        Layout::Chart => Layout::Ring,
    };
    html! {
        <div class="tools" role="toolbar" aria-label={t(lang, "tools.label")}>
            if props.splitting {
                { split_bar(&SplitBarProps { lang, chosen: chosen(props.selection), nodes: props.nodes, on_intent: props.on_intent.clone() }) }
            } else {
                <div class="tool-row">
                    <div class="seg" role="group" aria-label={t(lang, "tools.layout")}>
                        <ActionButton id="layout-ring" label={t(lang, "tools.ring")}
                            pressed={props.layout == Layout::Ring}
                            on_press={send(Intent::Layout(Layout::Ring))} />
                        <ActionButton id="layout-chart" label={t(lang, "tools.chart")}
                            pressed={props.layout == Layout::Chart}
                            on_press={send(Intent::Layout(other))} />
                    </div>
                    <ActionButton id="split" label={t(lang, "tools.split")}
                        hint={t(lang, "tools.split_hint")} on_press={send(Intent::Splitting(true))} />
                    <ActionButton id="heal" label={t(lang, "tools.heal")}
                        hint={t(lang, "tools.heal_hint")} on_press={send(Intent::Act(Action::HealAll))} />
                    <ActionButton id="request" label={t(lang, "tools.request")}
                        hint={t(lang, "tools.request_hint")} on_press={send(Intent::RequestNext)} />
                </div>
            }
        </div>
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
    let send = |intent: Intent| props.on_intent.reform(move |()| intent.clone());
    let some = !props.chosen.is_empty() && props.chosen.len() < props.nodes;
    let prompt = if props.chosen.is_empty() {
        t(lang, "tools.choose").to_owned()
    } else {
        render(&say!("tools.chosen", nodes = props.chosen), lang)
    };
    html! {
        <div class="tool-row splitting" data-testid="splitting">
            <span class="prompt">{ prompt }</span>
            <ActionButton id="cut-off" class="danger" label={t(lang, "tools.cut_off")}
                disabled={!some} on_press={send(Intent::CutOff)} />
            <ActionButton id="cut-cancel" label={t(lang, "tools.cancel")}
                on_press={send(Intent::Splitting(false))} />
        </div>
    }
}
