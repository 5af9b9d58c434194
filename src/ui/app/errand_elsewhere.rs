//! Changing to the whole program. A plain address opens a small one that knows the majority vote
//! alone; `boot.js` brings the whole one when something else is asked for. It gets a link to open,
//! and what no link has. Until it is there the small one goes on.

use gloo::utils::window;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::opening::Linked;
use super::{App, listen};
use crate::say;
use crate::scenario::{Scenario, link};
use crate::text::t;
use crate::ui::address::Address;
use crate::ui::button::{button, wants};
use crate::ui::el::el;
use crate::ui::model::{Errand, Intent};
use crate::ui::toast::{ToastKind, Toasts};

/// What `boot.js` calls the function that brings the whole program.
const ASK: &str = "quorateWhole";
/// And the one that takes what this program has to say last.
const TAKE: &str = "quorateTake";

/// What the whole program was asked for last.
#[derive(Default)]
pub(super) struct Wanted {
    /// A link to open, or none for the run as it is.
    link: Option<String>,
    errand: Option<Errand>,
}

/// A link is for the whole program.
pub(super) fn linked(_: &mut Toasts) -> Option<Linked> {
    None
}

impl App {
    pub(super) fn is_embedded(&self) -> bool {
        false
    }

    pub(super) fn has_diagram(&self) -> bool {
        false
    }

    pub(super) fn diagram(&self, _: &Callback<Intent>) -> Html {
        Html::default()
    }

    /// The settings are of the whole program; a button says what there is.
    pub(super) fn settings(&self, on_intent: &Callback<Intent>) -> Html {
        let lang = self.lang;
        el!(div "class"="settings" "data-panel"="settings" "data-testid"="settings" =>
            el!(h2 "class"="eyebrow" => t(lang, "tab.settings")),
            el!(p => t(lang, "tools.settings_about")),
            button("settings-open", t(lang, "tools.settings"), wants(on_intent, Intent::Errand(Errand::Settings))),
        )
        .html()
    }

    pub(super) fn reveal_settings(&mut self) {}

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
        self.ask_for_whole(Wanted {
            link: None,
            errand: Some(errand),
        });
    }

    /// Starts anew from a scenario that only the whole program can run.
    pub(super) fn reopen_elsewhere(&mut self, scenario: &Scenario) {
        let address = Address {
            scenario: link::encode(scenario),
            play: true,
            ..Address::default()
        };
        self.ask_for_whole(Wanted {
            link: Some(address.link()),
            errand: None,
        });
    }

    /// Has what is on the screen kept for when the page is reloaded, if anything was done there.
    pub(super) fn leave(&self) {
        if self.touched || !self.playing {
            self.hand_over("quorateLeave", &self.going_on(), None)
                .unwrap_or_default();
        }
    }

    /// A link to the run as it is, which goes on if it does.
    fn going_on(&self) -> String {
        let address = Address {
            play: self.playing,
            ..self.address()
        };
        address.link()
    }

    fn hand_over(&self, to: &str, link: &str, errand: Option<Errand>) -> Result<(), JsValue> {
        let carried = self.carried(errand, self.address().fragment());
        listen::tell_boot(to, link, &carried.pack())
    }

    /// A link that came here came past `boot.js`, which could not have the whole program then.
    pub(super) fn arrive(&mut self) {
        self.follow_address();
    }

    /// The address changed: a link was put into the address bar or followed. What it says is for the
    /// whole program to read.
    pub(super) fn follow_address(&mut self) -> bool {
        let link = window().location().href().unwrap_or_default();
        let asks = link.contains("#s=");
        if asks {
            self.ask_for_whole(Wanted {
                link: Some(link),
                errand: None,
            });
        }
        asks
    }

    fn ask_for_whole(&mut self, wanted: Wanted) {
        self.wanted = wanted;
        self.toasts
            .add(ToastKind::Info, say!("toast.fetching"), None);
        if self.hand_over_wanted(ASK).is_err() {
            self.toasts
                .add(ToastKind::Refused, say!("toast.no_whole"), None);
        }
    }

    /// The whole program is there and takes over. This one has gone on since it was asked for, and so
    /// have people.
    pub(super) fn give_way(&self) {
        self.hand_over_wanted(TAKE).unwrap_or_default();
    }

    fn hand_over_wanted(&self, to: &str) -> Result<(), JsValue> {
        let link = self.wanted.link.clone();
        let link = link.unwrap_or_else(|| self.going_on());
        self.hand_over(to, &link, self.wanted.errand)
    }
}
