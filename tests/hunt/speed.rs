//! How fast a hunt is, natively: `cargo xtask bench` runs this, and the same in the built page.

use quorate::hunt::{Hunt, Job};
use quorate::protocol::ids::Micros;

use crate::of_catalogue;

#[expect(
    clippy::disallowed_types,
    reason = "a measurement reads the clock; nothing replays it"
)]
fn seconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("it is later than 1970").as_secs_f64()
}

/// States a second, all searches together, the median of three goes.
#[test]
#[ignore = "a measurement, not a test"]
fn speed() {
    let scenario = of_catalogue("paxos-flexible");
    let mut rates = [(); 3].map(|()| {
        let job = Job::about(&scenario, Micros::ZERO).expect("the scenario is sound");
        let mut hunt = Hunt::new(job).expect("the job is sound");
        let start = seconds();
        while !hunt.is_done() {
            hunt.run_for(4_000);
        }
        hunt.coverage().states() as f64 / (seconds() - start)
    });
    rates.sort_by(f64::total_cmp);
    println!("hunt_states_per_second {:.0}", rates[1]);
}
