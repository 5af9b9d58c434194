//! What a run can be made into, and how much of it.

use crate::export::picture::{Picture, Theme};
use crate::export::{self, Format, Options, Span};
use crate::protocol::ids::Micros;
use crate::run;
use crate::run::player::Player;
use crate::scenario::file::{Expect, Layout, ScenarioFile};
use crate::text::Lang;
use crate::view::timescale::Window;

/// Everything that can be saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum What {
    /// The scenario, as a file that opens here again.
    #[default]
    Scenario,
    Stage,
    Diagram,
    Sequence,
    Phases,
    History,
    Run,
    /// A part of the run, as it is on the stage.
    Film,
}

impl What {
    pub const ALL: [What; 8] = [
        What::Scenario,
        What::Stage,
        What::Film,
        What::Diagram,
        What::Sequence,
        What::Phases,
        What::History,
        What::Run,
    ];

    /// A word for attributes and file names; never shown.
    pub fn word(self) -> &'static str {
        match self {
            What::Scenario => "scenario",
            What::Stage => "stage",
            What::Diagram => "diagram",
            What::Sequence => "sequence",
            What::Phases => "phases",
            What::History => "history",
            What::Run => "run",
            What::Film => "film",
        }
    }

    /// The keys of its name and of what it is for.
    pub fn texts(self) -> (&'static str, &'static str) {
        match self {
            What::Scenario => ("export.scenario", "export.scenario.for"),
            What::Stage => ("export.stage", "export.stage.for"),
            What::Diagram => ("export.diagram", "export.diagram.for"),
            What::Sequence => ("export.sequence", "export.sequence.for"),
            What::Phases => ("export.phases", "export.phases.for"),
            What::History => ("export.history", "export.history.for"),
            What::Run => ("export.run", "export.run.for"),
            What::Film => ("export.film", "export.film.for"),
        }
    }

    pub fn is_picture(self) -> bool {
        matches!(self, What::Stage | What::Diagram | What::Film)
    }

    /// Whether it is about a part of the run.
    pub fn has_span(self) -> bool {
        matches!(
            self,
            What::Diagram | What::Sequence | What::Run | What::Film
        )
    }

    /// The end of its file's name, and its kind.
    pub fn ending(self) -> (&'static str, &'static str) {
        match self {
            What::Scenario | What::Run => ("json", "application/json"),
            What::Stage | What::Diagram => ("svg", "image/svg+xml"),
            What::Sequence | What::Phases => ("mmd", "text/vnd.mermaid"),
            What::History => ("csv", "text/csv"),
            What::Film => ("gif", "image/gif"),
        }
    }

    fn format(self) -> Option<Format> {
        Some(match self {
            What::Scenario => return None,
            What::Stage | What::Film => Format::Stage,
            What::Diagram => Format::Diagram,
            What::Sequence => Format::Sequence,
            What::Phases => Format::Phases,
            What::History => Format::Csv,
            What::Run => Format::Json,
        })
    }
}

/// Which part of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    /// From the beginning to the moment shown.
    #[default]
    SoFar,
    /// What the timeline shows.
    Shown,
    /// The last events before the moment shown.
    Last,
    /// Between two times.
    Between,
}

impl Part {
    pub const ALL: [(Part, &'static str, &'static str); 4] = [
        (Part::SoFar, "all", "export.part.so_far"),
        (Part::Shown, "shown", "export.part.shown"),
        (Part::Last, "last", "export.part.last"),
        (Part::Between, "between", "export.part.between"),
    ];
}

/// What was chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choice {
    pub what: What,
    pub part: Part,
    /// So many events of [`Part::Last`].
    pub last: u32,
    /// The times of [`Part::Between`], in milliseconds.
    pub from_ms: u32,
    pub to_ms: u32,
    pub folded: bool,
    /// How long a film is.
    pub seconds: u32,
    /// A scenario says what came of it, and is its own test.
    pub expect: bool,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice {
            what: What::default(),
            part: Part::default(),
            last: 50,
            from_ms: 0,
            to_ms: 1_000,
            folded: true,
            seconds: 8,
            expect: true,
        }
    }
}

/// How the page stands, as far as it shows in what is saved.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Setting {
    pub lang: Lang,
    pub theme: Theme,
    pub chart: bool,
    /// The stretch that the timeline shows.
    pub window: Window,
}

impl Choice {
    /// Another part; times to choose between begin with the part that was chosen before.
    pub fn of_part(self, part: Part, span: Span) -> Choice {
        let (from_ms, to_ms) = match part {
            Part::Between => (span.from.0 / 1_000, span.to.0.div_ceil(1_000)),
            _ => (self.from_ms.into(), self.to_ms.into()),
        };
        let fits = |ms: u64| u32::try_from(ms).unwrap_or(u32::MAX);
        Choice {
            part,
            from_ms: fits(from_ms),
            to_ms: fits(to_ms),
            ..self
        }
    }

    /// The part of the run that is meant. What has not been run yet is in none.
    pub fn span(&self, player: &dyn Player, window: Window) -> Span {
        let now = player.moment();
        let (from, to) = match self.part {
            Part::SoFar => (Micros::ZERO, now.at),
            Part::Shown => (window.from, window.to.min(player.end().at)),
            Part::Last => {
                let first = now.step.saturating_sub(self.last.into());
                let first = first.max(player.first_step());
                let from = player.event(first).map_or(Micros::ZERO, |event| event.at);
                (from, now.at)
            }
            Part::Between => {
                let time = |ms: u32| Micros::from_millis(ms.into()).min(player.end().at);
                (time(self.from_ms), time(self.to_ms))
            }
        };
        // Times that were typed in may be the wrong way round.
        Span {
            from: from.min(to),
            to: from.max(to),
        }
    }

    fn options(&self, player: &dyn Player, setting: Setting) -> Options {
        Options {
            span: self.span(player, setting.window),
            lang: setting.lang,
            theme: setting.theme,
            chart: setting.chart,
            folded: self.folded,
        }
    }

    /// The picture that is meant, if it is one.
    pub fn picture(&self, player: &dyn Player, setting: Setting) -> Option<Picture> {
        let format = self.what.format()?;
        export::picture(player, format, self.options(player, setting))
    }

    /// The text that is meant; `opened` is the file that the run came from.
    pub fn text(
        &self,
        player: &dyn Player,
        opened: Option<&ScenarioFile>,
        setting: Setting,
    ) -> String {
        match self.what.format() {
            Some(format) => export::export(player, format, self.options(player, setting)),
            None => scenario_text(player, opened, setting.chart, self.expect),
        }
    }

    /// `quorate-raft-diagram.svg` and the like.
    pub fn file_name(&self, player: &dyn Player, ending: &str) -> String {
        let protocol = player.spec().id;
        match self.what {
            What::Scenario => format!("quorate-{protocol}.{ending}"),
            what => format!("quorate-{protocol}-{}.{ending}", what.word()),
        }
    }
}

/// What is on the stage as a scenario file, with everything that was done by hand in its plan.
pub fn scenario_text(
    player: &dyn Player,
    opened: Option<&ScenarioFile>,
    chart: bool,
    expect: bool,
) -> String {
    let mut file = ScenarioFile::of(player.scenario());
    if let Some(opened) = opened {
        file.title.clone_from(&opened.title);
        file.about.clone_from(&opened.about);
        file.captions.clone_from(&opened.captions);
    }
    file.layout = Some(if chart { Layout::Chart } else { Layout::Ring });
    file.expect = expect.then(|| came_of(player)).flatten();
    let text = serde_json::to_string_pretty(&file);
    text.expect("a scenario is plain data") + "\n"
}

/// What came of the run by the moment shown. The moment may lie between events of one time, and
/// what is done by hand later is in the plan as well, so the scenario is run once more.
fn came_of(player: &dyn Player) -> Option<Expect> {
    let until = player.moment().at;
    let again = super::again(&player.scenario(), until)?;
    let promises = again.promises().into_iter();
    let stands = |state: run::player::PromiseState| {
        (
            state.promise.id.to_owned(),
            state.standing.word().to_owned(),
        )
    };
    let history = again.history(usize::MAX);
    let answered = history
        .iter()
        .filter(|seen| seen.answered.is_some())
        .count();
    Some(Expect {
        until,
        promises: promises.map(stands).collect(),
        answered: Some(answered as u32),
        hash: Some(format!("{:016x}", again.hash())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalogue;

    #[test]
    fn a_part_between_two_times_lies_in_what_has_run() {
        let mut player = run::open(&catalogue::opening()).expect("the opening is sound");
        let end = Micros::from_millis(400);
        player.advance_to(end);
        let window = Window::new(Micros::ZERO, 1_000_000);
        for (from_ms, to_ms, from, to) in [
            (100, 300, 100, 300),
            (300, 100, 100, 300),
            (100, 3_600_000, 100, 400),
            (500, 600, 400, 400),
        ] {
            let choice = Choice {
                part: Part::Between,
                from_ms,
                to_ms,
                ..Choice::default()
            };
            let span = choice.span(&*player, window);
            let wanted = (Micros::from_millis(from), Micros::from_millis(to));
            assert_eq!((span.from, span.to), wanted, "{from_ms} to {to_ms}");
        }
    }
}
