//! Sentences that both kinds of vote share: the verdict on a tally, and fields of the inspector.

use super::Config;
use super::ledger::Ledger;
use crate::protocol::describe::{Cluster, Field, Seats, Tally, Tone, Verdict, VerdictKind};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, RequestId};
use crate::protocol::say::Say;
use crate::protocol::{Protocol, Slot};
use crate::say;

pub fn field(name: Say, value: Say) -> Field {
    Field { name, value }
}

/// The votes of a proposal as a tally: who could still answer is whoever can hear and be heard,
/// or has said something that is on its way already.
pub fn tally<P: Protocol>(
    config: &Config,
    cluster: &Cluster<'_, P>,
    collector: NodeId,
    title: Say,
    yes: NodeSet,
    no: NodeSet,
    answers_on_the_way: NodeSet,
) -> Tally {
    let in_touch = cluster.in_touch_with(collector);
    let possible = in_touch
        .union(answers_on_the_way)
        .difference(yes)
        .difference(no);
    let members = NodeSet::all(config.nodes);
    Tally {
        title,
        members,
        yes,
        no,
        possible,
        need: config.need(),
        seats: Seats::default(),
    }
}

/// What is committed in a slot, as a tally of the disks that hold it. Those whose vote is `unheard`, as
/// it is still on its way, have a seat but no tick, so that votes are counted on one by one.
pub fn kept<'a>(
    config: &Config,
    (slot, decree): (Slot, Decree),
    disk: impl Fn(NodeId) -> &'a Ledger,
    unheard: NodeSet,
) -> Tally {
    let holds = |node: &NodeId| match disk(*node).get(slot) {
        Some(held) => held.decree == decree,
        // It has been folded away.
        None => disk(*node).is_decided(slot),
    };
    let holders: NodeSet = (0..config.nodes).map(NodeId).filter(holds).collect();
    Tally {
        title: say!("tally.kept", what = decree.command),
        members: NodeSet::all(config.nodes),
        yes: holders.difference(unheard),
        no: NodeSet::EMPTY,
        possible: holders.intersection(unheard),
        need: config.need(),
        seats: Seats::default(),
    }
}

/// What the dial shows when nothing is being collected: what is committed, or, where nothing more can
/// be, who could still vote.
pub fn at_rest(verdict: &Verdict, kept: Option<Tally>, rest: Rest, nodes: u8) -> Option<Tally> {
    if verdict.kind != VerdictKind::Blocked {
        return kept;
    }
    let all = NodeSet::all(nodes);
    Some(Tally::within_reach(all, rest.group, rest.need))
}

/// What there is to collect votes from when nothing is under way, and how many it takes.
#[derive(Clone, Copy)]
pub struct Rest {
    pub group: NodeSet,
    pub need: u8,
}

/// What a tally that is being collected means, and why.
pub fn verdict_on(config: &Config, tally: &Tally, what: Command, late: bool) -> Verdict {
    let (have, need) = (tally.yes.len(), tally.need);
    let missing = need.saturating_sub(have);
    let could = tally.possible.len();
    let unreachable = tally
        .members
        .difference(tally.yes)
        .difference(tally.no)
        .difference(tally.possible);
    let short = have + could < need;
    if short && !config.broken.count_replies_only {
        let more = if tally.no.is_empty() && could == 0 {
            say!(
                "verdict.blocked.none",
                missing = missing,
                silent = unreachable
            )
        } else if tally.no.is_empty() {
            say!(
                "verdict.blocked.more",
                missing = missing,
                could = could,
                silent = unreachable
            )
        } else {
            say!(
                "verdict.split.more",
                no = tally.no,
                missing = missing,
                could = could
            )
        };
        return Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!(
                "verdict.blocked.body",
                can = have + could,
                need = need,
                what = what
            ),
            more: Some(more),
        };
    }
    let body = say!(
        "verdict.collecting.body",
        have = have,
        need = need,
        what = what
    );
    let more = match (unreachable.is_empty(), late) {
        _ if short => say!("verdict.replies_only", need = need),
        (true, false) => say!("verdict.collecting.more", possible = tally.possible),
        (true, true) => say!("verdict.collecting.late", possible = tally.possible),
        (false, _) => say!(
            "verdict.collecting.some",
            silent = unreachable,
            could = could,
            missing = missing
        ),
    };
    Verdict {
        kind: VerdictKind::Working,
        head: say!("verdict.collecting"),
        body,
        more: Some(more),
    }
}

/// When nothing is under way: what the next request would meet with.
pub fn verdict_idle(
    config: &Config,
    can_be_lost: Option<Say>,
    rest: Rest,
    last: Option<(Command, &Tally)>,
) -> Verdict {
    let Rest { group, need } = rest;
    if group.len() < need {
        let lost = NodeSet::all(config.nodes).difference(group);
        return Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!("verdict.idle.blocked", have = group.len(), need = need),
            more: Some(say!("verdict.idle.lost", lost = lost)),
        };
    }
    match last {
        Some((what, kept)) => Verdict {
            kind: VerdictKind::Committed,
            head: say!("verdict.committed"),
            body: committed(what, kept),
            more: can_be_lost,
        },
        None => Verdict {
            kind: VerdictKind::Idle,
            head: say!("verdict.idle"),
            body: match config.broken.count_replies_only {
                true => say!(
                    "verdict.idle.replies",
                    need = config.need(),
                    n = config.nodes
                ),
                false => say!("verdict.idle.body", need = need, n = config.nodes),
            },
            more: can_be_lost,
        },
    }
}

/// A client that has not been told what was committed for it.
pub fn untold<P: Protocol>(
    cluster: &Cluster<'_, P>,
    served: impl Fn(RequestId) -> bool,
    verdict: &mut Verdict,
) {
    let mut waiting = cluster.waiting.iter();
    let untold = waiting.find(|(id, _)| served(*id) && !cluster.is_asking(id.client));
    if let Some((_, what)) = untold
        && verdict.kind != VerdictKind::Blocked
        && !cluster.answers()
    {
        verdict.kind = VerdictKind::Working;
        verdict.head = say!("verdict.waiting");
        verdict.body = say!("verdict.waiting.decided", what = *what);
    }
}

/// What is committed, or, with a rule broken, only taken to be.
fn committed(what: Command, kept: &Tally) -> Say {
    let (have, need) = (kept.yes.union(kept.possible).len(), kept.need);
    if have < need {
        return say!(
            "verdict.committed.short",
            what = what,
            have = have,
            need = need
        );
    }
    say!("verdict.committed.body", what = what)
}

/// The fields about what a node has stored.
pub fn ledger_fields(ledger: &Ledger, fields: &mut Vec<Field>) {
    let decided = ledger
        .from(ledger.base())
        .filter(|(_, entry)| entry.decided)
        .count() as u32;
    let open = ledger
        .from(ledger.base())
        .filter(|(_, entry)| !entry.decided);
    fields.push(field(
        say!("field.decided"),
        say!("plain.number", n = ledger.base() + decided),
    ));
    for (slot, entry) in open.take(3) {
        let name = say!("field.voted_for", slot = slot + 1);
        fields.push(field(
            name,
            say!("plain.command", what = entry.decree.command),
        ));
    }
    for (key, value) in ledger.values() {
        let what = Command::Write { key, value };
        fields.push(field(
            say!("field.stored"),
            say!("plain.command", what = what),
        ));
    }
}

/// A few words under a node: what it has stored last.
pub fn stored(ledger: &Ledger) -> Option<Say> {
    let (key, value) = ledger.values().next()?;
    Some(say!("plain.command", what = Command::Write { key, value }))
}

/// The last decided slot that this node knows of, and what was decided there.
pub fn last_decided(ledger: &Ledger) -> Option<(Slot, Decree)> {
    let decided = ledger
        .from(ledger.base())
        .filter(|(_, entry)| entry.decided);
    decided.last().map(|(slot, entry)| (slot, entry.decree))
}

/// The colour of a node that votes, by what it last did.
pub fn voter_tone(votes: bool) -> Tone {
    if votes { Tone::Yes } else { Tone::Plain }
}

pub fn number(n: u32) -> Say {
    say!("plain.number", n = n)
}
