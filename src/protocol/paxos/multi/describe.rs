//! Multi-Paxos for people.

use super::log::Log;
use super::{Durable, Message, MultiPaxos, Proposal, Timer, Volatile};
use crate::protocol::Slot;
use crate::protocol::describe::{
    Cluster, Condition, Describe, Field, NodeFace, Outlook, Scene, Spec, Tone, Verdict, VerdictKind,
};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::Command;
use crate::protocol::paxos::phrases::{
    Collected, Collects, at_rest, coming, command, field, idle, kept, multi as at, number,
    place_field, rule_words,
};
use crate::protocol::paxos::{Ballot, spec};
use crate::protocol::progress::Progress;
use crate::protocol::say::Say;
use crate::say;

type View<'a> = Cluster<'a, MultiPaxos>;

impl Describe for MultiPaxos {
    fn spec(&self) -> Spec {
        spec(&self.0)
    }

    fn node(&self, node: NodeId, cluster: &View<'_>) -> NodeFace {
        let view = &cluster.nodes[node.index()];
        let down = view.condition == Condition::Down;
        let mut fields: Vec<Field> = place_field(&self.0, node).into_iter().collect();
        let promised = view.durable.promised;
        if promised > Ballot::NONE {
            fields.push(field(say!("paxos.field.promise"), promised.say()));
        }
        let collected = self.collected(cluster, node).filter(|_| !down);
        let tally = collected.map(|collected| collected.tally(&self.0, cluster));
        let (role, tone) = match view.volatile {
            _ if down => (say!("role.down"), Tone::Dead),
            Volatile::Leader { proposals, .. } => {
                let open = proposals.len() as u32;
                if open > 0 {
                    fields.push(field(say!("paxos.field.open"), number(open)));
                }
                (say!("paxos.role.leader"), Tone::Accent)
            }
            Volatile::Candidate { .. } => (say!("paxos.role.candidate"), Tone::Wait),
            Volatile::Follower { leader } => {
                if let Some(leader) = leader {
                    let name = say!("field.primary");
                    fields.push(field(name, say!("plain.node", who = *leader)));
                }
                let tone = match undecided(&view.durable.log) {
                    Some(_) => Tone::Yes,
                    None => Tone::Plain,
                };
                (say!("paxos.role.acceptor"), tone)
            }
        };
        if let Some(tally) = &tally {
            let value = say!(
                "field.collecting.value",
                yes = tally.yes,
                have = tally.have(),
                need = tally.need
            );
            fields.push(field(tally.title.clone(), value));
        }
        log_fields(&view.durable.log, &mut fields);
        NodeFace {
            role,
            tone,
            caption: caption(view.durable, view.volatile, down),
            tally,
            fields,
        }
    }

    fn tone(&self, message: &Message) -> (Tone, bool) {
        match message {
            Message::Prepare { .. } => (Tone::Wait, false),
            Message::Accept { .. } => (Tone::Accent, false),
            Message::Promise { .. } | Message::Accepted { .. } => (Tone::Yes, false),
            Message::Outbid { .. } => (Tone::No, false),
            Message::Chosen { .. } | Message::Decided { .. } => (Tone::Plain, false),
            Message::Heartbeat { .. } | Message::CatchUp { .. } => (Tone::Plain, true),
        }
    }

    fn label(&self, message: &Message) -> (Say, Vec<Field>) {
        label(message)
    }

    fn timer(&self, timer: Timer) -> Say {
        match timer {
            Timer::Silence => say!("paxos.timer.silence"),
            Timer::Heartbeat => say!("timer.heartbeat"),
            Timer::Again => say!("paxos.timer.again"),
        }
    }

    fn scene(&self, cluster: &View<'_>) -> Scene {
        let Some(first_up) = cluster.up().iter().next() else {
            return Scene::all_down();
        };
        // Of those who lead or want to, the one with the highest ballot, those with something
        // under way first.
        let busy = |node: NodeId| Some((self.collected(cluster, node)?.ballot, node));
        let leader = self.leader(cluster);
        let Some((ballot, node)) = cluster.up().iter().filter_map(busy).max() else {
            return self.quiet(cluster, leader, first_up);
        };
        if leader.is_some_and(|(leading, _)| leading > ballot) {
            return self.quiet(cluster, leader, first_up);
        }
        let collected = self.collected(cluster, node);
        let collected = collected.expect("it was there a moment ago");
        let tally = collected.tally(&self.0, cluster);
        let (phase, late) = match cluster.nodes[node.index()].volatile {
            Volatile::Leader { proposals, .. } => {
                let late = proposals.first().is_some_and(|open| open.tries > 0);
                (at::ACCEPT, late)
            }
            _ => (at::PREPARE, false),
        };
        let mut verdict = collected.verdict(&self.0, &tally, late);
        if verdict.kind == VerdictKind::Blocked {
            // It is stuck, but others may lead, or take the lead.
            let able = cluster.in_touch_with_enough(|group| self.serves(group));
            if phase == at::PREPARE && !able.is_empty() {
                return self.quiet(cluster, leader, first_up);
            }
            let others = self.others(cluster, node).map(|others| others.say);
            verdict.more = others.or(verdict.more);
        }
        Scene {
            progress: Progress::at(phase),
            verdict,
            tally: Some(tally),
            coordinator: Some(node),
        }
    }
}

impl MultiPaxos {
    /// Of those that are up and believe they lead, the one with the highest ballot.
    fn leader(&self, cluster: &View<'_>) -> Option<(Ballot, NodeId)> {
        let leads = |node: NodeId| match cluster.nodes[node.index()].volatile {
            Volatile::Leader { ballot, .. } => Some((*ballot, node)),
            _ => None,
        };
        cluster.up().iter().filter_map(leads).max()
    }

    /// What a node collects just now: promises, or acceptances for its oldest open slot.
    fn collected(&self, cluster: &View<'_>, node: NodeId) -> Option<Collected> {
        match cluster.nodes[node.index()].volatile {
            Volatile::Candidate {
                ballot, yes, no, ..
            } => Some(Collected {
                who: node,
                ballot: *ballot,
                what: Collects::Promises,
                yes: *yes,
                no: *no,
                coming: coming(
                    cluster,
                    node,
                    |message| matches!(message, Message::Promise { ballot: b, .. } if b == ballot),
                ),
            }),
            Volatile::Leader {
                ballot, proposals, ..
            } => {
                let Proposal {
                    slot, decree, yes, ..
                } = proposals.first()?;
                Some(Collected {
                    who: node,
                    ballot: *ballot,
                    what: Collects::Acceptances(decree.command),
                    yes: *yes,
                    no: NodeSet::EMPTY,
                    coming: coming(
                        cluster,
                        node,
                        |message| matches!(message, Message::Accepted { ballot: b, slot: s } if (b, s) == (ballot, slot)),
                    ),
                })
            }
            Volatile::Follower { .. } => None,
        }
    }

    /// Whether others can go on without a leader that has too few acceptors.
    fn others(&self, cluster: &View<'_>, node: NodeId) -> Option<Outlook> {
        let can = |able| say!("paxos.verdict.others", who = node, able = able);
        cluster.others_without(self, node, |group| self.serves(group), can)
    }

    fn serves(&self, group: NodeSet) -> bool {
        self.0.promised(group) && self.0.accepted(group)
    }

    /// Nothing is being collected.
    fn quiet(
        &self,
        cluster: &View<'_>,
        leader: Option<(Ballot, NodeId)>,
        first_up: NodeId,
    ) -> Scene {
        let shown = leader.map_or(first_up, |(_, node)| node);
        let log = &cluster.nodes[shown.index()].durable.log;
        let last = last_decided(log);
        let words = last
            .map(|(slot, what)| say!("paxos.verdict.chosen.slot", what = what, slot = slot + 1));
        let leads = leader.map(|(_, node)| node);
        let steady = leads.filter(|node| cluster.is_steady(self, *node));
        let mut verdict = idle(&self.0, cluster, words, leads, steady);
        if leader.is_none() && verdict.kind != VerdictKind::Blocked {
            verdict = Verdict {
                kind: VerdictKind::Working,
                head: say!("paxos.verdict.leaderless"),
                body: say!("paxos.verdict.leaderless.body"),
                more: None,
            };
        }
        let mut stuck = None;
        let unable = leads.filter(|node| !self.0.accepted(cluster.in_touch_with(*node)));
        if let Some(node) = unable {
            let all = NodeSet::all(self.0.nodes());
            let lost = all.difference(cluster.in_touch_with(node));
            let alone = || Outlook {
                stuck: true,
                say: say!("verdict.idle.lost", lost = lost),
            };
            let others = self.others(cluster, node);
            if let Some(others) = others.or_else(|| steady.map(|_| alone())) {
                let first = rule_words(&self.0, self.0.quorums.first());
                let second = rule_words(&self.0, self.0.quorums.second());
                let blocked = say!("paxos.verdict.idle.blocked", first = first, second = second);
                stuck = others.stuck.then_some(node);
                others.put_into(&mut verdict, blocked);
            }
        }
        let telling = cluster
            .flights
            .iter()
            .any(|f| f.carries.is(|m| matches!(m, Message::Chosen { .. })));
        let progress =
            Progress::of_the_rest(cluster, telling, [at::REQUEST, at::CHOSEN, at::ANSWER]);
        let kept_by = leader.and(last).map(|(slot, what)| {
            let decree = log.get(slot).map(|entry| entry.decree);
            let holds = |node: &NodeId| {
                let disk = &cluster.nodes[node.index()].durable.log;
                match disk.get(slot) {
                    Some(entry) => Some(entry.decree) == decree,
                    None => disk.is_decided(slot),
                }
            };
            let all = NodeSet::all(self.0.nodes());
            kept(&self.0, what, all.iter().filter(holds).collect())
        });
        let tally = at_rest(&self.0, cluster, &verdict, kept_by, stuck);
        Scene {
            progress,
            verdict,
            tally,
            coordinator: leader.map(|(_, node)| node),
        }
    }
}

fn label(message: &Message) -> (Say, Vec<Field>) {
    let within = |ballot: &Ballot| field(say!("paxos.field.in_ballot"), ballot.say());
    let place = |slot: &Slot| field(say!("field.slot"), number(slot + 1));
    match message {
        Message::Prepare { ballot, from } => (
            say!("paxos.message.prepare", ballot = ballot.say()),
            vec![within(ballot), field(say!("field.decided"), number(*from))],
        ),
        Message::Promise {
            ballot, entries, ..
        } => {
            let count = field(say!("field.entries"), number(entries.len() as u32));
            let label = say!("paxos.message.promise", ballot = ballot.say());
            let mut fields = vec![within(ballot), count];
            fields.extend(entries.iter().take(3).map(|(slot, entry)| {
                let name = say!("paxos.field.slot", slot = slot + 1);
                field(name, accepted(entry.ballot, entry.decree.command))
            }));
            (label, fields)
        }
        Message::Accept {
            ballot,
            slot,
            decree,
        } => (
            say!(
                "paxos.message.accept",
                ballot = ballot.say(),
                what = decree.command
            ),
            vec![within(ballot), place(slot)],
        ),
        Message::Accepted { ballot, slot } => (
            say!("paxos.message.accepted", ballot = ballot.say()),
            vec![within(ballot), place(slot)],
        ),
        Message::Outbid { ballot, promised } => (
            say!("paxos.message.outbid", promised = promised.say()),
            vec![within(ballot)],
        ),
        Message::Chosen { ballot, slot } => (
            say!("paxos.message.chosen_slot", slot = slot + 1),
            vec![within(ballot)],
        ),
        Message::Heartbeat { ballot, applied } => (
            say!("message.heartbeat"),
            vec![
                within(ballot),
                field(say!("field.decided"), number(*applied)),
            ],
        ),
        Message::CatchUp { from } => (say!("message.catch_up"), vec![place(from)]),
        Message::Decided { entries, .. } => {
            let count = field(say!("field.entries"), number(entries.len() as u32));
            (say!("message.decided"), vec![count])
        }
    }
}

fn accepted(ballot: Ballot, what: Command) -> Say {
    say!("paxos.caption.accepted", ballot = ballot.say(), what = what)
}

/// The first slot that is accepted and not known to be decided.
fn undecided(log: &Log) -> Option<(Slot, Say)> {
    let mut open = log.from(log.applied()).filter(|(_, entry)| !entry.decided);
    let (slot, entry) = open.next()?;
    Some((slot, accepted(entry.ballot, entry.decree.command)))
}

/// The last decided slot that a node keeps.
fn last_decided(log: &Log) -> Option<(Slot, Command)> {
    let decided = log.from(log.base()).filter(|(_, entry)| entry.decided);
    let (slot, entry) = decided.last()?;
    Some((slot, entry.decree.command))
}

fn caption(durable: &Durable, volatile: &Volatile, down: bool) -> Option<Say> {
    let stored = || {
        let (key, value) = durable.log.store().values().next()?;
        Some(command(Command::Write { key, value }))
    };
    match (volatile, undecided(&durable.log)) {
        _ if down => stored(),
        (Volatile::Candidate { ballot, .. }, _) => {
            Some(say!("paxos.caption.ballot", ballot = ballot.say()))
        }
        (Volatile::Follower { .. }, Some((_, accepted))) => Some(accepted),
        _ => stored().or_else(|| {
            let promised = durable.promised;
            (promised > Ballot::NONE)
                .then(|| say!("paxos.caption.promised", ballot = promised.say()))
        }),
    }
}

fn log_fields(log: &Log, fields: &mut Vec<Field>) {
    fields.push(field(say!("field.decided"), number(log.applied())));
    let open = log.from(log.applied()).filter(|(_, entry)| !entry.decided);
    for (slot, entry) in open.take(3) {
        let name = say!("paxos.field.slot", slot = slot + 1);
        fields.push(field(name, accepted(entry.ballot, entry.decree.command)));
    }
    for (key, value) in log.store().values() {
        let what = Command::Write { key, value };
        fields.push(field(say!("field.stored"), command(what)));
    }
}
