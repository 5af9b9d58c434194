//! Peer and leaderless mode for people.

use super::{BallotlessVote, Message, Timer};
use crate::protocol::Slot;
use crate::protocol::describe::{
    Cluster, Condition, Describe, Field, NodeFace, Scene, Spec, Tally, Tone,
};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::say::Say;
use crate::protocol::vote::phrases::{field, ledger_fields, number, stored, tally, voter_tone};
use crate::protocol::vote::spec::spec;
use crate::say;

type View<'a> = Cluster<'a, BallotlessVote>;

impl Describe for BallotlessVote {
    fn spec(&self) -> Spec {
        spec(&self.0)
    }

    fn is_led(&self) -> bool {
        false
    }

    fn node(&self, node: NodeId, cluster: &View<'_>) -> NodeFace {
        let view = &cluster.nodes[node.index()];
        let (ledger, volatile) = (view.durable, view.volatile);
        let open = ledger.from(ledger.base()).find(|(_, entry)| !entry.decided);
        let mut fields = Vec::new();
        let (role, tone, tally) = if view.condition == Condition::Down {
            (say!("role.down"), Tone::Dead, None)
        } else if let Some(proposal) = volatile.proposals.first() {
            let tally = self.votes(cluster, node, proposal);
            fields.push(field(
                say!("field.collecting", what = proposal.decree.command),
                say!(
                    "field.collecting.value",
                    yes = proposal.yes,
                    have = proposal.yes.len(),
                    need = self.0.need()
                ),
            ));
            let role = match self.among_peers() {
                true => say!("role.proposer"),
                false => say!("role.coordinator"),
            };
            (role, Tone::Accent, Some(tally))
        } else {
            let tally = self.counting(cluster, node);
            (say!("role.peer"), voter_tone(open.is_some()), tally)
        };
        if self.among_peers() {
            let joined = say!("plain.nodes", nodes = volatile.joined);
            fields.push(field(say!("field.joined"), joined));
            for heard in volatile.heard.iter().take(3) {
                fields.push(field(
                    say!(
                        "field.heard",
                        what = heard.decree.command,
                        slot = heard.slot + 1
                    ),
                    say!("plain.nodes", nodes = heard.by),
                ));
            }
        }
        ledger_fields(ledger, &mut fields);
        let caption = match open {
            Some((_, entry)) if view.condition != Condition::Down => {
                Some(say!("caption.voted", what = entry.decree.command))
            }
            _ => stored(ledger),
        };
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
            Message::Propose { .. } => (Tone::Accent, false),
            Message::Confirm { .. } => (Tone::Yes, false),
            Message::Closed { .. } => (Tone::No, false),
            Message::Decided { .. } | Message::News { .. } => (Tone::Plain, false),
            Message::Join | Message::Fetch { .. } => (Tone::Plain, true),
        }
    }

    fn label(&self, message: &Message) -> (Say, Vec<Field>) {
        label(message)
    }

    fn timer(&self, timer: Timer) -> Say {
        match timer {
            Timer::Votes => say!("timer.votes"),
            Timer::Again => say!("timer.again"),
            Timer::Fetch => say!("timer.fetch"),
        }
    }

    fn scene(&self, cluster: &View<'_>) -> Scene {
        self.scene_of(cluster)
    }
}

impl BallotlessVote {
    /// A peer's own count of what it has heard most confirmations for.
    fn counting(&self, cluster: &View<'_>, node: NodeId) -> Option<Tally> {
        let heard = &cluster.nodes[node.index()].volatile.heard;
        let most = heard.iter().max_by_key(|heard| heard.by.len())?;
        let title = say!("tally.votes", what = most.decree.command);
        let none = NodeSet::EMPTY;
        Some(tally(&self.0, cluster, node, title, most.by, none, none))
    }
}

fn label(message: &Message) -> (Say, Vec<Field>) {
    let slot = |slot: Slot| field(say!("field.slot"), number(slot + 1));
    match message {
        Message::Join => (say!("message.join"), Vec::new()),
        Message::Propose { slot: s, decree } => (
            say!("message.propose", what = decree.command),
            vec![slot(*s)],
        ),
        Message::Confirm { slot: s, decree } => (
            say!("message.confirm", what = decree.command),
            vec![slot(*s)],
        ),
        Message::Closed { slot: s } => (say!("message.closed"), vec![slot(*s)]),
        Message::Decided { slot: s, decree } => (
            say!("message.is_decided", what = decree.command),
            vec![slot(*s)],
        ),
        Message::Fetch { from } => (say!("message.catch_up"), vec![slot(*from)]),
        Message::News { entries, .. } => {
            let count = field(say!("field.entries"), number(entries.len() as u32));
            (say!("message.decided"), vec![count])
        }
    }
}
