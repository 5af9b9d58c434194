//! What is to be searched: a run as it is at a moment, what may go wrong from there on, and how far
//! to look.

use serde::{Deserialize, Serialize};

use crate::check::explore::cluster::budgets::{Budgets, Cost};
use crate::check::explore::cluster::scenario::usual_budgets;
use crate::protocol::Protocol;
use crate::protocol::any::AnyProtocol;
use crate::protocol::describe::Describe;
use crate::protocol::ids::{ClientId, Micros};
use crate::protocol::op::{Command, Key};
use crate::protocol::say::Say;
use crate::run::protocol_of;
use crate::say;
use crate::scenario::link::LINK_MAX;
use crate::scenario::{Scenario, link};
use crate::sim::action::{Action, Intervention};

pub const MEGABYTE: u64 = 1 << 20;

/// States that each of the searches may tell apart if nobody says: some seconds, and tens of
/// megabytes.
const STATES: u32 = 1_000_000;

/// All of it may take so much memory if nobody says.
const BYTES: u64 = 600 * MEGABYTE;

/// Two requests at least: most of what can go wrong takes two that meet.
const REQUESTS: usize = 2;

/// A search that somebody wants.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The scenario with everything that was done in the run, as in a link to it.
    pub link: String,
    /// It begins when everything until then has happened.
    pub from: Micros,
    pub budgets: Budgets,
    /// Each client asks for so many things besides those that are planned.
    pub requests: u8,
    /// Whether to ask as well if everybody is answered once it is calm.
    pub ahead: bool,
    /// The most states that each search tells apart.
    pub states: u32,
    /// The most memory, in bytes.
    pub bytes: u64,
}

impl Job {
    /// What a run suggests at a moment: enough for what goes wrong with one node, and whatever its
    /// broken rules need to show.
    pub fn about(scenario: &Scenario, from: Micros) -> Result<Job, Say> {
        let protocol = protocol_of(scenario)?;
        let link = link::encode(scenario);
        if link.len() > LINK_MAX {
            return Err(say!("hunt.too_long"));
        }
        let mut job = Job {
            link,
            from,
            budgets: Budgets::NONE,
            requests: 0,
            ahead: true,
            states: STATES,
            bytes: BYTES,
        };
        let usual = usual_budgets();
        for cost in Cost::ALL {
            if job.offers(cost, scenario, &protocol) {
                job.budgets = job.budgets.with(cost, usual.of(cost));
            }
        }
        for (_, cost) in job.lacking(scenario) {
            job.budgets = job.budgets.with(cost, 1);
        }
        let asked = later(scenario, from).filter(|p| matches!(p.action, Action::Request { .. }));
        let short = REQUESTS.saturating_sub(asked.count());
        job.requests = short.div_ceil(usize::from(scenario.clients.count)) as u8;
        Ok(job)
    }

    /// Whether there is anything to spend it on.
    pub fn offers(&self, cost: Cost, scenario: &Scenario, protocol: &AnyProtocol) -> bool {
        match cost {
            Cost::Order => later(scenario, self.from)
                .any(|planned| matches!(planned.action, Action::Order { .. })),
            Cost::Tick | Cost::Skew => protocol.time_unit().is_some(),
            _ => true,
        }
    }

    /// The broken rules that cannot show within these budgets, and what there is none of.
    pub fn lacking(&self, scenario: &Scenario) -> Vec<(String, Cost)> {
        let mut lacking = Vec::new();
        for rule in &scenario.broken_rules {
            let without = needs(rule).unwrap_or_default().iter();
            let without = without.filter(|cost| self.budgets.of(**cost) == 0);
            lacking.extend(without.map(|cost| (rule.clone(), *cost)));
        }
        lacking
    }

    /// The scenario of the run.
    pub fn scenario(&self) -> Result<Scenario, Say> {
        link::decode(&self.link)
    }

    /// The scenario with what clients ask for besides, and its protocol.
    pub(super) fn opened(&self) -> Result<(Scenario, AnyProtocol), Say> {
        let mut scenario = self.scenario()?;
        let protocol = protocol_of(&scenario)?;
        let reads = protocol.spec().reads;
        let mut value = scenario.plan.iter().filter_map(written).max().unwrap_or(0);
        let place = scenario.plan.partition_point(|p| p.at <= self.from);
        // Behind what is planned, in the order of their turns; when it is has no meaning here.
        let at = scenario.plan.last().map_or(self.from, |last| last.at);
        let mut more = scenario.plan.split_off(place);
        for turn in 0..self.requests {
            for client in (0..scenario.clients.count).map(ClientId) {
                let key = Key(0);
                let command = if reads && (client.0 + turn) % 2 == 1 {
                    Command::Read { key }
                } else {
                    value = value.saturating_add(1);
                    Command::Write { key, value }
                };
                let action = Action::Request {
                    client,
                    node: None,
                    command,
                };
                let at = at.max(self.from.plus(Micros(1)));
                more.push(Intervention { at, action });
            }
        }
        scenario.plan.extend(more);
        Ok((scenario, protocol))
    }
}

/// What is planned for after a moment.
pub(super) fn later(scenario: &Scenario, from: Micros) -> impl Iterator<Item = &Intervention> {
    scenario
        .plan
        .iter()
        .filter(move |planned| planned.at > from)
}

fn written(planned: &Intervention) -> Option<u32> {
    match planned.action {
        Action::Request {
            command: Command::Write { value, .. },
            ..
        } => Some(value),
        _ => None,
    }
}

/// What has to happen at least once before it shows that a rule is broken; `None` for a rule that is
/// not known.
pub fn needs(rule: &str) -> Option<&'static [Cost]> {
    Some(match rule {
        "quorums_apart" | "ignore_learnt" | "short_write" | "first_answer" | "no_choosing"
        | "count_replies_only" => &[],
        "believe_leaders" | "no_log_check" | "count_old_terms" | "partial_failed" => {
            &[Cost::Timeout]
        }
        "forget_on_restart" | "forget_promise" => &[Cost::Kill, Cost::Restart],
        "forget_vote" => &[Cost::Timeout, Cost::Kill, Cost::Restart],
        "change_uncommitted" => &[Cost::Timeout, Cost::Order],
        "trust_lease" => &[Cost::Timeout, Cost::Tick, Cost::Skew],
        "no_check" => &[Cost::Duplicate],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{PROTOCOLS, spec_of};
    use crate::scenario::catalogue;
    use crate::scenario::validate::PLAN_MAX;

    #[test]
    fn it_is_known_of_every_rule_what_it_needs() {
        for entry in catalogue::ENTRIES {
            let spec = spec_of(&entry.scenario()).expect("the catalogue is sound");
            for rule in spec.rules {
                assert!(needs(rule.id).is_some(), "{}: {}", entry.id, rule.id);
            }
        }
        for (protocol, _) in PROTOCOLS {
            let spec = spec_of(&catalogue::plain(protocol)).expect("it is sound");
            assert!(spec.rules.iter().all(|rule| needs(rule.id).is_some()));
        }
    }

    #[test]
    fn what_is_suggested_is_enough_for_the_broken_rules() {
        for entry in catalogue::ENTRIES {
            let scenario = entry.scenario();
            let job = Job::about(&scenario, Micros::ZERO).expect("it is sound");
            assert_eq!(job.lacking(&scenario), [], "{}", entry.id);
        }
        let mut scenario = catalogue::opening();
        scenario.broken_rules.push("forget_on_restart".to_owned());
        let mut job = Job::about(&scenario, Micros::ZERO).expect("it is sound");
        job.budgets = job.budgets.with(Cost::Restart, 0);
        let lacking = [("forget_on_restart".to_owned(), Cost::Restart)];
        assert_eq!(job.lacking(&scenario), lacking);
    }

    #[test]
    fn a_run_that_would_not_fit_into_a_job_is_refused_at_once() {
        let mut scenario = catalogue::opening();
        let mut last = scenario.plan[0];
        for turn in 0..(PLAN_MAX - scenario.plan.len()) as u32 {
            last.at = last.at.plus(Micros::from_millis(100));
            let value = u32::MAX - turn;
            if let Action::Request { command, .. } = &mut last.action {
                *command = Command::Write { key: Key(0), value };
            }
            scenario.plan.push(last);
        }
        scenario.plan.sort_by_key(|planned| planned.at);
        scenario.check().expect("it may be in a file");
        assert!(link::decode(&link::encode(&scenario)).is_err());
        let refused = Job::about(&scenario, Micros::ZERO).expect_err("no worker could read it");
        assert_eq!(refused.key, "hunt.too_long");
    }

    #[test]
    fn clients_ask_for_what_is_missing_to_two_requests() {
        let job = Job::about(&catalogue::opening(), Micros::ZERO).expect("it is sound");
        assert_eq!(job.requests, 1, "one is planned");
        let late = Micros::from_millis(1_000);
        let job = Job::about(&catalogue::opening(), late).expect("it is sound");
        assert_eq!(job.requests, 2, "none is");
        let (scenario, _) = job.opened().expect("it is sound");
        let values: Vec<u32> = later(&scenario, late).filter_map(written).collect();
        assert_eq!(values, [8, 9]);
    }
}
