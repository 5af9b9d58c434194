//! One decision of Paxos as a whole: whose ballot is under way, and what is still possible.

use super::describe::View;
use super::{Attempt, Message, SinglePaxos, Stage, place};
use crate::protocol::describe::{Scene, Verdict, VerdictKind};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Decree, Key};
use crate::protocol::paxos::Ballot;
use crate::protocol::paxos::phrases::{
    Collected, Collects, at_rest, coming, idle, kept, single as at,
};
use crate::protocol::progress::Progress;
use crate::say;

/// After so many ballots without a result, proposers that go on are duelling.
const DUEL_AFTER: u32 = 3;

impl SinglePaxos {
    pub(super) fn scene_of(&self, cluster: &View<'_>) -> Scene {
        let Some(first_up) = cluster.up().iter().next() else {
            return Scene::all_down();
        };
        let mut attempts = attempts(cluster);
        let enough = |group| self.0.promised(group) && self.0.accepted(group);
        let collected = |node, attempt| {
            let collected = self.collected(cluster, node, attempt)?;
            Some(collected.tally(&self.0, cluster))
        };
        // One that is cut off goes on with what its client has long been told elsewhere.
        attempts.retain(|(node, attempt)| {
            let mut waiting = attempt.waiting.iter();
            waiting.any(|waiting| cluster.is_awaited(waiting.id))
                || enough(cluster.in_touch_with(*node))
                || collected(*node, attempt).is_some_and(|tally| tally.can())
        });
        let highest = attempts.iter().copied().max_by_key(|(_, attempt)| {
            let active = attempt.stage != Stage::Resting;
            (active, attempt.ballot)
        });
        let Some((node, attempt)) = highest else {
            return self.quiet(cluster, first_up);
        };
        let collected = self.collected(cluster, node, attempt);
        let tally = collected
            .as_ref()
            .map(|collected| collected.tally(&self.0, cluster));
        let mut verdict = match (&collected, &tally) {
            (Some(collected), Some(tally)) => collected.verdict(&self.0, tally, attempt.tries > 1),
            _ => resting(node, attempt.ballot),
        };
        if verdict.kind == VerdictKind::Blocked {
            verdict.more = cluster.elsewhere(node, enough).or(verdict.more);
        }
        let others = attempts
            .iter()
            .filter(|(_, other)| other.key == attempt.key);
        let rival = others
            .filter(|(other, _)| *other != node)
            .max_by_key(|(_, other)| other.ballot);
        if let Some((_, rival)) = rival
            && attempt.ballot.round >= DUEL_AFTER
            && verdict.kind != VerdictKind::Blocked
        {
            verdict = self.duel(attempt.ballot, rival.ballot);
        }
        Scene {
            progress: match attempt.stage {
                Stage::Prepare { .. } => Progress::at(at::PREPARE),
                Stage::Accept { .. } => Progress::at(at::ACCEPT),
                Stage::Resting => Progress::NONE,
            },
            verdict,
            tally,
            coordinator: Some(node),
        }
    }

    /// What an attempt has collected so far; `None` while it rests.
    pub(super) fn collected(
        &self,
        cluster: &View<'_>,
        node: NodeId,
        attempt: &Attempt,
    ) -> Option<Collected> {
        let (key, ballot) = (attempt.key, attempt.ballot);
        let (what, coming) = match attempt.stage {
            Stage::Prepare { .. } => (
                Collects::Promises,
                coming(
                    cluster,
                    node,
                    |message| matches!(message, Message::Promise { key: k, ballot: b, .. } if (*k, *b) == (key, ballot)),
                ),
            ),
            Stage::Accept { decree } => (
                Collects::Acceptances(decree.command),
                coming(
                    cluster,
                    node,
                    |message| matches!(message, Message::Accepted { key: k, ballot: b } if (*k, *b) == (key, ballot)),
                ),
            ),
            Stage::Resting => return None,
        };
        Some(Collected {
            who: node,
            ballot,
            what,
            yes: attempt.yes,
            no: attempt.no,
            coming,
        })
    }

    fn duel(&self, one: Ballot, other: Ballot) -> Verdict {
        Verdict {
            kind: VerdictKind::Working,
            head: say!("paxos.verdict.duel"),
            body: say!(
                "paxos.verdict.duel.body",
                one = other.node,
                other = one.node,
                ballot = one.say()
            ),
            more: Some(if self.0.back_off {
                say!("paxos.verdict.duel.rest")
            } else {
                say!("paxos.verdict.duel.on")
            }),
        }
    }

    /// Nobody proposes anything.
    fn quiet(&self, cluster: &View<'_>, shown: NodeId) -> Scene {
        let key = place(focus(cluster));
        let all = NodeSet::all(self.0.nodes());
        let holders = |decree: Decree| {
            let holds = |node: &NodeId| {
                let cell = &cluster.nodes[node.index()].durable.cells[key];
                let accepted = cell.accepted.map(|(_, decree)| decree);
                cell.chosen.or(accepted) == Some(decree)
            };
            all.iter().filter(holds).collect::<NodeSet>()
        };
        let found = cluster.up().iter().filter_map(|node| {
            let decree = cluster.nodes[node.index()].durable.cells[key].chosen;
            decree.map(|decree| (node, decree))
        });
        // Where a rule is broken there may be two: the one that more hold.
        let found =
            found.max_by_key(|(node, decree)| (holders(*decree).len(), std::cmp::Reverse(*node)));
        let chosen = found.map(|(_, decree)| decree);
        let broken = self.0.broken;
        let lax = broken.forget_promise || broken.ignore_learnt || !self.0.quorums.meet();
        let last = found.map(|(node, decree)| match lax {
            true => say!(
                "paxos.verdict.chosen.unsafe",
                who = node,
                what = decree.command
            ),
            false => say!("paxos.verdict.chosen.body", what = decree.command),
        });
        let telling = cluster
            .flights
            .iter()
            .any(|f| f.carries.is(|m| matches!(m, Message::Chosen { .. })));
        let progress =
            Progress::of_the_rest(cluster, telling, [at::REQUEST, at::CHOSEN, at::ANSWER]);
        let kept_by = chosen.map(|decree| kept(&self.0, decree.command, holders(decree)));
        let verdict = idle(&self.0, cluster, last, None, None);
        Scene {
            progress,
            coordinator: kept_by.as_ref().map(|_| shown),
            tally: at_rest(&self.0, cluster, &verdict, kept_by, None),
            verdict,
        }
    }
}

fn resting(node: NodeId, ballot: Ballot) -> Verdict {
    Verdict {
        kind: VerdictKind::Working,
        head: say!("paxos.verdict.resting"),
        body: say!(
            "paxos.verdict.resting.body",
            who = node,
            ballot = ballot.say()
        ),
        more: None,
    }
}

/// All proposals of nodes that are up.
fn attempts<'a>(cluster: &View<'a>) -> Vec<(NodeId, &'a Attempt)> {
    let up = cluster.up();
    let attempts = |node: NodeId| {
        let attempts = cluster.nodes[node.index()].volatile.attempts.iter();
        attempts.map(move |attempt| (node, attempt))
    };
    up.iter().flat_map(attempts).collect()
}

/// The key that the stage is about: the one that is proposed for, or asked for, or the first that
/// anything is known of.
pub(super) fn focus(cluster: &View<'_>) -> Key {
    let proposed = attempts(cluster).first().map(|(_, attempt)| attempt.key);
    let asked = || cluster.waiting.first().and_then(|(_, what)| what.key());
    let known = || {
        (0..Key::COUNT).map(Key).find(|key| {
            let mut nodes = cluster.nodes.iter();
            nodes.any(|node| node.durable.cells[place(*key)].round > 0)
        })
    };
    proposed.or_else(asked).or_else(known).unwrap_or(Key(0))
}
