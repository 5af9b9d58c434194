//! The root component: holds the run, carries intents out, and owns the one animation loop.

#[cfg(feature = "every-protocol")]
mod arrival;
#[cfg(feature = "every-protocol")]
pub mod beside;
#[cfg(not(feature = "every-protocol"))]
#[path = "alone.rs"]
pub mod beside;
pub mod carried;
mod carry_out;
mod choose;
#[cfg(feature = "every-protocol")]
mod embedded;
#[cfg(feature = "every-protocol")]
mod errand;
#[cfg(not(feature = "every-protocol"))]
mod errand_elsewhere;
#[cfg(feature = "every-protocol")]
mod files;
mod focus;
mod frame;
#[cfg(feature = "every-protocol")]
mod hunting;
#[cfg(feature = "every-protocol")]
pub mod lanes;
mod listen;
mod opening;
#[cfg(feature = "every-protocol")]
mod sharing;
mod told;
mod view;
#[cfg(feature = "every-protocol")]
mod whole;

#[cfg(feature = "every-protocol")]
use arrival::linked;
#[cfg(not(feature = "every-protocol"))]
use errand_elsewhere::linked;
use focus::Focus;

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::render::AnimationFrame;
use yew::html::Scope;
use yew::prelude::*;

#[cfg(feature = "every-protocol")]
use super::files::Opened;
use super::model::{Intent, Layout, Selection, SharedPlayer, Shown, Side, Tab};
use super::pace::Pace;
use super::prefs::{self, Theme};
use super::stage::{StageHandle, TimelineHandle};
use super::story::Story;
use super::story::offers::Offers;
use super::story::steps::Facts;
use super::toast::{ToastKind, Toasts};
use super::{crash, languages, verdict};
use crate::protocol::describe::VerdictKind;
use crate::protocol::ids::Micros;
use crate::protocol::params::BadParam;
use crate::protocol::say::Say;
use crate::run;
use crate::run::first_broken;
use crate::run::player::{Dot, Moment, Player};
use crate::say;
use crate::scenario::{Scenario, catalogue};
use crate::text::Lang;
pub use frame::web_now;
use opening::Linked;
#[cfg(feature = "every-protocol")]
use whole::Whole;

pub enum Msg {
    Do(Intent),
    /// A key was pressed, with shift or without.
    Key(String, bool),
    /// The browser is about to draw; its clock in milliseconds.
    Frame(f64),
    /// The address changed under the page: a link was followed.
    Address,
    /// The system went dark or light, or wants less motion or no longer.
    System,
    /// A link was copied to the clipboard, or the browser did not let it be.
    #[cfg(feature = "every-protocol")]
    Copied(String, bool),
    /// The page around this one asks for something.
    #[cfg(feature = "every-protocol")]
    Wished(wasm_bindgen::JsValue),
    /// A canvas wants to be painted.
    Stale,
}

/// What a screen reader was told last, and when.
#[derive(Default)]
struct Spoken {
    text: String,
    at_ms: f64,
    /// What is on the screen now, and to be told.
    next: String,
}

/// A run that was given up for another, to come back to.
struct Before {
    base: Rc<Scenario>,
    /// With all its branches, at the moment shown. It is on the stage until another takes its place.
    run: Option<Box<dyn Player>>,
    story: Story,
    /// The file that it was opened from.
    #[cfg(feature = "every-protocol")]
    file: Option<Opened>,
}

pub struct App {
    player: SharedPlayer,
    /// What the run was opened from, without what was done by hand since.
    base: Rc<Scenario>,
    opening: Rc<Scenario>,
    offers: Rc<Offers>,
    before: Option<Before>,
    /// The run that was left to go back to the one before it, until something is done there.
    after: Option<Before>,
    /// How many things were undone in the run on the stage since it was put there.
    undone: u32,
    #[cfg(not(feature = "every-protocol"))]
    wanted: errand_elsewhere::Wanted,
    /// How long the plan was when the run was opened.
    planned: usize,
    touched: bool,
    shown: Shown,
    /// The wall clock when the panels were last renewed.
    shown_at_ms: f64,
    /// The run's clock as the inspector shows it: renewed a few times a second.
    slow_now: Micros,

    selection: Selection,
    layout: Layout,
    splitting: bool,
    tab: Tab,
    lang: Lang,
    theme: Theme,
    present: bool,
    /// A second run, when two are compared, and which of the two the panels are about.
    beside: Option<beside::Beside>,
    side: Side,
    #[cfg(feature = "every-protocol")]
    whole: Whole,
    toasts: Toasts,
    bad: Option<BadParam>,
    story: Story,
    next_value: u32,
    spoken: Spoken,
    /// What was chosen or done last, in words for a screen reader.
    told: String,

    reduced_motion: bool,
    playing: bool,
    pace: Pace,
    stage: StageHandle,
    timeline: TimelineHandle,
    clock: NodeRef,
    /// When its text was set last.
    clock_set_ms: f64,
    /// The crash card's link is to an earlier moment, and when that was packed.
    link_is_old: bool,
    link_kept_ms: f64,
    dots: Vec<Dot>,
    /// The frame asked for; dropping it cancels it.
    frame: Option<AnimationFrame>,
    last_frame_ms: Option<f64>,
    scope: Scope<App>,
    /// Made once: what is drawn from an equal callback is not drawn again.
    on_intent: Callback<Intent>,
    focus: Focus,
    _listeners: Vec<EventListener>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let lang = languages::first();
        let theme = prefs::theme();
        prefs::apply(lang, theme, false);

        let opening = Rc::new(catalogue::opening());
        let mut toasts = Toasts::default();
        let Linked { base, player, play } = linked(&mut toasts).unwrap_or_else(|| {
            // Not `expect`, which could print every kind of note.
            let Ok(player) = run::open(&opening) else {
                unreachable!("the opening scenario is a good one")
            };
            Linked {
                base: opening.clone(),
                player,
                // A link shows a moment; the opening plays by itself, unless motion is unwelcome.
                play: true,
            }
        });
        let shown = Shown::of(&*player);
        let reduced_motion = prefs::is_asked(prefs::LESS_MOTION);
        let focus = Focus::default();
        let mut app = App {
            planned: base.plan.len(),
            touched: false,
            player: Rc::new(RefCell::new(player)),
            base,
            opening,
            offers: Rc::new(Offers::all()),
            before: None,
            after: None,
            undone: 0,
            #[cfg(not(feature = "every-protocol"))]
            wanted: errand_elsewhere::Wanted::default(),
            slow_now: shown.moment.at,
            shown,
            shown_at_ms: 0.0,
            selection: Selection::Nothing,
            layout: Layout::Ring,
            splitting: false,
            tab: Tab::Story,
            lang,
            theme,
            present: false,
            beside: None,
            side: Side::First,
            #[cfg(feature = "every-protocol")]
            whole: Whole::begin(ctx.link()),
            toasts,
            bad: None,
            story: Story::default(),
            next_value: 1,
            spoken: Spoken::default(),
            told: String::new(),
            reduced_motion,
            playing: play && !reduced_motion,
            pace: Pace::default(),
            stage: StageHandle::default(),
            timeline: TimelineHandle::default(),
            clock: NodeRef::default(),
            clock_set_ms: f64::NEG_INFINITY,
            link_is_old: false,
            link_kept_ms: f64::NEG_INFINITY,
            dots: Vec::new(),
            frame: None,
            last_frame_ms: None,
            scope: ctx.link().clone(),
            on_intent: ctx.link().callback(Msg::Do),
            _listeners: listen::all(ctx.link(), &focus),
            focus,
        };
        app.stage.on_stale(ctx.link().callback(|()| Msg::Stale));
        app.timeline.on_stale(ctx.link().callback(|()| Msg::Stale));
        #[cfg(feature = "every-protocol")]
        app.connect();
        app.arrive();
        app.look();
        app.keep_link();
        app.wake(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        if crash::is_dead() {
            return false;
        }
        let changed = match msg {
            Msg::Do(intent) => self.carry_out(intent),
            Msg::Key(key, shift) => {
                let intent = self.meaning(&key, shift);
                intent.is_some_and(|intent| self.carry_out(intent))
            }
            Msg::Frame(now_ms) => return self.on_frame(ctx, now_ms),
            Msg::Address => self.follow_address(),
            Msg::Stale => false,
            #[cfg(feature = "every-protocol")]
            Msg::Copied(link, done) => {
                self.copied(&link, done);
                true
            }
            #[cfg(feature = "every-protocol")]
            Msg::Wished(wish) => self.wished(&wish),
            Msg::System => {
                self.reduced_motion = prefs::is_asked(prefs::LESS_MOTION);
                self.recolour();
                true
            }
        };
        self.wake(ctx);
        changed
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        self.draw()
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        self.spoken.next = verdict::spoken(&self.shown.stage.scene, self.lang);
        listen::settle_choices();
        self.focus.keep();
        self.reveal_settings();
        #[cfg(feature = "every-protocol")]
        self.mark_differing();
        self.paint();
    }
}

impl App {
    /// Renews everything the panels show; true when there is something to draw anew.
    fn refresh(&mut self) -> bool {
        let beside = self.follow();
        let player = self.player.borrow();
        if player.revision() == self.shown.revision {
            return beside;
        }
        let before = std::mem::replace(&mut self.shown, Shown::of(&**player));
        drop(player);
        self.slow_now = self.shown.moment.at;
        self.notice(&before);
        self.look();
        true
    }

    /// Keeps a link to what is shown, for the crash card.
    fn keep_link(&mut self) {
        crash::remember(self.address().link(), self.lang);
        self.link_is_old = false;
    }

    /// What follows from the run as it is now: the story and the next value.
    fn look(&mut self) {
        self.link_is_old = true;
        let scenario = {
            let player = self.player.borrow();
            player.dots(&mut self.dots);
            player.scenario()
        };
        self.touched = scenario.plan.len() != self.planned;
        let shown = &self.shown;
        let facts = Facts::of(
            &shown.stage,
            &shown.history,
            &scenario.plan,
            shown.moment.at,
        );
        self.next_value = facts.next_value;
        if self.on_opening() {
            self.story.follow(&facts);
        }
    }

    /// Whether the run is the one that the story is about.
    fn on_opening(&self) -> bool {
        self.base == self.opening
    }

    /// Draws attention to what just happened: a decision, or a promise that broke.
    fn notice(&mut self, before: &Shown) {
        let kind = self.shown.stage.scene.verdict.kind;
        let forward = self.shown.moment.step > before.moment.step;
        if forward
            && kind != before.stage.scene.verdict.kind
            && matches!(
                kind,
                VerdictKind::Committed | VerdictKind::Blocked | VerdictKind::Broken
            )
        {
            self.pace.decision();
        }
        if forward && self.playing {
            self.stop_where_it_broke(before);
        }
        if self.shown.lanes.len() > before.lanes.len() {
            self.toasts.add(
                ToastKind::Info,
                say!("toast.branch"),
                Some(("transport.undo", Intent::Undo)),
            );
        }
    }

    /// Stops where a promise broke just now: this is what the run was made for.
    fn stop_where_it_broke(&mut self, before: &Shown) {
        // At the highest speed several may have broken since.
        let Some(first) = first_broken(&before.promises, &self.shown.promises) else {
            return;
        };
        let (key, moment) = (first.promise.name, first.broken_at);
        self.playing = false;
        let args = Vec::new();
        let name = Say { key, args };
        self.toasts
            .add(ToastKind::Broke, say!("toast.broke", promise = name), None);
        let shown = self.shown.moment;
        let gone_on = |it: &Moment| (it.at, it.step) < (shown.at, shown.step);
        if let Some(moment) = moment.filter(gone_on) {
            let mut player = self.player.borrow_mut();
            player.go_to_break(moment);
            self.shown = Shown::of(&**player);
            self.slow_now = self.shown.moment.at;
        }
    }

    /// The canvases must read the style sheet's colours again.
    fn recolour(&self) {
        self.stage.theme_changed();
        self.timeline.theme_changed();
        #[cfg(feature = "every-protocol")]
        self.whole.diagram.theme_changed();
        if let Some(beside) = &self.beside {
            beside.stage.theme_changed();
        }
    }

    /// The sentence for screen readers, and whether it is time for it.
    fn speak(&mut self, now_ms: f64) -> bool {
        /// So long one sentence stands before the next may follow.
        const QUIET_MS: f64 = 2_000.0;
        let spoken = &mut self.spoken;
        if spoken.text == spoken.next || now_ms - spoken.at_ms < QUIET_MS {
            return false;
        }
        spoken.text.clone_from(&spoken.next);
        spoken.at_ms = now_ms;
        true
    }
}
