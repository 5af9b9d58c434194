//! Keeping copies: what a node does for others, whoever coordinates.

use super::version::{Item, Version};
use super::{Hint, Message, Timer, Turn, place};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Key, RequestId};

impl Turn<'_> {
    /// The newest that this node holds of a key, for itself or for others.
    pub(super) fn newest(&self, key: Key) -> Option<Item> {
        let hints = self.durable.hints.iter().filter(|hint| hint.key == key);
        let newest = hints.map(|hint| hint.item).max();
        newest.max(self.durable.copies[place(key)].newest())
    }

    /// Writes an item to disk, unless something newer is there.
    pub(super) fn keep(&mut self, key: Key, item: Item) {
        let copies = &mut self.durable.copies[place(key)];
        if self.config.broken.no_check {
            copies.overwrite(item);
        } else if !copies.take(item) {
            return;
        }
        self.out.persist();
    }

    /// Writes an item to disk for a home that does not answer, or as a home.
    pub(super) fn keep_for(&mut self, key: Key, item: Item, instead_of: Option<NodeId>) {
        let Some(home) = instead_of.filter(|&home| home != self.me) else {
            return self.keep(key, item);
        };
        let hints = &mut self.durable.hints;
        let is_it = |hint: &&mut Hint| hint.home == home && hint.key == key;
        match hints.iter_mut().find(is_it) {
            Some(hint) => hint.item = hint.item.max(item),
            None => hints.push(Hint { home, key, item }),
        }
        self.out.persist();
        self.out
            .set_timer(Timer::HandOver, self.config.wait(200, 300));
    }

    pub(super) fn on_ask(&mut self, from: NodeId, id: RequestId, key: Key) {
        let item = self.newest(key);
        self.out.send(from, Message::Tell { id, item });
    }

    pub(super) fn on_store(
        &mut self,
        from: NodeId,
        id: RequestId,
        key: Key,
        item: Item,
        instead_of: Option<NodeId>,
    ) {
        self.keep_for(key, item, instead_of);
        debug_assert!(
            self.newest(key) >= Some(item) || self.config.broken.no_check,
            "nothing is acknowledged that is not held"
        );
        let version = item.version;
        self.out.send(from, Message::Stored { id, version });
    }

    pub(super) fn on_newer(&mut self, items: &[(Key, Item)]) {
        for &(key, item) in items {
            self.keep(key, item);
        }
    }

    /// Offers what is held for others to those it is for, until they have taken it.
    pub(super) fn on_hand_over_due(&mut self) {
        for Hint { home, key, item } in &self.durable.hints {
            let (key, item) = (*key, *item);
            self.out.send(*home, Message::HandOver { key, item });
        }
        if !self.durable.hints.is_empty() {
            self.out
                .set_timer(Timer::HandOver, self.config.wait(200, 300));
        }
    }

    pub(super) fn on_hand_over(&mut self, from: NodeId, key: Key, item: Item) {
        self.keep(key, item);
        let version = item.version;
        self.out.send(from, Message::TookOver { key, version });
    }

    pub(super) fn on_took_over(&mut self, from: NodeId, key: Key, version: Version) {
        let hints = &mut self.durable.hints;
        let before = hints.len();
        hints.retain(|hint| (hint.home, hint.key) != (from, key) || hint.item.version > version);
        if hints.len() < before {
            self.out.persist();
        }
    }

    /// Compares copies with the next node.
    pub(super) fn on_compare_due(&mut self) {
        let n = self.config.nodes;
        let next = (self.volatile.compared_with + 1) % n;
        self.volatile.compared_with = if next == self.me.0 {
            (next + 1) % n
        } else {
            next
        };
        let to = NodeId(self.volatile.compared_with);
        debug_assert_ne!(to, self.me, "there is somebody to compare with");
        let versions = self.versions();
        self.out.send(
            to,
            Message::Compare {
                versions,
                back: false,
            },
        );
        self.out
            .set_timer(Timer::Compare, self.config.wait(400, 600));
    }

    /// Sends back what is newer here, and asks for what is newer there.
    pub(super) fn on_compare(
        &mut self,
        from: NodeId,
        theirs: &[Option<Version>; Key::COUNT as usize],
        back: bool,
    ) {
        let both = NodeSet::EMPTY.with(self.me).with(from);
        let (mut newer, mut older) = (Vec::new(), false);
        for key in (0..Key::COUNT).map(Key) {
            if !both.difference(self.config.homes_of(key)).is_empty() {
                continue; // not both keep it
            }
            let mine = self.durable.copies[place(key)].newest();
            let version = mine.map(|item| item.version);
            older |= version < theirs[place(key)];
            if let Some(item) = mine.filter(|_| version > theirs[place(key)]) {
                newer.push((key, item));
            }
        }
        if !newer.is_empty() {
            self.out.send(from, Message::Newer(newer));
        }
        if older && !back {
            let versions = self.versions();
            self.out.send(
                from,
                Message::Compare {
                    versions,
                    back: true,
                },
            );
        }
    }

    fn versions(&self) -> Box<[Option<Version>; Key::COUNT as usize]> {
        Box::new(std::array::from_fn(|key| {
            self.durable.copies[key].version()
        }))
    }
}
