//! Coordinator mode for people.

use super::scene::{View, decree_of};
use super::{Message, PrimaryVote, Proposal, Timer, Volatile};
use crate::protocol::Slot;
use crate::protocol::describe::{Condition, Describe, Field, NodeFace, Scene, Spec, Tone};
use crate::protocol::ids::NodeId;
use crate::protocol::say::Say;
use crate::protocol::vote::phrases::{field, ledger_fields, number, stored, voter_tone};
use crate::protocol::vote::spec::spec;
use crate::say;

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
        self.scene_of(cluster)
    }
}

impl PrimaryVote {
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
