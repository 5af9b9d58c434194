//! What only the chart has: the coordinator's desk, the seat of its own vote, and the commit that
//! all votes lead to.

use std::rc::Rc;

use yew::prelude::*;

use super::look::tally_words;
use super::node::num;
use crate::protocol::describe::{Scene, Tally, VerdictKind};
use crate::protocol::ids::NodeId;
use crate::text::{Lang, t};
use crate::ui::el::{class, each, el};
use crate::view::flows::flows;
use crate::view::geometry::lines_path;
use crate::view::plan::{Arrangement, CAPTIONED_MAX, ChartParts, Plan};

#[derive(Clone, PartialEq)]
pub struct ChartPartsProps {
    pub plan: Rc<Plan>,
    pub decided: bool,
    pub tally: Option<Tally>,
    pub lang: Lang,
}

/// Whether the chart's last box is reached.
pub fn is_decided(scene: &Scene) -> bool {
    scene.verdict.kind == VerdictKind::Committed || scene.tally.as_ref().is_some_and(Tally::met)
}

pub fn chart_back(props: &ChartPartsProps) -> Html {
    let (Some(chart), Arrangement::Chart { coordinator }) =
        (props.plan.chart, props.plan.arrangement)
    else {
        return el!(g "class"="chart-back").html();
    };
    let commit = chart.commit;
    let many = props.plan.nodes.len() > CAPTIONED_MAX;
    let middle = commit.centre();
    let words = match &props.tally {
        Some(tally) => format!(
            "{} · {}",
            t(props.lang, "stage.commit"),
            tally_words(tally, props.lang)
        ),
        None => t(props.lang, "stage.commit").to_owned(),
    };
    el!(g
        "class"={class!("chart-back", props.decided.then_some("decided"), many.then_some("many"))}
        "aria-hidden"="true" =>
        el!(g, key="flows" => each(flow_paths(props))),
        el!(g, key="desk" => empty_desk(chart, coordinator, props.lang)),
        el!(g, key="ghost" => each(ghost(chart, coordinator))),
        el!(rect "class"="commit" "x"={num(commit.x)} "y"={num(commit.y)}
            "width"={num(commit.w)} "height"={num(commit.h)} "rx"="10", key="commit"),
        el!(text "class"="commit-words" "x"={num(middle.x)} "y"={num(middle.y + 5.0)},
            key="words" =>
            if props.decided { format!("✓ {words}") } else { words },
        ),
    )
    .html()
}

/// The arrows from the votes down to the commit; those that said yes are lit.
fn flow_paths(props: &ChartPartsProps) -> Vec<Html> {
    let flows = flows(&props.plan, props.tally.as_ref());
    let lines = |lit: bool| {
        let chosen = flows.iter().filter(|flow| flow.lit == lit);
        lines_path(chosen.map(|flow| (flow.from, flow.to)))
    };
    vec![
        el!(path "class"="flow" "d"={lines(false)}, key="dim").html(),
        el!(path "class"="flow lit" "d"={lines(true)}, key="lit").html(),
    ]
}

fn empty_desk(chart: ChartParts, coordinator: Option<NodeId>, lang: Lang) -> Html {
    if coordinator.is_some() {
        return el!(g).html();
    }
    let desk = chart.desk;
    el!(=>
        el!(circle "class"="desk" "cx"={num(desk.at.x)} "cy"={num(desk.at.y)}
            "r"={num(desk.r)}),
        el!(text "class"="words beside" "x"={num(desk.at.x + desk.r + 10.0)}
            "y"={num(desk.at.y + 4.5)} =>
            t(lang, "stage.no_coordinator"),
        ),
    )
    .html()
}

fn ghost(chart: ChartParts, coordinator: Option<NodeId>) -> Option<Html> {
    let (seat, id) = (chart.ghost?, coordinator?);
    let size = if seat.r >= 20.0 {
        seat.r * 0.62
    } else {
        seat.r * 0.82
    };
    Some(
        el!(g "class"="ghost" =>
            el!(circle "cx"={num(seat.at.x)} "cy"={num(seat.at.y)} "r"={num(seat.r)}),
            el!(text "x"={num(seat.at.x)} "y"={num(seat.at.y)} "dy"="0.36em"
                "font-size"={num(size)} =>
                id.label(),
            ),
        )
        .html(),
    )
}
