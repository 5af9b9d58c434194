//! The strip under the stage: one plain sentence on what is happening and what is still possible.

use yew::prelude::*;

use super::bits::kind_word;
use super::stage::Hemicycle;
use crate::protocol::describe::{Scene, VerdictKind};
use crate::text::{Lang, render, t};

#[derive(Clone, PartialEq, Properties)]
pub struct VerdictStripProps {
    pub lang: Lang,
    pub scene: Scene,
}

#[component]
pub fn VerdictStrip(props: &VerdictStripProps) -> Html {
    let lang = props.lang;
    let verdict = &props.scene.verdict;
    html! {
        <div class={classes!("strip", kind_word(verdict.kind))} data-testid="verdict"
            data-kind={kind_word(verdict.kind)} role="group" aria-label={t(lang, "verdict.label")}>
            <div class="strip-meter">
                <Hemicycle tally={props.scene.tally.clone()} {lang} />
            </div>
            <div class="say">
                <p class="say-main">
                    <span class="sign" aria-hidden="true">{ sign(verdict.kind) }</span>
                    <b data-testid="verdict-head">{ render(&verdict.head, lang) }</b>
                    { gap(lang) }
                    <span data-testid="verdict-body">{ render(&verdict.body, lang) }</span>
                </p>
                <p class="say-more" hidden={verdict.more.is_none()} data-testid="verdict-more">
                    { verdict.more.as_ref().map(|more| render(more, lang)).unwrap_or_default() }
                </p>
            </div>
        </div>
    }
}

/// What a screen reader is told.
pub fn spoken(scene: &Scene, lang: Lang) -> String {
    let verdict = &scene.verdict;
    format!(
        "{}{}{}",
        render(&verdict.head, lang),
        gap(lang),
        render(&verdict.body, lang)
    )
}

/// What stands between two sentences: Chinese full stops bring their own space.
fn gap(lang: Lang) -> &'static str {
    match lang {
        Lang::En => " ",
        Lang::Zh => "",
    }
}

/// A shape for the kind, so that its colour is not its only sign.
fn sign(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Idle => "○",
        VerdictKind::Working => "◔",
        VerdictKind::Committed => "✓",
        VerdictKind::Blocked => "■",
        VerdictKind::Broken => "✕",
    }
}
