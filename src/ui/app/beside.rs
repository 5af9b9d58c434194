//! A second run beside the first: the same seed, network, clients and faults under another protocol,
//! other parameters or other rules. It has no history of its own: whatever is done is done to the
//! first run, and the second follows it in everything but its setup.

use std::cell::RefCell;
use std::rc::Rc;

use super::App;
use super::lanes::Parted;
use crate::protocol::describe::Spec;
use crate::protocol::params::{ParamKind, ParamSpec, ParamValue, YES};
use crate::run;
use crate::say;
use crate::scenario::{Scenario, link};
use crate::text::{Lang, render, t};
use crate::ui::address::Address;
use crate::ui::model::{Intent, Selection, SharedPlayer, Shown, Side};
use crate::ui::stage::StageHandle;
use crate::ui::toast::ToastKind;

/// The second run.
pub struct Beside {
    /// What it was opened from. Protocol, parameters and rules are its own.
    pub scenario: Rc<Scenario>,
    pub player: SharedPlayer,
    pub shown: Shown,
    pub stage: StageHandle,
    /// The first run's revision that it followed last.
    followed: u64,
    /// It is another branch of the first run, which goes its own way.
    pub parted: Option<Parted>,
}

impl Beside {
    pub fn open(scenario: Scenario) -> Result<Beside, crate::protocol::say::Say> {
        let player = run::open(&scenario)?;
        Ok(Beside {
            shown: Shown::of(&*player),
            player: Rc::new(RefCell::new(player)),
            scenario: Rc::new(scenario),
            stage: StageHandle::default(),
            followed: 0,
            parted: None,
        })
    }
}

/// Everything but the protocol's own setup, taken from another scenario.
fn under(setup: &Scenario, circumstances: &Scenario) -> Scenario {
    Scenario {
        protocol: setup.protocol.clone(),
        params: setup.params.clone(),
        broken_rules: setup.broken_rules.clone(),
        ..circumstances.clone()
    }
}

impl App {
    /// Begins or ends comparing. At first both runs are the same: what is changed next is what is
    /// compared.
    pub(super) fn compare(&mut self, on: bool) {
        self.side = Side::First;
        self.beside = None;
        if on {
            let setup = self.player.borrow().scenario();
            self.set_beside(&setup);
            self.side = Side::Second;
        }
    }

    /// Puts a run of this setup beside the first.
    pub(super) fn set_beside(&mut self, setup: &Scenario) {
        if let Err(bad) = run::spec_of(setup) {
            self.bad = Some(bad.after_change(&self.setup().params, &setup.params));
            return;
        }
        let scenario = under(setup, &self.player.borrow().scenario());
        match Beside::open(scenario) {
            Ok(mut beside) => {
                if let Some(before) = self.beside.take() {
                    beside.stage = before.stage;
                }
                let scope = self.scope.clone();
                beside
                    .stage
                    .on_stale(scope.callback(|()| super::Msg::Stale));
                self.bad = None;
                self.beside = Some(beside);
                self.follow();
            }
            Err(why) => self.toasts.add(ToastKind::Refused, why, None),
        }
    }

    /// What a link says of the second run: its setup, since the rest is the first run's.
    pub(super) fn beside_link(&self) -> Option<String> {
        // A link has no word for two branches side by side.
        let beside = self.beside.as_ref().filter(|it| it.parted.is_none())?;
        let setup = Scenario {
            plan: Vec::new(),
            ..(*beside.scenario).clone()
        };
        Some(link::encode(&setup))
    }

    /// Opens the second run that a link asks for.
    pub(super) fn open_beside(&mut self, address: Option<&Address>) {
        let asked = address.and_then(|address| address.beside.as_ref());
        match asked.map(|setup| link::decode(setup)) {
            Some(Ok(setup)) => self.set_beside(&setup),
            Some(Err(why)) => {
                let why = say!("toast.bad_link", why = why);
                self.toasts.add(ToastKind::Refused, why, None);
            }
            None => {}
        }
    }

    /// Brings the second run to where the first one is; true when it changed.
    pub(super) fn follow(&mut self) -> bool {
        let Some(beside) = &mut self.beside else {
            return false;
        };
        let first = self.player.borrow();
        let at = first.moment().at;
        if beside.parted.is_none() && beside.followed != first.revision() {
            beside.followed = first.revision();
            let scenario = under(&beside.scenario, &first.scenario());
            if scenario != *beside.scenario
                && let Ok(player) = run::open(&scenario)
            {
                *beside.player.borrow_mut() = player;
                beside.scenario = Rc::new(scenario);
            }
        }
        let mut player = beside.player.borrow_mut();
        if at < player.end().at {
            player.go_to_time(at);
        } else {
            player.advance_to(at);
        }
        let changed = player.revision() != beside.shown.revision
            || beside.shown.moment.at > player.moment().at;
        if changed {
            beside.shown = Shown::of(&**player);
        }
        changed
    }

    /// The run that the panels are about.
    pub(super) fn looked_at(&self) -> (&SharedPlayer, &Shown) {
        match (&self.beside, self.side) {
            (Some(beside), Side::Second) => (&beside.player, &beside.shown),
            _ => (&self.player, &self.shown),
        }
    }

    /// What the settings change.
    pub(super) fn setup(&self) -> Rc<Scenario> {
        match (&self.beside, self.side) {
            (Some(beside), Side::Second) => beside.scenario.clone(),
            _ => self.base.clone(),
        }
    }

    pub(super) fn look_at(&mut self, side: Side, selection: Selection) {
        self.side = side;
        self.selection = selection;
    }

    /// An intent of the settings, meant for the side that they show.
    pub(super) fn set_up(&mut self, side: Side, intent: Intent) {
        match (side, intent) {
            (Side::Second, Intent::Reopen(scenario)) => {
                let first = self.player.borrow().scenario();
                let shared = under(&first, &scenario);
                let same = (shared.seed, shared.network, shared.clients)
                    == (first.seed, first.network, first.clients);
                if !same {
                    // Chance, network and clients are the same on both sides.
                    self.reopen(Rc::new(shared));
                }
                self.set_beside(&scenario);
            }
            (Side::Second, Intent::BreakRule(id, broken)) => {
                let mut scenario = (*self.setup()).clone();
                scenario.broken_rules.retain(|rule| rule != id);
                if broken {
                    scenario.broken_rules.push(id.to_owned());
                }
                self.set_beside(&scenario);
            }
            (_, intent) => {
                self.carry_out(intent);
            }
        }
    }
}

/// What sets one side apart from the other, in a few words: each with the rules that it breaks.
pub fn differences(side: (&Spec, &[String]), other: (&Spec, &[String]), lang: Lang) -> String {
    let ((spec, broken), (other, kept)) = (side, other);
    let mut words = vec![t(lang, spec.name).to_owned()];
    if spec.id == other.id {
        let differs = |param: &&ParamSpec| {
            let same = |o: &ParamSpec| o.id == param.id && o.value == param.value;
            !param.hidden && !other.params.iter().any(same)
        };
        for param in spec.params.iter().filter(differs) {
            words.push(format!("{} {}", t(lang, param.name), value(param, lang)));
        }
    }
    let alone = |id: &str| {
        let named = |ids: &[String]| ids.iter().any(|broken| broken == id);
        named(broken) && !(spec.id == other.id && named(kept))
    };
    let rules = spec.rules.iter().filter(|rule| alone(rule.id));
    words
        .extend(rules.map(|rule| render(&say!("compare.broken", name = t(lang, rule.name)), lang)));
    words.join(" · ")
}

fn value(param: &ParamSpec, lang: Lang) -> String {
    match (&param.value, &param.kind) {
        (ParamValue::Word(word), ParamKind::Choice(words)) => {
            let label = words.iter().find(|(known, _)| known == word);
            label.map_or(word.clone(), |(_, label)| t(lang, label).to_owned())
        }
        (ParamValue::Word(word), ParamKind::Switch) if word == YES => t(lang, "compare.on").into(),
        (ParamValue::Word(_), ParamKind::Switch) => t(lang, "compare.off").into(),
        (ParamValue::Word(word), _) => word.clone(),
        (ParamValue::Number(number), _) => number.to_string(),
    }
}
