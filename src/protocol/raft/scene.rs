//! What is going on in a cluster: votes and copies that are being collected, and verdicts on them.

use super::members::Members;
use super::phrases::{entry, set_of};
use super::spec::at;
use super::verdicts::{doubt, is_held, settled};
use super::{Ballot, Leader, Message, Raft, Role};
use crate::protocol::Slot;
use crate::protocol::describe::{Cluster, Scene, Seats, Tally, Verdict, VerdictKind};
use crate::protocol::groups::Groups;
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::protocol::progress::Progress;
use crate::protocol::quorum::majority;
use crate::protocol::say::Say;
use crate::say;

pub type View<'a> = Cluster<'a, Raft>;

pub(super) fn term(cluster: &View<'_>, node: NodeId) -> u32 {
    cluster.nodes[node.index()].durable.term
}

/// Of those that are up and believe they lead, the one of the latest term.
pub(super) fn leader<'a>(cluster: &View<'a>) -> Option<(NodeId, &'a Leader)> {
    let up = cluster.up();
    let leaders = up
        .iter()
        .filter_map(|node| match &cluster.nodes[node.index()].volatile.role {
            Role::Leader(leader) => Some((node, &**leader)),
            _ => None,
        });
    leaders.max_by_key(|(node, _)| (term(cluster, *node), std::cmp::Reverse(*node)))
}

pub(super) fn candidates(cluster: &View<'_>) -> Vec<(NodeId, Ballot)> {
    let up = cluster.up();
    let standing = up
        .iter()
        .filter_map(|node| match &cluster.nodes[node.index()].volatile.role {
            Role::Candidate(ballot) | Role::Trial(ballot) => Some((node, *ballot)),
            _ => None,
        });
    standing.collect()
}

/// A tally among the voters of a node's members: of the set that is further from its majority.
fn tally(
    cluster: &View<'_>,
    node: NodeId,
    title: Say,
    yes: NodeSet,
    no: NodeSet,
    coming: NodeSet,
) -> Tally {
    let known = cluster.nodes[node.index()].durable.log.members();
    let missing = |set: NodeSet| majority(set.len()).saturating_sub(yes.intersection(set).len());
    let joint = known.is_joint() && missing(known.joining) > missing(known.voters);
    let members = if joint { known.joining } else { known.voters };
    let in_touch = cluster.in_touch_with(node);
    let (yes, no) = (yes.intersection(members), no.intersection(members));
    Tally {
        title,
        members,
        yes,
        no,
        possible: in_touch
            .union(coming)
            .intersection(members)
            .difference(yes)
            .difference(no),
        need: majority(members.len()),
        seats: Seats::default(),
    }
}

/// Whose messages of a kind are on their way to a node.
fn coming(cluster: &View<'_>, to: NodeId, is: impl Fn(&Message) -> bool) -> NodeSet {
    let flights = cluster
        .flights
        .iter()
        .filter(|flight| flight.to == Peer::Node(to));
    let senders = flights.filter_map(|flight| match flight.from {
        Peer::Node(from) if flight.carries.is(&is) => Some(from),
        _ => None,
    });
    senders.collect()
}

/// The copies of the first slot that would commit all before it, while there is one.
pub(super) fn copies(cluster: &View<'_>, node: NodeId, leader: &Leader) -> Option<(Slot, Tally)> {
    let view = &cluster.nodes[node.index()];
    let slot = view.volatile.commit.max(leader.begins);
    let held = view.durable.log.get(slot)?;
    let peers = leader.peers.iter().enumerate();
    let have = peers.filter(|(_, peer)| peer.matched > slot);
    let have: NodeSet = have.map(|(i, _)| NodeId(i as u8)).collect();
    let coming = coming(
        cluster,
        node,
        |message| matches!(message, Message::Appended { matched, .. } if *matched > slot),
    );
    let title = say!("raft.tally.copies", what = entry(held), slot = slot + 1);
    let yes = have.with(node);
    Some((
        slot,
        tally(cluster, node, title, yes, NodeSet::EMPTY, coming),
    ))
}

/// Who has an entry, and whose word of it is still on its way to the leader.
fn unheard(cluster: &View<'_>, leader: NodeId, slot: Slot) -> NodeSet {
    let Role::Leader(known) = &cluster.nodes[leader.index()].volatile.role else {
        return NodeSet::EMPTY;
    };
    let says =
        |message: &Message| matches!(message, Message::Appended { matched, .. } if *matched > slot);
    let new = |node: &NodeId| known.peers[node.index()].matched <= slot;
    coming(cluster, leader, says).iter().filter(new).collect()
}

pub(super) fn votes(cluster: &View<'_>, node: NodeId, ballot: &Ballot) -> Tally {
    let coming = coming(cluster, node, |message| {
        matches!(message, Message::Vote { granted: true, .. })
    });
    let title = say!("raft.tally.votes", who = node, term = term(cluster, node));
    tally(cluster, node, title, ballot.yes, ballot.no, coming)
}

/// Whether any of those who are up could be elected, as far as this node knows the members.
pub(super) fn any_quorum(cluster: &View<'_>, node: NodeId) -> bool {
    let members = cluster.nodes[node.index()].durable.log.members();
    !cluster
        .in_touch_with_enough(|group| members.quorum(group))
        .is_empty()
}

/// Nobody leads, and somebody would like to.
pub(super) fn electing(
    cluster: &View<'_>,
    node: NodeId,
    ballot: &Ballot,
    candidates: NodeSet,
) -> Scene {
    let tally = votes(cluster, node, ballot);
    let (need, term) = (tally.need, term(cluster, node));
    let can = tally.yes.union(tally.possible).len();
    let reach = cluster
        .in_touch_with(node)
        .intersection(tally.members)
        .len();
    let trial = matches!(cluster.nodes[node.index()].volatile.role, Role::Trial(_));
    let (kind, head) = (VerdictKind::Working, say!("verdict.electing"));
    let verdict = if can >= need {
        let body = if trial {
            say!("raft.verdict.trial", who = node, need = need)
        } else {
            let have = tally.yes.len();
            say!(
                "raft.verdict.electing",
                who = node,
                term = term,
                have = have,
                need = need
            )
        };
        let more = Some(say!("verdict.electing.more", candidates = candidates));
        Verdict {
            kind,
            head,
            body,
            more,
        }
    } else if reach >= need {
        // Everybody needed can be reached, and has said no or voted for another.
        Verdict {
            kind,
            head: say!("raft.verdict.split"),
            body: say!(
                "raft.verdict.split.body",
                term = term,
                who = node,
                can = can,
                need = need
            ),
            more: Some(say!("raft.verdict.split.more", candidates = candidates)),
        }
    } else {
        Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!("raft.verdict.no_leader", have = reach, need = need),
            more: Some(say!("verdict.no_primary.more")),
        }
    };
    Scene {
        progress: Progress::at(at::ELECT),
        verdict,
        tally: Some(tally),
        coordinator: Some(node),
    }
}

/// Who could still answer, among those whose majority is out of reach.
fn within_reach(members: &Members, group: NodeSet) -> Tally {
    let lost = |set: NodeSet| group.intersection(set).len() < majority(set.len());
    let set = match members.is_joint() && !lost(members.voters) {
        true => members.joining,
        false => members.voters,
    };
    Tally::within_reach(set, group.intersection(set), majority(set.len()))
}

/// No votes and no copies are being collected.
pub(super) fn quiet(raft: &Raft, cluster: &View<'_>, leader: Option<NodeId>) -> Scene {
    let Some(shown) = leader.or(cluster.up().iter().next()) else {
        return Scene::all_down();
    };
    let view = &cluster.nodes[shown.index()];
    let members = view.durable.log.members();
    let up = cluster.up().iter();
    let reached = |node: NodeId| {
        cluster
            .in_touch_with(node)
            .intersection(members.all_voters())
    };
    let own = leader.filter(|node| members.quorum(reached(*node)) || is_held(raft, cluster, *node));
    let best = || up.map(reached).max_by_key(|group| group.len());
    let group = own.map(reached).or_else(best).unwrap_or_default();
    let lagging = |node: NodeId| cluster.nodes[node.index()].volatile.commit < view.volatile.commit;
    let telling = leader.is_some() && group.iter().any(lagging);
    let boxes = [at::REQUEST, at::COMMIT, at::ANSWER];
    let last = view.volatile.commit.checked_sub(1);
    let last = last.and_then(|slot| Some((slot, view.durable.log.get(slot)?)));
    let mut verdict = if !members.quorum(group) {
        let need = majority(members.voters.len());
        Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!("verdict.idle.blocked", have = group.len(), need = need),
            more: Some(say!(
                "verdict.idle.lost",
                lost = members.all_voters().difference(group)
            )),
        }
    } else if leader.is_none() {
        Verdict {
            kind: VerdictKind::Working,
            head: say!("raft.verdict.leaderless"),
            body: say!("raft.verdict.leaderless.body"),
            more: Some(say!("raft.verdict.members", what = set_of(members))),
        }
    } else {
        settled(
            shown,
            term(cluster, shown),
            last.map(|(slot, held)| (slot, entry(held))),
            Groups::among(members.voters, cluster, false),
            leader.filter(|node| cluster.is_steady(raft, *node)),
            members,
        )
    };
    if let Some(node) = leader {
        doubt(raft, cluster, node, reached(node), &mut verdict);
    }
    let kept = leader.and(last).map(|(slot, held)| {
        let holds = |node: &NodeId| {
            let log = &cluster.nodes[node.index()].durable.log;
            slot < log.base().end || log.get(slot).is_some_and(|mine| mine.decree == held.decree)
        };
        let kept: NodeSet = members.voters.iter().filter(holds).collect();
        let unheard = unheard(cluster, shown, slot).intersection(kept);
        let title = say!("raft.tally.copies", what = entry(held), slot = slot + 1);
        Tally {
            title,
            members: members.voters,
            yes: kept.difference(unheard),
            no: NodeSet::EMPTY,
            possible: unheard,
            need: majority(members.voters.len()),
            seats: Seats::default(),
        }
    });
    let tally = match verdict.kind {
        VerdictKind::Blocked => Some(within_reach(members, group)),
        _ => kept,
    };
    Scene {
        progress: Progress::of_the_rest(cluster, telling, boxes),
        verdict,
        tally,
        coordinator: leader,
    }
}
