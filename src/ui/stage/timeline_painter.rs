//! Paints the diagram of the footer: what happened in the window, and the cursor over it.

use super::glide::Glide;
use super::marks;
use super::palette::{Palette, TONES, index};
use super::shapes::cross;
use super::sheet::Sheet;
use super::surface::Surface;
use crate::order::Within;
use crate::protocol::ids::{Micros, Peer};
use crate::run::player::{Arrow, Mark, Player, Timeline};
use crate::text::Lang;
use crate::view::geometry::Point;
use crate::view::spacetime::Lines;
use crate::view::timescale::Window;

/// What is painted now; anything else means painting anew.
#[derive(Clone, Copy, PartialEq)]
struct Painted {
    revision: u64,
    window: Window,
    size: (f64, f64),
}

pub struct TimelinePainter {
    pub surface: Option<Surface>,
    /// The cursor, and the veil over what lies ahead of it.
    pub now: Option<Glide>,
    pub palette: Palette,
    pub lang: Lang,
    /// In CSS pixels.
    pub size: (f64, f64),
    /// How many pixels a unit is.
    pub unit: f64,
    pub peers: (usize, usize),
    pub window: Window,
    /// Chosen by a person; else the length follows the run.
    pub zoomed: bool,
    /// Moved by a person; holds until the cursor moves.
    pub held: bool,
    pub end: Micros,
    pub beginning: Micros,
    pub at: Micros,
    painted: Option<Painted>,
    painted_ms: f64,
    /// Where the cursor is and whether it can be seen.
    placed: Option<(f64, bool)>,
    /// The canvas knows the font; it forgets it with every new size.
    has_font: bool,
    /// Where each mark is, for tooltips and clicks.
    marks: Vec<(Point, Mark)>,
}

/// While playing, the content is painted anew this often; only the cursor moves every frame.
const PERIOD_MS: f64 = 90.0;
/// While playing, the cursor goes in steps of so many pixels: half the work, and nobody sees it.
const STEP: f64 = 1.5;
/// More arrow heads than this are only noise.
const HEADS_MAX: usize = 160;

impl Default for TimelinePainter {
    fn default() -> TimelinePainter {
        TimelinePainter {
            surface: None,
            now: None,
            palette: Palette::default(),
            lang: Lang::default(),
            size: (0.0, 0.0),
            unit: 1.0,
            peers: (0, 0),
            window: Window::new(Micros::ZERO, 1_000_000),
            zoomed: false,
            held: false,
            end: Micros::ZERO,
            beginning: Micros::ZERO,
            at: Micros::ZERO,
            painted: None,
            painted_ms: f64::NEG_INFINITY,
            placed: None,
            has_font: false,
            marks: Vec::new(),
        }
    }
}

impl TimelinePainter {
    /// Everything has to be painted anew.
    pub fn soil(&mut self) {
        self.painted = None;
        self.placed = None;
        self.has_font = false;
    }

    /// The size in units. The page's type grows when it is presented, and the diagram with it.
    pub fn units(&self) -> (f64, f64) {
        (self.size.0 / self.unit, self.size.1 / self.unit)
    }

    pub fn lines(&self) -> Lines {
        let (width, height) = self.units();
        Lines::new(width, height, self.peers.0, self.peers.1)
    }

    /// The mark at a place, if any is near.
    pub fn mark_at(&self, p: Point, reach: f64) -> Option<&(Point, Mark)> {
        let near = self.marks.iter().filter(|(at, _)| at.distance(p) <= reach);
        near.min_by(|a, b| a.0.distance(p).total_cmp(&b.0.distance(p)))
    }

    /// Paints the moment that the player shows; true when more than the cursor changed.
    pub fn paint(&mut self, player: &dyn Player, now_ms: f64) -> bool {
        let moment = player.moment();
        let moves = moment.at != self.at;
        if moves {
            self.held = false;
        }
        self.at = moment.at;
        self.end = player.end().at;
        self.beginning = player.beginning().at;
        self.choose_window();
        let wanted = Painted {
            revision: player.revision(),
            window: self.window,
            size: self.size,
        };
        let only_more = self
            .painted
            .is_some_and(|painted| painted.window == wanted.window && painted.size == wanted.size);
        let soon_enough = moves && only_more && now_ms - self.painted_ms < PERIOD_MS;
        let anew = self.painted != Some(wanted) && !soon_enough;
        if anew && self.size.0 > 0.0 {
            self.painted = Some(wanted);
            self.painted_ms = now_ms;
            let content = player.timeline(self.window.from, self.window.to);
            self.paint_content(content);
        }
        self.move_cursor(if moves { STEP } else { 0.0 });
        anew
    }

    fn choose_window(&mut self) {
        if !self.zoomed {
            // The length grows with the run in a few large steps, up to what is still readable.
            let span = [1_000_000, 2_000_000, 4_000_000]
                .into_iter()
                .find(|span| self.end.0 <= span * 9 / 10)
                .unwrap_or(4_000_000);
            if span != self.window.span() {
                self.window = Window::new(self.window.from, span);
            }
        }
        if !self.held {
            self.window = self.window.following(self.at, self.beginning);
        }
    }

    fn move_cursor(&mut self, step: f64) {
        let lines = self.lines();
        let x = lines.x(self.window, self.at);
        let shown = (lines.left - 1.0..=lines.right + 1.0).contains(&x);
        if self
            .placed
            .is_some_and(|(at, was)| (x - at).abs() * self.unit <= step && was == shown)
        {
            return;
        }
        if let Some(now) = &self.now {
            now.move_to(x.within(lines.left, lines.right) * self.unit);
            if self.placed.map(|(_, was)| was) != Some(shown) {
                now.show(shown);
            }
        }
        self.placed = Some((x, shown));
    }

    fn paint_content(&mut self, content: Timeline) {
        let (lines, window, size) = (self.lines(), self.window, self.units());
        let Some(surface) = self.surface.as_mut() else {
            return;
        };
        if surface.fit(self.size.0, self.size.1) {
            self.has_font = false;
        }
        surface.begin(self.unit);
        let context = surface.context.clone();
        if !self.has_font {
            context.set_font(&format!("12px {}", self.palette.font));
            self.has_font = true;
        }
        let sheet = Sheet {
            context: &context,
            palette: &self.palette,
            lang: self.lang,
            lines,
            window,
            size,
        };
        sheet.grid(|peer| match peer {
            Peer::Node(node) => node.label().to_string(),
            Peer::Client(client) => client.letter().to_string(),
        });
        sheet.bands(&content.bands);
        let placed = &mut self.marks;
        placed.clear();
        sheet.within_lines(|| {
            paint_arrows(&sheet, &content.arrows);
            for mark in content.marks {
                let place = marks::place(&sheet, &mark);
                placed.push((place, mark));
            }
        });
    }
}

fn paint_arrows(sheet: &Sheet<'_>, arrows: &[Arrow]) {
    let (context, palette, lines) = (sheet.context, sheet.palette, &sheet.lines);
    let crowd = arrows.len() > 400;
    for background in [true, false] {
        context.set_global_alpha(match (background, crowd) {
            (true, _) => 0.35,
            (false, true) => 0.6,
            (false, false) => 0.9,
        });
        context.set_line_width(if background || crowd { 1.0 } else { 1.7 });
        for tone in TONES {
            let of_tone = |arrow: &&Arrow| {
                index(arrow.tone) == index(tone) && arrow.background == background && !arrow.lost
            };
            sheet.ways(palette.tone(tone), arrows.iter().filter(of_tone));
        }
        let lost = |arrow: &&Arrow| arrow.lost && arrow.background == background;
        sheet.ways(&palette.no, arrows.iter().filter(lost));
    }
    context.set_global_alpha(1.0);
    context.set_stroke_style_str(&palette.no);
    context.set_line_width(1.6);
    context.begin_path();
    for arrow in arrows.iter().filter(|arrow| arrow.lost) {
        cross(context, lines.arrow(sheet.window, arrow).1, 3.2);
    }
    context.stroke();
    if arrows.len() <= HEADS_MAX {
        for arrow in arrows
            .iter()
            .filter(|arrow| !arrow.lost && !arrow.background)
        {
            let (from, to) = lines.arrow(sheet.window, arrow);
            context.set_fill_style_str(palette.tone(arrow.tone));
            context.begin_path();
            marks::head(context, from, to, 6.0);
            context.fill();
        }
    }
}
