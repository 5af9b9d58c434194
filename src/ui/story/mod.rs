//! The opening story: a few steps that go on with what the visitor really does.

pub mod offers;
pub mod steps;

use std::rc::Rc;

use yew::prelude::*;

use super::bits::rich;
use super::model::{Intent, StoryIntent};
use crate::say;
use crate::scenario::Scenario;
use crate::text::{Lang, render, t};
use crate::ui::button::{button, wants, wants_once};
use crate::ui::el::{class, each, el};
use offers::Offer;
use steps::{Facts, Outcome, STEPS, amiss, begun, outcome};

/// Where the visitor is in the story.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Story {
    /// The step shown; after the last one comes free play.
    pub step: usize,
    pub guesses: [Option<usize>; STEPS.len()],
    pub outcomes: [Option<Outcome>; STEPS.len()],
    /// Of which steps the visitor wanted to be told the answer.
    pub told: [bool; STEPS.len()],
    /// What on the stage is not as the step's question has it.
    pub amiss: Option<&'static str>,
    /// The furthest step shown. Whoever looks at an earlier one again is left there.
    furthest: usize,
}

impl Story {
    /// Looks at the run and goes on if the visitor has.
    pub fn follow(&mut self, facts: &Facts) {
        if self.step < STEPS.len() && self.outcomes[self.step].is_none() {
            self.outcomes[self.step] = outcome(self.step, facts);
        }
        // Whoever has not answered yet is left with the question.
        let done = self.step < STEPS.len() && self.revealed(self.step);
        if done && self.step == self.furthest && begun(self.step + 1, facts) {
            self.go_to(self.step + 1);
        }
        self.amiss = amiss(self.step, facts);
    }

    /// How many steps are done, and how many of them were guessed right.
    fn score(&self) -> (usize, usize) {
        let steps = self.outcomes.iter().zip(&self.guesses);
        let done = steps.filter_map(|(outcome, guess)| Some(((*outcome)?, guess)));
        done.fold((0, 0), |(done, right), (outcome, guess)| {
            let hit = *guess == Some(outcome.truth);
            (done + 1, right + usize::from(hit))
        })
    }

    /// Takes a guess, unless the answer has been seen.
    pub fn guess(&mut self, option: usize) {
        if self.step < STEPS.len() && !self.revealed(self.step) {
            self.guesses[self.step] = Some(option);
        }
    }

    /// Whether the answer may be seen: the run shows it, and the visitor has guessed or given up.
    /// The first commit takes a few seconds, too few for reading the question.
    pub fn revealed(&self, step: usize) -> bool {
        self.outcomes[step].is_some() && (self.guesses[step].is_some() || self.told[step])
    }

    /// Shows the answer to the step's question without a guess.
    pub fn tell(&mut self) {
        if let Some(told) = self.told.get_mut(self.step) {
            *told = true;
        }
    }

    pub fn go_to(&mut self, step: usize) {
        self.step = step.min(STEPS.len());
        self.furthest = self.furthest.max(self.step);
    }
}

#[derive(Clone, PartialEq)]
pub struct StoryPanelProps {
    pub lang: Lang,
    pub story: Story,
    /// Whether the run is the one that the story is about.
    pub on_stage: bool,
    pub opening: Rc<Scenario>,
    /// The run of the catalogue that is on the stage.
    pub told: Option<Offer>,
    pub on_intent: Callback<Intent>,
}

pub fn story_panel(props: &StoryPanelProps) -> Html {
    let lang = props.lang;
    let inside = match STEPS.get(props.story.step) {
        Some(_) if props.on_stage => step_view(props),
        // The story's run is one of those on offer as well, but it has been told.
        _ => match props.told.as_ref().filter(|_| !props.on_stage) {
            Some(offer) => told(offer, props),
            None => free_play(props),
        },
    };
    el!(section "class"="story" "data-panel"="story" "data-testid"="story"
        "data-step"={if props.on_stage { props.story.step.to_string() } else { "own".to_owned() }}
        "aria-label"={t(lang, "story.label")} =>
        inside,
    )
    .html()
}

fn step_view(props: &StoryPanelProps) -> Html {
    let lang = props.lang;
    let at = props.story.step;
    let step = &STEPS[at];
    let outcome = props.story.outcomes[at];
    let revealed = props.story.revealed(at);
    let story = |intent: StoryIntent| wants(&props.on_intent, Intent::Story(intent));
    let dots = DotsProps {
        at,
        story: props.story.clone(),
        lang,
        on_intent: props.on_intent.clone(),
    };
    el!(div, key=step.id =>
        el!(div "class"="step-head" =>
            el!(p "class"="eyebrow" =>
                render(&say!("story.step", n = at as u32 + 1, of = STEPS.len() as u32), lang),
            ),
            self::dots(&dots),
        ),
        // Apart from the dots, which are no place for the focus of a button that goes.
        el!(div "class"="step" "data-testid"="story-step" =>
            el!(h2 "data-testid"="story-title" => t(lang, step.title)),
            el!(p => rich(t(lang, step.body))),
            props.story.amiss.filter(|_| outcome.is_none()).map(|key| {
                el!(p "class"="amiss" "role"="status" "data-testid"="story-amiss" => t(lang, key))
            }),
            question(&QuestionProps { lang, at, guess: props.story.guesses[at], happened: outcome.is_some(), outcome: outcome.filter(|_| revealed), on_intent: props.on_intent.clone() }),
            step.doing.filter(|_| outcome.is_none()).map(|label| {
                button("story-do", t(lang, label), story(StoryIntent::DoIt)).class("wide")
            }),
            outcome.is_some().then(|| {
                button("story-next", t(lang, "story.next"), story(StoryIntent::GoTo(at + 1)))
                    .class("primary wide")
            }),
        ),
    ).html()
}

struct DotsProps {
    at: usize,
    story: Story,
    lang: Lang,
    on_intent: Callback<Intent>,
}

/// A dot for each step: full once it was done, a ring for the one shown.
fn dots(props: &DotsProps) -> Html {
    el!(span "class"="dots" =>
        each((0..STEPS.len()).map(|step| {
            let done = props.story.outcomes.get(step).is_some_and(Option::is_some);
            let label = render(&say!("story.go_to", n = step as u32 + 1), props.lang);
            el!(button "type"="button" "title"={label.clone()} "aria-label"={label}
                "aria-current"={(step == props.at).then_some("step")}
                "class"={class!("dot", done.then_some("done"))}, key=step,
                press=wants(&props.on_intent, Intent::Story(StoryIntent::GoTo(step)))).html()
        })),
    )
    .html()
}

struct QuestionProps {
    lang: Lang,
    at: usize,
    guess: Option<usize>,
    /// The run has shown the answer.
    happened: bool,
    /// The answer, once it may be seen.
    outcome: Option<Outcome>,
    on_intent: Callback<Intent>,
}

/// Predict, then see. The run tells who was right.
fn question(props: &QuestionProps) -> Html {
    let QuestionProps {
        lang,
        at,
        guess,
        happened,
        outcome,
        ..
    } = *props;
    let step = &STEPS[at];
    let option = |(option, key): (usize, &&'static str)| {
        let truth = outcome.map(|outcome| outcome.truth == option);
        let class = match (truth, guess == Some(option)) {
            (Some(true), _) => Some("correct"),
            (Some(false), true) => Some("mistaken"),
            (None | Some(false), _) => None,
        };
        el!(button "type"="button" "class"={class!("opt", class)}
            "data-testid"={format!("story-option-{option}")}
            "aria-pressed"={if guess == Some(option) { "true" } else { "false" }}
            "aria-disabled"={outcome.is_some().then_some("true")}, key=option,
            press=wants(&props.on_intent, Intent::Story(StoryIntent::Guess(option))) =>
            t(lang, key),
            el!(span "class"="opt-sign" "aria-hidden"="true" =>
                match class { Some("correct") => " ✓", Some(_) => " ✕", None => "" },
            ),
        )
        .html()
    };
    let judged = match (guess, outcome) {
        (Some(guess), Some(outcome)) if guess == outcome.truth => "story.you_were_right",
        (Some(_), Some(_)) => "story.you_were_wrong",
        (None, Some(_)) => "story.this_happened",
        (Some(_), None) => "story.let_us_see",
        (None, None) if happened => "story.guess_now",
        (None, None) => "story.guess_first",
    };
    el!(div "class"="ask" "data-testid"="story-ask"
        "data-judged"={outcome.is_some().then_some("yes")} =>
        el!(p => el!(b => t(lang, step.ask))),
        el!(div "class"="opts" "role"="group" "aria-label"={t(lang, step.ask)} =>
            each(step.options.iter().enumerate().map(option)),
        ),
        el!(p "class"="judged" "aria-live"="polite" =>
            el!(b => t(lang, judged)),
            " ",
            outcome.map(|outcome| rich(t(lang, outcome.text))).unwrap_or_default(),
            (happened && outcome.is_none()).then(|| el!(button "type"="button" "class"="small" "data-testid"="story-tell",
                press=wants(&props.on_intent, Intent::Story(StoryIntent::Tell)) =>
                t(lang, "story.tell"),
            )),
        ),
    ).html()
}

/// A run of the catalogue: what it is about.
fn told(offer: &Offer, props: &StoryPanelProps) -> Html {
    let lang = props.lang;
    let opening = props.opening.clone();
    let back = props
        .on_intent
        .reform(move |()| Intent::Reopen(opening.clone()));
    el!(div "class"="step", key=offer.id =>
        el!(p "class"="eyebrow" => t(lang, "story.told")),
        el!(h2 "data-testid"="story-title" => t(lang, offer.name)),
        el!(p => rich(t(lang, offer.about))),
        button("story-again", t(lang, "story.back"), back).class("wide"),
    )
    .html()
}

/// After the story, or in a run of one's own.
fn free_play(props: &StoryPanelProps) -> Html {
    let lang = props.lang;
    let (done, right) = props.story.score();
    let through = props.on_stage && done == STEPS.len();
    el!(div "class"="step", key="free" =>
        el!(p "class"="eyebrow" => t(lang, "story.free.label")),
        el!(h2 "data-testid"="story-title" => t(lang, "story.free.title")),
        through.then(|| el!(p "data-testid"="story-score" =>
            rich(&render(&say!("story.free.score", right = right as u32, of = done as u32), lang)),
        )),
        el!(p => rich(t(lang, "story.free.body"))),
        el!(ul "class"="plain-list" =>
            el!(li, key="a" => rich(t(lang, "story.free.coordinator"))),
            el!(li, key="b" => rich(t(lang, "story.free.past"))),
            el!(li, key="c" => rich(t(lang, "story.free.rule"))),
        ),
        el!(button "type"="button" "class"="wide" "data-testid"="story-again",
            onclick=wants_once(&props.on_intent, Intent::Reopen(props.opening.clone())) =>
            t(lang, "story.again"),
        ),
    )
    .html()
}
