//! The marks of the diagrams. Each kind has a shape of its own.

use std::f64::consts::TAU;

use web_sys::CanvasRenderingContext2d;

use super::palette::Palette;
use super::shapes::{circle, cross, polygon};
use super::sheet::Sheet;
use crate::run::player::{Mark, MarkKind};
use crate::view::geometry::{Point, at};

/// Draws a mark where it belongs, and says where that is.
pub fn place(sheet: &Sheet<'_>, mark: &Mark) -> Point {
    let x = sheet.lines.x(sheet.window, mark.moment.at);
    let (place, size) = match mark.peer {
        Some(peer) => (at(x, sheet.lines.y(peer)), sheet.lines.mark_size()),
        None => (over_the_lines(x), 5.0),
    };
    draw(sheet.context, sheet.palette, mark.kind, place, size);
    place
}

/// Draws one mark of a size in pixels.
fn draw(context: &CanvasRenderingContext2d, palette: &Palette, kind: MarkKind, p: Point, r: f64) {
    let colour = match kind {
        MarkKind::Killed | MarkKind::Broke | MarkKind::GaveUp | MarkKind::Fault => &palette.no,
        MarkKind::Restarted | MarkKind::Decided | MarkKind::Healed => &palette.yes,
        MarkKind::Paused | MarkKind::Resumed => &palette.wait,
        MarkKind::Asked | MarkKind::Answered => &palette.client,
        MarkKind::Leads | MarkKind::Ordered => &palette.accent,
    };
    context.set_fill_style_str(colour);
    context.set_stroke_style_str(colour);
    context.begin_path();
    if is_filled(kind) {
        outline(context, kind, p, r);
        context.fill();
        // A rim in the colour of the ground parts marks that lie close.
        context.set_stroke_style_str(&palette.panel);
        context.set_line_width(1.0);
        context.stroke();
    } else {
        context.set_line_width((r * 0.5).max(1.6));
        outline(context, kind, p, r * 0.85);
        context.stroke();
    }
}

fn is_filled(kind: MarkKind) -> bool {
    !matches!(
        kind,
        MarkKind::Killed | MarkKind::GaveUp | MarkKind::Paused | MarkKind::Fault | MarkKind::Healed
    )
}

fn outline(context: &CanvasRenderingContext2d, kind: MarkKind, p: Point, r: f64) {
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
    match kind {
        MarkKind::Killed => cross(context, p, r),
        MarkKind::GaveUp => {
            circle(context, p, r);
            line(&[(-0.7, 0.7), (0.7, -0.7)]);
        }
        MarkKind::Paused => {
            line(&[(-0.5, -1.0), (-0.5, 1.0)]);
            line(&[(0.5, -1.0), (0.5, 1.0)]);
        }
        MarkKind::Resumed => polygon(context, p, r * 1.15, 3, 0.0),
        MarkKind::Restarted => polygon(context, p, r * 1.15, 3, -TAU / 4.0),
        // A flash.
        MarkKind::Fault => line(&[(0.35, -1.2), (-0.55, 0.15), (0.5, 0.0), (-0.35, 1.2)]),
        MarkKind::Healed => {
            line(&[(-1.0, 0.0), (1.0, 0.0)]);
            line(&[(0.0, -1.0), (0.0, 1.0)]);
        }
        MarkKind::Asked => polygon(context, p, r * 1.15, 3, TAU / 4.0),
        MarkKind::Answered => circle(context, p, r * 0.9),
        MarkKind::Decided => polygon(context, p, r * 1.25, 4, 0.0),
        MarkKind::Ordered => polygon(context, p, r, 5, -TAU / 4.0),
        MarkKind::Leads => star(context, p, r * 1.35),
        MarkKind::Broke => polygon(context, p, r * 1.3, 8, TAU / 16.0),
    }
}

fn star(context: &CanvasRenderingContext2d, p: Point, r: f64) {
    for i in 0..10 {
        let reach = if i % 2 == 0 { r } else { r * 0.45 };
        let corner = Point::polar(p, TAU * f64::from(i) / 10.0 - TAU / 4.0, reach);
        if i == 0 {
            context.move_to(corner.x, corner.y);
        } else {
            context.line_to(corner.x, corner.y);
        }
    }
    context.close_path();
}

/// The head of an arrow.
pub fn head(context: &CanvasRenderingContext2d, from: Point, tip: Point, size: f64) {
    let way = tip.minus(from).unit();
    let back = tip.minus(way.times(size));
    let side = way.left().times(size * 0.45);
    let (a, b) = (back.plus(side), back.minus(side));
    context.move_to(tip.x, tip.y);
    context.line_to(a.x, a.y);
    context.line_to(b.x, b.y);
    context.close_path();
}

/// Where a mark of the whole cluster stands: over the lines.
fn over_the_lines(x: f64) -> Point {
    at(x, 7.0)
}
