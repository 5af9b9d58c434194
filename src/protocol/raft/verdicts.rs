//! Verdicts on a leader: waiting for copies, with nothing to do, or stuck.

use super::Raft;
use super::members::Members;
use super::phrases::set_of;
use super::scene::View;
use crate::protocol::Slot;
use crate::protocol::describe::{Outlook, Tally, Verdict, VerdictKind};
use crate::protocol::groups::Groups;
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::quorum::majority;
use crate::protocol::say::Say;
use crate::say;

/// A leader waits for copies.
pub(super) fn replicating(tally: &Tally, what: Say) -> Verdict {
    let (have, need, could) = (tally.yes.len(), tally.need, tally.possible.len());
    let silent = tally
        .members
        .difference(tally.yes)
        .difference(tally.possible);
    let missing = need.saturating_sub(have);
    if have + could < need {
        return Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!(
                "raft.verdict.blocked",
                can = have + could,
                need = need,
                what = what
            ),
            more: Some(say!(
                "raft.verdict.blocked.more",
                missing = missing,
                could = could,
                silent = silent
            )),
        };
    }
    Verdict {
        kind: VerdictKind::Working,
        head: say!("raft.verdict.replicating"),
        body: say!(
            "raft.verdict.replicating.body",
            have = have,
            need = need,
            what = what
        ),
        more: Some(if silent.is_empty() {
            say!("raft.verdict.replicating.more", possible = tally.possible)
        } else {
            say!(
                "raft.verdict.replicating.some",
                silent = silent,
                could = could,
                missing = missing
            )
        }),
    }
}

/// A leader with nothing to do.
pub(super) fn settled(
    leader: NodeId,
    term: u32,
    last: Option<(Slot, Say)>,
    groups: Groups,
    steady: Option<NodeId>,
    members: &Members,
) -> Verdict {
    let need = majority(members.voters.len());
    let more = match members.is_joint() {
        true => Some(say!("raft.verdict.members", what = set_of(members))),
        false => groups.what_can_be_lost(need, steady),
    };
    match last {
        Some((slot, what)) => Verdict {
            kind: VerdictKind::Committed,
            head: say!("verdict.committed"),
            body: say!(
                "raft.verdict.committed",
                what = what,
                slot = slot + 1,
                who = leader
            ),
            more,
        },
        None => Verdict {
            kind: VerdictKind::Idle,
            head: say!("verdict.idle"),
            body: say!("raft.verdict.leads", who = leader, term = term),
            more,
        },
    }
}

/// A leader without a quorum is stuck, but others may elect a new one.
pub(super) fn say_where_to_turn(
    raft: &Raft,
    cluster: &View<'_>,
    node: NodeId,
    verdict: &mut Verdict,
) {
    if let Some(others) = others(raft, cluster, node) {
        verdict.more = Some(others.say);
    }
}

/// Whether a leader keeps the lead and nobody else can be elected, whatever it can do with it.
pub(super) fn is_held(raft: &Raft, cluster: &View<'_>, leader: NodeId) -> bool {
    let others = others(raft, cluster, leader);
    cluster.is_steady(raft, leader) && others.is_none_or(|others| others.stuck)
}

/// The same for one that has nothing to do: it does not know yet.
pub(super) fn doubt(
    raft: &Raft,
    cluster: &View<'_>,
    node: NodeId,
    own: NodeSet,
    verdict: &mut Verdict,
) {
    let members = cluster.nodes[node.index()].durable.log.members();
    let others = others(raft, cluster, node).filter(|_| !members.quorum(own));
    let Some(others) = others else {
        return;
    };
    let need = majority(members.voters.len());
    let blocked = say!("verdict.idle.blocked", have = own.len(), need = need);
    others.put_into(verdict, blocked);
}

fn others(raft: &Raft, cluster: &View<'_>, node: NodeId) -> Option<Outlook> {
    let members = cluster.nodes[node.index()].durable.log.members();
    let enough = |group| members.quorum(group);
    let can = |able| say!("verdict.others_can", who = node, able = able);
    cluster.others_without(raft, node, enough, can)
}
