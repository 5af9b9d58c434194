//! The animation loop. Per frame only the canvas and the clock's text change; the panels follow
//! when an event has happened.

use gloo::render::request_animation_frame;
use yew::prelude::*;

use super::{App, Msg};
use crate::protocol::ids::Micros;
use crate::ui::crash;
use crate::ui::pace::{Scenery, Speed};
use crate::ui::transport::clock_text;

/// How often the inspector's count-downs move.
const SLOW_CLOCK_MS: f64 = 150.0;

/// How often the clock's text changes while time passes.
const CLOCK_MS: f64 = 90.0;

/// How often a link is packed while time passes: with all branches that can be thousands of deeds.
const LINK_MS: f64 = 300.0;

/// How often all but the messages follows where an event comes every frame, and at the highest
/// speed. An event that comes alone is shown with the next frame.
const CROWDED_MS: f64 = 33.0;
const SPRINT_PANELS_MS: f64 = 100.0;

/// How long the simulation may take of a frame at the highest speed, and how many times the step
/// of a frame it may do in that time.
const SPRINT_BUDGET_MS: f64 = 4.0;
const SPRINT_STEPS: usize = 8;

impl App {
    /// Asks for the next frame, unless one is on its way.
    pub(super) fn wake(&mut self, ctx: &Context<Self>) {
        if self.frame.is_none() && !crash::is_dead() {
            let link = ctx.link().clone();
            self.frame = Some(request_animation_frame(move |now| {
                if !crash::is_dead() {
                    link.send_message(Msg::Frame(now));
                }
            }));
        }
    }

    pub(super) fn on_frame(&mut self, ctx: &Context<Self>, now_ms: f64) -> bool {
        self.frame = None;
        let frame_ms = self.last_frame_ms.map_or(0.0, |last| now_ms - last);
        // Only a page within another shows a link.
        let mut changed = self.renew_link(now_ms) && self.is_embedded();
        changed |= self.toasts.pass(frame_ms);
        if self.playing {
            self.advance(frame_ms);
            self.follow();
            let pause_ms = if self.pace.speed == Speed::Max {
                SPRINT_PANELS_MS
            } else {
                CROWDED_MS
            };
            if now_ms - self.shown_at_ms > pause_ms {
                if self.refresh() {
                    self.shown_at_ms = now_ms;
                    changed = true;
                }
                let now = self.player.borrow().moment().at;
                if now.minus(self.slow_now) > Micros(0) && now_ms - self.shown_at_ms > SLOW_CLOCK_MS
                {
                    self.slow_now = now;
                    self.shown_at_ms = now_ms;
                    changed = true;
                }
            }
        }
        changed |= self.speak(now_ms);
        if !changed {
            // A rendering paints by itself when it is done.
            self.paint();
        }
        // Paused with nothing to count down, the page does nothing at all. What was changed just now
        // may have to be spoken.
        if self.playing
            || changed
            || self.link_is_old
            || !self.toasts.is_empty()
            || self.spoken.text != self.spoken.next
        {
            self.last_frame_ms = Some(now_ms);
            self.wake(ctx);
        } else {
            self.last_frame_ms = None;
        }
        changed
    }

    /// Packs the crash card's link when it is old, and not too often. It comes before what happens in
    /// a frame: if that panics, all that was done by hand is in the link.
    fn renew_link(&mut self, now_ms: f64) -> bool {
        self.link_is_old |= self.playing;
        let due = self.link_is_old && now_ms - self.link_kept_ms >= LINK_MS;
        if due {
            self.keep_link();
            self.link_kept_ms = now_ms;
        }
        due
    }

    /// Lets simulated time pass.
    fn advance(&mut self, frame_ms: f64) {
        let mut player = self.player.borrow_mut();
        let sprints = self.pace.speed == Speed::Max;
        let started = if sprints { web_now() } else { 0.0 };
        for _ in 0..SPRINT_STEPS {
            let scenery = Scenery {
                now: player.moment().at,
                next_event: player.next_event_at(),
                flying: self
                    .dots
                    .iter()
                    .any(|dot| !dot.background && dot.lost.is_none()),
                background: !self.dots.is_empty(),
            };
            #[cfg(feature = "every-protocol")]
            let frame_ms = frame_ms * self.hunt_pace(scenery.now);
            player.advance_to(self.pace.target(frame_ms, scenery));
            if !sprints || web_now() - started > SPRINT_BUDGET_MS {
                break;
            }
        }
        player.dots(&mut self.dots);
    }

    /// Draws the messages and the clock.
    pub(super) fn paint(&mut self) {
        #[cfg(feature = "every-protocol")]
        self.report();
        let player = self.player.borrow();
        self.stage.paint(&**player);
        if let Some(beside) = &self.beside {
            beside.stage.paint(&**beside.player.borrow());
        }
        #[cfg(feature = "every-protocol")]
        if self.whole.diagram_open {
            self.whole.diagram.paint(&**player);
        }
        let (looked_at, _) = self.looked_at();
        self.timeline.paint(&**looked_at.borrow());
        // New text means a new layout, so a running clock ticks less often than the canvas.
        let now_ms = web_now();
        if self.playing && now_ms - self.clock_set_ms < CLOCK_MS {
            return;
        }
        self.clock_set_ms = now_ms;
        if let Some(clock) = self.clock.cast::<web_sys::Element>() {
            clock.set_text_content(Some(&clock_text(player.moment().at, self.lang)));
        }
    }
}

/// The wall clock in milliseconds.
pub fn web_now() -> f64 {
    gloo::utils::window()
        .performance()
        .map_or(0.0, |clock| clock.now())
}
