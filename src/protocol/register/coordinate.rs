//! Coordinating: request, collect, decide, answer.

use super::version::{Item, Version};
use super::{Choice, Message, Operation, Stage, Timer, Turn, Versions, place};
use crate::protocol::Note;
use crate::protocol::ids::{ClientId, NodeId, NodeSet};
use crate::protocol::op::{Command, Key, RequestId, Response};

/// After so many time-outs a coordinator gives up.
pub const TRIES_MAX: u8 = 4;

impl Turn<'_> {
    pub(super) fn on_request(&mut self, id: RequestId, command: Command) {
        let (key, value) = match command {
            Command::Write { key, value } => (key, Some(value)),
            Command::Read { key } => (key, None),
            // Two swaps could both see the old value: it takes agreement to let one of them win.
            Command::Swap { .. } | Command::Append { .. } => {
                return self.out.answer(id, Response::Failed);
            }
            Command::Nothing | Command::Members { .. } => return,
        };
        let mut mine = self.volatile.operations.iter();
        let known = mine.find(|op| op.id.client == id.client);
        let is_old_news =
            |op: &Operation| op.id.number > id.number || (op.id == id && op.stage != Stage::Linger);
        if known.is_some_and(is_old_news) {
            return;
        }
        if value.is_some() && !self.begin(id) {
            return;
        }
        // A client that asks for the next thing does not wait for the last one any more.
        self.volatile
            .operations
            .retain(|op| op.id.client != id.client);
        let mut op = Operation::new(id, key, value);
        if let Some(value) = value.filter(|_| !self.config.ask_first) {
            let item = self.make(key, None, value);
            op.store(item, NodeSet::EMPTY);
        }
        self.begin_stage(op);
    }

    /// Writes down that this write is begun; false when it was before.
    fn begin(&mut self, id: RequestId) -> bool {
        let begun = &mut self.durable.begun;
        match begun.binary_search_by_key(&id.client, |&(client, _)| client) {
            Ok(at) if begun[at].1 >= id.number => return false,
            Ok(at) => begun[at].1 = id.number,
            Err(at) => begun.insert(at, (id.client, id.number)),
        }
        self.out.persist();
        true
    }

    /// Makes the version of a write: beyond what is known, and never the same twice.
    fn make(&mut self, key: Key, asked: Option<Version>, value: u32) -> Item {
        let stamp_of = |version: Option<Version>| version.map_or(0, |version| version.stamp);
        let known = match self.config.versions {
            _ if self.config.ask_first => stamp_of(asked),
            Versions::Counter => {
                let own = stamp_of(self.durable.copies[place(key)].version());
                own.max(self.volatile.seen[place(key)])
            }
            Versions::Clock => 0,
        };
        let made = &mut self.durable.made[place(key)];
        let next = known.max(*made) + 1;
        let stamp = match self.config.versions {
            Versions::Counter => next,
            Versions::Clock => next.max(self.clock.0),
        };
        assert!(stamp > *made, "no version is made twice");
        *made = stamp;
        self.out.persist();
        let version = Version {
            stamp,
            node: self.me,
        };
        Item { version, value }
    }

    /// Puts the question of a stage to the nodes of choice.
    fn begin_stage(&mut self, mut op: Operation) {
        let client = op.id.client;
        for to in self.first_targets(&op).iter() {
            self.send(&mut op, to, None);
        }
        self.out
            .set_timer(Timer::Late(client), self.config.wait(100, 100));
        if self.config.speculate && self.config.choice != Choice::All {
            self.out
                .set_timer(Timer::Slow(client), self.config.wait(40, 40));
        }
        self.proceed(op);
    }

    /// Asks one node, or sends it what it is to hold. A node that asks itself needs no message.
    fn send(&mut self, op: &mut Operation, to: NodeId, instead_of: Option<NodeId>) {
        let (id, key) = (op.id, op.key);
        op.asked.insert(to);
        match (op.stage, op.item) {
            (Stage::Ask, _) if to == self.me => op.hear(to, self.newest(key)),
            (Stage::Ask, _) => self.out.send(to, Message::Ask { id, key }),
            (Stage::Store, Some(item)) if to == self.me => {
                self.keep_for(key, item, instead_of);
                op.replied.insert(to);
            }
            (Stage::Store, Some(item)) => {
                let store = Message::Store {
                    id,
                    key,
                    item,
                    instead_of,
                };
                self.out.send(to, store);
            }
            (Stage::Store, None) | (Stage::Linger, _) => {
                unreachable!("only something is stored, and whoever is answered asks nobody")
            }
        }
    }

    /// How many replies this stage waits for.
    pub(super) fn need(&self, op: &Operation) -> u8 {
        match op.stage {
            Stage::Store => self.config.need_to_write(),
            _ if op.is_read() => self.config.need_to_read(),
            _ => self.config.read,
        }
    }

    /// Goes on when enough replies are in, and otherwise waits.
    fn proceed(&mut self, op: Operation) {
        let enough = op.replied.len() >= self.need(&op);
        match op.stage {
            Stage::Ask if enough => self.decide(op),
            Stage::Store if enough => self.finish(op),
            _ => self.put_back(op),
        }
    }

    fn put_back(&mut self, op: Operation) {
        let operations = &mut self.volatile.operations;
        debug_assert!(
            operations.iter().all(|o| o.id.client != op.id.client),
            "a client has one operation at a time"
        );
        operations.push(op);
    }

    /// Takes the operation that a reply is about out of the list.
    fn take(&mut self, is_it: impl Fn(&Operation) -> bool) -> Option<Operation> {
        let at = self.volatile.operations.iter().position(is_it)?;
        Some(self.volatile.operations.remove(at))
    }

    pub(super) fn on_tell(&mut self, from: NodeId, id: RequestId, item: Option<Item>) {
        let asks = |op: &Operation| op.id == id && op.stage != Stage::Store;
        let Some(mut op) = self.take(asks) else {
            return; // late
        };
        let before = op.version();
        self.note_first(&op, from);
        op.hear(from, item);
        if op.stage == Stage::Ask {
            return self.proceed(op);
        }
        let behind = if op.version() > before {
            op.behind
        } else {
            op.behind.intersection(NodeSet::EMPTY.with(from))
        };
        self.repair(&op, behind);
        if op.silent().is_empty() {
            self.quiet(op.id.client);
        } else {
            self.put_back(op);
        }
    }

    pub(super) fn on_stored(&mut self, from: NodeId, id: RequestId, version: Version) {
        let stores = |op: &Operation| {
            op.id == id && op.stage == Stage::Store && op.version() == Some(version)
        };
        let Some(mut op) = self.take(stores) else {
            return;
        };
        self.note_first(&op, from);
        op.replied.insert(from);
        self.proceed(op);
    }

    fn note_first(&mut self, op: &Operation, from: NodeId) {
        if op.replied.without(self.me).is_empty() {
            self.is_near(from);
        }
    }

    /// R replies are in. A write gets its version; a read chooses, and may have to see to it that
    /// enough nodes hold what it chose.
    fn decide(&mut self, mut op: Operation) {
        if let Some(value) = op.value {
            let item = self.make(op.key, op.version(), value);
            op.store(item, NodeSet::EMPTY);
            return self.begin_stage(op);
        }
        if self.config.broken.no_choosing {
            op.take_the_head();
        }
        if let Some(version) = op.version().filter(|_| self.config.read_ahead) {
            let seen = &mut self.volatile.seen[place(op.key)];
            *seen = version.stamp.max(*seen);
        }
        match op.item {
            Some(item)
                if self.config.write_back && op.fresh.len() < self.config.need_to_write() =>
            {
                let holders = op.fresh;
                op.store(item, holders);
                self.begin_stage(op);
            }
            _ => self.finish(op),
        }
    }

    /// The client is answered.
    fn finish(&mut self, mut op: Operation) {
        debug_assert!(op.replied.len() >= self.need(&op), "enough have replied");
        let value = op.item.filter(|_| op.is_read()).map(|item| item.value);
        if !op.is_read() {
            let command = op.command();
            self.out.note(Note::Wrote { command });
        }
        self.out.answer(op.id, Response::Done { value });
        self.quiet(op.id.client);
        if !op.is_read() || !self.config.repair {
            return;
        }
        if op.stage == Stage::Store {
            // Whoever was sent it for the write-back needs no repair.
            return self.repair(&op, op.behind.difference(op.asked));
        }
        self.repair(&op, op.behind);
        if !op.silent().is_empty() {
            op.stage = Stage::Linger;
            let timer = Timer::Late(op.id.client);
            self.out.set_timer(timer, self.config.wait(200, 200));
            self.put_back(op);
        }
    }

    fn repair(&mut self, op: &Operation, nodes: NodeSet) {
        let Some(item) = op.item else { return };
        for to in nodes.iter() {
            if to == self.me {
                self.keep(op.key, item);
            } else {
                self.out.send(to, Message::Newer(vec![(op.key, item)]));
            }
        }
    }

    /// Nothing more is awaited for this client.
    fn quiet(&mut self, client: ClientId) {
        self.out.cancel_timer(Timer::Late(client));
        self.out.cancel_timer(Timer::Slow(client));
    }

    pub(super) fn on_late(&mut self, client: ClientId) {
        let Some(mut op) = self.take(|op| op.id.client == client) else {
            return;
        };
        if op.stage == Stage::Linger {
            return; // whoever is still silent is left to others
        }
        op.tries += 1;
        self.are_far(op.silent());
        if op.tries >= TRIES_MAX {
            return self.give_up(&op);
        }
        let silent = self.config.homes_of(op.key).difference(op.replied);
        for to in silent.iter() {
            self.send(&mut op, to, None);
        }
        if self.config.sloppy {
            let substitutes = self.substitutes(&op, silent.len());
            for (to, home) in substitutes.into_iter().zip(silent.iter()) {
                if !op.replied.contains(to) {
                    self.send(&mut op, to, Some(home));
                }
            }
        }
        self.out
            .set_timer(Timer::Late(client), self.config.wait(100, 100));
        self.proceed(op);
    }

    pub(super) fn on_slow(&mut self, client: ClientId) {
        let Some(mut op) = self.take(|op| op.id.client == client) else {
            return;
        };
        if let Some(to) = self.one_more(&op).filter(|_| op.stage != Stage::Linger) {
            self.send(&mut op, to, None);
            self.out
                .set_timer(Timer::Slow(client), self.config.wait(40, 40));
        }
        self.proceed(op);
    }

    /// Too few replies, too late. A read can be asked again. A write that was sent to anybody may
    /// be on some disk, and may be read one day: whoever says that it failed says too much.
    fn give_up(&mut self, op: &Operation) {
        assert!(
            op.replied.len() < self.need(op),
            "nobody gives up with enough replies"
        );
        let response = match op.stage {
            _ if op.is_read() => Response::Busy,
            Stage::Store if !self.config.broken.partial_failed => Response::Unsure,
            _ => Response::Failed,
        };
        self.out.answer(op.id, response);
        self.quiet(op.id.client);
    }
}
