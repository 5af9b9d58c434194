//! The sheet: what may go wrong, how far the search has come, and what came of it.

use std::rc::Rc;

use yew::prelude::*;

use super::HuntIntent;
use super::bounds::bounds;
use super::cards::{coverage, failure, findings};
use super::desk::{Desk, Stand};
use super::words;
use crate::hunt::Progress;
use crate::protocol::ids::Micros;
use crate::say;
use crate::text::{Lang, render, t};
use crate::ui::button::{Button, button};
use crate::ui::el::{El, each, el};
use crate::ui::help::Dialog;
use crate::ui::model::Intent;

#[derive(Clone, PartialEq)]
pub struct SheetProps {
    pub lang: Lang,
    pub desk: Rc<Desk>,
    /// The run on the stage is the one that the hunt is about.
    pub here: bool,
    pub on_intent: Callback<Intent>,
}

/// A button of the sheet.
pub(super) fn does(
    props: &SheetProps,
    id: &'static str,
    label: &'static str,
    intent: HuntIntent,
) -> Button {
    let act = props
        .on_intent
        .reform(move |()| Intent::Hunt(intent.clone()));
    button(id, t(props.lang, label), act)
}

pub fn sheet(props: &SheetProps) -> Html {
    let lang = props.lang;
    let close = props.on_intent.reform(|()| Intent::Hunt(HuntIntent::Close));
    let inside = match props.desk.open {
        true => inside(props),
        false => Html::default(),
    };
    html! { <Dialog id="hunt-sheet" open={props.desk.open} {lang} title={t(lang, "hunt.title")} on_close={close}>{ inside }</Dialog> }
}

fn inside(props: &SheetProps) -> Html {
    let (lang, desk) = (props.lang, &props.desk);
    let stand = match &desk.stand {
        Stand::SetUp => "set-up",
        Stand::Starting | Stand::Searching => "searching",
        Stand::Paused => "paused",
        Stand::Found => "found",
        Stand::Done => "done",
        Stand::Failed(_) => "failed",
        Stand::Left => "left",
    };
    el!(div "class"="hunt" "data-testid"="hunt" "data-stand"={stand} =>
        elsewhere(props),
        findings(props),
        match &desk.stand {
            Stand::SetUp => bounds(props),
            Stand::Failed(failed) => failure(props, failed),
            Stand::Left => el!(p "class"="hunt-note" => t(lang, "hunt.kept")).html(),
            _ => progress(props),
        },
        coverage(props),
        what_next(props),
        // Said once, and not with every count.
        el!(p "class"="sr-only" "role"="status" "data-testid"="hunt-said" => said(props)),
    )
    .html()
}

/// Where the run is another by now.
fn elsewhere(props: &SheetProps) -> Html {
    let lang = props.lang;
    let subject = props.desk.subject.as_ref();
    let away = subject.filter(|_| !props.here && props.desk.stand != Stand::SetUp);
    el!(div "class"="hunt-away" "hidden"={away.is_none()} =>
        away.map(|subject| el!(p =>
            render(&say!("hunt.elsewhere", at = subject.job.from), lang),
            " ",
            does(props, "hunt-go-there", "hunt.go_there", HuntIntent::GoThere).class("small"),
        )),
    )
    .html()
}

/// The line that says how far it has come, and what stops it.
fn progress(props: &SheetProps) -> Html {
    let (lang, desk) = (props.lang, &props.desk);
    let Some(now) = desk.progress else {
        let starting = desk.stand == Stand::Starting || desk.stand == Stand::Searching;
        return el!(p "class"="hunt-note" "hidden"={!starting} => t(lang, "hunt.starting")).html();
    };
    if desk.stand == Stand::Done {
        return el!(div "hidden"={true}).html();
    }
    let share = u64::from(now.states) * 100 / u64::from(now.most.max(1));
    el!(div "class"="hunt-progress" "data-testid"="hunt-progress" =>
        el!(p "class"="hunt-line" => render(&say!(
            "hunt.searching",
            pass = u32::from(now.pass),
            passes = u32::from(now.passes),
            topic = t(lang, words::topic(now.topic)),
            way = t(lang, words::way(now.way))
        ), lang)),
        el!(progress "max"="100" "value"={share.to_string()}
            "aria-label"={t(lang, "hunt.count.share")}),
        counts(&now, desk, lang),
    )
    .html()
}

/// The figures, each under its number.
fn counts(now: &Progress, desk: &Desk, lang: Lang) -> Html {
    let most = say!("hunt.count.of", most = &*words::grouped(now.most.into()));
    let speed = desk
        .speed
        .map_or_else(|| "–".to_owned(), |speed| words::grouped(speed.into()));
    let shown = [
        (
            "hunt-states",
            words::grouped(now.states.into()),
            "hunt.count.states",
            Some(render(&most, lang)),
        ),
        (
            "hunt-depth",
            now.depth.saturating_sub(1).to_string(),
            "hunt.count.depth",
            None,
        ),
        ("hunt-speed", speed, "hunt.count.speed", None),
        (
            "hunt-waiting",
            words::grouped(now.waiting.into()),
            "hunt.count.waiting",
            None,
        ),
        (
            "hunt-memory",
            words::grouped(desk.memory >> 20),
            "hunt.count.memory",
            None,
        ),
    ];
    el!(dl "class"="hunt-counts" =>
        each(shown.map(|(id, number, what, more)| el!(div, key=id =>
            el!(dd "data-testid"={id} => number),
            el!(dt => t(lang, what), more.map(|more| el!(span "class"="soft" => " ", more))),
        ).html())),
    )
    .html()
}

/// The buttons that fit how it stands.
fn what_next(props: &SheetProps) -> El {
    let set_up = || does(props, "hunt-set-up", "hunt.begin_anew", HuntIntent::SetUp);
    let again = |less, label| does(props, "hunt-again", label, HuntIntent::Again { less });
    let stop = || does(props, "hunt-stop", "hunt.stop", HuntIntent::Stop);
    let buttons = match &props.desk.stand {
        Stand::SetUp => {
            vec![does(props, "hunt-begin", "hunt.begin", HuntIntent::Begin).class("primary")]
        }
        Stand::Starting => vec![stop()],
        Stand::Searching => vec![
            does(props, "hunt-pause", "hunt.pause", HuntIntent::Pause),
            stop(),
        ],
        Stand::Paused => vec![
            does(props, "hunt-go-on", "hunt.go_on", HuntIntent::GoOn).class("primary"),
            stop(),
        ],
        Stand::Found => vec![
            does(
                props,
                "hunt-go-on",
                "hunt.go_on_searching",
                HuntIntent::GoOn,
            ),
            stop(),
        ],
        Stand::Done => vec![again(false, "hunt.again"), set_up()],
        Stand::Left => vec![again(false, "hunt.again").class("primary"), set_up()],
        Stand::Failed(failed) if failed.began => {
            vec![again(true, "hunt.failed.less").class("primary"), set_up()]
        }
        Stand::Failed(_) => vec![again(false, "hunt.failed.again").class("primary"), set_up()],
    };
    el!(div "class"="hunt-next" => each(buttons.into_iter().enumerate().map(|(at, button)| button.key(at).html())))
}

/// What a screen reader is told.
fn said(props: &SheetProps) -> String {
    let (lang, desk) = (props.lang, &props.desk);
    let key = match desk.stand {
        Stand::SetUp => return String::new(),
        Stand::Starting => "hunt.starting",
        Stand::Searching => "hunt.said.searching",
        Stand::Paused => "hunt.said.paused",
        Stand::Left => "hunt.kept",
        Stand::Failed(_) => "hunt.failed",
        Stand::Found | Stand::Done if !desk.findings.is_empty() => "hunt.found",
        Stand::Found | Stand::Done => "hunt.nothing",
    };
    t(lang, key).to_owned()
}

/// The moment at which a hunt begins, in words.
pub(super) fn moment(at: Micros, lang: Lang) -> String {
    crate::text::span(at, lang)
}
