//! With every rule on, a search finds nothing within its budgets: each of these is also what the
//! mutants of its protocol (tests/mutants.txt) have to be found out by.

use quorate::check::explore::cluster::budgets::Cost;

use crate::line::{Line, small};

/// Two clients write, each at an end of the cluster of three.
fn two_write(protocol: &str, params: &[(&str, &str)]) -> Line {
    small(protocol, 3, params).writes(0, 0, 4).writes(1, 2, 9)
}

const VALUES: &[&str] = &["agreement", "survival"];

#[test]
fn coordinator() {
    let line = two_write("vote", &[("mode", "coordinator")]).about(VALUES);
    line.spending(Cost::Timeout, 2).holds(10);
}

#[test]
fn leaderless() {
    let line = two_write("vote", &[("mode", "leaderless")]).about(VALUES);
    line.spending(Cost::Timeout, 1).holds(14);
}

#[test]
fn peers() {
    let line = two_write("vote", &[("mode", "peer")]).about(VALUES);
    line.spending(Cost::Timeout, 1).holds(10);
}

#[test]
fn register() {
    let line = small("register", 3, &[])
        .writes(0, 0, 4)
        .reads(1, 1)
        .reads(1, 2);
    line.about(&["linearizable"]).holds(18);
}

/// One client writes twice and reads, and a message comes twice.
#[test]
fn register_in_order() {
    let params = [("read", "1"), ("write", "2"), ("ask_first", "no")];
    let line = small("register", 2, &params)
        .writes(0, 0, 4)
        .writes(0, 0, 7)
        .reads(0, 1);
    let line = line.about(&["linearizable"]);
    line.spending(Cost::Duplicate, 1).holds(19);
}

#[test]
fn single_paxos() {
    let line = two_write("paxos", &[("mode", "single")]).about(VALUES);
    line.holds(15);
}

#[test]
fn multi_paxos() {
    let line = two_write("paxos", &[("mode", "multi")]).about(VALUES);
    line.spending(Cost::Timeout, 2).holds(11);
}

#[test]
fn raft() {
    let line = two_write("raft", &[("timers", "spread")]);
    let line = line.about(&["one_leader", "survival"]);
    line.spending(Cost::Timeout, 2).holds(13);
}
