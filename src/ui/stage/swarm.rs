//! Messages by the hundred: sorted by colour and drawn as a few large paths, without words.

use web_sys::CanvasRenderingContext2d;

use super::palette::{Palette, TONES, index};
use super::shapes;
use crate::protocol::describe::Tone;
use crate::view::geometry::Point;

/// Beyond this many, squares: they cost a third of what circles do.
const SHAPED_MAX: usize = 1_500;

/// Places by tone; reused from frame to frame.
#[derive(Default)]
pub struct Swarm {
    by_tone: [Vec<Point>; TONES.len()],
    lost: Vec<Point>,
}

impl Swarm {
    pub fn clear(&mut self) {
        self.by_tone.iter_mut().for_each(Vec::clear);
        self.lost.clear();
    }

    pub fn add(&mut self, tone: Tone, at: Point) {
        self.by_tone[index(tone)].push(at);
    }

    pub fn add_lost(&mut self, at: Point) {
        self.lost.push(at);
    }

    pub fn paint(&self, context: &CanvasRenderingContext2d, palette: &Palette) {
        let count: usize = self.by_tone.iter().map(Vec::len).sum();
        let r = if count > 400 { 2.6 } else { 4.0 };
        for (tone, places) in TONES.into_iter().zip(&self.by_tone) {
            if places.is_empty() {
                continue;
            }
            context.set_fill_style_str(palette.tone(tone));
            if count > SHAPED_MAX {
                for p in places {
                    context.fill_rect(p.x - r, p.y - r, 2.0 * r, 2.0 * r);
                }
            } else {
                context.begin_path();
                for &p in places {
                    shapes::outline(context, tone, p, r);
                }
                context.fill();
            }
        }
        if !self.lost.is_empty() {
            context.set_stroke_style_str(&palette.no);
            context.set_line_width(1.6);
            context.begin_path();
            for &p in &self.lost {
                shapes::cross(context, p, r);
            }
            context.stroke();
        }
    }
}
