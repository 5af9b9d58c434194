//! One sentence on what the register is doing, and why: while something is under way, and at rest.

use super::describe::{View, newest_anywhere, shown_key};
use super::spec::at;
use super::{Operation, Register, Stage, place};
use crate::protocol::describe::{Scene, Seats, Tally, Verdict, VerdictKind};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::progress::Progress;
use crate::protocol::say::Say;
use crate::say;

impl Register {
    /// What an operation under way means, and why.
    pub(super) fn verdict_on(&self, op: &Operation, tally: &Tally) -> Verdict {
        let (have, need, what) = (tally.yes.len(), tally.need, op.command());
        let could = tally.possible.len();
        let missing = need.saturating_sub(have);
        let silent = tally
            .members
            .difference(tally.yes)
            .difference(tally.possible);
        if have + could < need {
            let can = have + could;
            let body = match op.stage {
                Stage::Store => {
                    say!(
                        "register.verdict.blocked_w",
                        can = can,
                        need = need,
                        what = what
                    )
                }
                _ => say!(
                    "register.verdict.blocked_r",
                    can = can,
                    need = need,
                    what = what
                ),
            };
            return Verdict {
                kind: VerdictKind::Blocked,
                head: say!("verdict.blocked"),
                body,
                more: Some(say!(
                    "register.verdict.blocked.more",
                    missing = missing,
                    could = could,
                    silent = silent
                )),
            };
        }
        let (head, body) = match (op.stage, op.item) {
            (Stage::Store, Some(item)) if op.is_read() => (
                say!("register.verdict.writing_back"),
                say!(
                    "register.verdict.writing_back.body",
                    have = have,
                    need = need,
                    what = self.item(op.key, item)
                ),
            ),
            (Stage::Store, Some(item)) => (
                say!("register.verdict.writing"),
                say!(
                    "register.verdict.writing.body",
                    have = have,
                    need = need,
                    what = self.item(op.key, item)
                ),
            ),
            _ if op.is_read() => (
                say!("register.verdict.reading"),
                say!(
                    "register.verdict.reading.body",
                    have = have,
                    need = need,
                    what = what
                ),
            ),
            _ => (
                say!("register.verdict.asking"),
                say!(
                    "register.verdict.asking.body",
                    have = have,
                    need = need,
                    what = what
                ),
            ),
        };
        let more = match (silent.is_empty(), op.tries > 0) {
            (true, false) => say!("verdict.collecting.more", possible = tally.possible),
            (true, true) => say!("register.verdict.late", possible = tally.possible),
            (false, _) => say!(
                "verdict.collecting.some",
                silent = silent,
                could = could,
                missing = missing
            ),
        };
        Verdict {
            kind: VerdictKind::Working,
            head,
            body,
            more: Some(more),
        }
    }

    /// Nothing is under way.
    pub(super) fn quiet(&self, cluster: &View<'_>) -> Scene {
        let boxes = [at::REQUEST, at::DECIDE, at::ANSWER];
        let key = shown_key(cluster);
        let newest = newest_anywhere(cluster, key);
        let homes = self.0.homes_of(key);
        let holds = |node: &NodeId| {
            let copies = &cluster.nodes[node.index()].durable.copies[place(key)];
            copies.newest() == newest
        };
        let tally = newest.map(|item| Tally {
            title: say!("register.tally.holders", what = self.item(key, item)),
            members: homes,
            yes: homes.iter().filter(holds).collect(),
            no: NodeSet::EMPTY,
            possible: NodeSet::EMPTY,
            need: self.0.need_to_write(),
            seats: Seats::default(),
        });
        let newest = newest.map(|item| self.item(key, item));
        let verdict = self.verdict_at_rest(cluster, homes, newest, tally.as_ref());
        let tally = match verdict.kind {
            VerdictKind::Blocked => Some(self.within_reach(cluster, homes)),
            _ => tally,
        };
        Scene {
            progress: Progress::of_the_rest(cluster, false, boxes),
            verdict,
            tally,
            coordinator: None,
        }
    }

    /// Those who may answer, and the most of them that can hear each other.
    fn best_group(&self, cluster: &View<'_>, homes: NodeSet) -> (NodeSet, NodeSet) {
        let members = if self.0.sloppy {
            NodeSet::all(self.0.nodes)
        } else {
            homes
        };
        let up = cluster.up();
        let groups = up
            .iter()
            .map(|node| cluster.in_touch_with(node).intersection(members));
        let best = groups.max_by_key(|group| group.len()).unwrap_or_default();
        (members, best)
    }

    /// So many must answer before a write is done: one that asks first needs both quorums.
    pub(super) fn needed_to_write(&self) -> u8 {
        let write = self.0.need_to_write();
        match self.0.ask_first {
            true => write.max(self.0.read),
            false => write,
        }
    }

    /// Who could still answer, where that is too few to write or to read.
    fn within_reach(&self, cluster: &View<'_>, homes: NodeSet) -> Tally {
        let (members, best) = self.best_group(cluster, homes);
        let need = match self.needed_to_write() {
            write if best.len() < write => write,
            _ => self.0.need_to_read(),
        };
        Tally::within_reach(members, best, need)
    }

    /// What the next request would meet with, and what holds of the last write.
    fn verdict_at_rest(
        &self,
        cluster: &View<'_>,
        homes: NodeSet,
        newest: Option<Say>,
        tally: Option<&Tally>,
    ) -> Verdict {
        let (read, write) = (self.0.need_to_read(), self.0.need_to_write());
        let blocked = |body, more| Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body,
            more: Some(more),
        };
        let (members, best) = self.best_group(cluster, homes);
        let (have, lost) = (best.len(), members.difference(best));
        let out_of_touch = say!("verdict.idle.lost", lost = lost);
        if cluster.up().is_empty() {
            return blocked(say!("verdict.all_down"), out_of_touch);
        }
        let writing = self.needed_to_write();
        match (have >= read, have >= writing) {
            (true, true) => {}
            (true, false) => {
                let body = say!("register.verdict.no_writes", have = have, need = writing);
                return blocked(body, out_of_touch);
            }
            (false, true) => {
                let body = say!("register.verdict.no_reads", have = have, need = read);
                return blocked(body, out_of_touch);
            }
            (false, false) => {
                let body = say!(
                    "register.verdict.neither",
                    have = have,
                    read = read,
                    write = writing
                );
                return blocked(body, out_of_touch);
            }
        }
        let more = Some(self.meeting(read, write));
        let (Some(what), Some(tally)) = (newest, tally) else {
            return Verdict {
                kind: VerdictKind::Idle,
                head: say!("verdict.idle"),
                body: say!(
                    "register.verdict.idle.body",
                    n = self.0.homes,
                    read = read,
                    write = write
                ),
                more,
            };
        };
        let holders = tally.yes;
        if holders.len() < write {
            return Verdict {
                kind: VerdictKind::Idle,
                head: say!("register.verdict.partial"),
                body: say!(
                    "register.verdict.partial.body",
                    what = what,
                    holders = holders,
                    need = write
                ),
                more: Some(say!("register.verdict.partial.more")),
            };
        }
        Verdict {
            kind: VerdictKind::Committed,
            head: say!("register.verdict.stored"),
            body: say!(
                "register.verdict.stored.body",
                what = what,
                holders = holders
            ),
            more,
        }
    }

    /// Whether reads meet writes, with the numbers.
    fn meeting(&self, read: u8, write: u8) -> Say {
        let n = self.0.homes;
        if self.0.sloppy {
            say!("register.verdict.sloppy", read = read, write = write)
        } else if self.0.reads_meet_writes() {
            let shared = read + write - n;
            say!(
                "register.verdict.meet",
                read = read,
                write = write,
                n = n,
                shared = shared
            )
        } else {
            say!("register.verdict.miss", read = read, write = write, n = n)
        }
    }
}
