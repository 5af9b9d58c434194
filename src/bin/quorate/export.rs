//! `quorate export`: a scenario's run for other programs.

use std::process::ExitCode;

use quorate::export::picture::Theme;
use quorate::export::{FORMATS, Options, Span, export};
use quorate::protocol::ids::Micros;
use quorate::scenario::file::Layout;

use crate::args::Args;
use crate::load::{self, Played};
use crate::out;

pub const USAGE: &str = "\
quorate export SCENARIO.json --format FORMAT [--from MS] [--until MS] [--lang en|zh]
        [--theme light|dark] [--layout ring|chart] [--all-messages] [--out FILE]

Plays a scenario and writes it as one of these formats: mermaid (a sequence diagram), flowchart (the
phases, for Mermaid too), svg (the space-time diagram), stage (a picture of the last moment), json
(everything that happened), csv (what the clients saw). The first three and json cover the time from
--from to --until. Heartbeats are folded into notes, unless all messages are wanted. The stage is laid
out as the file says, or as --layout does.";

pub fn command(mut args: Args) -> Result<ExitCode, String> {
    let names = FORMATS.map(|(_, name, _)| name).join(", ");
    let format = args.option("--format", &format!("one of {names}"), |text| {
        let known = FORMATS.iter().find(|(_, name, _)| *name == text);
        known.map(|(format, ..)| *format)
    })?;
    let format = format.ok_or_else(|| format!("--format wants one of {names}"))?;
    let from = load::millis(&mut args, "--from")?.unwrap_or(Micros::ZERO);
    let until = load::until(&mut args)?;
    let lang = load::language(&mut args)?;
    let theme = args.option("--theme", "light or dark", |text| match text {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    })?;
    let layout = args.option("--layout", "ring or chart", |text| match text {
        "ring" => Some(Layout::Ring),
        "chart" => Some(Layout::Chart),
        _ => None,
    })?;
    let folded = !args.switch("--all-messages");
    let file_out = args.option("--out", "a file", |text| Some(text.to_owned()))?;
    // Told apart from a switch that wants JSON: what is exported has its format's shape anyway.
    args.switch("--json");
    let Played { player, file } = load::played(&args.file("scenario")?, until, lang)?;
    let to = player.moment().at;
    if from > to {
        return Err("--from lies after --until".to_owned());
    }
    let options = Options {
        span: Span { from, to },
        lang,
        theme: theme.unwrap_or_default(),
        chart: layout.or(file.layout) == Some(Layout::Chart),
        folded,
    };
    let text = export(&*player, format, options);
    match file_out {
        None => out::text(&text),
        Some(path) => std::fs::write(&path, text).map_err(|why| format!("{path}: {why}"))?,
    }
    Ok(ExitCode::SUCCESS)
}
