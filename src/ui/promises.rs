//! The promises and how they stand, and what the clients saw.

use std::rc::Rc;

use yew::prelude::*;

use super::model::{Errand, Intent};
use crate::protocol::op::{Command, Response};
use crate::run::player::{PromiseState, Seen, Standing};
use crate::say;
use crate::text::{Lang, command, render, span, t, written};
use crate::ui::button::{button, wants};
use crate::ui::el::{class, each, el};

#[derive(Clone, PartialEq)]
pub struct PromisesProps {
    pub lang: Lang,
    pub promises: Rc<Vec<PromiseState>>,
    pub on_intent: Callback<Intent>,
}

pub fn promises(props: &PromisesProps) -> Html {
    let lang = props.lang;
    el!(section "class"="card" "data-panel"="promises" "data-testid"="promises" =>
        el!(div "class"="card-head" =>
            el!(h2 "class"="eyebrow" => t(lang, "promises.title")),
            button("hunt-open", t(lang, "tools.hunt"), wants(&props.on_intent, Intent::Errand(Errand::Hunt)))
                .class("small")
                .hint(t(lang, "tools.hunt_hint")),
        ),
        el!(ul "class"="rows" =>
            each(props.promises.iter().map(|state| promise_row(state, lang, &props.on_intent))),
        ),
    )
    .html()
}

fn promise_row(state: &PromiseState, lang: Lang, on_intent: &Callback<Intent>) -> Html {
    let (class, word, key) = match state.standing {
        Standing::Holds => ("ok", "holds", "promises.holds"),
        Standing::Pending => ("wait", "pending", "promises.pending"),
        Standing::Waits => ("wait", "waits", "promises.waits"),
        Standing::Reached => ("ok", "reached", "promises.reached"),
        Standing::Broken => ("bad", "broken", "promises.broken"),
    };
    let jump = state.broken_at.map(|moment| {
        // What was overdue broke at a time and by no event.
        let go = on_intent.reform(move |_| match moment.step {
            0 => Intent::GoToTime(moment.at),
            step => Intent::GoToStep(step),
        });
        el!(button "type"="button" "class"="small" "data-testid"="jump-to-break",
            onclick=go =>
            render(&say!("promises.jump", at = moment.at), lang),
        )
        .html()
    });
    el!(li "class"={class!("row", "promise", word)}
        "data-promise"={state.promise.id} "data-standing"={word},
        key=state.promise.id =>
        el!(details =>
            el!(summary =>
                el!(span => t(lang, state.promise.name)),
                el!(span "class"={class!("pill", class)} => t(lang, key)),
            ),
            el!(p "class"="soft small-text" => t(lang, state.promise.hint)),
        ),
        el!(p "class"="why-line" => render(&state.why, lang)),
        jump.unwrap_or_default(),
    )
    .html()
}

#[derive(Clone, PartialEq)]
pub struct HistoryProps {
    pub lang: Lang,
    pub history: Rc<Vec<Seen>>,
    /// With one client its letter says nothing.
    pub many_clients: bool,
    pub on_intent: Callback<Intent>,
}

pub fn history(props: &HistoryProps) -> Html {
    let lang = props.lang;
    // The newest first: that is what one waits for.
    let rows = props
        .history
        .iter()
        .rev()
        .map(|seen| history_row(seen, props, lang));
    el!(section "class"="card" "data-panel"="promises" "data-testid"="history" =>
        el!(h2 "class"="eyebrow" => t(lang, "history.title")),
        el!(p "class"="soft" "hidden"={!props.history.is_empty()} =>
            t(lang, "history.empty"),
        ),
        el!(ul "class"="rows" => each(rows)),
    )
    .html()
}

fn history_row(seen: &Seen, props: &HistoryProps, lang: Lang) -> Html {
    let (class, word, state) = match seen.answered {
        None => ("wait", "waiting", t(lang, "history.waiting").to_owned()),
        Some((_, Response::Done { value })) => match (seen.command, value) {
            (Command::Read { key }, Some(value)) => ("ok", "answered", written(key, value)),
            (Command::Read { .. }, None) => (
                "ok",
                "answered",
                t(lang, "history.nothing_there").to_owned(),
            ),
            _ => ("ok", "committed", t(lang, "history.committed").to_owned()),
        },
        Some((_, Response::Swapped { worked: true })) => {
            ("ok", "committed", t(lang, "history.swapped").to_owned())
        }
        Some((_, Response::Swapped { worked: false })) => (
            "plain",
            "answered",
            t(lang, "history.not_swapped").to_owned(),
        ),
        Some((_, Response::Failed)) => ("no", "failed", t(lang, "history.failed").to_owned()),
        Some((_, Response::Unsure)) => ("wait", "unsure", t(lang, "history.unsure").to_owned()),
        Some((_, Response::Redirect(_) | Response::Busy)) => {
            ("wait", "waiting", t(lang, "history.waiting").to_owned())
        }
    };
    let what = match seen.command {
        Command::Write { .. } => format!(
            "{} {}",
            t(lang, "history.write"),
            command(seen.command, lang)
        ),
        _ => command(seen.command, lang),
    };
    let took = match seen.answered {
        Some((at, _)) => render(
            &say!("history.took", at = seen.asked, span = at.minus(seen.asked)),
            lang,
        ),
        None => render(&say!("history.since", at = seen.asked), lang),
    };
    let (client, number) = (seen.client, seen.number);
    // Why it was answered so is in the message that brought the answer, and in what came before.
    let look = seen.answered.is_some().then(|| {
        let label = t(lang, "history.look");
        let look = wants(&props.on_intent, Intent::ShowAnswer(client, number));
        button("show-answer", label, look)
            .class("tiny")
            .hint(t(lang, "history.look_hint"))
    });
    el!(li "class"={class!("row", "seen", seen.clashes.then_some("clash"))}
        "data-seen"={word} "data-clash"={seen.clashes} "data-testid"="history-row"
        "title"={took}, key=format!("{}-{}", seen.client.0, seen.number) =>
        el!(span =>
            props.many_clients.then(|| el!(span "class"="who" => seen.client.letter().to_string())),
            what,
            el!(span "class"="soft small-text" => span_if(seen, lang)),
            seen.clashes.then(|| el!(span "class"="clash-sign" => t(lang, "history.clash"))),
        ),
        el!(span "class"="row-end" => look, el!(span "class"={class!("pill", class)} => state)),
    )
    .html()
}

/// How long the answer took, when there is one.
fn span_if(seen: &Seen, lang: Lang) -> String {
    match seen.answered {
        Some((at, _)) => span(at.minus(seen.asked), lang),
        None => String::new(),
    }
}
