//! The proposer's side: two phases, and starting over with a higher ballot when it was outbid.

use super::{Attempt, Message, Stage, Timer, Turn, Waiting};
use crate::protocol::Note;
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, Key, RequestId, Response};
use crate::protocol::paxos::{Accepted, Ballot, later};

impl Turn<'_> {
    pub(super) fn on_request(&mut self, id: RequestId, command: Command) {
        let Some(key) = command.key() else { return };
        if let Some(chosen) = self.cell(key).chosen {
            return self.answer(id, command, chosen);
        }
        if let Command::Swap { .. } | Command::Append { .. } = command {
            // What is decided once is never swapped.
            return self.out.answer(id, Response::Failed);
        }
        let waiting = Waiting {
            id,
            command,
            before_ballot: false,
        };
        if let Some(at) = self.attempt(key) {
            let queue = &mut self.attempts[at].waiting;
            if queue.iter().all(|known| known.id != id) {
                // A client has one request under way: its earlier one is settled.
                queue.retain(|known| known.id.client != id.client);
                queue.push(waiting);
            }
            return;
        }
        self.attempts.push(Attempt {
            key,
            ballot: Ballot::NONE,
            stage: Stage::Resting,
            yes: NodeSet::EMPTY,
            no: NodeSet::EMPTY,
            tries: 0,
            waiting: vec![waiting],
        });
        self.prepare(self.attempts.len() - 1);
    }

    fn attempt(&self, key: Key) -> Option<usize> {
        self.attempts.iter().position(|attempt| attempt.key == key)
    }

    /// The attempt that an answer belongs to, if it is still about that ballot.
    fn attempt_in(&self, key: Key, ballot: Ballot) -> Option<usize> {
        self.attempt(key)
            .filter(|&at| self.attempts[at].ballot == ballot)
    }

    /// Phase 1 begins, with a ballot above all that this node has heard of.
    fn prepare(&mut self, at: usize) {
        let key = self.attempts[at].key;
        let ballot = Ballot {
            round: self.cell(key).round + 1,
            node: self.me,
        };
        let promised = self.promise(key, ballot);
        assert!(promised, "no higher ballot was heard of");
        let best = self.cell(key).accepted;
        let attempt = &mut self.attempts[at];
        attempt.ballot = ballot;
        attempt.stage = Stage::Prepare { best };
        attempt.yes = NodeSet::EMPTY.with(self.me);
        attempt.no = NodeSet::EMPTY;
        attempt.tries = attempt.tries.saturating_add(1);
        for waiting in &mut attempt.waiting {
            waiting.before_ballot = true;
        }
        let message = Message::Prepare { key, ballot };
        self.out.broadcast(self.me, self.config.nodes(), &message);
        self.out.set_timer(Timer(key), self.config.wait(100, 100));
        self.propose_if_promised(at);
    }

    /// 1b.
    pub(super) fn on_promise(
        &mut self,
        from: NodeId,
        key: Key,
        ballot: Ballot,
        accepted: Option<Accepted>,
    ) {
        let Some(at) = self.attempt_in(key, ballot) else {
            return;
        };
        let attempt = &mut self.attempts[at];
        let Stage::Prepare { best } = &mut attempt.stage else {
            return;
        };
        *best = later(*best, accepted);
        attempt.yes.insert(from);
        self.propose_if_promised(at);
    }

    /// Phase 2 begins once a quorum has promised.
    fn propose_if_promised(&mut self, at: usize) {
        let attempt = &self.attempts[at];
        let Stage::Prepare { best } = attempt.stage else {
            return;
        };
        if !self.config.promised(attempt.yes) {
            return;
        }
        let learnt = best.map(|(_, decree)| decree);
        let mut requests = attempt.waiting.iter();
        let own = requests.find_map(|waiting| match waiting.command {
            Command::Write { .. } => Some(Decree {
                request: Some(waiting.id),
                command: waiting.command,
            }),
            _ => None,
        });
        let decree = if self.config.broken.ignore_learnt {
            own.or(learnt)
        } else {
            learnt.or(own)
        };
        match decree {
            Some(decree) => self.propose(at, decree),
            None => self.say_that_nothing_is_chosen(at),
        }
    }

    /// No acceptor of a quorum had accepted anything, and none will in a lower ballot: nothing
    /// was chosen when they were asked.
    fn say_that_nothing_is_chosen(&mut self, at: usize) {
        let attempt = &mut self.attempts[at];
        let key = attempt.key;
        let out = &mut *self.out;
        attempt.waiting.retain(|waiting| {
            if waiting.before_ballot {
                out.answer(waiting.id, Response::Done { value: None });
            }
            !waiting.before_ballot
        });
        if attempt.waiting.is_empty() {
            self.attempts.remove(at);
            self.out.cancel_timer(Timer(key));
        } else {
            self.prepare(at); // for those who came after the promises
        }
    }

    fn propose(&mut self, at: usize, decree: Decree) {
        let (key, ballot) = (self.attempts[at].key, self.attempts[at].ballot);
        let attempt = &mut self.attempts[at];
        attempt.stage = Stage::Accept { decree };
        (attempt.yes, attempt.no) = (NodeSet::EMPTY, NodeSet::EMPTY);
        let message = Message::Accept {
            key,
            ballot,
            decree,
        };
        self.out.broadcast(self.me, self.config.nodes(), &message);
        self.out.set_timer(Timer(key), self.config.wait(100, 100));
        // It is an acceptor like the others, and may have promised somebody else meanwhile.
        if self.accept(key, ballot, decree) {
            self.on_accepted(self.me, key, ballot);
        } else {
            let promised = self.cell(key).promised;
            self.on_outbid(self.me, key, ballot, promised);
        }
    }

    /// 2b.
    pub(super) fn on_accepted(&mut self, from: NodeId, key: Key, ballot: Ballot) {
        let Some(at) = self.attempt_in(key, ballot) else {
            return;
        };
        let attempt = &mut self.attempts[at];
        let Stage::Accept { decree } = attempt.stage else {
            return;
        };
        attempt.yes.insert(from);
        if self.config.accepted(attempt.yes) {
            let message = Message::Chosen { key, decree };
            self.out.broadcast(self.me, self.config.nodes(), &message);
            self.choose(key, decree);
        }
    }

    /// A value is chosen: nothing can undo that.
    pub(super) fn choose(&mut self, key: Key, decree: Decree) {
        if self.cell(key).chosen.is_some() {
            return;
        }
        self.cell(key).chosen = Some(decree);
        self.out.persist();
        let slot = key.0.into();
        self.out.note(Note::Holds { slot, decree });
        self.out.note(Note::Decided { slot, decree });
        if let Some(at) = self.attempt(key) {
            self.out.cancel_timer(Timer(key));
            for Waiting { id, command, .. } in self.attempts.remove(at).waiting {
                self.answer(id, command, decree);
            }
        }
        debug_assert!(self.attempt(key).is_none(), "nothing is left to be decided");
    }

    /// Somebody has promised a higher ballot. Unless a quorum can still be had without them, the
    /// ballot is lost.
    pub(super) fn on_outbid(&mut self, from: NodeId, key: Key, ballot: Ballot, promised: Ballot) {
        let cell = self.cell(key);
        cell.round = cell.round.max(promised.round);
        let Some(at) = self.attempt_in(key, ballot) else {
            return;
        };
        let attempt = &mut self.attempts[at];
        attempt.no.insert(from);
        let rest = NodeSet::all(self.config.nodes()).difference(attempt.no);
        let lost = match attempt.stage {
            Stage::Prepare { .. } => !self.config.promised(rest),
            Stage::Accept { .. } => !self.config.accepted(rest),
            Stage::Resting => false,
        };
        if lost {
            self.start_over(at);
        }
    }

    /// Somebody else is at it, in a higher ballot. A proposer that backs off goes on while its own
    /// ballot can still succeed; one that does not takes a higher one at once.
    pub(super) fn see_rival(&mut self, key: Key, rival: Ballot) {
        if let Some(at) = self.attempt(key)
            && rival > self.attempts[at].ballot
            && !self.config.back_off
        {
            self.start_over(at);
        }
    }

    /// Takes a higher ballot: after a rest, or at once where nobody backs off.
    fn start_over(&mut self, at: usize) {
        if !self.config.back_off {
            return self.prepare(at);
        }
        let attempt = &mut self.attempts[at];
        attempt.stage = Stage::Resting;
        let doubled = 100 << attempt.tries.min(5);
        let rest = self.config.wait(50, doubled);
        self.out.set_timer(Timer(attempt.key), rest);
    }

    pub(super) fn on_time_up(&mut self, key: Key) {
        let Some(at) = self.attempt(key) else { return };
        let Attempt {
            ballot,
            stage,
            yes,
            no,
            ..
        } = self.attempts[at];
        let message = match stage {
            Stage::Resting => return self.prepare(at),
            // Without those who said no it might work, but they do not answer.
            _ if !no.is_empty() => return self.start_over(at),
            Stage::Prepare { .. } => Message::Prepare { key, ballot },
            Stage::Accept { decree } => Message::Accept {
                key,
                ballot,
                decree,
            },
        };
        let silent = NodeSet::all(self.config.nodes()).difference(yes);
        for to in silent.without(self.me).iter() {
            self.out.send(to, message.clone());
        }
        self.out.set_timer(Timer(key), self.config.wait(100, 100));
    }

    fn answer(&mut self, id: RequestId, command: Command, chosen: Decree) {
        let response = match (command, chosen.command) {
            (Command::Read { .. }, Command::Write { value, .. }) => {
                Response::Done { value: Some(value) }
            }
            _ if chosen.request == Some(id) => Response::Done { value: None },
            _ => Response::Failed,
        };
        self.out.answer(id, response);
    }
}
