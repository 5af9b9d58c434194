//! The nodes in a ring, as wide as the stage allows, and the clients outside it.
//!
//! Many nodes stand in two or three staggered rows, like teeth of a zip: a row of 101 would leave
//! each a dot, while two rows nearly double the room for a number.

use std::f64::consts::TAU;

use super::frame::Frame;
use super::geometry::{Point, Rect, at};
use super::plan::{Arrangement, CAPTIONED_MAX, CaptionPlace, Disc, Plan, Side};

const RADIUS_MAX: f64 = 34.0;
const RADIUS_MIN: f64 = 3.0;
/// The least distance of neighbours in radii: room for the arcs of a coordinator.
const PITCH: f64 = 2.45;
/// Room kept for a coordinator's arcs and the mark of what is selected.
const HALO: f64 = 13.0;
/// Room for two lines of words above or below a node.
const WORDS: f64 = 36.0;
const MARGIN: f64 = 8.0;

pub(super) fn plan(frame: Frame, nodes: usize, clients: usize) -> Plan {
    let (clients, room) = seat_clients(frame, clients);
    let captioned = nodes <= CAPTIONED_MAX;
    let (discs, centre) = if nodes == 1 {
        let centre = room.centre();
        let disc = Disc {
            at: centre,
            r: RADIUS_MAX,
        };
        (vec![disc], centre)
    } else {
        seat_nodes(room, nodes, captioned)
    };
    let captions = captions(&discs, centre, captioned);
    Plan {
        frame,
        arrangement: Arrangement::Ring,
        nodes: discs,
        captions,
        clients,
        centre,
        chart: None,
    }
}

/// Clients at the right, beyond eight at both sides; below on a tall stage. Returns their boxes
/// and what is left for the ring.
fn seat_clients(frame: Frame, count: usize) -> (Vec<Rect>, Rect) {
    let bounds = frame.bounds().grown(-MARGIN);
    if count == 0 {
        return (Vec::new(), bounds);
    }
    let (w, h) = if count <= 4 {
        (98.0, 46.0)
    } else {
        (86.0, 36.0)
    };
    if frame.is_portrait() {
        let gap = 8.0;
        let per_row = (((bounds.w + gap) / (w + gap)) as usize).clamp(1, count);
        let rows = count.div_ceil(per_row);
        let top = bounds.bottom() - rows as f64 * (h + gap) + gap;
        let boxes = (0..count)
            .map(|i| {
                let row = i / per_row;
                let in_row = per_row.min(count - row * per_row);
                let from_middle = (i % per_row) as f64 - (in_row - 1) as f64 / 2.0;
                let x = bounds.centre().x + from_middle * (w + gap);
                Rect::around(at(x, top + h / 2.0 + row as f64 * (h + gap)), w, h)
            })
            .collect();
        let room = Rect {
            h: top - gap - bounds.y,
            ..bounds
        };
        return (boxes, room);
    }
    let fits = ((bounds.h / (h + 6.0)) as usize).max(1);
    let columns = if count > 8.min(fits) { 2 } else { 1 };
    let per_column = count.div_ceil(columns);
    let pitch = (bounds.h / per_column as f64).min(h + 22.0);
    // A column that is too low for its clients makes them flatter.
    let h = h.min(pitch - 4.0);
    let boxes = (0..count)
        .map(|i| {
            let (column, row) = (i / per_column, i % per_column);
            let in_column = per_column.min(count - column * per_column);
            let y = bounds.centre().y + (row as f64 - (in_column - 1) as f64 / 2.0) * pitch;
            // One or two clients stand beside the first node, which they ask first.
            let y = if count <= 2 { y - bounds.h * 0.24 } else { y };
            let x = if column == 0 {
                bounds.right() - w / 2.0
            } else {
                bounds.x + w / 2.0
            };
            Rect::around(at(x, y), w, h)
        })
        .collect();
    let taken = w + 18.0;
    let left = if columns == 2 { taken } else { 0.0 };
    let room = Rect {
        x: bounds.x + left,
        w: bounds.w - taken - left,
        ..bounds
    };
    (boxes, room)
}

/// The largest nodes that fit, in as few rows as do not cost much size.
fn seat_nodes(room: Rect, nodes: usize, captioned: bool) -> (Vec<Disc>, Point) {
    let mut best: Option<(f64, Vec<Point>, Point)> = None;
    for rows in 1..=3 {
        if rows > 1 && nodes < 12 {
            break;
        }
        let (mut low, mut high) = (RADIUS_MIN, RADIUS_MAX);
        for _ in 0..12 {
            let middle = (low + high) / 2.0;
            if fits(&teeth(room, nodes, rows, middle, captioned).0, middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        let better = best.as_ref().is_none_or(|(r, ..)| low > r * 1.18);
        if better {
            let (places, centre) = teeth(room, nodes, rows, low, captioned);
            best = Some((low, places, centre));
        }
    }
    let (r, places, centre) = best.expect("one row is always tried");
    let discs = places.into_iter().map(|at| Disc { at, r }).collect();
    (discs, centre)
}

fn fits(places: &[Point], r: f64) -> bool {
    // The halo keeps its size while nodes shrink, but small ones go without much of it.
    let least = r * PITCH;
    places
        .iter()
        .enumerate()
        .all(|(i, a)| places[i + 1..].iter().all(|b| a.distance(*b) >= least))
}

/// Places on an ellipse, equally far apart along it, in staggered rows from outside to inside.
fn teeth(room: Rect, nodes: usize, rows: usize, r: f64, captioned: bool) -> (Vec<Point>, Point) {
    let words = if captioned { WORDS } else { 0.0 };
    let halo = if captioned { HALO } else { 5.0 };
    // Words stand above the top node and below the others; at the sides they reach out a bit.
    let side = if captioned {
        (r + halo).max(50.0)
    } else {
        r + halo
    };
    let mut a = (room.w / 2.0 - side).max(r);
    let mut b = ((room.h - 2.0 * words) / 2.0 - r - halo).max(r);
    let stretch = if nodes <= 4 {
        1.2
    } else if captioned {
        1.4
    } else {
        2.4
    };
    a = a.min(b * stretch);
    b = b.min(a * stretch);
    let centre = room.centre();
    // A full number of teeth, so that the last and the first are not in one row side by side.
    let slots = nodes.div_ceil(rows) * rows;
    let angles = equal_steps(a, b, slots);
    let depth = r * 2.3;
    let places = (0..nodes)
        .map(|i| {
            let inward = (i % rows) as f64 * depth;
            let (a, b) = ((a - inward).max(r), (b - inward).max(r));
            centre.plus(at(a * libm::cos(angles[i]), b * libm::sin(angles[i])))
        })
        .collect();
    (places, centre)
}

/// Angles of points equally far apart along an ellipse, from the top clockwise.
fn equal_steps(a: f64, b: f64, count: usize) -> Vec<f64> {
    const SAMPLES: usize = 720;
    let angle = |i: usize| TAU * i as f64 / SAMPLES as f64 - TAU / 4.0;
    let point = |i: usize| at(a * libm::cos(angle(i)), b * libm::sin(angle(i)));
    let mut along = Vec::with_capacity(SAMPLES + 1);
    along.push(0.0);
    for i in 1..=SAMPLES {
        along.push(along[i - 1] + point(i).distance(point(i - 1)));
    }
    let whole = along[SAMPLES];
    let mut sample = 0;
    (0..count)
        .map(|i| {
            let target = whole * i as f64 / count as f64;
            while along[sample + 1] < target {
                sample += 1;
            }
            let part = (target - along[sample]) / (along[sample + 1] - along[sample]);
            TAU * (sample as f64 + part) / SAMPLES as f64 - TAU / 4.0
        })
        .collect()
}

/// Words go above what stands on top and below everything else.
fn captions(discs: &[Disc], centre: Point, captioned: bool) -> Vec<Option<CaptionPlace>> {
    if !captioned {
        return vec![None; discs.len()];
    }
    let neighbour = |disc: &Disc| {
        discs
            .iter()
            .filter(|other| other.at != disc.at)
            .map(|other| other.at.distance(disc.at))
            .fold(f64::INFINITY, f64::min)
    };
    let top = discs.iter().map(|d| d.at.y).fold(f64::INFINITY, f64::min);
    discs
        .iter()
        .map(|disc| {
            // A little slack: with many nodes the neighbours of the top one are nearly as high.
            let above = discs.len() > 1 && disc.at.y < top + 0.6 * disc.r && disc.at.y < centre.y;
            let y = if above {
                disc.at.y - disc.r - HALO
            } else {
                disc.at.y + disc.r + HALO
            };
            Some(CaptionPlace {
                at: at(disc.at.x, y),
                side: if above { Side::Above } else { Side::Below },
                width: (neighbour(disc) * 1.25).clamp(60.0, 150.0),
                lines: if neighbour(disc) > 4.0 * disc.r { 2 } else { 1 },
            })
        })
        .collect()
}
