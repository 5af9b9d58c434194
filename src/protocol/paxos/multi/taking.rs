//! Phase 1 for the whole log: taking the lead, promising it to others, losing it.

use std::collections::BTreeMap;

use super::log::{Entry, Snapshot};
use super::{Message, Timer, Turn, Volatile};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::Decree;
use crate::protocol::paxos::{Ballot, later};
use crate::protocol::{Note, Slot};

impl Turn<'_> {
    /// Nobody leads, as far as this node can tell.
    pub(super) fn on_silence(&mut self) {
        if !matches!(self.volatile, Volatile::Leader { .. }) {
            self.prepare();
        }
    }

    /// Asks for promises, in a ballot above all that this node has heard of.
    pub(super) fn prepare(&mut self) {
        let ballot = Ballot {
            round: self.durable.round + 1,
            node: self.me,
        };
        let promised = self.promise(ballot);
        assert!(promised, "no higher ballot was heard of");
        let from = self.durable.log.applied();
        let known = self.durable.log.from(from);
        let told = known.map(|(slot, entry)| (slot, (entry.ballot, entry.decree)));
        *self.volatile = Volatile::Candidate {
            ballot,
            yes: NodeSet::EMPTY.with(self.me),
            no: NodeSet::EMPTY,
            told: told.collect(),
        };
        self.out.cancel_timer(Timer::Heartbeat);
        self.out.cancel_timer(Timer::Again);
        let message = Message::Prepare { ballot, from };
        self.out.broadcast(self.me, self.config.nodes(), &message);
        self.wait_for_leader();
        self.lead_if_promised();
    }

    /// 1a. Promises unless it has promised a higher ballot.
    pub(super) fn on_prepare(&mut self, from: NodeId, ballot: Ballot, slot: Slot) {
        let known = self.durable.promised;
        if !self.promise(ballot) {
            return self.say_outbid(from, ballot);
        }
        let had_plans = !matches!(self.volatile, Volatile::Follower { .. });
        if ballot > known {
            // Whoever led in a lower ballot leads no more.
            self.follow_nobody();
        }
        let log = &self.durable.log;
        let message = Message::Promise {
            ballot,
            snapshot: log.snapshot_for(slot),
            entries: log.from(slot).collect(),
        };
        self.out.send(from, message);
        if ballot > known && had_plans && !self.config.back_off {
            self.prepare();
        }
    }

    /// 1b.
    pub(super) fn on_promise(
        &mut self,
        from: NodeId,
        in_ballot: Ballot,
        snapshot: Option<&Snapshot>,
        entries: &[(Slot, Entry)],
    ) {
        let Volatile::Candidate {
            ballot, yes, told, ..
        } = &mut *self.volatile
        else {
            return;
        };
        if *ballot != in_ballot || !yes.insert(from) {
            return;
        }
        for &(slot, entry) in entries {
            let known = told.get(&slot).copied();
            let best = later(known, Some((entry.ballot, entry.decree)));
            told.extend(best.map(|best| (slot, best)));
        }
        self.learn(snapshot, entries);
        self.lead_if_promised();
    }

    fn lead_if_promised(&mut self) {
        let Volatile::Candidate {
            ballot, yes, told, ..
        } = &mut *self.volatile
        else {
            return;
        };
        if !self.config.promised(*yes) {
            return;
        }
        let (ballot, mut told) = (*ballot, std::mem::take(told));
        if self.config.broken.ignore_learnt {
            told = BTreeMap::new();
        }
        let applied = self.durable.log.applied();
        *self.volatile = Volatile::Leader {
            ballot,
            next: applied,
            proposals: Vec::new(),
        };
        self.out.cancel_timer(Timer::Silence);
        let term = ballot.round;
        self.out.note(Note::Leads { term });
        self.on_heartbeat_due();
        // Whatever may have been chosen is proposed again, and what lies between is filled.
        let end = told.keys().next_back().map_or(applied, |last| last + 1);
        for slot in applied..end {
            let log = &self.durable.log;
            assert!(
                log.is_open(slot) || log.is_decided(slot),
                "nobody accepts further ahead than those can who hear all it has decided"
            );
            let decree = told.get(&slot).map_or(Decree::GAP, |&(_, decree)| decree);
            self.propose(slot, decree);
        }
    }

    /// Writes a promise to disk, if it may be given.
    pub(super) fn promise(&mut self, ballot: Ballot) -> bool {
        debug_assert!(ballot > Ballot::NONE, "every real ballot has a round");
        self.durable.round = self.durable.round.max(ballot.round);
        if ballot < self.durable.promised {
            return false;
        }
        if ballot > self.durable.promised {
            self.durable.promised = ballot;
            self.out.persist();
        }
        debug_assert_eq!(self.durable.promised, ballot);
        true
    }

    pub(super) fn say_outbid(&mut self, to: NodeId, ballot: Ballot) {
        let promised = self.durable.promised;
        debug_assert!(promised > ballot, "only a higher promise forbids it");
        self.out.send(to, Message::Outbid { ballot, promised });
    }

    /// Somebody has promised a higher ballot than that of this candidate or leader.
    pub(super) fn on_outbid(&mut self, from: NodeId, in_ballot: Ballot, promised: Ballot) {
        self.durable.round = self.durable.round.max(promised.round);
        let (ballot, lost) = match &mut *self.volatile {
            Volatile::Follower { .. } => return,
            Volatile::Candidate { ballot, no, .. } => {
                no.insert(from);
                let rest = NodeSet::all(self.config.nodes()).difference(*no);
                (*ballot, !self.config.promised(rest))
            }
            Volatile::Leader { ballot, .. } => (*ballot, true),
        };
        if ballot != in_ballot || !lost {
            return;
        }
        if self.config.back_off {
            self.follow_nobody();
        } else {
            self.prepare();
        }
    }

    /// A leader with this ballot has spoken. False when this node has promised a higher one, and
    /// then the leader is told so.
    pub(super) fn follow(&mut self, leader: NodeId, ballot: Ballot) -> bool {
        if !self.promise(ballot) {
            self.say_outbid(leader, ballot);
            return false;
        }
        debug_assert_ne!(leader, self.me, "nobody follows itself");
        let leader = Some(leader);
        if *self.volatile != (Volatile::Follower { leader }) {
            self.follow_nobody();
            *self.volatile = Volatile::Follower { leader };
        } else {
            self.wait_for_leader();
        }
        true
    }

    fn follow_nobody(&mut self) {
        *self.volatile = Volatile::Follower { leader: None };
        self.out.cancel_timer(Timer::Heartbeat);
        self.out.cancel_timer(Timer::Again);
        self.wait_for_leader();
    }

    /// How long nobody may be heard. Chance keeps nodes from taking the lead all at once; without
    /// backing off they all wait equally long.
    pub(super) fn wait_for_leader(&mut self) {
        let wait = if self.config.back_off {
            self.config.wait(250, 800)
        } else {
            self.config.wait(250, 250)
        };
        self.out.set_timer(Timer::Silence, wait);
    }
}
