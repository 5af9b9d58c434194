//! What both diagrams of time are drawn on: a line for everybody, times under them, bands for what
//! was wrong, and ways from line to line.

use web_sys::CanvasRenderingContext2d;

use super::palette::Palette;
use crate::order::Within;
use crate::protocol::ids::Peer;
use crate::run::player::{Arrow, Band};
use crate::text::{self, Lang, render};
use crate::view::spacetime::{BAND_HEIGHT, BAND_TOP, FOOT, Lines};
use crate::view::timescale::Window;
use crate::view::wording::width;

pub struct Sheet<'a> {
    pub context: &'a CanvasRenderingContext2d,
    pub palette: &'a Palette,
    pub lang: Lang,
    pub lines: Lines,
    pub window: Window,
    /// In units.
    pub size: (f64, f64),
}

impl Sheet<'_> {
    /// Draws on the part between the ends of the lines alone.
    pub fn within_lines(&self, draw: impl FnOnce()) {
        let (context, lines) = (self.context, &self.lines);
        context.save();
        context.begin_path();
        context.rect(
            lines.left - 7.0,
            0.0,
            lines.right - lines.left + 14.0,
            self.size.1,
        );
        context.clip();
        draw();
        context.restore();
    }

    /// The lines with their names, and the times.
    pub fn grid(&self, name_of: impl Fn(Peer) -> String) {
        let (context, palette, lines) = (self.context, self.palette, &self.lines);
        let size = self.size;
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
            let colour = match peer {
                Peer::Node(_) => &palette.soft,
                Peer::Client(_) => &palette.client,
            };
            let name = name_of(peer);
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

    pub fn bands(&self, bands: &[Band]) {
        let (context, palette, lines) = (self.context, self.palette, &self.lines);
        let mut said_until = f64::NEG_INFINITY;
        // Where bands of the whole cluster begin there are marks as well, which words keep clear of.
        let of_all = bands.iter().filter(|band| band.peer.is_none());
        let begins: Vec<f64> = of_all.map(|band| lines.x(self.window, band.from)).collect();
        for band in bands {
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
                    let (mut x, long) = (from + 12.0, width(&words, 12.0));
                    for begin in &begins {
                        if (x - 6.0..x + long).contains(begin) {
                            x = begin + 12.0;
                        }
                    }
                    if x > said_until {
                        context.set_text_align("left");
                        context.fill_text(&words, x, BAND_TOP - 3.5).ok();
                        said_until = x + 8.0 + long;
                    }
                }
            }
        }
    }

    /// The ways of messages, all in one colour.
    pub fn ways<'b>(&self, colour: &str, arrows: impl Iterator<Item = &'b Arrow>) {
        let (context, lines) = (self.context, &self.lines);
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

pub fn dashed(context: &CanvasRenderingContext2d, on: bool) {
    let pattern = js_sys::Array::new();
    if on {
        pattern.push(&3.into());
        pattern.push(&3.into());
    }
    // A list of numbers is a valid pattern.
    context.set_line_dash(&pattern).ok();
}
