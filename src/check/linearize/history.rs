//! A history: what clients asked, what they were told, and when.

use std::collections::{BTreeMap, BTreeSet};

/// What a key holds, and so what its operations mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Model {
    /// Read and write. Starts as null.
    Register,
    /// Read, write, and compare-and-set. Starts as null.
    Cas,
    /// Strings: read, write, append, and compare-and-set. Starts as "".
    Kv,
}

impl Model {
    /// What is there before anybody wrote, as [`Values`] spells it.
    pub fn initial(self) -> &'static str {
        match self {
            Model::Register | Model::Cas => "null",
            Model::Kv => "",
        }
    }
}

/// A value, by its number among the [`Values`] of its history.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Value(pub u32);

/// What every key holds at first.
pub const INITIAL: Value = Value(0);

/// The values of a history, each once. Two values are equal when their spellings are: the text
/// itself for strings of `kv`, canonical JSON elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Values {
    spellings: Vec<String>,
    ids: BTreeMap<String, Value>,
}

impl Values {
    pub fn new(model: Model) -> Values {
        let mut values = Values {
            spellings: Vec::new(),
            ids: BTreeMap::new(),
        };
        let first = values.intern(model.initial());
        assert_eq!(first, INITIAL, "the initial value is interned first");
        values
    }

    pub fn intern(&mut self, spelling: &str) -> Value {
        if let Some(&known) = self.ids.get(spelling) {
            return known;
        }
        let number = u32::try_from(self.spellings.len()).expect("fewer values than memory holds");
        self.spellings.push(spelling.to_owned());
        self.ids.insert(spelling.to_owned(), Value(number));
        Value(number)
    }

    pub fn spelling(&self, value: Value) -> &str {
        &self.spellings[value.0 as usize]
    }
}

/// What a client asked, together with what it was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// `None` where the answer says nothing of the value.
    Read(Option<Value>),
    Write(Value),
    /// Set to `to` if it is `from`. `worked` is `None` where the answer does not say.
    Cas {
        from: Value,
        to: Value,
        worked: Option<bool>,
    },
    Append(Value),
}

/// One operation, from call to return. Both ends belong to it: one operation precedes another only
/// when it returned strictly before the other was called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Operation {
    pub client: u32,
    pub key: u32,
    pub action: Action,
    pub call: i64,
    /// `None`: nobody knows. It may take effect at any time after the call, or never.
    pub returned: Option<i64>,
}

impl Operation {
    pub fn precedes(&self, other: &Operation) -> bool {
        self.returned.is_some_and(|returned| returned < other.call)
    }

    /// The action, without an answer that nobody got.
    pub fn as_known(&self) -> Action {
        match (self.action, self.returned) {
            (Action::Read(_), None) => Action::Read(None),
            (Action::Cas { from, to, .. }, None) => Action::Cas {
                from,
                to,
                worked: None,
            },
            (action, _) => action,
        }
    }
}

/// Operations on any number of keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    pub model: Model,
    pub values: Values,
    pub operations: Vec<Operation>,
}

impl History {
    pub fn new(model: Model) -> History {
        History {
            model,
            values: Values::new(model),
            operations: Vec::new(),
        }
    }

    /// The operations of each key, by index. What holds for each key alone holds for all together
    /// (Herlihy and Wing's locality), so keys are checked one by one.
    pub fn by_key(&self) -> Vec<Vec<usize>> {
        let mut keys: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (index, operation) in self.operations.iter().enumerate() {
            keys.entry(operation.key).or_default().push(index);
        }
        keys.into_values().collect()
    }

    /// Why `order`, operations of one key, does not explain that key; `None` if it does. It may
    /// leave out what is not in `must`.
    pub fn objection(&self, order: &[usize], must: &[usize]) -> Option<Objection> {
        let mut replay = Replay::new(self.model, &self.values);
        let mut latest_call = i64::MIN;
        let mut seen = BTreeSet::new();
        for &index in order {
            let operation = self.operations[index];
            if !seen.insert(index) {
                return Some(Objection::Twice(index));
            }
            if operation.returned.is_some_and(|at| at < latest_call) {
                return Some(Objection::TooLate(index));
            }
            latest_call = latest_call.max(operation.call);
            if !replay.step(operation.as_known()) {
                return Some(Objection::Untrue(index));
            }
        }
        let left_out = must.iter().find(|&index| !seen.contains(index));
        left_out.map(|&index| Objection::LeftOut(index))
    }
}

/// One key, played through operation by operation.
struct Replay<'a> {
    values: &'a Values,
    strings: bool,
    value: Value,
    /// Instead of `value`, where values are strings.
    text: String,
}

impl Replay<'_> {
    fn new(model: Model, values: &Values) -> Replay<'_> {
        Replay {
            values,
            strings: model == Model::Kv,
            value: INITIAL,
            text: model.initial().to_owned(),
        }
    }

    fn holds(&self, value: Value) -> bool {
        match self.strings {
            true => self.text == self.values.spelling(value),
            false => self.value == value,
        }
    }

    fn set(&mut self, value: Value) {
        self.value = value;
        self.text.clear();
        self.text.push_str(self.values.spelling(value));
    }

    /// False if the answer does not fit.
    fn step(&mut self, action: Action) -> bool {
        match action {
            Action::Read(saw) => return saw.is_none_or(|saw| self.holds(saw)),
            Action::Write(value) => self.set(value),
            Action::Append(tail) => self.text.push_str(self.values.spelling(tail)),
            Action::Cas { from, to, worked } => {
                let works = self.holds(from);
                if worked.is_some_and(|worked| worked != works) {
                    return false;
                }
                if works {
                    self.set(to);
                }
            }
        }
        true
    }
}

/// What is wrong with an order, and at which operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Objection {
    Twice(usize),
    /// It returned before one that stands ahead of it was called.
    TooLate(usize),
    /// Its answer does not follow from what stands ahead of it.
    Untrue(usize),
    LeftOut(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_judged_by_time_and_by_answers() {
        let mut history = History::new(Model::Register);
        let [one, two] = ["1", "2"].map(|spelling| history.values.intern(spelling));
        let mut add = |action, call, returned| {
            history.operations.push(Operation {
                client: 0,
                key: 0,
                action,
                call,
                returned: Some(returned),
            });
        };
        add(Action::Write(one), 0, 10);
        add(Action::Write(two), 10, 20);
        add(Action::Read(Some(one)), 15, 30);
        let check = |order: &[usize], expected| {
            assert_eq!(history.objection(order, &[0, 1, 2]), expected, "{order:?}");
        };
        check(&[1, 0, 2], None); // they touch, so either may be first
        check(&[0, 1, 2], Some(Objection::Untrue(2)));
        check(&[0, 2, 1], None);
        check(&[2, 0, 1], Some(Objection::Untrue(2)));
        check(&[1, 2, 0], Some(Objection::Untrue(2)));
        check(&[0, 2], Some(Objection::LeftOut(1)));
        check(&[0, 0], Some(Objection::Twice(0)));
        history.operations[2].action = Action::Read(None);
        assert_eq!(
            history.objection(&[2, 0, 1], &[]),
            Some(Objection::TooLate(0))
        );
    }
}
