//! What came of it, for programs and for people.

use crate::out::tell;
use serde_json::{Value, json};

use super::words::in_words;
use super::{Found, Outcome};

pub fn report(outcome: &Outcome) -> Value {
    let progress = &outcome.progress;
    let findings: Vec<Value> = outcome.findings.iter().map(finding).collect();
    let mut report = json!({
        "unique": progress.unique,
        "generated": progress.generated,
        "depth": progress.depth,
        "complete": progress.complete,
        "findings": findings,
        "unreached": outcome.unreached,
        "seconds": outcome.seconds,
        "states_per_second": states_per_second(outcome),
        "bytes_per_state": bytes_per_state(outcome),
        "bytes_are": outcome.memory.how,
    });
    if let Some((budgets, ran_out)) = &outcome.budgets {
        let amounts = budgets.split(' ').filter_map(|pair| {
            let (name, most) = pair.split_once('=')?;
            Some((name.to_owned(), Value::from(most.parse::<u8>().ok()?)))
        });
        report["budgets"] = Value::Object(amounts.collect());
        report["ran_out"] = json!(ran_out);
    }
    report
}

fn finding(found: &Found) -> Value {
    json!({
        "promise": found.promise,
        "kind": found.kind,
        "steps": found.way.as_ref().map(Vec::len),
        "way": found.way,
    })
}

fn states_per_second(outcome: &Outcome) -> f64 {
    (f64::from(outcome.progress.unique) / outcome.seconds.max(1e-9)).round()
}

fn bytes_per_state(outcome: &Outcome) -> f64 {
    let each = outcome.memory.bytes as f64 / f64::from(outcome.progress.unique.max(1));
    (each * 10.0).round() / 10.0
}

pub fn print(outcome: &Outcome) {
    let progress = &outcome.progress;
    for found in &outcome.findings {
        print_found(found);
    }
    if outcome.findings.is_empty() {
        tell!("nothing found within these bounds");
    }
    let whole = match progress.complete {
        true => "all there are within the budgets",
        false => "not all: --states, --depth or --order cut it short",
    };
    tell!(
        "\n{} states, {whole}; {} reached in all, depth {}",
        progress.unique,
        progress.generated,
        progress.depth
    );
    if let Some((budgets, ran_out)) = &outcome.budgets {
        tell!("budgets: {budgets}");
        if !ran_out.is_empty() {
            tell!("a larger budget would reach more: {}", ran_out.join(", "));
        }
    }
    if !outcome.unreached.is_empty() && !progress.complete {
        tell!("not reached so far: {}", outcome.unreached.join(", "));
    }
    tell!(
        "{:.3} seconds, {} states a second, {} bytes a state",
        outcome.seconds,
        states_per_second(outcome),
        bytes_per_state(outcome)
    );
}

fn print_found(found: &Found) {
    let Some(way) = &found.way else {
        return tell!("{}: reached nowhere within these bounds", found.promise);
    };
    tell!("{} is broken after {} steps:", found.promise, way.len());
    for (number, step) in (1..).zip(way) {
        tell!("  {number:>3}. {}", in_words(step));
    }
}
