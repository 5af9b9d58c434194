//! How long the checker takes, on shapes made to be slow: run with `--ignored --nocapture`, and in
//! release. They are no tests, since a shared machine's clock proves nothing.

use quorate::check::linearize::{Action, History, Model, Operation, Verdict, check};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use crate::random::{Shape, history};

#[expect(
    clippy::disallowed_types,
    reason = "a measurement reads the clock; nothing replays it"
)]
fn milliseconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("it is later than 1970").as_secs_f64() * 1_000.0
}

/// Checks histories made from seeds, and prints the median and the worst time.
fn measure(name: &str, goes: u64, make: impl Fn(u64) -> History) -> (f64, f64) {
    let (mut times, mut verdicts) = (Vec::new(), [0; 3]);
    for seed in 0..goes {
        let history = make(seed);
        let start = milliseconds();
        let (_, verdict) = check(history, 20_000_000);
        times.push(milliseconds() - start);
        verdicts[match verdict {
            Verdict::Linearizable { .. } => 0,
            Verdict::Broken(_) => 1,
            Verdict::Undecided { .. } => 2,
        }] += 1;
    }
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    let [yes, no, open] = verdicts;
    println!(
        "{name:<46} median {median:>9.3} ms, worst {worst:>9.3} ms ({yes} yes, {no} no, {open} undecided)"
    );
    (median, worst)
}

/// Rounds in which all clients are at it at once: writes of few values, then a read by each that
/// is over before the next round. At the end somebody reads what cannot be.
fn storm(clients: u32, operations: u32, values: u32, seed: u64) -> History {
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut history = History::new(Model::Register);
    let value = |history: &mut History, n: u32| history.values.intern(&(1 + n).to_string());
    for number in 0..operations - 1 {
        let (round, client) = (number / clients, number % clients);
        let n = chance.random_range(0..values);
        let written = value(&mut history, n);
        let action = match round % 3 {
            2 => Action::Read(Some(written)),
            _ => Action::Write(written),
        };
        let start = i64::from(round) * 60;
        history.operations.push(Operation {
            client,
            key: 0,
            action,
            call: start + chance.random_range(0..50i64),
            returned: Some(start + 60 + chance.random_range(0..60i64)),
        });
    }
    let last = value(&mut history, values + 1);
    let end = i64::from(operations) * 60;
    history.operations.push(Operation {
        client: 0,
        key: 0,
        action: Action::Read(Some(last)),
        call: end,
        returned: Some(end + 1),
    });
    history
}

/// Everything at once: writes of values of their own, reads of all of them in a fixed order, twice
/// over, which only fails at the very end.
fn all_at_once(writers: u32, reads: u32, values: u32) -> History {
    let mut history = History::new(Model::Register);
    let add = |history: &mut History, action, call, returned| {
        let client = history.operations.len() as u32;
        history.operations.push(Operation {
            client,
            key: 0,
            action,
            call,
            returned: Some(returned),
        });
    };
    for number in 0..writers {
        let value = history.values.intern(&(1 + number % values).to_string());
        add(
            &mut history,
            Action::Write(value),
            i64::from(number),
            10_000,
        );
    }
    for number in 0..reads {
        let value = history.values.intern(&(1 + number % values).to_string());
        let at = 100 + 10 * i64::from(number);
        add(&mut history, Action::Read(Some(value)), at, at + 5);
    }
    let value = history.values.intern("1");
    add(&mut history, Action::Write(value), 20_000, 20_001);
    let value = history.values.intern("2");
    add(&mut history, Action::Read(Some(value)), 20_002, 20_003);
    history
}

fn shape(model: Model) -> Shape {
    Shape {
        model,
        clients: 10,
        operations: 1_000,
        keys: 1,
        values: 5,
        lost: 0,
        silent: 0,
        wrong: 0,
        reads: 50,
        swaps: false,
        turns: 4,
    }
}

/// What there is a bar for, as `cargo xtask bench` reads it. A storm is rejected at its very end.
#[test]
#[ignore = "a measurement, not a test"]
fn bars() {
    let (rejected_16, _) = measure("16 by 5", 400, |seed| storm(5, 16, 3, seed));
    let (rejected_21, _) = measure("21 by 5", 400, |seed| storm(5, 21, 3, seed));
    let (_, thousand) = measure("1,000 by 10", 30, |seed| {
        history(shape(Model::Register), seed)
    });
    println!("checker_rejects_16_ms {rejected_16:.3}");
    println!("checker_rejects_21_ms {rejected_21:.3}");
    println!("checker_thousand_ms {thousand:.1}");
}

#[test]
#[ignore = "a measurement, not a test"]
fn speed() {
    measure("16 by 5, a storm of writes", 200, |seed| {
        storm(5, 16, 3, seed)
    });
    measure("21 by 5, a storm of writes", 200, |seed| {
        storm(5, 21, 3, seed)
    });
    measure("12 writes and 8 reads at once", 1, |_| {
        all_at_once(12, 8, 4)
    });
    measure("20 writes and 40 reads at once", 1, |_| {
        all_at_once(20, 40, 8)
    });
    for model in [Model::Register, Model::Cas, Model::Kv] {
        let of = |shape: Shape| move |seed| history(shape, seed);
        let base = shape(model);
        measure(&format!("{model:?}, 1,000 by 10"), 30, of(base));
        measure(
            &format!("{model:?}, the same, disturbed"),
            30,
            of(Shape { wrong: 1, ..base }),
        );
        measure(
            &format!("{model:?}, own values"),
            30,
            of(Shape { values: 0, ..base }),
        );
        measure(
            &format!("{model:?}, long operations"),
            10,
            of(Shape { turns: 12, ..base }),
        );
        let lost = Shape { lost: 10, ..base };
        measure(&format!("{model:?}, 10 % lost"), 10, of(lost));
        measure(
            &format!("{model:?}, 10 % lost, disturbed"),
            10,
            of(Shape { wrong: 1, ..lost }),
        );
        let mostly = Shape {
            lost: 60,
            reads: 30,
            ..base
        };
        measure(&format!("{model:?}, 60 % lost"), 10, of(mostly));
        measure(
            &format!("{model:?}, 60 % lost, disturbed"),
            10,
            of(Shape { wrong: 1, ..mostly }),
        );
        let twenty = Shape {
            clients: 25,
            ..base
        };
        measure(&format!("{model:?}, 25 clients"), 10, of(twenty));
        measure(
            &format!("{model:?}, 25 clients, disturbed"),
            10,
            of(Shape { wrong: 1, ..twenty }),
        );
    }
    let many = Shape {
        operations: 100_000,
        values: 0,
        keys: 4,
        ..shape(Model::Register)
    };
    measure("Register, 100,000, own values", 1, |seed| {
        history(many, seed)
    });
    measure("Register, 100,000, 5 values", 1, |seed| {
        history(Shape { values: 5, ..many }, seed)
    });
}
