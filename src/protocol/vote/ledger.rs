//! What a node's disk holds about slots: its votes, which of them are decided, and, folded
//! together, the effect of everything long settled.

use std::collections::VecDeque;

use crate::protocol::ids::ClientId;
use crate::protocol::op::{Command, Decree, Key, RequestId};
use crate::protocol::{Held, Slot};

/// So many settled slots are kept one by one, for nodes that need to catch up.
const KEPT: usize = 64;

/// A slot further ahead than this is not voted on: whoever is so far behind catches up first.
pub const AHEAD_MAX: Slot = 192;

/// A vote for a slot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// In which term it was cast; 0 where there are no terms.
    pub term: u32,
    pub decree: Decree,
    pub decided: bool,
}

/// The effect of settled slots, without the slots.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Summary {
    /// Covers all slots below this one.
    pub below: Slot,
    /// The last value written to each key, and in which slot.
    values: [Option<(Slot, u32)>; Key::COUNT as usize],
    /// The latest request of each client that took effect, sorted by client.
    served: Vec<(ClientId, u32)>,
}

/// One node's slots. Invariant: `summary.below` is the slot of the first element of `entries`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Ledger {
    /// What is settled and folded.
    summary: Summary,
    entries: VecDeque<Option<Entry>>,
    /// Decided slots whose effect is in `latest` already: all below this one.
    applied: Slot,
    /// The effect of everything decided so far.
    latest: Summary,
}

impl Ledger {
    /// The first slot that is kept on its own.
    pub fn base(&self) -> Slot {
        self.summary.below
    }

    /// The slot after the last one of which anything is known.
    pub fn end(&self) -> Slot {
        self.base() + self.entries.len() as Slot
    }

    /// All slots below this one are decided, and took effect in order.
    pub fn applied(&self) -> Slot {
        self.applied
    }

    pub fn get(&self, slot: Slot) -> Option<&Entry> {
        self.entries
            .get(slot.checked_sub(self.base())? as usize)?
            .as_ref()
    }

    pub fn is_decided(&self, slot: Slot) -> bool {
        slot < self.base() || self.get(slot).is_some_and(|entry| entry.decided)
    }

    pub fn held(&self, slot: Slot) -> Held {
        match self.get(slot) {
            _ if slot < self.base() => Held::Forgotten,
            Some(entry) => Held::Value(entry.decree),
            None => Held::Nothing,
        }
    }

    /// Whether this slot may be voted on: neither settled nor out of sight. Sight goes from what
    /// has been applied, not from what has been folded: a new primary has applied all that its
    /// supporters have, so whatever they could vote on it can propose again.
    pub fn is_open(&self, slot: Slot) -> bool {
        let sight = self.applied.max(self.base()) + AHEAD_MAX;
        slot >= self.base() && slot < sight && !self.is_decided(slot)
    }

    /// Writes a vote down.
    pub fn put(&mut self, slot: Slot, entry: Entry) {
        assert!(slot >= self.base(), "settled slots are never written again");
        let index = (slot - self.base()) as usize;
        while self.entries.len() <= index {
            self.entries.push_back(None);
        }
        self.entries[index] = Some(entry);
    }

    /// Marks a slot as decided with the vote it holds.
    pub fn decide(&mut self, slot: Slot) {
        let index = (slot - self.base()) as usize;
        let entry = self.entries[index]
            .as_mut()
            .expect("only a vote that is held can be decided");
        entry.decided = true;
    }

    /// The entries from a slot on, in order.
    pub fn from(&self, slot: Slot) -> impl Iterator<Item = (Slot, Entry)> {
        let base = self.base();
        let skip = slot.saturating_sub(base) as usize;
        let numbered = self.entries.iter().enumerate().skip(skip);
        numbered.filter_map(move |(i, entry)| entry.map(|entry| (base + i as Slot, entry)))
    }

    /// Lets decided slots take effect one after the other, up to the first gap; tells each.
    pub fn apply_in_order(&mut self, mut done: impl FnMut(Slot, Decree)) {
        while let Some(entry) = self
            .get(self.applied)
            .filter(|entry| entry.decided)
            .copied()
        {
            self.latest.take_in(self.applied, entry.decree);
            done(self.applied, entry.decree);
            self.applied += 1;
        }
        self.latest.below = self.applied;
        while self.applied - self.base() > KEPT as Slot {
            let oldest = self
                .entries
                .pop_front()
                .flatten()
                .expect("applied slots have entries");
            self.summary.take_in(self.summary.below, oldest.decree);
            self.summary.below += 1;
        }
    }

    /// Lets one decided slot take effect whatever lies before it, and folds what is far back.
    pub fn apply_alone(&mut self, slot: Slot) {
        let decree = self.get(slot).expect("it was decided").decree;
        self.latest.take_in(slot, decree);
        while self.entries.len() > KEPT {
            if let Some(oldest) = self.entries.pop_front().flatten().filter(|e| e.decided) {
                self.summary.take_in(self.summary.below, oldest.decree);
            }
            self.summary.below += 1;
        }
        self.applied = self.applied.max(self.base());
    }

    /// Takes over the effect of slots that somebody else has settled; false when nothing is new.
    pub fn adopt(&mut self, summary: &Summary) -> bool {
        if summary.below <= self.applied.max(self.base()) {
            return false;
        }
        while self.base() < summary.below {
            self.entries.pop_front();
            self.summary.below += 1;
        }
        self.summary = summary.clone();
        self.latest.merge(summary);
        self.applied = self.applied.max(summary.below);
        true
    }

    /// What a node needs that knows everything below `from`.
    pub fn summary_for(&self, from: Slot) -> Option<Box<Summary>> {
        (from < self.base()).then(|| Box::new(self.summary.clone()))
    }

    /// Whether this request, or a later one of the same client, took effect.
    pub fn has_served(&self, id: RequestId) -> bool {
        self.latest
            .served(id.client)
            .is_some_and(|number| number >= id.number)
    }

    /// The slot that holds a vote for this request, if any.
    pub fn slot_of(&self, id: RequestId) -> Option<Slot> {
        self.from(self.base())
            .find(|(_, e)| e.decree.request == Some(id))
            .map(|(slot, _)| slot)
    }

    /// The value of a key after everything decided so far.
    pub fn value(&self, key: Key) -> Option<u32> {
        self.latest.values[usize::from(key.0 % Key::COUNT)].map(|(_, value)| value)
    }

    /// The keys that were written, with their values.
    pub fn values(&self) -> impl Iterator<Item = (Key, u32)> {
        (0..Key::COUNT)
            .map(Key)
            .filter_map(|key| Some((key, self.value(key)?)))
    }
}

impl Summary {
    fn served(&self, client: ClientId) -> Option<u32> {
        let found = self
            .served
            .binary_search_by_key(&client, |served| served.0)
            .ok()?;
        Some(self.served[found].1)
    }

    /// The effect of one more decided slot. A request takes effect once, however often it was
    /// decided, and a later slot counts more than an earlier one.
    fn take_in(&mut self, slot: Slot, decree: Decree) {
        let Some(id) = decree.request else { return };
        match self
            .served
            .binary_search_by_key(&id.client, |served| served.0)
        {
            Ok(found) if self.served[found].1 >= id.number => return,
            Ok(found) => self.served[found].1 = id.number,
            Err(at) => self.served.insert(at, (id.client, id.number)),
        }
        if let Command::Write { key, value } = decree.command {
            let cell = &mut self.values[usize::from(key.0 % Key::COUNT)];
            if cell.is_none_or(|(newest, _)| newest <= slot) {
                *cell = Some((slot, value));
            }
        }
    }

    fn merge(&mut self, other: &Summary) {
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            *mine = (*mine).max(*theirs);
        }
        for &(client, number) in &other.served {
            match self.served.binary_search_by_key(&client, |served| served.0) {
                Ok(found) => self.served[found].1 = self.served[found].1.max(number),
                Err(at) => self.served.insert(at, (client, number)),
            }
        }
        self.below = self.below.max(other.below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(number: u32, value: u32) -> Entry {
        let request = Some(RequestId {
            client: ClientId(0),
            number,
        });
        let decree = Decree {
            request,
            command: Command::Write { key: Key(0), value },
        };
        Entry {
            term: 1,
            decree,
            decided: false,
        }
    }

    fn decided(count: u32) -> Ledger {
        let mut ledger = Ledger::default();
        for slot in 0..count {
            ledger.put(slot, write(slot + 1, slot * 10));
            ledger.decide(slot);
            ledger.apply_in_order(|_, _| {});
        }
        ledger
    }

    #[test]
    fn slots_take_effect_in_order_and_once() {
        let mut ledger = Ledger::default();
        ledger.put(1, write(2, 20));
        ledger.decide(1);
        let mut order = Vec::new();
        ledger.apply_in_order(|slot, _| order.push(slot));
        assert!(order.is_empty(), "slot 0 is missing");
        ledger.put(0, write(1, 10));
        ledger.decide(0);
        ledger.apply_in_order(|slot, _| order.push(slot));
        assert_eq!(order, [0, 1]);
        assert_eq!(ledger.value(Key(0)), Some(20));
        // The same request decided again does nothing.
        ledger.put(2, write(1, 10));
        ledger.decide(2);
        ledger.apply_in_order(|_, _| {});
        assert_eq!(ledger.value(Key(0)), Some(20));
    }

    #[test]
    fn what_is_long_settled_is_folded_and_can_be_adopted() {
        let ledger = decided(200);
        assert_eq!(ledger.base(), 200 - KEPT as Slot);
        assert_eq!(ledger.held(0), Held::Forgotten);
        assert!(ledger.is_decided(0) && !ledger.is_open(0) && !ledger.is_open(199));
        // What anybody who has applied as much can vote on, folded or not, is in sight.
        assert!(ledger.is_open(199 + AHEAD_MAX) && !ledger.is_open(200 + AHEAD_MAX));
        let mut behind = decided(10);
        let summary = ledger
            .summary_for(behind.applied())
            .expect("slot 10 is folded");
        assert!(behind.adopt(&summary));
        assert!(!behind.adopt(&summary), "nothing new the second time");
        for (slot, entry) in ledger.from(behind.end()) {
            behind.put(slot, entry);
        }
        behind.apply_in_order(|_, _| {});
        assert_eq!(behind.value(Key(0)), ledger.value(Key(0)));
        assert_eq!(behind.applied(), 200);
    }
}
