//! The page within another page: its messages, and what is drawn there. It listens to the window
//! around it alone, and only while that has the origin that the query names.

use gloo::events::EventListener;
use gloo::utils::window;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::html::Scope;
use yew::prelude::*;

use super::arrival::open_link;
use super::{App, Msg, web_now};
use crate::protocol::say::Say;
use crate::run::player::Moment;
use crate::say;
use crate::text::{headline, render, t};
use crate::ui::address::Address;
use crate::ui::ahead::run_on;
use crate::ui::bits::kind_word;
use crate::ui::crash;
use crate::ui::el::el;
use crate::ui::embed::{self, Told, VERSION, Wish};
use crate::ui::model::Intent;
use crate::ui::still::still;
use crate::ui::styles;
use crate::ui::transport::{TransportProps, transport};

/// While time passes, the moment is told so often.
const MOMENT_MS: f64 = 100.0;

/// The page around this one.
pub(super) struct Embedded {
    /// Who it must be, to be heard and to be told.
    origin: String,
    around: Option<Window>,
    pub(super) told: Told,
    _listener: Option<EventListener>,
}

impl Embedded {
    /// Whether the address asks for this.
    pub fn here(scope: &Scope<App>) -> Option<Embedded> {
        let location = window().location();
        let (query, own) = (location.search().ok()?, location.origin().ok()?);
        let origin = embed::origin(&query, &own, |value| {
            let value = js_sys::decode_uri_component(value).ok()?;
            Some(web_sys::Url::new(&String::from(value)).ok()?.origin())
        })?;
        let around = window().parent().ok().flatten();
        // Alone in its window it has nobody to talk to.
        let around = around.filter(|around| *around != window());
        let listener = around.clone().map(|around| {
            let (scope, origin) = (scope.clone(), origin.clone());
            EventListener::new(&window(), "message", move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else {
                    return;
                };
                let source = event.source().map(JsValue::from);
                let theirs = source == Some(around.clone().into()) && event.origin() == origin;
                if theirs && !crash::is_dead() && field(&event.data(), "quorate").is_some() {
                    scope.send_message(Msg::Wished(event.data()));
                }
            })
        });
        Some(Embedded {
            origin,
            around,
            told: Told::default(),
            _listener: listener,
        })
    }

    fn tell(&self, event: &str, what: &[(&str, JsValue)]) {
        let Some(around) = &self.around else {
            return;
        };
        let message = Object::new();
        let head = [("quorate", VERSION.into()), ("event", event.into())];
        for (name, value) in head.iter().chain(what) {
            Reflect::set(&message, &(*name).into(), value).unwrap_or_default();
        }
        // An origin that is none is refused by the browser, and nobody is told.
        around
            .post_message(&message, &self.origin)
            .unwrap_or_default();
    }
}

/// A field of a message, whatever that is; `None` where it is not there.
fn field(message: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(message, &name.into()).ok()?;
    (!value.is_undefined()).then_some(value)
}

impl App {
    pub(super) fn is_embedded(&self) -> bool {
        self.whole.embedded.is_some()
    }

    /// Does what the page around this one asks for, or says why not.
    pub(super) fn wished(&mut self, message: &JsValue) -> bool {
        let number = |name: &str| field(message, name)?.as_f64();
        let word = |name: &str| field(message, name)?.as_string();
        let name = word("do").unwrap_or_default();
        let known = number("quorate") == Some(VERSION.into());
        let done = match known {
            true => embed::wish(&name, number, word).and_then(|wish| self.grant(wish)),
            false => Err(say!("embed.version", version = VERSION)),
        };
        if let (Err(why), Some(embedded)) = (done, &self.whole.embedded) {
            let why = render(&why, self.lang);
            embedded.tell("refused", &[("do", name.into()), ("why", why.into())]);
        }
        self.refresh();
        true
    }

    fn grant(&mut self, wish: Wish) -> Result<(), Say> {
        let intent = match wish {
            Wish::Play(playing) => Intent::Play(playing),
            Wish::StepOn => Intent::StepOn,
            Wish::StepBack => Intent::StepBack,
            Wish::ToStart => Intent::GoToStart,
            Wish::ToEnd => Intent::GoToEnd,
            Wish::GoToTime(at) => {
                // What has not been run yet is run, for a second or two at most.
                run_on(&mut **self.player.borrow_mut(), at);
                Intent::GoToTime(at)
            }
            Wish::GoToStep(step) => Intent::GoToStep(step),
            Wish::Lane(lane) => Intent::Lane(lane),
            Wish::Speed(speed) => Intent::Speed(speed),
            Wish::Speak(lang) => Intent::LanguageForNow(lang),
            Wish::Open(address) => {
                let linked = open_link(&address, &mut self.toasts)?;
                self.arrive_at(&address, linked);
                return Ok(());
            }
        };
        self.carry_out(intent);
        Ok(())
    }

    /// Whether this page, which may be within another, does what a key asks for.
    pub(super) fn does_here(&self, intent: &Intent) -> bool {
        self.whole.embedded.is_none() || embed::is_for_a_frame(intent)
    }

    /// Tells the page around this one what has changed.
    pub(super) fn report(&mut self) {
        let Some(mut embedded) = self.whole.embedded.take() else {
            return;
        };
        let now_ms = web_now();
        let (moment, end, next) = {
            let player = self.player.borrow();
            (player.moment(), player.end(), player.next_event_at())
        };
        let shown = &self.shown;
        let told = &embedded.told;
        let lanes = shown.lanes.len();
        let moved = (moment, end, shown.lane.0, lanes, self.playing)
            != (told.moment, told.end, told.lane, told.lanes, told.playing);
        let due = !self.playing || !told.playing || now_ms - told.at_ms >= MOMENT_MS;
        let place = |moment: Moment| {
            let place = Object::new();
            for (name, value) in [
                ("step", moment.step as f64),
                ("ms", moment.at.0 as f64 / 1_000.0),
            ] {
                Reflect::set(&place, &name.into(), &value.into()).unwrap_or_default();
            }
            JsValue::from(place)
        };
        let first = !told.ready;
        if first || (moved && due) {
            let event = if first { "ready" } else { "moment" };
            embedded.tell(
                event,
                &[
                    ("moment", place(moment)),
                    ("end", place(end)),
                    ("lane", shown.lane.0.into()),
                    ("lanes", (lanes as u32).into()),
                    ("playing", self.playing.into()),
                ],
            );
            embedded.told = Told {
                ready: true,
                moment,
                end,
                lane: shown.lane.0,
                lanes,
                playing: self.playing,
                at_ms: now_ms,
                ..embedded.told
            };
        }
        self.report_verdict(&mut embedded);
        let ended = next.is_none() && moment.step >= end.step;
        if ended && !embedded.told.ended {
            embedded.tell("ended", &[("moment", place(moment))]);
        }
        embedded.told.ended = ended;
        self.whole.embedded = Some(embedded);
    }

    /// What can be said of the run now, and how each promise stands, when that has changed.
    fn report_verdict(&self, embedded: &mut Embedded) {
        if embedded.told.revision == Some(self.shown.revision) {
            return;
        }
        embedded.told.revision = Some(self.shown.revision);
        let verdict = &self.shown.stage.scene.verdict;
        let promises = self.shown.promises.iter();
        let standing = promises
            .clone()
            .map(|state| format!("{} {}", state.promise.id, state.standing.word()));
        let standings: Vec<String> = standing.collect();
        let seen = format!("{} {}", kind_word(verdict.kind), standings.join(" "));
        if embedded.told.verdict == seen {
            return;
        }
        let of_promise = Object::new();
        for state in promises {
            let word = state.standing.word().into();
            Reflect::set(&of_promise, &state.promise.id.into(), &word).unwrap_or_default();
        }
        embedded.tell(
            "verdict",
            &[
                ("kind", kind_word(verdict.kind).into()),
                ("says", headline(&verdict.head, self.lang).into()),
                ("promises", of_promise.into()),
            ],
        );
        embedded.told.verdict = seen;
    }

    /// The stage, what can be said of it, and time: nothing else.
    pub(super) fn draw_embedded(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        let link = crash::kept_link();
        let link = Address::without_query(&link);
        let run = self.facts();
        el!(div "class"="app embedded" "data-testid"="run"
            "data-hash"={format!("{:016x}", run.hash)} "data-step"={run.step}
            "data-at"={run.at} "data-end"={run.end} "data-in-flight"={run.in_flight} =>
            el!(link "rel"="stylesheet" "href"={styles::own("embed.css")}),
            el!(header "class"="sr-only" => el!(h1 => "Quorate")),
            self.center(on_intent),
            el!(footer "class"="bottom" "aria-label"={t(lang, "panel.time")} =>
                still(transport, TransportProps {
                    lang,
                    playing: self.playing,
                    speed: self.pace.speed,
                    automatic: self.pace.automatic,
                    shown: self.shown.clone(),
                    clock: self.clock.clone(),
                    on_intent: on_intent.clone(),
                }),
                el!(a "class"="embed-open" "href"={link} "target"="_blank" "rel"="noopener"
                    "data-testid"="embed-open" => t(lang, "embed.open")),
            ),
            el!(p "class"="sr-only" "aria-live"="polite" "data-testid"="spoken" =>
                &self.spoken.text,
            ),
        )
        .html()
    }
}
