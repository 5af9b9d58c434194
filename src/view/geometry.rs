//! Points, boxes, curves, and what they have to do with each other.

use super::turn;
use crate::order::Within;
use crate::view::digits::{fill, fill_fine};

/// A place, or the way from one place to another.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Shorthand for a [`Point`].
pub const fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    /// The place at an angle (0 is to the right, growing clockwise as y points down) and distance.
    pub fn polar(centre: Point, angle: f64, distance: f64) -> Point {
        at(
            centre.x + distance * turn::cos(angle),
            centre.y + distance * turn::sin(angle),
        )
    }

    pub fn plus(self, way: Point) -> Point {
        at(self.x + way.x, self.y + way.y)
    }

    pub fn minus(self, other: Point) -> Point {
        at(self.x - other.x, self.y - other.y)
    }

    pub fn times(self, factor: f64) -> Point {
        at(self.x * factor, self.y * factor)
    }

    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    pub fn distance(self, other: Point) -> f64 {
        self.minus(other).length()
    }

    pub fn cross(self, other: Point) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub fn dot(self, other: Point) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// The same direction with length 1; a way of no length points down.
    pub fn unit(self) -> Point {
        let length = self.length();
        if length < 1e-9 {
            at(0.0, 1.0)
        } else {
            self.times(1.0 / length)
        }
    }

    /// Turned by a quarter, to the left of the direction of travel as seen on the screen.
    pub fn left(self) -> Point {
        at(self.y, -self.x)
    }

    /// The place a part of the way to another: 0 is here, 1 is there.
    pub fn lerp(self, other: Point, part: f64) -> Point {
        at(
            self.x + (other.x - self.x) * part,
            self.y + (other.y - self.y) * part,
        )
    }
}

/// An upright box.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    pub fn around(centre: Point, w: f64, h: f64) -> Rect {
        Rect {
            x: centre.x - w / 2.0,
            y: centre.y - h / 2.0,
            w,
            h,
        }
    }

    pub fn centre(self) -> Point {
        at(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    pub fn right(self) -> f64 {
        self.x + self.w
    }

    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Grown on every side, or shrunk by a negative amount.
    pub fn grown(self, by: f64) -> Rect {
        Rect {
            x: self.x - by,
            y: self.y - by,
            w: self.w + 2.0 * by,
            h: self.h + 2.0 * by,
        }
    }

    pub fn contains(self, p: Point) -> bool {
        p.x >= self.x && p.x <= self.right() && p.y >= self.y && p.y <= self.bottom()
    }

    pub fn holds(self, other: Rect) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    pub fn overlaps(self, other: Rect) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// How far a point is from the box; 0 inside.
    pub fn distance(self, p: Point) -> f64 {
        let dx = (self.x - p.x).max(p.x - self.right()).max(0.0);
        let dy = (self.y - p.y).max(p.y - self.bottom()).max(0.0);
        (dx * dx + dy * dy).sqrt()
    }

    /// How far the rim is from the centre, going in a direction.
    pub fn reach(self, way: Point) -> f64 {
        let way = way.unit();
        let to_side = self.w / 2.0 / way.x.abs().max(1e-9);
        let to_top = self.h / 2.0 / way.y.abs().max(1e-9);
        to_side.min(to_top)
    }
}

/// A bow from `a` to `b` that leans towards `c`: a quadratic Bézier curve.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Curve {
    pub a: Point,
    pub c: Point,
    pub b: Point,
}

impl Curve {
    /// The place after a part of the way.
    pub fn at(self, part: f64) -> Point {
        let rest = 1.0 - part;
        self.a
            .times(rest * rest)
            .plus(self.c.times(2.0 * rest * part))
            .plus(self.b.times(part * part))
    }

    /// Where one is heading after a part of the way, with length 1.
    pub fn heading(self, part: f64) -> Point {
        let rest = 1.0 - part;
        let way = self.c.minus(self.a).times(rest);
        way.plus(self.b.minus(self.c).times(part)).unit()
    }

    /// As the `d` of an SVG path.
    pub fn path(self) -> String {
        let (a, c, b) = (self.a, self.c, self.b);
        fill("M# #Q# # # #", &[a.x, a.y, c.x, c.y, b.x, b.y])
    }

    /// As a few straight pieces, for questions about nearness and crossing.
    pub fn pieces(self) -> impl Iterator<Item = (Point, Point)> {
        const PIECES: u32 = 12;
        (0..PIECES).map(move |i| {
            let part = |k: u32| f64::from(k) / f64::from(PIECES);
            (self.at(part(i)), self.at(part(i + 1)))
        })
    }

    pub fn distance(self, p: Point) -> f64 {
        self.pieces()
            .map(|(a, b)| to_segment(p, a, b))
            .fold(f64::INFINITY, f64::min)
    }
}

/// How far a point is from a straight line between two points.
pub fn to_segment(p: Point, a: Point, b: Point) -> f64 {
    let way = b.minus(a);
    let squared = way.dot(way);
    if squared < 1e-12 {
        return p.distance(a);
    }
    let part = (p.minus(a).dot(way) / squared).within(0.0, 1.0);
    p.distance(a.lerp(b, part))
}

/// Whether two straight lines cross. Touching at an end counts.
pub fn segments_cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| q.minus(p).cross(r.minus(p));
    let (s1, s2) = (side(a, b, c), side(a, b, d));
    let (s3, s4) = (side(c, d, a), side(c, d, b));
    if s1 == 0.0 && s2 == 0.0 {
        // On one line: they meet when either has an end on the other.
        return [c, d].iter().any(|&p| to_segment(p, a, b) < 1e-9)
            || [a, b].iter().any(|&p| to_segment(p, c, d) < 1e-9);
    }
    s1 * s2 <= 0.0 && s3 * s4 <= 0.0
}

/// Whether a point lies within a closed line, by counting crossings to the right of it.
pub fn within(polygon: &[Point], p: Point) -> bool {
    let mut inside = false;
    for (i, &a) in polygon.iter().enumerate() {
        let b = polygon[(i + 1) % polygon.len()];
        if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            inside = !inside;
        }
    }
    inside
}

/// Straight lines as the `d` of one SVG path.
pub fn lines_path(lines: impl IntoIterator<Item = (Point, Point)>) -> String {
    let mut path = String::new();
    for (a, b) in lines {
        path.push_str(&fill("M# #L# #", &[a.x, a.y, b.x, b.y]));
    }
    path
}

/// A part of a circle as the `d` of an SVG path, from one angle clockwise to another.
pub fn arc_path(centre: Point, radius: f64, from: f64, to: f64) -> String {
    let a = Point::polar(centre, from, radius);
    let b = Point::polar(centre, to, radius);
    let pattern = if to - from > std::f64::consts::PI {
        "M# #A# # 0 1 1 # #"
    } else {
        "M# #A# # 0 0 1 # #"
    };
    fill_fine(pattern, 2, &[a.x, a.y, radius, radius, b.x, b.y])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cross_or_do_not() {
        let cases = [
            ((0., 0., 10., 10.), (0., 10., 10., 0.), true),
            ((0., 0., 10., 0.), (0., 1., 10., 1.), false),
            ((0., 0., 4., 4.), (5., 5., 9., 9.), false),
            ((0., 0., 5., 5.), (5., 5., 9., 0.), true),
            ((0., 0., 4., 0.), (6., -3., 6., 3.), false),
        ];
        for ((ax, ay, bx, by), (cx, cy, dx, dy), cross) in cases {
            assert_eq!(
                segments_cross(at(ax, ay), at(bx, by), at(cx, cy), at(dx, dy)),
                cross,
                "{ax},{ay}–{bx},{by} and {cx},{cy}–{dx},{dy}"
            );
        }
    }

    #[test]
    fn a_curve_starts_and_ends_where_it_says() {
        let curve = Curve {
            a: at(0., 0.),
            c: at(50., 20.),
            b: at(100., 0.),
        };
        assert_eq!(curve.at(0.0), curve.a);
        assert_eq!(curve.at(1.0), curve.b);
        assert!((curve.at(0.5).y - 10.0).abs() < 1e-9, "half of the lean");
        assert!(curve.distance(at(50., 10.)) < 0.2);
    }

    #[test]
    fn a_box_knows_its_rim() {
        let square = Rect::around(at(5., 5.), 10., 10.);
        assert!((square.reach(at(1., 0.)) - 5.0).abs() < 1e-9);
        assert!((square.reach(at(1., 1.)) - 50f64.sqrt()).abs() < 1e-6);
        assert_eq!(square.distance(at(5., 13.)), 3.0);
        assert_eq!(square.distance(at(5., 6.)), 0.0);
    }

    #[test]
    fn within_a_triangle() {
        let triangle = [at(0., 0.), at(10., 0.), at(0., 10.)];
        assert!(within(&triangle, at(2., 2.)));
        assert!(!within(&triangle, at(8., 8.)));
        assert!(!within(&[], at(0., 0.)));
    }
}
