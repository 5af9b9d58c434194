//! The strip under the stage: one plain sentence on what is happening and what is still possible.

use std::rc::Rc;

use yew::prelude::*;

use super::bits::kind_word;
use super::meeting::meetings;
use super::stage::{HemicycleProps, hemicycle};
use crate::protocol::describe::{Scene, Spec, VerdictKind};
use crate::text::{Lang, render, t};
use crate::ui::el::{class, el};
use crate::ui::still::still;
use crate::view::verdict::sign;

#[derive(Clone, PartialEq)]
pub struct VerdictStripProps {
    pub lang: Lang,
    pub scene: Scene,
    /// What kinds of quorum there are.
    pub spec: Rc<Spec>,
}

pub fn verdict_strip(props: &VerdictStripProps) -> Html {
    let lang = props.lang;
    let verdict = &props.scene.verdict;
    el!(div "class"={class!("strip", kind_word(verdict.kind))}
        "data-testid"="verdict" "data-kind"={kind_word(verdict.kind)}
        "role"="group" "aria-label"={t(lang, "verdict.label")} =>
        el!(div "class"="strip-meter" =>
            still(hemicycle, HemicycleProps { tally: props.scene.tally.clone(), lang, size: 150 }),
        ),
        el!(div "class"="say" =>
            el!(p "class"="say-main" =>
                el!(span "class"="sign" "aria-hidden"="true" => sign(verdict.kind)),
                el!(b "data-testid"="verdict-head" => render(&verdict.head, lang)),
                gap(lang),
                el!(span "data-testid"="verdict-body" => render(&verdict.body, lang)),
            ),
            el!(p "class"="say-more" "hidden"={verdict.more.is_none()}
                "data-testid"="verdict-more" =>
                verdict.more.as_ref().map(|more| render(more, lang)).unwrap_or_default(),
            ),
        ),
        // Votes have one kind of quorum, and the small program runs nothing else.
        cfg!(feature = "every-protocol").then(|| meetings(&props.spec, lang)),
    )
    .html()
}

/// What a screen reader is told: all that the strip says, but not who may still reply while votes
/// come in one by one.
pub fn spoken(scene: &Scene, lang: Lang) -> String {
    let verdict = &scene.verdict;
    let more = verdict.more.as_ref();
    let more = more.filter(|_| verdict.kind != VerdictKind::Working);
    let sentences = [Some(&verdict.head), Some(&verdict.body), more];
    let sentences = sentences.into_iter().flatten();
    let sentences: Vec<String> = sentences.map(|say| render(say, lang)).collect();
    sentences.join(gap(lang))
}

/// What stands between two sentences: Chinese full stops bring their own space.
fn gap(lang: Lang) -> &'static str {
    match lang {
        Lang::En => " ",
        Lang::Zh => "",
    }
}
