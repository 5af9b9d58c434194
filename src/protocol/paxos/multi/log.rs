//! The log on a node's disk: what it has accepted in each slot, what of that is decided, and the
//! state that all decided slots up to the first gap add up to. Slots long decided are folded into
//! the state they led to, so that a log stays short however long a run is.

use std::collections::VecDeque;

use crate::protocol::op::{Decree, Response};
use crate::protocol::paxos::Ballot;
use crate::protocol::store::Store;
use crate::protocol::{Held, Slot};

/// So many applied slots are kept one by one, for nodes that need to catch up.
const KEPT: Slot = 64;

/// Nobody accepts anything further than this ahead of what it has applied.
const AHEAD_MAX: Slot = 192;

/// What was accepted in a slot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    pub ballot: Ballot,
    pub decree: Decree,
    pub decided: bool,
}

/// The state after all slots below one.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Snapshot {
    pub below: Slot,
    store: Store,
}

/// One node's slots.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Log {
    /// What is folded. `folded.below` is the slot of the first of `entries`.
    folded: Snapshot,
    entries: VecDeque<Option<Entry>>,
    /// All decided slots up to the first that is not.
    latest: Snapshot,
}

impl Log {
    /// The first slot that is kept on its own.
    pub fn base(&self) -> Slot {
        self.folded.below
    }

    /// The slot after the last one of which anything is known.
    pub fn end(&self) -> Slot {
        self.base() + self.entries.len() as Slot
    }

    /// All slots below this one are decided and applied.
    pub fn applied(&self) -> Slot {
        self.latest.below
    }

    /// The state after those.
    pub fn store(&self) -> &Store {
        &self.latest.store
    }

    pub fn get(&self, slot: Slot) -> Option<&Entry> {
        let index = slot.checked_sub(self.base())? as usize;
        self.entries.get(index)?.as_ref()
    }

    pub fn is_decided(&self, slot: Slot) -> bool {
        slot < self.applied() || self.get(slot).is_some_and(|entry| entry.decided)
    }

    pub fn held(&self, slot: Slot) -> Held {
        match self.get(slot) {
            _ if slot < self.base() => Held::Forgotten,
            Some(entry) => Held::Value(entry.decree),
            None => Held::Nothing,
        }
    }

    /// Whether something may be accepted in this slot. The bound rests on what is applied, and
    /// not on what is folded: whoever hears a node's decided slots can then accept whatever that
    /// node has accepted.
    pub fn is_open(&self, slot: Slot) -> bool {
        slot < self.applied() + AHEAD_MAX && !self.is_decided(slot)
    }

    /// Writes an acceptance down.
    pub fn put(&mut self, slot: Slot, entry: Entry) {
        assert!(self.is_open(slot), "decided slots are never written again");
        let index = (slot - self.base()) as usize;
        while self.entries.len() <= index {
            self.entries.push_back(None);
        }
        let before = self.entries[index].replace(entry);
        debug_assert!(
            before.is_none_or(|before| before.ballot <= entry.ballot || entry.decided),
            "ballots only grow"
        );
        debug_assert!(
            self.entries.len() <= (KEPT + AHEAD_MAX) as usize,
            "a log stays short"
        );
    }

    /// Marks a slot as decided with what was accepted in it.
    pub fn decide(&mut self, slot: Slot) {
        let index = (slot - self.base()) as usize;
        let entry = self.entries[index].as_mut();
        entry
            .expect("only what was accepted can be decided")
            .decided = true;
    }

    /// Drops what was accepted and is not known to be decided (a broken rule).
    pub fn forget_undecided(&mut self) {
        for entry in &mut self.entries {
            *entry = entry.filter(|entry| entry.decided);
        }
    }

    /// The entries from a slot on, in order.
    pub fn from(&self, slot: Slot) -> impl Iterator<Item = (Slot, Entry)> {
        let base = self.base();
        let skip = slot.saturating_sub(base) as usize;
        let numbered = self.entries.iter().enumerate().skip(skip);
        numbered.filter_map(move |(i, entry)| entry.map(|entry| (base + i as Slot, entry)))
    }

    /// Lets decided slots take effect, in order, up to the first gap; tells what each client is
    /// to be answered.
    pub fn apply_in_order(&mut self, mut done: impl FnMut(Decree, Response)) {
        let before = self.applied();
        while let Some(&entry) = self.get(self.applied()).filter(|entry| entry.decided) {
            if let Some(response) = self.latest.store.apply(entry.decree) {
                done(entry.decree, response);
            }
            self.latest.below += 1;
        }
        while self.applied() - self.base() > KEPT {
            let oldest = self.entries.pop_front().flatten();
            let oldest = oldest.expect("what is applied was accepted");
            self.folded.store.apply(oldest.decree);
            self.folded.below += 1;
        }
        debug_assert!(self.applied() >= before && self.base() <= self.applied());
    }

    /// Takes over the state that somebody else's decided slots add up to; false when it says
    /// nothing new.
    pub fn adopt(&mut self, snapshot: &Snapshot) -> bool {
        if snapshot.below <= self.applied() {
            return false;
        }
        let known = (snapshot.below - self.base()) as usize;
        self.entries.drain(..known.min(self.entries.len()));
        self.folded = snapshot.clone();
        self.latest = snapshot.clone();
        debug_assert_eq!(self.base(), self.applied());
        true
    }

    /// What a node lacks that has applied everything below `from`, besides the entries since.
    pub fn snapshot_for(&self, from: Slot) -> Option<Box<Snapshot>> {
        (from < self.base()).then(|| Box::new(self.folded.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ids::{ClientId, NodeId};
    use crate::protocol::op::{Command, Key, RequestId};

    fn write(number: u32, value: u32) -> Entry {
        let request = Some(RequestId {
            client: ClientId(0),
            number,
        });
        let command = Command::Write { key: Key(0), value };
        Entry {
            ballot: Ballot {
                round: 1,
                node: NodeId(0),
            },
            decree: Decree { request, command },
            decided: false,
        }
    }

    fn decided(count: u32) -> Log {
        let mut log = Log::default();
        for slot in 0..count {
            log.put(slot, write(slot + 1, slot * 10));
            log.decide(slot);
            log.apply_in_order(|_, _| {});
        }
        log
    }

    #[test]
    fn slots_take_effect_in_order() {
        let mut log = Log::default();
        let mut answers = 0;
        log.put(1, write(2, 20));
        log.decide(1);
        log.apply_in_order(|_, _| answers += 1);
        assert_eq!((answers, log.applied()), (0, 0), "slot 0 is missing");
        log.put(0, write(1, 10));
        log.decide(0);
        log.apply_in_order(|_, _| answers += 1);
        assert_eq!((answers, log.applied()), (2, 2));
        assert_eq!(log.store().value(Key(0)), Some(20));
        assert!(log.is_open(2) && !log.is_open(1) && !log.is_open(2 + AHEAD_MAX));
    }

    #[test]
    fn what_is_long_decided_is_folded_and_can_be_handed_over() {
        let log = decided(200);
        assert_eq!((log.base(), log.end()), (200 - KEPT, 200));
        assert_eq!(log.held(0), Held::Forgotten);
        for known in [0, 10, 150, 200] {
            let mut behind = decided(known);
            if let Some(snapshot) = log.snapshot_for(behind.applied()) {
                assert!(behind.adopt(&snapshot));
                assert!(!behind.adopt(&snapshot), "nothing new the second time");
            }
            for (slot, entry) in log.from(behind.applied()) {
                behind.put(slot, entry);
            }
            behind.apply_in_order(|_, _| {});
            assert_eq!(behind.applied(), 200);
            assert_eq!(behind.store(), log.store(), "from {known} on");
        }
    }
}
