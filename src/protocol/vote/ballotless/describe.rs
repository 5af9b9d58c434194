//! Peer and leaderless mode for people.

use super::{BallotlessVote, Message, Proposal, Timer};
use crate::protocol::Slot;
use crate::protocol::describe::{
    Carried, Cluster, Condition, Describe, Field, NodeFace, Scene, Spec, Tally, Tone, Verdict,
    VerdictKind,
};
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::protocol::op::Decree;
use crate::protocol::progress::Progress;
use crate::protocol::say::Say;
use crate::protocol::vote::phrases::{
    Rest, at_rest, field, kept, last_decided, ledger_fields, number, stored, tally, verdict_idle,
    verdict_on, voter_tone,
};
use crate::protocol::vote::spec::{at, spec};
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
        let up = cluster.up();
        let proposing = up.iter().flat_map(|node| {
            let proposals = cluster.nodes[node.index()].volatile.proposals.iter();
            proposals.map(move |proposal| (node, proposal))
        });
        // The proposal that is nearest to its goal says most about the cluster.
        let best = proposing.max_by_key(|(node, proposal)| {
            (
                self.votes(cluster, *node, proposal).yes.len(),
                std::cmp::Reverse(*node),
            )
        });
        let Some((node, proposal)) = best else {
            return self.quiet(cluster);
        };
        let tally = self.votes(cluster, node, proposal);
        let verdict = verdict_on(&self.0, &tally, proposal.decree.command, proposal.tries > 0);
        let progress = if self.among_peers() {
            self.peer_progress(cluster, proposal.slot)
        } else {
            Progress::at(at::COLLECT)
        };
        Scene {
            progress,
            verdict,
            tally: Some(tally),
            coordinator: Some(node),
        }
    }
}

impl BallotlessVote {
    fn votes(&self, cluster: &View<'_>, node: NodeId, proposal: &Proposal) -> Tally {
        let title = say!("tally.votes", what = proposal.decree.command);
        let on_the_way = confirming(cluster, node, proposal.slot, proposal.decree);
        tally(
            &self.0,
            cluster,
            node,
            title,
            proposal.yes,
            proposal.no,
            on_the_way,
        )
    }

    /// A peer's own count of what it has heard most confirmations for.
    fn counting(&self, cluster: &View<'_>, node: NodeId) -> Option<Tally> {
        let heard = &cluster.nodes[node.index()].volatile.heard;
        let most = heard.iter().max_by_key(|heard| heard.by.len())?;
        let title = say!("tally.votes", what = most.decree.command);
        let none = NodeSet::EMPTY;
        Some(tally(&self.0, cluster, node, title, most.by, none, none))
    }

    /// Which of the document's six steps a proposal is in: some peers count while others still
    /// receive.
    fn peer_progress(&self, cluster: &View<'_>, slot: Slot) -> Progress {
        let flying =
            |is: &dyn Fn(&Message) -> bool| cluster.flights.iter().any(|f| f.carries.is(is));
        let voted = cluster
            .nodes
            .iter()
            .filter(|view| view.durable.get(slot).is_some())
            .count();
        let sent = flying(&|m| matches!(m, Message::Propose { .. }));
        let confirmed = flying(&|m| matches!(m, Message::Confirm { .. }));
        let counts = cluster.nodes.iter().any(|view| {
            let heard = &view.volatile.heard;
            heard
                .iter()
                .any(|heard| heard.slot == slot && heard.by.len() > 1)
        });
        let mut progress = match (sent, confirmed) {
            (true, _) if voted <= 1 => Progress::at(at::SEND),
            (true, true) => Progress::at(at::RECEIVE).and(at::CONFIRM),
            (true, false) => Progress::at(at::RECEIVE),
            (false, true) => Progress::at(at::CONFIRM),
            (false, false) => Progress::at(at::BUILD_SET),
        };
        if counts {
            progress = progress.and(at::BUILD_SET);
        }
        progress
    }

    /// Nothing is being collected.
    fn quiet(&self, cluster: &View<'_>) -> Scene {
        let disk = |node: NodeId| cluster.nodes[node.index()].durable;
        let known = cluster.up().iter();
        let known = known.filter_map(|node| Some((last_decided(disk(node))?, node)));
        let last = known.max_by_key(|((slot, _), node)| (*slot, std::cmp::Reverse(*node)));
        let kept = last.map(|((slot, decree), node)| {
            // Peers decide each for itself; elsewhere a decision that has come round is no vote that is
            // still on its way.
            let undecided = |node: &NodeId| self.among_peers() || !disk(*node).is_decided(slot);
            let unheard = confirming(cluster, node, slot, decree).iter();
            let unheard = unheard.filter(undecided).collect();
            (decree.command, kept(&self.0, (slot, decree), disk, unheard))
        });
        let rest = Rest {
            group: cluster.largest_group(),
            need: self.0.need_in_the_end(),
        };
        let last = kept.as_ref().map(|(what, kept)| (*what, kept));
        let mut verdict = verdict_idle(&self.0, rest, last);
        if cluster.up().is_empty() {
            verdict = Verdict {
                kind: VerdictKind::Blocked,
                head: say!("verdict.blocked"),
                body: say!("verdict.all_down"),
                more: None,
            };
        }
        let has = |is: &dyn Fn(&Carried<'_, Self>) -> bool| {
            cluster.flights.iter().any(|flight| is(&flight.carries))
        };
        let joining = has(&|carries| carries.is(|message| matches!(message, Message::Join)));
        // A confirmation tells of a decision once there is one: of what was begun and then given up
        // with its proposer, confirmations fly as well.
        let decided = |slot: Slot| cluster.up().iter().any(|node| disk(node).is_decided(slot));
        let telling = has(&|carries| {
            carries.is(|message| match message {
                Message::Decided { .. } => true,
                Message::Confirm { slot, .. } => decided(*slot),
                _ => false,
            })
        });
        let boxes = match self.among_peers() {
            true => [at::JOIN, at::EXECUTE, at::EXECUTE],
            false => [at::REQUEST, at::COMMIT, at::ANSWER],
        };
        let mut progress = Progress::of_the_rest(cluster, telling, boxes);
        if self.among_peers() && !progress.is_lit(at::EXECUTE) {
            // A client's request has no box among peers: there, joining comes first.
            progress = if joining {
                Progress::at(at::JOIN)
            } else {
                Progress::NONE
            };
        }
        let tally = at_rest(&verdict, kept.map(|(_, kept)| kept), rest, self.0.nodes);
        Scene {
            progress,
            verdict,
            tally,
            // Whoever was asked last coordinates no longer.
            coordinator: None,
        }
    }
}

/// Whose confirmations are on their way to a node.
fn confirming(cluster: &View<'_>, to: NodeId, slot: Slot, decree: Decree) -> NodeSet {
    let flights = cluster.flights.iter();
    let from = flights.filter_map(|flight| match (flight.from, &flight.carries) {
        (
            Peer::Node(from),
            Carried::Between(Message::Confirm {
                slot: of,
                decree: what,
            }),
        ) if flight.to == Peer::Node(to) && (*of, *what) == (slot, decree) => Some(from),
        _ => None,
    });
    from.collect()
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
