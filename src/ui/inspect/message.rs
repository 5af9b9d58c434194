//! A message: what is in it, where it comes from, what became of it, and what can be done to it.

use yew::prelude::*;

use super::{field_rows, row};
use crate::protocol::ids::Micros;
use crate::run::player::{Fate, Loss, MessageDetail};
use crate::say;
use crate::sim::action::Action;
use crate::text::{Lang, headline, render, span, t};
use crate::ui::bits::{peer_name, tone_class};
use crate::ui::button::{button, wants};
use crate::ui::el::{class, el};
use crate::ui::model::Intent;

pub struct MessagePanelProps {
    pub lang: Lang,
    pub detail: MessageDetail,
    pub now: Micros,
    pub on_intent: Callback<Intent>,
}

/// How much later a delayed message arrives.
const DELAY_BY: Micros = Micros::from_millis(200);

pub fn message_panel(props: &MessagePanelProps) -> Html {
    let lang = props.lang;
    let detail = &props.detail;
    let key = detail.key;
    let act = |action: Action| wants(&props.on_intent, Intent::Act(action));
    // Only what has not arrived can be changed.
    let elsewhere = props.now < detail.sent || detail.due <= props.now;
    let settled = elsewhere || matches!(detail.fate, Fate::Delivered(_) | Fate::Lost(..));
    // To after the event, when it has been sent.
    let cause = detail.cause.step + 1;
    let (class, fate) = match props.now < detail.sent {
        true => ("plain", t(lang, "fate.not_sent").to_owned()),
        false => fate(detail.fate, detail.due, props.now, lang),
    };
    el!(=>
        el!(div "class"="panel-head" =>
            el!(h2 => render(&detail.face.label, lang)),
            el!(span "class"={class!("pill", class)} "data-testid"="fate" => fate),
        ),
        el!(p "class"={class!("route", tone_class(detail.face.tone))} =>
            format!("{} → {}", peer_name(key.from, lang), peer_name(key.to, lang)),
            el!(span "class"="pill plain" "hidden"={key.copy == 0} => t(lang, "message.copy")),
        ),
        el!(div "class"="actions" =>
            button("deliver", t(lang, "message.deliver"), act(Action::DeliverNow(key)))
                .class("primary")
                .disabled(settled),
            button("drop", t(lang, "message.drop"), act(Action::Drop(key)))
                .class("danger")
                .disabled(settled),
            button(
                "delay",
                render(&say!("message.delay", by = DELAY_BY), lang),
                act(Action::Delay { message: key, by: DELAY_BY }),
            )
                .disabled(settled),
            button("duplicate", t(lang, "message.duplicate"), act(Action::Duplicate(key)))
                .disabled(settled),
        ),
        el!(dl =>
            field_rows(&detail.face.fields, lang),
            row("sent", t(lang, "message.sent"), span(detail.sent, lang)),
            row("due", t(lang, "message.due"), span(detail.due, lang)),
        ),
        el!(h2 "class"="eyebrow" => t(lang, "message.cause")),
        el!(button "type"="button" "class"="jump" "data-testid"="cause",
            press=wants(&props.on_intent, Intent::GoToStep(cause)) =>
            el!(span => headline(&detail.cause.what, lang)),
            el!(span "class"="soft" => span(detail.cause.at, lang)),
        ),
    )
    .html()
}

/// What became of it, and the class that goes with it.
fn fate(fate: Fate, due: Micros, now: Micros, lang: Lang) -> (&'static str, String) {
    match fate {
        // It has been delivered at this very moment, and the clock stands still.
        Fate::UnderWay if due <= now => ("yes", t(lang, "fate.arrives").to_owned()),
        Fate::UnderWay => {
            let left = due.minus(now);
            ("wait", render(&say!("fate.under_way", left = left), lang))
        }
        Fate::AtTheDoor => ("wait", t(lang, "fate.at_the_door").to_owned()),
        Fate::Delivered(at) => ("ok", render(&say!("fate.delivered", at = at), lang)),
        Fate::Lost(at, loss) => {
            let why = match loss {
                Loss::Chance => say!("fate.lost_by_chance", at = at),
                Loss::Cut => say!("fate.lost_by_cut", at = at),
                Loss::ReceiverDown => say!("fate.lost_receiver_down", at = at),
                Loss::Dropped => say!("fate.lost_dropped", at = at),
            };
            ("bad", render(&why, lang))
        }
    }
}
