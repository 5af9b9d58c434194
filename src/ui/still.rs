//! What is drawn anew only when what it shows has changed.
//!
//! One component for all that: a component of its own costs a kilobyte or two in the program, and
//! only what keeps a state of its own is worth that.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// What is shown, and how it is drawn.
struct Picture<P> {
    draw: fn(&P) -> Html,
    of: P,
}

trait Still: Any {
    fn draw(&self) -> Html;
    fn is(&self, other: &dyn Still) -> bool;
}

impl<P: PartialEq + 'static> Still for Picture<P> {
    fn draw(&self) -> Html {
        (self.draw)(&self.of)
    }

    fn is(&self, other: &dyn Still) -> bool {
        let other: Option<&Picture<P>> = (other as &dyn Any).downcast_ref();
        // The same function at two places would only be one drawing too many.
        other.is_some_and(|other| self.draw as usize == other.draw as usize && self.of == other.of)
    }
}

#[derive(Properties)]
pub struct FrameProps {
    picture: Rc<dyn Still>,
}

impl PartialEq for FrameProps {
    fn eq(&self, other: &FrameProps) -> bool {
        self.picture.is(&*other.picture)
    }
}

#[component]
pub fn Frame(props: &FrameProps) -> Html {
    props.picture.draw()
}

/// Draws `of`, and again whenever it is another.
pub fn still<P: PartialEq + 'static>(draw: fn(&P) -> Html, of: P) -> Html {
    frame(None, Rc::new(Picture { draw, of }))
}

/// The same, found among its siblings by its key.
pub fn keyed<P: PartialEq + 'static>(key: impl Into<Key>, draw: fn(&P) -> Html, of: P) -> Html {
    frame(Some(key.into()), Rc::new(Picture { draw, of }))
}

#[inline(never)]
fn frame(key: Option<Key>, picture: Rc<dyn Still>) -> Html {
    VComp::new::<Frame>(Rc::new(FrameProps { picture }), key).into()
}
