//! Raft for people.

use super::phrases::{entry, fields, label, set_of};
use super::spec::{at, spec};
use super::{Ballot, Leader, Message, Raft, Role, Timer, Why};
use crate::protocol::Slot;
use crate::protocol::describe::{
    Carried, Cluster, Condition, Describe, Field, NodeFace, Scene, Seats, Spec, Tally, Tone,
    Verdict, VerdictKind,
};
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::protocol::op::{Command, Order, Response};
use crate::protocol::quorum::majority;
use crate::protocol::say::Say;
use crate::say;

type View<'a> = Cluster<'a, Raft>;

/// So many orders of one kind are offered.
const ORDERS_MAX: usize = 8;

impl Describe for Raft {
    fn spec(&self) -> Spec {
        spec(&self.0)
    }

    fn node(&self, node: NodeId, cluster: &View<'_>) -> NodeFace {
        let view = &cluster.nodes[node.index()];
        let (durable, volatile) = (view.durable, view.volatile);
        let members = durable.log.members();
        let open = durable.log.from(volatile.commit).last();
        let stored = volatile.latest.values().next();
        let stored = stored.map(|(key, value)| {
            let what = Command::Write { key, value };
            say!("plain.command", what = what)
        });
        let standing = Some(say!("caption.candidate", term = durable.term));
        let (role, tone, caption, tally) = match &volatile.role {
            _ if view.condition == Condition::Down => (say!("role.down"), Tone::Dead, stored, None),
            Role::Leader(leader) => {
                let tally = copies(cluster, node, leader).map(|(_, tally)| tally);
                (say!("raft.role.leader"), Tone::Accent, standing, tally)
            }
            Role::Candidate(ballot) => {
                let tally = Some(votes(cluster, node, ballot));
                (say!("role.candidate"), Tone::Wait, standing, tally)
            }
            Role::Trial(ballot) => {
                let tally = Some(votes(cluster, node, ballot));
                (say!("raft.role.trial"), Tone::Wait, standing, tally)
            }
            Role::Follower => {
                let role = if members.votes(node) {
                    say!("raft.role.follower")
                } else if members.learners.contains(node) {
                    say!("raft.role.learner")
                } else {
                    say!("raft.role.outside")
                };
                let tone = if open.is_some() {
                    Tone::Yes
                } else {
                    Tone::Plain
                };
                let caption = open.map(|open| say!("raft.caption.has", what = entry(open)));
                (role, tone, caption.or(stored), None)
            }
        };
        NodeFace {
            role,
            tone,
            caption,
            tally,
            fields: fields(durable, volatile),
        }
    }

    fn orders(&self, node: NodeId, cluster: &View<'_>) -> Vec<Order> {
        let view = &cluster.nodes[node.index()];
        if !matches!(view.volatile.role, Role::Leader(_)) || view.condition != Condition::Up {
            return Vec::new();
        }
        let members = view.durable.log.members();
        let voters = members.all_voters();
        let outside = NodeSet::all(self.0.nodes).difference(members.everyone());
        let mut orders = Vec::new();
        let mut offer = |nodes: NodeSet, order: fn(NodeId) -> Order| {
            orders.extend(nodes.iter().take(ORDERS_MAX).map(order));
        };
        offer(voters.without(node), Order::HandOver);
        offer(outside.union(members.learners), Order::AddVoter);
        offer(outside, Order::AddLearner);
        if voters.len() > 1 {
            offer(voters, Order::Remove);
        }
        offer(members.learners, Order::Remove);
        let up = cluster.up();
        if !up.is_empty() && up != voters {
            orders.push(Order::Voters(up));
        }
        orders
    }

    fn tone(&self, message: &Message) -> (Tone, bool) {
        match message {
            Message::Append { entries, .. } if entries.is_empty() => (Tone::Plain, true),
            Message::Append { .. } | Message::Install { .. } => (Tone::Accent, false),
            Message::Appended { news: false, .. } => (Tone::Plain, true),
            Message::Appended { .. } | Message::Vote { granted: true, .. } => (Tone::Yes, false),
            Message::Rejected { .. } | Message::Vote { .. } => (Tone::No, false),
            Message::AskVote { why, .. } => (Tone::Wait, *why == Why::Trial),
            Message::TimeoutNow { .. } => (Tone::Wait, false),
        }
    }

    fn label(&self, message: &Message) -> (Say, Vec<Field>) {
        label(message)
    }

    fn timer(&self, timer: Timer) -> Say {
        match timer {
            Timer::Election => say!("raft.timer.election"),
            Timer::Heartbeat => say!("timer.heartbeat"),
            Timer::Quorum => say!("raft.timer.quorum"),
            Timer::Loyalty => say!("raft.timer.loyalty"),
            Timer::HandOver => say!("raft.timer.hand_over"),
        }
    }

    fn scene(&self, cluster: &View<'_>) -> Scene {
        let leader = leader(cluster);
        let candidates = candidates(cluster);
        let latest = candidates
            .iter()
            .max_by_key(|(node, _)| (term(cluster, *node), std::cmp::Reverse(*node)));
        if let Some((node, state)) = leader {
            if let Some((slot, tally)) = copies(cluster, node, state) {
                let held = &cluster.nodes[node.index()].durable.log;
                let what = held.get(slot).map(entry);
                let mut verdict = replicating(&tally, what.unwrap_or_else(|| say!("op.nothing")));
                if verdict.kind == VerdictKind::Blocked {
                    say_where_to_turn(cluster, node, &mut verdict);
                }
                return Scene {
                    phase: Some(at::REPLICATE),
                    verdict,
                    tally: Some(tally),
                    coordinator: Some(node),
                };
            }
        } else if let Some((node, ballot)) = latest {
            let standing = candidates.iter().map(|(node, _)| *node).collect();
            return electing(cluster, *node, ballot, standing);
        }
        quiet(cluster, leader.map(|(node, _)| node))
    }
}

fn term(cluster: &View<'_>, node: NodeId) -> u32 {
    cluster.nodes[node.index()].durable.term
}

/// Of those that are up and believe they lead, the one of the latest term.
fn leader<'a>(cluster: &View<'a>) -> Option<(NodeId, &'a Leader)> {
    let up = cluster.up();
    let leaders = up
        .iter()
        .filter_map(|node| match &cluster.nodes[node.index()].volatile.role {
            Role::Leader(leader) => Some((node, &**leader)),
            _ => None,
        });
    leaders.max_by_key(|(node, _)| (term(cluster, *node), std::cmp::Reverse(*node)))
}

fn candidates(cluster: &View<'_>) -> Vec<(NodeId, Ballot)> {
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
fn copies(cluster: &View<'_>, node: NodeId, leader: &Leader) -> Option<(Slot, Tally)> {
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

fn votes(cluster: &View<'_>, node: NodeId, ballot: &Ballot) -> Tally {
    let coming = coming(cluster, node, |message| {
        matches!(message, Message::Vote { granted: true, .. })
    });
    let title = say!("raft.tally.votes", who = node, term = term(cluster, node));
    tally(cluster, node, title, ballot.yes, ballot.no, coming)
}

/// A leader waits for copies.
fn replicating(tally: &Tally, what: Say) -> Verdict {
    let (have, need, could) = (tally.yes.len(), tally.need, tally.possible.len());
    let silent = tally
        .members
        .difference(tally.yes)
        .difference(tally.possible);
    let missing = need.saturating_sub(have);
    if have + could < need {
        return Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!(
                "raft.verdict.blocked",
                can = have + could,
                need = need,
                what = what
            ),
            more: Some(say!(
                "raft.verdict.blocked.more",
                missing = missing,
                could = could,
                silent = silent
            )),
        };
    }
    Verdict {
        kind: VerdictKind::Working,
        head: say!("raft.verdict.replicating"),
        body: say!(
            "raft.verdict.replicating.body",
            have = have,
            need = need,
            what = what
        ),
        more: Some(if silent.is_empty() {
            say!("raft.verdict.replicating.more", possible = tally.possible)
        } else {
            say!(
                "raft.verdict.replicating.some",
                silent = silent,
                could = could,
                missing = missing
            )
        }),
    }
}

/// Nobody leads, and somebody would like to.
fn electing(cluster: &View<'_>, node: NodeId, ballot: &Ballot, candidates: NodeSet) -> Scene {
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
        phase: Some(at::ELECT),
        verdict,
        tally: Some(tally),
        coordinator: Some(node),
    }
}

/// No votes and no copies are being collected.
fn quiet(cluster: &View<'_>, leader: Option<NodeId>) -> Scene {
    let Some(shown) = leader.or(cluster.up().iter().next()) else {
        let verdict = Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!("verdict.all_down"),
            more: None,
        };
        return Scene {
            phase: None,
            verdict,
            tally: None,
            coordinator: None,
        };
    };
    let view = &cluster.nodes[shown.index()];
    let members = view.durable.log.members();
    let up = cluster.up().iter();
    let groups = up.map(|node| {
        cluster
            .in_touch_with(node)
            .intersection(members.all_voters())
    });
    let group = groups.max_by_key(|group| group.len()).unwrap_or_default();
    let lagging = |node: NodeId| cluster.nodes[node.index()].volatile.commit < view.volatile.commit;
    let carries = |is: fn(&Carried<'_, Raft>) -> bool| {
        cluster.flights.iter().any(|flight| is(&flight.carries))
    };
    let answering = carries(|carries| {
        matches!(
            carries,
            Carried::Response(Response::Done { .. } | Response::Swapped { .. })
        )
    });
    let phase = if answering {
        Some(at::ANSWER)
    } else if leader.is_some() && group.iter().any(lagging) {
        Some(at::COMMIT)
    } else {
        carries(|carries| matches!(carries, Carried::Request)).then_some(at::REQUEST)
    };
    let last = view.volatile.commit.checked_sub(1);
    let last = last.and_then(|slot| Some((slot, view.durable.log.get(slot)?)));
    let verdict = if !members.quorum(group) {
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
            group,
            members,
        )
    };
    let tally = leader.and(last).map(|(slot, held)| {
        let holds = |node: &NodeId| {
            let log = &cluster.nodes[node.index()].durable.log;
            slot < log.base().end || log.get(slot).is_some_and(|mine| mine.decree == held.decree)
        };
        let kept = members.voters.iter().filter(holds).collect();
        let title = say!("raft.tally.copies", what = entry(held), slot = slot + 1);
        Tally {
            title,
            members: members.voters,
            yes: kept,
            no: NodeSet::EMPTY,
            possible: NodeSet::EMPTY,
            need: majority(members.voters.len()),
            seats: Seats::default(),
        }
    });
    Scene {
        phase,
        verdict,
        tally,
        coordinator: leader,
    }
}

/// A leader with nothing to do.
fn settled(
    leader: NodeId,
    term: u32,
    last: Option<(Slot, Say)>,
    group: NodeSet,
    members: &super::members::Members,
) -> Verdict {
    let need = majority(members.voters.len());
    let spare = group.len().saturating_sub(need);
    let more = Some(if members.is_joint() {
        say!("raft.verdict.members", what = set_of(members))
    } else if spare == 0 {
        say!("verdict.idle.no_spare", group = group)
    } else {
        say!("verdict.idle.spare", spare = spare)
    });
    match last {
        Some((slot, what)) => Verdict {
            kind: VerdictKind::Committed,
            head: say!("verdict.committed"),
            body: say!(
                "raft.verdict.committed",
                what = what,
                slot = slot + 1,
                who = leader
            ),
            more,
        },
        None => Verdict {
            kind: VerdictKind::Idle,
            head: say!("verdict.idle"),
            body: say!("raft.verdict.leads", who = leader, term = term),
            more,
        },
    }
}

/// A leader without a quorum is stuck, but others may elect a new one.
fn say_where_to_turn(cluster: &View<'_>, node: NodeId, verdict: &mut Verdict) {
    let members = cluster.nodes[node.index()].durable.log.members();
    let others = cluster.up().difference(cluster.in_touch_with(node));
    let groups = others.iter().map(|other| cluster.in_touch_with(other));
    let best = groups.max_by_key(|group| group.len());
    if let Some(group) = best.filter(|group| members.quorum(*group)) {
        verdict.more = Some(say!("verdict.others_can", who = node, group = group));
    }
}
