//! A client: what it waits for, and a form to ask for more.

use yew::prelude::*;

use super::row;
use crate::protocol::ids::NodeId;
use crate::protocol::op::{Command, Key};
use crate::run::player::ClientDetail;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, command, headline, render, t, written};
use crate::ui::bits::ActionButton;
use crate::ui::model::Intent;
use crate::ui::number::NumberField;

#[derive(Clone, PartialEq, Properties)]
pub struct ClientPanelProps {
    pub lang: Lang,
    pub detail: ClientDetail,
    pub nodes: u8,
    /// Whether this protocol answers reads.
    pub reads: bool,
    pub next_value: u32,
    pub on_intent: Callback<Intent>,
}

/// The largest value that the form takes.
const VALUE_MAX: u32 = 9_999;

#[component]
pub fn ClientPanel(props: &ClientPanelProps) -> Html {
    let lang = props.lang;
    let detail = &props.detail;
    let key = use_state_eq(|| 0u8);
    // What was typed; until something is, the next value that was not asked for yet.
    let typed = use_state_eq(|| None::<u32>);
    let target = use_state_eq(|| None::<u8>);

    let value = typed.unwrap_or(props.next_value);
    let ask = |command: Command| {
        let (client, node) = (detail.id, target.map(NodeId));
        let typed = typed.setter();
        props.on_intent.reform(move |()| {
            typed.set(None);
            Intent::Act(Action::Request {
                client,
                node,
                command,
            })
        })
    };
    let chosen_key = Key(*key);
    let on_key = select_index({
        let key = key.setter();
        move |at| key.set(at as u8)
    });
    let on_target = select_index({
        let target = target.setter();
        move |at| target.set((at as u8).checked_sub(1))
    });
    html! {
        <>
            <div class="panel-head">
                <h2>{ headline(&say!("peer.client", who = detail.id), lang) }</h2>
                <span class={classes!("pill", if detail.waiting.is_some() { "wait" } else { "plain" })}>
                    { t(lang, if detail.waiting.is_some() { "client.waits" } else { "client.idle" }) }
                </span>
            </div>
            <dl hidden={detail.waiting.is_none() && detail.queued == 0}>
                if let Some((asked, node, tries)) = detail.waiting {
                    { row("for", t(lang, "client.waits_for"), command(asked, lang)) }
                    { row("at", t(lang, "client.asked"), render(&say!("peer.node", who = node), lang)) }
                    { row("try", t(lang, "client.tries"), tries.to_string()) }
                }
                { row("queue", t(lang, "client.queued"), detail.queued.to_string()) }
            </dl>
            <form class="ask-form" data-testid="ask-form" aria-label={t(lang, "client.form")}
                onsubmit={|event: SubmitEvent| event.prevent_default()}>
                <div class="param">
                    <label for="ask-key">{ t(lang, "client.key") }</label>
                    <select id="ask-key" data-testid="ask-key" onchange={on_key}>
                        { for (0..Key::COUNT).map(|at| html! {
                            <option key={at} selected={at == *key}>{ Key(at).letter().to_string() }</option>
                        }) }
                    </select>
                </div>
                <NumberField id="ask-value" {lang} label={t(lang, "client.value")} min={0}
                    max={VALUE_MAX} {value} on_change={
                        let typed = typed.setter();
                        Callback::from(move |value| typed.set(Some(value)))
                    } />
                <div class="param">
                    <label for="ask-node">{ t(lang, "client.at") }</label>
                    <select id="ask-node" data-testid="ask-node" onchange={on_target}>
                        <option key="any" selected={target.is_none()}>{ t(lang, "client.any_node") }</option>
                        { for (0..props.nodes).map(|at| html! {
                            <option key={at} selected={*target == Some(at)}>
                                { headline(&say!("peer.node", who = NodeId(at)), lang) }
                            </option>
                        }) }
                    </select>
                </div>
                <div class="actions">
                    <ActionButton id="ask-write" class="primary"
                        label={format!("{} {}", t(lang, "client.write"), written(chosen_key, value))}
                        on_press={ask(Command::Write { key: chosen_key, value })} />
                    if props.reads {
                        <ActionButton id="ask-read" label={command(Command::Read { key: chosen_key }, lang)}
                            on_press={ask(Command::Read { key: chosen_key })} />
                    }
                </div>
            </form>
        </>
    }
}

/// A handler for a select element that passes on which option was chosen.
fn select_index(then: impl Fn(usize) + 'static) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        then(usize::try_from(select.selected_index()).unwrap_or_default());
    })
}
