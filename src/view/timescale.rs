//! The time axis of the footer: which stretch is shown, and where its ticks are.

use crate::order::Within;
use crate::protocol::ids::Micros;

/// The stretch of time that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    pub from: Micros,
    pub to: Micros,
}

/// No one needs to see less than this…
const SPAN_MIN: u64 = 5_000;
/// …or more than this at once.
const SPAN_MAX: u64 = 600_000_000;

impl Window {
    pub fn new(from: Micros, span: u64) -> Window {
        let span = span.clamp(SPAN_MIN, SPAN_MAX);
        Window {
            from,
            to: from.plus(Micros(span)),
        }
    }

    pub fn span(self) -> u64 {
        self.to.minus(self.from).0.max(1)
    }

    /// Where a time is, as a part of the width; outside of 0 to 1 for what is not in the window.
    pub fn part(self, at: Micros) -> f64 {
        (at.0 as f64 - self.from.0 as f64) / self.span() as f64
    }

    /// The time at a part of the width.
    pub fn time(self, part: f64) -> Micros {
        let at = self.from.0 as f64 + part * self.span() as f64;
        Micros(at.max(0.0).round() as u64)
    }

    /// The window to show for a cursor. It stands still while the cursor moves through it, and
    /// turns like a page when the cursor leaves, so that most frames redraw nothing. Playing on,
    /// a page is turned before its end, to show what is to come.
    pub fn following(self, cursor: Micros, beginning: Micros) -> Window {
        let part = self.part(cursor);
        if (0.0..=0.9).contains(&part) && self.from >= beginning {
            return self;
        }
        // Going on keeps a fifth of what was; going back shows what led there.
        let keep = if part > 0.9 { 0.2 } else { 0.7 };
        let back = (self.span() as f64 * keep) as u64;
        let from = cursor.minus(Micros(back)).max(beginning);
        Window::new(from, self.span())
    }

    /// A window so many times as long, with one time staying where it is.
    pub fn zoomed(self, around: Micros, factor: f64, beginning: Micros) -> Window {
        let span = ((self.span() as f64 * factor) as u64).clamp(SPAN_MIN, SPAN_MAX);
        let part = self.part(around).within(0.0, 1.0);
        let from = around.minus(Micros((span as f64 * part) as u64));
        Window::new(from.max(beginning), span)
    }

    /// Moved by a part of its length.
    pub fn panned(self, parts: f64, beginning: Micros) -> Window {
        let from = (self.from.0 as f64 + parts * self.span() as f64).max(0.0);
        Window::new(Micros(from as u64).max(beginning), self.span())
    }

    /// Round times within the window, at most so many, equally far apart.
    pub fn ticks(self, at_most: usize) -> Vec<Micros> {
        let step = nice_step(self.span(), at_most.max(1) as u64);
        let first = self.from.0.div_ceil(step) * step;
        (0..)
            .map(|i| first + i * step)
            .take_while(|&at| at <= self.to.0)
            .map(Micros)
            .collect()
    }
}

/// The smallest of 1, 2, 5, 10, 20, … that covers a span in so many steps.
fn nice_step(span: u64, at_most: u64) -> u64 {
    let mut ten = 1;
    loop {
        for digit in [1, 2, 5] {
            if span / (digit * ten) < at_most {
                return digit * ten;
            }
        }
        ten *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MS: u64 = 1_000;

    #[test]
    fn ticks_are_round() {
        let window = Window::new(Micros(130 * MS), 1_000 * MS);
        let ticks: Vec<u64> = window.ticks(8).iter().map(|t| t.0 / MS).collect();
        assert_eq!(ticks, [200, 400, 600, 800, 1000]);
    }

    #[test]
    fn the_window_stands_still_then_turns_like_a_page() {
        let window = Window::new(Micros::ZERO, 1_000 * MS);
        assert_eq!(window.following(Micros(800 * MS), Micros::ZERO), window);
        let next = window.following(Micros(950 * MS), Micros::ZERO);
        assert_eq!(next.from, Micros(750 * MS));
        let back = next.following(Micros(100 * MS), Micros::ZERO);
        assert_eq!(back.from, Micros::ZERO);
    }

    proptest! {
        #[test]
        fn there_are_a_few_ticks_and_all_are_inside(from in 0u64..1 << 40, span in 0u64..1 << 31, most in 2usize..20) {
            let window = Window::new(Micros(from), span);
            let ticks = window.ticks(most);
            prop_assert!(ticks.len() <= most);
            prop_assert!(ticks.iter().all(|t| (0.0..=1.0).contains(&window.part(*t))));
        }

        #[test]
        fn the_cursor_is_always_in_the_window_that_follows_it(
            from in 0u64..1 << 30, span in 0u64..1 << 28, cursor in 0u64..1 << 31,
        ) {
            let window = Window::new(Micros(from), span).following(Micros(cursor), Micros::ZERO);
            prop_assert!((0.0..=1.0).contains(&window.part(Micros(cursor))));
        }

        #[test]
        fn a_place_and_its_time_agree(from in 0u64..1 << 30, span in 0u64..1 << 28, part in 0.0..1.0f64) {
            let window = Window::new(Micros(from), span);
            prop_assert!((window.part(window.time(part)) - part).abs() < 1e-3);
        }

        #[test]
        fn zooming_keeps_the_time_under_the_pointer(part in 0.0..1.0f64, factor in 0.3..3.0f64) {
            let window = Window::new(Micros(50_000_000), 1_000 * MS);
            let time = window.time(part);
            let zoomed = window.zoomed(time, factor, Micros::ZERO);
            prop_assert!((zoomed.part(time) - part).abs() < 0.01);
        }
    }
}
