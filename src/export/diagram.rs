//! The space-time diagram as a picture: a line for everybody, messages as arrows.

use super::Span;
use super::picture::{Anchor, Hand, Ink, Picture};
use crate::order::Within;
use crate::protocol::ids::{Micros, Peer};
use crate::run::player::{Arrow, Mark, MarkKind, Player, Timeline};
use crate::text::{Lang, headline, render, span as time, t};
use crate::view::geometry::{Point, Rect, at};
use crate::view::labels::Room;
use crate::view::spacetime::{BAND_HEIGHT, BAND_TOP, Lines};
use crate::view::timescale::Window;
use crate::view::wording;

const WIDTH: f64 = 1_200.0;
const PITCH: f64 = 34.0;
/// Over and under the lines.
const AROUND: f64 = 80.0;
const HEIGHT_MAX: f64 = 1_600.0;
/// Up to so many arrows carry words.
const LABELLED_MAX: usize = 60;
/// An arrow that goes less far to the right carries no words.
const STEEP: f64 = 8.0;
const TICKS: usize = 12;

pub fn picture(player: &dyn Player, span: Span, lang: Lang) -> Picture {
    let stage = player.stage();
    let (nodes, clients) = (stage.nodes.len(), stage.clients.len());
    let height = ((nodes + clients) as f64 * PITCH + AROUND).min(HEIGHT_MAX);
    let title = format!(
        "{}: {} – {}",
        t(lang, player.spec().name),
        time(span.from, lang),
        time(span.to, lang)
    );
    let mut pen = Picture::new(WIDTH, height, &title);
    let lines = Lines::new(WIDTH, height, nodes, clients);
    let window = Window {
        from: span.from,
        to: span.to.max(span.from.plus(Micros(1_000))),
    };
    let timeline = player.timeline(span.from, span.to);
    ticks(&mut pen, &lines, window, lang);
    bands(&mut pen, &lines, window, &timeline, span, lang);
    for peer in lines.peers() {
        let y = lines.y(peer);
        pen.line(at(lines.left, y), at(lines.right, y), Ink::Line, 1.0, false);
    }
    for peer in lines.named() {
        let ink = if matches!(peer, Peer::Client(_)) {
            Ink::Client
        } else {
            Ink::Ink
        };
        let beside = at(lines.left - 10.0, lines.y(peer) + 4.0);
        pen.text(
            beside,
            &peer.short(),
            Hand::new(12.0, Anchor::End, ink).bold(),
        );
    }
    let seen = timeline.arrows.iter();
    // What is sent at the very end would be a word without an arrow.
    let within = |arrow: &&Arrow| arrow.sent >= span.from && arrow.sent < span.to;
    let seen: Vec<&Arrow> = seen.filter(within).collect();
    for arrow in &seen {
        draw_arrow(&mut pen, &lines, window, arrow);
    }
    let told = seen.iter().filter(|arrow| !arrow.background);
    if told.clone().count() <= LABELLED_MAX {
        let mut room = Room::default();
        let r = lines.mark_size() + 2.0;
        for mark in &timeline.marks {
            room.keep_free(Rect::around(
                place_of(&lines, window, mark),
                2.0 * r,
                2.0 * r,
            ));
        }
        for arrow in seen.iter().filter(|arrow| arrow.lost) {
            let (_, to) = lines.arrow(window, arrow);
            room.keep_free(Rect::around(to, 9.0, 9.0));
        }
        for arrow in told {
            name_arrow(&mut pen, &lines, window, arrow, player, lang, &mut room);
        }
    }
    for mark in &timeline.marks {
        draw_mark(&mut pen, &lines, window, mark);
    }
    pen
}

fn ticks(pen: &mut Picture, lines: &Lines, window: Window, lang: Lang) {
    let bottom = lines.bottom() + 12.0;
    for when in window.ticks(TICKS) {
        let x = lines.x(window, when);
        pen.line(at(x, bottom), at(x, bottom + 5.0), Ink::Soft, 1.0, false);
        let label = time(when, lang);
        // What is at the very end would stick out.
        let anchor = if x > lines.right - 20.0 {
            Anchor::End
        } else {
            Anchor::Middle
        };
        let hand = Hand::new(11.0, anchor, Ink::Soft);
        pen.text(at(x, bottom + 18.0), &label, hand);
    }
}

fn bands(
    pen: &mut Picture,
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
        pen.rect(room, 2.0, Ink::NoSoft, Ink::None);
        if band.peer.is_none() {
            let name = headline(&band.what, lang);
            pen.text(
                at(from, BAND_TOP - 3.0),
                &name,
                Hand::new(11.0, Anchor::Start, Ink::No),
            );
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

fn draw_arrow(pen: &mut Picture, lines: &Lines, window: Window, arrow: &Arrow) {
    let (from, to, whole) = ends(lines, window, arrow);
    let ink = tone_of(arrow);
    let width = if arrow.background { 0.6 } else { 1.4 };
    pen.line(from, to, ink, width, false);
    if !whole {
        return;
    }
    if arrow.lost {
        pen.cross(to, 3.5, Ink::No);
    } else if !arrow.background {
        pen.head(from, to, 7.0, ink);
    }
}

fn tone_of(arrow: &Arrow) -> Ink {
    match (arrow.lost, arrow.background) {
        (true, _) => Ink::No,
        (_, true) => Ink::Dead,
        _ => Ink::of(arrow.tone),
    }
}

/// The words of a message beside its arrow, where there is room for them.
fn name_arrow(
    pen: &mut Picture,
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
    // Where arrows are steep, many times as many words as there is room for would want to be said.
    if to.x - from.x < STEEP {
        return;
    }
    let width = wording::width(&label, 11.0);
    let bounds = Rect {
        x: lines.left,
        y: 0.0,
        w: lines.right - lines.left,
        h: lines.bottom() + 8.0,
    };
    // Near the head arrows of one sender are farthest apart.
    let found = [0.72, 0.5, 0.3, 0.9]
        .into_iter()
        .find_map(|part| room.place(from.lerp(to, part), width, 12.0, bounds));
    if let Some(found) = found {
        let foot = at(found.x, found.bottom() - 2.0);
        pen.text(foot, &label, Hand::new(11.0, Anchor::Start, tone_of(arrow)));
    }
}

fn place_of(lines: &Lines, window: Window, mark: &Mark) -> Point {
    let under_bands = BAND_TOP + BAND_HEIGHT + 6.0;
    let y = mark.peer.map_or(under_bands, |peer| lines.y(peer));
    at(lines.x(window, mark.moment.at), y)
}

fn draw_mark(pen: &mut Picture, lines: &Lines, window: Window, mark: &Mark) {
    let Point { x, y } = place_of(lines, window, mark);
    let r = lines.mark_size();
    let corner = |dx: f64, dy: f64| at(x + dx * r, y + dy * r);
    match mark.kind {
        MarkKind::Killed | MarkKind::GaveUp | MarkKind::Broke => pen.cross(at(x, y), r, Ink::No),
        MarkKind::Decided => {
            let corners = [(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)];
            pen.polygon(&corners.map(|(dx, dy)| corner(dx, dy)), Ink::Yes);
        }
        MarkKind::Asked => {
            let corners = [(-1.0, -0.8), (1.0, -0.8), (0.0, 1.0)];
            pen.polygon(&corners.map(|(dx, dy)| corner(dx, dy)), Ink::Client);
        }
        MarkKind::Answered => pen.circle(at(x, y), r * 0.9, Ink::Client, Ink::None, 0.0),
        MarkKind::Restarted | MarkKind::Resumed => {
            let corners = [(-0.8, -1.0), (1.0, 0.0), (-0.8, 1.0)];
            pen.polygon(&corners.map(|(dx, dy)| corner(dx, dy)), Ink::Yes);
        }
        MarkKind::Leads | MarkKind::Ordered => pen.circle(at(x, y), r, Ink::Accent, Ink::None, 0.0),
        MarkKind::Paused => pen.circle(at(x, y), r, Ink::None, Ink::Wait, 1.6),
        MarkKind::Fault | MarkKind::Healed => pen.circle(at(x, y), r, Ink::None, Ink::Soft, 1.6),
    }
}
