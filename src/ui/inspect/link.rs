//! A link: both of its directions, and what can be done to each.

use yew::prelude::*;

use crate::protocol::ids::Peer;
use crate::run::player::LinkFault;
use crate::say;
use crate::sim::action::{Action, LinkTrouble};
use crate::text::{Lang, render, t};
use crate::ui::bits::peer_name;
use crate::ui::button::{button, wants};
use crate::ui::el::{class, el};
use crate::ui::model::Intent;

pub struct LinkPanelProps {
    pub lang: Lang,
    pub a: Peer,
    pub b: Peer,
    pub faults: Vec<LinkFault>,
    pub on_intent: Callback<Intent>,
}

/// How slow a slow link is, in percent, and how lossy a lossy one, in thousandths.
const SLOW_PERCENT: u32 = 500;
const LOSSY_PERMILLE: u16 = 300;

pub fn link_panel(props: &LinkPanelProps) -> Html {
    let LinkPanelProps { lang, a, b, .. } = *props;
    let fault = |from: Peer, to: Peer| {
        let found = props
            .faults
            .iter()
            .find(|fault| fault.from == from && fault.to == to);
        found.copied().unwrap_or(LinkFault {
            from,
            to,
            cut: false,
            trouble: LinkTrouble::default(),
        })
    };
    let (there, back) = (fault(a, b), fault(b, a));
    let act = |action: Action| wants(&props.on_intent, Intent::Act(action));
    let both_cut = there.cut && back.cut;
    let whole = if both_cut {
        Action::Mend {
            from: a,
            to: b,
            both: true,
        }
    } else {
        Action::Cut {
            from: a,
            to: b,
            both: true,
        }
    };
    let trouble = there.trouble;
    let slow = trouble.slow_percent.is_some();
    let lossy = trouble.loss_permille.is_some();
    let set = |slow: bool, lossy: bool| {
        act(Action::Trouble {
            a,
            b,
            trouble: LinkTrouble {
                slow_percent: slow.then_some(SLOW_PERCENT),
                loss_permille: lossy.then_some(LOSSY_PERMILLE),
            },
        })
    };
    el!(=>
        el!(div "class"="panel-head" =>
            el!(h2 => format!("{} – {}", peer_name(a, lang), peer_name(b, lang))),
        ),
        el!(div "class"="actions" =>
            button("cut", t(lang, if both_cut { "link.mend" } else { "link.cut" }), act(whole))
                .class(if both_cut { "primary" } else { "danger" }),
            button("slow", t(lang, "link.slow"), set(!slow, lossy))
                .pressed(slow)
                .hint(render(&say!("link.slow_hint", times = SLOW_PERCENT / 100), lang)),
            button("lossy", t(lang, "link.lossy"), set(slow, !lossy))
                .pressed(lossy)
                .hint(render(&say!("link.lossy_hint", percent = u32::from(LOSSY_PERMILLE / 10)), lang)),
        ),
        direction(&DirectionProps { lang, fault: there, on_intent: props.on_intent.clone() }),
        direction(&DirectionProps { lang, fault: back, on_intent: props.on_intent.clone() }),
    ).html()
}

struct DirectionProps {
    lang: Lang,
    fault: LinkFault,
    on_intent: Callback<Intent>,
}

fn direction(props: &DirectionProps) -> Html {
    let DirectionProps { lang, fault, .. } = *props;
    let (from, to) = (fault.from, fault.to);
    let action = if fault.cut {
        Action::Mend {
            from,
            to,
            both: false,
        }
    } else {
        Action::Cut {
            from,
            to,
            both: false,
        }
    };
    let (class, state) = if fault.cut {
        ("bad", t(lang, "link.is_cut"))
    } else if fault.trouble != LinkTrouble::default() {
        ("wait", t(lang, "link.is_troubled"))
    } else {
        ("ok", t(lang, "link.is_fine"))
    };
    el!(div "class"="row direction" =>
        el!(span => format!("{} → {}", peer_name(from, lang), peer_name(to, lang))),
        el!(span "class"="row-end" =>
            el!(span "class"={class!("pill", class)} => state),
            el!(button "type"="button" "class"="small" "data-testid"="cut-one-way",
                press=wants(&props.on_intent, Intent::Act(action)) =>
                t(lang, if fault.cut { "link.mend_one" } else { "link.cut_one" }),
            ),
        ),
    )
    .html()
}
