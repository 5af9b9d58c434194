//! The stage at the moment shown, as a picture.

use super::svg::{Anchor, DEAD, INK, LINE, NO, PAPER, Pen, SOFT, colour};
use crate::protocol::describe::{Condition, Tally};
use crate::protocol::ids::{ClientId, NodeId, Peer};
use crate::run::player::{ClientDetail, LinkFault, NodeDetail, Player};
use crate::say;
use crate::text::{Lang, command, headline, render};
use crate::view::frame::Frame;
use crate::view::geometry::{Curve, Point, at};
use crate::view::hemicycle::{House, SeatShape, Vote};
use crate::view::plan::{Arrangement, Plan, Side};

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 620.0;
/// Under the stage: the verdict.
const STRIP: f64 = 110.0;
/// Up to so many messages carry words.
const LABELLED_MAX: usize = 30;

pub fn svg(player: &dyn Player, lang: Lang) -> String {
    let stage = player.stage();
    let verdict = &stage.scene.verdict;
    let head = render(&verdict.head, lang);
    let body = render(&verdict.body, lang);
    let mut pen = Pen::new(WIDTH, HEIGHT + STRIP, &format!("{head} {body}"));
    let frame = Frame {
        width: WIDTH,
        height: HEIGHT,
        scale: 1.0,
    };
    let plan = Plan::new(
        frame,
        Arrangement::Ring,
        stage.nodes.len(),
        stage.clients.len(),
    );
    links(&mut pen, &plan, &stage.faults);
    messages(&mut pen, &plan, player, lang);
    for node in &stage.nodes {
        draw_node(&mut pen, &plan, node, lang);
    }
    for client in &stage.clients {
        draw_client(&mut pen, &plan, client, lang);
    }
    if let Some(tally) = &stage.scene.tally {
        house(&mut pen, tally);
    }
    pen.text(at(200.0, HEIGHT + 46.0), &head, Anchor::Start, INK, true);
    pen.text(at(200.0, HEIGHT + 68.0), &body, Anchor::Start, INK, false);
    pen.finish()
}

fn links(pen: &mut Pen, plan: &Plan, faults: &[LinkFault]) {
    let cut = |a: NodeId, b: NodeId| {
        let is = |x: NodeId, y: NodeId| {
            let (from, to) = (Peer::Node(x), Peer::Node(y));
            faults.iter().any(|f| f.cut && f.from == from && f.to == to)
        };
        is(a, b) || is(b, a)
    };
    for (a, b) in plan.links() {
        let Some((from, to)) = plan.link(a.into(), b.into()) else {
            continue;
        };
        if cut(a, b) {
            pen.line(from, to, NO, 1.2, "3 5");
        } else {
            pen.line(from, to, LINE, 1.2, "");
        }
    }
}

fn messages(pen: &mut Pen, plan: &Plan, player: &dyn Player, lang: Lang) {
    let mut dots = Vec::new();
    player.dots(&mut dots);
    let told = dots.iter().filter(|dot| !dot.background).count() <= LABELLED_MAX;
    for dot in &dots {
        let Some(way) = plan.way(dot.from, dot.to) else {
            continue;
        };
        let place: Point = Curve::at(way, f64::from(dot.progress));
        if dot.lost.is_some() {
            pen.cross(place, 4.0, NO);
            continue;
        }
        let fill = if dot.background {
            DEAD
        } else {
            colour(dot.tone)
        };
        pen.circle(
            place,
            if dot.background { 3.0 } else { 6.0 },
            fill,
            PAPER,
            1.0,
        );
        if told && !dot.background {
            let label = player
                .labels()
                .get(usize::from(dot.label))
                .map(|say| render(say, lang));
            let beside = place.plus(at(9.0, -6.0));
            pen.text(
                beside,
                &label.unwrap_or_default(),
                Anchor::Start,
                fill,
                false,
            );
        }
    }
}

fn draw_node(pen: &mut Pen, plan: &Plan, node: &NodeDetail, lang: Lang) {
    let Some(disc) = plan.node(node.id) else {
        return;
    };
    let stroke = match node.condition {
        Condition::Down => DEAD,
        Condition::Paused => "#7a6000",
        Condition::Up => colour(node.face.tone),
    };
    pen.circle(disc.at, disc.r, PAPER, stroke, 3.0);
    let name = node.id.label().to_string();
    let fill = if node.condition == Condition::Down {
        DEAD
    } else {
        INK
    };
    pen.text(
        disc.at.plus(at(0.0, 5.0)),
        &name,
        Anchor::Middle,
        fill,
        true,
    );
    if node.condition == Condition::Down {
        pen.cross(disc.at.plus(at(disc.r * 0.75, -disc.r * 0.75)), 5.0, NO);
    }
    let Some(place) = plan.captions.get(node.id.index()).copied().flatten() else {
        return;
    };
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
        Side::Below => (Anchor::Middle, place.at.plus(at(0.0, 13.0))),
        Side::Left => (Anchor::End, place.at.plus(at(0.0, 4.0))),
        Side::Right => (Anchor::Start, place.at.plus(at(0.0, 4.0))),
    };
    if let Some(words) = words {
        pen.text(beside, &words, anchor, SOFT, false);
    }
}

fn draw_client(pen: &mut Pen, plan: &Plan, client: &ClientDetail, lang: Lang) {
    let Some(room) = plan.clients.get(client.id.index()) else {
        return;
    };
    pen.rect(*room, 7.0, PAPER, "#6b4bb8");
    let name = headline(&say!("peer.client", who = ClientId(client.id.0)), lang);
    let middle = room.centre();
    let lift = if client.waiting.is_some() { -3.0 } else { 4.0 };
    pen.text(
        middle.plus(at(0.0, lift)),
        &name,
        Anchor::Middle,
        "#6b4bb8",
        true,
    );
    if let Some((asked, _, _)) = client.waiting {
        let below = middle.plus(at(0.0, 13.0));
        pen.text(below, &command(asked, lang), Anchor::Middle, INK, false);
    }
}

/// The hemicycle as discs: one a seat, filled as votes are.
fn house(pen: &mut Pen, tally: &Tally) {
    let house = House::new(tally);
    let corner = at(30.0, HEIGHT + 12.0);
    for seat in &house.seats {
        let r = match seat.shape {
            SeatShape::Wedge { .. } => 9.0,
            SeatShape::Round { r } => r,
        };
        let (fill, stroke) = match seat.vote {
            Vote::Yes => ("#08704f", "#08704f"),
            Vote::No => (NO, NO),
            Vote::Possible => (PAPER, "#7a6000"),
            Vote::Gone => ("#eceae4", LINE),
        };
        pen.circle(corner.plus(seat.at), r, fill, stroke, 1.4);
    }
    let count = format!("{} / {}", house.have, house.need);
    pen.text(corner.plus(house.centre), &count, Anchor::Middle, INK, true);
}
