//! The stretch of time that a diagram shows and the cursor in it: the same in the footer and in the
//! large diagram.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent, WheelEvent};
use yew::NodeRef;

use super::glide::Glide;
use crate::order::Within;
use crate::protocol::ids::Micros;
use crate::run::player::Player;
use crate::view::digits::fill_fine;
use crate::view::geometry::{Point, at};
use crate::view::spacetime::Lines;
use crate::view::timescale::Window;

/// While playing, the cursor goes in steps of so many pixels: half the work, and nobody sees it.
const STEP: f64 = 1.5;

pub struct TimeAxis {
    /// The cursor, with what lies over the time ahead of it.
    pub cursor: Option<Glide>,
    /// In CSS pixels.
    pub size: (f64, f64),
    /// How many pixels a unit is. The page's type grows when it is presented, and the diagram with it.
    pub unit: f64,
    /// How many nodes and clients have a line.
    pub peers: (usize, usize),
    pub window: Window,
    /// Chosen by a person; else the length follows the run.
    zoomed: bool,
    /// Moved by a person; holds until the cursor moves.
    held: bool,
    end: Micros,
    beginning: Micros,
    at: Micros,
    /// How the lines lie, given the size and the numbers of nodes and clients.
    lay: fn(f64, f64, usize, usize) -> Lines,
    /// Where the cursor is and whether it can be seen.
    placed: Option<(f64, bool)>,
}

impl TimeAxis {
    pub fn new(lay: fn(f64, f64, usize, usize) -> Lines) -> TimeAxis {
        TimeAxis {
            cursor: None,
            size: (0.0, 0.0),
            unit: 1.0,
            peers: (0, 0),
            window: Window::new(Micros::ZERO, 500_000),
            zoomed: false,
            held: false,
            end: Micros::ZERO,
            beginning: Micros::ZERO,
            at: Micros::ZERO,
            lay,
            placed: None,
        }
    }

    /// The size in units.
    pub fn units(&self) -> (f64, f64) {
        (self.size.0 / self.unit, self.size.1 / self.unit)
    }

    pub fn lines(&self) -> Lines {
        let (width, height) = self.units();
        (self.lay)(width, height, self.peers.0, self.peers.1)
    }

    /// The cursor has to be placed anew.
    pub fn soil(&mut self) {
        self.placed = None;
    }

    /// Turns to the moment that the player shows; true when that is another time.
    pub fn turn_to(&mut self, player: &dyn Player) -> bool {
        let now = player.moment().at;
        let moves = now != self.at;
        if moves {
            self.held = false;
        }
        self.at = now;
        self.end = player.end().at;
        self.beginning = player.beginning().at;
        if !self.zoomed {
            // The length grows with the run in a few large steps, up to what is still readable.
            let spans = [500_000, 1_000_000, 2_000_000, 4_000_000];
            let fits = spans.into_iter().find(|span| self.end.0 <= span * 9 / 10);
            let span = fits.unwrap_or(4_000_000);
            if span != self.window.span() {
                self.window = Window::new(self.window.from, span);
            }
        }
        if !self.held {
            self.window = self.window.following(self.at, self.beginning);
        }
        moves
    }

    /// Puts the cursor where the moment shown is.
    pub fn place_cursor(&mut self, moves: bool) {
        let lines = self.lines();
        let x = lines.x(self.window, self.at);
        let shown = (lines.left - 1.0..=lines.right + 1.0).contains(&x);
        let step = if moves { STEP } else { 0.0 };
        let near = |(at, was): (f64, bool)| (x - at).abs() * self.unit <= step && was == shown;
        if self.placed.is_some_and(near) {
            return;
        }
        if let Some(cursor) = &self.cursor {
            cursor.move_to(x.within(lines.left, lines.right) * self.unit);
            if self.placed.map(|(_, was)| was) != Some(shown) {
                cursor.show(shown);
            }
        }
        self.placed = Some((x, shown));
    }

    /// The time under a place, in units from the left.
    pub fn time_under(&self, x: f64) -> Micros {
        self.window.time(self.lines().part(x))
    }

    /// The time of the run that is nearest to a place.
    pub fn nearest_time(&self, x: f64) -> Micros {
        let part = self.lines().part(x).within(0.0, 1.0);
        let time = self.window.time(part);
        time.min(self.end).max(self.beginning)
    }

    /// Shows a stretch so many times as long; one time, or the cursor, stays in its place.
    pub fn zoom(&mut self, around: Option<Micros>, factor: f64) {
        let around = around.unwrap_or(self.at);
        self.window = self.window.zoomed(around, factor, self.beginning);
        self.zoomed = true;
        self.held = true;
    }

    /// Shows what lies before or after, by parts of the length shown.
    pub fn pan(&mut self, parts: f64) {
        self.window = self.window.panned(parts, self.beginning);
        self.held = true;
    }

    /// Shows the whole run.
    pub fn fit(&mut self) {
        let span = self.end.minus(self.beginning).0;
        self.window = Window::new(self.beginning, span + span / 12);
        self.zoomed = true;
        self.held = true;
    }

    /// The length follows the run again.
    #[cfg(feature = "every-protocol")]
    pub fn let_go(&mut self) {
        self.zoomed = false;
    }

    /// What the wheel over the diagram asks for.
    pub fn turn(&mut self, turn: Turn) {
        match turn {
            Turn::Pan(parts) => self.pan(parts),
            Turn::Zoom { pixels, factor } => {
                self.zoom(Some(self.time_under(pixels / self.unit)), factor);
            }
        }
    }
}

/// What a turn of the wheel means.
pub enum Turn {
    Pan(f64),
    /// So many times as long, around a place from the left.
    Zoom {
        pixels: f64,
        factor: f64,
    },
}

/// Turning the wheel zooms, sideways pans. Yew's own handlers are passive and could not keep the
/// page from scrolling.
pub fn wheel(axis: &Element, turned: impl Fn(Turn) + 'static) -> EventListener {
    let element = axis.clone();
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(axis, "wheel", options, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else {
            return;
        };
        event.prevent_default();
        let (across, along) = (event.delta_x(), event.delta_y());
        turned(if event.shift_key() || across.abs() > along.abs() {
            let way = if across == 0.0 { along } else { across };
            Turn::Pan((way / 800.0).within(-0.5, 0.5))
        } else {
            let left = element.get_bounding_client_rect().left();
            Turn::Zoom {
                pixels: f64::from(event.client_x()) - left,
                factor: libm::exp((along / 400.0).within(-0.5, 0.5)),
            }
        });
    })
}

/// Where a pointer is on an element, in units.
pub fn place_on(axis: &NodeRef, event: &MouseEvent, unit: f64) -> Option<Point> {
    let rect = axis.cast::<Element>()?.get_bounding_client_rect();
    let pixels = at(
        f64::from(event.client_x()) - rect.left(),
        f64::from(event.client_y()) - rect.top(),
    );
    Some(pixels.times(1.0 / unit))
}

/// Puts the words over a diagram at a place in pixels, within its width.
pub fn put_tip(tip: &HtmlElement, place: Point, width: f64) {
    let half = f64::from(tip.offset_width()) / 2.0;
    let left = place.x.within(half, (width - half).max(half));
    let style = tip.style();
    for (name, pixels) in [("left", left), ("top", place.y)] {
        // The names and values are valid.
        style
            .set_property(name, &fill_fine("#px", 0, &[pixels]))
            .ok();
    }
}
