//! Phase 2 under a leader: requests, acceptances, what is chosen, catching up.

use super::log::{Entry, Snapshot};
use super::{Message, Proposal, Timer, Turn, Volatile};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, RequestId, Response};
use crate::protocol::paxos::Ballot;
use crate::protocol::{Note, Slot};

impl Turn<'_> {
    pub(super) fn on_request(&mut self, id: RequestId, command: Command) {
        let store = self.durable.log.store();
        if let Some(response) = store.answered(id) {
            return self.out.answer(id, response);
        }
        if store.is_past(id) {
            return; // nobody waits for it any more
        }
        match self.volatile {
            Volatile::Leader {
                next, proposals, ..
            } => {
                let request = Some(id);
                // Asked for before and still open: it will be answered when it is applied.
                if proposals.iter().all(|open| open.decree.request != request) {
                    let slot = *next;
                    self.propose(slot, Decree { request, command });
                }
            }
            Volatile::Follower {
                leader: Some(leader),
            } => self.out.answer(id, Response::Redirect(*leader)),
            _ => self.out.answer(id, Response::Busy),
        }
    }

    /// 2a, for a slot of which this leader knows that it may propose anything, or just this.
    pub(super) fn propose(&mut self, slot: Slot, decree: Decree) {
        let Volatile::Leader {
            ballot,
            next,
            proposals,
        } = &mut *self.volatile
        else {
            unreachable!("only a leader proposes")
        };
        let (ballot, log) = (*ballot, &self.durable.log);
        if log.is_decided(slot) {
            *next = (*next).max(slot + 1);
            return;
        }
        if !log.is_open(slot) {
            return; // too much is open already; the client will ask again
        }
        debug_assert!(proposals.iter().all(|open| open.slot != slot));
        proposals.push(Proposal {
            slot,
            decree,
            yes: NodeSet::EMPTY,
            tries: 0,
        });
        *next = slot + 1;
        while log.is_decided(*next) {
            *next += 1;
        }
        self.accept(ballot, slot, decree);
        let message = Message::Accept {
            ballot,
            slot,
            decree,
        };
        self.out.broadcast(self.me, self.config.nodes(), &message);
        self.out.set_timer(Timer::Again, self.config.wait(100, 100));
        self.on_accepted(self.me, ballot, slot);
    }

    /// Writes an acceptance to disk. Nothing is said of it before.
    fn accept(&mut self, ballot: Ballot, slot: Slot, decree: Decree) {
        assert_eq!(ballot, self.durable.promised, "to accept is to promise");
        let entry = Entry {
            ballot,
            decree,
            decided: false,
        };
        self.durable.log.put(slot, entry);
        self.out.persist();
        self.out.note(Note::Holds { slot, decree });
    }

    /// 2a. Accepts unless it has promised a higher ballot.
    pub(super) fn on_accept(&mut self, from: NodeId, ballot: Ballot, slot: Slot, decree: Decree) {
        if !self.follow(from, ballot) {
            return;
        }
        let log = &self.durable.log;
        if log.is_open(slot) {
            self.accept(ballot, slot, decree);
        } else if !log.is_decided(slot) {
            // Too far behind to accept: what lies between has to be learnt first.
            let from_slot = log.applied();
            return self.out.send(from, Message::CatchUp { from: from_slot });
        }
        self.out.send(from, Message::Accepted { ballot, slot });
    }

    /// 2b.
    pub(super) fn on_accepted(&mut self, from: NodeId, in_ballot: Ballot, slot: Slot) {
        let Volatile::Leader {
            ballot, proposals, ..
        } = &mut *self.volatile
        else {
            return;
        };
        let ballot = *ballot;
        if ballot != in_ballot {
            return;
        }
        let Some(at) = proposals.iter().position(|open| open.slot == slot) else {
            return;
        };
        proposals[at].yes.insert(from);
        if !self.config.accepted(proposals[at].yes) {
            return;
        }
        proposals.remove(at);
        if proposals.is_empty() {
            self.out.cancel_timer(Timer::Again);
        }
        self.decide(slot);
        let message = Message::Chosen { ballot, slot };
        self.out.broadcast(self.me, self.config.nodes(), &message);
        self.apply();
    }

    fn decide(&mut self, slot: Slot) {
        if self.durable.log.is_decided(slot) {
            return;
        }
        self.durable.log.decide(slot);
        self.out.persist();
        let entry = self.durable.log.get(slot);
        let decree = entry.expect("it was decided just now").decree;
        self.out.note(Note::Decided { slot, decree });
        debug_assert!(self.durable.log.is_decided(slot));
    }

    /// Decided slots take effect in order; the leader answers those who asked.
    fn apply(&mut self) {
        let answers = matches!(self.volatile, Volatile::Leader { .. });
        let out = &mut *self.out;
        self.durable.log.apply_in_order(|decree, response| {
            if let (true, Some(id)) = (answers, decree.request) {
                out.answer(id, response);
            }
        });
    }

    pub(super) fn on_acceptances_late(&mut self) {
        let Volatile::Leader {
            ballot, proposals, ..
        } = &mut *self.volatile
        else {
            return;
        };
        // What was learnt to be decided needs no more acceptances.
        proposals.retain(|open| !self.durable.log.is_decided(open.slot));
        if proposals.is_empty() {
            return;
        }
        for open in proposals.iter_mut() {
            open.tries = open.tries.saturating_add(1);
            let message = Message::Accept {
                ballot: *ballot,
                slot: open.slot,
                decree: open.decree,
            };
            let silent = NodeSet::all(self.config.nodes()).difference(open.yes);
            for to in silent.without(self.me).iter() {
                self.out.send(to, message.clone());
            }
        }
        self.out.set_timer(Timer::Again, self.config.wait(100, 100));
    }

    pub(super) fn on_chosen(&mut self, from: NodeId, ballot: Ballot, slot: Slot) {
        if self.follow(from, ballot) {
            self.know_decided(from, ballot, slot, slot + 1);
        }
    }

    pub(super) fn on_heartbeat(&mut self, from: NodeId, ballot: Ballot, applied: Slot) {
        if self.follow(from, ballot) {
            self.know_decided(from, ballot, self.durable.log.applied(), applied);
        }
    }

    /// The leader of `ballot` says that these slots are decided. What was accepted in its ballot
    /// is the very value; anything else has to be fetched.
    fn know_decided(&mut self, leader: NodeId, ballot: Ballot, from: Slot, to: Slot) {
        let mut missing = to > self.durable.log.end();
        for slot in from..to.min(self.durable.log.end()) {
            match self.durable.log.get(slot) {
                _ if self.durable.log.is_decided(slot) => {}
                Some(entry) if entry.ballot == ballot => self.decide(slot),
                _ => missing = true,
            }
        }
        self.apply();
        if missing {
            let from = self.durable.log.applied();
            self.out.send(leader, Message::CatchUp { from });
        }
    }

    pub(super) fn on_heartbeat_due(&mut self) {
        if let Volatile::Leader { ballot, .. } = *self.volatile {
            let applied = self.durable.log.applied();
            let beat = Message::Heartbeat { ballot, applied };
            self.out.broadcast(self.me, self.config.nodes(), &beat);
            self.out
                .set_timer(Timer::Heartbeat, self.config.wait(60, 60));
        }
    }

    pub(super) fn on_catch_up(&mut self, from: NodeId, slot: Slot) {
        let log = &self.durable.log;
        let decided = log.from(slot).filter(|(_, entry)| entry.decided);
        let entries: Vec<_> = decided.collect();
        let snapshot = log.snapshot_for(slot);
        if snapshot.is_some() || !entries.is_empty() {
            self.out.send(from, Message::Decided { snapshot, entries });
        }
    }

    /// Takes over what somebody knows to be decided. That is true in any ballot.
    pub(super) fn learn(&mut self, snapshot: Option<&Snapshot>, entries: &[(Slot, Entry)]) {
        if snapshot.is_some_and(|snapshot| self.durable.log.adopt(snapshot)) {
            self.out.persist();
            let below = self.durable.log.base();
            self.out.note(Note::Settled { below });
        }
        for &(slot, entry) in entries.iter().filter(|(_, entry)| entry.decided) {
            if self.durable.log.is_open(slot) {
                let decree = entry.decree;
                self.durable.log.put(slot, entry);
                self.out.persist();
                self.out.note(Note::Holds { slot, decree });
                self.out.note(Note::Decided { slot, decree });
            }
        }
        self.apply();
    }
}
