//! How the page's one animation loop reaches the stage's canvas, past Yew.

use std::cell::RefCell;
use std::rc::Rc;

use yew::Callback;

use super::painter::StagePainter;
use super::palette::Palette;
#[cfg(feature = "every-protocol")]
use crate::protocol::ids::NodeSet;
use crate::run::player::{MessageNo, Player};
use crate::view::geometry::Point;
#[cfg(feature = "every-protocol")]
use crate::view::hit::Target;

/// Made once by the root and given to [`super::StageView`].
#[derive(Clone, Default)]
pub struct StageHandle(Rc<Inner>);

#[derive(Default)]
struct Inner {
    painter: RefCell<StagePainter>,
    on_stale: RefCell<Option<Callback<()>>>,
    #[cfg(feature = "every-protocol")]
    on_point: RefCell<Option<Callback<Option<Target>>>>,
}

impl PartialEq for StageHandle {
    fn eq(&self, other: &StageHandle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl StageHandle {
    pub fn new() -> StageHandle {
        StageHandle::default()
    }

    /// Calls back when the canvas no longer shows what it should (after a change of size, say)
    /// and has to be painted, even if the run stands still.
    pub fn on_stale(&self, callback: Callback<()>) {
        *self.0.on_stale.borrow_mut() = Some(callback);
    }

    /// Draws the messages in flight at the moment shown. Called once a frame.
    pub fn paint(&self, player: &dyn Player) {
        self.0.painter.borrow_mut().paint(player);
    }

    /// The colours of the style sheet are others now.
    pub fn theme_changed(&self) {
        self.tell(|painter| painter.palette = Palette::read());
    }

    /// Calls back with what the pointer is over.
    #[cfg(feature = "every-protocol")]
    pub fn on_point(&self, callback: Callback<Option<Target>>) {
        *self.0.on_point.borrow_mut() = Some(callback);
    }

    #[cfg(feature = "every-protocol")]
    pub(super) fn point(&self, target: Option<Target>) {
        if let Some(callback) = &*self.0.on_point.borrow() {
            callback.emit(target);
        }
    }

    /// Marks nodes that are not the same on a stage beside this one.
    #[cfg(feature = "every-protocol")]
    pub fn mark(&self, nodes: NodeSet) {
        if self.0.painter.borrow().differing != nodes {
            self.tell(|painter| painter.differing = nodes);
        }
    }

    /// Shows what is pointed at elsewhere.
    #[cfg(feature = "every-protocol")]
    pub fn light(&self, target: Option<Target>) {
        if self.0.painter.borrow().lit != target {
            self.tell(|painter| painter.lit = target);
        }
    }

    /// Changes what the painter has to know.
    pub(super) fn tell(&self, change: impl FnOnce(&mut StagePainter)) {
        {
            let mut painter = self.0.painter.borrow_mut();
            change(&mut painter);
            painter.soil();
        }
        if let Some(callback) = &*self.0.on_stale.borrow() {
            callback.emit(());
        }
    }

    /// Looks at where the messages are.
    pub(super) fn with_places<T>(&self, look: impl FnOnce(&[(MessageNo, Point)]) -> T) -> T {
        look(self.0.painter.borrow().places())
    }
}
