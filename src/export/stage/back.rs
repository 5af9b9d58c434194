//! What is behind the nodes: regions that are cut off, and what only the chart has.

use crate::export::picture::{Anchor, Hand, Ink, Picture};
use crate::order::Within;
use crate::protocol::describe::{Scene, Tally, VerdictKind};
use crate::protocol::ids::NodeSet;
use crate::run::player::cut_off;
use crate::say;
use crate::text::{Lang, render, t};
use crate::view::flows::flows;
use crate::view::geometry::at;
use crate::view::island::{Outline, island};
use crate::view::plan::{Arrangement, Plan};

/// More names than this would be noise.
const NAMED_MAX: usize = 4;

/// The islands that are cut off.
pub fn islands(pen: &mut Picture, plan: &Plan, islands: &[NodeSet], lang: Lang) {
    let apart = cut_off(islands).iter();
    for (number, members) in apart.enumerate() {
        let Some(island) = island(plan, *members) else {
            continue;
        };
        match (&island.outline, island.outline.hull_path()) {
            (_, Some(path)) => pen.path(path, Ink::NoSoft, Ink::No, 1.4, true),
            (
                Outline::Bridged {
                    discs,
                    corridors,
                    width,
                },
                None,
            ) => {
                for way in corridors {
                    pen.path(way.path(), Ink::None, Ink::NoSoft, *width, false);
                }
                for disc in discs {
                    pen.circle(disc.at, disc.r, Ink::NoSoft, Ink::None, 0.0);
                }
            }
            (Outline::Hull { .. }, None) => {}
        }
        if number < NAMED_MAX {
            let hand = Hand::new(13.0, Anchor::Middle, Ink::No).bold();
            let x = island.label.x.within(40.0, plan.frame.width - 40.0);
            let y = island.label.y.within(14.0, plan.frame.height - 5.0);
            pen.text(at(x, y + 4.0), t(lang, "stage.cut_off"), hand);
        }
    }
}

/// The coordinator's desk, the seat of its own vote, and the commit that all votes lead to.
pub fn chart(pen: &mut Picture, plan: &Plan, scene: &Scene, lang: Lang) {
    let (Some(chart), Arrangement::Chart { coordinator }) = (plan.chart, plan.arrangement) else {
        return;
    };
    for flow in flows(plan, scene.tally.as_ref()) {
        // Those that said yes are lit.
        let (ink, width) = if flow.lit {
            (Ink::Yes, 2.0)
        } else {
            (Ink::Line, 1.2)
        };
        pen.line(flow.from, flow.to, ink, width, false);
    }
    if coordinator.is_none() {
        let desk = chart.desk;
        pen.circle(desk.at, desk.r, Ink::None, Ink::Line, 1.4);
        let beside = desk.at.plus(at(desk.r + 10.0, 4.5));
        let hand = Hand::new(13.0, Anchor::Start, Ink::Soft);
        pen.text(beside, t(lang, "stage.no_coordinator"), hand);
    }
    if let (Some(ghost), Some(id)) = (chart.ghost, coordinator) {
        pen.circle(ghost.at, ghost.r, Ink::None, Ink::Line, 1.4);
        let size = ghost.r * 0.62;
        let hand = Hand::new(size, Anchor::Middle, Ink::Soft);
        pen.text(
            ghost.at.plus(at(0.0, size * 0.36)),
            &id.label().to_string(),
            hand,
        );
    }
    let decided = scene.verdict.kind == VerdictKind::Committed
        || scene.tally.as_ref().is_some_and(Tally::met);
    let ink = if decided { Ink::Yes } else { Ink::Line };
    pen.rect(chart.commit, 10.0, Ink::Paper, ink);
    let commit = t(lang, "stage.commit");
    let words = match &scene.tally {
        Some(tally) => {
            let tally = say!("stage.tally", have = tally.have(), need = tally.need);
            format!("{commit} · {}", render(&tally, lang))
        }
        None => commit.to_owned(),
    };
    let words = if decided {
        format!("✓ {words}")
    } else {
        words
    };
    let hand = Hand::new(
        14.0,
        Anchor::Middle,
        if decided { Ink::Yes } else { Ink::Soft },
    );
    pen.text(
        chart.commit.centre().plus(at(0.0, 5.0)),
        &words,
        hand.bold(),
    );
}
