//! The stage as the documents draw it: client over coordinator over all nodes over commit.
//!
//! The documents' charts have the coordinator's own vote among the votes, so its seat stands in
//! the row as a ghost, tied to where it sits.

use super::frame::Frame;
use super::geometry::{Rect, at};
use super::plan::{Arrangement, CAPTIONED_MAX, CaptionPlace, ChartParts, Disc, Plan, Side};
use crate::order::Within;
use crate::protocol::ids::NodeId;

const RADIUS_MAX: f64 = 28.0;
const RADIUS_MIN: f64 = 3.0;
const MARGIN: f64 = 10.0;
/// Room for a coordinator's arcs.
const HALO: f64 = 12.0;
/// Room for words below a node.
const WORDS: f64 = 34.0;
const COMMIT_HEIGHT: f64 = 40.0;
/// Room for "✓ Commit · 101 votes, 51 needed", on the smallest stage too.
const COMMIT_WIDTH: f64 = 260.0;

/// How the seats stand: as many rows and columns, and what each takes.
struct Rows {
    columns: usize,
    rows: usize,
    r: f64,
}

pub(super) fn plan(
    frame: Frame,
    coordinator: Option<NodeId>,
    nodes: usize,
    clients: usize,
) -> Plan {
    let bounds = frame.bounds().grown(-MARGIN);
    let middle = bounds.centre().x;
    let (clients, clients_bottom) = seat_clients(bounds, clients);

    // The desk shrinks on low stages before the seats do.
    let desk_r = (bounds.h * 0.055).within(14.0, RADIUS_MAX);
    let captioned = nodes <= CAPTIONED_MAX;
    // On a low stage there is no room for air between the levels.
    let air = (bounds.h * 0.05).within(6.0, 34.0);
    // A request has to be seen on its short way.
    let way = (bounds.h * 0.1).within(6.0, 64.0);
    let desk = Disc {
        at: at(middle, clients_bottom + way + HALO + desk_r),
        r: desk_r,
    };
    let commit = Rect::around(
        at(middle, bounds.bottom() - COMMIT_HEIGHT / 2.0),
        COMMIT_WIDTH.min(bounds.w),
        COMMIT_HEIGHT,
    );
    let words = if captioned { WORDS } else { 4.0 };
    let top = desk.at.y + desk.r + HALO + air;
    let room = Rect {
        y: top,
        h: commit.y - air * 0.7 - top,
        ..bounds
    };
    let rows = seat_rows(room, nodes, words);

    let row_pitch = room.h / rows.rows as f64;
    let column_pitch = (room.w / rows.columns as f64).min(rows.r * 2.0 + 110.0);
    let seat = |i: usize| {
        let row = i / rows.columns;
        let in_row = rows.columns.min(nodes - row * rows.columns);
        let from_middle = (i % rows.columns) as f64 - (in_row - 1) as f64 / 2.0;
        Disc {
            at: at(
                middle + from_middle * column_pitch,
                room.y + row as f64 * row_pitch + (row_pitch - words) / 2.0,
            ),
            r: rows.r,
        }
    };
    let sits_at_desk = |i: usize| coordinator.is_some_and(|c| c.index() == i);
    let discs: Vec<Disc> = (0..nodes)
        .map(|i| if sits_at_desk(i) { desk } else { seat(i) })
        .collect();
    let captions = (0..nodes)
        .map(|i| {
            let disc = discs[i];
            let place = if sits_at_desk(i) {
                // Beside the desk, above the way to the outermost seat.
                CaptionPlace {
                    at: at(disc.at.x + disc.r + HALO + 4.0, disc.at.y - 9.0),
                    side: Side::Right,
                    width: 150.0,
                    lines: 2,
                }
            } else {
                CaptionPlace {
                    at: at(disc.at.x, disc.at.y + disc.r + HALO - 3.0),
                    side: Side::Below,
                    width: (column_pitch * 0.95).within(50.0, 150.0),
                    lines: if captioned { 2 } else { 1 },
                }
            };
            (captioned || sits_at_desk(i)).then_some(place)
        })
        .collect();
    Plan {
        frame,
        arrangement: Arrangement::Chart { coordinator },
        nodes: discs,
        captions,
        clients,
        centre: room.centre(),
        chart: Some(ChartParts {
            desk,
            ghost: coordinator.map(|c| seat(c.index())),
            commit,
        }),
    }
}

/// Clients in one row on top, or two when they are many. Returns where they end.
fn seat_clients(bounds: Rect, count: usize) -> (Vec<Rect>, f64) {
    if count == 0 {
        return (Vec::new(), bounds.y);
    }
    let gap = 8.0;
    let fits = (((bounds.w + gap) / (76.0 + gap)) as usize).max(1);
    let rows = count.div_ceil(fits);
    let per_row = count.div_ceil(rows);
    let w = ((bounds.w + gap) / per_row as f64 - gap).min(if count <= 4 { 98.0 } else { 86.0 });
    let h = match rows {
        1 => 42.0,
        2 => 30.0,
        _ => 22.0,
    };
    let boxes = (0..count)
        .map(|i| {
            let row = i / per_row;
            let in_row = per_row.min(count - row * per_row);
            let from_middle = (i % per_row) as f64 - (in_row - 1) as f64 / 2.0;
            let x = bounds.centre().x + from_middle * (w + gap);
            Rect::around(at(x, bounds.y + h / 2.0 + row as f64 * (h + 5.0)), w, h)
        })
        .collect();
    (boxes, bounds.y + rows as f64 * (h + 5.0) - 5.0)
}

/// The number of columns that leaves the seats largest; on a tie, the fewest rows.
fn seat_rows(room: Rect, seats: usize, words: f64) -> Rows {
    let mut best = Rows {
        columns: seats,
        rows: 1,
        r: 0.0,
    };
    for rows in 1..=seats {
        let columns = seats.div_ceil(rows);
        let across = room.w / columns as f64 / 2.5;
        let down = (room.h / rows as f64 - words) / 2.3;
        let r = across.min(down).within(RADIUS_MIN, RADIUS_MAX);
        // Words need wider columns than circles do.
        let cramped = words > 10.0 && room.w / (columns as f64) < 58.0 && down > 12.0;
        if r > best.r * 1.1 && !(cramped && rows < seats && room.h / (rows as f64 + 1.0) > 80.0) {
            best = Rows { columns, rows, r };
        }
    }
    // Every layout may have been cramped: then one row it is, as small as it must be.
    if best.r == 0.0 {
        best.r = (room.w / seats as f64 / 2.5).within(RADIUS_MIN, RADIUS_MAX);
    }
    best
}
