//! An operation that a node coordinates: what has been asked of whom, and what has come back.

use super::version::{Item, Version};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Key, RequestId};

/// How far an operation is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// Collects R replies: what is the newest version?
    Ask,
    /// Collects W acknowledgements.
    Store,
    /// The client is answered; late replies still show who is behind (read repair).
    Linger,
}

/// An operation under way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Operation {
    pub id: RequestId,
    pub key: Key,
    /// What is to be written; `None` for a read.
    pub value: Option<u32>,
    pub stage: Stage,
    /// Who was asked in this stage, and who has replied.
    pub asked: NodeSet,
    pub replied: NodeSet,
    /// While asking, the newest that was heard; while storing, what is stored.
    pub item: Option<Item>,
    /// Who is known to hold just that.
    pub fresh: NodeSet,
    /// Who replied with something older.
    pub behind: NodeSet,
    /// The reply of the first node by number: what a read without choosing answers with.
    pub head: Option<(NodeId, Option<Item>)>,
    /// How often replies were late.
    pub tries: u8,
}

impl Operation {
    pub fn new(id: RequestId, key: Key, value: Option<u32>) -> Operation {
        Operation {
            id,
            key,
            value,
            stage: Stage::Ask,
            asked: NodeSet::EMPTY,
            replied: NodeSet::EMPTY,
            item: None,
            fresh: NodeSet::EMPTY,
            behind: NodeSet::EMPTY,
            head: None,
            tries: 0,
        }
    }

    pub fn is_read(&self) -> bool {
        self.value.is_none()
    }

    /// What its client asked for.
    pub fn command(&self) -> Command {
        let key = self.key;
        match self.value {
            Some(value) => Command::Write { key, value },
            None => Command::Read { key },
        }
    }

    pub fn version(&self) -> Option<Version> {
        self.item.map(|item| item.version)
    }

    /// Whom it still waits for.
    pub fn silent(&self) -> NodeSet {
        self.asked.difference(self.replied)
    }

    /// A node says what it holds.
    pub fn hear(&mut self, from: NodeId, item: Option<Item>) {
        debug_assert_ne!(self.stage, Stage::Store, "nobody is asked any more");
        if !self.replied.insert(from) {
            return;
        }
        if self.head.is_none_or(|(first, _)| from < first) {
            self.head = Some((from, item));
        }
        let (version, newest) = (item.map(|item| item.version), self.version());
        if version > newest {
            self.behind = self.behind.union(self.fresh);
            self.fresh = NodeSet::EMPTY;
            self.item = item;
        }
        if version >= newest {
            self.fresh.insert(from);
        } else {
            self.behind.insert(from);
        }
        debug_assert!(self.version() >= newest, "the newest only gets newer");
    }

    /// Answers with what the first node on the list said, newer or older.
    pub fn take_the_head(&mut self) {
        let Some((node, item)) = self.head else {
            return;
        };
        if item != self.item {
            self.item = item;
            self.fresh = NodeSet::EMPTY.with(node);
            self.behind = NodeSet::EMPTY;
        }
    }

    /// From now on it collects acknowledgements of an item that some are known to hold.
    pub fn store(&mut self, item: Item, holders: NodeSet) {
        assert_ne!(self.stage, Stage::Linger, "an answered operation is over");
        self.stage = Stage::Store;
        self.item = Some(item);
        self.asked = holders;
        self.replied = holders;
        self.fresh = holders;
    }
}
