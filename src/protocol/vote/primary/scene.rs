//! Coordinator mode as a whole: who leads, how a vote or an election stands, and what is still possible.

use super::tallies::flying;
use super::{Message, PrimaryVote, Proposal, Volatile};
use crate::protocol::Slot;
use crate::protocol::describe::{Cluster, Condition, Outlook, Scene, Verdict, VerdictKind};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree};
use crate::protocol::progress::Progress;
use crate::protocol::quorum::majority;
use crate::protocol::vote::phrases::{
    Rest, at_rest, kept, last_decided, untold, verdict_idle, verdict_on,
};
use crate::protocol::vote::spec::at;
use crate::say;

pub(super) type View<'a> = Cluster<'a, PrimaryVote>;

/// Of the chart, where no votes are being collected.
const BOXES: [usize; 3] = [at::REQUEST, at::COMMIT, at::ANSWER];

impl PrimaryVote {
    pub(super) fn scene_of(&self, cluster: &View<'_>) -> Scene {
        let leader = self.leader(cluster);
        let collecting = leader.and_then(|(node, proposals)| {
            let proposal = proposals.first()?;
            Some(self.collecting(cluster, node, proposal))
        });
        let collecting = match collecting {
            Some(scene) if scene.verdict.kind != VerdictKind::Blocked => return scene,
            stuck => stuck,
        };
        let candidates = running(cluster, |volatile| {
            matches!(volatile, Volatile::Candidate { .. })
        });
        let rival = |node: &NodeId| leader.is_none_or(|(led, _)| self.ends(cluster, led, *node));
        let candidates: NodeSet = candidates.iter().filter(rival).collect();
        let able = leader.is_some_and(|(node, _)| self.is_able(cluster, node));
        if let Some(scene) = self.electing(cluster, candidates, able).or(collecting) {
            return scene;
        }
        self.quiet(cluster, leader.map(|(node, _)| node))
    }

    /// Of those that are up and believe they lead, the one of the latest term; before it, one that has
    /// the votes. Where those who say so are believed, not all have them.
    fn leader<'a>(&self, cluster: &View<'a>) -> Option<(NodeId, &'a [Proposal])> {
        let views = cluster.nodes.iter().enumerate();
        let leaders = views.filter_map(|(i, view)| match view.volatile {
            Volatile::Primary { proposals } if view.condition == Condition::Up => {
                let node = NodeId(i as u8);
                let able = self.is_able(cluster, node);
                // It gives up as soon as it hears of a later term.
                let late = |other: NodeId| {
                    let term = cluster.nodes[other.index()].durable.term;
                    term > view.durable.term && cluster.linked(node, other)
                };
                if !able && cluster.up().iter().any(late) {
                    return None;
                }
                Some(((able, view.durable.term), node, proposals.as_slice()))
            }
            _ => None,
        });
        let latest = leaders.max_by_key(|(able, node, _)| (*able, std::cmp::Reverse(*node)));
        latest.map(|(_, node, proposals)| (node, proposals))
    }

    fn is_able(&self, cluster: &View<'_>, leader: NodeId) -> bool {
        let term = |node: NodeId| cluster.nodes[node.index()].durable.term;
        let group = cluster.in_touch_with(leader).iter();
        let votes = group.filter(|voter| term(*voter) <= term(leader)).count();
        votes >= self.0.need_in_the_end().into()
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

    /// Those who can be elected are told of, or, when nobody can, one that tries. As long as others could
    /// be, or a leader can still work, there is nothing to tell of.
    fn electing(&self, cluster: &View<'_>, candidates: NodeSet, led: bool) -> Option<Scene> {
        let need = majority(self.0.nodes);
        let reach = |node: NodeId| cluster.in_touch_with(node).len();
        let wins = |node: &NodeId| {
            self.support(cluster, *node)
                .is_some_and(|tally| tally.can())
        };
        let mut able = candidates.iter().filter(|node| reach(*node) >= need);
        let node = candidates.iter().find(wins).or(able.next());
        let node = node.or(candidates.iter().next())?;
        let term = cluster.nodes[node.index()].durable.term;
        let tally = self.support(cluster, node)?;
        let (have, can) = (tally.have(), tally.can());
        let best = cluster.groups().largest().len();
        if !can && reach(node) < need && (led || best >= need) {
            return None;
        }
        let electing = |body, more| Verdict {
            kind: VerdictKind::Working,
            head: say!("verdict.electing"),
            body,
            more: Some(more),
        };
        let verdict = if can {
            let body = say!(
                "verdict.electing.body",
                who = node,
                term = term,
                have = have,
                need = need
            );
            let more = match candidates.len() {
                1 => say!("verdict.collecting.more", possible = tally.possible),
                _ => say!("verdict.electing.more", candidates = candidates),
            };
            electing(body, more)
        } else if reach(node) >= need {
            let more = say!("verdict.electing.more", candidates = candidates);
            electing(say!("verdict.electing.next", term = term), more)
        } else {
            Verdict {
                kind: VerdictKind::Blocked,
                head: say!("verdict.blocked"),
                body: say!("verdict.no_primary.body", have = best, need = need),
                more: Some(say!("verdict.no_primary.more")),
            }
        };
        Some(Scene {
            progress: Progress::of_the_rest(cluster, false, BOXES),
            verdict,
            tally: Some(tally),
            coordinator: Some(node),
        })
    }

    /// The oldest open slot of a primary.
    fn collecting(&self, cluster: &View<'_>, node: NodeId, proposal: &Proposal) -> Scene {
        let tally = self.votes(cluster, node, proposal);
        let what = decree_of(cluster, node, proposal.slot).command;
        let mut verdict = verdict_on(&self.0, &tally, what, proposal.tries > 0);
        if verdict.kind == VerdictKind::Blocked {
            // It is stuck, but others may elect a new one.
            let others = self.others(cluster, node).map(|others| others.say);
            verdict.more = others.or(verdict.more);
        }
        Scene {
            progress: Progress::at(at::COLLECT),
            verdict,
            tally: Some(tally),
            coordinator: Some(node),
        }
    }

    /// No votes are being collected.
    fn quiet(&self, cluster: &View<'_>, leader: Option<NodeId>) -> Scene {
        let config = &self.0;
        let Some(shown) = leader.or(cluster.up().iter().next()) else {
            return Scene::all_down();
        };
        let disk = |node: NodeId| &cluster.nodes[node.index()].durable.ledger;
        let kept = leader.and(last_decided(disk(shown))).map(|last| {
            let (slot, decree) = last;
            // Who holds it has voted for it, but a vote that is still on its way is not counted yet,
            // unless it has come round as a decision.
            let unheard = flying(
                cluster,
                shown,
                &|message| matches!(message, Message::Yes { slot: of, .. } if *of == slot),
            );
            let undecided = |node: &NodeId| !disk(*node).is_decided(slot);
            let unheard = unheard.iter().filter(undecided).collect();
            (decree.command, kept(config, last, disk, unheard))
        });
        let (need, elects) = (config.need_in_the_end(), majority(config.nodes));
        let able = leader.filter(|node| self.is_able(cluster, *node));
        let others = leader.filter(|_| able.is_none());
        let others = others.and_then(|node| self.others(cluster, node));
        let groups = cluster.groups();
        let rest = match leader {
            Some(node) if others.as_ref().is_none_or(|others| others.stuck) => Rest {
                group: cluster.in_touch_with(node),
                need,
            },
            // There must be enough to elect one, too, unless whoever says so is believed.
            _ => Rest {
                group: groups.largest(),
                need: match config.broken.believe_leaders {
                    true => need,
                    false => elects.max(need),
                },
            },
        };
        let steady = able.filter(|node| cluster.is_steady(self, *node));
        let can_be_lost = groups.what_can_be_lost(rest.need, steady);
        let last = kept.as_ref().map(|(what, kept)| (*what, kept));
        let mut verdict = verdict_idle(config, can_be_lost, rest, last);
        if let Some(others) = others {
            verdict.more = Some(others.say);
        } else if let Some(node) = able.filter(|_| need < elects) {
            // It commits with fewer votes than would elect another.
            verdict.more = Some(match rest.group.len() - need {
                0 => say!(
                    "verdict.idle.only_while_it_leads",
                    who = node,
                    elects = elects
                ),
                spare => say!(
                    "verdict.idle.while_it_leads",
                    who = node,
                    spare = spare,
                    elects = elects
                ),
            });
        } else if let Some((node, what)) = able.and(self.held_up(cluster, rest.group)) {
            verdict.kind = VerdictKind::Working;
            verdict.head = say!("verdict.waiting");
            verdict.body = say!(
                "verdict.waiting.at",
                who = node,
                what = what,
                group = rest.group
            );
        } else if leader.is_none() && verdict.kind != VerdictKind::Blocked {
            verdict = Verdict {
                kind: VerdictKind::Working,
                head: say!("verdict.leaderless"),
                body: say!("verdict.leaderless.body"),
                more: Some(say!("verdict.leaderless.more", need = elects)),
            };
        }
        let served = |id| cluster.up().iter().any(|node| disk(node).has_served(id));
        untold(cluster, served, &mut verdict);
        let committing = flying_any(cluster, |message| matches!(message, Message::Commit { .. }));
        let tally = at_rest(&verdict, kept.map(|(_, kept)| kept), rest, config.nodes);
        Scene {
            progress: Progress::of_the_rest(cluster, committing, BOXES),
            verdict,
            tally,
            coordinator: leader,
        }
    }

    /// A request that its client waits for at one that believes it leads and is cut off from the group
    /// that could vote.
    fn held_up(&self, cluster: &View<'_>, group: NodeSet) -> Option<(NodeId, Command)> {
        let waits = |decree: &Decree| decree.request.is_some_and(|id| cluster.is_awaited(id));
        let mut waiting = cluster.waiting.iter();
        if waiting.any(|(id, _)| cluster.is_asking(id.client)) {
            return None;
        }
        let apart = cluster.up().difference(group);
        apart.iter().find_map(|node| {
            let Volatile::Primary { proposals } = cluster.nodes[node.index()].volatile else {
                return None;
            };
            let mut decrees = proposals
                .iter()
                .map(|open| decree_of(cluster, node, open.slot));
            Some((node, decrees.find(waits)?.command))
        })
    }

    /// Whether others can go on without a primary that has too few votes: they must elect another and
    /// have the votes.
    fn others(&self, cluster: &View<'_>, node: NodeId) -> Option<Outlook> {
        let (need, elects) = (self.0.need(), majority(self.0.nodes));
        // Where it takes more to commit than to elect, one may be elected that cannot commit.
        let safe = |group: NodeSet| need <= elects || !group.contains(node);
        let enough = |group: NodeSet| group.len() >= elects.max(need) && safe(group);
        let can = |able| say!("verdict.others_can", who = node, able = able);
        let others = cluster.others_without(self, node, enough, can);
        let unsteady = || {
            let reach = need > elects && cluster.groups().largest().len() >= need;
            (reach && !cluster.is_steady(self, node)).then(|| Outlook {
                stuck: true,
                say: say!("verdict.unsteady", who = node),
            })
        };
        others.or_else(unsteady)
    }
}

pub(super) fn decree_of(cluster: &View<'_>, node: NodeId, slot: Slot) -> Decree {
    let entry = cluster.nodes[node.index()].durable.ledger.get(slot);
    entry.map_or(Decree::GAP, |entry| entry.decree)
}

fn running(cluster: &View<'_>, is: impl Fn(&Volatile) -> bool) -> NodeSet {
    let up = cluster.up().iter();
    up.filter(|node| is(cluster.nodes[node.index()].volatile))
        .collect()
}

fn flying_any(cluster: &View<'_>, is: impl Fn(&Message) -> bool) -> bool {
    cluster.flights.iter().any(|flight| flight.carries.is(&is))
}
