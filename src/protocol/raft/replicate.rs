//! The leader's log and its copies.

use super::log::Entry;
use super::members::Members;
use super::{HEARTBEAT, Message, Reads, Role, Timer, Turn};
use crate::protocol::ids::NodeId;
use crate::protocol::op::{Command, Decree, RequestId, Response};
use crate::protocol::{Note, Slot};

/// So many entries fit into one message.
const BATCH: usize = 64;

/// A leader takes on no more when so much is not committed yet.
const OPEN_MAX: Slot = 192;

/// Why a leader sends a node what it has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Send {
    /// There is something new.
    News,
    Heartbeat,
}

impl Turn<'_> {
    /// A request for the log.
    pub(super) fn propose(&mut self, id: RequestId, command: Command) {
        let Role::Leader(leader) = &self.volatile.role else {
            unreachable!("only a leader proposes")
        };
        let open = self.durable.log.end() - self.volatile.commit;
        if leader.hands_to.is_some() || open >= OPEN_MAX {
            return self.out.answer(id, Response::Busy);
        }
        // Asked for before and still open: it is answered when it is committed.
        if self.durable.log.slot_of(id).is_none() {
            let request = Some(id);
            self.append(Decree { request, command }, None);
            self.spread();
            self.commit_what_a_quorum_has();
        }
    }

    /// A leader adds an entry of its term to its own log.
    pub(super) fn append(&mut self, decree: Decree, members: Option<Box<Members>>) {
        debug_assert!(self.leads(), "only a leader adds to the log");
        let term = self.durable.term;
        let entry = Entry {
            term,
            decree,
            members,
        };
        self.write(entry);
        self.out.persist();
    }

    /// Writes an entry to the end of the log on disk.
    fn write(&mut self, entry: Entry) {
        let (slot, decree) = (self.durable.log.end(), entry.decree);
        debug_assert!(
            entry.term <= self.durable.term,
            "nothing is from the future"
        );
        self.durable.log.push(entry);
        self.out.note(Note::Holds { slot, decree });
    }

    /// Sends everybody what is new, if it is known where to go on.
    pub(super) fn spread(&mut self) {
        for to in self
            .durable
            .log
            .members()
            .everyone()
            .without(self.me)
            .iter()
        {
            let Role::Leader(leader) = &self.volatile.role else {
                return;
            };
            if leader.peers[to.index()].sure {
                self.send_append(to, Send::News);
            }
        }
    }

    /// Shows everybody that the leader is there, and sends again what was not confirmed.
    pub(super) fn on_heartbeat_due(&mut self) {
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        if self.config.reads == Reads::Lease {
            leader.begin_round(self.clock);
        }
        for to in self
            .durable
            .log
            .members()
            .everyone()
            .without(self.me)
            .iter()
        {
            self.send_append(to, Send::Heartbeat);
        }
        let wait = self.config.after(HEARTBEAT);
        self.out.set_timer(Timer::Heartbeat, wait);
    }

    /// AppendEntries to one node, from where it should go on.
    pub(super) fn send_append(&mut self, to: NodeId, what: Send) {
        let (term, commit) = (self.durable.term, self.volatile.commit);
        let log = &self.durable.log;
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        let round = leader.round;
        let peer = &mut leader.peers[to.index()];
        let on_its_way = peer.next;
        let mut at_most = BATCH;
        if what == Send::Heartbeat && peer.sure && peer.matched < peer.next {
            // What was sent just now may well arrive yet. Only the next heartbeat repeats it.
            if !std::mem::replace(&mut peer.late, true) {
                at_most = 0;
            }
            peer.next = peer.matched;
        }
        debug_assert!(peer.next <= log.end(), "nobody is ahead of the leader");
        let message = if let Some(prev_term) = log.term_before(peer.next) {
            let entries: Vec<Entry> = log.from(peer.next).take(at_most).cloned().collect();
            let prev = peer.next;
            if peer.sure {
                peer.next += entries.len() as Slot;
            }
            if at_most == 0 {
                peer.next = on_its_way;
            }
            Message::Append {
                term,
                prev,
                prev_term,
                entries,
                commit,
                round,
            }
        } else {
            peer.next = log.base().end;
            Message::Install {
                term,
                snapshot: Box::new(log.base().clone()),
                round,
            }
        };
        self.out.send(to, message);
    }

    /// AppendEntries from the leader that this node follows (figure 2, receiver's part).
    pub(super) fn on_append(
        &mut self,
        leader: NodeId,
        (prev, prev_term): (Slot, u32),
        entries: Vec<Entry>,
        commit: Slot,
        round: u32,
    ) {
        let term = self.durable.term;
        let log = &self.durable.log;
        let base = log.base().end;
        let agrees = prev < base || log.term_before(prev) == Some(prev_term);
        if !agrees {
            // Back to the end, or past all of a term that the leader does not have there.
            let hint = match log.term_before(prev) {
                Some(_) => log.term_begins(prev),
                None => log.end(),
            };
            let refusal = Message::Rejected {
                term,
                prev,
                hint,
                round,
            };
            return self.out.send(leader, refusal);
        }
        let (news, members_before) = (!entries.is_empty(), log.members_end());
        let mut at = prev;
        let mut wrote = false;
        for entry in entries {
            let mine = self.durable.log.get(at).map(|mine| mine.term);
            if at >= base && mine != Some(entry.term) {
                if mine.is_some() {
                    self.cut_off(at);
                }
                self.write(entry);
                wrote = true;
            }
            at += 1;
        }
        if wrote {
            self.out.persist();
        }
        self.commit_up_to(commit.min(at));
        if self.durable.log.members_end() != members_before || !self.may_lead() {
            self.await_leader(); // it may have a vote now, or none any more
        }
        let matched = Message::Appended {
            term,
            matched: at,
            round,
            news,
        };
        self.out.send(leader, matched);
    }

    /// Takes away what contradicts the leader.
    fn cut_off(&mut self, from: Slot) {
        let unbroken = from >= self.volatile.commit;
        debug_assert!(
            unbroken || self.config.broken != super::Broken::default(),
            "what is committed is never overwritten"
        );
        self.durable.log.truncate(from);
        self.out.note(Note::Cleared { from });
        if !unbroken {
            self.volatile.commit = from;
            self.volatile.latest = self.durable.log.base().store.clone();
            let below = from - self.durable.log.base().end;
            for entry in self.durable.log.from(0).take(below as usize) {
                self.volatile.latest.apply(entry.decree);
            }
        }
    }

    pub(super) fn on_appended(&mut self, from: NodeId, term: u32, matched: Slot, round: u32) {
        if !self.hear_back(from, term, round) {
            return;
        }
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        let end = self.durable.log.end();
        let peer = &mut leader.peers[from.index()];
        peer.sure = true;
        peer.late &= matched <= peer.matched;
        peer.matched = peer.matched.max(matched.min(end));
        peer.next = peer.next.max(peer.matched);
        let more = peer.next < end;
        self.commit_what_a_quorum_has();
        if more {
            self.send_append(from, Send::News);
        }
        self.pursue_goal();
        self.hand_over_if_ready();
        self.answer_reads();
    }

    pub(super) fn on_rejected(
        &mut self,
        from: NodeId,
        term: u32,
        prev: Slot,
        hint: Slot,
        round: u32,
    ) {
        if !self.hear_back(from, term, round) {
            return;
        }
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        let peer = &mut leader.peers[from.index()];
        let next = hint.min(prev.saturating_sub(1)).max(peer.matched);
        if next < peer.next {
            peer.next = next;
            self.send_append(from, Send::News);
        }
        self.answer_reads();
    }

    /// Any answer to a leader: of a later term, it ends the lead; of this one, it confirms it.
    fn hear_back(&mut self, from: NodeId, term: u32, round: u32) -> bool {
        if term > self.durable.term {
            self.enter_term(term);
        }
        let this_term = term == self.durable.term;
        let Role::Leader(leader) = &mut self.volatile.role else {
            return false;
        };
        if this_term {
            let peer = &mut leader.peers[from.index()];
            peer.heard = true;
            peer.round = peer.round.max(round);
        }
        this_term
    }
}
