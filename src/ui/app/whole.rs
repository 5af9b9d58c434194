//! Changing to the whole program. A plain address opens a small one that knows the majority vote
//! alone; `boot.js` brings the whole one when something else is asked for. It gets a link to open,
//! and what no link has: where to go back to and how the page was set. Until it is there the small
//! one goes on.

use gloo::utils::window;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{App, Before};
use crate::run;
use crate::say;
use crate::scenario::{Scenario, link};
use crate::ui::address::{self, Address};
use crate::ui::model::{Intent, Layout, Side, Tab};
use crate::ui::pace::Speed;
use crate::ui::prefs;
use crate::ui::story::Story;
use crate::ui::toast::ToastKind;

/// What `boot.js` calls the function that brings the whole program, and where it leaves for it what
/// is carried over.
const ASK: &str = "quorateWhole";
const CARRIED: &str = "quorateCarried";

/// Whether only the whole program can open what a link asks for first.
pub(super) fn is_for_whole(address: &Address) -> bool {
    !run::IS_WHOLE
        && link::decode(&address.scenario)
            .is_ok_and(|scenario| run::is_elsewhere(&scenario.protocol))
}

impl App {
    /// Starts anew from another scenario, in the whole program.
    pub(super) fn reopen_whole(&mut self, scenario: &Scenario) {
        self.ask_for_whole(&Address {
            scenario: link::encode(scenario),
            moment: None,
            beside: self.beside_link(),
            play: true,
        });
    }

    /// Puts a run of this setup beside the first, in the whole program.
    pub(super) fn compare_in_whole(&mut self, setup: &Scenario) {
        let setup = Scenario {
            plan: Vec::new(),
            ..setup.clone()
        };
        let (scenario, moment) = {
            let player = self.player.borrow();
            (link::encode(&player.scenario()), player.moment())
        };
        self.ask_for_whole(&Address {
            scenario,
            moment: Some(moment),
            beside: Some(link::encode(&setup)),
            play: self.playing,
        });
    }

    pub(super) fn ask_for_whole(&mut self, address: &Address) {
        self.toasts
            .add(ToastKind::Info, say!("toast.fetching"), None);
        if ask(&address.link(), &self.carried()).is_err() {
            self.toasts
                .add(ToastKind::Refused, say!("toast.no_whole"), None);
        }
    }

    /// How the page is set, a digit each, and a link back.
    fn carried(&self) -> String {
        let place = |found: Option<usize>| found.unwrap_or_default();
        let digits = [
            place(Tab::ALL.iter().position(|tab| *tab == self.tab)),
            place(Speed::ALL.iter().position(|s| *s == self.pace.speed)),
            usize::from(self.pace.automatic),
            usize::from(self.layout == Layout::Chart),
            usize::from(self.side == Side::Second),
            usize::from(self.present),
        ];
        let mut carried = String::new();
        for digit in digits {
            carried.push(char::from(b'0' + digit as u8));
        }
        let back = Address {
            scenario: link::encode(&self.player.borrow().scenario()),
            moment: Some(self.player.borrow().moment()),
            beside: None,
            play: false,
        };
        carried.push_str(&back.fragment());
        carried
    }

    /// Goes on as the small program left it.
    pub(super) fn take_over(&mut self) {
        if !run::IS_WHOLE {
            return;
        }
        let Ok(Some(carried)) = Reflect::get(&window(), &CARRIED.into()).map(|it| it.as_string())
        else {
            return;
        };
        // It is for this start; a later one, after a panic, is on its own.
        Reflect::set(&window(), &CARRIED.into(), &JsValue::NULL).unwrap_or_default();
        let digit = |at: usize| {
            let byte = carried.as_bytes().get(at).copied().unwrap_or(b'0');
            usize::from(byte.saturating_sub(b'0'))
        };
        self.tab = Tab::ALL.get(digit(0)).copied().unwrap_or_default();
        self.pace.speed = Speed::ALL.get(digit(1)).copied().unwrap_or_default();
        self.pace.automatic = digit(2) == 1;
        if digit(3) == 1 {
            self.layout = Layout::Chart;
        }
        if digit(4) == 1 && self.beside.is_some() {
            self.side = Side::Second;
        }
        self.present = digit(5) == 1;
        prefs::apply(self.lang, self.theme, self.present);
        let back = carried.get(6..).and_then(Address::parse);
        let opened = back.and_then(|back| {
            let scenario = link::decode(&back.scenario).ok()?;
            Some((scenario, back.moment?))
        });
        let Some(mut here) = Address::here() else {
            return;
        };
        // Whoever reloads the page or shares its address means this run, standing still.
        let restarted = here.moment.is_none();
        here.play = false;
        address::show(&here.link());
        if let (true, Some((scenario, moment))) = (restarted, opened) {
            self.before = Some(Before {
                base: self.base_of(&scenario),
                scenario,
                moment,
                story: Story::default(),
            });
            let back = Some(("toast.take_back", Intent::TakeBackReopen));
            self.toasts
                .add(ToastKind::Info, say!("toast.restarted"), back);
        }
    }

    /// What a run was opened from, as far as it shows.
    fn base_of(&self, scenario: &Scenario) -> std::rc::Rc<Scenario> {
        let same = |base: &Scenario| {
            Scenario {
                plan: base.plan.clone(),
                ..scenario.clone()
            } == *base
        };
        if same(&self.opening) {
            self.opening.clone()
        } else {
            std::rc::Rc::new(scenario.clone())
        }
    }
}

fn ask(link: &str, carried: &str) -> Result<(), JsValue> {
    let ask: Function = Reflect::get(&window(), &ASK.into())?.dyn_into()?;
    ask.call2(&JsValue::NULL, &link.into(), &carried.into())?;
    Ok(())
}
