//! How fast the explorer is and what it takes, beside another: `cargo xtask bench` runs this and
//! prints what it prints. Ignored elsewhere, since a shared machine's clock proves nothing.

use quorate::check::explore::cluster::budgets::Budgets;
use quorate::check::explore::models::paxos::Paxos;
use quorate::check::explore::models::register;
use quorate::check::explore::search::{Explorer, Limits, Order};

use crate::others;

/// The bars are set for this: three servers, three clients.
const PAXOS: Paxos = Paxos { servers: 3 };
const CLIENTS: u8 = 3;
const UNIQUE: u32 = 1_194_428;

#[expect(
    clippy::disallowed_types,
    reason = "a measurement reads the clock; nothing replays it"
)]
fn seconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("it is later than 1970").as_secs_f64()
}

/// A figure of the process's memory, in bytes, where the system tells.
fn memory(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    number.map_or(f64::NAN, |kilobytes| kilobytes * 1_024.0)
}

/// States a second and bytes a state.
fn measured(go: impl FnOnce() -> u32) -> (f64, f64) {
    let (before, start) = (memory("VmRSS:"), seconds());
    assert_eq!(go(), UNIQUE, "all states, and no others");
    let unique = f64::from(UNIQUE);
    let rate = unique / (seconds() - start);
    (rate, (memory("VmHWM:") - before) / unique)
}

fn ours() -> u32 {
    let model = register::model(PAXOS, CLIENTS, Budgets::NONE);
    let mut explorer = Explorer::new(model, Order::Breadth, Limits::NONE);
    explorer.run(u64::MAX).unique
}

#[test]
#[ignore = "a measurement, not a test"]
fn speed() {
    // The first go, since only that one's peak of memory can be told from what came before.
    let (first, bytes) = measured(ours);
    let mut rates = vec![first];
    rates.extend((0..4).map(|_| measured(ours).0));
    rates.sort_by(f64::total_cmp);
    println!("explorer_states_per_second {:.0}", rates[2]);
    println!("explorer_bytes_per_state {bytes:.1}");
    let (rate, bytes) = measured(|| others::counts(PAXOS, CLIENTS, 2).0);
    println!("stateright_states_per_second {rate:.0}");
    println!("stateright_bytes_per_state {bytes:.1}");
}
