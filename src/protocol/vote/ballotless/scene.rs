//! Peer and leaderless mode as a whole: what is being counted, and what is still possible.

use super::{BallotlessVote, Message, Proposal};
use crate::protocol::Slot;
use crate::protocol::describe::{Carried, Cluster, Scene, Seats, Tally, Verdict, VerdictKind};
use crate::protocol::groups::Groups;
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::protocol::op::{Command, Decree};
use crate::protocol::progress::Progress;
use crate::protocol::vote::phrases::{
    Rest, at_rest, kept, last_decided, tally, untold, verdict_idle, verdict_on,
};
use crate::protocol::vote::spec::{among_peers, at};
use crate::say;

pub(super) type View<'a> = Cluster<'a, BallotlessVote>;

/// What is being counted: by whom, if by the one that proposed it.
struct Count {
    by: Option<NodeId>,
    slot: Slot,
    what: Command,
    late: bool,
    tally: Tally,
}

impl BallotlessVote {
    pub(super) fn scene_of(&self, cluster: &View<'_>) -> Scene {
        let up = cluster.up();
        let proposing = up.iter().flat_map(|node| {
            let proposals = cluster.nodes[node.index()].volatile.proposals.iter();
            proposals.map(move |proposal| (node, proposal))
        });
        // One that is cut off goes on with what others have served long since. Among peers it may be that
        // they have counted faster.
        let served = |proposal: &Proposal| {
            let mut ledgers = up.iter().map(|node| cluster.nodes[node.index()].durable);
            let id = proposal.decree.request;
            id.is_some_and(|id| ledgers.any(|ledger| ledger.has_served(id)))
        };
        let proposing = proposing.filter(|(node, proposal)| {
            let counts = || self.among_peers() && self.votes(cluster, *node, proposal).can();
            !served(proposal) || counts()
        });
        // The proposal that is nearest to its goal says most about the cluster, if anybody waits for it.
        let best = proposing.max_by_key(|(node, proposal)| {
            let id = proposal.decree.request;
            (
                id.is_some_and(|id| cluster.is_awaited(id)),
                self.votes(cluster, *node, proposal).yes.len(),
                std::cmp::Reverse(*node),
            )
        });
        let best = best.map(|(node, proposal)| Count {
            by: Some(node),
            slot: proposal.slot,
            what: proposal.decree.command,
            late: proposal.tries > 0,
            tally: self.votes(cluster, node, proposal),
        });
        // Among peers others count as well, and may come further than the one that proposed.
        let stuck = best.as_ref().is_none_or(|best| !best.tally.can());
        let others = (stuck && self.among_peers()).then(|| self.best_count(cluster));
        let Some(count) = others.flatten().or(best) else {
            return self.quiet(cluster);
        };
        let progress = if self.among_peers() {
            self.peer_progress(cluster, count.slot)
        } else {
            Progress::at(at::COLLECT)
        };
        let mut verdict = verdict_on(&self.0, &count.tally, count.what, count.late);
        if let Some(node) = count.by
            && verdict.kind == VerdictKind::Blocked
        {
            self.what_else(cluster, node, &count, &mut verdict);
        }
        Scene {
            progress,
            verdict,
            tally: Some(count.tally),
            coordinator: count.by,
        }
    }

    pub(super) fn votes(&self, cluster: &View<'_>, node: NodeId, proposal: &Proposal) -> Tally {
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

    /// What is left to a proposal that cannot get its votes: another slot, if it was lost to another
    /// value, or other nodes.
    fn what_else(&self, cluster: &View<'_>, node: NodeId, count: &Count, verdict: &mut Verdict) {
        let need = self.0.need();
        if cluster.in_touch_with(node).len() >= need {
            verdict.kind = VerdictKind::Working;
            verdict.head = say!("verdict.split");
            verdict.more = Some(say!("verdict.split.again", no = count.tally.no, who = node));
        } else if let Some(elsewhere) = cluster.elsewhere(node, |group| group.len() >= need) {
            verdict.more = Some(elsewhere);
        }
    }

    fn groups(&self, cluster: &View<'_>) -> Groups {
        Groups::among(NodeSet::all(self.0.nodes), cluster, self.among_peers())
    }

    /// The count of a peer that proposes nothing which can still be enough, and is the nearest to it.
    fn best_count(&self, cluster: &View<'_>) -> Option<Count> {
        let heard = cluster.nodes.iter().flat_map(|view| &view.volatile.heard);
        let heard = heard.map(|heard| (heard.slot, heard.decree));
        let flying = cluster
            .flights
            .iter()
            .filter_map(|flight| match flight.carries {
                Carried::Between(
                    Message::Propose { slot, decree } | Message::Confirm { slot, decree },
                ) => Some((*slot, *decree)),
                _ => None,
            });
        // The same few are heard of and under way many times.
        let mut known = Vec::new();
        for one in heard.chain(flying) {
            if !known.contains(&one) {
                known.push(one);
            }
        }
        let open = |slot: &Slot| {
            let mut up = cluster.up().iter();
            !up.any(|node| cluster.nodes[node.index()].durable.is_decided(*slot))
        };
        let known = known.into_iter().filter(|(slot, _)| open(slot));
        let counts = known.flat_map(|(slot, decree)| self.counts_of(cluster, slot, decree));
        let can = counts.filter(|count| count.tally.can());
        can.max_by_key(|count| count.tally.yes.len())
    }

    /// For every peer that is up, who has confirmed a proposal to it and who still may: whoever has said
    /// so already, or will once it hears of the proposal.
    fn counts_of(&self, cluster: &View<'_>, slot: Slot, decree: Decree) -> Vec<Count> {
        let up = cluster.up();
        let voters = up.iter();
        let voters = voters.filter(|node| cluster.nodes[node.index()].durable.get(slot).is_none());
        let voters: NodeSet = voters.collect();
        let mut may = vec![NodeSet::EMPTY; cluster.nodes.len()];
        let proposed = |from: NodeId, to: NodeSet, may: &mut [NodeSet]| {
            for voter in to.intersection(voters).iter() {
                may[voter.index()].insert(from);
                for counts in cluster.reach[voter.index()].iter() {
                    may[counts.index()].insert(voter);
                }
            }
        };
        for flight in &cluster.flights {
            let (Peer::Node(from), Peer::Node(to)) = (flight.from, flight.to) else {
                continue;
            };
            match flight.carries {
                Carried::Between(Message::Confirm {
                    slot: of,
                    decree: what,
                }) if (*of, *what) == (slot, decree) => {
                    may[to.index()].insert(from);
                }
                Carried::Between(Message::Propose {
                    slot: of,
                    decree: what,
                }) if (*of, *what) == (slot, decree) => {
                    proposed(from, NodeSet::EMPTY.with(to), &mut may);
                }
                _ => {}
            }
        }
        for node in up.iter() {
            let mut mine = cluster.nodes[node.index()].volatile.proposals.iter();
            if mine.any(|mine| (mine.slot, mine.decree) == (slot, decree)) {
                proposed(node, cluster.reach[node.index()], &mut may);
            }
        }
        let count = |node: NodeId| {
            let heard = cluster.nodes[node.index()].volatile.heard.iter();
            let mut heard = heard.filter(|heard| (heard.slot, heard.decree) == (slot, decree));
            let yes = heard.next().map_or(NodeSet::EMPTY, |heard| heard.by);
            Count {
                by: None,
                slot,
                what: decree.command,
                late: false,
                tally: Tally {
                    title: say!("tally.votes", what = decree.command),
                    members: NodeSet::all(self.0.nodes),
                    yes,
                    no: NodeSet::EMPTY,
                    possible: may[node.index()].difference(yes),
                    need: self.0.need(),
                    seats: Seats::default(),
                },
            }
        };
        up.iter().map(count).collect()
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
            (true, _) if voted <= 1 => Progress::at(among_peers::SEND),
            (true, true) => Progress::at(among_peers::RECEIVE).and(among_peers::CONFIRM),
            (true, false) => Progress::at(among_peers::RECEIVE),
            (false, true) => Progress::at(among_peers::CONFIRM),
            (false, false) if voted <= 1 => Progress::at(among_peers::SEND),
            (false, false) => Progress::at(among_peers::BUILD_SET),
        };
        if counts {
            progress = progress.and(among_peers::BUILD_SET);
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
        let groups = self.groups(cluster);
        let rest = Rest {
            group: groups.largest(),
            need: self.0.need_in_the_end(),
        };
        let last = kept.as_ref().map(|(what, kept)| (*what, kept));
        let mut verdict = verdict_idle(
            &self.0,
            groups.what_can_be_lost(rest.need, None),
            rest,
            last,
        );
        if cluster.up().is_empty() {
            verdict = Verdict {
                kind: VerdictKind::Blocked,
                head: say!("verdict.blocked"),
                body: say!("verdict.all_down"),
                more: None,
            };
        }
        let served = |id| cluster.up().iter().any(|node| disk(node).has_served(id));
        untold(cluster, served, &mut verdict);
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
            true => [
                among_peers::JOIN,
                among_peers::EXECUTE,
                among_peers::EXECUTE,
            ],
            false => [at::REQUEST, at::COMMIT, at::ANSWER],
        };
        let mut progress = Progress::of_the_rest(cluster, telling, boxes);
        if self.among_peers() && !progress.is_lit(among_peers::EXECUTE) {
            // A client's request has no box among peers: there, joining comes first.
            progress = if joining {
                Progress::at(among_peers::JOIN)
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
