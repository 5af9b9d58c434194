//! From the state of a node to what is drawn of it, in the words of one language.

use crate::protocol::describe::{Condition, Tally, Tone};
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::run::player::{ClientDetail, NodeDetail, Stage};
use crate::say;
use crate::text::{self, Lang, render, t};
use crate::ui::model::Selection;
use crate::view::plan::{CaptionPlace, Disc, Plan};
use crate::view::wording::shorten;

/// The sign at a node's shoulder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Badge {
    Dead,
    Paused,
    Crown,
    Clock,
    Tick,
    Cross,
    Waits,
}

/// Everything that the picture of one node depends on.
#[derive(Clone, PartialEq)]
pub struct NodeLook {
    pub id: NodeId,
    pub disc: Disc,
    pub caption: Option<CaptionPlace>,
    pub lines: Vec<Line>,
    pub tone: Tone,
    pub condition: Condition,
    pub badge: Option<Badge>,
    pub tally: Option<Tally>,
    pub selected: bool,
    /// Chosen to be cut off.
    pub chosen: bool,
    pub tab_stop: bool,
    /// For screen readers.
    pub name: String,
}

/// A line of words at a node.
#[derive(Clone, PartialEq)]
pub struct Line {
    pub text: String,
    pub is_role: bool,
}

pub const WORDS_SIZE: f64 = 13.0;

/// What is pointed out among the nodes.
#[derive(Clone, Copy)]
pub struct Pointed {
    pub selection: Selection,
    pub tab_stop: Peer,
}

pub fn node_looks(stage: &Stage, plan: &Plan, lang: Lang, pointed: Pointed) -> Vec<NodeLook> {
    let chosen = match pointed.selection {
        Selection::Nodes(nodes) => nodes,
        _ => NodeSet::EMPTY,
    };
    stage
        .nodes
        .iter()
        .filter_map(|node| {
            let disc = plan.node(node.id)?;
            let caption = plan.captions[node.id.index()];
            let coordinates = stage.scene.coordinator == Some(node.id);
            let is_chosen = chosen.contains(node.id);
            Some(NodeLook {
                id: node.id,
                disc,
                caption,
                lines: caption.map_or(Vec::new(), |place| lines(node, place, coordinates, lang)),
                tone: node.face.tone,
                condition: node.condition,
                badge: badge(node, stage.is_led),
                tally: node
                    .face
                    .tally
                    .clone()
                    .filter(|_| node.condition != Condition::Down),
                selected: pointed.selection == Selection::Node(node.id),
                chosen: is_chosen,
                tab_stop: pointed.tab_stop == Peer::Node(node.id),
                name: node_name(node, stage, is_chosen, lang),
            })
        })
        .collect()
}

fn badge(node: &NodeDetail, leads: bool) -> Option<Badge> {
    match (node.condition, node.face.tone) {
        (Condition::Down, _) => Some(Badge::Dead),
        (Condition::Paused, _) => Some(Badge::Paused),
        // Whoever stands for election does not lead yet.
        (_, Tone::Accent) if leads => Some(Badge::Crown),
        _ if node.skew_permille != 0 => Some(Badge::Clock),
        (_, Tone::Yes) => Some(Badge::Tick),
        (_, Tone::No) => Some(Badge::Cross),
        (_, Tone::Wait) => Some(Badge::Waits),
        _ => None,
    }
}

/// The role where it sets the node apart, then what it says about itself.
fn lines(node: &NodeDetail, place: CaptionPlace, coordinates: bool, lang: Lang) -> Vec<Line> {
    let fit = |text: &str| shorten(text, WORDS_SIZE, place.width);
    let role = match node.condition {
        Condition::Down => Some(t(lang, "stage.down").to_owned()),
        Condition::Paused => Some(t(lang, "stage.paused").to_owned()),
        Condition::Up => {
            // Whoever collects something: those who lead or want to.
            let collects = matches!(node.face.tone, Tone::Accent | Tone::Wait);
            (coordinates || collects).then(|| render(&node.face.role, lang))
        }
    };
    let role = role.map(|text| Line {
        text: fit(&text),
        is_role: true,
    });
    let caption = node.face.caption.as_ref().map(|say| Line {
        text: fit(&render(say, lang)),
        is_role: false,
    });
    let lines = role
        .into_iter()
        .chain(caption)
        .filter(|line| !line.text.is_empty());
    lines.take(usize::from(place.lines)).collect()
}

/// For screen readers: all that its place, shape and badge say.
pub fn node_name(node: &NodeDetail, stage: &Stage, chosen: bool, lang: Lang) -> String {
    let mut parts = vec![
        render(&say!("stage.node", node = node.id), lang),
        render(&node.face.role, lang),
    ];
    match node.condition {
        Condition::Up => {}
        Condition::Paused => parts.push(t(lang, "stage.paused").to_owned()),
        Condition::Down => parts.push(t(lang, "stage.down").to_owned()),
    }
    // A role may say the same already.
    parts.dedup();
    let marks = [
        (stage.is_cut_off(node.id), "stage.cut_off"),
        (node.skew_permille != 0, "stage.skewed"),
    ];
    let marks = marks.into_iter().filter(|(shows, _)| *shows);
    parts.extend(marks.map(|(_, key)| t(lang, key).to_owned()));
    parts.extend(node.face.caption.as_ref().map(|say| render(say, lang)));
    if let Some(tally) = &node.face.tally {
        parts.push(tally_words(tally, lang));
    }
    if chosen {
        parts.push(t(lang, "stage.chosen").to_owned());
    }
    join(&parts, lang)
}

/// "2 of 3 votes".
pub fn tally_words(tally: &Tally, lang: Lang) -> String {
    let words = say!("stage.tally", have = tally.have(), need = tally.need);
    render(&words, lang)
}

/// What a client is about: its request, and the how-manieth try where that is not the first.
pub fn client_words(client: &ClientDetail, lang: Lang) -> Option<(String, u32)> {
    let (command, _, tries) = client.waiting?;
    Some((text::command(command, lang), tries))
}

/// For screen readers.
pub fn client_name(client: &ClientDetail, lang: Lang) -> String {
    let mut parts = vec![render(&say!("stage.client", client = client.id), lang)];
    match client.waiting {
        Some((command, node, _)) => {
            parts.push(render(
                &say!("stage.asks", what = command, node = node),
                lang,
            ));
        }
        None => parts.push(t(lang, "stage.idle").to_owned()),
    }
    if client.queued > 0 {
        let queued = client.queued.min(1_000) as u32;
        parts.push(render(&say!("stage.queued", count = queued), lang));
    }
    join(&parts, lang)
}

fn join(parts: &[String], lang: Lang) -> String {
    parts.join(match lang {
        Lang::En => ", ",
        Lang::Zh => "，",
    })
}
