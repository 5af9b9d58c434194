//! The space-time diagram as a picture: a line for everybody, messages as arrows.

use super::Span;
use super::svg::{Anchor, DEAD, INK, LINE, NO, NO_SOFT, Pen, SOFT, colour};
use crate::order::Within;
use crate::protocol::ids::{Micros, Peer};
use crate::run::player::{Arrow, Mark, MarkKind, Player, Timeline};
use crate::text::{Lang, headline, render, span as time, t};
use crate::view::geometry::{Point, Rect, at};
use crate::view::labels::Room;
use crate::view::spacetime::{BAND_HEIGHT, BAND_TOP, Lines};
use crate::view::timescale::Window;

const WIDTH: f64 = 1_200.0;
const PITCH: f64 = 34.0;
/// Over and under the lines.
const AROUND: f64 = 80.0;
const HEIGHT_MAX: f64 = 1_600.0;
/// Up to so many arrows carry words.
const LABELLED_MAX: usize = 60;
const TICKS: u64 = 10;

pub fn svg(player: &dyn Player, span: Span, lang: Lang) -> String {
    let stage = player.stage();
    let (nodes, clients) = (stage.nodes.len(), stage.clients.len());
    let height = ((nodes + clients) as f64 * PITCH + AROUND).min(HEIGHT_MAX);
    let title = format!(
        "{}: {} – {}",
        t(lang, player.spec().name),
        time(span.from, lang),
        time(span.to, lang)
    );
    let mut pen = Pen::new(WIDTH, height, &title);
    let lines = Lines::new(WIDTH, height, nodes, clients);
    let window = Window::new(span.from, span.to.minus(span.from).0.max(1_000));
    let timeline = player.timeline(span.from, span.to);
    ticks(&mut pen, &lines, window, span, lang);
    bands(&mut pen, &lines, window, &timeline, span, lang);
    for peer in lines.peers() {
        let y = lines.y(peer);
        pen.line(at(lines.left, y), at(lines.right, y), LINE, 1.0, "");
    }
    for peer in lines.named() {
        let name = match peer {
            Peer::Node(node) => node.label().to_string(),
            Peer::Client(client) => client.letter().to_string(),
        };
        let fill = if matches!(peer, Peer::Client(_)) {
            "#6b4bb8"
        } else {
            INK
        };
        let beside = at(lines.left - 10.0, lines.y(peer) + 4.0);
        pen.text(beside, &name, Anchor::End, fill, true);
    }
    let seen = timeline.arrows.iter();
    let seen: Vec<&Arrow> = seen.filter(|arrow| arrow.sent >= span.from).collect();
    for arrow in &seen {
        draw_arrow(&mut pen, &lines, window, arrow);
    }
    let told = seen.iter().filter(|arrow| !arrow.background);
    if told.clone().count() <= LABELLED_MAX {
        let mut room = Room::default();
        for arrow in told {
            name_arrow(&mut pen, &lines, window, arrow, player, lang, &mut room);
        }
    }
    for mark in &timeline.marks {
        draw_mark(&mut pen, &lines, window, mark);
    }
    pen.finish()
}

fn ticks(pen: &mut Pen, lines: &Lines, window: Window, span: Span, lang: Lang) {
    let bottom = lines.bottom() + 12.0;
    for tick in 0..=TICKS {
        let when = Micros(span.from.0 + span.to.minus(span.from).0 * tick / TICKS);
        let x = lines.x(window, when);
        pen.line(at(x, bottom), at(x, bottom + 5.0), SOFT, 1.0, "");
        let label = time(when, lang);
        let anchor = if tick == TICKS {
            Anchor::End
        } else {
            Anchor::Middle
        };
        pen.text(at(x, bottom + 18.0), &label, anchor, SOFT, false);
    }
}

fn bands(
    pen: &mut Pen,
    lines: &Lines,
    window: Window,
    timeline: &Timeline,
    span: Span,
    lang: Lang,
) {
    for band in &timeline.bands {
        let from = lines.x(window, band.from.max(span.from));
        let to = lines.x(window, band.to.unwrap_or(span.to).min(span.to));
        let (y, h) = match band.peer {
            Some(peer) => (lines.y(peer) - 5.0, 10.0),
            None => (BAND_TOP, BAND_HEIGHT),
        };
        let room = Rect {
            x: from,
            y,
            w: (to - from).max(1.0),
            h,
        };
        pen.rect(room, 2.0, NO_SOFT, "none");
        if band.peer.is_none() {
            let name = headline(&band.what, lang);
            pen.text(at(from, BAND_TOP - 3.0), &name, Anchor::Start, NO, false);
        }
    }
}

/// An arrow as far as the span goes; the rest of it is not in the picture.
fn ends(lines: &Lines, window: Window, arrow: &Arrow) -> (Point, Point, bool) {
    let (from, to) = lines.arrow(window, arrow);
    if to.x <= lines.right || to.x <= from.x {
        return (from, to, true);
    }
    let part = (lines.right - from.x) / (to.x - from.x);
    (from, from.lerp(to, part.within(0.0, 1.0)), false)
}

fn draw_arrow(pen: &mut Pen, lines: &Lines, window: Window, arrow: &Arrow) {
    let (from, to, whole) = ends(lines, window, arrow);
    let stroke = tone_of(arrow);
    let width = if arrow.background { 0.6 } else { 1.4 };
    pen.line(from, to, stroke, width, "");
    if !whole {
        return;
    }
    if arrow.lost {
        pen.cross(to, 3.5, NO);
    } else if !arrow.background {
        pen.head(from, to, 7.0, stroke);
    }
}

fn tone_of(arrow: &Arrow) -> &'static str {
    match (arrow.lost, arrow.background) {
        (true, _) => NO,
        (_, true) => DEAD,
        _ => colour(arrow.tone),
    }
}

/// The words of a message beside its arrow, where there is room for them.
fn name_arrow(
    pen: &mut Pen,
    lines: &Lines,
    window: Window,
    arrow: &Arrow,
    player: &dyn Player,
    lang: Lang,
    room: &mut Room,
) {
    let Some(detail) = player.message(arrow.message) else {
        return;
    };
    let label = render(&detail.face.label, lang);
    let (from, to, _) = ends(lines, window, arrow);
    let wide = |letter: char| if letter.is_ascii() { 6.2 } else { 12.0 };
    let width: f64 = label.chars().map(wide).sum();
    let bounds = Rect {
        x: lines.left,
        y: 0.0,
        w: lines.right - lines.left,
        h: lines.bottom() + 8.0,
    };
    // Near the head arrows of one sender are farthest apart.
    let found = [0.72, 0.5, 0.3]
        .into_iter()
        .find_map(|part| room.place(from.lerp(to, part), width, 12.0, bounds));
    if let Some(found) = found {
        let foot = at(found.x, found.bottom() - 2.0);
        pen.text(foot, &label, Anchor::Start, tone_of(arrow), false);
    }
}

fn draw_mark(pen: &mut Pen, lines: &Lines, window: Window, mark: &Mark) {
    let x = lines.x(window, mark.moment.at);
    let y = mark
        .peer
        .map_or(BAND_TOP + BAND_HEIGHT + 6.0, |peer| lines.y(peer));
    let r = lines.mark_size();
    let corner = |dx: f64, dy: f64| at(x + dx * r, y + dy * r);
    match mark.kind {
        MarkKind::Killed | MarkKind::GaveUp | MarkKind::Broke => pen.cross(at(x, y), r, NO),
        MarkKind::Decided => {
            let corners = [(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)];
            pen.polygon(&corners.map(|(dx, dy)| corner(dx, dy)), "#08704f");
        }
        MarkKind::Asked => {
            let corners = [(-1.0, -0.8), (1.0, -0.8), (0.0, 1.0)];
            pen.polygon(&corners.map(|(dx, dy)| corner(dx, dy)), "#6b4bb8");
        }
        MarkKind::Answered => pen.circle(at(x, y), r * 0.9, "#6b4bb8", "none", 0.0),
        MarkKind::Restarted | MarkKind::Resumed => {
            let corners = [(-0.8, -1.0), (1.0, 0.0), (-0.8, 1.0)];
            pen.polygon(&corners.map(|(dx, dy)| corner(dx, dy)), "#08704f");
        }
        MarkKind::Leads | MarkKind::Ordered => pen.circle(at(x, y), r, "#2f5bd7", "none", 0.0),
        MarkKind::Paused => pen.circle(at(x, y), r, "none", "#7a6000", 1.6),
        MarkKind::Fault | MarkKind::Healed => pen.circle(at(x, y), r, "none", SOFT, 1.6),
    }
}
