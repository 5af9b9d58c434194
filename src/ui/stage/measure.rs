//! How large an element is, and when that changes.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Watches an element until dropped.
struct Watch {
    observer: ResizeObserver,
    // The browser calls it as long as the observer lives.
    _on_change: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn size_of(element: &Element) -> (f64, f64) {
    (
        f64::from(element.client_width()),
        f64::from(element.client_height()),
    )
}

/// The size of a mounted element in CSS pixels; `None` before it is mounted.
#[hook]
pub fn use_size(node: NodeRef) -> Option<(f64, f64)> {
    let size = use_state(|| None);
    let set = size.setter();
    use_effect_with(node, move |node| {
        let watch = node.cast::<Element>().and_then(|element| {
            let last = Rc::new(Cell::new(size_of(&element)));
            set.set(Some(last.get()));
            let watched = element.clone();
            let on_change = Closure::<dyn FnMut()>::new(move || {
                let now = size_of(&watched);
                if last.replace(now) != now {
                    set.set(Some(now));
                }
            });
            let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
            observer.observe(&element);
            Some(Watch {
                observer,
                _on_change: on_change,
            })
        });
        move || drop(watch)
    });
    *size
}
