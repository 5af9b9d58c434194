//! What the explorer is asked for.

use quorate::check::explore::cluster::budgets::{Budgets, Cost};
use quorate::check::explore::cluster::scenario::usual_budgets;
use quorate::check::explore::models::two_phase::RMS_MAX;
use quorate::check::explore::search::{Limits, Order};
use quorate::protocol::ids::Micros;
use quorate::protocol::params::ParamValue;
use quorate::scenario::Scenario;

use crate::args::Args;

/// Some gigabytes.
const STATES_MAX: u32 = 1_000_000_000;

/// States of a model if nobody says: a gigabyte or so.
const STATES_OF_MODEL: u32 = 20_000_000;

/// States of a scenario if nobody says: some seconds.
const STATES_OF_SCENARIO: u32 = 1_000_000;

/// Random walks are as many and as long as this if nobody says.
const WALKS: u32 = 10_000;
const WALK_LENGTH: u32 = 200;

/// A beam goes on from so many states of each level if nobody says.
const BEAM_WIDTH: u32 = 20_000;

/// Servers and clients of a model.
const MANY: std::ops::RangeInclusive<u32> = 1..=16;

pub struct Options {
    pub what: What,
    pub budgets: Budgets,
    pub order: Order,
    pub limits: Limits,
    /// The promises that matter; all that are known where there is none.
    pub about: Vec<String>,
    /// The moment to begin at, if not at the beginning.
    pub from: Option<Micros>,
    /// The calm future of every state is looked at.
    pub ahead: bool,
    /// Where to write what was found as a scenario.
    pub save: Option<String>,
    pub json: bool,
}

/// What is explored.
pub enum What {
    TwoPhase { rms: u8, symmetry: bool },
    SingleCopy { servers: u8, clients: u8 },
    Abd { servers: u8, clients: u8 },
    Paxos { servers: u8, clients: u8 },
    Scenario { file: String, scenario: Scenario },
}

/// What was set, and is taken out as it is used.
struct Settings(Vec<(String, String)>);

impl Settings {
    fn number(
        &mut self,
        key: &str,
        range: std::ops::RangeInclusive<u32>,
        usual: u8,
    ) -> Result<u8, String> {
        let mut value = usual;
        while let Some(at) = self.0.iter().position(|(name, _)| name == key) {
            let (_, text) = self.0.remove(at);
            let number = text.parse::<u32>().ok().filter(|n| range.contains(n));
            let number = number.and_then(|number| u8::try_from(number).ok());
            value = number.ok_or_else(|| {
                format!(
                    "{key} is a number from {} to {}",
                    range.start(),
                    range.end()
                )
            })?;
        }
        Ok(value)
    }

    fn finish(self) -> Result<(), String> {
        match self.0.first() {
            Some((key, _)) => Err(format!("there is no {key} to set")),
            None => Ok(()),
        }
    }
}

pub fn read(mut args: Args) -> Result<Options, String> {
    let settings = Settings(pairs(&mut args, "--set", "KEY=VALUE")?);
    let spendings = pairs(&mut args, "--budget", "NAME=N")?;
    let number = |args: &mut Args, name: &str, most: u32| {
        let wants = format!("a number from 1 to {most}");
        args.option(name, &wants, |text| {
            text.parse().ok().filter(|n| (1..=most).contains(n))
        })
    };
    let states = number(&mut args, "--states", STATES_MAX)?;
    let depth = number(&mut args, "--depth", u32::MAX)?;
    let width = number(&mut args, "--width", STATES_MAX)?;
    let seed = args.option("--seed", "a number", |text| text.parse::<u64>().ok())?;
    let order = args.option(
        "--order",
        "breadth, depth, walks or beam",
        |text| match text {
            "breadth" => Some(Order::Breadth),
            "depth" => Some(Order::Depth),
            "walks" => Some(Order::Walks {
                seed: seed.unwrap_or(0),
                walks: WALKS,
                length: depth.unwrap_or(WALK_LENGTH),
            }),
            "beam" => Some(Order::Beam {
                seed: seed.unwrap_or(0),
                width: width.unwrap_or(BEAM_WIDTH),
            }),
            _ => None,
        },
    )?;
    let (json, first) = (args.switch("--json"), args.switch("--first"));
    let from = args.option("--from", "a time in milliseconds", |text| text.parse().ok())?;
    let ahead = args.switch("--ahead");
    let mut about = Vec::new();
    while let Some(id) = args.option("--about", "a promise", |text| Some(text.to_owned()))? {
        about.push(id);
    }
    let save = args.option("--save", "a file", |text| Some(text.to_owned()))?;
    let what = what(&args.file("scenario or model")?, settings)?;
    if save.is_some() && !matches!(what, What::Scenario { .. }) {
        return Err("only what is found in a scenario can be saved as one".to_owned());
    }
    let (states_usually, budgets) = match what {
        What::Scenario { .. } => (STATES_OF_SCENARIO, usual_budgets()),
        _ => (STATES_OF_MODEL, Budgets::NONE),
    };
    Ok(Options {
        budgets: with_spendings(budgets, &spendings)?,
        what,
        order: order.unwrap_or(Order::Breadth),
        limits: Limits {
            states: states.unwrap_or(states_usually),
            depth: depth.unwrap_or(u32::MAX),
            first,
        },
        about,
        from: from.map(Micros::from_millis),
        ahead,
        save,
        json,
    })
}

/// All that follow `name`, of the form `key=value`.
fn pairs(args: &mut Args, name: &str, wants: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    let split = |text: &str| {
        let (key, value) = text.split_once('=')?;
        Some((key.to_owned(), value.to_owned()))
    };
    while let Some(pair) = args.option(name, wants, split)? {
        pairs.push(pair);
    }
    Ok(pairs)
}

fn with_spendings(budgets: Budgets, spendings: &[(String, String)]) -> Result<Budgets, String> {
    let mut budgets = budgets;
    for (name, most) in spendings {
        let cost = Cost::named(name).ok_or_else(|| {
            let names = Cost::ALL.map(Cost::name).join(", ");
            format!("there is no budget {name}; there are {names}")
        })?;
        let most = most.parse::<u8>();
        let most = most.map_err(|_| format!("the budget {name} is a number from 0 to 255"))?;
        budgets = budgets.with(cost, most);
    }
    Ok(budgets)
}

fn what(name: &str, mut settings: Settings) -> Result<What, String> {
    let what = match name {
        "2pc" => What::TwoPhase {
            rms: settings.number("rms", 1..=RMS_MAX.into(), 3)?,
            symmetry: settings.number("symmetry", 0..=1, 0)? == 1,
        },
        "single-copy" => What::SingleCopy {
            servers: settings.number("servers", MANY, 1)?,
            clients: settings.number("clients", MANY, 2)?,
        },
        "abd" => What::Abd {
            servers: settings.number("servers", MANY, 2)?,
            clients: settings.number("clients", MANY, 2)?,
        },
        "paxos-register" => What::Paxos {
            servers: settings.number("servers", MANY, 3)?,
            clients: settings.number("clients", MANY, 2)?,
        },
        file => return scenario(file, settings),
    };
    settings.finish()?;
    Ok(what)
}

fn scenario(file: &str, settings: Settings) -> Result<What, String> {
    let mut scenario = crate::load::scenario_file(file, quorate::text::Lang::En)?.scenario();
    for (key, text) in settings.0 {
        let value = match text.parse::<u32>() {
            Ok(number) => ParamValue::Number(number),
            Err(_) => ParamValue::Word(text),
        };
        scenario.params.insert(key, value);
    }
    Ok(What::Scenario {
        file: file.to_owned(),
        scenario,
    })
}
