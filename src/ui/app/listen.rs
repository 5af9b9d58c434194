//! What the page hears from the window: keys, and links that are followed.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::{document, window};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
#[cfg(feature = "every-protocol")]
use web_sys::HtmlInputElement;
use web_sys::{Element, EventTarget, HtmlSelectElement, KeyboardEvent};
use yew::html::Scope;

use super::focus::Focus;
use super::{App, Msg};
use crate::say;
use crate::ui::crash;
use crate::ui::keys::{self, Context};
use crate::ui::model::Intent;
use crate::ui::prefs;

pub(super) fn all(link: &Scope<App>, focus: &Focus) -> Vec<EventListener> {
    let key = {
        let link = link.clone();
        EventListener::new_with_options(
            &window(),
            "keydown",
            EventListenerOptions::enable_prevent_default(),
            move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                if !is_for_the_page(event) {
                    return;
                }
                let (key, shift) = (event.key(), event.shift_key());
                let app = link.get_component();
                if app.is_some_and(|app| app.meaning(&key, shift).is_some()) {
                    event.prevent_default();
                }
                // What it means is found out when its turn comes: a key before it may be on its
                // way still, and change what is chosen.
                link.send_message(Msg::Key(key, shift));
            },
        )
    };
    let hear = |target: &EventTarget, event: &'static str, what: fn() -> Msg| {
        let link = link.clone();
        EventListener::new(target, event, move |_| {
            if !crash::is_dead() {
                link.send_message(what());
            }
        })
    };
    let address = hear(&window(), "hashchange", || Msg::Address);
    // A new version of the page is there, kept and ready; see `boot.js`.
    let update = hear(&window(), "quorate-update", || {
        Msg::Do(Intent::TellOfUpdate)
    });
    // The page is hidden or left, and may be brought back; see `boot.js`.
    // What is to be kept is written while the browser waits: a message to oneself may come too late.
    let note = |target: &EventTarget, event: &'static str| {
        let link = link.clone();
        EventListener::new(target, event, move |_| {
            if let Some(app) = link.get_component()
                && !crash::is_dead()
            {
                app.leave();
            }
        })
    };
    let leave = note(&document(), "visibilitychange");
    // A page that nobody sees is not hidden once more when it is left.
    let left = note(&window(), "pagehide");
    // The whole program is taking over, or cannot be had.
    #[cfg(not(feature = "every-protocol"))]
    let app = link.clone();
    let retire = EventListener::new(&window(), "quorate-retire", move |_| {
        #[cfg(not(feature = "every-protocol"))]
        if let Some(app) = app.get_component()
            && !crash::is_dead()
        {
            app.give_way();
        }
        crash::retire();
    });
    let missing = hear(&window(), "quorate-no-whole", || {
        Msg::Do(Intent::Refuse(say!("toast.no_whole")))
    });
    let system = [prefs::DARK, prefs::LESS_MOTION].into_iter();
    let system = system.filter_map(prefs::asked);
    let system = system.map(|asked| hear(&asked, "change", || Msg::System));
    let all = [key, address, update, leave, left, retire, missing];
    let all = all.into_iter().chain(system);
    all.chain(focus.listen()).collect()
}

/// Asks `boot.js` for something.
pub(super) fn ask_boot(event: &str) {
    if let Ok(event) = web_sys::CustomEvent::new(event) {
        window().dispatch_event(&event).unwrap_or_default();
    }
}

/// Calls one of the functions that `boot.js` keeps for the program.
pub(super) fn tell_boot(name: &str, link: &str, carried: &str) -> Result<(), JsValue> {
    let tell: Function = Reflect::get(&window(), &name.into())?.dyn_into()?;
    tell.call2(&JsValue::NULL, &link.into(), &carried.into())?;
    Ok(())
}

/// Makes every select element and every switch show what is in force. Once somebody has used one,
/// the browser no longer looks at its attributes, and a refused or undone choice would stay on show.
pub(super) fn settle_choices() {
    // The small program has no settings.
    #[cfg(feature = "every-protocol")]
    settle_switches();
    let Ok(selects) = document().query_selector_all("select[data-at]") else {
        return;
    };
    for at in 0..selects.length() {
        let select = selects
            .get(at)
            .and_then(|node| node.dyn_into::<HtmlSelectElement>().ok());
        if let Some(select) = select
            && let Some(index) = select
                .get_attribute("data-at")
                .and_then(|at| at.parse().ok())
            && select.selected_index() != index
        {
            select.set_selected_index(index);
        }
    }
}

#[cfg(feature = "every-protocol")]
fn settle_switches() {
    let Ok(switches) = document().query_selector_all("input[data-on]") else {
        return;
    };
    for at in 0..switches.length() {
        let switch = switches.get(at);
        if let Some(switch) = switch.and_then(|node| node.dyn_into::<HtmlInputElement>().ok()) {
            switch.set_checked(switch.get_attribute("data-on").as_deref() == Some("true"));
        }
    }
}

/// Whether a key press is not for some element, the browser or the system.
fn is_for_the_page(event: &KeyboardEvent) -> bool {
    let taken = crash::is_dead() || event.default_prevented();
    let shortcut = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing();
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    // With a dialog open all keys are for it, wherever the focus is.
    let dialog = document().query_selector("dialog[open]").ok().flatten();
    let theirs =
        dialog.is_some() || target.is_some_and(|target| has_own_use(&target, &event.key()));
    !taken && !shortcut && !theirs
}

impl App {
    /// What a key means now.
    pub(super) fn meaning(&self, key: &str, shift: bool) -> Option<Intent> {
        let intent = keys::intent(
            key,
            shift,
            &Context {
                selection: self.selection,
                stage: &self.shown.stage,
                splitting: self.splitting,
                layout: self.layout,
                present: self.present,
                speed: self.pace.speed,
                automatic: self.pace.automatic,
                lang: self.lang,
                theme: self.theme,
            },
        );
        #[cfg(feature = "every-protocol")]
        let intent = intent.filter(|intent| self.does_here(intent));
        intent
    }
}

/// Whether the focused element needs this key for itself.
fn has_own_use(target: &Element, key: &str) -> bool {
    let within = |selector: &str| target.closest(selector).ok().flatten().is_some();
    let typing = "input:not([type=checkbox]), textarea, select, [contenteditable]";
    if within(typing) {
        return key != "Escape";
    }
    let pressing = matches!(key, " " | "Enter");
    pressing && within("button, summary, a, input, [role=button]")
}
