//! Terms, votes, and how the lead is taken, kept, handed over and lost.

use std::collections::VecDeque;

use super::replicate::Send;
use super::{Ballot, ELECTION_MIN, Leader, Message, Peer, Reads, Role, Timer, Turn, Why};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::Decree;
use crate::protocol::{Note, Slot};

impl Turn<'_> {
    pub(super) fn leads(&self) -> bool {
        matches!(self.volatile.role, Role::Leader(_))
    }

    pub(super) fn may_lead(&self) -> bool {
        self.durable.log.may_lead(self.me, self.volatile.commit)
    }

    /// Waits for a leader, if this node may become one itself.
    pub(super) fn await_leader(&mut self) {
        if self.may_lead() && !self.leads() {
            let wait = self.config.election_wait(self.me);
            self.out.set_timer(Timer::Election, wait);
        } else {
            self.out.cancel_timer(Timer::Election);
        }
    }

    /// A later term has begun, and nobody has this node's vote in it yet.
    pub(super) fn enter_term(&mut self, term: u32) {
        assert!(term > self.durable.term, "terms only grow");
        self.durable.term = term;
        self.durable.voted_for = None;
        self.out.persist();
        self.volatile.leader = None;
        self.step_down();
    }

    /// Whatever it was, it is a follower now.
    pub(super) fn step_down(&mut self) {
        if self.leads() {
            for timer in [Timer::Heartbeat, Timer::Quorum, Timer::HandOver] {
                self.out.cancel_timer(timer);
            }
            self.volatile.leader = None;
            self.volatile.role = Role::Follower;
            self.await_leader();
        }
        self.volatile.role = Role::Follower;
        debug_assert!(!self.leads(), "it has stepped down");
    }

    /// No leader for too long.
    pub(super) fn on_election_due(&mut self) {
        if self.leads() || !self.may_lead() {
            return;
        }
        if self.volatile.loyal && self.config.reads == Reads::Lease {
            return self.await_leader(); // the leader counts on it, whoever made the timer ring
        }
        self.volatile.leader = None;
        if self.config.pre_vote {
            self.stand(Why::Trial);
        } else {
            self.stand(Why::Silence);
        }
    }

    /// Asks all voters for their vote.
    fn stand(&mut self, why: Why) {
        let ballot = Ballot {
            yes: NodeSet::EMPTY.with(self.me),
            no: NodeSet::EMPTY,
        };
        let mut term = self.durable.term + 1;
        if why == Why::Trial {
            self.volatile.role = Role::Trial(ballot);
        } else {
            self.enter_term(term);
            term = self.durable.term;
            self.durable.voted_for = Some(self.me);
            self.out.persist();
            self.volatile.role = Role::Candidate(ballot);
        }
        self.await_leader();
        let log = &self.durable.log;
        let (end, last_term) = (log.end(), log.last_term());
        let ask = Message::AskVote {
            term,
            end,
            last_term,
            why,
        };
        for to in log.members().all_voters().without(self.me).iter() {
            self.out.send(to, ask.clone());
        }
        self.count_votes();
    }

    /// RequestVote. `theirs` is the last term and the end of the candidate's log.
    pub(super) fn on_ask_vote(&mut self, from: NodeId, term: u32, theirs: (u32, Slot), why: Why) {
        let trial = why == Why::Trial;
        // While a leader is there, a node that cannot hear it is no reason for an election.
        let loyal = why != Why::HandedOver
            && (self.volatile.loyal || self.leads())
            && (trial || self.config.loyal_voters());
        if !loyal && !trial && term > self.durable.term {
            self.enter_term(term);
        }
        let log = &self.durable.log;
        let up_to_date = theirs >= (log.last_term(), log.end()) || self.config.broken.no_log_check;
        let free = if trial {
            term > self.durable.term
        } else {
            term == self.durable.term && self.durable.voted_for.is_none_or(|one| one == from)
        };
        let granted = !loyal && free && up_to_date;
        if granted && !trial {
            debug_assert!(!self.leads(), "a leader has voted for itself");
            self.durable.voted_for = Some(from);
            self.out.persist();
            self.await_leader();
        }
        let vote = Message::Vote {
            term: self.durable.term,
            of: term,
            trial,
            granted,
        };
        self.out.send(from, vote);
    }

    pub(super) fn on_vote(&mut self, from: NodeId, term: u32, of: u32, trial: bool, granted: bool) {
        if term > self.durable.term {
            return self.enter_term(term);
        }
        let ballot = match &mut self.volatile.role {
            Role::Trial(ballot) if trial && of == self.durable.term + 1 => ballot,
            Role::Candidate(ballot) if !trial && of == self.durable.term => ballot,
            _ => return,
        };
        if granted {
            ballot.yes.insert(from);
        } else {
            ballot.no.insert(from);
        }
        self.count_votes();
    }

    fn count_votes(&mut self) {
        let members = self.durable.log.members();
        match self.volatile.role {
            Role::Trial(ballot) if members.quorum(ballot.yes) => self.stand(Why::Silence),
            Role::Candidate(ballot) if members.quorum(ballot.yes) => self.lead(),
            _ => {}
        }
    }

    /// Takes the lead.
    fn lead(&mut self) {
        let begins = self.durable.log.end();
        let peer = Peer {
            matched: 0,
            next: begins,
            sure: false,
            late: false,
            round: 0,
            heard: false,
        };
        self.volatile.role = Role::Leader(Box::new(Leader {
            peers: vec![peer; usize::from(self.config.nodes)],
            begins,
            round: 0,
            rounds: VecDeque::new(),
            reads: Vec::new(),
            hands_to: None,
            lease_void: false,
            goal: None,
        }));
        self.volatile.leader = Some(self.me);
        self.volatile.loyal = false;
        self.out.cancel_timer(Timer::Election);
        self.out.cancel_timer(Timer::Loyalty);
        self.out.note(Note::Leads {
            term: self.durable.term,
        });
        let (members, below) = (*self.durable.log.members(), self.durable.log.members_end());
        if below <= self.volatile.commit {
            let (voters, joining) = (members.voters, members.joining);
            self.out.note(Note::Voters {
                below,
                voters,
                joining,
            });
        }
        if self.config.check_quorum {
            let wait = self.config.after(ELECTION_MIN);
            self.out.set_timer(Timer::Quorum, wait);
        }
        // Who counts entries of old terms needs none of its own.
        if !self.config.broken.count_old_terms {
            self.append(Decree::GAP, None);
        }
        self.on_heartbeat_due();
        self.commit_what_a_quorum_has();
        debug_assert_eq!(self.durable.voted_for, Some(self.me), "it voted for itself");
    }

    /// A leader of `term` has spoken. False when it has nothing to say any more; then it is told.
    pub(super) fn follow(&mut self, leader: NodeId, term: u32, prev: Slot, round: u32) -> bool {
        if term < self.durable.term {
            let refusal = Message::Rejected {
                term: self.durable.term,
                prev,
                hint: prev,
                round,
            };
            self.out.send(leader, refusal);
            return false;
        }
        if term > self.durable.term {
            self.enter_term(term);
        }
        if self.leads() {
            return false; // two leaders in one term: only where a rule is broken
        }
        self.volatile.role = Role::Follower;
        self.volatile.leader = Some(leader);
        self.await_leader();
        if self.config.pre_vote || self.config.loyal_voters() {
            self.volatile.loyal = true;
            let wait = self.config.after(ELECTION_MIN);
            self.out.set_timer(Timer::Loyalty, wait);
        }
        true
    }

    /// A leader that was not heard of by a quorum for so long may have been replaced.
    pub(super) fn on_quorum_check(&mut self) {
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        let mut heard = NodeSet::EMPTY.with(self.me);
        for (i, peer) in leader.peers.iter_mut().enumerate() {
            if std::mem::take(&mut peer.heard) {
                heard.insert(NodeId(i as u8));
            }
        }
        if self.durable.log.members().quorum(heard) {
            let wait = self.config.after(ELECTION_MIN);
            self.out.set_timer(Timer::Quorum, wait);
        } else {
            self.step_down();
        }
    }

    /// An administrator wants another leader. It is brought up to date first.
    pub(super) fn on_hand_over(&mut self, to: NodeId) {
        let eligible = to != self.me && self.durable.log.members().votes(to);
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        if !eligible || leader.hands_to.is_some() {
            return;
        }
        leader.hands_to = Some(to);
        let wait = self.config.after(ELECTION_MIN);
        self.out.set_timer(Timer::HandOver, wait);
        self.send_append(to, Send::Heartbeat);
        self.hand_over_if_ready();
    }

    pub(super) fn hand_over_if_ready(&mut self) {
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        let end = self.durable.log.end();
        if let Some(to) = leader
            .hands_to
            .filter(|to| leader.peers[to.index()].matched == end)
        {
            leader.lease_void = true;
            let term = self.durable.term;
            self.out.send(to, Message::TimeoutNow { term });
        }
    }

    /// The other did not take over: go on leading.
    pub(super) fn on_hand_over_late(&mut self) {
        if let Role::Leader(leader) = &mut self.volatile.role {
            leader.hands_to = None;
        }
    }

    pub(super) fn on_timeout_now(&mut self, term: u32) {
        let fits = term == self.durable.term && self.may_lead();
        if fits && !self.leads() {
            self.stand(Why::HandedOver);
        }
    }
}
