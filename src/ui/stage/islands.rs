//! The regions of nodes that are cut off from the largest part of the cluster.

use std::rc::Rc;

use yew::prelude::*;

use super::node::num;
use crate::order::Within;
use crate::protocol::ids::NodeSet;
use crate::run::player::cut_off;
use crate::text::{Lang, t};
use crate::ui::el::{each, el};
use crate::view::geometry::at;
use crate::view::island::{Island, Outline, island};
use crate::view::plan::Plan;
use crate::view::wording::width;

#[derive(Clone, PartialEq)]
pub struct IslandsProps {
    pub plan: Rc<Plan>,
    /// The largest first, as in the stage.
    pub islands: Vec<NodeSet>,
    pub lang: Lang,
}

/// More names than this would be noise.
const NAMED_MAX: usize = 4;

pub fn islands(props: &IslandsProps) -> Html {
    let islands: Vec<Island> = cut_off(&props.islands)
        .iter()
        .filter_map(|members| island(&props.plan, *members))
        .collect();
    let outlines = islands
        .iter()
        .enumerate()
        .map(|(i, island)| outline(i, island));
    el!(g "class"="islands" => each(outlines)).html()
}

/// Drawn over the links, which would cross the words out.
pub fn island_names(props: &IslandsProps) -> Html {
    let islands = cut_off(&props.islands).iter().take(NAMED_MAX);
    let names = islands
        .enumerate()
        .filter_map(|(i, members)| Some((i, island(&props.plan, *members)?)))
        .map(|(i, island)| name(i, &island, &props.plan, props.lang));
    el!(g "class"="island-names" => each(names)).html()
}

fn outline(key: usize, island: &Island) -> Html {
    if let Some(path) = island.outline.hull_path() {
        return el!(path "class"="island" "d"={path}, key=key).html();
    }
    let Outline::Bridged {
        discs,
        corridors,
        width,
    } = &island.outline
    else {
        return el!(g, key = key).html();
    };
    // Everything in the colour of the rim, and again a bit thinner in that of the ground: what is
    // left of the first is the outline of all together.
    let layer = |class: &'static str, less: f64| {
        let ways = corridors.iter().enumerate().map(|(i, way)| {
            el!(path "d"={way.path()} "stroke-width"={num(width - 2.0 * less)},
                key=format!("w{i}"))
            .html()
        });
        let discs = discs.iter().enumerate().map(|(i, disc)| {
            el!(circle "cx"={num(disc.at.x)} "cy"={num(disc.at.y)}
                "r"={num(disc.r - less)}, key=format!("d{i}"))
            .html()
        });
        el!(g "class"={class}, key=class => each(ways), each(discs)).html()
    };
    el!(g "class"="bridged", key=key => layer("rim", 0.0), layer("ground", 1.5)).html()
}

fn name(key: usize, island: &Island, plan: &Plan, lang: Lang) -> Html {
    let text = t(lang, "stage.cut_off");
    let half = width(text, 13.0) / 2.0 + 4.0;
    // Words at the edge move in.
    let place = at(
        island
            .label
            .x
            .within(half, (plan.frame.width - half).max(half)),
        island.label.y.within(14.0, plan.frame.height - 5.0),
    );
    el!(text "class"="island-name" "x"={num(place.x)} "y"={num(place.y + 4.0)},
        key=key =>
        text,
    )
    .html()
}
