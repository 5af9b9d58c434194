//! Carrying out what people want of the hunt, and what its worker says.

use std::rc::Rc;

use yew::prelude::*;

use super::{App, Msg, web_now};
use crate::hunt::message::{FromWorker, ToWorker};
use crate::hunt::{Finding, MEGABYTE, Schedule};
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::run;
use crate::run::player::BranchId;
use crate::say;
use crate::scenario::Scenario;
use crate::text::{headline, render, t};
use crate::ui::ahead::run_on;
use crate::ui::button::button;
use crate::ui::el::el;
use crate::ui::hunt::desk::{Desk, Stand, Subject};
use crate::ui::hunt::line::Line;
use crate::ui::hunt::sheet::{SheetProps, sheet};
use crate::ui::hunt::watch::Watching;
use crate::ui::hunt::{HuntIntent, keep, words};
use crate::ui::model::{Intent, Selection, Shown};
use crate::ui::toast::ToastKind;

/// The hunt and its worker.
#[derive(Default)]
pub struct Hunting {
    /// Whole for the sheet, which draws from it.
    desk: Rc<Desk>,
    line: Option<Line>,
    /// What the worker is to be told when it listens.
    wanted: Option<ToWorker>,
    /// What was kept from an earlier visit has been looked for.
    recalled: bool,
    /// The finding whose branch was made last, and the base of the run that it is a branch of.
    watching: Option<(Rc<Scenario>, Watching)>,
}

impl Hunting {
    fn desk_mut(&mut self) -> &mut Desk {
        Rc::make_mut(&mut self.desk)
    }
}

impl App {
    pub(super) fn hunt(&mut self, intent: HuntIntent) {
        let desk = self.whole.hunting.desk_mut();
        match intent {
            HuntIntent::Open => self.open_hunt(),
            HuntIntent::Close => desk.open = false,
            HuntIntent::Allow(cost, most) => {
                desk.choose(|job| job.budgets = job.budgets.with(cost, most));
            }
            HuntIntent::Requests(requests) => desk.choose(|job| job.requests = requests),
            HuntIntent::Ahead(ahead) => desk.choose(|job| job.ahead = ahead),
            HuntIntent::States(states) => desk.choose(|job| job.states = states),
            HuntIntent::Megabytes(most) => {
                desk.choose(|job| job.bytes = u64::from(most) * MEGABYTE);
            }
            HuntIntent::Begin => self.begin_hunt(false),
            HuntIntent::Again { less } => self.begin_hunt(less),
            HuntIntent::Pause => {
                desk.stand = Stand::Paused;
                self.tell_worker(&ToWorker::Pause);
            }
            HuntIntent::GoOn => {
                desk.go_on();
                self.tell_worker(&ToWorker::GoOn);
            }
            HuntIntent::Stop => self.stop_hunt(),
            HuntIntent::SetUp => self.set_up_hunt(),
            HuntIntent::Watch(at) => self.watch(at),
            HuntIntent::GoThere => {
                if let Some(subject) = self.whole.hunting.desk.subject.clone() {
                    self.whole.hunting.desk_mut().open = false;
                    self.go_to_hunted(&subject);
                }
            }
            HuntIntent::Heard(message) => self.hear_worker(message),
            HuntIntent::Died(said) => self.hear_worker(FromWorker::Failed(said)),
        }
    }

    fn open_hunt(&mut self) {
        if !std::mem::replace(&mut self.whole.hunting.recalled, true) {
            keep::recall(self.whole.hunting.desk_mut());
        }
        if self.whole.hunting.desk.stand == Stand::SetUp {
            self.set_up_hunt();
        }
        self.playing = false;
        let desk = self.whole.hunting.desk_mut();
        desk.open = desk.subject.is_some();
    }

    /// From the moment shown.
    fn set_up_hunt(&mut self) {
        self.end_line();
        let (scenario, from, lane) = {
            let player = self.player.borrow();
            (player.scenario(), player.moment().at, player.lane())
        };
        if let Err(why) = self.whole.hunting.desk_mut().set_up(scenario, from, lane) {
            self.toasts.add(ToastKind::Refused, why, None);
        }
    }

    fn begin_hunt(&mut self, less: bool) {
        self.end_line();
        self.whole.hunting.wanted = self.whole.hunting.desk_mut().begin(less);
        let scope = self.scope.clone();
        let on_word = Callback::from(move |word| {
            if !crate::ui::crash::is_dead() {
                scope.send_message(Msg::Do(Intent::Hunt(word)));
            }
        });
        match Line::open(on_word) {
            Ok(line) => self.whole.hunting.line = Some(line),
            Err(why) => self.whole.hunting.desk_mut().fail(format!("{why:?}")),
        }
    }

    fn stop_hunt(&mut self) {
        if self.whole.hunting.desk.stand == Stand::Starting {
            // Nothing was covered yet.
            self.whole.hunting.desk_mut().stand = Stand::SetUp;
            return self.end_line();
        }
        self.tell_worker(&ToWorker::Stop);
    }

    fn tell_worker(&self, message: &ToWorker) {
        if let Some(line) = &self.whole.hunting.line {
            line.say(message);
        }
    }

    /// Lets the worker go, with all its memory.
    fn end_line(&mut self) {
        self.whole.hunting.line = None;
        self.whole.hunting.wanted = None;
    }

    fn hear_worker(&mut self, message: FromWorker) {
        if message == FromWorker::Ready
            && let Some(wanted) = self.whole.hunting.wanted.take()
        {
            self.tell_worker(&wanted);
        }
        let passing = matches!(message, FromWorker::Progress(..));
        let news = self.whole.hunting.desk.news(&message);
        if self.whole.hunting.desk_mut().hear(message, web_now()) {
            self.end_line();
        }
        let desk = &self.whole.hunting.desk;
        if !passing {
            keep::store(desk);
        }
        // Whoever has gone on with something else is told.
        if let (Some((kind, text)), false) = (news, desk.open) {
            let look = Some(("hunt.look", Intent::Hunt(HuntIntent::Open)));
            self.toasts.add(kind, text, look);
        }
    }

    /// Plays a finding as a branch of the run that it was found in.
    fn watch(&mut self, at: usize) {
        let desk = &self.whole.hunting.desk;
        let found = desk.findings.get(at).cloned();
        let (Some(finding), Some(subject)) = (found, desk.subject.clone()) else {
            return;
        };
        let Some(schedule) = &finding.schedule else {
            return;
        };
        if !self.go_to_hunted(&subject) {
            return;
        }
        let promise = words::promise(&subject.spec, &finding.promise);
        let words = render(&say!("hunt.branch", promise = promise), self.lang);
        match self.graft(subject.job.from, &finding, schedule, words) {
            Ok(()) => {
                self.whole.hunting.desk_mut().open = false;
                self.selection = Selection::Nothing;
                self.playing = true;
            }
            Err(why) => self.toasts.add(ToastKind::Refused, why, None),
        }
    }

    fn graft(
        &mut self,
        from: Micros,
        finding: &Finding,
        schedule: &Schedule,
        words: String,
    ) -> Result<(), Say> {
        let player = self.player.clone();
        let mut player = player.borrow_mut();
        player.graft((from, schedule.until), &schedule.plan, words)?;
        let watching = Watching::read(&**player, finding, schedule);
        self.whole.hunting.watching = Some((self.base.clone(), watching));
        // Nobody needs to be told of this branch.
        self.toasts.clear();
        self.shown = Shown::of(&**player);
        self.slow_now = self.shown.moment.at;
        drop(player);
        self.look();
        Ok(())
    }

    /// Puts the run that was hunted on the stage, at the moment where that began. Where it is there
    /// already, on whichever branch, nothing is lost; otherwise there is a way back.
    fn go_to_hunted(&mut self, subject: &Subject) -> bool {
        let from = subject.job.from;
        if let Some(lane) = self.lane_of_hunted(subject) {
            self.travel(|player| {
                player.switch_lane(lane);
                player.advance_to(from);
                player.go_to_time(from);
            });
            return true;
        }
        let mut player = match run::open(&subject.scenario) {
            Ok(player) => player,
            Err(why) => {
                self.toasts.add(ToastKind::Refused, why, None);
                return false;
            }
        };
        run_on(&mut *player, from);
        self.remember();
        self.beside = None;
        let base = self.base_of(&subject.scenario);
        self.put_on(base, player);
        self.playing = false;
        let back = Some(("toast.take_back", Intent::TakeBackReopen));
        self.toasts
            .add(ToastKind::Info, say!("hunt.went_there"), back);
        true
    }

    /// A branch that was, until the hunt began, what the hunt is about.
    fn lane_of_hunted(&self, subject: &Subject) -> Option<BranchId> {
        let tree = self.player.borrow().tree();
        let first = [subject.lane.0 as usize, tree.shown];
        let mut all = first.into_iter().chain(0..tree.branches.len());
        let found = all.find(|branch| {
            *branch < tree.branches.len()
                && is_same(&tree.scenario(*branch), &subject.scenario, subject.job.from)
        });
        found.map(|branch| BranchId(branch as u32))
    }

    /// Whether the run on the stage, on the branch shown, is the one that the hunt is about.
    fn is_hunted(&self) -> bool {
        let subject = self.whole.hunting.desk.subject.as_ref();
        subject.is_some_and(|subject| {
            let scenario = self.player.borrow().scenario();
            is_same(&scenario, &subject.scenario, subject.job.from)
        })
    }

    pub(super) fn hunt_sheet(&self, on_intent: &Callback<Intent>) -> Html {
        let desk = &self.whole.hunting.desk;
        sheet(&SheetProps {
            lang: self.lang,
            here: !desk.open || self.is_hunted(),
            desk: desk.clone(),
            on_intent: on_intent.clone(),
        })
    }

    /// What the step shown of a finding that is watched is.
    pub(super) fn hunt_caption(&self) -> Html {
        let Some(watching) = self.watched() else {
            return self.hunt_going_on();
        };
        let (head, what) = watching.caption(self.shown.moment.at);
        el!(p "class"="files-caption hunt-caption" "data-testid"="hunt-caption" =>
            el!(b => render(&head, self.lang)),
            what.map(|what| el!(span => headline(&what, self.lang))),
        )
        .html()
    }

    /// That a search goes on while its sheet is closed.
    fn hunt_going_on(&self) -> Html {
        let (lang, desk) = (self.lang, &self.whole.hunting.desk);
        let states = desk.progress.map_or(0, |progress| progress.all_states);
        let states = words::grouped(states);
        let text = match desk.stand {
            Stand::Starting | Stand::Searching => say!("hunt.running", states = &*states),
            Stand::Paused => say!("hunt.running.paused", states = &*states),
            Stand::Found => say!("hunt.running.found"),
            _ => return el!(div "hidden"={true}).html(),
        };
        if desk.open {
            return el!(div "hidden"={true}).html();
        }
        let open = self
            .scope
            .callback(|()| Msg::Do(Intent::Hunt(HuntIntent::Open)));
        el!(p "class"="files-caption hunt-caption" "data-testid"="hunt-going-on" =>
            el!(span => render(&text, lang)),
            button("hunt-look", t(lang, "hunt.look"), open).class("small"),
        )
        .html()
    }

    /// How much of the usual pace it plays with.
    pub(super) fn hunt_pace(&self, at: Micros) -> f64 {
        self.watched().map_or(1.0, |watching| watching.pace(at))
    }

    /// The finding whose branch is on the stage.
    fn watched(&self) -> Option<&Watching> {
        let (base, watching) = self.whole.hunting.watching.as_ref()?;
        let mut lanes = self.shown.lanes.iter();
        let shown = lanes.find(|lane| lane.id == self.shown.lane)?;
        // Another run may have a branch of the same name.
        (Rc::ptr_eq(base, &self.base) && watching.is_on(shown)).then_some(watching)
    }
}

/// Whether two scenarios make the same run until a time.
fn is_same(one: &Scenario, other: &Scenario, until: Micros) -> bool {
    let before = |scenario: &Scenario| scenario.plan.partition_point(|p| p.at <= until);
    one.plan[..before(one)] == other.plan[..before(other)]
        && Scenario {
            plan: Vec::new(),
            ..one.clone()
        } == Scenario {
            plan: Vec::new(),
            ..other.clone()
        }
}
