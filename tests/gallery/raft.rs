//! Raft.

use quorate::check::explore::cluster::budgets::Cost;

use crate::line::{Line, small};

/// Three nodes; client A writes at node 1.
fn one_writes(params: &[(&str, &str)]) -> Line {
    small("raft", 3, &[("timers", "spread")])
        .writes(0, 0, 4)
        .with_params(params)
}

impl Line {
    fn with_params(self, params: &[(&str, &str)]) -> Line {
        params
            .iter()
            .fold(self, |line, (key, value)| line.set(key, value))
    }
}

#[test]
fn a_vote_forgotten_on_restart() {
    let right = one_writes(&[])
        .about(&["one_leader"])
        .spending(Cost::Timeout, 2)
        .spending(Cost::Kill, 1)
        .spending(Cost::Restart, 1);
    let broken = right.clone().breaking("forget_vote");
    broken.is_found("one_leader", 8, &right);
}

#[test]
fn a_vote_for_a_log_that_lacks_what_is_committed() {
    let right = one_writes(&[])
        .about(&["survival"])
        .spending(Cost::Timeout, 2);
    let broken = right.clone().breaking("no_log_check");
    broken.is_found("survival", 12, &right);
}

/// Figure 8 of the paper, from its third picture on: node 1 has an entry of term 1, node 2 one of
/// term 2 and is down, node 3 has nothing, and node 1 stands for term 3.
#[test]
fn an_entry_of_an_old_term_counted_as_committed() {
    let broken = Line::of_catalogue("raft-figure-8", 1_010)
        .about(&["survival"])
        .spending(Cost::Timeout, 2)
        .spending(Cost::Restart, 1);
    let right = broken.clone().keeping_all_rules();
    broken.is_found("survival", 14, &right);
}

/// Node 1 has removed node 2 and was cut off before anybody knew; node 2 leads.
#[test]
fn members_changed_before_anything_of_the_term_is_committed() {
    let broken = Line::of_catalogue("raft-early-change", 490)
        .about(&["survival"])
        .spending(Cost::Timeout, 2)
        .spending(Cost::Order, 1);
    let right = broken.clone().keeping_all_rules();
    broken.is_found("survival", 14, &right);
}

#[test]
fn a_node_that_returns_and_disturbs() {
    let broken = one_writes(&[])
        .from(5_000)
        .about(&["undisturbed"])
        .ahead()
        .spending(Cost::Timeout, 1);
    let right = broken.clone().set("pre_vote", "yes");
    broken.goes_on_for_ever("undisturbed", 1, &right);
}

#[test]
fn a_one_way_cut_that_keeps_electing() {
    let broken = one_writes(&[])
        .from(5_000)
        .about(&["steady"])
        .ahead()
        .spending(Cost::Cut, 2);
    let right = broken.clone().set("check_quorum", "yes");
    broken.goes_on_for_ever("steady", 2, &right);
}

/// All timers run equally long: everybody votes for itself, term after term.
#[test]
fn a_vote_that_is_split_evenly_for_ever() {
    let broken = one_writes(&[])
        .set("timers", "aligned")
        .about(&["answered"])
        .ahead();
    let right = broken.clone().set("timers", "random");
    let lap = broken.goes_on_for_ever("answered", 0, &right);
    assert!(lap.is_some(), "everything comes back to the same");
}

/// Node 1 led until it was cut off. Its clock runs at half the speed, and node 2 leads by now.
#[test]
fn a_lease_that_outlives_its_leader() {
    let broken = Line::of_catalogue("raft-slow-clock", 2_040).about(&["linearizable"]);
    let right = broken.clone().keeping_all_rules();
    broken.is_found("linearizable", 8, &right);
}
