//! What stands for the second run in the small program, which shows one alone: a type that has no
//! values, so that all that would be done with one is left out of the program.

use std::convert::Infallible;
use std::rc::Rc;

use super::App;
use crate::protocol::describe::Spec;
use crate::scenario::Scenario;
use crate::text::Lang;
use crate::ui::model::{Intent, Selection, SharedPlayer, Shown, Side};
use crate::ui::stage::StageHandle;

/// None.
pub struct Beside {
    pub scenario: Rc<Scenario>,
    pub player: SharedPlayer,
    pub shown: Shown,
    pub stage: StageHandle,
    pub parted: Option<Infallible>,
    _none: Infallible,
}

impl App {
    pub(super) fn beside_link(&self) -> Option<String> {
        None
    }

    pub(super) fn follow(&mut self) -> bool {
        false
    }

    pub(super) fn looked_at(&self) -> (&SharedPlayer, &Shown) {
        (&self.player, &self.shown)
    }

    pub(super) fn lane_name(&self, _: Side) -> Option<String> {
        None
    }

    pub(super) fn parting_words(&self) -> Option<String> {
        None
    }

    pub(super) fn look_at(&mut self, _: Side, _: Selection) {}

    pub(super) fn set_up(&mut self, _: Side, intent: Intent) {
        self.carry_out(intent);
    }
}

pub fn differences(_: (&Spec, &[String]), _: (&Spec, &[String]), _: Lang) -> String {
    String::new()
}
