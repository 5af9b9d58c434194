//! The inspector: what is selected, and what can be done to it.

mod client;
mod link;
mod message;
mod node;

use yew::prelude::*;

use super::bits::{peer_name, rich};
use super::model::{Intent, Selection};
use super::tools::chosen;
use crate::protocol::describe::Field;
use crate::protocol::ids::Micros;
use crate::run::player::{MessageDetail, Stage};
use crate::say;
use crate::text::{Lang, headline, render, t};
use crate::ui::el::{each, el};

#[derive(Clone, PartialEq)]
pub struct InspectorProps {
    pub lang: Lang,
    pub selection: Selection,
    pub stage: std::rc::Rc<Stage>,
    /// The message selected, if one is and the run still knows it.
    pub message: Option<MessageDetail>,
    /// The clock, for what is left of timers: renewed a few times a second.
    pub now: Micros,
    pub splitting: bool,
    /// Whether this protocol answers reads.
    pub reads: bool,
    pub swaps: bool,
    pub appends: bool,
    /// The value that the next write by button would have.
    pub next_value: u32,
    pub on_intent: Callback<Intent>,
}

pub fn inspector(props: &InspectorProps) -> Html {
    let lang = props.lang;
    let inside = match props.selection {
        Selection::Node(id) => props.stage.nodes.get(id.index()).map(|detail| {
            node::node_panel(&node::NodePanelProps { lang, detail: detail.clone(), now: props.now, cut_off: props.stage.is_cut_off(id), on_intent: props.on_intent.clone() })
        }),
        Selection::Client(id) => props.stage.clients.get(id.index()).map(|detail| {
            html! { <client::ClientPanel {lang} detail={detail.clone()} nodes={props.stage.nodes.len() as u8} reads={props.reads} swaps={props.swaps} appends={props.appends} next_value={props.next_value} on_intent={props.on_intent.clone()} /> }
        }),
        Selection::Link(a, b) => Some(link::link_panel(&link::LinkPanelProps { lang, a, b, faults: props.stage.faults.clone(), on_intent: props.on_intent.clone() })),
        Selection::Message(_) => Some(match &props.message {
            Some(detail) => message::message_panel(&message::MessagePanelProps { lang, detail: detail.clone(), now: props.now, on_intent: props.on_intent.clone() }),
            None => el!(p "class"="soft" => t(lang, "inspect.message_gone")).html(),
        }),
        Selection::Nodes(nodes) if !nodes.is_empty() => Some(el!(=>
            el!(h2 => render(&say!("inspect.nodes", nodes = nodes), lang)),
            el!(p "class"="soft" => t(lang, "inspect.nodes_hint")),
        ).html()),
        Selection::Nothing | Selection::Nodes(_) => None,
    };
    let title = title(props.selection, lang);
    el!(section "class"="card inspector" "data-panel"="inspect"
        "data-testid"="inspector" "aria-label"={t(lang, "inspect.label")}
        "data-selected"={title} =>
        inside.unwrap_or_else(|| nothing(lang, props.splitting)),
    )
    .html()
}

fn nothing(lang: Lang, splitting: bool) -> Html {
    let hint = if splitting {
        "inspect.splitting"
    } else {
        "inspect.nothing"
    };
    el!(div "class"="empty" =>
        el!(h2 "class"="eyebrow" => t(lang, "inspect.label")),
        el!(p "class"="soft" => rich(t(lang, hint))),
    )
    .html()
}

/// What is selected, in words.
pub fn title(selection: Selection, lang: Lang) -> String {
    match selection {
        Selection::Nothing => String::new(),
        Selection::Nodes(nodes) if nodes.is_empty() => String::new(),
        Selection::Node(who) => headline(&say!("peer.node", who = who), lang),
        Selection::Client(who) => headline(&say!("peer.client", who = who), lang),
        Selection::Link(a, b) => format!("{} – {}", peer_name(a, lang), peer_name(b, lang)),
        Selection::Message(_) => t(lang, "inspect.message").to_owned(),
        Selection::Nodes(_) => render(&say!("inspect.nodes", nodes = chosen(selection)), lang),
    }
}

/// The lines of a protocol's own making.
fn field_rows(fields: &[Field], lang: Lang) -> Html {
    el!(=>
        each(fields.iter().enumerate().map(|(at, field)| el!(div "class"="field", key=at =>
            el!(dt => render(&field.name, lang)),
            el!(dd => render(&field.value, lang)),
        ).html())),
    )
    .html()
}

/// One line of the page's own making.
fn row(key: &'static str, name: &'static str, value: impl Into<AttrValue>) -> Html {
    el!(div "class"="field", key=key => el!(dt => name), el!(dd => value.into())).html()
}
