//! Paxos.

use quorate::check::explore::cluster::budgets::Cost;

use crate::line::{Line, small};

const VALUES: &[&str] = &["agreement", "survival"];

/// Two clients write, each at an end of the cluster.
fn two_write(nodes: u32, params: &[(&str, &str)]) -> Line {
    small("paxos", nodes, params)
        .set("mode", "single")
        .writes(0, 0, 4)
        .writes(1, nodes as u8 - 1, 9)
        .about(VALUES)
}

#[test]
fn an_acceptor_that_forgets() {
    let right = two_write(3, &[])
        .spending(Cost::Kill, 1)
        .spending(Cost::Restart, 1);
    let broken = right.clone().breaking("forget_promise");
    broken.is_found("survival", 7, &right);
}

#[test]
fn a_proposer_that_ignores_what_it_learns() {
    let right = two_write(3, &[]);
    let broken = right.clone().breaking("ignore_learnt");
    broken.is_found("survival", 8, &right);
}

/// Four nodes: two and two need not meet, three and two must.
#[test]
fn quorums_that_do_not_meet_beside_ones_that_do() {
    let sizes = |q1, q2| two_write(4, &[("quorums", "sizes"), ("q1", q1), ("q2", q2)]);
    let broken = sizes("2", "2").breaking("quorums_apart");
    broken.is_found("survival", 5, &sizes("3", "2"));
}

/// Nobody loses a message, nobody dies: and no value is ever chosen.
#[test]
fn proposers_that_duel() {
    let right = two_write(3, &[])
        .about(&["answered"])
        .ahead()
        .at_most(4_000);
    let broken = right.clone().set("back_off", "no");
    let lap = broken.goes_on_for_ever("answered", 0, &right);
    assert!(lap.is_some(), "everything comes back to the same");
}
