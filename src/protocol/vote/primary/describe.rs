//! Coordinator mode for people.

use super::{Message, PrimaryVote, Proposal, Timer, Volatile};
use crate::protocol::Slot;
use crate::protocol::describe::{
    Carried, Cluster, Condition, Describe, Field, NodeFace, Outlook, Scene, Spec, Tally, Tone,
    Verdict, VerdictKind,
};
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::protocol::op::Decree;
use crate::protocol::progress::Progress;
use crate::protocol::quorum::majority;
use crate::protocol::say::Say;
use crate::protocol::vote::phrases::{
    Rest, at_rest, best_group, field, kept, last_decided, ledger_fields, number, stored, tally,
    verdict_idle, verdict_on, voter_tone,
};
use crate::protocol::vote::spec::{at, spec};
use crate::say;

type View<'a> = Cluster<'a, PrimaryVote>;

impl Describe for PrimaryVote {
    fn spec(&self) -> Spec {
        spec(&self.0)
    }

    fn node(&self, node: NodeId, cluster: &View<'_>) -> NodeFace {
        let view = &cluster.nodes[node.index()];
        let ledger = &view.durable.ledger;
        let mut fields = vec![field(say!("field.term"), number(view.durable.term))];
        let (role, tone, tally) = match view.volatile {
            _ if view.condition == Condition::Down => (say!("role.down"), Tone::Dead, None),
            Volatile::Primary { proposals } => {
                fields.extend(
                    proposals
                        .iter()
                        .take(3)
                        .map(|p| self.proposal_field(p, cluster, node)),
                );
                let tally = proposals.first().map(|p| self.votes(cluster, node, p));
                (say!("role.coordinator"), Tone::Accent, tally)
            }
            Volatile::Candidate { .. } => (
                say!("role.candidate"),
                Tone::Wait,
                self.support(cluster, node),
            ),
            Volatile::Polling { claims } => {
                fields.push(field(
                    say!("field.claims"),
                    say!("plain.nodes", nodes = *claims),
                ));
                (say!("role.polling"), Tone::Wait, None)
            }
            Volatile::Backup { primary } => {
                if let Some(primary) = primary {
                    fields.push(field(
                        say!("field.primary"),
                        say!("plain.node", who = *primary),
                    ));
                }
                let votes = ledger
                    .from(ledger.applied())
                    .any(|(_, entry)| !entry.decided);
                (say!("role.backup"), voter_tone(votes), None)
            }
        };
        if let Some(supported) = view.durable.supports {
            let name = say!("field.supports", term = view.durable.term);
            fields.push(field(name, say!("plain.node", who = supported)));
        }
        ledger_fields(ledger, &mut fields);
        let caption = caption(view.volatile, view.durable, cluster, node);
        NodeFace {
            role,
            tone,
            caption,
            tally,
            fields,
        }
    }

    fn tone(&self, message: &Message) -> (Tone, bool) {
        match message {
            Message::Ask { .. } => (Tone::Accent, false),
            Message::Yes { .. } | Message::Support { .. } => (Tone::Yes, false),
            Message::Commit { .. } | Message::Decided { .. } => (Tone::Plain, false),
            Message::Outdated { .. } | Message::Refuse { .. } => (Tone::No, false),
            Message::Elect { .. } | Message::WhoLeads | Message::ILead { .. } => {
                (Tone::Wait, false)
            }
            Message::Heartbeat { .. } | Message::CatchUp { .. } => (Tone::Plain, true),
        }
    }

    fn label(&self, message: &Message) -> (Say, Vec<Field>) {
        label(message)
    }

    fn timer(&self, timer: Timer) -> Say {
        match timer {
            Timer::Election => say!("timer.election"),
            Timer::Heartbeat => say!("timer.heartbeat"),
            Timer::Votes => say!("timer.votes"),
            Timer::Poll => say!("timer.poll"),
        }
    }

    fn scene(&self, cluster: &View<'_>) -> Scene {
        let leader = self.leader(cluster);
        if let Some((node, proposals)) = leader
            && let Some(proposal) = proposals.first()
        {
            let tally = self.votes(cluster, node, proposal);
            let what = decree_of(cluster, node, proposal.slot).command;
            let mut verdict = verdict_on(&self.0, &tally, what, proposal.tries > 0);
            if verdict.kind == VerdictKind::Blocked {
                // It is stuck, but others may elect a new one.
                let others = self.others(cluster, node).map(|others| others.say);
                verdict.more = others.or(verdict.more);
            }
            return Scene {
                progress: Progress::at(at::COLLECT),
                verdict,
                tally: Some(tally),
                coordinator: Some(node),
            };
        }
        let candidates = running(cluster, |volatile| {
            matches!(volatile, Volatile::Candidate { .. })
        });
        let rival = |node: &NodeId| leader.is_none_or(|(led, _)| self.ends(cluster, led, *node));
        let candidates: NodeSet = candidates.iter().filter(rival).collect();
        if let Some(node) = candidates.iter().next() {
            let tally = self.support(cluster, node);
            return self.electing(cluster, node, candidates, tally);
        }
        self.quiet(cluster, leader.map(|(node, _)| node))
    }
}

impl PrimaryVote {
    /// Of those that are up and believe they lead, the one of the latest term; before it, one that has
    /// the votes. Where those who say so are believed, not all have them.
    fn leader<'a>(&self, cluster: &View<'a>) -> Option<(NodeId, &'a [Proposal])> {
        let views = cluster.nodes.iter().enumerate();
        let leaders = views.filter_map(|(i, view)| match view.volatile {
            Volatile::Primary { proposals } if view.condition == Condition::Up => {
                let node = NodeId(i as u8);
                let able = cluster.in_touch_with(node).len() >= self.0.need();
                Some(((able, view.durable.term), node, proposals.as_slice()))
            }
            _ => None,
        });
        let latest = leaders.max_by_key(|(able, node, _)| (*able, std::cmp::Reverse(*node)));
        latest.map(|(_, node, proposals)| (node, proposals))
    }

    /// Whether a candidate is about to end the lead of another: it stands in a later term, and the
    /// leader will hear of it or cannot do anything anyway. One that is cut off stands in vain.
    fn ends(&self, cluster: &View<'_>, leader: NodeId, candidate: NodeId) -> bool {
        let term = |node: NodeId| cluster.nodes[node.index()].durable.term;
        let group = |node| cluster.in_touch_with(node).len();
        let takes_over = || {
            group(leader) < self.0.need_in_the_end() && group(candidate) >= majority(self.0.nodes)
        };
        term(candidate) > term(leader) && (cluster.linked(leader, candidate) || takes_over())
    }

    fn votes(&self, cluster: &View<'_>, node: NodeId, proposal: &Proposal) -> Tally {
        let on_the_way = flying(
            cluster,
            node,
            &|message| matches!(message, Message::Yes { slot, .. } if *slot == proposal.slot),
        );
        let title = say!(
            "tally.votes",
            what = decree_of(cluster, node, proposal.slot).command
        );
        tally(
            &self.0,
            cluster,
            node,
            title,
            proposal.yes,
            NodeSet::EMPTY,
            on_the_way,
        )
    }

    fn support(&self, cluster: &View<'_>, node: NodeId) -> Option<Tally> {
        let view = &cluster.nodes[node.index()];
        let Volatile::Candidate {
            supporters,
            refused,
            ..
        } = view.volatile
        else {
            return None;
        };
        let on_the_way = flying(cluster, node, &|message| {
            matches!(message, Message::Support { .. })
        });
        let title = say!("tally.support", term = view.durable.term);
        let (yes, no) = (*supporters, *refused);
        let mut tally = tally(&self.0, cluster, node, title, yes, no, on_the_way);
        tally.need = majority(self.0.nodes);
        Some(tally)
    }

    fn proposal_field(&self, proposal: &Proposal, cluster: &View<'_>, node: NodeId) -> Field {
        let what = decree_of(cluster, node, proposal.slot).command;
        let (have, need) = (proposal.yes.len(), self.0.need());
        field(
            say!("field.collecting", what = what),
            say!(
                "field.collecting.value",
                yes = proposal.yes,
                have = have,
                need = need
            ),
        )
    }

    fn electing(
        &self,
        cluster: &View<'_>,
        node: NodeId,
        candidates: NodeSet,
        tally: Option<Tally>,
    ) -> Scene {
        let term = cluster.nodes[node.index()].durable.term;
        let need = majority(self.0.nodes);
        let can = tally
            .as_ref()
            .map_or(0, |tally| tally.yes.union(tally.possible).len());
        let best = candidates
            .iter()
            .map(|c| cluster.in_touch_with(c).len())
            .max()
            .unwrap_or(0);
        let verdict = if best.max(can) < need {
            Verdict {
                kind: VerdictKind::Blocked,
                head: say!("verdict.blocked"),
                body: say!("verdict.no_primary.body", have = best, need = need),
                more: Some(say!("verdict.no_primary.more")),
            }
        } else {
            Verdict {
                kind: VerdictKind::Working,
                head: say!("verdict.electing"),
                body: say!(
                    "verdict.electing.body",
                    who = node,
                    term = term,
                    need = need
                ),
                more: Some(say!("verdict.electing.more", candidates = candidates)),
            }
        };
        Scene {
            progress: Progress::NONE,
            verdict,
            tally,
            coordinator: Some(node),
        }
    }

    /// No votes are being collected.
    fn quiet(&self, cluster: &View<'_>, leader: Option<NodeId>) -> Scene {
        let config = &self.0;
        let anyone = cluster.up().iter().next();
        let Some(shown) = leader.or(anyone) else {
            return Scene {
                progress: Progress::NONE,
                verdict: Verdict {
                    kind: VerdictKind::Blocked,
                    head: say!("verdict.blocked"),
                    body: say!("verdict.all_down"),
                    more: None,
                },
                tally: None,
                coordinator: None,
            };
        };
        let ledger = &cluster.nodes[shown.index()].durable.ledger;
        let kept = leader.and(last_decided(ledger)).map(|(slot, what)| {
            let entry = ledger.get(slot).copied();
            // Who holds it has voted for it, but a vote that is still on its way is not counted yet,
            // unless it has come round as a decision.
            let decided = |node: &NodeId| {
                let disk = &cluster.nodes[node.index()].durable.ledger;
                disk.is_decided(slot)
            };
            let unheard = flying(
                cluster,
                shown,
                &|message| matches!(message, Message::Yes { slot: of, .. } if *of == slot),
            );
            let unheard = unheard.iter().filter(|node| !decided(node)).collect();
            let holds = |node: &NodeId| {
                let disk = &cluster.nodes[node.index()].durable.ledger;
                match disk.get(slot) {
                    Some(held) => entry.is_some_and(|entry| entry.decree == held.decree),
                    // It has been folded away.
                    None => decided(node),
                }
            };
            let holders = (0..config.nodes).map(NodeId).filter(holds).collect();
            (what, kept(config, what, holders, unheard))
        });
        let mut rest = self.rest(cluster, leader);
        let last = kept.as_ref().map(|(what, kept)| (*what, kept));
        let mut verdict = verdict_idle(config, rest, last);
        match leader {
            None if verdict.kind != VerdictKind::Blocked => {
                verdict = Verdict {
                    kind: VerdictKind::Working,
                    head: say!("verdict.leaderless"),
                    body: say!("verdict.leaderless.body"),
                    more: Some(say!(
                        "verdict.leaderless.more",
                        need = majority(config.nodes)
                    )),
                };
            }
            Some(node) => self.on_leader(cluster, node, &mut rest, &mut verdict),
            None => {}
        }
        let committing = flying_any(cluster, |message| matches!(message, Message::Commit { .. }));
        let boxes = [at::REQUEST, at::COMMIT, at::ANSWER];
        let tally = at_rest(&verdict, kept.map(|(_, kept)| kept), rest, config.nodes);
        Scene {
            progress: Progress::of_the_rest(cluster, committing, boxes),
            verdict,
            tally,
            coordinator: leader,
        }
    }

    /// Whom votes can come from next. Without a primary there must be enough to elect one, too, unless
    /// whoever says so is believed.
    fn rest(&self, cluster: &View<'_>, leader: Option<NodeId>) -> Rest {
        let need = self.0.need_in_the_end();
        if let Some(node) = leader {
            let group = cluster.in_touch_with(node);
            if group.len() >= need {
                return Rest { group, need };
            }
        }
        let elects = match self.0.broken.believe_leaders {
            true => need,
            false => majority(self.0.nodes).max(need),
        };
        Rest {
            group: best_group(cluster),
            need: elects,
        }
    }

    /// What hangs on the primary alone: it commits with fewer votes than would elect another, or has
    /// too few in touch with it, so that all depends on the others.
    fn on_leader(&self, cluster: &View<'_>, node: NodeId, rest: &mut Rest, verdict: &mut Verdict) {
        let group = cluster.in_touch_with(node);
        let (need, elects) = (self.0.need_in_the_end(), majority(self.0.nodes));
        if group.len() < need {
            let Some(others) = self.others(cluster, node) else {
                return;
            };
            if others.stuck {
                *rest = Rest { group, need };
            }
            let blocked = say!("verdict.idle.blocked", have = group.len(), need = need);
            others.put_into(verdict, blocked);
        } else if need < elects {
            verdict.more = Some(say!(
                "verdict.idle.while_it_leads",
                who = node,
                spare = rest.group.len() - need,
                elects = elects
            ));
        }
    }

    /// Whether others can go on without a primary that has too few votes: they must elect another and
    /// have the votes.
    fn others(&self, cluster: &View<'_>, node: NodeId) -> Option<Outlook> {
        let enough = |group: NodeSet| group.len() >= majority(self.0.nodes).max(self.0.need());
        let can = |group| say!("verdict.others_can", who = node, group = group);
        cluster.others_without(self, node, enough, can)
    }
}

fn decree_of(cluster: &View<'_>, node: NodeId, slot: Slot) -> Decree {
    let entry = cluster.nodes[node.index()].durable.ledger.get(slot);
    entry.map_or(Decree::GAP, |entry| entry.decree)
}

fn running(cluster: &View<'_>, is: impl Fn(&Volatile) -> bool) -> NodeSet {
    let up = cluster.up().iter();
    up.filter(|node| is(cluster.nodes[node.index()].volatile))
        .collect()
}

/// Whose messages of a kind are on their way to a node.
fn flying(cluster: &View<'_>, to: NodeId, is: &dyn Fn(&Message) -> bool) -> NodeSet {
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

fn flying_any(cluster: &View<'_>, is: impl Fn(&Message) -> bool) -> bool {
    cluster.flights.iter().any(|flight| flight.carries.is(&is))
}

fn caption(
    volatile: &Volatile,
    durable: &super::Durable,
    cluster: &View<'_>,
    node: NodeId,
) -> Option<Say> {
    if cluster.nodes[node.index()].condition == Condition::Down {
        return stored(&durable.ledger);
    }
    let mut open = durable
        .ledger
        .from(durable.ledger.applied())
        .filter(|(_, e)| !e.decided);
    match (volatile, open.next()) {
        (Volatile::Backup { .. }, Some((_, entry))) => {
            Some(say!("caption.voted", what = entry.decree.command))
        }
        (Volatile::Candidate { .. }, _) => Some(say!("caption.candidate", term = durable.term)),
        _ => stored(&durable.ledger),
    }
}

fn label(message: &Message) -> (Say, Vec<Field>) {
    let term = |term: u32| field(say!("field.term"), number(term));
    let slot = |slot: Slot| field(say!("field.slot"), number(slot + 1));
    match message {
        Message::Ask {
            term: t,
            slot: s,
            decree,
        } => (
            say!("message.ask", what = decree.command),
            vec![term(*t), slot(*s)],
        ),
        Message::Yes { term: t, slot: s } => (say!("message.yes"), vec![term(*t), slot(*s)]),
        Message::Outdated { term: t } => (say!("message.outdated", term = *t), vec![term(*t)]),
        Message::Refuse { term: t } => (say!("message.refuse"), vec![term(*t)]),
        Message::Commit { term: t, slot: s } => (say!("message.commit"), vec![term(*t), slot(*s)]),
        Message::Heartbeat { term: t, applied } => {
            let known = field(say!("field.decided"), number(*applied));
            (say!("message.heartbeat"), vec![term(*t), known])
        }
        Message::CatchUp { from } => (say!("message.catch_up"), vec![slot(*from)]),
        Message::Decided { entries, .. } => {
            let count = field(say!("field.entries"), number(entries.len() as u32));
            (say!("message.decided"), vec![count])
        }
        Message::Elect { term: t, .. } => (say!("message.elect", term = *t), vec![term(*t)]),
        Message::Support {
            term: t, entries, ..
        } => {
            let count = field(say!("field.entries"), number(entries.len() as u32));
            (say!("message.support"), vec![term(*t), count])
        }
        Message::WhoLeads => (say!("message.who_leads"), Vec::new()),
        Message::ILead { term: t } => (say!("message.i_lead", term = *t), vec![term(*t)]),
    }
}
