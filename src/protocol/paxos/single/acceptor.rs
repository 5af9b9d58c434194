//! The acceptor's side: two questions, each answered from what is on the disk.

use super::{Message, Turn};
use crate::protocol::Note;
use crate::protocol::ids::NodeId;
use crate::protocol::op::{Decree, Key};
use crate::protocol::paxos::Ballot;

impl Turn<'_> {
    /// 1a. Promises unless it has promised a higher ballot.
    pub(super) fn on_prepare(&mut self, from: NodeId, key: Key, ballot: Ballot) {
        if self.tell_if_chosen(from, key) {
            return;
        }
        if !self.promise(key, ballot) {
            let reply = self.outbid_by(key, ballot);
            return self.out.send(from, reply);
        }
        let accepted = self.cell(key).accepted;
        let reply = Message::Promise {
            key,
            ballot,
            accepted,
        };
        self.out.send(from, reply);
        self.see_rival(key, ballot);
    }

    /// 2a. Accepts unless it has promised a higher ballot.
    pub(super) fn on_accept(&mut self, from: NodeId, key: Key, ballot: Ballot, decree: Decree) {
        if self.tell_if_chosen(from, key) {
            return;
        }
        let reply = if self.accept(key, ballot, decree) {
            Message::Accepted { key, ballot }
        } else {
            self.outbid_by(key, ballot)
        };
        self.out.send(from, reply);
    }

    /// Writes a promise to disk, if it may be given.
    pub(super) fn promise(&mut self, key: Key, ballot: Ballot) -> bool {
        debug_assert!(ballot > Ballot::NONE, "every real ballot has a round");
        let cell = self.cell(key);
        cell.round = cell.round.max(ballot.round);
        if ballot < cell.promised {
            return false;
        }
        cell.promised = ballot;
        debug_assert!(
            cell.accepted.is_none_or(|(earlier, _)| earlier <= ballot),
            "what was accepted was promised before"
        );
        self.out.persist();
        true
    }

    /// Writes an acceptance to disk, if it may be given. To accept is to promise, too.
    pub(super) fn accept(&mut self, key: Key, ballot: Ballot, decree: Decree) -> bool {
        if !self.promise(key, ballot) {
            return false;
        }
        self.cell(key).accepted = Some((ballot, decree));
        let slot = key.0.into();
        self.out.note(Note::Holds { slot, decree });
        true
    }

    fn outbid_by(&mut self, key: Key, ballot: Ballot) -> Message {
        let promised = self.cell(key).promised;
        debug_assert!(promised > ballot, "only a higher promise forbids it");
        Message::Outbid {
            key,
            ballot,
            promised,
        }
    }

    /// Whoever still asks about a key that is decided is told so.
    fn tell_if_chosen(&mut self, from: NodeId, key: Key) -> bool {
        let Some(decree) = self.cell(key).chosen else {
            return false;
        };
        self.out.send(from, Message::Chosen { key, decree });
        true
    }
}
