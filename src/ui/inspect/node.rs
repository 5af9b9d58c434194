//! A node: its role, what it knows, its timers, and what can be done to it.

use yew::prelude::*;

use super::{field_rows, row};
use crate::protocol::describe::Condition;
use crate::protocol::ids::Micros;
use crate::run::player::NodeDetail;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, headline, render, t};
use crate::ui::bits::{ActionButton, tone_class};
use crate::ui::model::Intent;

pub struct NodePanelProps {
    pub lang: Lang,
    pub detail: NodeDetail,
    pub now: Micros,
    pub cut_off: bool,
    pub on_intent: Callback<Intent>,
}

/// Timers may be set to run this much slower or faster, in thousandths.
const SKEWS: [i16; 5] = [-500, -200, 0, 500, 1_000];

pub fn node_panel(props: &NodePanelProps) -> Html {
    let NodePanelProps { lang, detail, .. } = props;
    let lang = *lang;
    let who = detail.id;
    let act = |action: Action| props.on_intent.reform(move |()| Intent::Act(action));
    let (condition_class, condition) = match detail.condition {
        Condition::Up => ("ok", t(lang, "node.up")),
        Condition::Paused => ("wait", t(lang, "node.paused")),
        Condition::Down => ("bad", t(lang, "node.down")),
    };
    let life = match detail.condition {
        Condition::Down => html! {
            <ActionButton id="restart" class="primary" label={t(lang, "node.restart")}
                hint={t(lang, "node.restart_hint")} on_press={act(Action::Restart(who))} />
        },
        Condition::Up | Condition::Paused => html! {
            <ActionButton id="kill" class="danger" label={t(lang, "node.kill")}
                hint={t(lang, "node.kill_hint")} on_press={act(Action::Kill(who))} />
        },
    };
    let (pause_key, pause) = match detail.condition {
        Condition::Paused => ("node.resume", Action::Resume(who)),
        Condition::Up | Condition::Down => ("node.pause", Action::Pause(who)),
    };
    html! {
        <>
            <div class="panel-head">
                <h2>{ headline(&say!("peer.node", who = who), lang) }</h2>
                <span class={classes!("pill", tone_class(detail.face.tone))} data-testid="role"
                    hidden={detail.condition == Condition::Down}>
                    { render(&detail.face.role, lang) }
                </span>
                <span class={classes!("pill", condition_class)} data-testid="condition">
                    { condition }
                </span>
                <span class="pill bad" hidden={!props.cut_off}>{ t(lang, "node.cut_off") }</span>
            </div>
            <div class="actions">
                { life }
                <ActionButton id="pause" label={t(lang, pause_key)} hint={t(lang, "node.pause_hint")}
                    disabled={detail.condition == Condition::Down} on_press={act(pause)} />
                <ActionButton id="isolate" label={t(lang, "node.isolate")}
                    hint={t(lang, "node.isolate_hint")} on_press={act(Action::Isolate(who))} />
            </div>
            <dl>
                { field_rows(&detail.face.fields, lang) }
                { for detail.timers.iter().enumerate().map(|(at, (name, due))| html! {
                    <div class="field timer" key={at}>
                        <dt>{ render(name, lang) }</dt>
                        <dd>{ render(&say!("node.timer_left", left = due.minus(props.now)), lang) }</dd>
                    </div>
                }) }
                { row("condition", t(lang, "node.seen_on_disk"), t(lang, match detail.condition {
                    Condition::Down => "node.disk_only",
                    Condition::Up | Condition::Paused => "node.disk_and_memory",
                })) }
            </dl>
            { skew(&SkewProps { lang, detail: detail.clone(), on_intent: props.on_intent.clone() }) }
        </>
    }
}

struct SkewProps {
    lang: Lang,
    detail: NodeDetail,
    on_intent: Callback<Intent>,
}

/// A clock that runs fast or slow.
fn skew(props: &SkewProps) -> Html {
    let SkewProps { lang, detail, .. } = props;
    let who = detail.id;
    let at = SKEWS
        .iter()
        .position(|permille| *permille == detail.skew_permille);
    let at = at.unwrap_or(SKEWS.len() / 2);
    let onchange = props.on_intent.reform(move |event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        let at = usize::try_from(select.selected_index()).unwrap_or_default();
        Intent::Act(Action::Skew {
            node: who,
            permille: SKEWS.get(at).copied().unwrap_or_default(),
        })
    });
    html! {
        <label class="param">
            <span>{ t(*lang, "node.skew") }</span>
            <select {onchange} data-testid="skew" data-at={at.to_string()}>
                { for SKEWS.into_iter().map(|permille| html! {
                    <option key={permille} selected={permille == detail.skew_permille}>
                        { skew_name(permille, *lang) }
                    </option>
                }) }
            </select>
        </label>
    }
}

fn skew_name(permille: i16, lang: Lang) -> String {
    let percent = i64::from(permille.unsigned_abs() / 10);
    match permille {
        0 => t(lang, "node.skew_none").to_owned(),
        1.. => render(&say!("node.skew_slow", percent = percent), lang),
        _ => render(&say!("node.skew_fast", percent = percent), lang),
    }
}
