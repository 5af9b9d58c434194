//! Raft for people.

use super::phrases::{entry, fields, label};
use super::scene::{View, any_quorum, candidates, copies, electing, leader, quiet, term, votes};
use super::spec::{at, spec};
use super::verdicts::{replicating, say_where_to_turn};
use super::{Message, Raft, Role, Timer, Why};
use crate::protocol::describe::{
    Condition, Describe, Field, NodeFace, Scene, Spec, Tone, VerdictKind,
};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Order};
use crate::protocol::progress::Progress;
use crate::protocol::say::Say;
use crate::say;

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
                    say_where_to_turn(self, cluster, node, &mut verdict);
                }
                return Scene {
                    progress: Progress::at(at::REPLICATE),
                    verdict,
                    tally: Some(tally),
                    coordinator: Some(node),
                };
            }
        } else if let Some((node, ballot)) = latest {
            let standing = candidates.iter().map(|(node, _)| *node).collect();
            let scene = electing(cluster, *node, ballot, standing);
            // It is stuck, but others may stand.
            if scene.verdict.kind != VerdictKind::Blocked || !any_quorum(cluster, *node) {
                return scene;
            }
        }
        quiet(self, cluster, leader.map(|(node, _)| node))
    }
}
