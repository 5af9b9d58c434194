//! The leaderless register.

use quorate::check::explore::cluster::budgets::Cost;

use crate::line::{Line, small};

const HISTORY: &[&str] = &["linearizable"];

/// One writes, another reads elsewhere.
fn write_then_read(nodes: u32, params: &[(&str, &str)]) -> Line {
    small("register", nodes, params)
        .writes(0, 0, 4)
        .reads(1, 1)
        .about(HISTORY)
}

#[test]
fn a_stale_read_where_quorums_need_not_meet() {
    let broken = write_then_read(2, &[("read", "1"), ("write", "1")]);
    let right = broken.clone().set("write", "2");
    broken.is_found("linearizable", 6, &right);
}

#[test]
fn quorums_that_meet_are_not_enough() {
    let broken =
        write_then_read(3, &[("read", "2"), ("write", "2"), ("write_back", "no")]).reads(1, 2);
    let right = broken.clone().set("write_back", "yes");
    broken.is_found("linearizable", 14, &right);
}

#[test]
fn a_failed_write_that_comes_back() {
    let right = small("register", 2, &[])
        .writes(0, 0, 4)
        .reads(0, 1)
        .spending(Cost::Timeout, 4)
        .about(HISTORY);
    let broken = right.clone().breaking("partial_failed");
    broken.is_found("linearizable", 14, &right);
}

#[test]
fn the_last_write_wins_and_an_update_is_lost() {
    let broken = small("register", 2, &[("versions", "clock"), ("ask_first", "no")])
        .writes(0, 1, 4)
        .writes(1, 0, 7)
        .reads(1, 0)
        .about(HISTORY);
    let right = broken.clone().set("ask_first", "yes");
    broken.is_found("linearizable", 15, &right);
}

#[test]
fn a_sloppy_quorum_is_read_past() {
    let broken = small("register", 2, &[("copies", "1"), ("sloppy", "yes")])
        .writes(0, 1, 4)
        .reads(1, 0)
        .spending(Cost::Timeout, 2)
        .about(HISTORY);
    let right = broken.clone().set("sloppy", "no");
    broken.is_found("linearizable", 8, &right);
}

#[test]
fn a_write_done_too_early() {
    let right = write_then_read(3, &[]);
    let broken = right.clone().breaking("short_write");
    broken.is_found("linearizable", 10, &right);
}

#[test]
fn a_read_that_takes_the_first_answer() {
    let right = write_then_read(3, &[]).at_most(1_000_000);
    let broken = right.clone().breaking("first_answer");
    broken.is_found("linearizable", 10, &right);
}

#[test]
fn a_read_that_does_not_choose() {
    let right = write_then_read(3, &[]);
    let broken = right.clone().breaking("no_choosing");
    broken.is_found("linearizable", 12, &right);
}

#[test]
fn an_old_write_that_overwrites_a_new_one() {
    let right = small(
        "register",
        2,
        &[("read", "1"), ("write", "2"), ("ask_first", "no")],
    )
    .writes(0, 0, 4)
    .writes(0, 0, 7)
    .reads(0, 1)
    .spending(Cost::Duplicate, 1)
    .about(HISTORY);
    let broken = right.clone().breaking("no_check");
    broken.is_found("linearizable", 17, &right);
}
