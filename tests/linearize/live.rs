//! Following operations as they happen says the same as looking at all of them afterwards.

use quorate::check::linearize::live::{Live, Standing};
use quorate::check::linearize::{Action, History, Model, Operation, Verdict, check};

use crate::others::{events, small};
use crate::plain;

/// Plays a history to a live checker, which is asked after each answer; lost operations are given
/// up on some events after their call. True if it had an order to the end.
fn follow(history: &History, number: u64) -> bool {
    let all: Vec<usize> = (0..history.operations.len()).collect();
    let events = events(history, &all);
    let mut live = Live::new(history.model, 1_000_000);
    let mut tickets = vec![0; all.len()];
    let mut lost: Vec<(usize, usize)> = Vec::new();
    let action = |live: &mut Live, operation: &Operation| {
        use quorate::check::linearize::Action::{Append, Cas, Read, Write};
        let mut value = |value| live.value(history.values.spelling(value));
        match operation.action {
            Read(saw) => Read(saw.map(value)),
            Write(written) => Write(value(written)),
            Append(tail) => Append(value(tail)),
            Cas { from, to, worked } => Cas {
                from: value(from),
                to: value(to),
                worked,
            },
        }
    };
    for (at, (_, is_return, index)) in events.into_iter().enumerate() {
        let operation = &history.operations[index];
        let action = action(&mut live, operation);
        if is_return {
            live.answer(tickets[index], action);
            let (_, verdict) = check(live.history().clone(), 1_000_000);
            let keys = history.operations.iter().map(|operation| operation.key);
            let broken = keys
                .clone()
                .any(|key| *live.standing(key) != Standing::Fine);
            let expected = !matches!(verdict, Verdict::Linearizable { .. });
            assert_eq!(
                broken,
                expected,
                "{number}, event {at}:\n{}",
                plain::show(history)
            );
            if let (Verdict::Broken(broken), Standing::Broken { blocked, clash }) =
                (verdict, live.standing(operation.key))
            {
                // What is called later can add to a reason, so they are compared when new. Afterwards
                // one also knows whether an open compare-and-set will have worked.
                let cas = |op: &Operation| matches!(op.action, Action::Cas { .. });
                let known = history.operations.iter().any(cas);
                if *blocked == tickets[index] && broken.key == operation.key && !known {
                    assert_eq!((*blocked, clash), (broken.blocked, &broken.clash));
                }
            }
        } else {
            tickets[index] = live.call(operation.client, operation.key, action);
            if operation.returned.is_none() {
                lost.push((at + number as usize % 4, tickets[index]));
            }
        }
        lost.retain(|&(due, ticket)| {
            if due <= at {
                live.give_up(ticket);
            }
            due > at
        });
    }
    let mut keys = history.operations.iter().map(|operation| operation.key);
    keys.all(|key| *live.standing(key) == Standing::Fine)
}

#[test]
fn live_and_afterwards_agree() {
    let (mut yes, mut no) = (0, 0);
    for number in 0..6_000 {
        match follow(&small(number), number) {
            true => yes += 1,
            false => no += 1,
        }
    }
    assert!(yes > 1_000 && no > 1_000, "both come up: {yes} and {no}");
}

/// A cut forgets all but the states there can be.
#[test]
fn a_long_run_costs_no_more_than_its_busy_stretches() {
    use quorate::check::linearize::Action::{Read, Write};
    let mut live = Live::new(Model::Register, 100_000);
    let lost = live.value("-1");
    let ticket = live.call(9, 0, Write(lost));
    live.give_up(ticket);
    for round in 0..500 {
        let values = [2 * round, 2 * round + 1].map(|n| live.value(&n.to_string()));
        let tickets = values.map(|value| live.call(0, 0, Write(value)));
        for (ticket, value) in tickets.into_iter().zip(values) {
            live.answer(ticket, Write(value));
        }
        assert!(live.stretch(0) <= 1, "only what was given up on is left");
        let read = live.call(1, 0, Read(None));
        let saw = if round == 499 {
            lost
        } else {
            values[round % 2]
        };
        assert_eq!(
            *live.answer(read, Read(Some(saw))),
            Standing::Fine,
            "{round}"
        );
    }
    let (read, first) = (live.call(1, 0, Read(None)), live.value("0"));
    let standing = live.answer(read, Read(Some(first)));
    assert!(matches!(standing, Standing::Broken { .. }));
}
