//! Random histories: made by a single copy, so that they have an order, and then perhaps disturbed.

use quorate::check::linearize::{Action, History, Model, Operation, Value};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// What sort of history.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub model: Model,
    pub clients: u32,
    pub operations: u32,
    pub keys: u32,
    /// Values to choose from; 0 for a new one each time.
    pub values: u32,
    /// In a hundred: operations whose outcome nobody knows, of which half take effect.
    pub lost: u32,
    /// In a hundred: answers that say nothing.
    pub silent: u32,
    /// So many answers are changed.
    pub wrong: u32,
    /// In a hundred.
    pub reads: u32,
    /// Whether strings are also swapped.
    pub swaps: bool,
    /// Turns an operation takes, at most, to its point and again to its return.
    pub turns: u32,
}

struct Running {
    at: usize,
    /// The point is `wait` events away, then it returns after as many again.
    point: Option<u32>,
    end: u32,
}

/// A history of that shape. Times count events, with some that touch.
pub fn history(shape: Shape, seed: u64) -> History {
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut history = History::new(shape.model);
    let mut states = vec![history.model.initial().to_owned(); shape.keys as usize];
    let mut running: Vec<Option<Running>> = (0..shape.clients).map(|_| None).collect();
    let mut time = 0i64;
    let mut fresh = 0;
    while (history.operations.len() as u32) < shape.operations
        || running.iter().any(Option::is_some)
    {
        time += i64::from(chance.random_range(0..4u32) > 0);
        let client = chance.random_range(0..shape.clients);
        let slot = &mut running[client as usize];
        match slot {
            None if (history.operations.len() as u32) < shape.operations => {
                let key = chance.random_range(0..shape.keys);
                fresh += 1;
                let action = action(&mut history, shape, &mut chance, fresh);
                history.operations.push(Operation {
                    client,
                    key,
                    action,
                    call: time,
                    returned: None,
                });
                let wait = chance.random_range(0..shape.turns);
                *slot = Some(Running {
                    at: history.operations.len() - 1,
                    point: Some(wait),
                    end: wait + chance.random_range(0..shape.turns),
                });
            }
            None => {}
            Some(run) => {
                if run.point == Some(0) {
                    run.point = None;
                    let lost = chance.random_range(0..100u32) < shape.lost;
                    let effect = !lost || chance.random_range(0..2u32) == 0;
                    if effect {
                        take_effect(&mut history, run.at, &mut states);
                    }
                    if lost {
                        *slot = None; // it will never be heard of
                        continue;
                    }
                }
                run.point = run.point.map(|wait| wait - 1);
                if run.point.is_none() && run.end == 0 {
                    let operation = &mut history.operations[run.at];
                    operation.returned = Some(time);
                    if chance.random_range(0..100u32) < shape.silent {
                        operation.action = match operation.action {
                            Action::Cas { from, to, .. } => Action::Cas {
                                from,
                                to,
                                worked: None,
                            },
                            Action::Read(_) => Action::Read(None),
                            other => other,
                        };
                    }
                    *slot = None;
                } else {
                    run.end = run.end.saturating_sub(1);
                }
            }
        }
    }
    for _ in 0..shape.wrong {
        disturb(&mut history, &mut chance);
    }
    history
}

fn value(
    history: &mut History,
    shape: Shape,
    chance: &mut Xoshiro256PlusPlus,
    fresh: u32,
) -> Value {
    let number = match shape.values {
        0 => fresh,
        values => chance.random_range(0..values),
    };
    match (shape.model, number) {
        (Model::Kv, 0) => history.values.intern(""),
        (Model::Kv, _) => {
            let letters = "abcdefghijklmnopqrstuvwxyz";
            let letter = &letters[number as usize % 26..][..1];
            let text = letter.repeat(1 + number as usize / 26);
            history.values.intern(&text)
        }
        (_, 0) => history.values.intern("null"),
        _ => history.values.intern(&number.to_string()),
    }
}

fn action(
    history: &mut History,
    shape: Shape,
    chance: &mut Xoshiro256PlusPlus,
    fresh: u32,
) -> Action {
    if chance.random_range(0..100u32) < shape.reads {
        return Action::Read(None);
    }
    let one = value(history, shape, chance, fresh);
    let two = value(history, shape, chance, fresh + 1_000_000);
    match (shape.model, chance.random_range(0..3u32)) {
        (Model::Cas, 0 | 1) => Action::Cas {
            from: one,
            to: two,
            worked: None,
        },
        (Model::Kv, 0) if shape.swaps => Action::Cas {
            from: one,
            to: two,
            worked: None,
        },
        (Model::Kv, 0 | 1) => Action::Append(one),
        _ => Action::Write(one),
    }
}

fn take_effect(history: &mut History, at: usize, states: &mut [String]) {
    let operation = &mut history.operations[at];
    let state = &mut states[operation.key as usize];
    let text = |value| history.values.spelling(value).to_owned();
    match &mut operation.action {
        Action::Read(saw) => *saw = Some(history.values.intern(state)),
        Action::Write(value) => *state = text(*value),
        Action::Append(tail) => *state += &text(*tail),
        Action::Cas { from, to, worked } => {
            let works = *state == text(*from);
            *worked = Some(works);
            if works {
                *state = text(*to);
            }
        }
    }
}

/// Changes an answer or a time.
fn disturb(history: &mut History, chance: &mut Xoshiro256PlusPlus) {
    let count = history.operations.len() as u32;
    let [one, two] = [(); 2].map(|()| chance.random_range(0..count) as usize);
    let other = match history.operations[two].action {
        Action::Write(value) | Action::Append(value) | Action::Read(Some(value)) => value,
        Action::Cas { to, .. } => to,
        Action::Read(None) => return,
    };
    let operation = &mut history.operations[one];
    match &mut operation.action {
        Action::Read(Some(saw)) => *saw = other,
        Action::Cas {
            worked: Some(worked),
            ..
        } => *worked = !*worked,
        _ => {
            let length = operation.returned.unwrap_or(operation.call) - operation.call;
            operation.returned = operation
                .returned
                .map(|_| operation.call + chance.random_range(0..=length.unsigned_abs()) as i64);
        }
    }
}

/// A history out of thin air: operations at any time with any answers.
pub fn wild(model: Model, seed: u64) -> History {
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut history = History::new(model);
    let texts = match model {
        Model::Kv => ["", "a", "b"],
        Model::Register | Model::Cas => ["null", "1", "2"],
    };
    let values = texts.map(|text| history.values.intern(text));
    let more = ["aa", "ab", "ba", "aba"].map(|text| history.values.intern(text));
    let operations = chance.random_range(3..10u32);
    let span = chance.random_range(4..40i64);
    for client in 0..operations {
        let mut any = || values[chance.random_range(0..3u32) as usize];
        let (one, two) = (any(), any());
        let action = match (model, chance.random_range(0..4u32)) {
            (Model::Kv, 0) => {
                let at = chance.random_range(0..8u32) as usize;
                Action::Read(Some(*more.get(at).unwrap_or(&one)))
            }
            (_, 0 | 1) => Action::Read(Some(one)),
            (Model::Kv, 2) => Action::Append(one),
            (Model::Cas, 2) | (Model::Kv, 3) if model == Model::Cas || seed % 4 < 2 => {
                Action::Cas {
                    from: one,
                    to: two,
                    worked: [Some(true), Some(false), None][chance.random_range(0..3u32) as usize],
                }
            }
            _ => Action::Write(one),
        };
        let call = chance.random_range(0..span);
        let returned = call + chance.random_range(0..span);
        history.operations.push(Operation {
            client,
            key: 0,
            action,
            call,
            returned: (chance.random_range(0..6u32) > 0).then_some(returned),
        });
    }
    history
}
