//! How fast simulated time runs on the wall. Pure, so that it is tested without a browser.
//!
//! Messages take 20 to 80 simulated milliseconds, far too quick to watch. At 1× one second on the
//! wall shows 45 simulated milliseconds, so a message is under way for a second or so and a whole
//! commit takes about four: the pace of somebody explaining it. With the automatic pace, time
//! in which only background messages fly runs faster, time in which nothing flies is glided over,
//! and a decision gets a moment of slow motion.

use std::f64::consts::LN_2;

use crate::order::Within;
use crate::protocol::ids::Micros;

/// Simulated microseconds in a millisecond on the wall, at 1×.
const LECTURE: f64 = 45.0;

/// The longest frame that counts: a tab that was in the background does not leap.
const FRAME_MAX_MS: f64 = 100.0;

/// How much faster it goes while only heartbeats and the like are under way.
const BACKGROUND_FACTOR: f64 = 4.0;

/// Dead time is gone over so that what is left of it shrinks by half in about this time.
const GLIDE_MS: f64 = 180.0;

/// How much slower, and for how long on the wall, after a decision.
const DECISION_FACTOR: f64 = 0.35;
const DECISION_MS: f64 = 700.0;

/// How many simulated microseconds a frame runs at most at the highest speed.
const SPRINT_FRAME: u64 = 60_000;

/// A choice of the speed control.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Speed {
    Quarter,
    Half,
    #[default]
    One,
    Two,
    Four,
    Max,
}

impl Speed {
    pub const ALL: [Speed; 6] = [
        Speed::Quarter,
        Speed::Half,
        Speed::One,
        Speed::Two,
        Speed::Four,
        Speed::Max,
    ];

    pub fn factor(self) -> f64 {
        match self {
            Speed::Quarter => 0.25,
            Speed::Half => 0.5,
            Speed::One => 1.0,
            Speed::Two => 2.0,
            Speed::Four | Speed::Max => 4.0,
        }
    }

    /// The label, the same in every language; `None` for the highest, which is a word.
    pub fn sign(self) -> Option<&'static str> {
        match self {
            Speed::Quarter => Some("¼×"),
            Speed::Half => Some("½×"),
            Speed::One => Some("1×"),
            Speed::Two => Some("2×"),
            Speed::Four => Some("4×"),
            Speed::Max => None,
        }
    }

    pub fn faster(self) -> Speed {
        Speed::ALL[(self as usize + 1).min(Speed::ALL.len() - 1)]
    }

    pub fn slower(self) -> Speed {
        Speed::ALL[(self as usize).saturating_sub(1)]
    }
}

/// What is worth knowing about the moment shown.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scenery {
    pub now: Micros,
    pub next_event: Option<Micros>,
    /// Whether a message that is worth watching is under way.
    pub flying: bool,
    /// Whether anything at all is under way.
    pub background: bool,
}

/// The speed chosen, and what the automatic pace remembers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pace {
    pub speed: Speed,
    pub automatic: bool,
    /// How much of the slow motion after a decision is left, in milliseconds on the wall.
    slow_ms: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Pace {
            speed: Speed::One,
            automatic: true,
            slow_ms: 0.0,
        }
    }
}

impl Pace {
    /// Something was decided: worth a closer look.
    pub fn decision(&mut self) {
        self.slow_ms = DECISION_MS;
    }

    /// The simulated time to show after a frame of so many milliseconds on the wall.
    pub fn target(&mut self, frame_ms: f64, scenery: Scenery) -> Micros {
        let frame_ms = frame_ms.within(0.0, FRAME_MAX_MS);
        let slow = self.slow_ms > 0.0;
        self.slow_ms = (self.slow_ms - frame_ms).max(0.0);
        if self.speed == Speed::Max {
            return scenery.now.plus(Micros(SPRINT_FRAME));
        }
        let plain = LECTURE * self.speed.factor() * frame_ms;
        if !self.automatic {
            return scenery.now.plus(Micros(plain as u64));
        }
        if scenery.flying {
            let step = if slow { plain * DECISION_FACTOR } else { plain };
            return scenery.now.plus(Micros(step as u64));
        }
        let Some(next) = scenery.next_event else {
            // Nothing will ever happen by itself: time stands still until somebody acts.
            return scenery.now;
        };
        if slow {
            return next.min(scenery.now.plus(Micros((plain * DECISION_FACTOR) as u64)));
        }
        let step = if scenery.background {
            plain * BACKGROUND_FACTOR
        } else {
            let left = next.minus(scenery.now).0 as f64;
            plain + left * (1.0 - libm::exp(-frame_ms * LN_2 / GLIDE_MS))
        };
        // Never past the next event: it may send something that is worth watching from its start.
        next.min(scenery.now.plus(Micros(step as u64)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenery(next_event: Option<u64>, flying: bool) -> Scenery {
        Scenery {
            now: Micros::ZERO,
            next_event: next_event.map(Micros::from_millis),
            flying,
            background: flying,
        }
    }

    #[test]
    fn a_second_on_the_wall_shows_what_a_lecture_needs() {
        let mut pace = Pace::default();
        let mut scene = scenery(Some(500), true);
        for _ in 0..60 {
            scene.now = pace.target(1_000.0 / 60.0, scene);
        }
        assert!(scene.now.0.abs_diff(45_000) < 100, "{:?}", scene.now);
    }

    #[test]
    fn dead_time_is_over_soon_and_stops_at_the_event() {
        let mut pace = Pace::default();
        let mut scene = scenery(Some(1_500), false);
        for _ in 0..120 {
            scene.now = pace.target(1_000.0 / 60.0, scene);
        }
        assert_eq!(scene.now, Micros::from_millis(1_500));
    }

    #[test]
    fn time_stands_still_when_nothing_will_happen_unless_the_pace_is_fixed() {
        let mut pace = Pace::default();
        assert_eq!(pace.target(16.0, scenery(None, false)), Micros::ZERO);
        pace.automatic = false;
        assert_eq!(pace.target(16.0, scenery(None, false)), Micros(720));
    }

    #[test]
    fn a_tab_that_slept_does_not_leap() {
        let mut pace = Pace::default();
        let target = pace.target(3_600_000.0, scenery(Some(5_000), true));
        assert_eq!(target, Micros(4_500));
    }

    #[test]
    fn a_decision_is_slow_for_a_moment() {
        let mut pace = Pace::default();
        pace.decision();
        let slow = pace.target(16.0, scenery(Some(500), true));
        for _ in 0..60 {
            pace.target(16.0, scenery(Some(500), true));
        }
        assert!(slow < pace.target(16.0, scenery(Some(500), true)));
    }
}
