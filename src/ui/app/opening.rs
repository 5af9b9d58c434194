//! What is on the stage: begun anew, and put back.

use std::rc::Rc;

use super::{App, Before};
use crate::run;
use crate::run::player::Player;
use crate::say;
use crate::scenario::Scenario;
use crate::text::t;
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
        if run::is_elsewhere(&scenario) {
            return self.reopen_elsewhere(&scenario);
        }
        if let Err(bad) = run::spec_of(&scenario) {
            self.bad = Some(bad.after_change(&self.base.params, &scenario.params));
            return;
        }
        match run::open(&scenario) {
            Ok(player) => {
                let chosen = self.offers.of(&scenario).is_some();
                self.remember();
                self.put_on(scenario, player);
                self.playing = true;
                let back = Some(("toast.take_back", Intent::TakeBackReopen));
                let what = match chosen {
                    true => say!("toast.other_run"),
                    false => say!("toast.restarted"),
                };
                self.toasts.add(ToastKind::Info, what, back);
            }
            Err(why) => self.toasts.add(ToastKind::Refused, why, None),
        }
    }

    /// Goes back to the run before the one on the stage.
    pub(super) fn take_back_reopen(&mut self) {
        let before = self.before.take();
        if self.go_back_to(before) {
            self.after = self.before.take();
            self.undone = 0;
        }
    }

    /// Puts a run that was given up on the stage again, and remembers the one there.
    fn go_back_to(&mut self, run: Option<Before>) -> bool {
        let Some(mut other) = run else {
            return false;
        };
        let Some(player) = other.run.take() else {
            return false;
        };
        self.remember();
        self.put_on(other.base, player);
        self.story = other.story;
        #[cfg(feature = "every-protocol")]
        {
            self.whole.files.opened = other.file;
        }
        self.playing = false;
        true
    }

    /// Takes back what was done last in the run, or, when that was to begin it, the whole of it.
    pub(super) fn undo(&mut self) {
        let done = self.player.borrow_mut().undo();
        let nothing = done == Err(say!("toast.nothing_to_undo"));
        if nothing
            && self
                .before
                .as_ref()
                .is_some_and(|before| before.run.is_some())
        {
            return self.take_back_reopen();
        }
        if done.is_ok() {
            self.undone += 1;
            self.toasts.undone();
            self.told = t(self.lang, "transport.undo").to_owned();
            // It may have made a branch, which is no news to whoever takes something back.
            self.shown.lanes = Rc::new(self.player.borrow().lanes());
        }
        self.tell_refusal(done);
    }

    pub(super) fn redo(&mut self) {
        // What was undone last comes first: here that is the run that was begun, unless something was
        // undone in this one since.
        let run_first = self.undone == 0 && self.after.is_some();
        if !run_first && self.player.borrow_mut().redo() {
            self.undone = self.undone.saturating_sub(1);
            self.told = t(self.lang, "transport.redo").to_owned();
            return;
        }
        let after = self.after.take();
        if !self.go_back_to(after) {
            self.tell_refusal(Err(say!("toast.nothing_to_redo")));
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
        self.after = None;
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
