//! The region round nodes that are cut off together. It holds all of them and nobody else: a
//! rounded hull where that works, else circles joined by corridors that go round the others.

use super::geometry::{Curve, Point, to_segment, within};
use super::island_name::label_place;
use super::plan::{Disc, Plan};
use crate::order;
use crate::order::Within;
use crate::protocol::ids::{NodeId, NodeSet};
use crate::view::digits::fill;

/// The outline of one island.
#[derive(Clone, PartialEq, Debug)]
pub enum Outline {
    /// All points within `pad` of a convex polygon (which may be a line or a single point).
    Hull { corners: Vec<Point>, pad: f64 },
    Bridged {
        discs: Vec<Disc>,
        corridors: Vec<Curve>,
        width: f64,
    },
}

/// One island, with the place for its name.
#[derive(Clone, PartialEq, Debug)]
pub struct Island {
    pub outline: Outline,
    pub label: Point,
}

/// Air between a node's rim and the outline.
const AIR_MAX: f64 = 27.0;
const AIR_MIN: f64 = 2.0;

/// The island of some nodes; `None` for no nodes.
pub fn island(plan: &Plan, members: NodeSet) -> Option<Island> {
    let own: Vec<Disc> = members.iter().filter_map(|node| plan.node(node)).collect();
    if own.is_empty() {
        return None;
    }
    let others: Vec<Disc> = (0..plan.nodes.len())
        .filter(|&i| !members.contains(NodeId(i as u8)))
        .map(|i| plan.nodes[i])
        .collect();
    let r = own.iter().map(|disc| disc.r).fold(0.0, f64::max);
    // Less than half of the gap to the nearest stranger, so that two islands never touch.
    let gap = own
        .iter()
        .flat_map(|a| others.iter().map(|b| a.at.distance(b.at) - a.r - b.r))
        .fold(f64::INFINITY, f64::min);
    let air = (gap * 0.42).within(AIR_MIN, AIR_MAX);

    let corners = convex_hull(own.iter().map(|disc| disc.at).collect());
    let hull = Outline::Hull {
        corners,
        pad: r + air,
    };
    let outline = if others
        .iter()
        .all(|disc| hull.distance(disc.at) > disc.r + 1.0)
    {
        hull
    } else {
        bridged(plan, &own, &others, air)
    };
    let label = label_place(plan, &own, &outline);
    Some(Island { outline, label })
}

impl Outline {
    /// How far a point is from the region; 0 inside.
    pub fn distance(&self, p: Point) -> f64 {
        match self {
            Outline::Hull { corners, pad } => {
                if within(corners, p) {
                    return 0.0;
                }
                let edges = (0..corners.len())
                    .map(|i| to_segment(p, corners[i], corners[(i + 1) % corners.len()]))
                    .fold(f64::INFINITY, f64::min);
                (edges - pad).max(0.0)
            }
            Outline::Bridged {
                discs,
                corridors,
                width,
            } => {
                let discs = discs.iter().map(|disc| disc.at.distance(p) - disc.r);
                let corridors = corridors.iter().map(|way| way.distance(p) - width / 2.0);
                discs
                    .chain(corridors)
                    .fold(f64::INFINITY, f64::min)
                    .max(0.0)
            }
        }
    }

    /// The hull as the `d` of an SVG path: straight along the edges, round at the corners.
    pub fn hull_path(&self) -> Option<String> {
        let Outline::Hull { corners, pad } = self else {
            return None;
        };
        let count = corners.len();
        if let [only] = corners[..] {
            let (left, right) = (only.x - pad, only.x + pad);
            let y = only.y;
            return Some(fill(
                "M# #A# # 0 0 1 # #A# # 0 0 1 # #Z",
                &[left, y, *pad, *pad, right, y, *pad, *pad, left, y],
            ));
        }
        let mut path = String::new();
        for i in 0..count {
            let (a, b) = (corners[i], corners[(i + 1) % count]);
            // The corners go clockwise on the screen, so outside is to the left.
            let out = b.minus(a).unit().left().times(*pad);
            let (from, to) = (a.plus(out), b.plus(out));
            path.push_str(&match i {
                0 => fill("M# #", &[from.x, from.y]),
                _ => fill("A# # 0 0 1 # #", &[*pad, *pad, from.x, from.y]),
            });
            path.push_str(&fill("L# #", &[to.x, to.y]));
        }
        let first = corners[1 % count]
            .minus(corners[0])
            .unit()
            .left()
            .times(*pad);
        let start = corners[0].plus(first);
        path.push_str(&fill("A# # 0 0 1 # #Z", &[*pad, *pad, start.x, start.y]));
        Some(path)
    }
}

/// The corners of the convex hull, clockwise on the screen.
fn convex_hull(mut points: Vec<Point>) -> Vec<Point> {
    order::sort_by(&mut points, |a, b| (a.x, a.y) < (b.x, b.y));
    if points.len() < 3 {
        return points;
    }
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while let [.., a, b] = chain[..] {
                if b.minus(a).cross(p.minus(a)) > 1e-9 {
                    break;
                }
                chain.pop();
            }
            chain.push(p);
        }
        // The last point begins the other half.
        chain.pop();
        chain
    };
    let mut hull = half(&mut points.iter().copied());
    hull.extend(half(&mut points.iter().rev().copied()));
    hull
}

/// Circles round the members, and a corridor to each from the nearest that is already joined.
fn bridged(plan: &Plan, own: &[Disc], others: &[Disc], air: f64) -> Outline {
    let r = own[0].r;
    let width = (r * 0.9).min(22.0);
    let mut corridors = Vec::new();
    let mut joined = vec![0];
    let mut waiting: Vec<usize> = (1..own.len()).collect();
    while !waiting.is_empty() {
        let mut nearest = (f64::INFINITY, 0, 0);
        for &from in &joined {
            for (slot, &to) in waiting.iter().enumerate() {
                let far = own[from].at.distance(own[to].at);
                if far < nearest.0 {
                    nearest = (far, from, slot);
                }
            }
        }
        let to = waiting.swap_remove(nearest.2);
        // Without a free way the member stays an island within the island: never a wrong picture.
        corridors.extend(free_way(
            plan.centre,
            own[nearest.1],
            own[to],
            others,
            width,
        ));
        joined.push(to);
    }
    let discs = own
        .iter()
        .map(|disc| Disc {
            at: disc.at,
            r: disc.r + air,
        })
        .collect();
    Outline::Bridged {
        discs,
        corridors,
        width,
    }
}

/// A way between two members that keeps clear of everybody else: straight, or bent inwards or
/// outwards more and more.
fn free_way(centre: Point, a: Disc, b: Disc, others: &[Disc], width: f64) -> Option<Curve> {
    let middle = a.at.lerp(b.at, 0.5);
    let inwards = centre.minus(middle);
    // In the very middle of the ring "inwards" has no direction: then to the side.
    let aside = if inwards.length() < 1.0 {
        b.at.minus(a.at).left().times(0.5)
    } else {
        inwards
    };
    let reach = aside.unit().times(a.r);
    let bends = (0..12).flat_map(|i| {
        let bend = f64::from(i) * 1.5;
        [bend, -bend]
    });
    bends
        .map(|bend| Curve {
            a: a.at,
            c: middle.plus(reach.times(bend)),
            b: b.at,
        })
        .find(|way| {
            others
                .iter()
                .all(|disc| way.distance(disc.at) > disc.r + width / 2.0 + 2.0)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::NODES_MAX;
    use crate::view::frame::Frame;
    use crate::view::plan::Arrangement;
    use proptest::prelude::*;

    fn plan(n: u8, chart: bool) -> Plan {
        let arrangement = if chart {
            Arrangement::Chart {
                coordinator: Some(NodeId(0)),
            }
        } else {
            Arrangement::Ring
        };
        Plan::new(Frame::of_pixels(812., 520.), arrangement, usize::from(n), 1)
    }

    fn check(plan: &Plan, members: NodeSet) -> Result<(), TestCaseError> {
        let island = island(plan, members).expect("there are members");
        for (i, disc) in plan.nodes.iter().enumerate() {
            let far = island.outline.distance(disc.at);
            if members.contains(NodeId(i as u8)) {
                prop_assert!(far == 0.0, "member {} is outside", i);
            } else {
                prop_assert!(far >= disc.r, "{} is swallowed: {} < {}", i, far, disc.r);
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn an_island_holds_its_members_and_nobody_else(
            n in 2..=NODES_MAX, bits in any::<u128>(), chart in any::<bool>(),
        ) {
            let members: NodeSet = (0..n).filter(|i| bits >> i & 1 == 1).map(NodeId).collect();
            prop_assume!(!members.is_empty());
            check(&plan(n, chart), members)?;
        }

        #[test]
        fn neighbours_in_the_ring_too(n in 2..=NODES_MAX, first in 0..NODES_MAX, count in 1..50u8) {
            let members = (0..count.min(n - 1)).map(|i| NodeId((first % n + i) % n)).collect();
            check(&plan(n, false), members)?;
        }
    }

    #[test]
    fn two_neighbours_of_five_have_a_capsule() {
        let members: NodeSet = [NodeId(3), NodeId(4)].into_iter().collect();
        let island = island(&plan(5, false), members).expect("there are members");
        let path = island.outline.hull_path().expect("a hull will do");
        assert_eq!(path.matches('A').count(), 2, "{path}");
        assert_eq!(island.outline.distance(island.label), 0.0);
    }

    #[test]
    fn one_node_has_a_circle_and_nobody_has_nothing() {
        let plan = plan(5, false);
        let one = island(&plan, NodeSet::EMPTY.with(NodeId(2))).expect("one member");
        assert!(
            one.outline.distance(one.label) > 0.0,
            "its number stays readable"
        );
        assert_eq!(island(&plan, NodeSet::EMPTY), None);
    }

    #[test]
    fn every_other_node_of_many_is_bridged() {
        let members = (0..31).step_by(2).map(NodeId).collect();
        let island = island(&plan(31, false), members).expect("there are members");
        assert!(matches!(island.outline, Outline::Bridged { .. }));
    }
}
