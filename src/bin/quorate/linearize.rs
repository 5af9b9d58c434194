//! `quorate linearize`: whether what clients saw has an order.

use std::io::Read as _;
use std::process::ExitCode;

use quorate::check::linearize::jsonl::{self, FILE_BYTES_MAX, Read};
use quorate::check::linearize::{Action, Broken, Clash, History, Model, Value, Verdict, check};
use serde_json::{Value as Json, json};

use crate::args::Args;
use crate::cost::seconds;
use crate::out::tell;

pub const USAGE: &str = "\
quorate linearize HISTORY.jsonl --model register|cas|kv [--steps N] [--json]

Says whether a history is linearizable: one operation a line, such as
{\"client\":1,\"op\":\"read\",\"key\":\"x\",\"result\":4,\"call\":10,\"return\":20}
with the ops read (result), write (arg), cas (arg [from,to], result true or false; cas and kv) and
append (arg; kv); a return of null where nobody knows the outcome. Ends with 0 when it is, 1 when it
is not, 2 when the file cannot be read, 3 when --steps (40,000,000 if not given) did not suffice to
tell.";

/// Half a minute or so.
const STEPS: u64 = 40_000_000;

const UNDECIDED: u8 = 3;

pub fn command(mut args: Args) -> Result<ExitCode, String> {
    let model = args.option("--model", "register, cas or kv", |text| match text {
        "register" => Some(Model::Register),
        "cas" => Some(Model::Cas),
        "kv" => Some(Model::Kv),
        _ => None,
    })?;
    let steps = args.option("--steps", "a number", |text| text.parse::<u64>().ok())?;
    let as_json = args.switch("--json");
    let file = args.file("history")?;
    let model = model.ok_or("which --model: register, cas or kv?")?;
    let read = load(&file, model)?;
    let start = seconds();
    let (history, verdict) = check(read.history, steps.unwrap_or(STEPS));
    let taken = seconds() - start;
    let read = Read { history, ..read };
    let report = report(&read, &verdict, taken);
    match as_json {
        true => tell!("{report}"),
        false => print(&read, &verdict, taken),
    }
    Ok(match verdict {
        Verdict::Linearizable { .. } => ExitCode::SUCCESS,
        Verdict::Broken(_) => ExitCode::FAILURE,
        Verdict::Undecided { .. } => ExitCode::from(UNDECIDED),
    })
}

fn load(file: &str, model: Model) -> Result<Read, String> {
    let at = |why: String| format!("{file}: {why}");
    let opened = std::fs::File::open(file).map_err(|why| at(why.to_string()))?;
    let mut bytes = Vec::new();
    // One byte more than may be, to see that it is too much; a device would never end.
    let mut some = opened.take(FILE_BYTES_MAX as u64 + 1);
    some.read_to_end(&mut bytes)
        .map_err(|why| at(why.to_string()))?;
    jsonl::read(&bytes, model)
        .map_err(|refusal| at(format!("line {}: {}", refusal.line, refusal.why)))
}

fn report(read: &Read, verdict: &Verdict, seconds: f64) -> Json {
    let operations = read.history.operations.len();
    let mut report = json!({ "operations": operations, "seconds": seconds });
    match verdict {
        Verdict::Linearizable { order } => {
            let lines: Vec<usize> = order.iter().map(|&index| read.lines[index]).collect();
            report["linearizable"] = true.into();
            report["order"] = json!(lines);
        }
        Verdict::Broken(broken) => {
            let longest = broken.longest.iter();
            report["linearizable"] = false.into();
            report["key"] = read.keys[broken.key as usize].clone();
            report["longest"] = longest.map(|&index| operation(read, index)).collect();
            report["blocked"] = operation(read, broken.blocked);
            report["why"] = why(read, broken).into();
        }
        Verdict::Undecided { key } => {
            report["linearizable"] = Json::Null;
            report["key"] = read.keys[*key as usize].clone();
            report["why"] = undecided(read, *key).into();
        }
    }
    report
}

/// An operation as its line has it, with the line's number.
fn operation(read: &Read, index: usize) -> Json {
    let operation = &read.history.operations[index];
    let value = |value| json_of(&read.history, value);
    let (call, returned) = read.times[index];
    // With more digits than JSON's readers keep, it is safer as a string.
    let time = |time: Option<i128>| {
        time.map_or(Json::Null, |time| match i64::try_from(time) {
            Ok(time) => time.into(),
            Err(_) => time.to_string().into(),
        })
    };
    let mut line = json!({
        "line": read.lines[index],
        "client": read.clients[operation.client as usize],
        "key": read.keys[operation.key as usize],
        "call": time(Some(call)),
        "return": time(returned),
    });
    match operation.action {
        Action::Read(saw) => {
            line["op"] = "read".into();
            if let Some(saw) = saw {
                line["result"] = value(saw);
            }
        }
        Action::Write(written) => {
            line["op"] = "write".into();
            line["arg"] = value(written);
        }
        Action::Append(tail) => {
            line["op"] = "append".into();
            line["arg"] = value(tail);
        }
        Action::Cas { from, to, worked } => {
            line["op"] = "cas".into();
            line["arg"] = json!([value(from), value(to)]);
            if let Some(worked) = worked {
                line["result"] = worked.into();
            }
        }
    }
    line
}

fn json_of(history: &History, value: Value) -> Json {
    let spelling = history.values.spelling(value);
    match history.model {
        Model::Kv => spelling.into(),
        Model::Register | Model::Cas => {
            serde_json::from_str(spelling).expect("values are spelled in JSON")
        }
    }
}

fn print(read: &Read, verdict: &Verdict, seconds: f64) {
    let operations = read.history.operations.len();
    match verdict {
        Verdict::Linearizable { .. } => tell!("linearizable: an order explains every answer"),
        Verdict::Undecided { key } => tell!("undecided: {}", undecided(read, *key)),
        Verdict::Broken(broken) => {
            tell!("not linearizable: {}", why(read, broken));
            tell!("\nthis does not fit:\n{}", in_words(read, broken.blocked));
            tell!("\nthe longest order of what came before it:");
            for &index in &broken.longest {
                tell!("{}", in_words(read, index));
            }
        }
    }
    tell!("\n{operations} operations, {seconds:.6} seconds");
}

fn undecided(read: &Read, key: u32) -> String {
    let key = named_key(read, key);
    format!("the steps or the memory did not suffice for {key}; --steps N allows more")
}

fn named_key(read: &Read, key: u32) -> String {
    match &read.keys[key as usize] {
        Json::Null => "the key without a name".to_owned(),
        key => format!("key {key}"),
    }
}

fn in_words(read: &Read, index: usize) -> String {
    let operation = &read.history.operations[index];
    let value = |value| json_of(&read.history, value);
    let what = match operation.action {
        Action::Read(Some(saw)) => format!("read {}", value(saw)),
        Action::Read(None) => "read".to_owned(),
        Action::Write(written) => format!("write {}", value(written)),
        Action::Append(tail) => format!("append {}", value(tail)),
        Action::Cas { from, to, worked } => {
            let worked = match worked {
                Some(true) => "worked",
                Some(false) => "failed",
                None => "unknown",
            };
            format!("cas {} to {}: {worked}", value(from), value(to))
        }
    };
    let (call, returned) = read.times[index];
    let returned = returned.map_or("?".to_owned(), |at| at.to_string());
    let (line, client) = (read.lines[index], &read.clients[operation.client as usize]);
    format!("  line {line}: client {client}, {call}..{returned}, {what}")
}

fn why(read: &Read, broken: &Broken) -> String {
    let value = |value| json_of(&read.history, value);
    let line = |index: usize| format!("line {}", read.lines[index]);
    let blocked = line(broken.blocked);
    let key = named_key(read, broken.key);
    match &broken.clash {
        Clash::NeverWritten { value: saw } => {
            format!(
                "{blocked} saw {} in {key}, and nobody had written it",
                value(*saw)
            )
        }
        Clash::NotYetWritten { value: saw, write } => {
            let saw = value(*saw);
            format!(
                "{blocked} saw {saw} in {key} before {}, which wrote it, was called",
                line(*write)
            )
        }
        Clash::Stale { old, new, seen, .. } => {
            let (old, new, seen) = (value(*old), value(*new), line(*seen));
            format!(
                "{blocked} saw {old} in {key}, though {seen}, over by then, had {new}, which is newer"
            )
        }
        Clash::TakenTwice {
            value: taken,
            other,
        } => {
            let (taken, other) = (value(*taken), line(*other));
            format!("{blocked} and {other} both set {key} from {taken}, which was there once")
        }
        Clash::NoOrder => {
            format!("no order of the operations on {key} explains all up to {blocked}")
        }
    }
}
