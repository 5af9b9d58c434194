//! The ring on a small stage, with its only client in a corner: a column for it would push the ring
//! aside, and a row would flatten it.

use super::frame::Frame;
use super::geometry::{Rect, at};
use super::island_name::is_free;
use super::plan::{Arrangement, Plan};
use super::ring::{BESIDE_MIN, MARGIN, Words, captions, seat_nodes};

/// Wider stages have room for a column.
const WIDTH_MAX: f64 = 600.0;
const CLIENT: (f64, f64) = (98.0, 46.0);

/// A few nodes leave the upper corner free; `None` where they do not.
pub(super) fn plan(frame: Frame, nodes: usize) -> Option<Plan> {
    if frame.width > WIDTH_MAX || !(2..BESIDE_MIN).contains(&nodes) {
        return None;
    }
    let room = frame.bounds().grown(-MARGIN);
    let (w, h) = CLIENT;
    let client = Rect::around(at(room.right() - w / 2.0, room.y + h / 2.0), w, h);
    let (nodes, centre) = seat_nodes(room, nodes, Words::Below);
    let captions = captions(&nodes, centre, Words::Below);
    let mut plan = Plan {
        frame,
        arrangement: Arrangement::Ring,
        nodes,
        captions,
        clients: Vec::new(),
        centre,
        chart: None,
    };
    // With air for the arcs of a coordinator.
    if !is_free(&plan, client.grown(MARGIN - 1.0)) {
        return None;
    }
    plan.clients.push(client);
    Some(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_the_ring_in_its_middle_and_the_client_beside_it() {
        for (width, height) in [(390., 290.), (360., 250.), (390., 420.), (450., 300.)] {
            for n in 2..=5 {
                let frame = Frame::of_pixels(width, height);
                let plan = Plan::new(frame, Arrangement::Ring, n, 1);
                let what = format!("{width}×{height}, {n} nodes");
                let off = (plan.centre.x - frame.width / 2.0).abs();
                assert!(off < 1.0, "{what}: {off:.1} aside");
                assert!(plan.clients[0].bottom() < plan.centre.y, "{what}");
            }
        }
    }
}
