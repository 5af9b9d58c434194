//! The hunt itself, in slices: one search after the other, and what each finds.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::coverage::{Coverage, Ended, PassReport};
use super::finding::{Finding, finding};
use super::job::{Job, later};
use super::passes::{Pass, Topic, Way, can_break, passes, unjudged};
use crate::check::explore::cluster::budgets::Cost;
use crate::check::explore::cluster::planned::Planned;
use crate::check::explore::cluster::{Cluster, scenario};
use crate::check::explore::search::{Covered, Explorer, Limits};
use crate::check::promises::COMMITS;
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::Describe;
use crate::protocol::say::Say;
use crate::scenario::Scenario;
use crate::sim::action::Action;

/// How far it has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Progress {
    pub topic: Topic,
    pub way: Way,
    /// Which of so many searches this is, from 1.
    pub pass: u8,
    pub passes: u8,
    /// States told apart in this search, the most there may be, and those that wait to be looked at.
    pub states: u32,
    pub most: u32,
    pub waiting: u32,
    /// Steps from the beginning to the states that are looked at.
    pub depth: u32,
    /// States told apart in all searches so far.
    pub all_states: u64,
    /// What the states of this search take.
    pub bytes: u64,
}

/// A search under way, and what it is about.
struct Running {
    pass: Pass,
    explorer: Explorer<Cluster<AnyProtocol, Planned>>,
    /// How many of its findings were dealt with.
    told: usize,
}

/// A hunt under way.
pub struct Hunt {
    job: Job,
    scenario: Scenario,
    protocol: AnyProtocol,
    /// Those that were planned, in all.
    planned: usize,
    left: VecDeque<Pass>,
    running: Option<Running>,
    reports: Vec<PassReport>,
    ran_out: Vec<Cost>,
    found: Vec<String>,
    decided: Option<bool>,
    unjudged: Vec<String>,
}

impl Hunt {
    /// Refuses a job that is not about a sound scenario.
    pub fn new(job: Job) -> Result<Hunt, Say> {
        let (scenario, protocol) = job.opened()?;
        let spec = protocol.spec();
        let left = passes(&spec, job.ahead, job.states);
        Ok(Hunt {
            unjudged: unjudged(&spec, &left),
            planned: left.len(),
            left: left.into(),
            running: None,
            reports: Vec::new(),
            ran_out: Vec::new(),
            found: Vec::new(),
            decided: None,
            job,
            scenario,
            protocol,
        })
    }

    /// Looks at so many more states, or at as many as there are, and returns what was found there.
    pub fn run_for(&mut self, states: u64) -> Vec<Finding> {
        let Some(mut running) = self.running.take().or_else(|| self.next()) else {
            return Vec::new();
        };
        running.explorer.run(states);
        let mut findings = Vec::new();
        while let Some(found) = running.explorer.findings().get(running.told).copied() {
            running.told += 1;
            let known = self.found.iter().any(|id| id == found.promise.id);
            if known || !can_break(found.promise.kind) {
                continue;
            }
            self.found.push(found.promise.id.to_owned());
            let (scenario, from) = (&self.scenario, self.job.from);
            findings.extend(finding(&mut running.explorer, found, scenario, from));
        }
        match self.ended(&running) {
            Some(ended) => self.close(&running, ended),
            None => self.running = Some(running),
        }
        findings
    }

    /// How far the search under way has come; before the first slice and after the last there is
    /// none.
    pub fn progress(&self) -> Option<Progress> {
        let running = self.running.as_ref()?;
        let progress = running.explorer.progress();
        let before = self.reports.iter().map(|report| u64::from(report.states));
        Some(Progress {
            topic: running.pass.topic,
            way: running.pass.way,
            pass: self.reports.len() as u8 + 1,
            passes: self.planned as u8,
            states: progress.unique,
            most: running.pass.states,
            waiting: running.explorer.waiting() as u32,
            depth: progress.depth,
            all_states: before.sum::<u64>() + u64::from(progress.unique),
            bytes: running.explorer.bytes() as u64,
        })
    }

    /// The most memory that the job allows, in bytes.
    pub fn most_bytes(&self) -> u64 {
        self.job.bytes
    }

    pub fn is_done(&self) -> bool {
        self.running.is_none() && self.left.is_empty()
    }

    /// Ends here: somebody wants it to, or there is no more memory.
    pub fn stop(&mut self, why: Ended) {
        if let Some(running) = self.running.take() {
            self.close(&running, why);
        }
        for pass in std::mem::take(&mut self.left) {
            self.reports.push(PassReport {
                topic: pass.topic,
                way: pass.way,
                states: 0,
                depth: 0,
                ended: why,
            });
        }
    }

    /// What was looked at and what was not.
    pub fn coverage(&self) -> Coverage {
        let left_out = later(&self.scenario, self.job.from).filter(|planned| {
            !matches!(
                planned.action,
                Action::Request { .. } | Action::Order { .. }
            )
        });
        Coverage {
            passes: self.reports.clone(),
            budgets: self.job.budgets,
            ran_out: self.ran_out.clone(),
            unjudged: self.unjudged.clone(),
            left_out: left_out.count() as u32,
            decided: self.decided,
        }
    }

    /// Begins the next search.
    fn next(&mut self) -> Option<Running> {
        let pass = self.left.pop_front()?;
        let model = scenario::model_from(
            self.protocol.clone(),
            &self.scenario,
            self.job.from,
            self.job.budgets,
            Some(&pass.about),
        );
        let model = match pass.topic {
            Topic::Answers => model.looking_ahead(),
            Topic::Values | Topic::History => model,
        };
        let limits = Limits {
            states: pass.states,
            ..Limits::NONE
        };
        Some(Running {
            explorer: Explorer::new(model, pass.order, limits),
            pass,
            told: 0,
        })
    }

    /// Whether the search has ended, and why.
    fn ended(&self, running: &Running) -> Option<Ended> {
        let progress = running.explorer.progress();
        let sought = |id: &&str| **id != *COMMITS;
        let mut about = running.pass.about.iter().filter(|id| sought(id));
        if about.all(|id| self.found.iter().any(|found| found == id)) {
            return Some(Ended::Found);
        }
        if !progress.done {
            let too_much = running.explorer.bytes() as u64 > self.job.bytes;
            return too_much.then_some(Ended::Memory);
        }
        Some(match running.explorer.covered() {
            Some(Covered::All) => Ended::Everything,
            Some(Covered::Chance) => Ended::Chance,
            _ => Ended::States,
        })
    }

    fn close(&mut self, running: &Running, ended: Ended) {
        let progress = running.explorer.progress();
        self.reports.push(PassReport {
            topic: running.pass.topic,
            way: running.pass.way,
            states: progress.unique,
            depth: progress.depth,
            ended,
        });
        for cost in running.explorer.model().ran_out() {
            if !self.ran_out.contains(&cost) {
                self.ran_out.push(cost);
            }
        }
        if running.pass.about.contains(&COMMITS) {
            let unreached = running.explorer.unreached();
            let decided = unreached.iter().all(|promise| promise.id != COMMITS);
            self.decided = Some(decided || self.decided == Some(true));
        }
        // Where all was seen or all was found there is nothing left to go far for.
        if matches!(ended, Ended::Everything | Ended::Found) {
            let before = self.left.len();
            self.left.retain(|pass| pass.topic != running.pass.topic);
            self.planned -= before - self.left.len();
        }
    }
}
