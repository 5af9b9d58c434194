//! What the page knows of a hunt. Pure, so that it is tested without a browser.

use std::rc::Rc;

use super::words;
use crate::check::explore::cluster::budgets::Cost;
use crate::hunt::message::{FromWorker, ToWorker};
use crate::hunt::{Coverage, Finding, Job, MEGABYTE, Progress};
use crate::protocol::describe::Spec;
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::run::player::BranchId;
use crate::run::spec_of;
use crate::say;
use crate::scenario::Scenario;
use crate::ui::toast::ToastKind;

/// Trying with less means this much less.
const LESS: u32 = 3;

/// How it stands with the hunt.
#[derive(Clone, PartialEq, Debug)]
pub enum Stand {
    /// The bounds are being chosen.
    SetUp,
    /// The worker's program is on its way.
    Starting,
    Searching,
    Paused,
    /// Something was found, and the worker waits.
    Found,
    /// It is over.
    Done,
    /// The worker is no more.
    Failed(Failure),
    /// The visitor had left while it was searching.
    Left,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    /// It had begun to search.
    pub began: bool,
    /// What it said in the end.
    pub said: String,
}

/// What a hunt is about.
#[derive(Clone, PartialEq)]
pub struct Subject {
    pub job: Job,
    pub scenario: Rc<Scenario>,
    pub spec: Rc<Spec>,
    /// The branch that was shown.
    pub lane: BranchId,
}

/// The hunt as the page sees it.
#[derive(Clone, PartialEq)]
pub struct Desk {
    pub open: bool,
    pub stand: Stand,
    pub subject: Option<Subject>,
    pub progress: Option<Progress>,
    /// Memory of the worker in bytes.
    pub memory: u64,
    /// States a second, lately.
    pub speed: Option<u32>,
    /// When the last progress was heard of, and how many states there were then.
    measured: Option<(f64, u64)>,
    pub findings: Rc<Vec<Finding>>,
    pub coverage: Option<Coverage>,
    /// Bounds that were chosen by hand hold for the next hunt, too.
    chosen: bool,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk {
            open: false,
            stand: Stand::SetUp,
            subject: None,
            progress: None,
            memory: 0,
            speed: None,
            measured: None,
            findings: Rc::default(),
            coverage: None,
            chosen: false,
        }
    }
}

impl Desk {
    /// Prepares a hunt from a moment of a run. What was chosen before is kept where it is about the
    /// same protocol.
    pub fn set_up(&mut self, scenario: Scenario, from: Micros, lane: BranchId) -> Result<(), Say> {
        let spec = spec_of(&scenario).map_err(|bad| bad.say())?;
        let mut job = Job::about(&scenario, from)?;
        let before = self.subject.take().filter(|_| self.chosen);
        if let Some(before) = before.filter(|before| before.spec.id == spec.id) {
            job = Job {
                link: job.link,
                from,
                ..before.job
            };
        }
        *self = Desk {
            open: self.open,
            subject: Some(Subject {
                job,
                scenario: Rc::new(scenario),
                spec: Rc::new(spec),
                lane,
            }),
            chosen: self.chosen,
            ..Desk::default()
        };
        Ok(())
    }

    /// Results of an earlier visit.
    pub fn recall(&mut self, job: Job, findings: Vec<Finding>, coverage: Option<Coverage>) {
        let Ok(scenario) = job.scenario() else {
            return;
        };
        let Ok(spec) = spec_of(&scenario) else {
            return;
        };
        self.stand = match coverage {
            Some(_) => Stand::Done,
            None => Stand::Left,
        };
        self.subject = Some(Subject {
            job,
            scenario: Rc::new(scenario),
            spec: Rc::new(spec),
            lane: BranchId::default(),
        });
        self.findings = Rc::new(findings);
        self.coverage = coverage;
    }

    /// Changes the bounds.
    pub fn choose(&mut self, change: impl FnOnce(&mut Job)) {
        if let Some(subject) = self.subject.as_mut().filter(|_| self.stand == Stand::SetUp) {
            change(&mut subject.job);
            self.chosen = true;
        }
    }

    /// Begins, and says what the worker has to be told once it listens.
    pub fn begin(&mut self, less: bool) -> Option<ToWorker> {
        let job = &mut self.subject.as_mut()?.job;
        if less {
            job.states = (job.states / LESS).max(1_000);
            job.bytes = (job.bytes / u64::from(LESS)).max(32 * MEGABYTE);
        }
        let job = job.clone();
        self.stand = Stand::Starting;
        (self.progress, self.speed, self.measured) = (None, None, None);
        self.findings = Rc::default();
        self.coverage = None;
        Some(ToWorker::Begin(job))
    }

    /// Takes in what the worker says. True when that was its last word.
    pub fn hear(&mut self, message: FromWorker, now_ms: f64) -> bool {
        match message {
            FromWorker::Ready => self.stand = Stand::Searching,
            FromWorker::Progress(progress, memory) => {
                self.measure(progress.all_states, now_ms);
                self.progress = Some(progress);
                self.memory = memory;
            }
            FromWorker::Found(finding) => {
                Rc::make_mut(&mut self.findings).push(finding);
                self.stand = Stand::Found;
            }
            FromWorker::Done(coverage) => {
                self.coverage = Some(coverage);
                self.stand = Stand::Done;
                return true;
            }
            FromWorker::Failed(said) => {
                self.fail(said);
                return true;
            }
        }
        false
    }

    /// What a message is to somebody who does not have the sheet open; nothing for mere progress.
    pub fn news(&self, message: &FromWorker) -> Option<(ToastKind, Say)> {
        match message {
            FromWorker::Found(finding) => {
                let promise = words::promise(&self.subject.as_ref()?.spec, &finding.promise);
                Some((ToastKind::Broke, say!("hunt.found.said", promise = promise)))
            }
            FromWorker::Done(_) => Some((ToastKind::Info, say!("hunt.done.said"))),
            FromWorker::Failed(_) => Some((ToastKind::Refused, say!("hunt.failed"))),
            FromWorker::Ready | FromWorker::Progress(..) => None,
        }
    }

    /// The worker is no more.
    pub fn fail(&mut self, said: String) {
        let began = self.stand != Stand::Starting;
        self.stand = Stand::Failed(Failure { began, said });
    }

    fn measure(&mut self, states: u64, now_ms: f64) {
        if let Some((then_ms, before)) = self.measured
            && now_ms > then_ms
        {
            let lately = states.saturating_sub(before) as f64 * 1_000.0 / (now_ms - then_ms);
            let known = self.speed.map_or(lately, f64::from);
            self.speed = Some((0.6 * known + 0.4 * lately) as u32);
        }
        self.measured = Some((now_ms, states));
    }

    /// After a pause the time before it does not count.
    pub fn go_on(&mut self) {
        self.measured = None;
        self.stand = Stand::Searching;
    }

    /// Whether a worker is at it, or waits to go on.
    pub fn is_under_way(&self) -> bool {
        matches!(
            self.stand,
            Stand::Starting | Stand::Searching | Stand::Paused | Stand::Found
        )
    }

    /// What can be spent, as far as there is something to spend it on.
    pub fn offers(&self) -> Vec<Cost> {
        let Some(subject) = &self.subject else {
            return Vec::new();
        };
        let Ok(protocol) = crate::run::protocol_of(&subject.scenario) else {
            return Vec::new();
        };
        let offered = |cost: &Cost| subject.job.offers(*cost, &subject.scenario, &protocol);
        Cost::ALL.into_iter().filter(offered).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hunt::{Topic, Way};
    use crate::scenario::catalogue;

    fn set_up() -> Desk {
        let mut desk = Desk::default();
        let scenario = catalogue::opening();
        desk.set_up(scenario, Micros(400_000), BranchId(0))
            .expect("the opening is sound");
        desk
    }

    fn progress(all_states: u64) -> FromWorker {
        let progress = Progress {
            topic: Topic::Values,
            way: Way::Near,
            pass: 1,
            passes: 3,
            states: all_states as u32,
            most: 1_000_000,
            waiting: 5,
            depth: 3,
            all_states,
            bytes: 0,
        };
        FromWorker::Progress(progress, 64 * MEGABYTE)
    }

    #[test]
    fn what_was_chosen_is_kept_for_the_same_protocol() {
        let mut desk = set_up();
        desk.choose(|job| job.budgets = job.budgets.with(Cost::Kill, 3));
        let mut again = |scenario| {
            desk.set_up(scenario, Micros(500_000), BranchId(0))
                .expect("it is sound");
            let job = &desk.subject.as_ref().expect("it is set up").job;
            (job.from, job.budgets.of(Cost::Kill))
        };
        assert_eq!(again(catalogue::opening()), (Micros(500_000), 3));
        assert_eq!(again(catalogue::plain("raft")), (Micros(500_000), 1));
    }

    #[test]
    fn only_what_there_is_can_be_spent() {
        let desk = set_up();
        let offers = desk.offers();
        assert!(offers.contains(&Cost::Kill));
        assert!(!offers.contains(&Cost::Order) && !offers.contains(&Cost::Tick));
    }

    #[test]
    fn a_hunt_begins_is_measured_and_ends() {
        let mut desk = set_up();
        assert!(matches!(desk.begin(false), Some(ToWorker::Begin(_))));
        assert_eq!(desk.stand, Stand::Starting);
        assert!(!desk.hear(FromWorker::Ready, 0.0));
        desk.hear(progress(0), 100.0);
        desk.hear(progress(50_000), 350.0);
        assert_eq!(desk.speed, Some(200_000));
        // A pause is no slowness.
        desk.go_on();
        desk.hear(progress(50_010), 60_000.0);
        assert_eq!(desk.speed, Some(200_000));
        assert_eq!(desk.stand, Stand::Searching);
        // Bounds are not changed under a search.
        let before = desk.subject.as_ref().expect("it is set up").job.clone();
        desk.choose(|job| job.requests = 4);
        assert_eq!(desk.subject.as_ref().expect("it is set up").job, before);
    }

    #[test]
    fn a_worker_that_dies_is_told_apart_from_one_that_never_came() {
        let mut desk = set_up();
        desk.begin(false);
        desk.fail("404".to_owned());
        let never = Failure {
            began: false,
            said: "404".to_owned(),
        };
        assert_eq!(desk.stand, Stand::Failed(never));
        let most = desk.subject.as_ref().expect("it is set up").job.states;
        desk.begin(true);
        desk.hear(FromWorker::Ready, 0.0);
        assert!(desk.hear(FromWorker::Failed("no memory".to_owned()), 1.0));
        let died = Failure {
            began: true,
            said: "no memory".to_owned(),
        };
        assert_eq!(desk.stand, Stand::Failed(died));
        let failed = FromWorker::Failed("no memory".to_owned());
        let (kind, text) = desk.news(&failed).expect("this is to be told");
        assert_eq!((kind, text.key), (ToastKind::Refused, "hunt.failed"));
        assert_eq!(desk.news(&progress(5)), None);
        let less = desk.subject.as_ref().expect("it is set up").job.states;
        assert_eq!(less, most / 3);
    }
}
