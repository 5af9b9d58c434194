//! Pictures as SVG. Colours and sizes stand in the picture itself, so that it looks the same
//! wherever it is opened.

use std::fmt::Write;

use super::picture::{Anchor, Hand, Ink, Picture, Shape, Theme};
use crate::view::geometry::Point;

/// The fonts that a picture asks for, those of Chinese among them.
pub const FONTS: &str = "Inter, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

/// How far words keep lines away from themselves.
pub const HALO: f64 = 3.0;

pub fn write(picture: &Picture, theme: Theme) -> String {
    let mut out = String::new();
    let (width, height) = (number(picture.width), number(picture.height));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" font-family=\"{FONTS}\">\n<title>{}</title>\n",
        escaped(&picture.title)
    );
    for shape in &picture.shapes {
        write_shape(&mut out, shape, theme);
    }
    out.push_str("</svg>\n");
    out
}

fn write_shape(out: &mut String, shape: &Shape, theme: Theme) {
    let n = number;
    // Writing to a string cannot fail.
    let _ = match shape {
        Shape::Line {
            from,
            to,
            ink,
            width,
            dashed,
        } => writeln!(
            out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>",
            n(from.x),
            n(from.y),
            n(to.x),
            n(to.y),
            stroke(*ink, *width, *dashed, theme)
        ),
        Shape::Circle {
            at,
            r,
            fill,
            stroke: ink,
            width,
        } => writeln!(
            out,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"{}/>",
            n(at.x),
            n(at.y),
            n(*r),
            fill.hex(theme),
            stroke(*ink, *width, false, theme)
        ),
        Shape::Rect {
            rect,
            round,
            fill,
            stroke: ink,
        } => writeln!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{}\"{}/>",
            n(rect.x),
            n(rect.y),
            n(rect.w),
            n(rect.h),
            n(*round),
            fill.hex(theme),
            stroke(*ink, 1.2, false, theme)
        ),
        Shape::Polygon { corners, fill } => {
            let corner = |p: &Point| format!("{},{}", n(p.x), n(p.y));
            let corners: Vec<String> = corners.iter().map(corner).collect();
            let (corners, fill) = (corners.join(" "), fill.hex(theme));
            writeln!(out, "<polygon points=\"{corners}\" fill=\"{fill}\"/>")
        }
        Shape::Path {
            path,
            fill,
            stroke: ink,
            width,
            dashed,
        } => writeln!(
            out,
            "<path d=\"{path}\" fill=\"{}\"{}/>",
            fill.hex(theme),
            stroke(*ink, *width, *dashed, theme)
        ),
        Shape::Text { at, text, hand } => write_text(out, *at, text, *hand, theme),
    };
}

fn write_text(
    out: &mut String,
    at: Point,
    text: &str,
    hand: Hand,
    theme: Theme,
) -> std::fmt::Result {
    let anchor = match hand.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let weight = if hand.bold {
        " font-weight=\"600\""
    } else {
        ""
    };
    writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{}\"{weight} \
         paint-order=\"stroke\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\">{}</text>",
        number(at.x),
        number(at.y),
        number(hand.size),
        hand.ink.hex(theme),
        Ink::Paper.hex(theme),
        number(HALO),
        escaped(text)
    )
}

/// The dashes of what is cut.
pub const DASHES: (f64, f64) = (3.0, 5.0);

fn stroke(ink: Ink, width: f64, dashed: bool, theme: Theme) -> String {
    if ink == Ink::None {
        return String::new();
    }
    let dashes = if dashed {
        format!(
            " stroke-dasharray=\"{} {}\"",
            number(DASHES.0),
            number(DASHES.1)
        )
    } else {
        String::new()
    };
    format!(
        " stroke=\"{}\" stroke-width=\"{}\"{dashes}",
        ink.hex(theme),
        number(width)
    )
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
