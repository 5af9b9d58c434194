//! An element that is moved sideways every frame.
//!
//! Setting its `transform` would make the browser sort all layers of the page anew, every time. The
//! place in a paused animation can be set for a quarter of that: the layers stay as they are.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{Animation, HtmlElement};

/// Farther than any screen is wide. A pixel of the way is a millisecond of the animation.
const FARTHEST: u32 = 32_768;

pub struct Glide {
    element: HtmlElement,
    animation: Animation,
}

impl Glide {
    /// `None` where the browser has no such animations; the element then stays where it is.
    pub fn new(element: HtmlElement) -> Option<Glide> {
        let ends = Array::of2(
            &"translateX(0)".into(),
            &format!("translateX({FARTHEST}px)").into(),
        );
        let frames = Object::new();
        Reflect::set(&frames, &"transform".into(), &ends).ok()?;
        // web-sys counts this among what may still change.
        let animate: Function = Reflect::get(&element, &"animate".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let animation: Animation = animate
            .call2(&element, &frames, &FARTHEST.into())
            .ok()?
            .dyn_into()
            .ok()?;
        animation.pause().ok()?;
        Some(Glide { element, animation })
    }

    /// So many pixels to the right of where it stands.
    pub fn move_to(&self, x: f64) {
        self.animation.set_current_time(Some(x));
    }

    pub fn show(&self, shown: bool) {
        // The names and values are valid.
        self.element
            .class_list()
            .toggle_with_force("away", !shown)
            .ok();
    }
}

impl Drop for Glide {
    fn drop(&mut self) {
        self.animation.cancel();
    }
}
