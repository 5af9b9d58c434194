//! What a pointer and a keyboard do on the stage.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use yew::prelude::*;

use super::gesture::{Drag, Outcome, reach};
use super::handle::StageHandle;
use super::node::peer_word;
use crate::protocol::ids::{ClientId, NodeId, Peer};
use crate::sim::action::Action;
use crate::ui::model::{Intent, Selection};
use crate::view::cut::Cut;
use crate::view::geometry::{Point, at};
use crate::view::hit::{Reach, Target, target};
use crate::view::plan::Plan;
use crate::view::walk::{self, Way};

/// What the event handlers need.
#[derive(Clone)]
pub struct Hands {
    pub wrapper: NodeRef,
    pub line: NodeRef,
    pub victims: NodeRef,
    pub plan: Rc<Plan>,
    pub links: Rc<Vec<(Peer, Peer)>>,
    pub clickable: Rc<Vec<(Peer, Peer)>>,
    pub handle: StageHandle,
    pub selection: Selection,
    pub splitting: bool,
    pub drag: Rc<RefCell<Drag>>,
    pub on_intent: Callback<Intent>,
}

impl Hands {
    fn place(&self, event: &PointerEvent) -> Option<Point> {
        let rect = self.wrapper.cast::<Element>()?.get_bounding_client_rect();
        let scale = self.plan.frame.scale;
        Some(at(
            (f64::from(event.client_x()) - rect.left()) / scale,
            (f64::from(event.client_y()) - rect.top()) / scale,
        ))
    }

    fn hit(&self, p: Point, reach: Reach) -> Option<Target> {
        self.handle
            .with_places(|places| target(&self.plan, places, &self.clickable, p, reach))
    }

    pub fn press(&self, event: &PointerEvent) {
        if !event.is_primary() || event.button() != 0 || on_bar(event) {
            return;
        }
        let Some(p) = self.place(event) else { return };
        let on = self.hit(p, reach(&event.pointer_type()));
        let lasso = self.splitting || event.shift_key();
        self.drag.borrow_mut().press(p, on, lasso);
    }

    pub fn move_to(&self, event: &PointerEvent) {
        let Some(p) = self.place(event) else { return };
        let begins = self.drag.borrow_mut().move_to(p);
        if begins {
            self.begin_drawing(event.pointer_id());
        }
        if self.drag.borrow().is_drawing() {
            self.show_drawing();
        } else if event.pointer_type() == "mouse" && event.buttons() == 0 {
            self.show_what_is_under(p);
        }
    }

    fn begin_drawing(&self, pointer: i32) {
        if let Some(wrapper) = self.wrapper.cast::<Element>() {
            // Fails when the pointer is gone already; then the drawing ends with it.
            wrapper.set_pointer_capture(pointer).ok();
        }
        let hands = self.clone();
        let escape = EventListener::new(&gloo::utils::window(), "keydown", move |event| {
            let key = event
                .dyn_ref::<web_sys::KeyboardEvent>()
                .map(web_sys::KeyboardEvent::key);
            if key.as_deref() == Some("Escape") {
                hands.drag.borrow_mut().gesture = Default::default();
                hands.show_drawing();
            }
        });
        self.drag.borrow_mut().escape = Some(escape);
    }

    pub fn release(&self, event: &PointerEvent) {
        if !event.is_primary() {
            return;
        }
        let outcome = self.drag.borrow_mut().release(&self.plan, &self.links);
        self.show_drawing();
        match outcome {
            Outcome::Nothing | Outcome::Cut(Cut::Nothing) => {}
            Outcome::Click(target) => self.choose(target),
            Outcome::Cut(Cut::Split(nodes)) => {
                self.on_intent.emit(Intent::Act(Action::Split(nodes)));
            }
            Outcome::Cut(Cut::Links(links)) => {
                let both = true;
                let cuts = links.into_iter();
                let cuts = cuts.map(|(from, to)| Action::Cut { from, to, both });
                self.on_intent.emit(Intent::ActTogether(cuts.collect()));
            }
            Outcome::Chosen(nodes) => {
                if !self.splitting {
                    self.on_intent.emit(Intent::Splitting(true));
                }
                self.on_intent.emit(Intent::Select(Selection::Nodes(nodes)));
            }
        }
    }

    pub fn cancel(&self, _: &PointerEvent) {
        self.drag.borrow_mut().cancel();
        self.show_drawing();
    }

    /// Screen readers press a button without a pointer.
    pub fn press_of_a_reader(&self, event: &MouseEvent) {
        if event.detail() != 0 {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("[data-peer]").ok().flatten());
        let word = button.and_then(|button| button.get_attribute("data-peer"));
        let peers = (0..self.plan.nodes.len() as u8)
            .map(|i| Peer::Node(NodeId(i)))
            .chain((0..self.plan.clients.len() as u8).map(|i| Peer::Client(ClientId(i))));
        if let Some(peer) =
            word.and_then(|word| peers.into_iter().find(|peer| peer_word(*peer) == word))
        {
            self.choose(Some(target_of(peer)));
        }
    }

    fn choose(&self, target: Option<Target>) {
        if self.splitting {
            if let Some(Target::Node(node)) = target {
                self.toggle(node);
            }
            return;
        }
        let selection = match target {
            None => Selection::Nothing,
            Some(Target::Node(node)) => Selection::Node(node),
            Some(Target::Client(client)) => Selection::Client(client),
            Some(Target::Link(a, b)) => Selection::Link(a, b),
            Some(Target::Message(no)) => Selection::Message(no),
        };
        if selection != self.selection {
            self.on_intent.emit(Intent::Select(selection));
        }
    }

    fn toggle(&self, node: NodeId) {
        let chosen = match self.selection {
            Selection::Nodes(nodes) => nodes,
            _ => Default::default(),
        };
        let chosen = if chosen.contains(node) {
            chosen.without(node)
        } else {
            chosen.with(node)
        };
        self.on_intent
            .emit(Intent::Select(Selection::Nodes(chosen)));
    }

    pub fn key(&self, event: &KeyboardEvent, peer: Peer) {
        let way = match event.key().as_str() {
            "ArrowLeft" => Some(Way::Left),
            "ArrowRight" => Some(Way::Right),
            "ArrowUp" => Some(Way::Up),
            "ArrowDown" => Some(Way::Down),
            "Enter" | " " => None,
            _ => return,
        };
        // The toolbar's buttons have keys of their own.
        let on_peer = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| target.has_attribute("data-peer"));
        if !on_peer || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        // Or the page would play, step or scroll as well.
        event.prevent_default();
        event.stop_propagation();
        match way {
            None => self.choose(Some(target_of(peer))),
            Some(way) => {
                if let Some(next) = walk::next(&self.plan, peer, way) {
                    self.focus(next);
                }
            }
        }
    }

    fn focus(&self, peer: Peer) {
        let selector = format!("[data-peer={}]", peer_word(peer));
        let element = self
            .wrapper
            .cast::<Element>()
            .and_then(|wrapper| wrapper.query_selector(&selector).ok().flatten())
            .and_then(|element| element.dyn_into::<SvgElement>().ok());
        if let Some(element) = element {
            // Fails only for what cannot have the focus.
            element.focus().ok();
        }
    }

    /// Puts the line being drawn on the screen, past Yew: a pointer moves often.
    fn show_drawing(&self) {
        let drag = self.drag.borrow();
        let set = |node: &NodeRef, path: &str| {
            if let Some(element) = node.cast::<Element>() {
                // The attribute's name is valid.
                element.set_attribute("d", path).ok();
            }
        };
        set(&self.line, &drag.line());
        set(&self.victims, &drag.victims(&self.plan, &self.links));
    }

    /// The pointer's shape says whether a click would select something.
    fn show_what_is_under(&self, p: Point) {
        let target = self.hit(p, Reach::MOUSE);
        #[cfg(feature = "every-protocol")]
        self.handle.point(target);
        let over = target.is_some();
        if let Some(wrapper) = self.wrapper.cast::<Element>()
            && wrapper.has_attribute("data-over") != over
        {
            wrapper.toggle_attribute_with_force("data-over", over).ok();
        }
    }
}

fn target_of(peer: Peer) -> Target {
    match peer {
        Peer::Node(node) => Target::Node(node),
        Peer::Client(client) => Target::Client(client),
    }
}

/// Whether an event is for the toolbar over the stage, not for the stage.
fn on_bar(event: &PointerEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest(".node-bar").ok().flatten())
        .is_some()
}
