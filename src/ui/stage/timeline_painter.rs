//! Paints the diagram of the footer: what happened in the window, and the cursor over it.

use super::axis::TimeAxis;
use super::marks;
use super::palette::{Palette, TONES, index};
use super::shapes::cross;
use super::sheet::Sheet;
use super::surface::Surface;
use crate::protocol::ids::Peer;
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
    pub axis: TimeAxis,
    pub palette: Palette,
    pub lang: Lang,
    painted: Option<Painted>,
    painted_ms: f64,
    /// The canvas knows the font; it forgets it with every new size.
    has_font: bool,
    /// Where each mark is, for tooltips and clicks.
    marks: Vec<(Point, Mark)>,
}

/// While playing, the content is painted anew this often; only the cursor moves every frame.
const PERIOD_MS: f64 = 90.0;
/// More arrow heads than this are only noise.
const HEADS_MAX: usize = 160;

impl Default for TimelinePainter {
    fn default() -> TimelinePainter {
        TimelinePainter {
            surface: None,
            axis: TimeAxis::new(Lines::new),
            palette: Palette::default(),
            lang: Lang::default(),
            painted: None,
            painted_ms: f64::NEG_INFINITY,
            has_font: false,
            marks: Vec::new(),
        }
    }
}

impl TimelinePainter {
    /// Everything has to be painted anew.
    pub fn soil(&mut self) {
        self.painted = None;
        self.axis.soil();
        self.has_font = false;
    }

    /// The mark at a place, if any is near.
    pub fn mark_at(&self, p: Point, reach: f64) -> Option<&(Point, Mark)> {
        let near = self.marks.iter().filter(|(at, _)| at.distance(p) <= reach);
        near.min_by(|a, b| a.0.distance(p).total_cmp(&b.0.distance(p)))
    }

    /// Paints the moment that the player shows; true when more than the cursor changed.
    pub fn paint(&mut self, player: &dyn Player, now_ms: f64) -> bool {
        let moves = self.axis.turn_to(player);
        let wanted = Painted {
            revision: player.revision(),
            window: self.axis.window,
            size: self.axis.size,
        };
        let only_more = self
            .painted
            .is_some_and(|painted| painted.window == wanted.window && painted.size == wanted.size);
        let soon_enough = moves && only_more && now_ms - self.painted_ms < PERIOD_MS;
        let anew = self.painted != Some(wanted) && !soon_enough;
        if anew && self.axis.size.0 > 0.0 {
            self.painted = Some(wanted);
            self.painted_ms = now_ms;
            let content = player.timeline(wanted.window.from, wanted.window.to);
            self.paint_content(content);
        }
        self.axis.place_cursor(moves);
        anew
    }

    fn paint_content(&mut self, content: Timeline) {
        let axis = &self.axis;
        let (lines, window, size) = (axis.lines(), axis.window, axis.units());
        let Some(surface) = self.surface.as_mut() else {
            return;
        };
        if surface.fit(axis.size.0, axis.size.1) {
            self.has_font = false;
        }
        surface.begin(axis.unit);
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
        sheet.grid(Peer::short);
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
