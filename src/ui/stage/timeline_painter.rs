//! Paints the diagram of the footer: what happened in the window, and the cursor over it.

use web_sys::CanvasRenderingContext2d;

use super::glide::Glide;
use super::marks;
use super::palette::{Palette, TONES, index};
use super::shapes::cross;
use super::surface::Surface;
use crate::order::Within;
use crate::protocol::ids::{Micros, Peer};
use crate::run::player::{Arrow, Mark, Player, Timeline};
use crate::text::{self, Lang, render};
use crate::view::geometry::Point;
use crate::view::spacetime::{BAND_HEIGHT, BAND_TOP, FOOT, Lines};
use crate::view::timescale::Window;
use crate::view::wording::width;

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
        let (lines, window) = (self.lines(), self.window);
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
        self.paint_grid(&context, &lines);
        self.paint_bands(&context, &lines, &content);
        context.save();
        context.begin_path();
        context.rect(
            lines.left - 7.0,
            0.0,
            lines.right - lines.left + 14.0,
            self.size.1 / self.unit,
        );
        context.clip();
        self.paint_arrows(&context, &lines, &content.arrows);
        let size = lines.mark_size();
        self.marks.clear();
        for mark in content.marks {
            let x = lines.x(window, mark.moment.at);
            let place = match mark.peer {
                Some(peer) => crate::view::geometry::at(x, lines.y(peer)),
                None => marks::over_the_lines(x),
            };
            let size = if mark.peer.is_none() { 5.0 } else { size };
            marks::draw(&context, &self.palette, mark.kind, place, size);
            self.marks.push((place, mark));
        }
        context.restore();
    }

    fn paint_grid(&self, context: &CanvasRenderingContext2d, lines: &Lines) {
        let (palette, size) = (&self.palette, self.units());
        context.set_line_width(1.0);
        context.set_stroke_style_str(&palette.line);
        context.begin_path();
        let named = lines.named();
        // Lines that run together would be a grey block.
        let drawn = |peer: &Peer| lines.is_airy() || named.contains(peer);
        for peer in lines.peers().filter(drawn) {
            let y = lines.y(peer).round() + 0.5;
            context.move_to(lines.left, y);
            context.line_to(lines.right, y);
        }
        context.stroke();
        context.set_text_align("right");
        for &peer in &named {
            let (name, colour) = match peer {
                Peer::Node(node) => (node.label().to_string(), &palette.soft),
                Peer::Client(client) => (client.letter().to_string(), &palette.client),
            };
            context.set_fill_style_str(colour);
            // Drawing text fails on no finite place.
            context
                .fill_text(&name, lines.left - 12.0, lines.y(peer) + 4.0)
                .ok();
        }
        context.set_text_align("center");
        let foot = size.1 - 5.0;
        let most = ((lines.right - lines.left) / 80.0).max(2.0) as usize;
        context.set_fill_style_str(&palette.soft);
        context.set_stroke_style_str(&palette.line);
        context.begin_path();
        for tick in self.window.ticks(most) {
            let x = lines.x(self.window, tick).round() + 0.5;
            context.move_to(x, size.1 - FOOT + 1.0);
            context.line_to(x, size.1 - FOOT + 5.0);
            let name = text::span(tick, self.lang);
            // Words at the ends stay on the canvas.
            let half = width(&name, 12.0) / 2.0 + 5.0;
            let x = x.within(half, (size.0 - half).max(half));
            context.fill_text(&name, x, foot).ok();
        }
        context.stroke();
    }

    fn paint_bands(&self, context: &CanvasRenderingContext2d, lines: &Lines, content: &Timeline) {
        let palette = &self.palette;
        let mut said_until = f64::NEG_INFINITY;
        for band in &content.bands {
            let from = lines.x(self.window, band.from).max(lines.left);
            let to = band
                .to
                .map_or(lines.right, |to| lines.x(self.window, to))
                .min(lines.right);
            if to <= from {
                continue;
            }
            context.set_fill_style_str(&palette.no_soft);
            match band.peer {
                Some(peer) => {
                    let half = lines.mark_size();
                    let y = lines.y(peer);
                    context.fill_rect(from, y - half, to - from, 2.0 * half);
                    context.set_stroke_style_str(&palette.no);
                    context.set_line_width(1.0);
                    dashed(context, true);
                    context.begin_path();
                    context.move_to(from, y + 0.5);
                    context.line_to(to, y + 0.5);
                    context.stroke();
                    dashed(context, false);
                }
                None => {
                    context.fill_rect(from, BAND_TOP, to - from, BAND_HEIGHT);
                    context.set_fill_style_str(&palette.no);
                    context.fill_rect(from, BAND_TOP, 2.0, BAND_HEIGHT);
                    let words = render(&band.what, self.lang);
                    if from + 12.0 > said_until {
                        context.set_text_align("left");
                        context.fill_text(&words, from + 12.0, BAND_TOP - 3.5).ok();
                        said_until = from + 20.0 + width(&words, 12.0);
                    }
                }
            }
        }
    }

    fn paint_arrows(&self, context: &CanvasRenderingContext2d, lines: &Lines, arrows: &[Arrow]) {
        let palette = &self.palette;
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
                    index(arrow.tone) == index(tone)
                        && arrow.background == background
                        && !arrow.lost
                };
                self.stroke_arrows(
                    context,
                    lines,
                    palette.tone(tone),
                    arrows.iter().filter(of_tone),
                );
            }
            let lost = |arrow: &&Arrow| arrow.lost && arrow.background == background;
            self.stroke_arrows(context, lines, &palette.no, arrows.iter().filter(lost));
        }
        context.set_global_alpha(1.0);
        context.set_stroke_style_str(&palette.no);
        context.set_line_width(1.6);
        context.begin_path();
        for arrow in arrows.iter().filter(|arrow| arrow.lost) {
            cross(context, lines.arrow(self.window, arrow).1, 3.2);
        }
        context.stroke();
        if arrows.len() <= HEADS_MAX {
            for arrow in arrows
                .iter()
                .filter(|arrow| !arrow.lost && !arrow.background)
            {
                let (from, to) = lines.arrow(self.window, arrow);
                context.set_fill_style_str(palette.tone(arrow.tone));
                context.begin_path();
                marks::head(context, from, to, 6.0);
                context.fill();
            }
        }
    }

    fn stroke_arrows<'a>(
        &self,
        context: &CanvasRenderingContext2d,
        lines: &Lines,
        colour: &str,
        arrows: impl Iterator<Item = &'a Arrow>,
    ) {
        let mut any = false;
        for arrow in arrows {
            if !any {
                context.set_stroke_style_str(colour);
                context.begin_path();
                any = true;
            }
            let (from, to) = lines.arrow(self.window, arrow);
            context.move_to(from.x, from.y);
            context.line_to(to.x, to.y);
        }
        if any {
            context.stroke();
        }
    }
}

fn dashed(context: &CanvasRenderingContext2d, on: bool) {
    let pattern = js_sys::Array::new();
    if on {
        pattern.push(&3.into());
        pattern.push(&3.into());
    }
    // A list of numbers is a valid pattern.
    context.set_line_dash(&pattern).ok();
}
