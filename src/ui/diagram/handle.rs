//! How the page's one animation loop reaches the diagram, past Yew.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::utils::window;
use web_sys::{Element, HtmlElement};
use yew::Callback;

use super::painter::{Found, Painter, Told};
use crate::run::player::Player;
use crate::run::spacetime::Spot;
use crate::say;
use crate::text::{self, render};
use crate::ui::stage::axis::{TimeAxis, put_tip};
use crate::ui::stage::palette::Palette;
use crate::view::geometry::Point;
use crate::view::hit::Target;

#[derive(Default)]
struct Inner {
    painter: Painter,
    /// Where words on what is pointed at are shown, and where the pointer is.
    tip: Option<HtmlElement>,
    axis: Option<Element>,
    counted: Option<usize>,
    pointer: Option<Point>,
    tipped: Option<Found>,
    on_told: Option<Callback<Told>>,
    told: Told,
    on_stale: Option<Callback<()>>,
}

/// Made once by the root and given to [`super::DiagramView`].
#[derive(Clone, Default)]
pub struct DiagramHandle(Rc<RefCell<Inner>>);

impl PartialEq for DiagramHandle {
    fn eq(&self, other: &DiagramHandle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl DiagramHandle {
    /// Calls back when the diagram has to be painted, even if the run stands still.
    pub fn on_stale(&self, callback: Callback<()>) {
        self.0.borrow_mut().on_stale = Some(callback);
    }

    pub(super) fn on_told(&self, callback: Option<Callback<Told>>) {
        let mut inner = self.0.borrow_mut();
        inner.on_told = callback;
        inner.told = Told::default();
    }

    /// Paints the moment shown. Called once a frame while the diagram is open.
    pub fn paint(&self, player: &dyn Player) {
        let now = window().performance().map_or(0.0, |clock| clock.now());
        let mut inner = self.0.borrow_mut();
        inner.painter.paint(player, now);
        inner.show_tip(player);
        inner.show_count();
        if inner.painter.told == inner.told {
            return;
        }
        inner.told = inner.painter.told.clone();
        let (callback, told) = (inner.on_told.clone(), inner.told.clone());
        // The callback may come back here.
        drop(inner);
        if let Some(callback) = callback {
            callback.emit(told);
        }
    }

    /// The colours of the style sheet are others now.
    pub fn theme_changed(&self) {
        self.tell(|painter| painter.palette = Palette::read());
    }

    /// Another run is on the stage: what was chosen and filtered in the one before is not in it.
    pub fn forget(&self) {
        self.tell(|painter| {
            painter.chosen = None;
            painter.hover = None;
            painter.told = Told::default();
            painter.axis.let_go();
        });
    }

    /// Shows what is pointed at on the stage.
    pub fn light(&self, target: Option<Target>) {
        if self.ask(|painter| painter.lit) != target {
            self.tell_over(|painter| painter.lit = target);
        }
    }

    /// Changes what the painter has to know.
    pub(super) fn tell(&self, change: impl FnOnce(&mut Painter)) {
        let stale = {
            let mut inner = self.0.borrow_mut();
            change(&mut inner.painter);
            inner.painter.soil();
            inner.on_stale.clone()
        };
        if let Some(stale) = stale {
            stale.emit(());
        }
    }

    /// Changes what is pointed at.
    fn tell_over(&self, change: impl FnOnce(&mut Painter)) {
        let stale = {
            let mut inner = self.0.borrow_mut();
            change(&mut inner.painter);
            inner.painter.soil_over();
            inner.on_stale.clone()
        };
        if let Some(stale) = stale {
            stale.emit(());
        }
    }

    /// Looks at what is painted.
    pub(super) fn ask<T>(&self, look: impl FnOnce(&Painter) -> T) -> T {
        look(&self.0.borrow().painter)
    }

    pub(super) fn set_parts(&self, axis: Option<Element>, tip: Option<HtmlElement>) {
        let mut inner = self.0.borrow_mut();
        inner.axis = axis;
        inner.tip = tip;
        inner.counted = None;
    }

    /// The pointer is here, over this.
    pub(super) fn point(&self, pointer: Option<Point>, found: Option<Found>) {
        self.0.borrow_mut().pointer = pointer;
        if self.ask(|painter| painter.hover) != found {
            self.tell_over(|painter| painter.hover = found);
        }
    }

    /// Counts the messages in the background, or shows them one by one.
    pub(super) fn fold(&self) {
        self.tell(|painter| painter.told.unfolded = !painter.told.unfolded);
    }

    /// Hides a kind of messages, or shows it again.
    pub(super) fn hide_or_show(&self, kind: &'static str) {
        self.tell(|painter| {
            let hidden = &mut painter.told.hidden;
            match hidden.iter().position(|known| *known == kind) {
                Some(place) => drop(hidden.remove(place)),
                None => hidden.push(kind),
            }
        });
    }

    pub(super) fn choose(&self, step: Option<u64>) {
        self.tell(|painter| painter.chosen = step);
    }

    /// Shows another stretch of time.
    pub(super) fn turn(&self, turn: impl FnOnce(&mut TimeAxis)) {
        self.tell(|painter| turn(&mut painter.axis));
    }

    /// Chooses the event that comes next on a way through the events that are shown.
    pub(super) fn walk(&self, next: impl FnOnce(&[Spot], Option<&Spot>) -> Option<Spot>) {
        let found = self.ask(|painter| {
            let spots = &painter.content.spots;
            let chosen = painter
                .chosen
                .and_then(|step| spots.iter().find(|s| s.step == step));
            next(spots, chosen)
        });
        if let Some(spot) = found {
            self.choose(Some(spot.step));
        }
    }
}

impl Inner {
    /// For tests and measurements.
    fn show_count(&mut self) {
        let count = self.painter.count;
        if let Some(axis) = self.axis.as_ref().filter(|_| self.counted != Some(count)) {
            // The name is valid.
            axis.set_attribute("data-shown", &count.to_string()).ok();
            self.counted = Some(count);
        }
    }

    fn show_tip(&mut self, player: &dyn Player) {
        let Some(tip) = &self.tip else { return };
        let painter = &self.painter;
        let lang = painter.lang;
        let words = match painter.hover {
            Some(Found::Event(spot)) => player.event(spot.step).map(|event| {
                format!(
                    "{} · {}",
                    text::span(event.at, lang),
                    render(&event.what, lang)
                )
            }),
            Some(Found::Way(place)) => painter.detail(player, place).map(|message| {
                let say = say!(
                    "diagram.way",
                    what = message.face.label,
                    from = crate::run::spacetime::peer_words(message.key.from),
                    to = crate::run::spacetime::peer_words(message.key.to),
                    sent = message.sent,
                    due = message.due
                );
                render(&say, lang)
            }),
            _ => None,
        };
        let (Some(words), Some(pointer)) = (words, self.pointer) else {
            tip.set_hidden(true);
            self.tipped = None;
            return;
        };
        if self.tipped != painter.hover {
            tip.set_text_content(Some(&words));
            tip.set_hidden(false);
            self.tipped = painter.hover;
        }
        put_tip(tip, pointer.times(painter.axis.unit), painter.axis.size.0);
    }
}
