//! `quorate explore`: everything that can happen, within bounds.

mod options;
mod report;
mod save;
mod words;

use std::process::ExitCode;

use options::{Options, What};
use quorate::check::explore::cluster::clients::Clientele;
use quorate::check::explore::cluster::{Cluster, scenario};
use quorate::check::explore::models::abd::Abd;
use quorate::check::explore::models::paxos::Paxos;
use quorate::check::explore::models::register;
use quorate::check::explore::models::single_copy::SingleCopy;
use quorate::check::explore::models::two_phase::TwoPhase;
use quorate::check::explore::search::{Explorer, Progress};
use quorate::check::explore::symmetry::Folded;
use quorate::check::explore::{Model, search};
use quorate::protocol::Protocol;
use quorate::run::protocol_of;
use quorate::text::{Lang, render};
use words::Words;

use crate::args::Args;
use crate::cost::{memory, peak_memory, seconds};
use crate::out::tell;

pub const USAGE: &str = "\
quorate explore SCENARIO.json|MODEL [--set KEY=VALUE]... [--budget NAME=N]... [--about PROMISE]...
        [--states N] [--depth N] [--order breadth|depth|walks|beam] [--width N] [--seed N]
        [--from MS] [--ahead] [--first] [--save FILE] [--json]

Goes through everything that can happen and looks for broken promises. In a scenario clients ask
what is planned; who is heard when, and what fails, is up to the explorer, as far as the budgets go:
timeouts, kills, restarts, retries, drops, duplicates, pauses, cuts (of one direction of a link),
orders (of those that are planned), and where leases count ticks of time and skews of clocks. --set
changes its parameters. --from begins with everything as it is after so many milliseconds. --about names promises that matter, for fewer states. --ahead holds every
state against a calm future and not only those where nothing more can be done: it finds loops, and
with --about steady or undisturbed elections without end or need.
The models are 2pc (--set rms=3; --set symmetry=1 counts orbits), single-copy, abd and paxos-register (--set servers=3 --set
clients=2). At most --states are told apart, none deeper than --depth; --first stops at the first
finding; --order beam goes on from --width states of each level only. --save writes what was found as a scenario that quorate run plays. Ends with 0 when nothing was found within these bounds, 1 when something was, 2 when it
cannot be explored.";

/// What came of a search.
struct Outcome {
    progress: Progress,
    findings: Vec<Found>,
    /// Promises of the kind \"sometimes\" that were not seen to hold.
    unreached: Vec<&'static str>,
    /// Budgets, and which of them ran out while there was more to spend them on.
    budgets: Option<(String, Vec<&'static str>)>,
    seconds: f64,
    memory: Memory,
}

/// A broken promise, and what happens until it is.
struct Found {
    promise: &'static str,
    kind: &'static str,
    /// `None` for what is reached nowhere.
    way: Option<Vec<serde_json::Value>>,
}

/// What states took.
struct Memory {
    bytes: u64,
    /// How this was found out.
    how: &'static str,
}

pub fn command(args: Args) -> Result<ExitCode, String> {
    let options = options::read(args)?;
    let outcome = match &options.what {
        What::TwoPhase {
            rms,
            symmetry: true,
        } => {
            let words = |_: &Folded<TwoPhase>, choice| words::debugged(&choice);
            explore(Folded(TwoPhase::new(*rms)), &options, words, |_| None).0
        }
        What::TwoPhase { rms, .. } => {
            let words = |_: &TwoPhase, choice| words::debugged(&choice);
            explore(TwoPhase::new(*rms), &options, words, |_| None).0
        }
        What::SingleCopy { servers, clients } => {
            explore_register(SingleCopy { servers: *servers }, *clients, &options)
        }
        What::Abd { servers, clients } => {
            explore_register(Abd { servers: *servers }, *clients, &options)
        }
        What::Paxos { servers, clients } => {
            explore_register(Paxos { servers: *servers }, *clients, &options)
        }
        What::Scenario { file, scenario } => {
            let protocol = protocol_of(scenario);
            let protocol = protocol.map_err(|why| format!("{file}: {}", render(&why, Lang::En)))?;
            let about: Vec<&str> = options.about.iter().map(String::as_str).collect();
            let budgets = options.budgets;
            let mut model = match (options.from, about.is_empty()) {
                (Some(from), all) => {
                    let about = (!all).then_some(&*about);
                    scenario::model_from(protocol, scenario, from, budgets, about)
                }
                (None, true) => scenario::model(protocol, scenario, budgets),
                (None, false) => scenario::model_about(protocol, scenario, budgets, &about),
            };
            if options.ahead {
                model = model.looking_ahead();
            }
            let (outcome, mut explorer) = explore_cluster(model, &options, &words::Described);
            if let Some(to) = &options.save {
                let promise = save::save(to, &mut explorer, scenario, options.from)?;
                eprintln!("{to}: {promise} is broken there");
            }
            outcome
        }
    };
    let report = report::report(&outcome);
    match options.json {
        true => tell!("{report}"),
        false => report::print(&outcome),
    }
    Ok(ExitCode::from(u8::from(!outcome.findings.is_empty())))
}

fn explore_register<P: Protocol>(servers: P, clients: u8, options: &Options) -> Outcome {
    let model = register::model(servers, clients, options.budgets);
    explore_cluster(model, options, &words::Debugged).0
}

fn explore_cluster<P: Protocol, C: Clientele>(
    model: Cluster<P, C>,
    options: &Options,
    words: &impl Words<P>,
) -> (Outcome, Explorer<Cluster<P, C>>) {
    let step = |model: &Cluster<P, C>, choice| {
        let step = model.step(choice);
        words::step(model.protocol(), &step, words)
    };
    explore(model, options, step, |model| {
        let ran_out = model.ran_out().map(|cost| cost.name()).collect();
        Some((model.budgets().to_string(), ran_out))
    })
}

/// Searches, and takes the time.
fn explore<M: Model>(
    model: M,
    options: &Options,
    words: impl Fn(&M, M::Choice) -> serde_json::Value,
    budgets: impl Fn(&M) -> Option<(String, Vec<&'static str>)>,
) -> (Outcome, Explorer<M>) {
    let (memory_before, start) = (memory(), seconds());
    let mut explorer = Explorer::new(model, options.order, options.limits);
    let progress = explorer.run(u64::MAX);
    let seconds = seconds() - start;
    let memory = match (memory_before, peak_memory()) {
        (Some(before), Some(peak)) => Memory {
            bytes: peak.saturating_sub(before),
            how: "growth of the process to its peak, as the system counts it",
        },
        _ => Memory {
            bytes: explorer.bytes() as u64,
            how: "what the tables of states took, as the program counts it",
        },
    };
    let found: Vec<search::Finding> = explorer.findings().to_vec();
    let findings = found
        .into_iter()
        .map(|finding| Found {
            promise: finding.promise.id,
            kind: words::kind(finding.promise.kind),
            way: explorer.way_of(finding).map(|way| {
                way.into_iter()
                    .map(|choice| words(explorer.model(), choice))
                    .collect()
            }),
        })
        .collect();
    let unreached = explorer.unreached();
    let outcome = Outcome {
        progress,
        findings,
        unreached: unreached.iter().map(|promise| promise.id).collect(),
        budgets: budgets(explorer.model()),
        seconds,
        memory,
    };
    (outcome, explorer)
}
