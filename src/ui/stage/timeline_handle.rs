//! How the page's one animation loop reaches the footer's diagram, past Yew.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::utils::window;
use yew::Callback;

use super::axis::TimeAxis;
use super::palette::Palette;
use super::timeline_painter::TimelinePainter;
use crate::run::player::{BranchId, Lane, Player};
use crate::view::timescale::Window;

/// What the lanes under the diagram are drawn from.
#[derive(Clone, PartialEq, Default)]
pub struct LanesShown {
    pub lanes: Vec<Lane>,
    pub current: BranchId,
    pub window: Option<Window>,
    /// In units, and how many pixels one is.
    pub size: (f64, f64),
    pub unit: f64,
}

#[derive(Default)]
struct Inner {
    painter: TimelinePainter,
    on_lanes: Option<Callback<LanesShown>>,
    on_stale: Option<Callback<()>>,
    lanes: LanesShown,
}

/// Made once by the root and given to [`super::TimelineView`].
#[derive(Clone, Default)]
pub struct TimelineHandle(Rc<RefCell<Inner>>);

impl PartialEq for TimelineHandle {
    fn eq(&self, other: &TimelineHandle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl TimelineHandle {
    pub fn new() -> TimelineHandle {
        TimelineHandle::default()
    }

    /// Calls back when the diagram no longer shows what it should (after zooming, say) and has to
    /// be painted, even if the run stands still.
    pub fn on_stale(&self, callback: Callback<()>) {
        self.0.borrow_mut().on_stale = Some(callback);
    }

    /// The stretch of time that is shown.
    #[cfg(feature = "every-protocol")]
    pub fn window(&self) -> Window {
        self.ask(|painter| painter.axis.window)
    }

    /// Moves the cursor to the moment shown, and paints what happened when that has changed.
    /// Called once a frame, and at least once after playing has stopped.
    pub fn paint(&self, player: &dyn Player) {
        let now = window().performance().map_or(0.0, |clock| clock.now());
        let mut inner = self.0.borrow_mut();
        if !inner.painter.paint(player, now) {
            return;
        }
        let lanes = LanesShown {
            lanes: player.lanes(),
            current: player.lane(),
            window: Some(inner.painter.axis.window),
            size: inner.painter.axis.units(),
            unit: inner.painter.axis.unit,
        };
        // A single lane is the run itself and needs no drawing.
        if lanes.lanes.len() < 2 && inner.lanes.lanes.len() < 2 || lanes == inner.lanes {
            return;
        }
        inner.lanes = lanes.clone();
        let callback = inner.on_lanes.clone();
        // The callback may come back here.
        drop(inner);
        if let Some(callback) = callback {
            callback.emit(lanes);
        }
    }

    /// The colours of the style sheet are others now.
    pub fn theme_changed(&self) {
        self.tell(|painter| painter.palette = Palette::read());
    }

    pub(super) fn on_lanes(&self, callback: Option<Callback<LanesShown>>) {
        self.0.borrow_mut().on_lanes = callback;
    }

    /// Changes what the painter has to know.
    pub(super) fn tell(&self, change: impl FnOnce(&mut TimelinePainter)) {
        let mut inner = self.0.borrow_mut();
        change(&mut inner.painter);
        inner.painter.soil();
        let stale = inner.on_stale.clone();
        // The callback may come back here.
        drop(inner);
        if let Some(callback) = stale {
            callback.emit(());
        }
    }

    pub(super) fn ask<T>(&self, look: impl FnOnce(&TimelinePainter) -> T) -> T {
        look(&self.0.borrow().painter)
    }

    /// Shows another stretch of time.
    pub(super) fn turn(&self, turn: impl FnOnce(&mut TimeAxis)) {
        self.tell(|painter| turn(&mut painter.axis));
    }
}
