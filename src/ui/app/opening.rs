//! What is on the stage: opened from a link, begun anew, and put back.

use std::rc::Rc;

use super::{App, Before, frame, whole};
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::run;
use crate::run::player::{Moment, Player};
use crate::say;
use crate::scenario::{Scenario, link};
use crate::ui::address::Address;
use crate::ui::model::{Intent, Selection, Shown};
use crate::ui::toast::ToastKind;

/// Opens what a link asks for, at the moment it names.
pub(super) fn open_link(address: &Address) -> Result<(Rc<Scenario>, Box<dyn Player>), Say> {
    let scenario = link::decode(&address.scenario)?;
    let mut player = run::open(&scenario)?;
    if let Some(moment) = address.moment {
        run_to(&mut *player, moment);
    }
    Ok((Rc::new(scenario), player))
}

/// Runs a fresh run up to a moment. A link may name one that lies hours ahead, so this stops
/// after a second or two and shows how far it came.
fn run_to(player: &mut dyn Player, moment: Moment) {
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
        if run::is_elsewhere(&scenario.protocol) {
            return self.reopen_whole(&scenario);
        }
        if let Err(bad) = run::spec_of(&scenario) {
            self.bad = Some(bad);
            return;
        }
        match run::open(&scenario) {
            Ok(player) => {
                let before = Before {
                    base: self.base.clone(),
                    scenario: self.player.borrow().scenario(),
                    moment: self.player.borrow().moment(),
                    story: std::mem::take(&mut self.story),
                };
                self.before = Some(before);
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
            self.playing = false;
        }
    }

    /// Puts a run on the stage in place of the one there.
    fn put_on(&mut self, base: Rc<Scenario>, player: Box<dyn Player>) {
        self.planned = base.plan.len();
        self.base = base;
        *self.player.borrow_mut() = player;
        self.shown = Shown::of(&**self.player.borrow());
        self.slow_now = self.shown.moment.at;
        self.bad = None;
        self.toasts.clear();
        self.splitting = false;
        if !self.still_there(self.selection) {
            self.selection = Selection::Nothing;
        }
        self.look();
    }

    /// Whether what is selected exists in the run shown.
    fn still_there(&self, selection: Selection) -> bool {
        let stage = &self.shown.stage;
        match selection {
            Selection::Node(node) => node.index() < stage.nodes.len(),
            Selection::Client(client) => client.index() < stage.clients.len(),
            Selection::Nothing => true,
            Selection::Link(..) | Selection::Message(_) | Selection::Nodes(_) => false,
        }
    }

    /// The address changed: a link was put into the address bar or followed.
    pub(super) fn follow_address(&mut self) -> bool {
        let Some(address) = Address::here() else {
            return false;
        };
        if whole::is_for_whole(&address) {
            self.ask_for_whole(&address);
            return true;
        }
        match open_link(&address) {
            Ok((base, player)) => {
                self.beside = None;
                self.put_on(base, player);
                self.open_beside(Some(&address));
                self.playing = address.play;
            }
            Err(why) => {
                self.toasts
                    .add(ToastKind::Refused, say!("toast.bad_link", why = why), None);
            }
        }
        true
    }
}
