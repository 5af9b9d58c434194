//! Reads that do not go through the log (6.4 of the dissertation).
//!
//! Whoever answers a read must know everything that was committed before the read was asked. A
//! leader that has committed an entry of its own term does, if it still is the leader. Read index:
//! it asks everybody once more, and a quorum's answers prove that nobody had replaced it when they
//! were sent. Lease: voters refuse to elect anybody for a while after they heard their leader, so
//! an answer of a quorum proves it for a while. Stale: whoever is asked says what it knows.

use super::replicate::Send;
use super::{Leader, Reads, Role, Turn, WaitingRead};
use crate::protocol::ids::{Micros, NodeId, NodeSet};
use crate::protocol::op::{Decree, Key, RequestId, Response};

/// So many rounds can be under way. A lease that would rest on an older one is none.
const ROUNDS_MAX: usize = 16;

impl Leader {
    /// Asks everybody, with the next messages, whether it still leads.
    pub(super) fn begin_round(&mut self, clock: Micros) {
        self.round += 1;
        self.rounds.push_back((self.round, clock));
        if self.rounds.len() > ROUNDS_MAX {
            self.rounds.pop_front();
        }
        debug_assert!(self.rounds.len() <= ROUNDS_MAX, "rounds are bounded");
    }

    /// Who has answered this round or a later one.
    fn answered(&self, round: u32, me: NodeId) -> NodeSet {
        let peers = self.peers.iter().enumerate();
        let answered = peers.filter(|(_, peer)| peer.round >= round);
        let answered: NodeSet = answered.map(|(i, _)| NodeId(i as u8)).collect();
        answered.with(me)
    }
}

impl Turn<'_> {
    /// A read that this leader answers itself.
    pub(super) fn read(&mut self, id: RequestId, key: Key) {
        if self.may_answer_alone() {
            return self.answer_read(id, key);
        }
        let Role::Leader(leader) = &mut self.volatile.role else {
            unreachable!("only a leader is asked")
        };
        if leader.reads.iter().any(|read| read.id == id) {
            return; // asked for before, and waiting
        }
        // A client waits for one thing at a time.
        leader.reads.retain(|read| read.id.client != id.client);
        let begins = leader.begins;
        leader.begin_round(self.clock);
        let round = leader.round;
        leader.reads.push(WaitingRead { id, key, round });
        if begins == self.durable.log.end() {
            self.append(Decree::GAP, None); // no entry of its own yet, since a rule is broken
        }
        for to in self
            .durable
            .log
            .members()
            .all_voters()
            .without(self.me)
            .iter()
        {
            self.send_append(to, Send::News);
        }
        self.answer_reads();
    }

    /// Answers the reads whose round is confirmed.
    pub(super) fn answer_reads(&mut self) {
        let members = *self.durable.log.members();
        let knows = self.knows_all_committed();
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        let confirmed = |round| members.quorum(leader.answered(round, self.me));
        // Rounds before the latest confirmed one are of no more use.
        if let Some(latest) = leader
            .rounds
            .iter()
            .rposition(|(round, _)| confirmed(*round))
        {
            leader.rounds.drain(..latest);
        }
        if !knows || leader.reads.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut leader.reads);
        let (ready, waiting): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|read| members.quorum(leader.answered(read.round, self.me)));
        leader.reads = waiting;
        for read in ready {
            self.answer_read(read.id, read.key);
        }
    }

    pub(super) fn answer_read(&mut self, id: RequestId, key: Key) {
        let value = self.volatile.latest.value(key);
        self.out.answer(id, Response::Done { value });
    }

    /// Whether everything that anybody has ever committed is committed here, while it leads.
    fn knows_all_committed(&self) -> bool {
        match &self.volatile.role {
            Role::Leader(leader) => self.volatile.commit > leader.begins,
            _ => false,
        }
    }

    /// Whether nobody else can have been elected yet, by this node's own clock.
    fn may_answer_alone(&self) -> bool {
        let Role::Leader(leader) = &self.volatile.role else {
            return false;
        };
        if self.config.reads != Reads::Lease || leader.lease_void || !self.knows_all_committed() {
            return false;
        }
        let members = self.durable.log.members();
        let confirmed = |round| members.quorum(leader.answered(round, self.me));
        let mut rounds = leader.rounds.iter().rev();
        let since = rounds.find(|(round, _)| confirmed(*round));
        since.is_some_and(|(_, sent)| self.clock.minus(*sent) < self.config.lease())
    }

    /// What a node says that does not lead.
    pub(super) fn send_elsewhere(&mut self, id: RequestId) {
        let leader = self.volatile.leader.filter(|leader| *leader != self.me);
        self.out
            .answer(id, leader.map_or(Response::Busy, Response::Redirect));
    }
}
