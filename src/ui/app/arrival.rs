//! Coming to a run by a link, or in place of the small program, which passes on what no link has.
//! The small program has `errand_elsewhere.rs` in place of this.

use std::rc::Rc;

use gloo::utils::window;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::carried::Carried;
use super::opening::{Linked, run_to};
use super::{App, Before};
use crate::protocol::say::Say;
use crate::run;
use crate::say;
use crate::scenario::{Scenario, link};
use crate::ui::address::{self, Address};
use crate::ui::model::Intent;
use crate::ui::prefs;
use crate::ui::story::Story;
use crate::ui::toast::{ToastKind, Toasts};

/// Where `boot.js` leaves what the small program passed on.
const CARRIED: &str = "quorateCarried";

/// The run that the page's address asks for.
pub(super) fn linked(toasts: &mut Toasts) -> Option<Linked> {
    let address = Address::here()?;
    match open_link(&address) {
        Ok(linked) => Some(linked),
        Err(why) => {
            toasts.add(ToastKind::Refused, say!("toast.bad_link", why = why), None);
            None
        }
    }
}

/// Opens what a link asks for, at the moment it names.
fn open_link(address: &Address) -> Result<Linked, Say> {
    let scenario = link::decode(&address.scenario)?;
    let mut player = run::open(&scenario)?;
    if let Some(moment) = address.moment {
        run_to(&mut *player, moment);
    }
    Ok(Linked {
        base: Rc::new(scenario),
        player,
        play: address.play,
    })
}

impl App {
    /// What the address asks for besides the run, and what the small program passed on.
    pub(super) fn arrive(&mut self) {
        let here = Address::here();
        self.open_beside(here.as_ref());
        let Ok(Some(carried)) = Reflect::get(&window(), &CARRIED.into()).map(|it| it.as_string())
        else {
            return;
        };
        // It is for this start; a later one, after a panic, is on its own.
        Reflect::set(&window(), &CARRIED.into(), &JsValue::NULL).unwrap_or_default();
        if let (Some(here), Some(carried)) = (here, Carried::unpack(&carried)) {
            self.take_over(here, carried);
        }
    }

    /// Goes on as the small program left it.
    fn take_over(&mut self, mut here: Address, carried: Carried) {
        self.tab = carried.tab;
        self.pace.speed = carried.speed;
        self.pace.automatic = carried.automatic;
        self.layout = carried.layout;
        self.present = carried.present;
        prefs::apply(self.lang, self.theme, self.present);
        // Whoever reloads the page or shares its address means this run, standing still.
        let restarted = here.moment.is_none();
        here.play = false;
        address::show(&here.link());
        let back = Address::parse(&carried.back).and_then(|back| {
            let scenario = link::decode(&back.scenario).ok()?;
            Some((scenario, back.moment?))
        });
        match back {
            Some((scenario, moment)) if restarted => {
                self.before = Some(Before {
                    base: self.base_of(&scenario),
                    scenario,
                    moment,
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
                if self.still_there(carried.selection) {
                    self.selection = carried.selection;
                }
            }
        }
        if let Some(errand) = carried.errand {
            self.run_errand(errand);
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

    /// The address changed: a link was put into the address bar or followed.
    pub(super) fn follow_address(&mut self) -> bool {
        let Some(address) = Address::here() else {
            return false;
        };
        match open_link(&address) {
            Ok(linked) => {
                self.beside = None;
                self.put_on(linked.base, linked.player);
                self.open_beside(Some(&address));
                self.playing = linked.play;
            }
            Err(why) => {
                self.toasts
                    .add(ToastKind::Refused, say!("toast.bad_link", why = why), None);
            }
        }
        true
    }
}
