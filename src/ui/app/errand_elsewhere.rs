//! Changing to the whole program. A plain address opens a small one that knows the majority vote
//! alone; `boot.js` brings the whole one when something else is asked for. It gets a link to open,
//! and what no link has. Until it is there the small one goes on.

use gloo::utils::window;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use super::App;
use super::carried::Carried;
use super::opening::Linked;
use crate::say;
use crate::scenario::{Scenario, link};
use crate::ui::address::Address;
use crate::ui::model::{Errand, Intent};
use crate::ui::toast::{ToastKind, Toasts};

/// What `boot.js` calls the function that brings the whole program.
const ASK: &str = "quorateWhole";

/// A link is for the whole program.
pub(super) fn linked(_: &mut Toasts) -> Option<Linked> {
    None
}

impl App {
    pub(super) fn has_diagram(&self) -> bool {
        false
    }

    pub(super) fn diagram(&self, _: &Callback<Intent>) -> Html {
        Html::default()
    }

    /// Its dialogs.
    pub(super) fn sheets(&self, _: &Callback<Intent>) -> Html {
        Html::default()
    }

    pub(super) fn caption(&self) -> Html {
        Html::default()
    }

    pub(super) fn story_or(&self, story: impl FnOnce() -> Html) -> Html {
        story()
    }

    /// Has something done by the whole program, in the run as it is.
    pub(super) fn run_errand(&mut self, errand: Errand) {
        let here = Address {
            play: self.playing,
            ..self.address()
        };
        self.ask_for_whole(&here, Some(errand));
    }

    /// Starts anew from a scenario that only the whole program can run.
    pub(super) fn reopen_elsewhere(&mut self, scenario: &Scenario) {
        let address = Address {
            scenario: link::encode(scenario),
            play: true,
            ..Address::default()
        };
        self.ask_for_whole(&address, None);
    }

    /// A link that came here came past `boot.js`, which could not have the whole program then.
    pub(super) fn arrive(&mut self) {
        self.follow_address();
    }

    /// The address changed: a link was put into the address bar or followed.
    pub(super) fn follow_address(&mut self) -> bool {
        let address = Address::here();
        if let Some(address) = &address {
            self.ask_for_whole(address, None);
        }
        address.is_some()
    }

    fn ask_for_whole(&mut self, address: &Address, errand: Option<Errand>) {
        self.toasts
            .add(ToastKind::Info, say!("toast.fetching"), None);
        let carried = Carried {
            tab: self.tab,
            speed: self.pace.speed,
            automatic: self.pace.automatic,
            layout: self.layout,
            present: self.present,
            selection: self.selection,
            story: self.story.clone(),
            errand,
            back: self.address().fragment(),
        };
        if ask(&address.link(), &carried.pack()).is_err() {
            self.toasts
                .add(ToastKind::Refused, say!("toast.no_whole"), None);
        }
    }
}

fn ask(link: &str, carried: &str) -> Result<(), JsValue> {
    let ask: Function = Reflect::get(&window(), &ASK.into())?.dyn_into()?;
    ask.call2(&JsValue::NULL, &link.into(), &carried.into())?;
    Ok(())
}
