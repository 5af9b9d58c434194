//! Single-decree Paxos for people.

use super::{Attempt, Cell, Message, SinglePaxos, Stage, Timer, place};
use crate::protocol::describe::{
    Cluster, Condition, Describe, Field, NodeFace, Scene, Spec, Tone, Verdict, VerdictKind,
};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::Key;
use crate::protocol::paxos::phrases::{
    Collected, Collects, at_rest, coming, command, field, idle, kept, place_field, single as at,
};
use crate::protocol::paxos::{Ballot, spec};
use crate::protocol::progress::Progress;
use crate::protocol::say::Say;
use crate::say;

type View<'a> = Cluster<'a, SinglePaxos>;

/// After so many ballots without a result, proposers that go on are duelling.
const DUEL_AFTER: u32 = 3;

impl Describe for SinglePaxos {
    fn spec(&self) -> Spec {
        spec(&self.0)
    }

    fn is_led(&self) -> bool {
        false
    }

    fn node(&self, node: NodeId, cluster: &View<'_>) -> NodeFace {
        let view = &cluster.nodes[node.index()];
        let mut fields: Vec<Field> = place_field(&self.0, node).into_iter().collect();
        let mut tally = None;
        for attempt in &view.volatile.attempts {
            let progress = match self.collected(cluster, node, attempt) {
                Some(collected) => {
                    let now = collected.tally(&self.0, cluster);
                    let (yes, have, need) = (now.yes, now.have(), now.need);
                    tally = tally.or(Some(now));
                    say!(
                        "field.collecting.value",
                        yes = yes,
                        have = have,
                        need = need
                    )
                }
                None => say!("paxos.field.resting"),
            };
            let name = say!("paxos.field.ballot", ballot = attempt.ballot.say());
            fields.push(field(name, progress));
        }
        for (cell, key) in view.durable.cells.iter().zip((0..).map(Key)) {
            cell_fields(cell, key, &mut fields);
        }
        let cell = &view.durable.cells[place(focus(cluster))];
        let (role, tone) = match view.condition {
            Condition::Down => (say!("role.down"), Tone::Dead),
            _ if !view.volatile.attempts.is_empty() => (say!("paxos.role.proposer"), Tone::Accent),
            _ => {
                let tone = match cell {
                    Cell { accepted: None, .. } => Tone::Plain,
                    _ => Tone::Yes,
                };
                (say!("paxos.role.acceptor"), tone)
            }
        };
        NodeFace {
            role,
            tone,
            caption: caption(cell),
            tally: tally.filter(|_| view.condition != Condition::Down),
            fields,
        }
    }

    fn tone(&self, message: &Message) -> (Tone, bool) {
        let tone = match message {
            Message::Prepare { .. } => Tone::Wait,
            Message::Accept { .. } => Tone::Accent,
            Message::Promise { .. } | Message::Accepted { .. } => Tone::Yes,
            Message::Outbid { .. } => Tone::No,
            Message::Chosen { .. } => Tone::Plain,
        };
        (tone, false)
    }

    fn label(&self, message: &Message) -> (Say, Vec<Field>) {
        let about = |key: Key, ballot: Ballot| {
            let letter = key.letter().to_string();
            vec![
                field(
                    say!("paxos.field.key"),
                    say!("paxos.plain.key", key = letter.as_str()),
                ),
                field(say!("paxos.field.in_ballot"), ballot.say()),
            ]
        };
        match *message {
            Message::Prepare { key, ballot } => (
                say!("paxos.message.prepare", ballot = ballot.say()),
                about(key, ballot),
            ),
            Message::Promise {
                key,
                ballot,
                accepted,
            } => match accepted {
                None => (
                    say!("paxos.message.promise", ballot = ballot.say()),
                    about(key, ballot),
                ),
                Some((earlier, decree)) => (
                    say!(
                        "paxos.message.promise_but",
                        ballot = ballot.say(),
                        what = decree.command,
                        earlier = earlier.say()
                    ),
                    about(key, ballot),
                ),
            },
            Message::Accept {
                key,
                ballot,
                decree,
            } => (
                say!(
                    "paxos.message.accept",
                    ballot = ballot.say(),
                    what = decree.command
                ),
                about(key, ballot),
            ),
            Message::Accepted { key, ballot } => (
                say!("paxos.message.accepted", ballot = ballot.say()),
                about(key, ballot),
            ),
            Message::Outbid {
                key,
                ballot,
                promised,
            } => (
                say!("paxos.message.outbid", promised = promised.say()),
                about(key, ballot),
            ),
            Message::Chosen { decree, .. } => (
                say!("paxos.message.chosen", what = decree.command),
                Vec::new(),
            ),
        }
    }

    fn timer(&self, _: Timer) -> Say {
        say!("paxos.timer.again")
    }

    fn scene(&self, cluster: &View<'_>) -> Scene {
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
}

impl SinglePaxos {
    /// What an attempt has collected so far; `None` while it rests.
    fn collected(&self, cluster: &View<'_>, node: NodeId, attempt: &Attempt) -> Option<Collected> {
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
        let found = cluster.up().iter().find_map(|node| {
            let decree = cluster.nodes[node.index()].durable.cells[key].chosen;
            decree.map(|decree| (node, decree))
        });
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
        let kept_by = chosen.map(|decree| {
            let holds = |node: &NodeId| {
                let cell = &cluster.nodes[node.index()].durable.cells[key];
                let accepted = cell.accepted.map(|(_, decree)| decree);
                cell.chosen.or(accepted) == Some(decree)
            };
            let all = NodeSet::all(self.0.nodes());
            kept(&self.0, decree.command, all.iter().filter(holds).collect())
        });
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
fn focus(cluster: &View<'_>) -> Key {
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

fn caption(cell: &Cell) -> Option<Say> {
    match (cell.chosen, cell.accepted) {
        (Some(decree), _) => Some(say!("paxos.caption.chosen", what = decree.command)),
        (None, Some((ballot, decree))) => Some(say!(
            "paxos.caption.accepted",
            ballot = ballot.say(),
            what = decree.command
        )),
        (None, None) if cell.promised > Ballot::NONE => {
            Some(say!("paxos.caption.promised", ballot = cell.promised.say()))
        }
        (None, None) => None,
    }
}

fn cell_fields(cell: &Cell, key: Key, fields: &mut Vec<Field>) {
    let letter = key.letter().to_string();
    let letter = letter.as_str();
    if cell.promised > Ballot::NONE {
        let name = say!("paxos.field.promised", key = letter);
        fields.push(field(name, cell.promised.say()));
    }
    if let Some((ballot, decree)) = cell.accepted {
        let value = say!(
            "paxos.caption.accepted",
            ballot = ballot.say(),
            what = decree.command
        );
        fields.push(field(say!("paxos.field.accepted", key = letter), value));
    }
    if let Some(decree) = cell.chosen {
        let name = say!("paxos.field.chosen", key = letter);
        fields.push(field(name, command(decree.command)));
    }
}
