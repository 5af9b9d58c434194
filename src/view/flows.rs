//! The lines of a chart from the votes down to the commit that they lead to.

use super::geometry::{Point, at};
use super::plan::{Arrangement, Plan};
use crate::order::Within;
use crate::protocol::describe::Tally;
use crate::protocol::ids::NodeId;

/// So much of the commit's width the lines end on, to either side of its middle.
const SPREAD: f64 = 0.42;

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flow {
    pub from: Point,
    pub to: Point,
    /// The vote was a yes.
    pub lit: bool,
}

/// One for each node, in their order; none where nothing is laid out as a chart.
pub fn flows(plan: &Plan, tally: Option<&Tally>) -> Vec<Flow> {
    let (Some(chart), Arrangement::Chart { coordinator }) = (plan.chart, plan.arrangement) else {
        return Vec::new();
    };
    let (middle, spread) = (chart.commit.centre().x, chart.commit.w * SPREAD);
    let said_yes = |node: NodeId| {
        tally.is_some_and(|tally| tally.yes.intersection(tally.members).contains(node))
    };
    let flow = |(number, disc)| {
        let id = NodeId(number as u8);
        // The coordinator's own vote has a seat of its own among the others.
        let seat = chart.ghost.filter(|_| coordinator == Some(id));
        let seat = seat.unwrap_or(disc);
        let x = seat.at.x.within(middle - spread, middle + spread);
        let to = at(x, chart.commit.y);
        let way = to.minus(seat.at).unit();
        Flow {
            from: seat.at.plus(way.times(seat.r)),
            to,
            lit: said_yes(id),
        }
    };
    plan.nodes.iter().copied().enumerate().map(flow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::describe::Seats;
    use crate::protocol::ids::NodeSet;
    use crate::view::frame::Frame;

    fn plan(arrangement: Arrangement) -> Plan {
        let frame = Frame {
            width: 900.0,
            height: 560.0,
            scale: 1.0,
        };
        Plan::new(frame, arrangement, 5, 1)
    }

    #[test]
    fn every_vote_flows_to_the_commit_and_a_yes_is_lit() {
        let coordinator = Some(NodeId(1));
        let plan = plan(Arrangement::Chart { coordinator });
        let tally = Tally {
            title: crate::say!("test"),
            members: NodeSet::all(5),
            yes: [NodeId(1), NodeId(3)].into_iter().collect(),
            no: NodeSet::EMPTY,
            possible: NodeSet::EMPTY,
            need: 3,
            seats: Seats::default(),
        };
        let flows = flows(&plan, Some(&tally));
        let chart = plan.chart.expect("it is a chart");
        assert!(flows.iter().all(|flow| flow.to.y == chart.commit.y));
        let lit = flows.iter().map(|flow| flow.lit);
        assert_eq!(lit.collect::<Vec<_>>(), [false, true, false, true, false]);
        // The coordinator's begins at the seat of its vote and not at its desk.
        let ghost = chart.ghost.expect("there is a coordinator");
        assert!(flows[1].from.y > ghost.at.y && ghost.at.y > chart.desk.at.y);
    }

    #[test]
    fn a_ring_has_none() {
        assert_eq!(flows(&plan(Arrangement::Ring), None), []);
    }
}
