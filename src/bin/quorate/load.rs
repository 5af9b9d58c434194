//! A scenario file, read and played: what several commands begin with.

use std::io::Read;

use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::run::player::Player;
use quorate::scenario::file::ScenarioFile;
use quorate::scenario::read;
use quorate::text::{Lang, render};

use crate::args::Args;

/// Without --until a run goes on for this long after its last planned intervention.
const AFTER_PLAN: Micros = Micros::from_millis(10_000);

/// Longer than this nothing is run: an hour of simulated time.
const UNTIL_MAX_MS: u64 = 3_600_000;

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

/// What a file says, if it makes sense.
pub fn scenario_file(file: &str, lang: Lang) -> Result<ScenarioFile, String> {
    let at = |why: String| format!("{file}: {why}");
    let size = std::fs::metadata(file).map_err(|why| at(why.to_string()))?;
    // One byte more is enough for the reader to refuse it.
    let enough = size.len().min(read::FILE_MAX as u64 + 1);
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(|why| at(why.to_string()))?;
    let taken = opened.take(enough).read_to_end(&mut bytes);
    taken.map_err(|why| at(why.to_string()))?;
    read::scenario_file(&bytes).map_err(|why| at(render(&why, lang)))
}

/// A run, and the file that it was made from.
pub struct Played {
    pub player: Box<dyn Player>,
    pub file: ScenarioFile,
}

/// The run of a scenario file, at its end: what was asked for, what the file expects, or a while
/// after its last intervention.
pub fn played(path: &str, until: Option<Micros>, lang: Lang) -> Result<Played, String> {
    let file = scenario_file(path, lang)?;
    let scenario = file.scenario();
    let mut player = open(&scenario).map_err(|why| format!("{path}: {}", render(&why, lang)))?;
    let planned = scenario.plan.last().map_or(Micros::ZERO, |last| last.at);
    let expected = file.expect.as_ref().map(|expect| expect.until);
    player.advance_to(until.or(expected).unwrap_or(planned.plus(AFTER_PLAN)));
    Ok(Played { player, file })
}
