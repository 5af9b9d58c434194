//! What is on the stage: begun anew, and put back.

use std::rc::Rc;

use super::{App, Before, frame};
use crate::protocol::ids::Micros;
use crate::run;
use crate::run::player::{Moment, Player};
use crate::say;
use crate::scenario::Scenario;
use crate::ui::model::{Intent, Selection, Shown};
use crate::ui::toast::ToastKind;

/// A run to begin with.
pub(super) struct Linked {
    pub base: Rc<Scenario>,
    pub player: Box<dyn Player>,
    /// Whether it goes on at once.
    pub play: bool,
}

/// Runs a fresh run up to a moment. A link may name one that lies hours ahead, so this stops
/// after a second or two and shows how far it came.
pub(super) fn run_to(player: &mut dyn Player, moment: Moment) {
    const PATIENCE_MS: f64 = 1_500.0;
    const STRIDE: Micros = Micros::from_millis(500);
    let started = frame::web_now();
    while player.moment().at < moment.at && frame::web_now() - started < PATIENCE_MS {
        let next = player.moment().at.plus(STRIDE).min(moment.at);
        player.advance_to(next);
    }
    // Several events may happen at one time; the step says after which of them.
    if player.moment().step > moment.step {
        player.go_to_step(moment.step);
    }
}

impl App {
    /// Starts anew from another scenario, if its parts fit together.
    pub(super) fn reopen(&mut self, scenario: Rc<Scenario>) {
        #[cfg(not(feature = "every-protocol"))]
        if run::is_elsewhere(&scenario.protocol) {
            return self.reopen_elsewhere(&scenario);
        }
        if let Err(bad) = run::spec_of(&scenario) {
            self.bad = Some(bad);
            return;
        }
        match run::open(&scenario) {
            Ok(player) => {
                self.remember();
                self.put_on(scenario, player);
                self.playing = true;
                let back = Some(("toast.take_back", Intent::TakeBackReopen));
                self.toasts
                    .add(ToastKind::Info, say!("toast.restarted"), back);
            }
            Err(why) => self.toasts.add(ToastKind::Refused, why, None),
        }
    }

    pub(super) fn take_back_reopen(&mut self) {
        let Some(before) = self.before.take() else {
            return;
        };
        if let Ok(mut player) = run::open(&before.scenario) {
            run_to(&mut *player, before.moment);
            self.put_on(before.base.clone(), player);
            self.planned = before.base.plan.len();
            self.story = before.story;
            #[cfg(feature = "every-protocol")]
            {
                self.files.opened = before.file;
            }
            self.playing = false;
        }
    }

    /// Keeps what is on the stage, to come back to it.
    pub(super) fn remember(&mut self) {
        self.before = Some(Before {
            base: self.base.clone(),
            scenario: self.player.borrow().scenario(),
            moment: self.player.borrow().moment(),
            story: std::mem::take(&mut self.story),
            #[cfg(feature = "every-protocol")]
            file: self.files.opened.clone(),
        });
    }

    /// Puts a run on the stage in place of the one there.
    pub(super) fn put_on(&mut self, base: Rc<Scenario>, player: Box<dyn Player>) {
        self.planned = base.plan.len();
        // What a file says of its run it says of no other.
        #[cfg(feature = "every-protocol")]
        if !Rc::ptr_eq(&self.base, &base) {
            self.files.opened = None;
        }
        self.base = base;
        *self.player.borrow_mut() = player;
        self.shown = Shown::of(&**self.player.borrow());
        self.slow_now = self.shown.moment.at;
        self.bad = None;
        self.toasts.clear();
        #[cfg(feature = "every-protocol")]
        self.diagram.forget();
        self.splitting = false;
        if !self.still_there(self.selection) {
            self.selection = Selection::Nothing;
        }
        self.look();
    }

    /// Whether what is selected exists in the run shown.
    pub(super) fn still_there(&self, selection: Selection) -> bool {
        let stage = &self.shown.stage;
        match selection {
            Selection::Node(node) => node.index() < stage.nodes.len(),
            Selection::Client(client) => client.index() < stage.clients.len(),
            Selection::Nothing => true,
            Selection::Link(..) | Selection::Message(_) | Selection::Nodes(_) => false,
        }
    }
}
