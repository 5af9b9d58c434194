//! What came of a hunt: what was found, what was covered, or why it broke off.

use yew::prelude::*;

use super::HuntIntent;
use super::desk::{Failure, Stand, Subject};
use super::sheet::{SheetProps, does};
use super::words;
use crate::check::explore::cluster::budgets::Cost;
use crate::hunt::{Coverage, Finding};
use crate::say;
use crate::text::{Lang, headline, render, t};
use crate::ui::bits::rich;
use crate::ui::el::{each, el};

pub fn findings(props: &SheetProps) -> Html {
    let subject = props.desk.subject.as_ref();
    let cards = subject.map(|subject| {
        let numbered = props.desk.findings.iter().enumerate();
        each(numbered.map(|(at, finding)| card(props, subject, at, finding)))
    });
    el!(div "class"="hunt-found" => cards.map(|cards| el!(div => cards))).html()
}

fn card(props: &SheetProps, subject: &Subject, at: usize, finding: &Finding) -> Html {
    let lang = props.lang;
    let promise = words::promise(&subject.spec, &finding.promise);
    let count = finding.steps.len() as u32;
    let watch = finding
        .schedule
        .as_ref()
        .map(|_| does(props, "hunt-watch", "hunt.watch", HuntIntent::Watch(at)).class("primary"));
    el!(section "class"="hunt-card broken" "data-testid"="hunt-finding"
        "data-promise"={finding.promise.clone()}, key=at =>
        el!(h3 =>
            el!(span "class"="hunt-sign" "aria-hidden"="true" => "✕"),
            t(lang, "hunt.found"),
        ),
        el!(p "class"="hunt-promise" => headline(&promise, lang)),
        el!(p "class"="soft" =>
            render(&say!("hunt.found.steps", count = count), lang),
            finding.in_the_end.then(|| el!(span => " ", t(lang, "hunt.found.in_the_end"))),
        ),
        match finding.schedule {
            Some(_) => el!(div "hidden"={true}),
            None => el!(p => t(lang, "hunt.found.no_times")),
        },
        el!(div "class"="hunt-row" => watch),
        el!(details =>
            el!(summary => render(&say!("hunt.found.list", count = count), lang)),
            el!(ol "class"="hunt-steps" =>
                each(finding.steps.iter().enumerate().map(|(at, step)| {
                    el!(li, key=at => headline(&step.say(), lang))
                })),
            ),
        ),
    )
    .html()
}

/// What was covered and what was not, once it is over.
pub fn coverage(props: &SheetProps) -> Html {
    let lang = props.lang;
    let told = props
        .desk
        .coverage
        .as_ref()
        .zip(props.desk.subject.as_ref());
    let Some((coverage, subject)) = told.filter(|_| props.desk.stand == Stand::Done) else {
        return el!(div "hidden"={true}).html();
    };
    let nothing = props.desk.findings.is_empty();
    el!(section "class"="hunt-card" "data-testid"="hunt-coverage" =>
        nothing.then(|| el!(h3 => t(lang, "hunt.nothing"))),
        nothing.then(|| el!(p "data-testid"="hunt-nothing" => t(lang, match coverage {
            coverage if coverage.is_all() => "hunt.nothing.all",
            coverage if coverage.was_stopped() => "hunt.nothing.stopped",
            _ => "hunt.nothing.part",
        }))),
        el!(h4 "class"="eyebrow" => t(lang, "hunt.covered")),
        el!(ul => each(coverage.passes.iter().enumerate().map(|(at, pass)| {
            el!(li, key=at => words::covered(pass, lang))
        }))),
        el!(h4 "class"="eyebrow" => t(lang, "hunt.not_covered")),
        el!(ul => each(not_covered(props, coverage, subject, lang).into_iter().enumerate().map(|(at, note)| {
            el!(li, key=at => rich(&note))
        }))),
    )
    .html()
}

fn not_covered(
    props: &SheetProps,
    coverage: &Coverage,
    subject: &Subject,
    lang: Lang,
) -> Vec<String> {
    let offers = props.desk.offers();
    let allowed = words::budgets(&coverage.budgets, &offers, lang);
    let mut notes = vec![render(&say!("hunt.not.budget", list = &*allowed), lang)];
    // Of the rare ones more is always possible, and hardly ever tells anything new.
    let ran_out = coverage.ran_out.iter().copied();
    let ran_out: Vec<Cost> = ran_out.filter(|cost| words::USUAL.contains(cost)).collect();
    if !ran_out.is_empty() {
        let list = words::costs(&ran_out, lang);
        notes.push(render(&say!("hunt.not.ran_out", list = &*list), lang));
    }
    if coverage.decided == Some(false) && props.desk.findings.is_empty() {
        notes.push(t(lang, "hunt.not.undecided").to_owned());
    }
    if coverage.left_out > 0 {
        let count = coverage.left_out;
        notes.push(render(&say!("hunt.not.left_out", count = count), lang));
    }
    if !coverage.unjudged.is_empty() {
        let list = words::promises(&subject.spec, &coverage.unjudged, lang);
        notes.push(render(&say!("hunt.not.unjudged", list = &*list), lang));
    }
    notes.push(t(lang, "hunt.not.times").to_owned());
    notes
}

/// The worker is gone: what that means, and what it said.
pub fn failure(props: &SheetProps, failed: &Failure) -> Html {
    let lang = props.lang;
    let why = match failed.began {
        true => "hunt.failed.why",
        false => "hunt.failed.load",
    };
    el!(section "class"="hunt-card failed" "role"="alert" "data-testid"="hunt-failed" =>
        el!(h3 => t(lang, "hunt.failed")),
        el!(p => t(lang, why)),
        el!(p "class"="soft small-text" "hidden"={failed.said.is_empty()} =>
            render(&say!("hunt.failed.said", what = &*failed.said), lang),
        ),
    )
    .html()
}
