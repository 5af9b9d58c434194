//! Ten thousand small histories, judged by ours and by others.

use quorate::check::linearize::sequential;
use quorate::check::linearize::{Action, History, Model, Verdict, check};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester};
use stateright::semantics::{SequentialConsistencyTester, SequentialSpec};
use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history as todc;
use todc_utils::specifications::Specification;

use crate::plain;
use crate::random::{Shape, history, wild};

const STEPS: u64 = 1_000_000;

pub const MODELS: [Model; 3] = [Model::Register, Model::Cas, Model::Kv];

/// Small histories of all sorts, by number.
pub fn small(number: u64) -> History {
    if number.is_multiple_of(2) {
        return wild(MODELS[number as usize % 3], number);
    }
    let pick = |salt: u64, from: &[u32]| {
        let mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15 + 2 * salt) >> 33;
        from[mixed as usize % from.len()]
    };
    let shape = Shape {
        model: MODELS[number as usize % 3],
        clients: pick(1, &[2, 3, 4, 5]),
        operations: pick(2, &[3, 5, 7, 9]),
        keys: pick(3, &[1, 1, 1, 2]),
        values: pick(4, &[0, 2, 3, 4]),
        lost: pick(5, &[0, 0, 15, 40]),
        silent: pick(6, &[0, 0, 20]),
        wrong: pick(7, &[0, 1, 3, 5]),
        reads: pick(8, &[30, 50, 70]),
        swaps: pick(10, &[0, 1]) == 1,
        turns: pick(9, &[1, 3, 6]),
    };
    history(shape, number)
}

/// Ours, with its reasons looked into.
pub fn ours(history: &History) -> bool {
    let (history, verdict) = check(history.clone(), STEPS);
    match verdict {
        Verdict::Linearizable { order } => {
            for key in history.by_key() {
                let must = |i: &&usize| history.operations[**i].returned.is_some();
                let must: Vec<usize> = key.iter().filter(must).copied().collect();
                let of_key = |i: &&usize| key.contains(i);
                let order: Vec<usize> = order.iter().filter(of_key).copied().collect();
                assert_eq!(history.objection(&order, &must), None);
            }
            let mut latest = i64::MIN;
            for index in order {
                let operation = &history.operations[index];
                assert!(
                    operation.returned.is_none_or(|at| at >= latest),
                    "all keys together"
                );
                latest = latest.max(operation.call);
            }
            true
        }
        Verdict::Broken(broken) => {
            let blocked = history.operations[broken.blocked];
            assert!(broken.exact && !broken.longest.contains(&broken.blocked));
            assert_eq!(history.objection(&broken.longest, &[]), None);
            let returned = history.operations.iter().enumerate().filter(|(_, op)| {
                op.key == broken.key && op.returned.is_some() && op.returned < blocked.returned
            });
            for (index, _) in returned {
                assert!(
                    broken.longest.contains(&index),
                    "what returned before is explained"
                );
            }
            false
        }
        Verdict::Undecided { .. } => panic!("a small history is decided"),
    }
}

/// The state, for the others.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
struct Cell(String);

/// An operation with what it says about its answer, values as text.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
enum Asked {
    Read(Option<String>),
    Write(String),
    Append(String),
    Cas(String, String, Option<bool>),
}

impl Asked {
    fn new(history: &History, action: Action) -> Asked {
        let text = |value| history.values.spelling(value).to_owned();
        match action {
            Action::Read(saw) => Asked::Read(saw.map(text)),
            Action::Write(value) => Asked::Write(text(value)),
            Action::Append(tail) => Asked::Append(text(tail)),
            Action::Cas { from, to, worked } => Asked::Cas(text(from), text(to), worked),
        }
    }

    /// What it does to the cell, and whether its answer is true there.
    fn apply(&self, cell: &mut String) -> bool {
        match self {
            Asked::Read(saw) => return saw.as_ref().is_none_or(|saw| saw == cell),
            Asked::Write(value) => cell.clone_from(value),
            Asked::Append(tail) => cell.push_str(tail),
            Asked::Cas(from, to, worked) => {
                let works = cell == from;
                if works {
                    cell.clone_from(to);
                }
                return worked.is_none_or(|worked| worked == works);
            }
        }
        true
    }
}

impl SequentialSpec for Cell {
    type Op = Asked;
    type Ret = bool;

    fn invoke(&mut self, asked: &Asked) -> bool {
        asked.apply(&mut self.0)
    }
}

/// Calls and returns of one key in order; at one time calls are first.
pub fn events(history: &History, key: &[usize]) -> Vec<(i64, bool, usize)> {
    let operations = key.iter().map(|&index| (index, &history.operations[index]));
    let mut events: Vec<(i64, bool, usize)> = operations
        .flat_map(|(index, op)| {
            let returned = op.returned.map(|at| (at, true, index));
            [(op.call, false, index)].into_iter().chain(returned)
        })
        .collect();
    events.sort_unstable();
    events
}

fn stateright_agrees(history: &History, key: &[usize]) -> bool {
    let first = Cell(history.model.initial().to_owned());
    let mut tester = LinearizabilityTester::new(first);
    for (_, is_return, index) in events(history, key) {
        // A thread an operation: lost ones would block a client's next.
        if is_return {
            tester.on_return(index, true).expect("it was called");
        } else {
            let asked = Asked::new(history, history.operations[index].as_known());
            tester.on_invoke(index, asked).expect("it is called once");
        }
    }
    tester.is_consistent()
}

struct Kept;

impl Specification for Kept {
    type State = String;
    type Operation = Asked;

    fn init() -> String {
        "the first operation writes".to_owned()
    }

    fn apply(asked: &Asked, state: &String) -> (bool, String) {
        let mut state = state.clone();
        (asked.apply(&mut state), state)
    }
}

/// It knows no operations without a return: they get one after all others, in every combination of
/// those that take effect.
fn todc_agrees(history: &History, key: &[usize]) -> bool {
    let events = events(history, key);
    let lost: Vec<usize> = key
        .iter()
        .copied()
        .filter(|&index| history.operations[index].returned.is_none())
        .collect();
    (0u32..1 << lost.len()).any(|combination| {
        let kept = |index: usize| {
            let at = lost.iter().position(|&other| other == index);
            at.is_none_or(|at| combination >> at & 1 == 1)
        };
        let first = Asked::Write(history.model.initial().to_owned());
        let mut actions = vec![
            (0, todc::Action::Call(first.clone())),
            (0, todc::Action::Response(first)),
        ];
        let asked = |index: usize| Asked::new(history, history.operations[index].as_known());
        for &(_, is_return, index) in events.iter().filter(|(.., index)| kept(*index)) {
            let action = match is_return {
                true => todc::Action::Response(asked(index)),
                false => todc::Action::Call(asked(index)),
            };
            actions.push((index + 1, action));
        }
        for &index in lost.iter().filter(|&&index| kept(index)) {
            actions.push((index + 1, todc::Action::Response(asked(index))));
        }
        WGLChecker::<Kept>::is_linearizable(todc::History::from_actions(actions))
    })
}

#[test]
fn ours_and_three_others_agree_on_ten_thousand_histories() {
    let (mut yes, mut no) = ([0; 3], [0; 3]);
    for number in 0..10_000 {
        let history = small(number);
        let verdict = ours(&history);
        let say = |who| {
            format!(
                "{who} differs on history {number}:\n{}",
                plain::show(&history)
            )
        };
        assert_eq!(
            verdict,
            plain::explains(&history),
            "{}",
            say("the plain one")
        );
        let keys = history.by_key();
        let stateright = keys.iter().all(|key| stateright_agrees(&history, key));
        assert_eq!(verdict, stateright, "{}", say("stateright"));
        let todc = keys.iter().all(|key| todc_agrees(&history, key));
        assert_eq!(verdict, todc, "{}", say("todc-utils"));
        match verdict {
            true => yes[number as usize % 3] += 1,
            false => no[number as usize % 3] += 1,
        }
    }
    println!("linearizable {yes:?}, not {no:?}");
    let enough = yes.iter().chain(&no).all(|&count| count > 500);
    assert!(
        enough,
        "both verdicts come up in every model: {yes:?} {no:?}"
    );
}

#[test]
fn sequential_consistency_is_judged_as_stateright_does() {
    let (mut yes, mut no) = (0, 0);
    for number in 0..3_000 {
        let shape = Shape {
            model: MODELS[number as usize % 3],
            clients: 2 + number as u32 / 3 % 2,
            operations: 6,
            keys: 1,
            values: 3,
            lost: 0,
            silent: 0,
            wrong: 3,
            reads: 50,
            swaps: number % 2 == 1,
            turns: 3,
        };
        let history = history(shape, number);
        let first = Cell(history.model.initial().to_owned());
        let mut tester = SequentialConsistencyTester::new(first);
        // Only the order within each client counts.
        for operation in &history.operations {
            let asked = Asked::new(&history, operation.as_known());
            let called = tester.on_invoke(operation.client, asked).map(|_| ());
            called.expect("one at a time");
            let answered = tester.on_return(operation.client, true).map(|_| ());
            answered.expect("it was called");
        }
        let ours = match sequential::check(&history, 100_000) {
            sequential::Sequential::Consistent(_) => true,
            sequential::Sequential::Inconsistent => false,
            sequential::Sequential::Undecided => panic!("a small history is decided"),
        };
        assert_eq!(
            ours,
            tester.is_consistent(),
            "{number}:\n{}",
            plain::show(&history)
        );
        yes += u32::from(ours);
        no += u32::from(!ours);
    }
    assert!(yes > 500 && no > 500, "both come up: {yes} and {no}");
}

#[test]
#[ignore = "takes minutes"]
fn ours_and_the_plain_one_agree_on_a_million_histories() {
    for number in 0..1_000_000 {
        let history = small(number);
        assert_eq!(
            ours(&history),
            plain::explains(&history),
            "{number}:\n{}",
            plain::show(&history)
        );
    }
}
