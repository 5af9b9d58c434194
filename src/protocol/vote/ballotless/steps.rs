//! The handlers of peer and leaderless mode.

use super::{Heard, Message, Proposal, Timer, Turn};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, RequestId, Response};
use crate::protocol::vote::ledger::{Entry, Summary};
use crate::protocol::{Note, Slot};

/// After so many tries a contested proposal is made again in a later slot as well.
const TRIES_CONTESTED: u8 = 3;

/// So many others are asked, one after the other, for what was missed.
const FETCHES_MAX: u8 = 8;

/// Waits double with each try, up to this many times.
const DOUBLINGS_MAX: u8 = 3;

impl Turn<'_> {
    pub(super) fn on_request(&mut self, id: RequestId, command: Command) {
        if self.ledger.has_served(id) {
            return self.out.answer(id, Response::Done { value: None });
        }
        let mut mine = self.volatile.proposals.iter();
        if mine.any(|proposal| proposal.decree.request == Some(id)) {
            return; // under way; it will be answered when it is decided
        }
        self.propose(Decree {
            request: Some(id),
            command,
        });
    }

    /// Takes the next free slot, votes for itself and asks the others.
    fn propose(&mut self, decree: Decree) {
        let slot = self.ledger.end();
        if !self.ledger.is_open(slot) {
            return;
        }
        self.vote(slot, decree);
        let yes = NodeSet::EMPTY.with(self.me);
        self.volatile.proposals.push(Proposal {
            slot,
            decree,
            yes,
            no: NodeSet::EMPTY,
            tries: 0,
        });
        self.out.broadcast(
            self.me,
            self.vote.0.nodes,
            &Message::Propose { slot, decree },
        );
        self.out.set_timer(Timer::Votes, self.vote.0.wait(100, 100));
        self.count(self.me, slot, decree);
        self.decide_mine(slot, self.vote.0.need());
    }

    /// Writes a vote to disk. Nothing is said of it before.
    fn vote(&mut self, slot: Slot, decree: Decree) {
        debug_assert!(self.ledger.get(slot).is_none(), "one vote a slot, for good");
        self.ledger.put(
            slot,
            Entry {
                term: 0,
                decree,
                decided: false,
            },
        );
        self.out.persist();
        self.out.note(Note::Holds { slot, decree });
        self.volatile.fetches = 0;
        self.out.set_timer(Timer::Fetch, self.vote.0.wait(300, 400));
    }

    pub(super) fn on_propose(&mut self, from: NodeId, slot: Slot, decree: Decree) {
        if slot < self.ledger.base() {
            return self.out.send(from, Message::Closed { slot });
        }
        if let Some(entry) = self.ledger.get(slot).copied() {
            // Whatever was voted for stays; saying it again covers a lost confirmation.
            let decree = entry.decree;
            return self.out.send(from, Message::Confirm { slot, decree });
        }
        if !self.ledger.is_open(slot) {
            // Too far behind to vote: what lies between has to be learnt first.
            return self.out.set_timer(Timer::Fetch, self.vote.0.wait(1, 1));
        }
        self.vote(slot, decree);
        let confirm = Message::Confirm { slot, decree };
        if self.vote.among_peers() {
            self.out.broadcast(self.me, self.vote.0.nodes, &confirm);
            self.count(from, slot, decree);
            self.count(self.me, slot, decree);
        } else {
            self.out.send(from, confirm);
        }
    }

    pub(super) fn on_confirm(&mut self, from: NodeId, slot: Slot, decree: Decree) {
        if let Some(mine) = self.volatile.proposals.iter_mut().find(|p| p.slot == slot) {
            if mine.decree == decree {
                mine.yes.insert(from);
            } else {
                self.against(from, slot);
            }
        }
        self.count(from, slot, decree);
        self.decide_mine(slot, self.vote.0.need());
    }

    /// Peer mode: every node keeps count of every slot, and executes what has a quorum.
    fn count(&mut self, by: NodeId, slot: Slot, decree: Decree) {
        if !self.vote.among_peers() || !self.ledger.is_open(slot) {
            return;
        }
        let heard = &mut self.volatile.heard;
        let at = match heard
            .iter()
            .position(|h| h.slot == slot && h.decree == decree)
        {
            Some(at) => at,
            None => {
                heard.push(Heard {
                    slot,
                    decree,
                    by: NodeSet::EMPTY,
                });
                heard.len() - 1
            }
        };
        heard[at].by.insert(by);
        if heard[at].by.len() >= self.vote.0.need() {
            self.execute(slot, decree);
        }
    }

    /// The proposer's own count: enough, and the slot is decided.
    fn decide_mine(&mut self, slot: Slot, need: u8) {
        let Some(mine) = self.volatile.proposals.iter().find(|p| p.slot == slot) else {
            return;
        };
        if mine.yes.len() < need {
            return;
        }
        let decree = mine.decree;
        self.execute(slot, decree);
        if !self.vote.among_peers() {
            self.out.broadcast(
                self.me,
                self.vote.0.nodes,
                &Message::Decided { slot, decree },
            );
        }
    }

    fn quiet_if_done(&mut self) {
        if self.volatile.proposals.is_empty() {
            self.out.cancel_timer(Timer::Votes);
        }
    }

    /// A quorum stands behind this value: it takes effect here.
    fn execute(&mut self, slot: Slot, decree: Decree) {
        if slot < self.ledger.base() || self.ledger.is_decided(slot) {
            return;
        }
        if self
            .ledger
            .get(slot)
            .is_none_or(|entry| entry.decree != decree)
        {
            self.ledger.put(
                slot,
                Entry {
                    term: 0,
                    decree,
                    decided: false,
                },
            );
            self.out.note(Note::Holds { slot, decree });
        }
        self.ledger.decide(slot);
        self.out.persist();
        self.out.note(Note::Decided { slot, decree });
        self.ledger.apply_alone(slot);
        let base = self.ledger.base();
        self.volatile
            .heard
            .retain(|heard| heard.slot != slot && heard.slot >= base);
        self.settle_mine(slot, decree);
    }

    /// A slot was decided that this node proposed something for: its client is answered, or the
    /// proposal has to be made again.
    fn settle_mine(&mut self, slot: Slot, decree: Decree) {
        let Some(at) = self.volatile.proposals.iter().position(|p| p.slot == slot) else {
            return;
        };
        if self.volatile.proposals[at].decree != decree {
            return self.give_up(slot);
        }
        self.volatile.proposals.remove(at);
        if let Some(id) = decree.request {
            self.out.answer(id, Response::Done { value: None });
        }
        self.quiet_if_done();
    }

    /// A node stands against this node's proposal. When a quorum has just gone out of reach, the
    /// slot is left.
    fn against(&mut self, from: NodeId, slot: Slot) {
        let (n, need) = (self.vote.0.nodes, self.vote.0.need());
        let mine = self.volatile.proposals.iter_mut().find(|p| p.slot == slot);
        if mine.is_some_and(|mine| mine.no.insert(from) && n - mine.no.len() + 1 == need) {
            self.give_up(slot);
        }
    }

    /// Leaves a slot; a little later, by chance, the request is proposed again.
    fn give_up(&mut self, slot: Slot) {
        self.out.note(Note::GaveUp { slot });
        self.out.set_timer(Timer::Again, self.vote.0.wait(10, 100));
    }

    /// Proposes again, in new slots, what lost its slot or has been contested for too long.
    pub(super) fn on_again(&mut self) {
        let (n, need) = (self.vote.0.nodes, self.vote.0.need());
        let ledger = &*self.ledger;
        let lost = |p: &Proposal| {
            let other = ledger
                .get(p.slot)
                .is_none_or(|entry| entry.decree != p.decree);
            n - p.no.len() < need
                || (ledger.is_decided(p.slot) && other)
                || (p.tries >= TRIES_CONTESTED && !p.no.is_empty())
        };
        let (gone, kept): (Vec<_>, Vec<_>) = self
            .volatile
            .proposals
            .drain(..)
            .partition(|proposal| lost(proposal));
        self.volatile.proposals = kept;
        for proposal in gone {
            match proposal.decree.request {
                Some(id) if self.ledger.has_served(id) => {
                    self.out.answer(id, Response::Done { value: None });
                }
                _ => self.propose(proposal.decree),
            }
        }
        self.quiet_if_done();
    }

    pub(super) fn on_votes_late(&mut self) {
        let (me, n) = (self.me, self.vote.0.nodes);
        let mut contested = false;
        for mine in &mut self.volatile.proposals {
            mine.tries = mine.tries.saturating_add(1);
            contested |= mine.tries >= TRIES_CONTESTED && !mine.no.is_empty();
            let silent = NodeSet::all(n)
                .difference(mine.yes)
                .difference(mine.no)
                .without(me);
            for to in silent.iter() {
                let (slot, decree) = (mine.slot, mine.decree);
                self.out.send(to, Message::Propose { slot, decree });
            }
        }
        let late: Vec<(Slot, u8)> = self
            .volatile
            .proposals
            .iter()
            .map(|mine| {
                (
                    mine.slot,
                    self.vote.0.need_when_late(mine.yes.union(mine.no).len()),
                )
            })
            .collect();
        for (slot, need) in late {
            self.decide_mine(slot, need);
        }
        if contested {
            self.out.set_timer(Timer::Again, self.vote.0.wait(10, 100));
        }
        if let Some(tries) = self.volatile.proposals.iter().map(|mine| mine.tries).min() {
            let wait = 100 << tries.min(DOUBLINGS_MAX);
            self.out
                .set_timer(Timer::Votes, self.vote.0.wait(wait, wait));
        }
    }

    /// Somebody has settled this slot long ago: it is as if that node had voted for something
    /// else, and this node has missed something.
    pub(super) fn on_closed(&mut self, from: NodeId, slot: Slot) {
        self.against(from, slot);
        self.out.set_timer(Timer::Fetch, self.vote.0.wait(1, 1));
    }

    pub(super) fn on_decided(&mut self, slot: Slot, decree: Decree) {
        self.execute(slot, decree);
    }

    /// Some vote of this node is still open, or it has just started again: it asks the next node what
    /// became of it, or of all that it may have missed.
    pub(super) fn on_fetch_due(&mut self) {
        let n = self.vote.0.nodes;
        let base = self.ledger.base();
        let open = self.ledger.from(base).find(|(_, entry)| !entry.decided);
        let from = match open {
            Some((slot, _)) if !self.volatile.rejoining => slot,
            _ => self.ledger.applied(),
        };
        if open.is_none() && !self.volatile.rejoining {
            return;
        }
        if n == 1 || self.volatile.fetches >= FETCHES_MAX.min(n) {
            return; // everybody was asked; what comes next will be new
        }
        self.volatile.fetches += 1;
        let next = (self.volatile.fetched_from + 1) % n;
        self.volatile.fetched_from = if next == self.me.0 {
            (next + 1) % n
        } else {
            next
        };
        let whom = NodeId(self.volatile.fetched_from);
        self.out.send(whom, Message::Fetch { from });
        self.out.set_timer(Timer::Fetch, self.vote.0.wait(300, 400));
    }

    pub(super) fn on_fetch(&mut self, from: NodeId, slot: Slot) {
        let entries: Vec<_> = self
            .ledger
            .from(slot)
            .filter(|(_, entry)| entry.decided)
            .collect();
        let summary = self.ledger.summary_for(slot);
        self.out.send(from, Message::News { summary, entries });
    }

    pub(super) fn on_news(&mut self, summary: Option<&Summary>, entries: &[(Slot, Entry)]) {
        self.volatile.rejoining = false;
        if summary.is_some_and(|summary| self.ledger.adopt(summary)) {
            let base = self.ledger.base();
            self.out.persist();
            self.out.note(Note::Settled { below: base });
            self.volatile.heard.retain(|heard| heard.slot >= base);
        }
        for (slot, entry) in entries {
            self.execute(*slot, entry.decree);
        }
    }
}
