//! A picture as a list of shapes: written as SVG here and painted as pixels by the page, so that
//! both show the same.

use crate::protocol::describe::Tone;
use crate::view::geometry::{Point, Rect, at};
use crate::view::wording;

/// A colour by what it means; a theme says which it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    None,
    Paper,
    Ink,
    Soft,
    Line,
    Accent,
    Yes,
    No,
    NoSoft,
    Wait,
    Dead,
    DeadSoft,
    Client,
}

/// Light for paper and slides, dark for dark slides. The page's own colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

impl Ink {
    pub fn hex(self, theme: Theme) -> &'static str {
        let (light, dark) = match self {
            Ink::None => ("none", "none"),
            Ink::Paper => ("#ffffff", "#151a23"),
            Ink::Ink => ("#1d2330", "#e8eaf0"),
            Ink::Soft => ("#5b6475", "#9aa4b5"),
            Ink::Line => ("#dcd9d0", "#3a4252"),
            Ink::Accent => ("#2f5bd7", "#86a6ff"),
            Ink::Yes => ("#08704f", "#3ecf9a"),
            Ink::No => ("#b03a0a", "#ff8a5c"),
            Ink::NoSoft => ("#fbe3d6", "#40241a"),
            Ink::Wait => ("#7a6000", "#e6c34d"),
            Ink::Dead => ("#858d9b", "#6f7a8d"),
            Ink::DeadSoft => ("#eceae4", "#232936"),
            Ink::Client => ("#6b4bb8", "#b79bff"),
        };
        match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }

    pub fn of(tone: Tone) -> Ink {
        match tone {
            Tone::Plain => Ink::Soft,
            Tone::Accent => Ink::Accent,
            Tone::Yes => Ink::Yes,
            Tone::No => Ink::No,
            Tone::Wait => Ink::Wait,
            Tone::Dead => Ink::Dead,
            Tone::Client => Ink::Client,
        }
    }
}

/// Where a text stands beside its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How words are written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hand {
    pub size: f64,
    pub anchor: Anchor,
    pub ink: Ink,
    pub bold: bool,
}

impl Hand {
    pub fn new(size: f64, anchor: Anchor, ink: Ink) -> Hand {
        Hand {
            size,
            anchor,
            ink,
            bold: false,
        }
    }

    pub fn bold(self) -> Hand {
        Hand { bold: true, ..self }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    Line {
        from: Point,
        to: Point,
        ink: Ink,
        width: f64,
        dashed: bool,
    },
    Circle {
        at: Point,
        r: f64,
        fill: Ink,
        stroke: Ink,
        width: f64,
    },
    Rect {
        rect: Rect,
        round: f64,
        fill: Ink,
        stroke: Ink,
    },
    /// Filled, through its corners.
    Polygon {
        corners: Vec<Point>,
        fill: Ink,
    },
    /// In the words of an SVG path, which canvases know as well.
    Path {
        path: String,
        fill: Ink,
        stroke: Ink,
        width: f64,
        dashed: bool,
    },
    Text {
        at: Point,
        text: String,
        hand: Hand,
    },
}

/// A sheet of paper with shapes on it, the later ones on top.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    pub width: f64,
    pub height: f64,
    /// For those who cannot see it.
    pub title: String,
    pub shapes: Vec<Shape>,
}

impl Picture {
    pub fn new(width: f64, height: f64, title: &str) -> Picture {
        let mut picture = Picture {
            width,
            height,
            title: title.to_owned(),
            shapes: Vec::new(),
        };
        let sheet = Rect {
            x: 0.0,
            y: 0.0,
            w: width,
            h: height,
        };
        picture.rect(sheet, 0.0, Ink::Paper, Ink::None);
        picture
    }

    pub fn line(&mut self, from: Point, to: Point, ink: Ink, width: f64, dashed: bool) {
        self.shapes.push(Shape::Line {
            from,
            to,
            ink,
            width,
            dashed,
        });
    }

    pub fn circle(&mut self, at: Point, r: f64, fill: Ink, stroke: Ink, width: f64) {
        self.shapes.push(Shape::Circle {
            at,
            r,
            fill,
            stroke,
            width,
        });
    }

    pub fn rect(&mut self, rect: Rect, round: f64, fill: Ink, stroke: Ink) {
        self.shapes.push(Shape::Rect {
            rect,
            round,
            fill,
            stroke,
        });
    }

    pub fn polygon(&mut self, corners: &[Point], fill: Ink) {
        self.shapes.push(Shape::Polygon {
            corners: corners.to_vec(),
            fill,
        });
    }

    pub fn path(&mut self, path: String, fill: Ink, stroke: Ink, width: f64, dashed: bool) {
        self.shapes.push(Shape::Path {
            path,
            fill,
            stroke,
            width,
            dashed,
        });
    }

    /// The head of an arrow that comes from `from`.
    pub fn head(&mut self, from: Point, tip: Point, size: f64, fill: Ink) {
        let way = tip.minus(from).unit();
        let back = tip.minus(way.times(size));
        let side = way.left().times(size * 0.45);
        self.polygon(&[tip, back.plus(side), back.minus(side)], fill);
    }

    pub fn cross(&mut self, middle: Point, r: f64, ink: Ink) {
        let corner = |x: f64, y: f64| middle.plus(at(x, y));
        self.line(corner(-r, -r), corner(r, r), ink, 1.6, false);
        self.line(corner(-r, r), corner(r, -r), ink, 1.6, false);
    }

    pub fn text(&mut self, at: Point, text: &str, hand: Hand) {
        self.shapes.push(Shape::Text {
            at,
            text: text.to_owned(),
            hand,
        });
    }

    /// Words in lines no wider than `room`; where the next line would be.
    pub fn lines(&mut self, top: Point, text: &str, hand: Hand, room: f64) -> Point {
        let mut place = top;
        for line in broken(text, hand.size, room) {
            self.text(place, &line, hand);
            place = place.plus(at(0.0, hand.size * 1.4));
        }
        place
    }
}

/// A text in lines that fit: between words, or between any two Chinese characters.
fn broken(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut word = String::new();
    let wide = |c: char| ('\u{2e80}'..='\u{ffef}').contains(&c);
    // No line begins with what closes a sentence.
    let closes = |c: char| "，。；：！？）”、".contains(c);
    let mut put = |line: &mut String, word: &mut String| {
        let both = format!("{line}{word}");
        if !line.is_empty() && wording::width(both.trim_end(), size) > room {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(word);
        word.clear();
    };
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        word.push(letter);
        let next = letters.peek().copied();
        let may_break =
            next.is_none_or(|next| !closes(next) && (letter == ' ' || wide(letter) || wide(next)));
        if may_break {
            put(&mut line, &mut word);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_where_they_may_be() {
        assert_eq!(
            broken("two short words", 10.0, 60.0),
            ["two short", "words"]
        );
        assert_eq!(
            broken("节点停机，三票就够。", 10.0, 45.0),
            ["节点停", "机，三票", "就够。"]
        );
        assert_eq!(broken("", 10.0, 45.0), [""; 0]);
    }

    #[test]
    fn both_themes_have_every_ink() {
        for ink in [Ink::Paper, Ink::Ink, Ink::Yes, Ink::No, Ink::Client] {
            assert_ne!(ink.hex(Theme::Light), ink.hex(Theme::Dark));
        }
    }
}
