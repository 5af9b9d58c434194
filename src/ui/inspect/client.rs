//! A client: what it waits for, and a form to ask for more.

use yew::prelude::*;

use super::row;
use crate::protocol::ids::NodeId;
use crate::protocol::op::{Command, Key};
use crate::run::player::ClientDetail;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, command, headline, render, t, written};
use crate::ui::button::button;
use crate::ui::el::{class, each, el};
use crate::ui::model::Intent;
use crate::ui::number::NumberField;

#[derive(Clone, PartialEq, Properties)]
pub struct ClientPanelProps {
    pub lang: Lang,
    pub detail: ClientDetail,
    pub nodes: u8,
    /// Whether this protocol answers reads.
    pub reads: bool,
    pub swaps: bool,
    pub appends: bool,
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
    let wrong = use_state_eq(|| false);
    let target = use_state_eq(|| None::<u8>);

    let value = typed.unwrap_or(props.next_value);
    let ask = |command: Command| {
        let (client, node) = (detail.id, target.map(NodeId));
        let typed = typed.setter();
        // A value that is refused is not to be taken for another.
        let refused = *wrong && matches!(command, Command::Write { .. } | Command::Swap { .. });
        props.on_intent.reform(move |()| {
            if refused {
                return Intent::Refuse(say!("field.range", min = 0u32, max = VALUE_MAX));
            }
            typed.set(None);
            Intent::Act(Action::Request {
                client,
                node,
                command,
            })
        })
    };
    let chosen_key = Key(*key);
    // Votes know writes alone, and the small program runs nothing else.
    let more = cfg!(feature = "every-protocol");
    let append = Command::Append {
        key: chosen_key,
        digit: value.saturating_sub(1) % 9 + 1,
    };
    let swap = Command::Swap {
        key: chosen_key,
        from: detail.seen.get(usize::from(*key)).copied().flatten(),
        to: value,
    };
    let on_key = select_index({
        let key = key.setter();
        move |at| key.set(at as u8)
    });
    let on_target = select_index({
        let target = target.setter();
        move |at| target.set((at as u8).checked_sub(1))
    });
    el!(=>
        el!(div "class"="panel-head" =>
            el!(h2 => headline(&say!("peer.client", who = detail.id), lang)),
            el!(span
                "class"={class!("pill", if detail.waiting.is_some() { "wait" } else { "plain" })} =>
                t(lang, if detail.waiting.is_some() { "client.waits" } else { "client.idle" }),
            ),
        ),
        el!(dl "hidden"={detail.waiting.is_none() && detail.queued == 0} =>
            if let Some((asked, node, tries)) = detail.waiting { el!(=>
                row("for", t(lang, "client.waits_for"), command(asked, lang)),
                row("at", t(lang, "client.asked"), render(&say!("peer.node", who = node), lang)),
                row("try", t(lang, "client.tries"), tries.to_string()),
            ).html() } else { Html::default() },
            row("queue", t(lang, "client.queued"), detail.queued.to_string()),
        ),
        el!(form "class"="ask-form" "data-testid"="ask-form"
            "aria-label"={t(lang, "client.form")},
            onsubmit=Callback::from(|event: SubmitEvent| event.prevent_default()) =>
            el!(div "class"="param" =>
                el!(label "for"="ask-key" => t(lang, "client.key")),
                el!(select "id"="ask-key" "data-testid"="ask-key", onchange=on_key =>
                    each((0..Key::COUNT).map(|at| el!(option "selected"={at == *key}, key=at => Key(at).letter().to_string()).html())),
                ),
            ),
            html! { <NumberField id="ask-value" {lang} label={t(lang, "client.value")} min={0} max={VALUE_MAX} {value} on_change={let typed = typed.setter();
                                    Callback::from(move |value| typed.set(Some(value)))}
                                on_wrong={let wrong = wrong.setter(); Callback::from(move |now| wrong.set(now))} /> },
            el!(div "class"="param" =>
                el!(label "for"="ask-node" => t(lang, "client.at")),
                el!(select "id"="ask-node" "data-testid"="ask-node", onchange=on_target =>
                    el!(option "selected"={target.is_none()}, key="any" => t(lang, "client.any_node")),
                    each((0..props.nodes).map(|at| el!(option "selected"={*target == Some(at)}, key=at =>
                        headline(&say!("peer.node", who = NodeId(at)), lang),
                    ).html())),
                ),
            ),
            el!(div "class"="actions" =>
                button(
                    "ask-write",
                    format!("{} {}", t(lang, "client.write"), written(chosen_key, value)),
                    ask(Command::Write { key: chosen_key, value }),
                )
                    .class("primary"),
                (more && props.appends).then(|| button("ask-append", command(append, lang), ask(append))
                    .hint(t(lang, "client.append_hint"))),
                (more && props.swaps).then(|| button("ask-swap", command(swap, lang), ask(swap))
                    .hint(t(lang, "client.swap_hint"))),
                (more && props.reads).then(|| button(
                    "ask-read",
                    command(Command::Read { key: chosen_key }, lang),
                    ask(Command::Read { key: chosen_key }),
                )),
            ),
        ),
    ).html()
}

/// A handler for a select element that passes on which option was chosen.
fn select_index(then: impl Fn(usize) + 'static) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        then(usize::try_from(select.selected_index()).unwrap_or_default());
    })
}
