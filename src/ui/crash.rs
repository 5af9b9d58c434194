//! What a visitor sees when the program breaks: never a dead page.
//!
//! A panic stops this instance of the program for good, so the card is made of plain DOM, by the
//! panic hook itself. It names what happened, offers a link that brings the run back, and a button
//! that asks `boot.js` for a fresh instance with a `quorate-reset` event on the window.

use std::cell::{Cell, RefCell};
use std::panic::PanicHookInfo;

use gloo::events::EventListener;
use gloo::utils::{document, window};
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

use crate::text::{Lang, t};

thread_local! {
    static DEAD: Cell<bool> = const { Cell::new(false) };
    static LINK: RefCell<String> = const { RefCell::new(String::new()) };
    static LANG: Cell<Lang> = const { Cell::new(Lang::En) };
}

pub fn install() {
    // Yew would put a hook of its own in place of any other that it does not know of.
    yew::set_custom_panic_hook(Box::new(|info| {
        // Only the first panic tells the cause; what follows are its consequences.
        if !DEAD.replace(true) {
            show(info).unwrap_or_default();
        }
    }));
}

/// Whether this instance has panicked or retired: its listeners must not touch its state any more.
pub fn is_dead() -> bool {
    DEAD.get()
}

/// Lets another instance take over: this one goes deaf as after a panic, and nothing has happened.
pub fn retire() {
    DEAD.set(true);
}

/// Keeps what the card needs, since a panic may happen while everything else is borrowed.
pub fn remember(link: String, lang: Lang) {
    LANG.set(lang);
    LINK.with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            *kept = link;
        }
    });
}

/// The link that was kept last.
pub fn kept_link() -> String {
    LINK.with(|kept| {
        kept.try_borrow()
            .map(|link| link.clone())
            .unwrap_or_default()
    })
}

fn show(info: &PanicHookInfo<'_>) -> Result<(), JsValue> {
    web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
    let lang = LANG.get();
    let link = kept_link();
    let body = document().body().ok_or("no body")?;

    let card = element("div", "crash")?;
    card.set_attribute("role", "alertdialog")?;
    card.set_attribute("aria-modal", "true")?;
    card.set_attribute("aria-labelledby", "crash-title")?;
    card.set_attribute("data-testid", "crash")?;
    let inside = element("div", "crash-card")?;
    let title = add(&inside, "h1", t(lang, "crash.title"))?;
    title.set_attribute("id", "crash-title")?;
    add(&inside, "p", t(lang, "crash.what"))?;
    // It may be too long for a small window, and the keyboard scrolls what it can be in.
    let message = add(&inside, "pre", &info.to_string())?;
    message.set_attribute("tabindex", "0")?;
    if !link.is_empty() {
        let anchor = with_text("a", "", t(lang, "crash.link"))?;
        anchor.set_attribute("href", &link)?;
        let line = element("p", "")?;
        line.append_child(&anchor)?;
        inside.append_child(&line)?;
    }
    let reset = with_text("button", "primary", t(lang, "crash.reset"))?;
    reset.set_attribute("type", "button")?;
    reset.set_attribute("data-testid", "crash-reset")?;
    inside.append_child(&reset)?;
    card.append_child(&inside)?;
    body.append_child(&card)?;
    // The dead page is no place to be.
    let page = document().get_element_by_id("page");
    if let Some(page) = &page {
        page.set_attribute("inert", "")?;
    }

    let listener = EventListener::new(&reset, "click", {
        move |_| {
            card.remove();
            if let Some(page) = &page {
                page.remove_attribute("inert").unwrap_or_default();
            }
            // The link may be what broke it: the fresh instance starts from the beginning.
            crate::ui::address::show(".");
            if let Ok(event) = web_sys::CustomEvent::new("quorate-reset") {
                window().dispatch_event(&event).unwrap_or_default();
            }
        }
    });
    // It must outlive this instance, which nobody will drop.
    listener.forget();
    if let Ok(button) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(reset) {
        button.focus()?;
    }
    Ok(())
}

fn add(to: &Element, name: &str, text: &str) -> Result<Element, JsValue> {
    let child = with_text(name, "", text)?;
    to.append_child(&child)?;
    Ok(child)
}

fn element(name: &str, class: &str) -> Result<Element, JsValue> {
    let element = document().create_element(name)?;
    if !class.is_empty() {
        element.set_attribute("class", class)?;
    }
    Ok(element)
}

/// An element with text in it: text only, so nothing in a message can become markup.
fn with_text(name: &str, class: &str, text: &str) -> Result<Element, JsValue> {
    let element = element(name, class)?;
    element.set_text_content(Some(text));
    Ok(element)
}
