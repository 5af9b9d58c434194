//! Coordinator mode with a primary in place: requests, votes, commits, catching up.

use super::{Message, Proposal, Timer, Turn, Volatile};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, RequestId, Response};
use crate::protocol::vote::ledger::{Entry, Summary};
use crate::protocol::{Note, Slot};

impl Turn<'_> {
    pub(super) fn on_request(&mut self, id: RequestId, command: Command) {
        if self.durable.ledger.has_served(id) {
            return self.out.answer(id, Response::Done { value: None });
        }
        match self.volatile {
            Volatile::Primary { .. } => {
                // Asked for before and still open: it will be answered when it is committed.
                if self.durable.ledger.slot_of(id).is_none() {
                    let slot = self.durable.ledger.end();
                    self.propose(
                        slot,
                        Decree {
                            request: Some(id),
                            command,
                        },
                    );
                }
            }
            Volatile::Backup {
                primary: Some(primary),
            } => {
                self.out.answer(id, Response::Redirect(*primary));
            }
            _ => self.out.answer(id, Response::Busy),
        }
    }

    pub(super) fn propose(&mut self, slot: Slot, decree: Decree) {
        let ahead = self.durable.ledger.is_open(slot);
        let Volatile::Primary { proposals } = self.volatile else {
            unreachable!("only a primary proposes")
        };
        if !ahead {
            return; // too much is open already; the client will ask again
        }
        let term = self.durable.term;
        proposals.push(Proposal {
            slot,
            yes: NodeSet::EMPTY.with(self.me),
            tries: 0,
        });
        self.vote(
            slot,
            Entry {
                term,
                decree,
                decided: false,
            },
        );
        let ask = Message::Ask { term, slot, decree };
        self.out.broadcast(self.me, self.config.nodes, &ask);
        self.out.set_timer(Timer::Votes, self.config.wait(100, 100));
        self.commit_if_enough(slot, self.config.need());
    }

    /// Writes a vote to disk. Nothing is said of it before.
    pub(super) fn vote(&mut self, slot: Slot, entry: Entry) {
        debug_assert!(
            entry.term == self.durable.term,
            "nobody votes in a term that has passed"
        );
        self.durable.ledger.put(slot, entry);
        self.out.persist();
        self.out.note(Note::Holds {
            slot,
            decree: entry.decree,
        });
    }

    pub(super) fn on_ask(&mut self, from: NodeId, term: u32, slot: Slot, decree: Decree) {
        if !self.follow(from, term) {
            return;
        }
        if self.durable.ledger.is_open(slot) {
            self.vote(
                slot,
                Entry {
                    term,
                    decree,
                    decided: false,
                },
            );
        } else if !self.durable.ledger.is_decided(slot) {
            // Too far behind to vote: what lies between has to be learnt first.
            return self.out.send(
                from,
                Message::CatchUp {
                    from: self.durable.ledger.applied(),
                },
            );
        }
        self.out.send(from, Message::Yes { term, slot });
    }

    pub(super) fn on_yes(&mut self, from: NodeId, term: u32, slot: Slot) {
        if term != self.durable.term {
            return;
        }
        let Volatile::Primary { proposals } = self.volatile else {
            return;
        };
        let Some(proposal) = proposals.iter_mut().find(|p| p.slot == slot) else {
            return;
        };
        proposal.yes.insert(from);
        self.commit_if_enough(slot, self.config.need());
    }

    pub(super) fn commit_if_enough(&mut self, slot: Slot, need: u8) {
        let Volatile::Primary { proposals } = self.volatile else {
            return;
        };
        let Some(at) = proposals.iter().position(|p| p.slot == slot) else {
            return;
        };
        if proposals[at].yes.len() < need {
            return;
        }
        proposals.remove(at);
        if proposals.is_empty() {
            self.out.cancel_timer(Timer::Votes);
        }
        self.decide(slot);
        let commit = Message::Commit {
            term: self.durable.term,
            slot,
        };
        self.out.broadcast(self.me, self.config.nodes, &commit);
        self.apply();
    }

    pub(super) fn decide(&mut self, slot: Slot) {
        if self.durable.ledger.is_decided(slot) {
            return;
        }
        self.durable.ledger.decide(slot);
        self.out.persist();
        let entry = self
            .durable
            .ledger
            .get(slot)
            .expect("it was decided just now");
        self.out.note(Note::Decided {
            slot,
            decree: entry.decree,
        });
    }

    /// Decided slots take effect in order; the primary answers those who asked.
    pub(super) fn apply(&mut self) {
        let answers = matches!(self.volatile, Volatile::Primary { .. });
        let out = &mut *self.out;
        self.durable.ledger.apply_in_order(|_, decree| {
            if let (true, Some(id)) = (answers, decree.request) {
                out.answer(id, Response::Done { value: None });
            }
        });
    }

    pub(super) fn on_votes_late(&mut self) {
        let (me, n, term) = (self.me, self.config.nodes, self.durable.term);
        let Volatile::Primary { proposals } = self.volatile else {
            return;
        };
        // What was learnt to be decided needs no more votes.
        proposals.retain(|proposal| self.durable.ledger.is_open(proposal.slot));
        if proposals.is_empty() {
            return;
        }
        for proposal in proposals.iter_mut() {
            proposal.tries = proposal.tries.saturating_add(1);
            let entry = self.durable.ledger.get(proposal.slot);
            let decree = entry.expect("the primary voted first").decree;
            for to in NodeSet::all(n).difference(proposal.yes).without(me).iter() {
                self.out.send(
                    to,
                    Message::Ask {
                        term,
                        slot: proposal.slot,
                        decree,
                    },
                );
            }
        }
        let late: Vec<(Slot, u8)> = proposals.iter().map(|p| (p.slot, p.yes.len())).collect();
        self.out.set_timer(Timer::Votes, self.config.wait(100, 100));
        for (slot, replies) in late {
            self.commit_if_enough(slot, self.config.need_when_late(replies));
        }
    }

    pub(super) fn on_commit(&mut self, from: NodeId, term: u32, slot: Slot) {
        if self.follow(from, term) {
            self.know_decided(from, term, slot, slot + 1);
        }
    }

    pub(super) fn on_heartbeat(&mut self, from: NodeId, term: u32, applied: Slot) {
        if self.follow(from, term) {
            self.know_decided(from, term, self.durable.ledger.applied(), applied);
        }
    }

    /// The primary of `term` says that these slots are decided. A vote cast in its term is for
    /// the very value; anything else has to be fetched.
    pub(super) fn know_decided(&mut self, primary: NodeId, term: u32, from: Slot, to: Slot) {
        let mut missing = false;
        for slot in from..to.min(self.durable.ledger.end()) {
            if self.durable.ledger.is_decided(slot) {
                continue;
            }
            match self.durable.ledger.get(slot) {
                Some(entry) if entry.term == term => self.decide(slot),
                _ => missing = true,
            }
        }
        self.apply();
        if missing || to > self.durable.ledger.end() {
            self.out.send(
                primary,
                Message::CatchUp {
                    from: self.durable.ledger.applied(),
                },
            );
        }
    }

    pub(super) fn on_heartbeat_due(&mut self) {
        if matches!(self.volatile, Volatile::Primary { .. }) {
            let (term, applied) = (self.durable.term, self.durable.ledger.applied());
            let beat = Message::Heartbeat { term, applied };
            self.out.broadcast(self.me, self.config.nodes, &beat);
            self.out
                .set_timer(Timer::Heartbeat, self.config.wait(60, 60));
        }
    }

    pub(super) fn on_catch_up(&mut self, from: NodeId, slot: Slot) {
        let ledger = &self.durable.ledger;
        let entries: Vec<_> = ledger
            .from(slot)
            .filter(|(_, entry)| entry.decided)
            .collect();
        let summary = ledger.summary_for(slot);
        if summary.is_some() || !entries.is_empty() {
            self.out.send(from, Message::Decided { summary, entries });
        }
    }

    /// Takes over what somebody knows to be decided. That is true in any term.
    pub(super) fn learn(&mut self, summary: Option<&Summary>, entries: &[(Slot, Entry)]) {
        if summary.is_some_and(|summary| self.durable.ledger.adopt(summary)) {
            self.out.persist();
            self.out.note(Note::Settled {
                below: self.durable.ledger.base(),
            });
        }
        for &(slot, entry) in entries.iter().filter(|(_, entry)| entry.decided) {
            if self.durable.ledger.is_open(slot) {
                self.durable.ledger.put(
                    slot,
                    Entry {
                        decided: false,
                        ..entry
                    },
                );
                self.out.note(Note::Holds {
                    slot,
                    decree: entry.decree,
                });
                self.decide(slot);
            }
        }
        self.apply();
    }
}
