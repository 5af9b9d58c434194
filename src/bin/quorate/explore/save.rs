//! A finding as a scenario: the same steps with times, for `quorate run` and for the page.

use std::collections::BTreeMap;

use quorate::check::explore::Kind;
use quorate::check::explore::cluster::Cluster;
use quorate::check::explore::cluster::layout::lay_out_so_that;
use quorate::check::explore::cluster::planned::Planned;
use quorate::check::explore::search::Explorer;
use quorate::protocol::any::AnyProtocol;
use quorate::protocol::ids::Micros;
use quorate::run::open;
use quorate::run::player::Standing;
use quorate::scenario::Scenario;
use quorate::scenario::file::{Expect, ScenarioFile};

/// The run goes on for this long after the last step.
const AFTER: Micros = Micros::from_millis(1);

/// Writes the first finding that can be played to a file; says which.
pub fn save(
    file: &str,
    explorer: &mut Explorer<Cluster<AnyProtocol, Planned>>,
    scenario: &Scenario,
    from: Option<Micros>,
) -> Result<&'static str, String> {
    let findings = explorer.findings().to_vec();
    let mut always = findings
        .into_iter()
        .filter(|finding| finding.promise.kind == Kind::Always)
        .peekable();
    if always.peek().is_none() {
        return Err("nothing was found that could be saved".to_owned());
    }
    let played = always.find_map(|finding| {
        let way = explorer.way_of(finding)?;
        let model = explorer.model();
        let steps: Vec<_> = way.into_iter().map(|choice| model.step(choice)).collect();
        let (protocol, clients) = (model.protocol(), model.clients());
        let id = finding.promise.id;
        let breaks = |laid_out: &Scenario| is_broken(laid_out, id);
        let (_, file) = lay_out_so_that(protocol, clients, scenario, from, &steps, breaks)?;
        Some((id, file))
    });
    let (promise, laid_out) = played.ok_or("what was found cannot be played with times")?;
    let text = serde_json::to_string_pretty(&laid_out).expect("a scenario is plain data");
    std::fs::write(file, text + "\n").map_err(|why| format!("{file}: {why}"))?;
    Ok(promise)
}

/// The scenario as a file that expects the promise to be broken, if a run of it breaks that.
fn is_broken(scenario: &Scenario, promise: &str) -> Option<ScenarioFile> {
    let last = scenario.plan.last().map_or(Micros::ZERO, |last| last.at);
    let until = last.plus(AFTER);
    let mut player = open(scenario).ok()?;
    player.advance_to(until);
    let mut states = player.promises().into_iter();
    states.find(|state| state.promise.id == promise && state.standing == Standing::Broken)?;
    Some(ScenarioFile {
        expect: Some(Expect {
            until,
            promises: BTreeMap::from([(promise.to_owned(), "broken".to_owned())]),
            ..Expect::default()
        }),
        ..ScenarioFile::of(scenario.clone())
    })
}
