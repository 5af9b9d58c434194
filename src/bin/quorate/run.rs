//! `quorate run`: a scenario without the page.

use std::process::ExitCode;

use quorate::protocol::ids::Micros;
use quorate::protocol::say::Say;
use quorate::run::expect::unmet;
use quorate::run::player::{Player, Standing};
use quorate::scenario::file::Caption;
use quorate::text::{Lang, either, render};
use serde_json::{Value, json};

use crate::args::Args;
use crate::load::{self, Played};
use crate::out::tell;

pub const USAGE: &str = "\
quorate run SCENARIO.json [--until MS] [--check] [--lang en|zh] [--json]

Runs a scenario and prints the verdict, the promises, what the clients saw and a hash that is the
same for equal runs on any machine. Ends with 1 when a promise was broken, 2 when the scenario
cannot be run. With --check it ends with 1 when something else came of it than the file expects, and
with 0 otherwise.";

struct Options {
    file: String,
    until: Option<Micros>,
    check: bool,
    lang: Lang,
    json: bool,
}

pub fn command(args: Args) -> Result<ExitCode, String> {
    let kept = run(&options(args)?)?;
    Ok(ExitCode::from(u8::from(!kept)))
}

fn options(mut args: Args) -> Result<Options, String> {
    let until = load::until(&mut args)?;
    let lang = load::language(&mut args)?;
    Ok(Options {
        json: args.switch("--json"),
        check: args.switch("--check"),
        until,
        lang,
        file: args.file("scenario")?,
    })
}

/// Runs and prints; true when no promise was broken, or all is as the file expects.
fn run(options: &Options) -> Result<bool, String> {
    let Played { mut player, file } = load::played(&options.file, options.until, options.lang)?;
    let mut report = report(&*player, options.lang);
    if !file.captions.is_empty() {
        let shown = file.captions.iter();
        let shown = shown.take_while(|caption| caption.at <= player.moment().at);
        report["captions"] = shown
            .map(|caption| caption_of(caption, options.lang))
            .collect();
    }
    let promises = player.promises();
    let broken = promises.iter().any(|p| p.standing == Standing::Broken);
    let expect = file.expect.filter(|_| options.check);
    if options.check && expect.is_none() {
        return Err(format!("{}: the file expects nothing", options.file));
    }
    let unmet = expect.as_ref().map(|expect| unmet(&mut *player, expect));
    if let Some(unmet) = &unmet {
        let lines = unmet.iter().map(|line| render(line, options.lang));
        report["unmet"] = lines.collect();
    }
    if options.json {
        tell!("{report}");
    } else {
        print(&report);
    }
    Ok(unmet.map_or(!broken, |unmet| unmet.is_empty()))
}

fn report(player: &dyn Player, lang: Lang) -> Value {
    let verdict = player.stage().scene.verdict;
    let say = |say: &Say| render(say, lang);
    let promises: Vec<Value> = player
        .promises()
        .iter()
        .map(|state| {
            json!({
                "promise": state.promise.id,
                "standing": state.standing.word(),
                "why": say(&state.why),
                "broken_at_us": state.broken_at.map(|moment| moment.at.0),
            })
        })
        .collect();
    let history: Vec<Value> = player
        .history(1_000)
        .iter()
        .map(|seen| {
            json!({
                "client": seen.client,
                "number": seen.number,
                "command": seen.command,
                "call": seen.asked.0,
                "return": seen.answered.map(|(at, _)| at.0),
            })
        })
        .collect();
    json!({
        "at_us": player.moment().at.0,
        "events": player.moment().step,
        "verdict": {
            "kind": format!("{:?}", verdict.kind).to_lowercase(),
            "text": format!("{} {}", say(&verdict.head), say(&verdict.body)),
            "more": verdict.more.as_ref().map(say),
        },
        "promises": promises,
        "history": history,
        "hash": format!("{:016x}", player.hash()),
    })
}

fn caption_of(caption: &Caption, lang: Lang) -> Value {
    let (words, _) = either(lang, &caption.en, &caption.zh);
    json!({ "at_us": caption.at.0, "text": words })
}

/// The report for people.
fn print(report: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for caption in report["captions"].as_array().into_iter().flatten() {
        tell!("{:>9} µs  {}", caption["at_us"], text(&caption["text"]));
    }
    tell!("{}", text(&report["verdict"]["text"]));
    if let Some(more) = report["verdict"]["more"].as_str() {
        tell!("{more}");
    }
    tell!();
    for promise in report["promises"].as_array().into_iter().flatten() {
        let (name, standing) = (text(&promise["promise"]), text(&promise["standing"]));
        tell!("{name:<12} {standing:<8} {}", text(&promise["why"]));
    }
    tell!();
    for seen in report["history"].as_array().into_iter().flatten() {
        tell!(
            "{} {} call {} return {}",
            text(&seen["client"]),
            seen["command"],
            seen["call"],
            seen["return"]
        );
    }
    for unmet in report["unmet"].as_array().into_iter().flatten() {
        tell!("\nnot as expected: {}", text(unmet));
    }
    tell!(
        "\n{} events, {} µs, hash {}",
        report["events"],
        report["at_us"],
        text(&report["hash"])
    );
}
