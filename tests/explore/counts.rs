//! Numbers of states that are known from elsewhere: from the examples that stateright 0.31 comes
//! with, run natively for these sizes without stopping at what they find.

use quorate::check::explore::Model;
use quorate::check::explore::cluster::budgets::Budgets;
use quorate::check::explore::models::abd::Abd;
use quorate::check::explore::models::paxos::Paxos;
use quorate::check::explore::models::register;
use quorate::check::explore::models::single_copy::SingleCopy;
use quorate::check::explore::models::two_phase::TwoPhase;
use quorate::check::explore::search::{Explorer, Limits, Order};
use quorate::protocol::Protocol;

/// Unique states, generated states and depth of a whole space.
pub type Counts = (u32, u64, u32);

fn counts(model: impl Model) -> Counts {
    let mut explorer = Explorer::new(model, Order::Breadth, Limits::NONE);
    let progress = explorer.run(u64::MAX);
    assert!(progress.complete, "nothing was left out");
    (progress.unique, progress.generated, progress.depth)
}

pub fn register_counts(servers: impl Protocol, clients: u8) -> Counts {
    counts(register::model(servers, clients, Budgets::NONE))
}

/// For so many servers and clients.
fn check<P: Protocol>(protocol: impl Fn(u8) -> P, table: &[((u8, u8), Counts)]) {
    for &((servers, clients), expected) in table {
        let found = register_counts(protocol(servers), clients);
        assert_eq!(found, expected, "{servers} servers, {clients} clients");
    }
}

#[test]
fn two_phase_commit() {
    let table = [
        (12, 20, 5),
        (56, 154, 8),
        (288, 1_146, 11),
        (1_568, 8_258, 14),
        (8_832, 58_146, 17),
        (50_816, 402_306, 20),
    ];
    for (rms, expected) in (1..).zip(table) {
        assert_eq!(counts(TwoPhase::new(rms)), expected, "{rms} managers");
    }
}

#[test]
fn single_copies() {
    let table = [
        ((1, 1), (5, 5, 5)),
        ((1, 2), (93, 121, 9)),
        ((1, 3), (4_243, 6_778, 13)),
        ((2, 1), (5, 5, 5)),
        ((2, 2), (62, 81, 9)),
        ((2, 3), (2_519, 4_085, 13)),
        ((3, 2), (51, 69, 9)),
        ((3, 3), (1_214, 2_002, 13)),
    ];
    check(|servers| SingleCopy { servers }, &table);
}

#[test]
fn shared_registers() {
    let table = [
        ((1, 1), (2, 2, 2)),
        ((1, 2), (3, 3, 2)),
        ((2, 1), (13, 13, 13)),
        ((2, 2), (544, 875, 25)),
        ((3, 1), (1_449, 3_728, 17)),
        ((2, 3), (35_009, 68_115, 37)),
    ];
    check(|servers| Abd { servers }, &table);
}

#[test]
fn single_decrees() {
    let table = [
        ((1, 1), (2, 2, 2)),
        ((1, 2), (3, 3, 2)),
        ((2, 1), (11, 12, 10)),
        ((2, 2), (111, 137, 14)),
        ((2, 3), (211, 262, 14)),
        ((3, 1), (265, 482, 14)),
        ((3, 2), (16_668, 32_971, 21)),
        ((4, 1), (1_169, 2_742, 19)),
        ((5, 1), (39_649, 123_506, 23)),
    ];
    check(|servers| Paxos { servers }, &table);
}

/// The larger ones, for a release build.
#[test]
#[ignore = "takes a while unless it is built for release"]
fn larger_spaces() {
    assert_eq!(counts(TwoPhase::new(7)), (296_448, 2_744_706, 23));
    let table = [
        ((1, 4), (400_233, 731_789, 17)),
        ((3, 4), (86_041, 163_855, 17)),
    ];
    check(|servers| SingleCopy { servers }, &table);
    let table = [
        ((3, 3), (1_194_428, 2_420_477, 28)),
        ((4, 2), (442_518, 1_119_045, 30)),
    ];
    check(|servers| Paxos { servers }, &table);
}
