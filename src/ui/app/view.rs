//! How the page is put together.

use yew::prelude::*;

use super::App;
use super::beside::differences;
use crate::text::t;
use crate::ui::button::{button, wants};
use crate::ui::el::{class, each, el};
use crate::ui::header::{HeaderProps, header};
use crate::ui::inspect::{InspectorProps, inspector};
use crate::ui::model::{Intent, Selection, Shown, Side, Tab};
use crate::ui::promises::{HistoryProps, PromisesProps, history, promises};
use crate::ui::stage::{PhaseChartProps, StageHandle, StageView, TimelineView, phase_chart};
use crate::ui::still::still;
use crate::ui::story::offers::{OfferListProps, offer_list};
use crate::ui::story::{StoryPanelProps, story_panel};
use crate::ui::toast::{ToastListProps, toast_list};
use crate::ui::tools::{ToolsProps, tools};
use crate::ui::transport::{TransportProps, transport};
use crate::ui::verdict::{VerdictStripProps, verdict_strip};

/// What the root element says about the run, for tests and measurements.
pub(super) struct RunFacts {
    pub hash: u64,
    pub step: String,
    pub at: String,
    pub end: String,
    pub in_flight: String,
}

impl App {
    pub(super) fn draw(&self) -> Html {
        let lang = self.lang;
        let on_intent = &self.on_intent;
        #[cfg(feature = "every-protocol")]
        if self.whole.embedded.is_some() {
            return self.draw_embedded(on_intent);
        }
        let run = self.facts();
        el!(div "class"={class!("app", self.splitting.then_some("is-splitting"), self.has_diagram().then_some("with-diagram"))}
            "data-tab"={self.tab.word()} "data-card"={self.has_card().then_some("yes")} "data-testid"="run"
            "data-hash"={format!("{:016x}", run.hash)} "data-step"={run.step}
            "data-at"={run.at} "data-end"={run.end} "data-in-flight"={run.in_flight} =>
            still(header, HeaderProps { lang, theme: self.theme, present: self.present, protocol: t(lang, self.shown.spec.name).into(), scenario: self.scenario_name(), on_intent: on_intent.clone() }),
            self.left(on_intent),
            self.center(on_intent),
            self.right(on_intent),
            self.footer(on_intent),
            self.tabs(on_intent),
            el!(p "class"="sr-only" "aria-live"="polite" "data-testid"="spoken" =>
                &self.spoken.text,
            ),
            el!(p "class"="sr-only" "aria-live"="polite" "data-testid"="told" => &self.told),
            self.sheets(on_intent),
        ).html()
    }

    /// Whether what is chosen has nothing but the inspector to act on it: where the page is presented,
    /// that is on show then.
    fn has_card(&self) -> bool {
        matches!(
            self.selection,
            Selection::Link(..) | Selection::Message(_) | Selection::Client(_)
        )
    }

    pub(super) fn facts(&self) -> RunFacts {
        let player = self.player.borrow();
        let shown = &self.shown;
        RunFacts {
            hash: player.hash(),
            step: shown.moment.step.to_string(),
            at: player.moment().at.0.to_string(),
            end: shown.end.step.to_string(),
            in_flight: self.dots.len().to_string(),
        }
    }

    fn scenario_name(&self) -> AttrValue {
        let offer = self.offers.of(&self.base);
        #[cfg(feature = "every-protocol")]
        if let Some(title) = self.file_title() {
            return title.into();
        }
        let key = match offer {
            _ if self.on_opening() => "scenario.opening",
            Some(offer) => offer.name,
            None => "scenario.own",
        };
        t(self.lang, key).into()
    }

    fn left(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        el!(aside "class"="left" "aria-label"={t(lang, "panel.left")} =>
            self.story_or(|| still(story_panel, StoryPanelProps { lang, story: self.story.clone(), on_stage: self.on_opening(), opening: self.opening.clone(), told: self.offers.of(&self.base).cloned(), on_intent: on_intent.clone() })),
            offer_list(&OfferListProps { lang, offers: self.offers.clone(), scenario: self.base.clone(), on_intent: on_intent.clone() }),
            self.settings(on_intent),
        ).html()
    }

    pub(super) fn center(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        let stage = &self.shown.stage;
        let strip = |shown: &Shown| {
            still(
                verdict_strip,
                VerdictStripProps {
                    lang,
                    scene: shown.stage.scene.clone(),
                    spec: shown.spec.clone(),
                },
            )
        };
        let (_, looked_at) = self.looked_at();
        el!(main "class"={class!("center", self.beside.as_ref().map(|_| "comparing"))}
            "id"="stage-area" "tabindex"="-1" =>
            el!(div "class"="stage-top" =>
                still(phase_chart, PhaseChartProps { lang, spec: looked_at.spec.clone(), progress: looked_at.stage.scene.progress }),
                still(tools, ToolsProps { lang, layout: self.layout, splitting: self.splitting, comparing: self.beside.is_some(), selection: self.selection, nodes: stage.nodes.len() as u8, on_intent: on_intent.clone() }),
                self.caption(),
            ),
            match &self.beside {
                None => self.stage_of(&self.shown, &self.stage, on_intent),
                Some(beside) => {
                    let (first, second) = (&self.base.broken_rules[..], &beside.scenario.broken_rules[..]);
                    let column = |side, shown: &Shown, other: &Shown, handle| {
                        let chosen = on_intent.reform(move |intent| match intent {
                            Intent::Select(selection) => Intent::SelectOn(side, selection),
                            intent => intent,
                        });
                        let (broken, kept) = if side == Side::First { (first, second) } else { (second, first) };
                        let setup = || differences((&shown.spec, broken), (&other.spec, kept), lang);
                        let name = self.lane_name(side).unwrap_or_else(setup);
                        let id = if side == Side::First { "side-first" } else { "side-second" };
                        el!(section "class"="side" "data-testid"={id}, key=id =>
                            button("side", name, wants(&chosen, Intent::Select(Selection::Nothing)))
                                .class("side-name")
                                .hint(t(lang, "compare.side_hint"))
                                .pressed(side == self.side),
                            self.stage_of(shown, handle, &chosen),
                            strip(shown),
                        ).html()
                    };
                    el!(div "class"={class!("sides", beside.parted.as_ref().map(|_| "parted"))} =>
                        self.parting_words().map(|words| el!(p "class"="parting" "data-testid"="parting" => words).html()),
                        column(Side::First, &self.shown, &beside.shown, &self.stage),
                        column(Side::Second, &beside.shown, &self.shown, &beside.stage),
                    ).html()
                }
            },
            self.has_diagram().then(|| self.diagram(on_intent)),
            toast_list(&ToastListProps { lang, toasts: self.toasts.clone(), on_intent: on_intent.clone() }),
            self.beside.is_none().then(|| strip(&self.shown)),
        ).html()
    }

    fn stage_of(&self, shown: &Shown, handle: &StageHandle, on_intent: &Callback<Intent>) -> Html {
        html! { <StageView lang={self.lang} stage={shown.stage.clone()} handle={handle.clone()} layout={self.layout} selection={self.selection} splitting={self.splitting} reduced_motion={self.reduced_motion} on_intent={on_intent.clone()} /> }
    }

    fn right(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        let (player, shown) = self.looked_at();
        let message = match self.selection {
            Selection::Message(no) => player.borrow().message(no),
            _ => None,
        };
        el!(aside "class"="right" "aria-label"={t(lang, "panel.right")} =>
            still(inspector, InspectorProps { lang, selection: self.selection, stage: shown.stage.clone(), message, now: self.slow_now, splitting: self.splitting, reads: shown.spec.reads, swaps: shown.spec.swaps, appends: shown.spec.appends, next_value: self.next_value, on_intent: on_intent.clone() }),
            still(promises, PromisesProps { lang, promises: shown.promises.clone(), on_intent: on_intent.clone() }),
            still(history, HistoryProps { lang, history: shown.history.clone(), many_clients: shown.stage.clients.len() > 1, on_intent: on_intent.clone() }),
        ).html()
    }

    fn footer(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        el!(footer "class"="bottom" "aria-label"={t(lang, "panel.time")} =>
            still(transport, TransportProps { lang, playing: self.playing, speed: self.pace.speed, automatic: self.pace.automatic, shown: self.shown.clone(), clock: self.clock.clone(), on_intent: on_intent.clone() }),
            el!(div "class"="time-lanes" "data-panel"="time" =>
                html! { <TimelineView {lang} handle={self.timeline.clone()} nodes={self.shown.stage.nodes.len()} clients={self.shown.stage.clients.len()} now={self.shown.moment.at} end={self.shown.end.at} on_intent={on_intent.clone()} /> },
            ),
        ).html()
    }

    /// Where only one panel has room.
    fn tabs(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        el!(nav "class"="tabs" "aria-label"={t(lang, "panel.tabs")} =>
            each(Tab::ALL.into_iter().map(|tab| {
                let label = match tab {
                    Tab::Story => "tab.story",
                    Tab::Inspect => "tab.inspect",
                    Tab::Promises => "tab.promises",
                    Tab::Settings => "tab.settings",
                    Tab::Time => "tab.time",
                };
                el!(button "type"="button" "data-testid"={format!("tab-{}", tab.word())}
                    "aria-pressed"={if tab == self.tab { "true" } else { "false" }},
                    key=tab.word(), press=wants(on_intent, Intent::Tab(tab)) =>
                    t(lang, label),
                ).html()
            })),
        )
        .html()
    }
}
