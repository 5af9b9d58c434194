//! Where everything on the stage stands, and the ways between.

#[cfg(feature = "every-protocol")]
use super::chart;
use super::frame::Frame;
use super::geometry::{Curve, Point, Rect, at};
use super::ring;
use crate::order::Within;
use crate::protocol::ids::{NodeId, Peer};

/// How the nodes are arranged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrangement {
    Ring,
    /// As in the documents: client over coordinator over nodes over commit. Without a coordinator
    /// every node stands in the rows.
    Chart {
        coordinator: Option<NodeId>,
    },
}

/// A round thing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Disc {
    pub at: Point,
    pub r: f64,
}

/// On which side of a node its words are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Above,
    Below,
    Left,
    Right,
}

/// Where the words of a node go.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CaptionPlace {
    /// The middle of the words' near edge.
    pub at: Point,
    pub side: Side,
    /// Longer words are shortened.
    pub width: f64,
    /// One line or two.
    pub lines: u8,
}

impl CaptionPlace {
    /// The room that words of the usual length take: "voted x = 7", and what it is.
    pub fn usual(&self) -> Rect {
        let (w, line) = (self.width.min(USUAL_WORDS), USUAL_LINE);
        let h = line * f64::from(self.lines);
        let (x, y) = match self.side {
            Side::Above => (0.0, -h / 2.0),
            Side::Below => (0.0, h / 2.0),
            Side::Left => (-w / 2.0, 0.0),
            Side::Right => (w / 2.0, 0.0),
        };
        Rect::around(self.at.plus(at(x, y)), w, h)
    }
}

/// What only the chart has.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ChartParts {
    /// Where a coordinator stands, whether or not there is one.
    pub desk: Disc,
    /// The seat of the coordinator's own vote among the others.
    pub ghost: Option<Disc>,
    pub commit: Rect,
}

/// The whole arrangement.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    pub frame: Frame,
    pub arrangement: Arrangement,
    pub nodes: Vec<Disc>,
    /// One for each node; `None` where there is no room for words.
    pub captions: Vec<Option<CaptionPlace>>,
    pub clients: Vec<Rect>,
    pub centre: Point,
    pub chart: Option<ChartParts>,
}

/// Up to so many nodes carry words; more are told by colour and badge alone.
pub const CAPTIONED_MAX: usize = 16;

/// How long the words of nodes mostly are, and how high a line of them is.
const USUAL_WORDS: f64 = 68.0;
const USUAL_LINE: f64 = 15.0;

/// How far a message's way leans from the straight line, as a part of its length.
const LEAN: f64 = 0.05;
const LEAN_MIN: f64 = 4.0;
const LEAN_MAX: f64 = 15.0;

impl Plan {
    pub fn new(frame: Frame, arrangement: Arrangement, nodes: usize, clients: usize) -> Plan {
        match arrangement {
            Arrangement::Ring => ring::plan(frame, nodes, clients),
            // The small program has no chart.
            #[cfg(not(feature = "every-protocol"))]
            Arrangement::Chart { .. } => ring::plan(frame, nodes, clients),
            #[cfg(feature = "every-protocol")]
            Arrangement::Chart { coordinator } => {
                // A coordinator that is not in the cluster is none.
                let coordinator = coordinator.filter(|node| node.index() < nodes);
                chart::plan(frame, coordinator, nodes, clients)
            }
        }
    }

    pub fn node(&self, node: NodeId) -> Option<Disc> {
        self.nodes.get(node.index()).copied()
    }

    pub fn place(&self, peer: Peer) -> Option<Point> {
        match peer {
            Peer::Node(node) => self.node(node).map(|disc| disc.at),
            Peer::Client(client) => self.clients.get(client.index()).map(|r| r.centre()),
        }
    }

    /// The way a message takes: it leans to its left, so that the two directions of a link never
    /// cover each other.
    pub fn way(&self, from: Peer, to: Peer) -> Option<Curve> {
        let (a, b) = (self.place(from)?, self.place(to)?);
        if from == to {
            return Some(self.loop_at(a));
        }
        let straight = b.minus(a);
        let lean = match (from, to) {
            (Peer::Node(_), Peer::Node(_)) => self.lean(straight),
            // Past the nodes on its way, and not to them.
            _ => self.lean(straight) * 0.5,
        };
        // A curve reaches half of its control point's distance.
        let c = a
            .lerp(b, 0.5)
            .plus(straight.unit().left().times(2.0 * lean));
        Some(Curve {
            a: self.rim(from, a, c.minus(a)),
            c,
            b: self.rim(to, b, c.minus(b)),
        })
    }

    fn lean(&self, straight: Point) -> f64 {
        let length = straight.length();
        let usual = (length * LEAN).within(LEAN_MIN, LEAN_MAX);
        let r = self.radius();
        let in_a_row = self.chart.is_some() && straight.y.abs() < r && length > 4.0 * r;
        if in_a_row {
            // Over or under the seats between.
            usual.max(r + 10.0).min(length * 0.5)
        } else {
            usual
        }
    }

    /// What a node sends to itself goes round above it.
    fn loop_at(&self, centre: Point) -> Curve {
        let r = self.radius();
        Curve {
            a: centre.plus(at(-0.6 * r, -0.8 * r)),
            c: centre.plus(at(0.0, -3.4 * r)),
            b: centre.plus(at(0.6 * r, -0.8 * r)),
        }
    }

    pub(super) fn rim(&self, peer: Peer, centre: Point, way: Point) -> Point {
        let reach = match peer {
            Peer::Node(node) => self.nodes[node.index()].r + 1.0,
            Peer::Client(client) => self.clients[client.index()].reach(way),
        };
        centre.plus(way.unit().times(reach.min(way.length() * 0.45)))
    }

    /// The radius of most nodes.
    pub fn radius(&self) -> f64 {
        self.nodes
            .iter()
            .map(|disc| disc.r)
            .fold(f64::INFINITY, f64::min)
    }

    /// The links that are drawn when they are sound: all pairs in a ring, and among peers, and the
    /// coordinator's in a chart.
    pub fn links(&self) -> Vec<(NodeId, NodeId)> {
        let n = self.nodes.len() as u8;
        match self.arrangement {
            Arrangement::Ring | Arrangement::Chart { coordinator: None } => (0..n)
                .flat_map(|a| (a + 1..n).map(move |b| (NodeId(a), NodeId(b))))
                .collect(),
            Arrangement::Chart {
                coordinator: Some(c),
            } => (0..n)
                .filter(|&b| b != c.0)
                .map(|b| (c.min(NodeId(b)), c.max(NodeId(b))))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{CLIENTS_MAX, ClientId, NODES_MAX};

    /// Stages from a phone to a projector, in pixels.
    const STAGES: [(f64, f64); 8] = [
        (812., 520.),
        (1290., 700.),
        (390., 420.),
        (360., 520.),
        (768., 700.),
        (2560., 1200.),
        (700., 330.),
        (600., 1000.),
    ];

    fn check(plan: &Plan, what: &str) {
        let bounds = plan.frame.bounds();
        let boxes: Vec<Rect> = plan
            .clients
            .iter()
            .copied()
            .chain(plan.chart.map(|chart| chart.commit))
            .collect();
        let mut discs = plan.nodes.clone();
        discs.extend(plan.chart.and_then(|chart| chart.ghost));
        for (i, disc) in discs.iter().enumerate() {
            let square = Rect::around(disc.at, 2.0 * disc.r, 2.0 * disc.r);
            assert!(
                bounds.holds(square),
                "{what}: node {i} sticks out: {disc:?}"
            );
            assert!(disc.r >= 6.0, "{what}: node {i} is too small: {}", disc.r);
            for (j, other) in discs.iter().enumerate().skip(i + 1) {
                let gap = disc.at.distance(other.at) - disc.r - other.r;
                assert!(gap > 1.0, "{what}: nodes {i} and {j} touch ({gap:.1})");
            }
            for (j, block) in boxes.iter().enumerate() {
                let gap = block.distance(disc.at) - disc.r;
                assert!(gap > 2.0, "{what}: node {i} touches box {j} ({gap:.1})");
            }
        }
        for (i, block) in boxes.iter().enumerate() {
            assert!(
                bounds.holds(*block),
                "{what}: box {i} sticks out: {block:?}"
            );
            for (j, other) in boxes.iter().enumerate().skip(i + 1) {
                assert!(!block.overlaps(*other), "{what}: boxes {i} and {j} overlap");
            }
        }
    }

    #[test]
    fn nothing_overlaps_and_all_is_inside_for_every_size() {
        for (width, height) in STAGES {
            let frame = Frame::of_pixels(width, height);
            for n in 1..=usize::from(NODES_MAX) {
                for clients in [0, 1, 2, 5, usize::from(CLIENTS_MAX)] {
                    for arrangement in [
                        Arrangement::Ring,
                        Arrangement::Chart { coordinator: None },
                        Arrangement::Chart {
                            coordinator: Some(NodeId((n / 2) as u8)),
                        },
                    ] {
                        let plan = Plan::new(frame, arrangement, n, clients);
                        assert_eq!((plan.nodes.len(), plan.clients.len()), (n, clients));
                        let what = format!(
                            "{width}×{height}, {n} nodes, {clients} clients, {arrangement:?}"
                        );
                        check(&plan, &what);
                    }
                }
            }
        }
    }

    #[test]
    fn words_below_a_node_lie_on_no_other() {
        let stages = [(360., 250.), (320., 180.), (390., 420.), (812., 520.)];
        for ((width, height), n) in stages
            .into_iter()
            .flat_map(|s| (2..=6).map(move |n| (s, n)))
        {
            let plan = Plan::new(Frame::of_pixels(width, height), Arrangement::Ring, n, 1);
            let captions = plan.captions.iter().flatten();
            for place in captions.filter(|place| place.side == Side::Below) {
                let middle = place.at.plus(at(0.0, 6.5));
                let words = Rect::around(middle, place.width.min(68.0), 13.0);
                for (i, disc) in plan.nodes.iter().enumerate() {
                    let gap = words.distance(disc.at) - disc.r;
                    assert!(
                        gap > -0.5,
                        "{width}×{height}, {n} nodes: on node {i} ({gap:.1})"
                    );
                }
            }
        }
    }

    #[test]
    fn node_1_is_on_top_of_the_ring() {
        for n in 2..=usize::from(NODES_MAX) {
            let plan = Plan::new(Frame::of_pixels(812., 520.), Arrangement::Ring, n, 1);
            let top = plan.nodes[0].at;
            assert!(
                plan.nodes.iter().all(|disc| disc.at.y >= top.y - 1e-6),
                "n={n}"
            );
            assert!(
                (top.x - plan.centre.x).abs() < 1.0,
                "n={n}: it stands in the middle"
            );
        }
    }

    #[test]
    fn a_hundred_and_one_nodes_are_still_readable_on_a_laptop() {
        let plan = Plan::new(Frame::of_pixels(812., 520.), Arrangement::Ring, 101, 1);
        assert!(plan.radius() >= 11.0, "{}", plan.radius());
    }

    #[test]
    fn the_two_directions_of_a_link_keep_apart() {
        for arrangement in [
            Arrangement::Ring,
            Arrangement::Chart {
                coordinator: Some(NodeId(0)),
            },
        ] {
            let plan = Plan::new(Frame::of_pixels(812., 520.), arrangement, 5, 1);
            let peers: Vec<Peer> = (0..5)
                .map(|i| Peer::Node(NodeId(i)))
                .chain([Peer::Client(ClientId(0))])
                .collect();
            for &a in &peers {
                for &b in peers.iter().filter(|&&b| b != a) {
                    let there = plan.way(a, b).expect("both are on the stage");
                    let back = plan.way(b, a).expect("both are on the stage");
                    let apart = there.at(0.5).distance(back.at(0.5));
                    assert!(apart >= 6.0, "{a:?} and {b:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn messages_along_a_row_of_the_chart_clear_the_seats_between() {
        let plan = Plan::new(
            Frame::of_pixels(1290., 700.),
            Arrangement::Chart { coordinator: None },
            5,
            1,
        );
        let way = plan
            .way(Peer::Node(NodeId(0)), Peer::Node(NodeId(4)))
            .expect("both stand there");
        for between in &plan.nodes[1..4] {
            assert!(way.distance(between.at) > between.r, "{between:?}");
        }
    }
}
