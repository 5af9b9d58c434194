//! A pen that writes SVG. Colours and sizes stand in the picture itself, so that it looks the same
//! wherever it is opened.

use std::fmt::Write;

use crate::protocol::describe::Tone;
use crate::view::geometry::{Point, Rect};

/// The light theme's colours: pictures are mostly put on white.
pub const INK: &str = "#1d2330";
pub const SOFT: &str = "#5b6475";
pub const LINE: &str = "#dcd9d0";
pub const PAPER: &str = "#ffffff";
pub const NO: &str = "#b03a0a";
pub const NO_SOFT: &str = "#fbe3d6";
pub const DEAD: &str = "#858d9b";

pub fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => SOFT,
        Tone::Accent => "#2f5bd7",
        Tone::Yes => "#08704f",
        Tone::No => NO,
        Tone::Wait => "#7a6000",
        Tone::Dead => DEAD,
        Tone::Client => "#6b4bb8",
    }
}

/// Where a text stands beside its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture being drawn.
pub struct Pen(String);

impl Pen {
    /// A sheet of paper with a title for those who cannot see it.
    pub fn new(width: f64, height: f64, title: &str) -> Pen {
        let mut pen = Pen(String::new());
        let _ = write!(
            pen.0,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" \
             height=\"{}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n<title>{}</title>\n",
            number(width),
            number(height),
            number(width),
            number(height),
            escaped(title)
        );
        let sheet = Rect {
            x: 0.0,
            y: 0.0,
            w: width,
            h: height,
        };
        pen.rect(sheet, 0.0, PAPER, "none");
        pen
    }

    pub fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    pub fn line(&mut self, a: Point, b: Point, stroke: &str, width: f64, dashes: &str) {
        let _ = write!(
            self.0,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"{}\"",
            number(a.x),
            number(a.y),
            number(b.x),
            number(b.y),
            number(width)
        );
        if !dashes.is_empty() {
            let _ = write!(self.0, " stroke-dasharray=\"{dashes}\"");
        }
        self.0.push_str("/>\n");
    }

    pub fn circle(&mut self, at: Point, r: f64, fill: &str, stroke: &str, width: f64) {
        let _ = writeln!(
            self.0,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{}\"/>",
            number(at.x),
            number(at.y),
            number(r),
            number(width)
        );
    }

    pub fn rect(&mut self, rect: Rect, round: f64, fill: &str, stroke: &str) {
        let _ = writeln!(
            self.0,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{fill}\" stroke=\"{stroke}\"/>",
            number(rect.x),
            number(rect.y),
            number(rect.w),
            number(rect.h),
            number(round)
        );
    }

    /// A filled shape through some corners.
    pub fn polygon(&mut self, corners: &[Point], fill: &str) {
        let corners = corners.iter();
        let corners: Vec<String> = corners
            .map(|p| format!("{},{}", number(p.x), number(p.y)))
            .collect();
        let _ = writeln!(
            self.0,
            "<polygon points=\"{}\" fill=\"{fill}\"/>",
            corners.join(" ")
        );
    }

    /// The head of an arrow that comes from `from`.
    pub fn head(&mut self, from: Point, tip: Point, size: f64, fill: &str) {
        let way = tip.minus(from).unit();
        let back = tip.minus(way.times(size));
        let side = way.left().times(size * 0.45);
        self.polygon(&[tip, back.plus(side), back.minus(side)], fill);
    }

    pub fn cross(&mut self, at: Point, r: f64, stroke: &str) {
        let corner = |x: f64, y: f64| at.plus(crate::view::geometry::at(x, y));
        self.line(corner(-r, -r), corner(r, r), stroke, 1.6, "");
        self.line(corner(-r, r), corner(r, -r), stroke, 1.6, "");
    }

    pub fn text(&mut self, at: Point, text: &str, anchor: Anchor, fill: &str, bold: bool) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        let _ = writeln!(
            self.0,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{fill}\"{weight}>{}</text>",
            number(at.x),
            number(at.y),
            escaped(text)
        );
    }
}

/// A length with at most one digit after the point; never more than a picture can show.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let (whole, rest) = (tenths / 10, (tenths % 10).abs());
    let sign = if tenths < 0 && whole == 0 { "-" } else { "" };
    match rest {
        0 => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest}"),
    }
}

/// Text between tags.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // XML has no way to write control characters at all.
            control if control < ' ' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in [(1.0, "1"), (-0.26, "-0.3"), (12.34, "12.3"), (-3.0, "-3")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escaped("<b>&\u{7}"), "&lt;b&gt;&amp; ");
    }
}
