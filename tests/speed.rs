//! How fast the simulator is: `cargo xtask bench` runs these and prints what they print. They are
//! ignored elsewhere, since a shared machine's clock proves nothing.

use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::run::player::Player;
use quorate::scenario::catalogue;

/// A busy cluster, recorded, as the page runs it.
fn busy(nodes: u32) -> Box<dyn Player> {
    let mut scenario = catalogue::vote("coordinator", nodes);
    scenario.clients.count = 4;
    scenario.clients.busy_every = Some(Micros::from_millis(1));
    open(&scenario).expect("the scenario is sound")
}

#[cfg(target_arch = "wasm32")]
fn milliseconds() -> f64 {
    js_sys::Date::now()
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::disallowed_types,
    reason = "a measurement reads the clock; nothing replays it"
)]
fn milliseconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("it is later than 1970").as_secs_f64() * 1_000.0
}

fn say(line: &str) {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::console_log!("{line}");
    #[cfg(not(target_arch = "wasm32"))]
    println!("{line}");
}

/// Events a second, the median of several goes.
fn events_per_second(nodes: u32, events: u64) -> f64 {
    let mut goes: Vec<f64> = (0..5)
        .map(|_| {
            let mut player = busy(nodes);
            let start = milliseconds();
            while player.moment().step < events {
                player.advance_to(player.moment().at.plus(Micros::from_millis(1_000)));
            }
            player.moment().step as f64 / (milliseconds() - start) * 1_000.0
        })
        .collect();
    goes.sort_by(f64::total_cmp);
    goes[2]
}

/// Milliseconds to go to a moment anywhere in a long run: the worst of many.
fn worst_seek() -> f64 {
    let mut player = busy(5);
    while player.moment().step < 100_000 {
        player.advance_to(player.moment().at.plus(Micros::from_millis(1_000)));
    }
    let end = player.end();
    let mut worst = 0.0f64;
    for i in 1..200u64 {
        let to = Micros(end.at.0 * (i * 73 % 200) / 200);
        let start = milliseconds();
        player.go_to_time(to);
        worst = worst.max(milliseconds() - start);
    }
    worst
}

fn measure() {
    say(&format!(
        "events_per_second_5 {:.0}",
        events_per_second(5, 300_000)
    ));
    say(&format!(
        "events_per_second_31 {:.0}",
        events_per_second(31, 300_000)
    ));
    say(&format!("worst_seek_ms {:.2}", worst_seek()));
    // Natively the explorer is measured by itself, beside another.
    #[cfg(target_arch = "wasm32")]
    say(&format!(
        "explorer_states_per_second {:.0}",
        states_per_second()
    ));
}

/// States a second of Paxos with three servers and three clients, the median of three goes.
#[cfg(target_arch = "wasm32")]
fn states_per_second() -> f64 {
    use quorate::check::explore::cluster::budgets::Budgets;
    use quorate::check::explore::models::paxos::Paxos;
    use quorate::check::explore::models::register;
    use quorate::check::explore::search::{Explorer, Limits, Order};
    let mut goes = [(); 3].map(|()| {
        let model = register::model(Paxos { servers: 3 }, 3, Budgets::NONE);
        let mut explorer = Explorer::new(model, Order::Breadth, Limits::NONE);
        let start = milliseconds();
        let unique = explorer.run(u64::MAX).unique;
        assert_eq!(unique, 1_194_428, "all states, and no others");
        f64::from(unique) / (milliseconds() - start) * 1_000.0
    });
    goes.sort_by(f64::total_cmp);
    goes[1]
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
#[ignore = "a measurement, not a test"]
fn speed() {
    measure();
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    #[ignore = "a measurement, not a test"]
    fn speed() {
        super::measure();
    }
}
