//! Coming to a run by a link, or in place of the small program, which passes on what no link has.
//! The small program has `errand_elsewhere.rs` in place of this.

use std::rc::Rc;

use gloo::utils::window;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::carried::Carried;
use super::opening::Linked;
use super::{App, Before, Msg, listen};
use crate::protocol::ids::Peer;
use crate::protocol::say::Say;

use crate::run::{self, EVENTS_AT_ONCE, Grown};
use crate::say;
use crate::scenario::link::loose::MARK;
use crate::scenario::{Scenario, link};
use crate::text::{self, Lang};
use crate::ui::address::{self, Address};
use crate::ui::ahead::run_to;
use crate::ui::model::{Intent, Selection};
use crate::ui::story::Story;
use crate::ui::toast::{ToastKind, Toasts};
use crate::ui::{crash, languages, prefs};

/// Where `boot.js` leaves what the small program passed on.
const CARRIED: &str = "quorateCarried";

/// The run that the page's address asks for.
pub(super) fn linked(toasts: &mut Toasts) -> Option<Linked> {
    let address = Address::here()?;
    match open_link(&address, toasts) {
        Ok(linked) => Some(linked),
        Err(why) => {
            toasts.add(ToastKind::Refused, say!("toast.bad_link", why = why), None);
            // The small program was on a run, which stays as it was.
            let back = Address::parse(&passed_on()?.back)?;
            open_link(&back, toasts).ok()
        }
    }
}

/// What the small program passed on, if this one has taken its place.
fn passed_on() -> Option<Carried> {
    let carried = Reflect::get(&window(), &CARRIED.into()).ok()?;
    Carried::unpack(&carried.as_string()?)
}

/// Opens what a link asks for, at the moment it names.
pub(super) fn open_link(address: &Address, toasts: &mut Toasts) -> Result<Linked, Say> {
    let mut tree = link::decode_tree(&address.scenario)?;
    let Grown {
        mut player,
        cut_short,
    } = run::open_tree(&tree, EVENTS_AT_ONCE)?;
    if let Some(moment) = address.moment {
        if moment.at < player.moment().at {
            player.go_to_time(moment.at);
        }
        run_to(&mut *player, moment);
    }
    if cut_short {
        toasts.add(ToastKind::Info, say!("sheet.cut_short"), None);
    }
    tree.branches[0].plan.retain(|deed| !deed.by_hand);
    Ok(Linked {
        base: Rc::new(tree.scenario(0)),
        player,
        play: address.play,
    })
}

impl App {
    /// What the address asks for besides the run, and what the small program passed on.
    pub(super) fn arrive(&mut self) {
        let here = Address::here();
        self.open_beside(here.as_ref());
        if let Some(layout) = here.as_ref().and_then(|here| here.layout) {
            self.layout = layout;
        }
        let carried = passed_on();
        // It is for this start; a later one, after a panic, is on its own.
        Reflect::set(&window(), &CARRIED.into(), &JsValue::NULL).unwrap_or_default();
        if let (Some(here), Some(carried)) = (here, carried) {
            self.take_over(here, carried);
        }
    }

    /// Goes on as the small program left it.
    fn take_over(&mut self, mut here: Address, carried: Carried) {
        self.tab = carried.tab;
        self.pace.speed = carried.speed;
        self.pace.automatic = carried.automatic;
        self.layout = here.layout.unwrap_or(carried.layout);
        self.present = carried.present;
        prefs::apply(self.lang, self.theme, self.present);
        // Whoever reloads the page or shares its address means this run, standing still.
        let opened = link::decode_tree(&here.scenario).is_ok();
        let restarted = opened && here.moment.is_none();
        here.play = false;
        if !opened {
            here = self.address();
        }
        if here.scenario.starts_with(MARK) {
            here.scenario = self.address().scenario;
        }
        address::show(&here.link());
        let back = Address::parse(&carried.back).filter(|_| restarted);
        match back.map(|back| open_link(&back, &mut Toasts::default())) {
            Some(Ok(back)) => {
                self.before = Some(Before {
                    base: self.base_of(&back.base),
                    run: Some(back.player),
                    story: carried.story,
                    file: None,
                });
                let back = Some(("toast.take_back", Intent::TakeBackReopen));
                self.toasts
                    .add(ToastKind::Info, say!("toast.restarted"), back);
            }
            _ => {
                self.base = self.base_of(&self.base);
                self.planned = self.base.plan.len();
                self.story = if self.on_opening() {
                    carried.story
                } else {
                    Story::default()
                };
                if self.is_there(carried.selection) {
                    self.selection = carried.selection;
                }
            }
        }
        if let Some(errand) = carried.errand {
            self.run_errand(errand);
        }
    }

    /// Has what is on the screen kept for when the page is reloaded, and what can be taken back.
    pub(super) fn leave(&self) {
        // A frame shows what the page around it asks for, each time; others may be in the same tab.
        if self.is_embedded() {
            return;
        }
        let here = Address {
            lang: (self.lang != prefs::language()).then_some(self.lang),
            play: self.playing,
            ..self.address()
        };
        let carried = self.carried(None, String::new()).pack();
        // Storage may be full or forbidden.
        listen::tell_boot("quorateLeave", &here.link(), &carried).unwrap_or_default();
    }

    /// Speaks a language until the visitor chooses one, as soon as its texts are there.
    pub(super) fn speak_for_now(&mut self, lang: Lang) {
        if text::knows(lang) {
            self.lang = lang;
            return prefs::apply(lang, self.theme, self.present);
        }
        let scope = self.scope.clone();
        spawn_local(async move {
            if languages::learn(lang).await && !crash::is_dead() {
                scope.send_message(Msg::Do(Intent::LanguageForNow(lang)));
            }
        });
    }

    /// Whether what was selected is there in a run that is the same again.
    fn is_there(&self, selection: Selection) -> bool {
        let there = |peer| match peer {
            Peer::Node(node) => self.still_there(Selection::Node(node)),
            Peer::Client(client) => self.still_there(Selection::Client(client)),
        };
        match selection {
            Selection::Link(from, to) => there(from) && there(to),
            Selection::Message(no) => self.player.borrow().message(no).is_some(),
            selection => self.still_there(selection),
        }
    }

    /// What a run was opened from, as far as it shows.
    pub(super) fn base_of(&self, scenario: &Scenario) -> Rc<Scenario> {
        let same = |base: &Scenario| {
            Scenario {
                plan: base.plan.clone(),
                ..scenario.clone()
            } == *base
        };
        if same(&self.opening) {
            self.opening.clone()
        } else {
            Rc::new(scenario.clone())
        }
    }

    /// Puts on the stage what a link asks for.
    pub(super) fn arrive_at(&mut self, address: &Address, linked: Linked) {
        self.beside = None;
        // Whoever follows a link has left what was there before, too.
        self.before = None;
        let toasts = self.toasts.clone();
        self.put_on(linked.base, linked.player);
        self.toasts = toasts;
        self.open_beside(Some(address));
        self.playing = linked.play;
        self.layout = address.layout.unwrap_or(self.layout);
        if let Some(lang) = address.lang {
            self.speak_for_now(lang);
        }
        // A frame shows it at once.
        self.keep_link();
    }

    /// The address changed: a link was put into the address bar or followed.
    pub(super) fn follow_address(&mut self) -> bool {
        let Some(address) = Address::here() else {
            return false;
        };
        match open_link(&address, &mut self.toasts) {
            Ok(linked) => self.arrive_at(&address, linked),
            Err(why) => {
                self.toasts
                    .add(ToastKind::Refused, say!("toast.bad_link", why = why), None);
            }
        }
        true
    }
}
