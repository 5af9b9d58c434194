//! Where the toolbar of the selected node goes: beside it, and over as little else as possible.

use super::geometry::{Point, Rect, at};
use super::plan::Plan;
use crate::order::Within;
use crate::protocol::ids::NodeId;

/// The size of the bar in pixels: it does not grow with the stage.
pub const WIDTH: f64 = 124.0;
pub const HEIGHT: f64 = 42.0;

/// Room between a node's rim, with its selection ring, and the bar.
const GAP: f64 = 16.0;

/// The bar's place in pixels. The sides are tried in a fixed order, the one towards the middle
/// first, since a node's words are on the other; the first that covers the least wins.
pub fn place(plan: &Plan, node: NodeId) -> Option<Rect> {
    let disc = plan.node(node)?;
    let scale = plan.frame.scale;
    let (width, height) = (plan.frame.width * scale, plan.frame.height * scale);
    let centre = at(disc.at.x * scale, disc.at.y * scale);
    let rim = (disc.r + GAP) * scale;
    let (up, down) = (rim + HEIGHT / 2.0, -rim - HEIGHT / 2.0);
    let (first, second) = if disc.at.y < plan.frame.height / 3.0 {
        (up, down)
    } else {
        (down, up)
    };
    let beside = rim + WIDTH / 2.0;
    let mut best: Option<(f64, Rect)> = None;
    for (dx, dy) in [(0.0, first), (0.0, second), (-beside, 0.0), (beside, 0.0)] {
        let wanted = Rect::around(at(centre.x + dx, centre.y + dy), WIDTH, HEIGHT);
        let bar = Rect {
            x: wanted.x.within(0.0, (width - WIDTH).max(0.0)),
            y: wanted.y.within(0.0, (height - HEIGHT).max(0.0)),
            ..wanted
        };
        let covered = covers(plan, bar, scale);
        if best.is_none_or(|(least, _)| covered < least) {
            best = Some((covered, bar));
        }
    }
    best.map(|(_, bar)| bar)
}

/// How deep the bar reaches into nodes and clients, in pixels, all told.
fn covers(plan: &Plan, bar: Rect, scale: f64) -> f64 {
    let nodes = plan.nodes.iter().map(|disc| {
        let centre = at(disc.at.x * scale, disc.at.y * scale);
        (disc.r * scale - nearest(bar, centre).distance(centre)).max(0.0)
    });
    let clients = plan.clients.iter().map(|block| {
        let x = (bar.right().min(block.right() * scale) - bar.x.max(block.x * scale)).max(0.0);
        let y = (bar.bottom().min(block.bottom() * scale) - bar.y.max(block.y * scale)).max(0.0);
        x.min(y)
    });
    nodes.chain(clients).sum()
}

/// The point of a block that is nearest to a point.
fn nearest(block: Rect, p: Point) -> Point {
    at(
        p.x.within(block.x, block.right()),
        p.y.within(block.y, block.bottom()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::frame::Frame;
    use crate::view::plan::Arrangement;

    #[test]
    fn the_bar_leaves_every_node_free_to_be_clicked() {
        for (width, height) in [
            (720.0, 430.0),
            (784.0, 515.0),
            (1_200.0, 700.0),
            (600.0, 600.0),
        ] {
            for n in 1..=9u8 {
                for arrangement in [
                    Arrangement::Ring,
                    Arrangement::Chart {
                        coordinator: Some(NodeId(0)),
                    },
                ] {
                    let frame = Frame::of_pixels(width, height);
                    let plan = Plan::new(frame, arrangement, n.into(), 1);
                    for node in (0..n).map(NodeId) {
                        let bar = place(&plan, node).expect("the node is there");
                        let name = format!("{width}×{height}, node {node:?} of {n}, {bar:?}");
                        for disc in &plan.nodes {
                            let scale = plan.frame.scale;
                            let centre = at(disc.at.x * scale, disc.at.y * scale);
                            assert!(!bar.contains(centre), "{name} hides {disc:?}");
                        }
                        assert!(bar.x >= 0.0 && bar.right() <= width + 1.0, "{name}");
                        assert!(bar.y >= 0.0 && bar.bottom() <= height + 1.0, "{name}");
                    }
                }
            }
        }
    }
}
