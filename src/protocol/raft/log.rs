//! A node's log: a snapshot of what is folded, and the entries after it.

use std::collections::VecDeque;

use super::members::Members;
use crate::protocol::ids::NodeId;
use crate::protocol::op::{Decree, RequestId};
use crate::protocol::store::Store;
use crate::protocol::{Held, Slot};

/// One slot of the log.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// In which term a leader put it there.
    pub term: u32,
    pub decree: Decree,
    /// From here on, these are the members. The decree says which change it is.
    pub members: Option<Box<Members>>,
}

/// What committed slots add up to, without the slots.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Snapshot {
    /// Covers all slots below.
    pub end: Slot,
    /// The term of the last slot that it covers; 0 for none.
    pub term: u32,
    pub store: Store,
    pub members: Members,
}

/// One node's log. The terms of its entries never fall from one slot to the next.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Log {
    base: Snapshot,
    entries: VecDeque<Entry>,
    /// The latest members that the log names, and the slot after the one that does.
    members: (Members, Slot),
}

impl Log {
    pub fn new(members: Members) -> Log {
        let base = Snapshot {
            end: 0,
            term: 0,
            store: Store::default(),
            members,
        };
        Log {
            base,
            entries: VecDeque::new(),
            members: (members, 0),
        }
    }

    pub fn base(&self) -> &Snapshot {
        &self.base
    }

    /// The slot after the last one.
    pub fn end(&self) -> Slot {
        self.base.end + self.entries.len() as Slot
    }

    pub fn last_term(&self) -> u32 {
        self.entries.back().map_or(self.base.term, |last| last.term)
    }

    pub fn get(&self, slot: Slot) -> Option<&Entry> {
        self.entries.get(slot.checked_sub(self.base.end)? as usize)
    }

    /// The term of the slot before this one; `None` for what is folded or not there.
    pub fn term_before(&self, slot: Slot) -> Option<u32> {
        if slot == self.base.end {
            return Some(self.base.term);
        }
        self.get(slot.checked_sub(1)?).map(|entry| entry.term)
    }

    /// Where the entries of the term begin that the slot before this one belongs to.
    pub fn term_begins(&self, slot: Slot) -> Slot {
        let term = self.term_before(slot);
        let mut first = slot.max(self.base.end);
        while first > self.base.end && self.term_before(first) == term {
            first -= 1;
        }
        first
    }

    /// The entries from a slot on.
    pub fn from(&self, slot: Slot) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .skip(slot.saturating_sub(self.base.end) as usize)
    }

    /// The members that count: those of the last entry that names any, committed or not.
    pub fn members(&self) -> &Members {
        &self.members.0
    }

    /// Once this many slots are committed, so are the members.
    pub fn members_end(&self) -> Slot {
        self.members.1
    }

    /// Whether a node has a vote, or had one until a change that may not be committed yet: then it
    /// may be the only one that can bring the change about, and has to stand for election.
    pub fn may_lead(&self, node: NodeId, commit: Slot) -> bool {
        if self.members.0.votes(node) || self.members.1 <= commit {
            return self.members.0.votes(node);
        }
        // The members of the last change known to be committed, and of all after it.
        let known = (commit - self.base.end) as usize;
        let mut after = self.entries.iter().skip(known);
        let mut before = self.entries.iter().take(known).rev();
        let committed = before.find_map(|entry| entry.members.as_deref());
        committed.unwrap_or(&self.base.members).votes(node)
            || after.any(|entry| entry.members.as_ref().is_some_and(|m| m.votes(node)))
    }

    /// The slot that holds this request, if any.
    pub fn slot_of(&self, id: RequestId) -> Option<Slot> {
        let found = self
            .entries
            .iter()
            .position(|entry| entry.decree.request == Some(id))?;
        Some(self.base.end + found as Slot)
    }

    pub fn held(&self, slot: Slot) -> Held {
        match self.get(slot) {
            _ if slot < self.base.end => Held::Forgotten,
            Some(entry) => Held::Value(entry.decree),
            None => Held::Nothing,
        }
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, entry: Entry) {
        debug_assert!(entry.term >= self.last_term(), "terms never fall");
        self.entries.push_back(entry);
        let last = self.entries.back().and_then(|last| last.members.as_deref());
        if let Some(members) = last {
            self.members = (*members, self.end());
        }
    }

    /// Takes away everything from a slot on.
    pub fn truncate(&mut self, from: Slot) {
        assert!(from >= self.base.end, "what is folded stays");
        self.entries.truncate((from - self.base.end) as usize);
        if self.members.1 > from {
            self.find_members();
        }
        debug_assert!(self.end() <= from, "nothing is left behind");
    }

    /// Folds everything below a slot together.
    pub fn fold(&mut self, below: Slot) {
        assert!(below <= self.end(), "only what is there is folded");
        while self.base.end < below {
            let entry = self.entries.pop_front().expect("it is there");
            self.base.store.apply(entry.decree);
            self.base.end += 1;
            self.base.term = entry.term;
            if let Some(members) = entry.members {
                self.base.members = *members;
            }
        }
        debug_assert!(self.members.1 <= self.end(), "members are of this log");
    }

    /// Begins with a snapshot from elsewhere; keeps what follows it, if that fits.
    pub fn install(&mut self, snapshot: &Snapshot) {
        assert!(snapshot.end > self.base.end, "a snapshot brings news");
        let fits = self.term_before(snapshot.end) == Some(snapshot.term);
        let covered = (snapshot.end - self.base.end) as usize;
        if fits {
            self.entries.drain(..covered);
        } else {
            self.entries.clear();
        }
        self.base = snapshot.clone();
        self.find_members();
        debug_assert!(self.end() >= snapshot.end, "it is all there");
    }

    fn find_members(&mut self) {
        let numbered = self.entries.iter().enumerate().rev();
        let mut named = numbered.filter_map(|(i, entry)| {
            let members = entry.members.as_deref()?;
            Some((*members, self.base.end + i as Slot + 1))
        });
        self.members = named.next().unwrap_or((self.base.members, self.base.end));
    }
}
