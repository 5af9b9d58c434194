//! The keyboard's place on the page: a button that is pressed and then is no longer there hands the
//! focus on to what took its place, instead of dropping it at the top of the page.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, MouseEvent};

/// What had the focus last, with the names of all that it is in, the innermost first.
struct Kept {
    element: Element,
    names: Vec<String>,
}

#[derive(Clone, Default)]
pub(super) struct Focus(Rc<RefCell<Option<Kept>>>);

const NAME: &str = "data-testid";

impl Focus {
    pub(super) fn listen(&self) -> [EventListener; 3] {
        let kept = self.0.clone();
        let focus = EventListener::new(&document(), "focusin", move |event| {
            *kept.borrow_mut() = element(event).map(|element| Kept {
                names: names(&element),
                element,
            });
        });
        // Whoever presses elsewhere has left it, even where nothing takes the focus.
        let early = EventListenerOptions::run_in_capture_phase();
        let kept = self.0.clone();
        let press =
            EventListener::new_with_options(&document(), "pointerdown", early, move |event| {
                let at = element(event);
                kept.borrow_mut()
                    .take_if(|kept| !kept.element.contains(at.as_deref()));
            });
        // After a click with the mouse a button keeps the focus, and the space bar would press it
        // again instead of playing. The keyboard's own clicks have no detail and keep their focus.
        // Before the click is acted on, which may take the button away.
        let kept = self.0.clone();
        let click = EventListener::new_with_options(&document(), "click", early, move |event| {
            let by_mouse = event
                .dyn_ref::<MouseEvent>()
                .is_some_and(|event| event.detail() > 0);
            if !by_mouse {
                return;
            }
            let target = element(event);
            // A node that is clicked would keep the arrows, which step then.
            let stage = target
                .as_ref()
                .and_then(|el| el.closest(".stage").ok().flatten());
            if let Some(stage) = stage.and_then(|stage| stage.dyn_into::<HtmlElement>().ok()) {
                stage.focus().unwrap_or_default();
            }
            let button = target.and_then(|el| el.closest("button, summary").ok().flatten());
            if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
                kept.take();
                button.blur().unwrap_or_default();
            }
        });
        [focus, press, click]
    }

    /// Looks after the focus once the page has been drawn anew.
    pub(super) fn keep(&self) {
        let nowhere = document()
            .active_element()
            .is_none_or(|active| active.tag_name() == "BODY");
        if !nowhere || !self.0.borrow().as_ref().is_some_and(Kept::is_gone) {
            return;
        }
        // Dropped before the next one is focused, which is heard at once.
        let kept = self.0.take();
        let next = kept.and_then(|kept| kept.names.iter().find_map(|name| heir(name)));
        if let Some(next) = next {
            next.focus().unwrap_or_default();
        }
    }
}

/// Lets go of a button outside the stage and its tools, so that Enter is for the page: it ends the
/// choice of nodes.
pub(super) fn leave_for_the_page() {
    let active = document().active_element();
    let active = active.and_then(|active| active.dyn_into::<HtmlElement>().ok());
    if let Some(active) = active
        && matches!(active.closest(".stage, .tools"), Ok(None))
    {
        active.blur().unwrap_or_default();
    }
}

impl Kept {
    fn is_gone(&self) -> bool {
        !is_seen(&self.element)
    }
}

fn element(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn names(element: &Element) -> Vec<String> {
    let named = |element: &Element| element.closest(&format!("[{NAME}]")).ok().flatten();
    let outwards = std::iter::successors(named(element), |inner| named(&inner.parent_element()?));
    let names = outwards.filter_map(|el| el.get_attribute(NAME));
    // The whole page is no place to hand the focus on to.
    names.take_while(|name| name != "run").collect()
}

/// Whether an element is there to be seen, and so to be focused.
fn is_seen(element: &Element) -> bool {
    let style = window().get_computed_style(element).ok().flatten();
    let visibility = style.and_then(|style| style.get_property_value("visibility").ok());
    element.get_bounding_client_rect().width() > 0.0 && visibility.is_some_and(|it| it == "visible")
}

/// What goes by a name now, or the first within it that can have the focus.
fn heir(name: &str) -> Option<HtmlElement> {
    let selector = ["", " button", " input", " select"]
        .map(|within| format!("[{NAME}=\"{name}\"]{within}"))
        .join(",");
    let found = document().query_selector_all(&selector).ok()?;
    let found = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<HtmlElement>().ok());
    let able = |el: &HtmlElement| {
        el.tab_index() >= 0 && is_seen(el) && el.get_attribute("aria-disabled").is_none()
    };
    let mut able = found.filter(able);
    able.next()
}
