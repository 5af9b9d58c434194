//! What counts as committed, what follows from it, and folding what is long committed.

use super::log::Snapshot;
use super::{Message, Role, Turn};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::{Note, Slot};

impl Turn<'_> {
    /// Looks how far the copies of the log go (5.3 and 5.4.2).
    pub(super) fn commit_what_a_quorum_has(&mut self) {
        let log = &self.durable.log;
        let Role::Leader(leader) = &self.volatile.role else {
            return;
        };
        let holders = |end: Slot| {
            let peers = leader.peers.iter().enumerate();
            let have = peers.filter(|(_, peer)| peer.matched >= end);
            let have: NodeSet = have.map(|(i, _)| NodeId(i as u8)).collect();
            have.with(self.me)
        };
        let mut to = log.end();
        while to > self.volatile.commit && !log.members().quorum(holders(to)) {
            to -= 1;
        }
        // A copy of an entry of an old term proves nothing: a leader that does not have it can
        // still be elected.
        let own = log.term_before(to) == Some(self.durable.term);
        if to > self.volatile.commit && (own || self.config.broken.count_old_terms) {
            self.commit_up_to(to);
            self.leave_if_removed();
            self.pursue_goal();
            self.answer_reads();
        }
    }

    /// All slots below are committed: they take effect in order, and a leader answers who asked.
    pub(super) fn commit_up_to(&mut self, to: Slot) {
        assert!(
            to <= self.durable.log.end(),
            "only what is there is committed"
        );
        let leads = self.leads();
        while self.volatile.commit < to {
            let slot = self.volatile.commit;
            let entry = self.durable.log.get(slot).expect("it is there");
            let decree = entry.decree;
            if let Some(members) = entry.members.as_deref() {
                let (voters, joining) = (members.voters, members.joining);
                self.out.note(Note::Voters {
                    below: slot + 1,
                    voters,
                    joining,
                });
            }
            self.out.note(Note::Decided { slot, decree });
            let response = self.volatile.latest.apply(decree);
            self.volatile.commit += 1;
            if let (true, Some(id), Some(response)) = (leads, decree.request, response) {
                self.out.answer(id, response);
            }
        }
        self.fold();
    }

    /// Keeps the log short.
    fn fold(&mut self) {
        let log = &mut self.durable.log;
        let kept = self.volatile.commit.saturating_sub(log.base().end);
        if kept < self.config.compact {
            return;
        }
        log.fold(self.volatile.commit - self.config.compact / 2);
        let below = log.base().end;
        debug_assert!(
            below <= self.volatile.commit,
            "only what is committed is folded"
        );
        self.out.persist();
        self.out.note(Note::Settled { below });
    }

    /// A leader whose removal is committed has done its last duty.
    fn leave_if_removed(&mut self) {
        let log = &self.durable.log;
        if log.members_end() <= self.volatile.commit && !log.members().votes(self.me) {
            self.step_down();
        }
    }

    /// InstallSnapshot: the leader no longer has what this node misses.
    pub(super) fn on_install(&mut self, leader: NodeId, snapshot: &Snapshot, round: u32) {
        if snapshot.end > self.volatile.commit {
            let log = &mut self.durable.log;
            log.install(snapshot);
            let end = log.end();
            self.volatile.commit = snapshot.end;
            self.volatile.latest = snapshot.store.clone();
            self.out.persist();
            self.out.note(Note::Settled {
                below: snapshot.end,
            });
            self.out.note(Note::Cleared { from: end });
            self.await_leader();
        }
        let matched = Message::Appended {
            term: self.durable.term,
            matched: snapshot.end,
            round,
            news: true,
        };
        self.out.send(leader, matched);
    }
}
