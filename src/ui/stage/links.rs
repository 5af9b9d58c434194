//! The links: sound ones as one faint path, whatever is wrong with the others on top.

use std::rc::Rc;

use yew::prelude::*;

use super::node::{num, peer_word};
use crate::order;
use crate::protocol::ids::{NodeSet, Peer};
use crate::run::player::LinkFault;
use crate::say;
use crate::sim::action::LinkTrouble;
use crate::text::{Lang, render};
use crate::ui::el::{class, each, el};
use crate::ui::model::Selection;
use crate::view::digits::fill;
use crate::view::geometry::{Point, lines_path};
use crate::view::plan::{Arrangement, Plan};

#[derive(Clone, PartialEq)]
pub struct LinksProps {
    pub plan: Rc<Plan>,
    pub faults: Rc<Vec<LinkFault>>,
    pub islands: Vec<NodeSet>,
    /// Where clients' requests go: drawn as long as they wait.
    pub asked: Rc<Vec<(Peer, Peer)>>,
    pub selected: Option<(Peer, Peer)>,
    pub lang: Lang,
}

/// A link, the smaller end first.
pub type Pair = (Peer, Peer);

/// What is wrong with a link, seen from both ends together.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Wrong {
    Cut,
    /// Messages from the first to the second are cut, the other way they pass.
    CutOneWay(Peer, Peer),
    Trouble(LinkTrouble),
}

/// The links with something wrong, each once.
pub fn wrongs(faults: &[LinkFault]) -> Vec<(Pair, Wrong)> {
    let mut wrongs: Vec<(Pair, Wrong)> = Vec::new();
    for fault in faults {
        let pair = (fault.from.min(fault.to), fault.from.max(fault.to));
        let known = find(&wrongs, pair);
        let wrong = match (fault.cut, known.ok().map(|at| wrongs[at].1)) {
            (true, Some(Wrong::CutOneWay(..))) => Wrong::Cut,
            (true, _) => Wrong::CutOneWay(fault.from, fault.to),
            (false, Some(Wrong::Cut | Wrong::CutOneWay(..))) => continue,
            (false, _) if fault.trouble == LinkTrouble::default() => continue,
            (false, _) => Wrong::Trouble(fault.trouble),
        };
        match known {
            Ok(at) => wrongs[at].1 = wrong,
            Err(at) => wrongs.insert(at, (pair, wrong)),
        }
    }
    wrongs
}

/// Where a link is among those that are in order, or where it would be.
fn find(wrongs: &[(Pair, Wrong)], pair: Pair) -> Result<usize, usize> {
    wrongs.binary_search_by(|(known, _)| known.cmp(&pair))
}

/// In a larger cluster, cuts between islands are left to the islands' outlines.
const CUTS_DRAWN_MAX: usize = 15;

fn between_islands(islands: &[NodeSet], (a, b): (Peer, Peer)) -> bool {
    let (Peer::Node(a), Peer::Node(b)) = (a, b) else {
        return false;
    };
    let together = |island: &NodeSet| island.contains(a) && island.contains(b);
    !islands.is_empty() && !islands.iter().any(together)
}

/// In a denser mesh a click anywhere would hit some link.
const CLICKABLE_MESH_MAX: usize = 12;

/// Every link that can be seen, each once.
pub fn drawn_links(plan: &Plan, faults: &[LinkFault], asked: &[(Peer, Peer)]) -> Vec<(Peer, Peer)> {
    let mesh = plan
        .links()
        .into_iter()
        .map(|(a, b)| (Peer::Node(a), Peer::Node(b)));
    let asked = asked.iter().map(|&(a, b)| (a.min(b), a.max(b)));
    let mut links: Vec<(Peer, Peer)> = mesh
        .chain(asked)
        .chain(wrongs(faults).into_iter().map(|(pair, _)| pair))
        .collect();
    order::sort(&mut links);
    links.dedup();
    links
}

/// The links among those drawn that a click selects.
pub fn clickable_links(
    links: &[(Peer, Peer)],
    faults: &[LinkFault],
    selection: Selection,
    nodes: usize,
) -> Vec<(Peer, Peer)> {
    if nodes <= CLICKABLE_MESH_MAX {
        return links.to_vec();
    }
    let wrong = wrongs(faults);
    let of_selected =
        |peer: Peer| matches!(selection, Selection::Node(node) if peer == Peer::Node(node));
    let mut links = links.to_vec();
    links.retain(|pair| find(&wrong, *pair).is_ok() || of_selected(pair.0) || of_selected(pair.1));
    links
}

/// Beyond so many, marks in the middle of cut links would be a thicket.
const MARKS_MAX: usize = 14;

pub fn draw_links(props: &LinksProps) -> Html {
    let plan = &props.plan;
    let wrongs = wrongs(&props.faults);
    let is_sound =
        |pair: &(Peer, Peer)| find(&wrongs, (pair.0.min(pair.1), pair.0.max(pair.1))).is_err();
    let sound = plan
        .links()
        .into_iter()
        .map(|(a, b)| (Peer::Node(a), Peer::Node(b)))
        .filter(is_sound);
    // In a crowd, what the islands say already is not said again by hundreds of dashed lines.
    let crowded = plan.nodes.len() > CUTS_DRAWN_MAX;
    let told = |pair: (Peer, Peer)| crowded && between_islands(&props.islands, pair);
    let cut = wrongs
        .iter()
        .filter(|(pair, wrong)| !matches!(wrong, Wrong::Trouble(_)) && !told(*pair))
        .map(|&(pair, _)| pair);
    let troubled = wrongs
        .iter()
        .filter(|(_, wrong)| matches!(wrong, Wrong::Trouble(_)))
        .map(|&(pair, _)| pair);
    let asked = props.asked.iter().copied().filter(is_sound);
    let crowd = match plan.nodes.len() {
        0..=8 => "few",
        9..=20 => "some",
        21..=40 => "many",
        _ => "many crowd",
    };
    let marks: Vec<Html> = wrongs
        .iter()
        .filter(|(_, wrong)| wrongs.len() <= MARKS_MAX || !matches!(wrong, Wrong::Cut))
        .filter_map(|&(pair, wrong)| mark(plan, pair, wrong, props.lang))
        .collect();
    el!(g "class"={class!("links", crowd)} "aria-hidden"="true" =>
        el!(path "class"="sound" "d"={plan.links_path(sound)}, key="sound"),
        el!(path "class"="asked" "d"={plan.links_path(asked)}, key="asked"),
        el!(path "class"="cut" "d"={plan.links_path(cut)}, key="cut"),
        el!(path "class"="trouble" "d"={plan.links_path(troubled)}, key="trouble"),
        el!(path "class"="selected-link" "d"={plan.links_path(props.selected)}, key="selected"),
        el!(g "class"="own", key="own" => each(own_vote(plan))),
        el!(g "class"="marks", key="marks" => each(marks)),
    )
    .html()
}

/// In the chart, the coordinator is tied to the seat of its own vote.
fn own_vote(plan: &Plan) -> Option<Html> {
    let chart = plan.chart?;
    let ghost = chart.ghost?;
    let Arrangement::Chart { coordinator } = plan.arrangement else {
        return None;
    };
    let _ = coordinator?;
    let way = ghost.at.minus(chart.desk.at).unit();
    let line = (
        chart.desk.at.plus(way.times(chart.desk.r)),
        ghost.at.minus(way.times(ghost.r)),
    );
    Some(el!(path "class"="own-vote" "d"={lines_path([line])}).html())
}

fn mark(plan: &Plan, pair: (Peer, Peer), wrong: Wrong, lang: Lang) -> Option<Html> {
    let key = peer_word(pair.0) + &peer_word(pair.1);
    let (middle, along) = plan.middle_of_link(pair.0, pair.1)?;
    Some(match wrong {
        Wrong::Cut => el!(path "class"="cut-mark" "d"={gap(middle, along)}, key=key).html(),
        Wrong::CutOneWay(from, to) => {
            // The head stands before the end at which nothing arrives any more.
            let (start, end) = plan.link(from, to)?;
            let (end, way) = match plan.bent(from, to) {
                Some(curve) if from < to => (curve.b, curve.heading(1.0)),
                Some(curve) => (curve.a, curve.heading(0.0).times(-1.0)),
                None => (end, end.minus(start).unit()),
            };
            let tip = end.minus(way.times(9.0));
            // On a short link the gap makes room, or it would hide which way the head points.
            let back = (26.0 - tip.distance(middle)).max(0.0);
            let gap_at = middle.minus(way.times(back.min(middle.distance(start) * 0.7)));
            el!(g, key=key =>
                el!(path "class"="cut-mark" "d"={gap(gap_at, along)}),
                el!(path "class"="cut-head" "d"={head(tip, way)}),
            )
            .html()
        }
        Wrong::Trouble(trouble) => {
            el!(text "class"="trouble-mark" "x"={num(middle.x)} "y"={num(middle.y - 6.0)},
                key=key =>
                trouble_words(trouble, lang),
            )
            .html()
        }
    })
}

/// Two strokes across a line, as for a gap in an axis: a cross is for messages that were lost.
fn gap(p: Point, along: Point) -> String {
    let along = along.unit();
    let slant = along.left().times(6.0).plus(along.times(2.5));
    let strokes = [-2.5, 2.5].map(|off| {
        let middle = p.plus(along.times(off));
        (middle.minus(slant), middle.plus(slant))
    });
    lines_path(strokes)
}

fn head(tip: Point, way: Point) -> String {
    let back = tip.minus(way.times(11.0));
    let side = way.left().times(5.5);
    let (a, b) = (back.plus(side), back.minus(side));
    fill("M# #L# #L# #Z", &[tip.x, tip.y, a.x, a.y, b.x, b.y])
}

fn trouble_words(trouble: LinkTrouble, lang: Lang) -> String {
    let slow = trouble
        .slow_percent
        .map(|percent| render(&say!("stage.slow", percent = percent), lang));
    let lossy = trouble.loss_permille.map(|permille| {
        let percent = u32::from(permille).div_ceil(10);
        render(&say!("stage.lossy", percent = percent), lang)
    });
    let words: Vec<String> = slow.into_iter().chain(lossy).collect();
    words.join(" · ")
}
