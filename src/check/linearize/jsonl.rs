//! Histories as JSON Lines, one operation a line:
//!
//! ```json
//! {"client":1,"op":"write","key":"x","arg":4,"call":-5,"return":9}
//! {"client":2,"op":"read","key":"x","result":4,"call":10,"return":20}
//! {"client":1,"op":"cas","key":"x","arg":[4,7],"result":true,"call":12,"return":15}
//! ```
//!
//! - `client` is a number or a name. Operations of one client that overlap are taken as what their
//!   times say they are: concurrent.
//! - `key` is a name or a number, and may be missing or null: all such lines are about one key that
//!   has no name.
//! - `call` and `return` are whole numbers of any unit, of up to 38 digits; what ends when another begins touches it,
//!   and neither precedes the other. A `return` of null says that nobody knows what became of the
//!   operation; it must be said, since a misspelt `return` would otherwise change the verdict. For
//!   the same reason fields that are not known are refused.
//! - `result` is what a read saw (null: nothing there) or whether a cas worked. Without it, an
//!   answer says nothing. Where `return` is null nobody was told, and a result is passed over.
//! - Values of `register` and `cas` are any JSON, compared by structure; 1 and 1.0 are one number.
//!   Values of `kv` are strings, and nothing there is "".
//!
//! Blank lines are passed over. Times, sizes and nesting are bounded, and whatever is wrong is said
//! with its line.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use super::history::{Action, History, Model, Operation, Value};

/// Larger files are not read.
pub const FILE_BYTES_MAX: usize = 256 << 20;
/// Longer lines are refused.
pub const LINE_BYTES_MAX: usize = 1 << 20;
/// More operations are refused.
pub const OPERATIONS_MAX: usize = 1_000_000;

/// What is wrong, and where. Lines count from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    pub line: usize,
    pub why: String,
}

/// A history with what is needed to speak of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Read {
    pub history: History,
    /// The line of each operation.
    pub lines: Vec<usize>,
    /// Its call and return as the line has them. Those of the history are in the same order.
    pub times: Vec<Times>,
    /// What clients and keys are called, by their number.
    pub clients: Vec<Json>,
    pub keys: Vec<Json>,
}

/// When an operation was called, and when it returned.
pub type Times = (i128, Option<i128>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    client: Json,
    op: String,
    #[serde(default)]
    key: Json,
    // For these two, missing and null are not the same.
    #[serde(default, deserialize_with = "given")]
    arg: Option<Json>,
    #[serde(default, deserialize_with = "given")]
    result: Option<Json>,
    call: i128,
    // Without a function of its own, a missing field would do as null.
    #[serde(rename = "return", deserialize_with = "said")]
    returned: Option<i128>,
}

fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i128>, D::Error> {
    Option::deserialize(deserializer)
}

/// Reads a whole file.
pub fn read(bytes: &[u8], model: Model) -> Result<Read, Refusal> {
    let mut reader = Reader {
        read: Read {
            history: History::new(model),
            lines: Vec::new(),
            times: Vec::new(),
            clients: Vec::new(),
            keys: Vec::new(),
        },
        client_numbers: BTreeMap::new(),
        key_numbers: BTreeMap::new(),
    };
    if bytes.len() > FILE_BYTES_MAX {
        let why = format!("the file is larger than {} MiB", FILE_BYTES_MAX >> 20);
        return Err(Refusal { line: 1, why });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (at, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            let refusal = |why| Refusal { line: at + 1, why };
            reader.line(line, at + 1).map_err(refusal)?;
        }
    }
    reader.tell_times();
    Ok(reader.read)
}

struct Reader {
    read: Read,
    client_numbers: BTreeMap<String, u32>,
    key_numbers: BTreeMap<String, u32>,
}

impl Reader {
    fn line(&mut self, bytes: &[u8], number: usize) -> Result<(), String> {
        if bytes.len() > LINE_BYTES_MAX {
            return Err(format!("it is longer than {} KiB", LINE_BYTES_MAX >> 10));
        }
        if self.read.lines.len() >= OPERATIONS_MAX {
            return Err(format!("there are more than {OPERATIONS_MAX} operations"));
        }
        // An array of the same fields would do for the reader, and not for people.
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err("it is not a JSON object".to_owned());
        }
        let line: Line = serde_json::from_slice(bytes)
            .map_err(|error| odd_time(bytes).unwrap_or_else(|| plain(&error)))?;
        if line.returned.is_some_and(|returned| returned < line.call) {
            return Err(format!(
                "`return` ({}) is before `call` ({})",
                line.returned.unwrap_or_default(),
                line.call
            ));
        }
        let action = self.action(&line)?;
        if !matches!(line.client, Json::Number(_) | Json::String(_)) {
            return Err("`client` must be a number or a name".to_owned());
        }
        if !matches!(line.key, Json::Null | Json::Number(_) | Json::String(_)) {
            return Err("`key` must be a name or a number, or null".to_owned());
        }
        let client = number_of(
            line.client,
            &mut self.client_numbers,
            &mut self.read.clients,
        )?;
        let key = number_of(line.key, &mut self.key_numbers, &mut self.read.keys)?;
        self.read.lines.push(number);
        self.read.history.operations.push(Operation {
            client,
            key,
            action,
            call: 0,
            returned: line.returned.map(|_| 0),
        });
        self.read.times.push((line.call, line.returned));
        assert_eq!(self.read.lines.len(), self.read.history.operations.len());
        Ok(())
    }

    /// Gives the operations their times: as they are, or, where one does not fit, all of them by
    /// their places in the order of times, which is all that counts.
    fn tell_times(&mut self) {
        let times = &self.read.times;
        let all = || times.iter().flat_map(|&(call, back)| [Some(call), back]);
        let mut order: Vec<i128> = Vec::new();
        if all().flatten().any(|time| i64::try_from(time).is_err()) {
            order = all().flatten().collect();
            crate::order::sort(&mut order);
            order.dedup();
        }
        let told = |time: i128| match order.binary_search(&time) {
            Ok(place) => place as i64,
            Err(_) => i64::try_from(time).expect("one that does not fit is in the order"),
        };
        for (operation, &(call, back)) in self.read.history.operations.iter_mut().zip(times) {
            (operation.call, operation.returned) = (told(call), back.map(told));
        }
    }

    fn action(&mut self, line: &Line) -> Result<Action, String> {
        let model = self.read.history.model;
        let result = line.result.as_ref().filter(|_| line.returned.is_some());
        let arg = || {
            line.arg
                .as_ref()
                .ok_or(format!("a {} needs an `arg`", line.op))
        };
        match (line.op.as_str(), model) {
            ("read", _) => {
                if line.arg.as_ref().is_some_and(|arg| *arg != Json::Null) {
                    return Err("a read takes no `arg`".to_owned());
                }
                let saw = result.map(|saw| self.read_value(saw)).transpose()?;
                Ok(Action::Read(saw))
            }
            ("write", _) => {
                done(result, "write")?;
                Ok(Action::Write(self.value(arg()?, "`arg`")?))
            }
            ("append", Model::Kv) => {
                done(result, "append")?;
                Ok(Action::Append(self.value(arg()?, "`arg`")?))
            }
            ("cas", Model::Cas | Model::Kv) => {
                let Json::Array(pair) = arg()? else {
                    return Err("the `arg` of a cas must be [from, to]".to_owned());
                };
                let [from, to] = pair.as_slice() else {
                    return Err("the `arg` of a cas must be [from, to]".to_owned());
                };
                let worked = match result {
                    None | Some(Json::Null) => None,
                    Some(Json::Bool(worked)) => Some(*worked),
                    Some(_) => return Err("the `result` of a cas is true or false".to_owned()),
                };
                let (from, to) = (self.value(from, "from")?, self.value(to, "to")?);
                Ok(Action::Cas { from, to, worked })
            }
            (other, _) => {
                let known = match model {
                    Model::Register => "read and write",
                    Model::Cas => "read, write and cas",
                    Model::Kv => "read, write, append and cas",
                };
                let short: String = other.chars().take(40).collect();
                Err(format!("there is no op {short:?} here: there are {known}"))
            }
        }
    }

    fn read_value(&mut self, saw: &Json) -> Result<Value, String> {
        match (self.read.history.model, saw) {
            (Model::Kv, Json::Null) => Ok(super::history::INITIAL),
            _ => self.value(saw, "`result`"),
        }
    }

    fn value(&mut self, json: &Json, what: &str) -> Result<Value, String> {
        let values = &mut self.read.history.values;
        match (self.read.history.model, json) {
            (Model::Kv, Json::String(text)) => Ok(values.intern(text)),
            (Model::Kv, _) => Err(format!("values of kv are strings, and {what} is none")),
            (Model::Register | Model::Cas, _) => Ok(values.intern(&canonical(json)?.to_string())),
        }
    }
}

/// Writes and appends have nothing to tell but that they are done.
fn done(result: Option<&Json>, op: &str) -> Result<(), String> {
    match result {
        None | Some(Json::Null | Json::Bool(true)) => Ok(()),
        Some(Json::String(text)) if text == "ok" => Ok(()),
        Some(_) => Err(format!(
            "a {op} that returned was done, and has no other `result`"
        )),
    }
}

/// The number of a name, by its spelling.
fn number_of(
    name: Json,
    numbers: &mut BTreeMap<String, u32>,
    names: &mut Vec<Json>,
) -> Result<u32, String> {
    let next = u32::try_from(names.len()).expect("there are not that many lines");
    let number = *numbers.entry(canonical(&name)?.to_string()).or_insert(next);
    if number == next {
        names.push(name);
    }
    Ok(number)
}

/// The same value for whatever is equal: whole numbers have no point, objects are in order.
fn canonical(json: &Json) -> Result<Json, String> {
    // Beyond these, a number as written and as kept may differ, and two be taken for one.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    Ok(match json {
        Json::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            None => json.clone(),
            Some(float) if float.abs() > EXACT => {
                return Err(format!(
                    "the number {number} is too large to be kept exactly"
                ));
            }
            Some(float) if float.fract() == 0.0 => Json::from(float as i64),
            Some(_) => json.clone(),
        },
        Json::Array(items) => Json::Array(items.iter().map(canonical).collect::<Result<_, _>>()?),
        Json::Object(fields) => {
            let field = |(name, value): (&String, &Json)| Ok((name.clone(), canonical(value)?));
            Json::Object(fields.iter().map(field).collect::<Result<_, String>>()?)
        }
        Json::Null | Json::Bool(_) | Json::String(_) => json.clone(),
    })
}

/// What is wrong with a line's times, if they are numbers of another kind.
fn odd_time(bytes: &[u8]) -> Option<String> {
    let line: Json = serde_json::from_slice(bytes).ok()?;
    let times = ["call", "return"].map(|name| (name, &line[name]));
    let odd = times.into_iter().find(|(_, time)| time.is_f64())?;
    Some(format!(
        "`{}` ({}) is not a whole number of up to 38 digits",
        odd.0, odd.1
    ))
}

/// The reader's words, without its own idea of lines: it saw one at a time.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let (what, at) = text.rsplit_once(" at line ").unwrap_or((&text, ""));
    let column = at.split_once(" column ").map_or("", |(_, column)| column);
    let short: String = what.chars().take(200).collect();
    match column {
        "" | "0" => short,
        column => format!("{short} (column {column})"),
    }
}
