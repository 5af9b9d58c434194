//! How the page's one animation loop reaches the stage's canvas, past Yew.

use std::cell::RefCell;
use std::rc::Rc;

use super::painter::StagePainter;
use super::palette::Palette;
use crate::run::player::{MessageNo, Player};
use crate::view::geometry::Point;

/// Made once by the root and given to [`super::StageView`].
#[derive(Clone, Default)]
pub struct StageHandle(Rc<RefCell<StagePainter>>);

impl PartialEq for StageHandle {
    fn eq(&self, other: &StageHandle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl StageHandle {
    pub fn new() -> StageHandle {
        StageHandle::default()
    }

    /// Draws the messages in flight at the moment shown. Called once a frame.
    pub fn paint(&self, player: &dyn Player) {
        self.0.borrow_mut().paint(player);
    }

    /// The colours of the style sheet are others now.
    pub fn theme_changed(&self) {
        let mut painter = self.0.borrow_mut();
        painter.palette = Palette::read();
        painter.soil();
    }

    /// Changes what the painter has to know.
    pub(super) fn tell(&self, change: impl FnOnce(&mut StagePainter)) {
        let mut painter = self.0.borrow_mut();
        change(&mut painter);
        painter.soil();
    }

    /// Looks at where the messages are.
    pub(super) fn with_places<T>(&self, look: impl FnOnce(&[(MessageNo, Point)]) -> T) -> T {
        look(self.0.borrow().places())
    }
}
