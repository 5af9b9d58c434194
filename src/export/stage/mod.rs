//! The stage at the moment shown, as a picture: what is on the page, but for what one can press.

mod back;
mod house;

use super::picture::{Anchor, Hand, Ink, Picture};
use crate::order::Within;
use crate::protocol::describe::{Condition, Scene, Tally, VerdictKind};
use crate::protocol::ids::{NodeSet, Peer};
use crate::run::player::{ClientDetail, LinkFault, NodeDetail, Player};
use crate::say;
use crate::text::{Lang, command, headline, render, span};
use crate::view::arcs::Arcs;
use crate::view::frame::Frame;
use crate::view::geometry::{Curve, Point, Rect, at};
use crate::view::hemicycle::Vote;
use crate::view::labels::Room;
use crate::view::plan::{Arrangement, CaptionPlace, Disc, Plan, Side};
use crate::view::verdict::{sign, weigh};
use crate::view::wording::{shorten, width};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 560.0;
/// Under the stage: what is the case, in words.
const STRIP: f64 = 116.0;
/// Up to so many messages carry words.
const LABELLED_MAX: usize = 30;
const WORDS: f64 = 13.0;

/// `chart` lays it out as the documents do, and not as a ring.
pub fn picture(player: &dyn Player, chart: bool, lang: Lang) -> Picture {
    let stage = player.stage();
    let verdict = weigh(&stage.scene, &player.promises()).verdict;
    let (head, body) = (render(&verdict.head, lang), render(&verdict.body, lang));
    let mut pen = Picture::new(WIDTH, HEIGHT + STRIP, &format!("{head} {body}"));
    let frame = Frame {
        width: WIDTH,
        height: HEIGHT,
        scale: 1.0,
    };
    let arrangement = if chart {
        Arrangement::Chart {
            coordinator: stage.scene.coordinator,
        }
    } else {
        Arrangement::Ring
    };
    let plan = Plan::new(frame, arrangement, stage.nodes.len(), stage.clients.len());
    back::islands(&mut pen, &plan, &stage.islands, lang);
    back::chart(&mut pen, &plan, &stage.scene, lang);
    links(&mut pen, &plan, &stage.faults);
    for node in &stage.nodes {
        draw_node(&mut pen, &plan, node, &stage.scene, lang);
    }
    for client in &stage.clients {
        draw_client(&mut pen, &plan, client, stage.clients.len(), lang);
    }
    messages(&mut pen, &plan, player, lang);
    let strip = at(24.0, HEIGHT + 14.0);
    if let Some(tally) = &stage.scene.tally {
        house::draw(&mut pen, strip, tally);
    }
    let clock = at(WIDTH - 24.0, HEIGHT + 38.0);
    let now = span(player.moment().at, lang);
    pen.text(clock, &now, Hand::new(14.0, Anchor::End, Ink::Soft));
    let words = strip.plus(at(176.0, 24.0));
    let room = WIDTH - words.x - 110.0;
    let ink = match verdict.kind {
        VerdictKind::Broken | VerdictKind::Blocked => Ink::No,
        VerdictKind::Committed => Ink::Yes,
        VerdictKind::Working => Ink::Wait,
        VerdictKind::Idle => Ink::Ink,
    };
    let heading = Hand::new(17.0, Anchor::Start, ink).bold();
    let head = format!("{} {head}", sign(verdict.kind));
    let below = pen.lines(words, &head, heading, room);
    let plain = Hand::new(14.0, Anchor::Start, Ink::Ink);
    let below = pen.lines(below, &body, plain, room);
    if let Some(more) = &verdict.more {
        let more = render(more, lang);
        pen.lines(
            below,
            &more,
            Hand::new(12.0, Anchor::Start, Ink::Soft),
            room,
        );
    }
    pen
}

fn links(pen: &mut Picture, plan: &Plan, faults: &[LinkFault]) {
    // Once for the picture: with a hundred nodes there are thousands of links, and as many cuts.
    let mut cut_from = vec![NodeSet::EMPTY; plan.nodes.len()];
    for fault in faults.iter().filter(|fault| fault.cut) {
        if let (Peer::Node(from), Peer::Node(to)) = (fault.from, fault.to) {
            cut_from[from.index()].insert(to);
        }
    }
    for (a, b) in plan.links() {
        // One way is enough to show that something is wrong.
        let is_cut = cut_from[a.index()].contains(b) || cut_from[b.index()].contains(a);
        let ink = if is_cut { Ink::No } else { Ink::Line };
        for (from, to) in plan.pieces(a.into(), b.into()) {
            pen.line(from, to, ink, 1.2, is_cut);
        }
    }
}

fn messages(pen: &mut Picture, plan: &Plan, player: &dyn Player, lang: Lang) {
    let mut dots = Vec::new();
    player.dots(&mut dots);
    let told = dots.iter().filter(|dot| !dot.background).count() <= LABELLED_MAX;
    let mut room = Room::default();
    for disc in &plan.nodes {
        room.keep_free(Rect::around(disc.at, 2.0 * disc.r, 2.0 * disc.r));
    }
    for client in &plan.clients {
        room.keep_free(*client);
    }
    let bounds = plan.frame.bounds();
    for dot in &dots {
        let Some(way) = plan.way(dot.from, dot.to) else {
            continue;
        };
        let place: Point = Curve::at(way, f64::from(dot.progress));
        if dot.lost.is_some() {
            pen.cross(place, 5.0, Ink::No);
            continue;
        }
        let (ink, r) = if dot.background {
            (Ink::Dead, 3.5)
        } else {
            (Ink::of(dot.tone), 7.0)
        };
        pen.circle(place, r, ink, Ink::Paper, 1.0);
        if told && !dot.background {
            let labels = player.labels();
            let label = labels
                .get(usize::from(dot.label))
                .map(|say| render(say, lang));
            let label = label.unwrap_or_default();
            let free = room.place(place, width(&label, WORDS), WORDS + 2.0, bounds);
            if let Some(free) = free {
                let foot = at(free.x, free.bottom() - 4.0);
                pen.text(foot, &label, Hand::new(WORDS, Anchor::Start, ink));
            }
        }
    }
}

fn draw_node(pen: &mut Picture, plan: &Plan, node: &NodeDetail, scene: &Scene, lang: Lang) {
    let Some(disc) = plan.node(node.id) else {
        return;
    };
    let down = node.condition == Condition::Down;
    let (fill, stroke) = match node.condition {
        Condition::Down => (Ink::DeadSoft, Ink::Dead),
        Condition::Paused => (Ink::Paper, Ink::Wait),
        Condition::Up => (Ink::Paper, Ink::of(node.face.tone)),
    };
    pen.circle(
        disc.at,
        disc.r,
        fill,
        stroke,
        (disc.r * 0.105).within(1.4, 3.5),
    );
    let size = if disc.r >= 20.0 {
        disc.r * 0.62
    } else {
        disc.r * 0.82
    };
    let number = Hand::new(
        size,
        Anchor::Middle,
        if down { Ink::Dead } else { Ink::Ink },
    );
    let foot = disc.at.plus(at(0.0, size * 0.36));
    pen.text(foot, &node.id.label().to_string(), number.bold());
    let tally = scene
        .tally
        .as_ref()
        .filter(|_| scene.coordinator == Some(node.id));
    if let Some(tally) = tally {
        votes(pen, disc, tally);
    }
    if down {
        pen.cross(
            disc.at.plus(at(disc.r * 0.75, -disc.r * 0.75)),
            disc.r * 0.16,
            Ink::No,
        );
    }
    if let Some(place) = plan.captions.get(node.id.index()).copied().flatten() {
        caption(pen, place, node, lang);
    }
}

/// What a coordinator has, worn as arcs.
fn votes(pen: &mut Picture, disc: Disc, tally: &Tally) {
    let arcs = Arcs::around(disc, tally);
    for arc in arcs.arcs {
        let ink = vote_ink(arc.vote);
        pen.path(arc.path, Ink::None, ink, arcs.width, false);
    }
    let (from, to) = arcs.notch;
    pen.line(from, to, Ink::Ink, 2.0, false);
}

fn vote_ink(vote: Vote) -> Ink {
    match vote {
        Vote::Yes => Ink::Yes,
        Vote::No => Ink::No,
        Vote::Possible => Ink::Line,
        Vote::Gone => Ink::DeadSoft,
    }
}

fn caption(pen: &mut Picture, place: CaptionPlace, node: &NodeDetail, lang: Lang) {
    let words = match node.condition {
        Condition::Down => Some(headline(&say!("node.down"), lang)),
        _ => node
            .face
            .caption
            .as_ref()
            .map(|caption| render(caption, lang)),
    };
    let (anchor, beside) = match place.side {
        Side::Above => (Anchor::Middle, place.at.plus(at(0.0, -4.0))),
        Side::Below => (Anchor::Middle, place.at.plus(at(0.0, WORDS))),
        Side::Left => (Anchor::End, place.at.plus(at(0.0, 4.0))),
        Side::Right => (Anchor::Start, place.at.plus(at(0.0, 4.0))),
    };
    if let Some(words) = words {
        let words = shorten(&words, WORDS, place.width);
        pen.text(beside, &words, Hand::new(WORDS, anchor, Ink::Soft));
    }
}

fn draw_client(pen: &mut Picture, plan: &Plan, client: &ClientDetail, clients: usize, lang: Lang) {
    let Some(room) = plan.clients.get(client.id.index()) else {
        return;
    };
    pen.rect(*room, 7.0, Ink::Paper, Ink::Client);
    let name = if clients == 1 {
        say!("stage.the_client")
    } else {
        say!("stage.client", client = client.id)
    };
    let low = room.h < 34.0;
    let asked = client.waiting.filter(|_| !low);
    let lift = if asked.is_some() { -4.0 } else { 4.5 };
    let hand = Hand::new(WORDS, Anchor::Middle, Ink::Client).bold();
    let middle = room.centre();
    pen.text(middle.plus(at(0.0, lift)), &render(&name, lang), hand);
    if let Some((asked, _, _)) = asked {
        let words = shorten(&command(asked, lang), WORDS, room.w - 8.0);
        let hand = Hand::new(WORDS, Anchor::Middle, Ink::Ink);
        pen.text(middle.plus(at(0.0, 13.0)), &words, hand);
    }
}
