//! Votes and support as they are counted: who has said yes, and from whom it can still come.

use super::scene::{View, decree_of};
use super::{Message, PrimaryVote, Proposal, Volatile};
use crate::protocol::describe::{Carried, Condition, Seats, Tally};
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::protocol::quorum::majority;
use crate::protocol::vote::phrases::tally;
use crate::say;

impl PrimaryVote {
    pub(super) fn votes(&self, cluster: &View<'_>, node: NodeId, proposal: &Proposal) -> Tally {
        let on_the_way = flying(
            cluster,
            node,
            &|message| matches!(message, Message::Yes { slot, .. } if *slot == proposal.slot),
        );
        let title = say!(
            "tally.votes",
            what = decree_of(cluster, node, proposal.slot).command
        );
        let (yes, no) = (proposal.yes, NodeSet::EMPTY);
        let mut tally = tally(&self.0, cluster, node, title, yes, no, on_the_way);
        // Who has gone on to a later term votes no more in this one.
        let term = |node: NodeId| cluster.nodes[node.index()].durable.term;
        let votes = |voter: &NodeId| on_the_way.contains(*voter) || term(*voter) <= term(node);
        tally.possible = tally.possible.iter().filter(votes).collect();
        tally
    }

    pub(super) fn support(&self, cluster: &View<'_>, node: NodeId) -> Option<Tally> {
        let view = &cluster.nodes[node.index()];
        let Volatile::Candidate {
            supporters,
            refused,
            ..
        } = view.volatile
        else {
            return None;
        };
        let term = view.durable.term;
        let on_the_way = flying(
            cluster,
            node,
            &|message| matches!(message, Message::Support { term: of, .. } if *of == term),
        );
        // It asks once a term: whom that does not reach gives no vote.
        let would = |to: NodeId| {
            let other = &cluster.nodes[to.index()];
            let free = other.durable.term == term && other.durable.supports.is_none();
            let up = other.condition == Condition::Up && cluster.gets_through(to, node);
            up && (free || other.durable.term < term)
        };
        let asked = cluster.flights.iter().filter_map(|flight| match flight.to {
            Peer::Node(to) if flight.from == Peer::Node(node) && would(to) => flight
                .carries
                .is(|message| matches!(message, Message::Elect { term: of, .. } if *of == term))
                .then_some(to),
            _ => None,
        });
        let (yes, no) = (*supporters, *refused);
        let possible = asked.collect::<NodeSet>().union(on_the_way);
        Some(Tally {
            title: say!("tally.support", term = term),
            members: NodeSet::all(self.0.nodes),
            yes,
            no,
            possible: possible.difference(yes).difference(no),
            need: majority(self.0.nodes),
            seats: Seats::default(),
        })
    }
}

/// Whose messages of a kind are on their way to a node.
pub(super) fn flying(cluster: &View<'_>, to: NodeId, is: &dyn Fn(&Message) -> bool) -> NodeSet {
    let flights = cluster
        .flights
        .iter()
        .filter(|flight| flight.to == Peer::Node(to));
    flights
        .filter_map(|flight| match (flight.from, &flight.carries) {
            (Peer::Node(from), Carried::Between(message)) if is(message) => Some(from),
            _ => None,
        })
        .collect()
}
