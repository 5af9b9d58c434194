//! How the page is put together.

use yew::prelude::*;

use super::{App, Msg};
use crate::text::t;
use crate::ui::button::wants;
use crate::ui::el::{class, each, el};
use crate::ui::header::Header;
use crate::ui::help::{HelpProps, ShareProps, help, share_dialog};
use crate::ui::inspect::Inspector;
use crate::ui::model::{Intent, Selection, Tab};
use crate::ui::promises::{History, Promises};
use crate::ui::settings::Settings;
use crate::ui::stage::{PhaseChart, StageView, TimelineView};
use crate::ui::story::StoryPanel;
use crate::ui::story::offers::{OfferListProps, offer_list};
use crate::ui::toast::{ToastListProps, toast_list};
use crate::ui::tools::Tools;
use crate::ui::transport::Transport;
use crate::ui::verdict::VerdictStrip;

/// What the root element says about the run, for tests and measurements.
struct RunFacts {
    hash: u64,
    step: String,
    at: String,
    end: String,
    in_flight: String,
}

impl App {
    pub(super) fn draw(&self, ctx: &Context<Self>) -> Html {
        let lang = self.lang;
        let on_intent = ctx.link().callback(Msg::Do);
        let run = self.facts();
        el!(div "class"={class!("app", self.splitting.then_some("is-splitting"))}
            "data-tab"={self.tab.word()} "data-testid"="run"
            "data-hash"={format!("{:016x}", run.hash)} "data-step"={run.step}
            "data-at"={run.at} "data-end"={run.end} "data-in-flight"={run.in_flight} =>
            html! { <Header {lang} theme={self.theme} present={self.present} protocol={t(lang, self.shown.spec.name)} scenario={self.scenario_name()} on_intent={on_intent.clone()} /> },
            self.left(&on_intent),
            self.center(&on_intent),
            self.right(&on_intent),
            self.footer(&on_intent),
            self.tabs(&on_intent),
            el!(p "class"="sr-only" "aria-live"="polite" "data-testid"="spoken" =>
                &self.spoken.text,
            ),
            help(&HelpProps { lang, open: self.help, on_intent: on_intent.clone() }),
            share_dialog(&ShareProps { lang, link: self.share.clone().map(AttrValue::from), on_intent }),
        ).html()
    }

    fn facts(&self) -> RunFacts {
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
            html! { <StoryPanel {lang} story={self.story.clone()} on_stage={self.on_opening()} opening={self.opening.clone()} told={self.offers.of(&self.base).cloned()} on_intent={on_intent.clone()} /> },
            offer_list(&OfferListProps { lang, offers: self.offers.clone(), scenario: self.base.clone(), on_intent: on_intent.clone() }),
            html! { <Settings {lang} scenario={self.base.clone()} spec={self.shown.spec.clone()} bad={self.bad.clone()} touched={self.touched} on_intent={on_intent.clone()} /> },
        ).html()
    }

    fn center(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        let stage = &self.shown.stage;
        el!(main "class"="center" "id"="stage-area" "tabindex"="-1" =>
            el!(div "class"="stage-top" =>
                html! { <PhaseChart {lang} spec={self.shown.spec.clone()} phase={stage.scene.phase} /> },
                html! { <Tools {lang} layout={self.layout} splitting={self.splitting} selection={self.selection} nodes={stage.nodes.len() as u8} on_intent={on_intent.clone()} /> },
            ),
            html! { <StageView {lang} stage={stage.clone()} handle={self.stage.clone()} layout={self.layout} selection={self.selection} splitting={self.splitting} reduced_motion={self.reduced_motion} on_intent={on_intent.clone()} /> },
            toast_list(&ToastListProps { lang, toasts: self.toasts.clone(), on_intent: on_intent.clone() }),
            html! { <VerdictStrip {lang} scene={stage.scene.clone()} spec={self.shown.spec.clone()} nodes={stage.nodes.len()} /> },
        ).html()
    }

    fn right(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        let message = match self.selection {
            Selection::Message(no) => self.player.borrow().message(no),
            _ => None,
        };
        el!(aside "class"="right" "aria-label"={t(lang, "panel.right")} =>
            html! { <Inspector {lang} selection={self.selection} stage={self.shown.stage.clone()} {message} now={self.slow_now} splitting={self.splitting} reads={self.shown.spec.reads} swaps={self.shown.spec.swaps} next_value={self.next_value} on_intent={on_intent.clone()} /> },
            html! { <Promises {lang} promises={self.shown.promises.clone()} on_intent={on_intent.clone()} /> },
            html! { <History {lang} history={self.shown.history.clone()} many_clients={self.shown.stage.clients.len() > 1} on_intent={on_intent.clone()} /> },
        ).html()
    }

    fn footer(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        el!(footer "class"="bottom" "aria-label"={t(lang, "panel.time")} =>
            html! { <Transport {lang} playing={self.playing} speed={self.pace.speed} automatic={self.pace.automatic} shown={self.shown.clone()} clock={self.clock.clone()} on_intent={on_intent.clone()} /> },
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
