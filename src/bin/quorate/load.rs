//! A scenario file, read and played: what several commands begin with.

use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::run::player::Player;
use quorate::scenario::Scenario;
use quorate::text::{Lang, render};

use crate::args::Args;

/// Without --until a run goes on for this long after its last planned intervention.
const AFTER_PLAN: Micros = Micros::from_millis(10_000);

/// Longer than this nothing is run: an hour of simulated time.
const UNTIL_MAX_MS: u64 = 3_600_000;

/// A scenario file larger than this is none.
const FILE_MAX: u64 = 4 << 20;

/// The time in milliseconds that follows an option.
pub fn millis(args: &mut Args, name: &str) -> Result<Option<Micros>, String> {
    let wants = format!("milliseconds, at most {UNTIL_MAX_MS}");
    let millis = args.option(name, &wants, |text| {
        let millis = text.parse::<u64>().ok();
        millis.filter(|millis| *millis <= UNTIL_MAX_MS)
    })?;
    Ok(millis.map(Micros::from_millis))
}

pub fn until(args: &mut Args) -> Result<Option<Micros>, String> {
    millis(args, "--until")
}

pub fn language(args: &mut Args) -> Result<Lang, String> {
    let lang = args.option("--lang", "en or zh", |text| match text {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    })?;
    Ok(lang.unwrap_or(Lang::En))
}

/// The scenario of a file, checked by nobody yet.
pub fn scenario(file: &str) -> Result<Scenario, String> {
    let at = |why: String| format!("{file}: {why}");
    let size = std::fs::metadata(file).map_err(|why| at(why.to_string()))?;
    if size.len() > FILE_MAX {
        return Err(at(format!("larger than {FILE_MAX} bytes")));
    }
    let text = std::fs::read_to_string(file).map_err(|why| at(why.to_string()))?;
    serde_json::from_str(&text).map_err(|why| at(why.to_string()))
}

/// The run of a scenario file, at its end.
pub fn played(file: &str, until: Option<Micros>, lang: Lang) -> Result<Box<dyn Player>, String> {
    let scenario = scenario(file)?;
    let mut player = open(&scenario).map_err(|why| format!("{file}: {}", render(&why, lang)))?;
    let planned = scenario.plan.last().map_or(Micros::ZERO, |last| last.at);
    player.advance_to(until.unwrap_or(planned.plus(AFTER_PLAN)));
    Ok(player)
}
