//! A node: its role, what it knows, its timers, and what can be done to it.

use yew::prelude::*;

use super::{field_rows, row};
use crate::protocol::describe::Condition;
use crate::protocol::ids::Micros;
use crate::run::player::NodeDetail;
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, headline, render, t};
use crate::ui::bits::tone_class;
use crate::ui::button::{button, wants};
use crate::ui::el::{class, each, el};
use crate::ui::model::Intent;

pub struct NodePanelProps {
    pub lang: Lang,
    pub detail: NodeDetail,
    pub now: Micros,
    pub cut_off: bool,
    pub on_intent: Callback<Intent>,
}

/// Names for tests of the buttons that ring a timer.
const RINGS: [&str; 4] = ["ring-0", "ring-1", "ring-2", "ring-more"];

/// Timers may be set to run this much slower or faster, in thousandths.
const SKEWS: [i16; 5] = [-500, -200, 0, 500, 1_000];

pub fn node_panel(props: &NodePanelProps) -> Html {
    let NodePanelProps { lang, detail, .. } = props;
    let lang = *lang;
    let who = detail.id;
    let act = |action: Action| wants(&props.on_intent, Intent::Act(action));
    let (condition_class, condition) = match detail.condition {
        Condition::Up => ("ok", t(lang, "node.up")),
        Condition::Paused => ("wait", t(lang, "node.paused")),
        Condition::Down => ("bad", t(lang, "node.down")),
    };
    let life = match detail.condition {
        Condition::Down => button(
            "restart",
            t(lang, "node.restart"),
            act(Action::Restart(who)),
        )
        .class("primary")
        .hint(t(lang, "node.restart_hint"))
        .html(),
        Condition::Up | Condition::Paused => {
            button("kill", t(lang, "node.kill"), act(Action::Kill(who)))
                .class("danger")
                .hint(t(lang, "node.kill_hint"))
                .html()
        }
    };
    let (pause_key, pause) = match detail.condition {
        Condition::Paused => ("node.resume", Action::Resume(who)),
        Condition::Up | Condition::Down => ("node.pause", Action::Pause(who)),
    };
    // Nobody gives orders in a vote, and the small program runs nothing else.
    let has_orders = cfg!(feature = "every-protocol") && !detail.orders.is_empty();
    el!(=>
        el!(div "class"="panel-head" =>
            el!(h2 => headline(&say!("peer.node", who = who), lang)),
            el!(span "class"={class!("pill", tone_class(detail.face.tone))}
                "data-testid"="role" "hidden"={detail.condition == Condition::Down} =>
                render(&detail.face.role, lang),
            ),
            el!(span "class"={class!("pill", condition_class)}
                "data-testid"="condition" =>
                condition,
            ),
            el!(span "class"="pill bad" "hidden"={!props.cut_off} => t(lang, "node.cut_off")),
        ),
        el!(div "class"="actions" =>
            life,
            button("pause", t(lang, pause_key), act(pause))
                .hint(t(lang, "node.pause_hint"))
                .disabled(detail.condition == Condition::Down),
            button("isolate", t(lang, "node.isolate"), act(Action::Isolate(who)))
                .hint(t(lang, "node.isolate_hint")),
        ),
        el!(dl =>
            field_rows(&detail.face.fields, lang),
            each(detail.timers.iter().enumerate().map(|(at, (name, due))| el!(div "class"="field timer", key=at =>
                el!(dt => render(name, lang)),
                el!(dd =>
                    render(&say!("node.timer_left", left = due.minus(props.now)), lang),
                    button(RINGS[at.min(3)], t(lang, "node.ring"), act(Action::Ring { node: who, timer: at as u8 }))
                        .class("tiny")
                        .hint(t(lang, "node.ring_hint"))
                        .disabled(detail.condition != Condition::Up),
                ),
            ).html())),
            row("condition", t(lang, "node.seen_on_disk"), t(lang, match detail.condition {
                Condition::Down => "node.disk_only",
                Condition::Up | Condition::Paused => "node.disk_and_memory",
            })),
        ),
        (has_orders && detail.condition == Condition::Up).then(|| orders(props)),
        skew(&SkewProps { lang, detail: detail.clone(), on_intent: props.on_intent.clone() }),
    ).html()
}

/// What an administrator can tell this node.
fn orders(props: &NodePanelProps) -> Html {
    let (lang, node) = (props.lang, props.detail.id);
    el!(details "class"="orders" "data-testid"="orders" =>
        el!(summary => t(lang, "node.orders")),
        el!(div "class"="actions" =>
            each(props.detail.orders.iter().enumerate().map(|(at, (words, order))| {
                let act = wants(&props.on_intent, Intent::Act(Action::Order { node, order: *order }));
                button("order", headline(words, lang), act).key(at).html()
            })),
        ),
    )
    .html()
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
    el!(=>
        el!(label "class"="param" =>
            el!(span => t(*lang, "node.skew")),
            el!(select "data-testid"="skew" "data-at"={at.to_string()},
                onchange=onchange =>
                each(SKEWS.into_iter().map(|permille| el!(option "selected"={permille == detail.skew_permille}, key=permille =>
                    skew_name(permille, *lang),
                ).html())),
            ),
        ),
        el!(p "class"="soft small-text" "hidden"={detail.skew_permille == 0} => t(*lang, "node.skew_hint")),
    ).html()
}

fn skew_name(permille: i16, lang: Lang) -> String {
    let percent = i64::from(permille.unsigned_abs() / 10);
    match permille {
        0 => t(lang, "node.skew_none").to_owned(),
        1.. => render(&say!("node.skew_slow", percent = percent), lang),
        _ => render(&say!("node.skew_fast", percent = percent), lang),
    }
}
