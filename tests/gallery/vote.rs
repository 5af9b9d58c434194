//! The majority vote.

use quorate::check::explore::cluster::budgets::Cost;
use quorate::check::explore::search::Covered;

use crate::line::{Line, small};

/// Two clients write, each at an end of the cluster.
fn two_write(nodes: u32, mode: &str) -> Line {
    small("vote", nodes, &[("mode", mode)])
        .writes(0, 0, 4)
        .writes(1, nodes as u8 - 1, 9)
        .about(&["agreement", "survival"])
}

#[test]
fn votes_counted_among_replies_only() {
    let right = two_write(4, "leaderless").spending(Cost::Timeout, 2);
    let broken = right.clone().breaking("count_replies_only");
    broken.is_found("survival", 2, &right);
    let (right, broken) = (right.about(&["agreement"]), broken.about(&["agreement"]));
    broken.is_found("agreement", 4, &right);
}

#[test]
fn two_leaders_by_self_belief() {
    let right = two_write(3, "coordinator").spending(Cost::Timeout, 2);
    let broken = right.clone().breaking("believe_leaders");
    broken.is_found("survival", 5, &right);
}

#[test]
fn a_vote_forgotten_on_restart() {
    let right = two_write(3, "leaderless")
        .spending(Cost::Kill, 1)
        .spending(Cost::Restart, 1);
    let broken = right.clone().breaking("forget_on_restart");
    broken.is_found("survival", 5, &right);
}

/// What a failure needs has to be in the budget: without it the search says that it has seen
/// everything within the budgets, and of which there was too little.
#[test]
fn a_budget_too_small_is_said_to_be_too_small() {
    let line = two_write(3, "leaderless")
        .spending(Cost::Kill, 1)
        .breaking("forget_on_restart");
    let mut found = line.search();
    assert_eq!(
        (found.names().len(), found.covered),
        (0, Some(Covered::All))
    );
    assert!(found.ran_out().contains(&Cost::Restart));
    let cut = line.spending(Cost::Restart, 1).at_most(100);
    let mut found = cut.search();
    assert_eq!(
        (found.names().len(), found.covered),
        (0, Some(Covered::States))
    );
}
