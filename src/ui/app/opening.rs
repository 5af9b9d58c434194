//! What is on the stage: begun anew, and put back.

use std::rc::Rc;

use super::{App, Before};
use crate::run;
use crate::run::player::Player;
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

impl App {
    /// Starts anew from another scenario, if its parts fit together.
    pub(super) fn reopen(&mut self, scenario: Rc<Scenario>) {
        #[cfg(not(feature = "every-protocol"))]
        if run::is_elsewhere(&scenario.protocol) {
            return self.reopen_elsewhere(&scenario);
        }
        if let Err(bad) = run::spec_of(&scenario) {
            self.bad = Some(bad.after_change(&self.base.params, &scenario.params));
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
        if let Some(player) = before.run {
            self.put_on(before.base, player);
            self.story = before.story;
            #[cfg(feature = "every-protocol")]
            {
                self.whole.files.opened = before.file;
            }
            self.playing = false;
        }
    }

    /// Keeps what is on the stage, to come back to it.
    pub(super) fn remember(&mut self) {
        self.before = Some(Before {
            base: self.base.clone(),
            run: None,
            story: std::mem::take(&mut self.story),
            #[cfg(feature = "every-protocol")]
            file: self.whole.files.opened.clone(),
        });
    }

    /// Puts a run on the stage in place of the one there.
    pub(super) fn put_on(&mut self, base: Rc<Scenario>, player: Box<dyn Player>) {
        self.planned = base.plan.len();
        // What a file says of its run it says of no other.
        #[cfg(feature = "every-protocol")]
        if !Rc::ptr_eq(&self.base, &base) {
            self.whole.files.opened = None;
        }
        self.base = base;
        let old = self.player.replace(player);
        if let Some(before) = &mut self.before {
            before.run.get_or_insert(old);
        }
        self.shown = Shown::of(&**self.player.borrow());
        self.slow_now = self.shown.moment.at;
        self.bad = None;
        self.toasts.clear();
        #[cfg(feature = "every-protocol")]
        {
            self.whole.diagram.forget();
            if let Some(embedded) = &mut self.whole.embedded {
                embedded.told.forget_run();
            }
        }
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
