//! The leaderless register of documents 3 and 5: every key has N homes, a write is done when W of
//! them hold it, a read asks R of them and answers with the newest version. Any node coordinates.
//!
//! Where it comes from: quorums with R+W>N are Gifford's and Thomas's (1979). Attiya, Bar-Noy and
//! Dolev (1990) made an *atomic* register of them, one that behaves like a single copy, with two
//! more rules: whoever writes first asks R nodes for the newest version and goes one beyond it, and
//! whoever reads sees to it that W nodes hold what was read *before* answering. Dynamo (2007) left
//! both out and added what keeps a register writable and cheap: substitutes that hold what is meant
//! for others (hints), repair after reads, a comparison of copies in the background.
//!
//! - **Versions** are a counter, or the coordinator's clock, and then the coordinator's number. A
//!   replica keeps the newer one. Copies with equal counters by different coordinators were written
//!   without knowing of each other: they are kept side by side, and the greater number is read.
//! - **A write** finds its version (by asking R nodes, or from what the coordinator knows, or from
//!   its clock) and is then sent to the homes. With W acknowledgements it is done. With fewer when
//!   the time is up its outcome is unknown: it stays where it got to.
//! - **A read** asks the homes, takes the newest of R replies, sees to it that W nodes hold that if
//!   the write-back is on, and answers.
//!
//! Assumed: nodes stop or follow the rules, disks keep what was written. Nothing is assumed of
//! delays. A register cannot serve compare-and-set: two writers that both see the old value would
//! both succeed. That takes agreement, as in Paxos or Raft.
//!
//! Left out: a changing set of nodes, version vectors (a counter shows fewer conflicts than there
//! are), and deleting.

mod choose;
mod coordinate;
mod describe;
mod operation;
mod params;
mod replica;
mod spec;
mod verdict;
pub mod version;

pub use operation::{Operation, Stage};
pub use spec::build;

use super::ids::{ClientId, Micros, NodeId, NodeSet};
use super::op::{Command, Key, RequestId};
use super::quorum::must_meet;
use super::{Held, Input, Outbox, Protocol, Slot, State, Wait};
use version::{Copies, Item, Version};

/// How versions come about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Versions {
    Counter,
    Clock,
}

/// Which homes are asked, and which are sent a write.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Choice {
    All,
    Random,
    LeastLoaded,
    Nearest,
}

/// Rules that can be switched off, each as some document has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Broken {
    /// Document 5: a write goes to quorum − 1 nodes.
    pub short_write: bool,
    /// The first reply is the answer.
    pub first_answer: bool,
    /// Document 3: `quorum_read` returns all results; whoever uses it takes the first on the list.
    pub no_choosing: bool,
    /// Document 3: a write without a majority has failed and left the old value.
    pub partial_failed: bool,
    /// A replica takes whatever comes, older or newer.
    pub no_check: bool,
}

/// With what parameters a register runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Config {
    pub nodes: u8,
    /// N: so many nodes keep each key.
    pub homes: u8,
    /// R and W.
    pub read: u8,
    pub write: u8,
    pub versions: Versions,
    /// A write asks R nodes for the newest version first.
    pub ask_first: bool,
    /// A coordinator remembers the versions that pass through its hands.
    pub read_ahead: bool,
    /// A read sees to it that W nodes hold what it answers with.
    pub write_back: bool,
    /// Nodes that turn out to be behind are sent the newest after a read.
    pub repair: bool,
    /// Other nodes stand in for homes that do not answer.
    pub sloppy: bool,
    /// Nodes compare their copies in the background.
    pub anti_entropy: bool,
    pub choice: Choice,
    /// So many more nodes than needed are asked at once.
    pub spare: u8,
    /// One more node is asked when replies are slow.
    pub speculate: bool,
    /// How long a coordinator waits for replies before it asks again.
    pub patience: Micros,
    pub broken: Broken,
}

impl Config {
    /// An atomic register: majorities, two-phase writes, write-back.
    pub fn atomic(nodes: u8) -> Config {
        let majority = super::quorum::majority(nodes);
        Config {
            nodes,
            homes: nodes,
            read: majority,
            write: majority,
            versions: Versions::Counter,
            ask_first: true,
            read_ahead: false,
            write_back: true,
            repair: false,
            sloppy: false,
            anti_entropy: false,
            choice: Choice::All,
            spare: 0,
            speculate: false,
            patience: Micros::from_millis(250),
            broken: Broken::default(),
        }
    }

    /// The homes of a key: as many nodes as there are copies, in a row on the ring.
    pub fn homes_of(&self, key: Key) -> NodeSet {
        (0..self.homes)
            .map(|i| NodeId(((u32::from(key.0) + u32::from(i)) % u32::from(self.nodes)) as u8))
            .collect()
    }

    /// How many acknowledgements a write waits for.
    pub fn need_to_write(&self) -> u8 {
        self.write
            .saturating_sub(u8::from(self.broken.short_write))
            .max(1)
    }

    /// How many replies a read waits for.
    pub fn need_to_read(&self) -> u8 {
        if self.broken.first_answer {
            1
        } else {
            self.read
        }
    }

    /// Among how many nodes the replies to one operation come from: with substitutes, any.
    pub fn asked(&self) -> u8 {
        if self.sloppy { self.nodes } else { self.homes }
    }

    /// Whether every read meets every write: their quorums share a node.
    pub fn reads_meet_writes(&self) -> bool {
        must_meet(self.homes, self.need_to_read(), self.need_to_write()) && !self.sloppy
    }

    /// Whether any two writes meet.
    pub fn writes_meet(&self) -> bool {
        let write = self.need_to_write();
        must_meet(self.homes, write, write) && !self.sloppy
    }

    /// A time-out of so many hundredths of the patience, or between two such times.
    fn wait(&self, from_percent: u64, to_percent: u64) -> Wait {
        let part = |percent: u64| Micros((self.patience.0 * percent / 100).max(1));
        if from_percent == to_percent {
            Wait::Exactly(part(from_percent))
        } else {
            Wait::Between(part(from_percent), part(to_percent))
        }
    }
}

/// The register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Register(pub Config);

/// What survives a restart.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Durable {
    /// What this node holds of each key.
    pub copies: [Copies; Key::COUNT as usize],
    /// What it holds for others until it can hand it over; one item for each node and key.
    pub hints: Vec<Hint>,
    /// The last version that it made for each key. No version is made twice.
    made: [u64; Key::COUNT as usize],
    /// The latest write of each client that it has begun, sorted by client. The network may
    /// deliver a request twice, and a write must not be done twice.
    begun: Vec<(ClientId, u32)>,
}

/// Something held for another node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Hint {
    pub home: NodeId,
    pub key: Key,
    pub item: Item,
}

/// What does not survive.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Volatile {
    /// What this node coordinates: at most one operation for each client.
    pub operations: Vec<Operation>,
    /// The newest version that passed through its hands, for each key (read-ahead).
    pub seen: [u64; Key::COUNT as usize],
    /// Nodes from near to far, by who answered first lately (kept only for that choice).
    pub near: Vec<NodeId>,
    /// Whom it compared copies with last.
    pub compared_with: u8,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    /// What do you hold of this key?
    Ask {
        id: RequestId,
        key: Key,
    },
    /// This.
    Tell {
        id: RequestId,
        item: Option<Item>,
    },
    /// Hold this, for yourself or, as a substitute, for that home.
    Store {
        id: RequestId,
        key: Key,
        item: Item,
        instead_of: Option<NodeId>,
    },
    /// It is on the sender's disk, or something newer is.
    Stored {
        id: RequestId,
        version: Version,
    },
    /// The receiver seems to be behind: here is what is newer. Nobody waits for it.
    Newer(Vec<(Key, Item)>),
    /// A substitute hands over what it held.
    HandOver {
        key: Key,
        item: Item,
    },
    TookOver {
        key: Key,
        version: Version,
    },
    /// Which versions do you hold? These are mine.
    Compare {
        versions: Box<[Option<Version>; Key::COUNT as usize]>,
        /// It is the answer to such a question.
        back: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// Replies for this client's operation are late.
    Late(ClientId),
    /// They are slow: ask one more node.
    Slow(ClientId),
    /// Time to hand over what is held for others.
    HandOver,
    /// Time to compare copies with somebody.
    Compare,
}

impl Protocol for Register {
    type Durable = Durable;
    type Volatile = Volatile;
    type Message = Message;
    type Timer = Timer;

    fn size(&self) -> u8 {
        self.0.nodes
    }

    fn blank(&self) -> Durable {
        Durable::default()
    }

    fn start(
        &self,
        me: NodeId,
        durable: &mut Durable,
        _again: bool,
        out: &mut Outbox<Self>,
    ) -> Volatile {
        if !durable.hints.is_empty() {
            out.set_timer(Timer::HandOver, self.0.wait(100, 200));
        }
        if self.0.anti_entropy && self.0.nodes > 1 {
            out.set_timer(Timer::Compare, self.0.wait(300, 600));
        }
        let near = match self.0.choice {
            Choice::Nearest => (0..self.0.nodes)
                .map(|i| NodeId((me.0 + i) % self.0.nodes))
                .collect(),
            _ => Vec::new(),
        };
        Volatile {
            near,
            compared_with: me.0,
            ..Volatile::default()
        }
    }

    fn step(&self, me: NodeId, state: State<'_, Self>, input: Input<Self>, out: &mut Outbox<Self>) {
        let mut turn = Turn {
            config: &self.0,
            me,
            durable: state.durable,
            volatile: state.volatile,
            clock: state.clock,
            out,
        };
        match input {
            Input::Request { id, command } => turn.on_request(id, command),
            Input::Timeout(Timer::Late(client)) => turn.on_late(client),
            Input::Timeout(Timer::Slow(client)) => turn.on_slow(client),
            Input::Timeout(Timer::HandOver) => turn.on_hand_over_due(),
            Input::Timeout(Timer::Compare) => turn.on_compare_due(),
            Input::Order(_) => {} // the nodes are fixed, and nobody leads
            Input::Message { from, message } => match message {
                Message::Ask { id, key } => turn.on_ask(from, id, key),
                Message::Tell { id, item } => turn.on_tell(from, id, item),
                Message::Store {
                    id,
                    key,
                    item,
                    instead_of,
                } => turn.on_store(from, id, key, item, instead_of),
                Message::Stored { id, version } => turn.on_stored(from, id, version),
                Message::Newer(items) => turn.on_newer(&items),
                Message::HandOver { key, item } => turn.on_hand_over(from, key, item),
                Message::TookOver { key, version } => turn.on_took_over(from, key, version),
                Message::Compare { versions, back } => turn.on_compare(from, &versions, back),
            },
        }
    }

    fn first_contact(&self, client: ClientId) -> NodeId {
        NodeId(client.0 % self.0.nodes)
    }

    /// There are no slots.
    fn held(&self, _durable: &Durable, _slot: Slot) -> Held {
        Held::Nothing
    }

    /// A write that is sent to two nodes gets two versions: what was overwritten in between would
    /// come back.
    fn may_repeat(&self, command: Command) -> bool {
        matches!(command, Command::Read { .. })
    }

    fn stored(&self, durable: &Durable, _volatile: &Volatile, key: Key) -> Option<u32> {
        durable.copies[place(key)].newest().map(|item| item.value)
    }

    fn keeps(&self, node: NodeId, key: Key) -> bool {
        self.0.homes_of(key).contains(node)
    }

    /// Enough homes of every key must be among them.
    fn can_serve(&self, group: NodeSet) -> bool {
        let need = self.0.need_to_read().max(self.0.need_to_write());
        let mut keys = (0..Key::COUNT).map(Key);
        keys.all(|key| {
            let homes = self.0.homes_of(key).intersection(group);
            // Others stand in for homes that cannot be reached.
            let copies = if self.0.sloppy { group } else { homes };
            copies.len() >= need
        })
    }
}

/// A step under way: one node, its state, and where its outputs go.
struct Turn<'a> {
    config: &'a Config,
    me: NodeId,
    durable: &'a mut Durable,
    volatile: &'a mut Volatile,
    clock: Micros,
    out: &'a mut Outbox<Register>,
}

/// Where a key's things are in an array of all keys.
fn place(key: Key) -> usize {
    usize::from(key.0 % Key::COUNT)
}
