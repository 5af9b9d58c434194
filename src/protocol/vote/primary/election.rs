//! Coordinator mode without a primary in sight: terms, candidates, support, and what a new
//! primary does first.

use super::{Message, Timer, Turn, Volatile};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::Decree;
use crate::protocol::quorum::majority;
use crate::protocol::vote::ledger::{Entry, Summary};
use crate::protocol::{Note, Slot};

impl Turn<'_> {
    /// A primary of `term` has spoken. False when its term has passed, and then it is told so.
    pub(super) fn follow(&mut self, primary: NodeId, term: u32) -> bool {
        if term < self.durable.term {
            self.out.send(
                primary,
                Message::Outdated {
                    term: self.durable.term,
                },
            );
            return false;
        }
        if term > self.durable.term {
            self.enter_term(term);
        }
        if *self.volatile
            != (Volatile::Backup {
                primary: Some(primary),
            })
        {
            self.become_backup(Some(primary));
        } else {
            self.out
                .set_timer(Timer::Election, self.config.wait(250, 800));
        }
        true
    }

    fn become_backup(&mut self, primary: Option<NodeId>) {
        *self.volatile = Volatile::Backup { primary };
        for timer in [Timer::Heartbeat, Timer::Votes, Timer::Poll] {
            self.out.cancel_timer(timer);
        }
        self.out
            .set_timer(Timer::Election, self.config.wait(250, 800));
    }

    /// A later term has begun: nobody is supported in it yet.
    fn enter_term(&mut self, term: u32) {
        debug_assert!(term > self.durable.term, "terms only grow");
        self.durable.term = term;
        self.durable.supports = None;
        self.out.persist();
        self.become_backup(None);
    }

    /// No primary for too long.
    pub(super) fn on_election_due(&mut self) {
        if self.config.broken.believe_leaders {
            *self.volatile = Volatile::Polling {
                claims: NodeSet::EMPTY,
            };
            self.out
                .broadcast(self.me, self.config.nodes, &Message::WhoLeads);
            self.out.set_timer(Timer::Poll, self.config.wait(100, 100));
            return;
        }
        self.durable.term += 1;
        self.durable.supports = Some(self.me);
        self.out.persist();
        let from = self.durable.ledger.applied();
        *self.volatile = Volatile::Candidate {
            supporters: NodeSet::EMPTY.with(self.me),
            refused: NodeSet::EMPTY,
            told: self.durable.ledger.from(from).collect(),
        };
        let elect = Message::Elect {
            term: self.durable.term,
            from,
        };
        self.out.broadcast(self.me, self.config.nodes, &elect);
        self.out
            .set_timer(Timer::Election, self.config.wait(250, 800));
        self.win_if_enough();
    }

    pub(super) fn on_elect(&mut self, from: NodeId, term: u32, slot: Slot) {
        if term > self.durable.term {
            self.enter_term(term);
        }
        let taken = self
            .durable
            .supports
            .is_some_and(|supported| supported != from);
        if term < self.durable.term || taken {
            return self.out.send(
                from,
                Message::Refuse {
                    term: self.durable.term,
                },
            );
        }
        self.durable.supports = Some(from);
        self.out.persist();
        self.out
            .set_timer(Timer::Election, self.config.wait(250, 800));
        let ledger = &self.durable.ledger;
        let entries = ledger.from(slot).collect();
        self.out.send(
            from,
            Message::Support {
                term,
                summary: ledger.summary_for(slot),
                entries,
            },
        );
    }

    pub(super) fn on_support(
        &mut self,
        from: NodeId,
        term: u32,
        summary: Option<&Summary>,
        entries: Vec<(Slot, Entry)>,
    ) {
        if term != self.durable.term {
            return;
        }
        let Volatile::Candidate {
            supporters, told, ..
        } = &mut *self.volatile
        else {
            return;
        };
        if !supporters.insert(from) {
            return;
        }
        told.extend(entries.iter().filter(|(_, entry)| !entry.decided));
        self.learn(summary, &entries);
        self.win_if_enough();
    }

    /// Somebody said no, to a candidate or to a primary, and named the term it knows.
    pub(super) fn on_no(&mut self, from: NodeId, term: u32) {
        if term > self.durable.term {
            self.enter_term(term);
        } else if let Volatile::Candidate { refused, .. } = self.volatile {
            refused.insert(from);
        }
    }

    fn win_if_enough(&mut self) {
        let Volatile::Candidate {
            supporters, told, ..
        } = &mut *self.volatile
        else {
            return;
        };
        if supporters.len() >= majority(self.config.nodes) {
            let told = std::mem::take(told);
            self.lead(told);
        }
    }

    /// Those who lead have had time to say so; if nobody did, this node believes in itself.
    pub(super) fn on_poll_over(&mut self) {
        let Volatile::Polling { claims } = *self.volatile else {
            return;
        };
        // As the article's `max` does: of those with the most votes, the first.
        if let Some(first) = claims.iter().next() {
            return self.become_backup(Some(first));
        }
        self.durable.term += 1;
        self.durable.supports = Some(self.me);
        self.out.persist();
        self.lead(Vec::new());
    }

    /// Takes the lead, and first proposes again whatever may have been committed already.
    fn lead(&mut self, told: Vec<(Slot, Entry)>) {
        let term = self.durable.term;
        *self.volatile = Volatile::Primary {
            proposals: Vec::new(),
        };
        self.out.cancel_timer(Timer::Election);
        self.out.note(Note::Leads { term });
        self.on_heartbeat_due();
        let start = self.durable.ledger.applied();
        let end = told.iter().map(|(slot, _)| slot + 1).max().unwrap_or(start);
        for slot in start..end.max(self.durable.ledger.end()) {
            if self.durable.ledger.is_decided(slot) {
                continue;
            }
            let votes = told
                .iter()
                .filter(|(s, _)| *s == slot)
                .map(|(_, entry)| entry);
            let latest = votes.max_by_key(|entry| entry.term);
            self.propose(slot, latest.map_or(Decree::GAP, |entry| entry.decree));
        }
    }
}
