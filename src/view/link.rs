//! Where a link is: straight between two rims, but over the seats between in a row of the chart.

#[cfg(feature = "every-protocol")]
use super::geometry::to_segment;
use super::geometry::{Curve, Point, lines_path};
use super::plan::Plan;
use crate::protocol::ids::Peer;

/// A bent link is told from a straight one in so many pieces.
const PIECES: u8 = 8;

impl Plan {
    /// The ends of a link, at the rims of two peers.
    pub fn link(&self, a: Peer, b: Peer) -> Option<(Point, Point)> {
        let (from, to) = (self.place(a)?, self.place(b)?);
        let way = to.minus(from);
        Some((self.rim(a, from, way), self.rim(b, to, way.times(-1.0))))
    }

    /// The way of a link that would run through others if it were straight. The small program has no
    /// chart, and so none of these.
    #[cfg(not(feature = "every-protocol"))]
    pub fn bent(&self, _: Peer, _: Peer) -> Option<Curve> {
        None
    }

    /// The way of a link that would run through others if it were straight.
    #[cfg(feature = "every-protocol")]
    pub fn bent(&self, a: Peer, b: Peer) -> Option<Curve> {
        let (a, b) = (a.min(b), a.max(b));
        let (from, to) = (self.place(a)?, self.place(b)?);
        let mut between = self.nodes.iter().filter(|disc| {
            let is_end = disc.at == from || disc.at == to;
            !is_end && to_segment(disc.at, from, to) < disc.r
        });
        self.chart?;
        between.next()?;
        self.way(a, b)
    }

    /// The middle of a link as it is drawn, and where it heads there.
    pub fn middle_of_link(&self, a: Peer, b: Peer) -> Option<(Point, Point)> {
        if let Some(curve) = self.bent(a, b) {
            return Some((curve.at(0.5), curve.heading(0.5)));
        }
        let (from, to) = self.link(a, b)?;
        Some((from.lerp(to, 0.5), to.minus(from).unit()))
    }

    /// A link as straight pieces, to measure by.
    pub fn pieces(&self, a: Peer, b: Peer) -> Vec<(Point, Point)> {
        let Some(curve) = self.bent(a, b) else {
            return self.link(a, b).into_iter().collect();
        };
        let at = |piece: u8| curve.at(f64::from(piece) / f64::from(PIECES));
        (0..PIECES).map(|i| (at(i), at(i + 1))).collect()
    }

    /// Links as the `d` of an SVG path.
    pub fn links_path(&self, links: impl IntoIterator<Item = (Peer, Peer)>) -> String {
        let drawn = links.into_iter().map(|(a, b)| match self.bent(a, b) {
            Some(curve) => curve.path(),
            None => lines_path(self.link(a, b)),
        });
        drawn.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{ClientId, NodeId};
    use crate::view::frame::Frame;
    use crate::view::plan::Arrangement;

    fn node(id: u8) -> Peer {
        Peer::Node(NodeId(id))
    }

    #[test]
    fn a_link_ends_at_the_rims() {
        let plan = Plan::new(Frame::of_pixels(812., 520.), Arrangement::Ring, 5, 1);
        let (a, b) = plan
            .link(node(0), Peer::Client(ClientId(0)))
            .expect("both are on the stage");
        assert!((a.distance(plan.nodes[0].at) - plan.nodes[0].r - 1.0).abs() < 1e-6);
        assert!(plan.clients[0].distance(b) < 1e-6);
        assert!(to_segment(plan.nodes[0].at, a, b) > plan.nodes[0].r);
        assert_eq!(plan.link(node(0), node(9)), None);
    }

    #[test]
    fn in_the_chart_no_link_runs_through_a_seat_between() {
        let arrangement = Arrangement::Chart {
            coordinator: Some(NodeId(0)),
        };
        for (width, height) in [(1290., 700.), (812., 520.), (390., 420.), (360., 300.)] {
            let plan = Plan::new(Frame::of_pixels(width, height), arrangement, 5, 1);
            for (a, b) in [(1, 3), (1, 4), (2, 4), (3, 1)] {
                let pieces = plan.pieces(node(a), node(b));
                for between in (a.min(b) + 1)..a.max(b) {
                    let disc = plan.nodes[usize::from(between)];
                    for &(from, to) in &pieces {
                        let far = to_segment(disc.at, from, to);
                        assert!(far > disc.r, "{a} to {b} past {between} at {width}: {far}");
                    }
                }
                assert!(pieces.len() > 1 && pieces == plan.pieces(node(b), node(a)));
            }
            assert_eq!(plan.pieces(node(1), node(2)).len(), 1, "neighbours");
        }
    }
}
