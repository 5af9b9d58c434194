//! A finding as it is watched: which branch it is, and what to say at which moment.

use std::rc::Rc;

use crate::hunt::{Finding, Schedule, StepNote};
use crate::order::Within;
use crate::protocol::ids::Micros;
use crate::protocol::say::Say;
use crate::run::player::{EventLine, Lane, Moment, Player};
use crate::say;

/// At the usual pace a step should take about as long as this is shown for.
const STEP: Micros = Micros::from_millis(50);

/// A finding on the stage.
#[derive(Clone, PartialEq)]
pub struct Watching {
    /// Its branch. Numbers of branches change when others are deleted.
    name: Option<Say>,
    parted: Option<Moment>,
    /// When each step happens, and what it is.
    captions: Rc<Vec<(Micros, Say)>>,
    /// The share of the usual pace at which a step takes as long as it should.
    pace: f64,
}

impl Watching {
    /// Reads off a branch that was just grafted what happens in each step of its schedule.
    pub fn read(player: &dyn Player, finding: &Finding, schedule: &Schedule) -> Watching {
        let first = player.moment().step;
        let events: Vec<EventLine> = (first..player.end().step)
            .filter_map(|step| player.event(step))
            .collect();
        let notes = schedule.times.iter().zip(&finding.steps);
        let captions = notes.map(|(at, note)| {
            let mut then = events.iter().filter(|event| event.at == *at);
            // Of these the run knows more to tell: which message, which request.
            let telling: &[&str] = match note {
                StepNote::Heard(..) => &["event.arrived"],
                StepNote::Asked(_) => &["did.request"],
                StepNote::Ordered(_) => &["did.order"],
                _ => &[],
            };
            let told = then.find(|event| telling.contains(&event.what.key));
            (
                *at,
                told.map_or_else(|| note.say(), |event| event.what.clone()),
            )
        });
        let gaps = schedule.times.windows(2).map(|pair| pair[1].minus(pair[0]));
        let shortest = gaps.filter(|gap| gap.0 > 0).min().unwrap_or(STEP);
        let lanes = player.lanes();
        let lane = lanes.into_iter().find(|lane| lane.id == player.lane());
        Watching {
            name: lane.as_ref().and_then(|lane| lane.name.clone()),
            parted: lane.and_then(|lane| Some(lane.parent?.1)),
            captions: Rc::new(captions.collect()),
            pace: (shortest.0 as f64 / STEP.0 as f64).within(0.004, 2.0),
        }
    }

    /// Whether this is the branch it plays on.
    pub fn is_on(&self, lane: &Lane) -> bool {
        lane.name == self.name && lane.parent.map(|(_, moment)| moment) == self.parted
    }

    /// What to say at a moment, as a heading and a sentence.
    pub fn caption(&self, at: Micros) -> (Say, Option<Say>) {
        let count = self.captions.len() as u32;
        let done = self.captions.partition_point(|(when, _)| *when <= at);
        match done.checked_sub(1).and_then(|last| self.captions.get(last)) {
            None => (say!("hunt.caption.begin", count = count), None),
            Some((_, what)) => (
                say!("hunt.caption", n = done as u32, count = count),
                Some(what.clone()),
            ),
        }
    }

    /// The share of the usual pace at which it plays until its last step.
    pub fn pace(&self, at: Micros) -> f64 {
        match self.captions.last() {
            Some((last, _)) if at < *last => self.pace,
            _ => 1.0,
        }
    }
}
