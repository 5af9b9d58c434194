//! The shapes of messages. Each tone has its own, so that colour is not the only sign.

use std::f64::consts::TAU;

use web_sys::CanvasRenderingContext2d;

use crate::protocol::describe::Tone;
use crate::view::geometry::Point;

/// Adds the outline of a tone's shape to the path under construction.
pub fn outline(context: &CanvasRenderingContext2d, tone: Tone, p: Point, r: f64) {
    match tone {
        Tone::No => polygon(context, p, r * 1.25, 4, 0.0),
        Tone::Wait => polygon(context, p, r * 1.25, 3, -TAU / 4.0),
        Tone::Client => context.rect(p.x - r * 0.85, p.y - r * 0.85, r * 1.7, r * 1.7),
        Tone::Plain => circle(context, p, r * 0.8),
        Tone::Accent | Tone::Yes | Tone::Dead => circle(context, p, r),
    }
}

/// The `r` with which a tone's outline stands so far outside of that with another.
pub fn grown(tone: Tone, r: f64, by: f64) -> f64 {
    // Sides are nearer to the middle than corners, from which `r` is counted.
    r + by
        * match tone {
            Tone::No => 1.13,
            Tone::Wait => 1.6,
            Tone::Client => 1.18,
            Tone::Plain => 1.25,
            Tone::Accent | Tone::Yes | Tone::Dead => 1.0,
        }
}

/// Strokes the sign inside a shape, if its tone has one. Takes the stroke's colour as it is.
pub fn sign(context: &CanvasRenderingContext2d, tone: Tone, p: Point, r: f64) {
    let line = |points: &[(f64, f64)]| {
        for (i, (x, y)) in points.iter().enumerate() {
            let (x, y) = (p.x + x * r, p.y + y * r);
            if i == 0 {
                context.move_to(x, y);
            } else {
                context.line_to(x, y);
            }
        }
    };
    context.begin_path();
    match tone {
        Tone::Yes => line(&[(-0.45, 0.02), (-0.1, 0.38), (0.48, -0.34)]),
        Tone::No => {
            line(&[(-0.34, -0.34), (0.34, 0.34)]);
            line(&[(0.34, -0.34), (-0.34, 0.34)]);
        }
        Tone::Dead => line(&[(-0.45, 0.0), (0.45, 0.0)]),
        Tone::Plain | Tone::Accent | Tone::Wait | Tone::Client => return,
    }
    context.set_line_width(r * 0.26);
    context.stroke();
}

/// Adds a cross to the path under construction: something was lost here.
pub fn cross(context: &CanvasRenderingContext2d, p: Point, r: f64) {
    context.move_to(p.x - r, p.y - r);
    context.line_to(p.x + r, p.y + r);
    context.move_to(p.x + r, p.y - r);
    context.line_to(p.x - r, p.y + r);
}

pub fn circle(context: &CanvasRenderingContext2d, p: Point, r: f64) {
    // A path under construction is not to be joined to the circle by a line.
    context.move_to(p.x + r, p.y);
    // Only a negative radius fails.
    context.arc(p.x, p.y, r, 0.0, TAU).ok();
}

pub fn polygon(context: &CanvasRenderingContext2d, p: Point, r: f64, corners: u32, turn: f64) {
    for i in 0..corners {
        let corner = Point::polar(p, turn + TAU * f64::from(i) / f64::from(corners), r);
        if i == 0 {
            context.move_to(corner.x, corner.y);
        } else {
            context.line_to(corner.x, corner.y);
        }
    }
    context.close_path();
}
