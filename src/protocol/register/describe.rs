//! The register for people.

use super::spec::{at, spec};
use super::version::{Item, Version};
use super::{Message, Operation, Register, Stage, Timer, Versions, place};
use crate::protocol::describe::{
    Carried, Cluster, Condition, Describe, Field, NodeFace, Scene, Seats, Spec, Tally, Tone,
    VerdictKind,
};
use crate::protocol::ids::{Micros, NodeId, NodeSet, Peer};
use crate::protocol::op::{Command, Key};
use crate::protocol::progress::Progress;
use crate::protocol::say::Say;
use crate::say;

pub(super) type View<'a> = Cluster<'a, Register>;

impl Describe for Register {
    fn spec(&self) -> Spec {
        spec(&self.0)
    }

    fn is_led(&self) -> bool {
        false
    }

    fn node(&self, node: NodeId, cluster: &View<'_>) -> NodeFace {
        let shown = shown_key(cluster);
        self.face(node, cluster, shown, newest_anywhere(cluster, shown))
    }

    fn nodes(&self, cluster: &View<'_>) -> Vec<NodeFace> {
        let shown = shown_key(cluster);
        let newest = newest_anywhere(cluster, shown);
        let all = (0..self.0.nodes).map(NodeId);
        all.map(|node| self.face(node, cluster, shown, newest))
            .collect()
    }

    fn tone(&self, message: &Message) -> (Tone, bool) {
        match message {
            Message::Ask { .. } | Message::Store { .. } => (Tone::Accent, false),
            Message::Tell { .. } | Message::Stored { .. } | Message::TookOver { .. } => {
                (Tone::Yes, false)
            }
            Message::Newer(_) | Message::HandOver { .. } => (Tone::Plain, false),
            Message::Compare { .. } => (Tone::Plain, true),
        }
    }

    fn label(&self, message: &Message) -> (Say, Vec<Field>) {
        let label = match message {
            Message::Ask { key, .. } => {
                say!("register.message.ask", what = Command::Read { key: *key })
            }
            Message::Tell { item: None, .. } => say!("register.message.nothing"),
            Message::Tell {
                item: Some(item), ..
            } => say!(
                "register.message.tell",
                value = item.value,
                version = self.version(item.version)
            ),
            Message::Store {
                key,
                item,
                instead_of: Some(home),
                ..
            } => say!(
                "register.message.store_for",
                what = self.item(*key, *item),
                who = *home
            ),
            Message::Store { key, item, .. } => self.item(*key, *item),
            Message::Stored { version, .. } => {
                say!("register.message.stored", version = self.version(*version))
            }
            Message::Newer(items) => match items.first() {
                Some(&(key, item)) => {
                    say!("register.message.newer", what = self.item(key, item))
                }
                None => say!("register.message.nothing"),
            },
            Message::HandOver { key, item } => {
                say!("register.message.hand_over", what = self.item(*key, *item))
            }
            Message::TookOver { .. } => say!("register.message.took_over"),
            Message::Compare { .. } => say!("register.message.compare"),
        };
        let fields = match message {
            Message::Newer(items) => items
                .iter()
                .map(|&(key, item)| field(say!("register.field.copy"), self.item(key, item)))
                .collect(),
            Message::Compare { versions, .. } => {
                let known = (0..Key::COUNT).map(Key).zip(versions.iter());
                let known = known.filter_map(|(key, version)| Some((key, (*version)?)));
                let field_of = |(key, version): (Key, Version)| {
                    let name = say!("register.field.key", what = Command::Read { key });
                    field(name, self.version(version))
                };
                known.map(field_of).collect()
            }
            _ => Vec::new(),
        };
        (label, fields)
    }

    fn timer(&self, timer: Timer) -> Say {
        match timer {
            Timer::Late(client) => say!("register.timer.late", who = client),
            Timer::Slow(client) => say!("register.timer.slow", who = client),
            Timer::HandOver => say!("register.timer.hand_over"),
            Timer::Compare => say!("register.timer.compare"),
        }
    }

    fn scene(&self, cluster: &View<'_>) -> Scene {
        let under_way = cluster.up().iter().flat_map(|node| {
            let operations = cluster.nodes[node.index()].volatile.operations.iter();
            operations.map(move |op| (node, op))
        });
        // The operation that is nearest to its goal says most about the cluster.
        let best = under_way
            .filter(|(_, op)| op.stage != Stage::Linger)
            // One that is cut off goes on with what its client has long been told elsewhere.
            .filter(|(node, op)| {
                cluster.is_awaited(op.id) || self.replies(cluster, *node, op).can()
            })
            .max_by_key(|(node, op)| (op.replied.len(), std::cmp::Reverse(*node)));
        let Some((node, op)) = best else {
            return self.quiet(cluster);
        };
        let tally = self.replies(cluster, node, op);
        let mut verdict = self.verdict_on(op, &tally);
        if verdict.kind == VerdictKind::Blocked {
            let needed = match op.is_read() {
                true => self.0.need_to_read(),
                false => self.needed_to_write(),
            };
            let enough = |group: NodeSet| group.intersection(tally.members).len() >= needed;
            verdict.more = cluster.elsewhere(node, enough).or(verdict.more);
        }
        Scene {
            progress: Progress::at(match op.stage {
                Stage::Store => at::DECIDE,
                _ => at::COLLECT,
            }),
            verdict,
            tally: Some(tally),
            coordinator: Some(node),
        }
    }
}

impl Register {
    /// A node as seen by who looks at one key, of which this is the newest anywhere.
    fn face(&self, node: NodeId, cluster: &View<'_>, shown: Key, newest: Option<Item>) -> NodeFace {
        let view = &cluster.nodes[node.index()];
        let down = view.condition == Condition::Down;
        let mut fields = Vec::new();
        let operations = view.volatile.operations.iter();
        let mut collecting = operations.filter(|op| !down && op.stage != Stage::Linger);
        let first = collecting.next();
        for op in first.into_iter().chain(collecting).take(3) {
            fields.push(field(
                say!("register.field.collecting", what = op.command()),
                say!(
                    "field.collecting.value",
                    yes = op.replied,
                    have = op.replied.len(),
                    need = self.need(op)
                ),
            ));
        }
        for key in (0..Key::COUNT).map(Key) {
            let copies = &view.durable.copies[place(key)];
            if let Some(item) = copies.newest() {
                fields.push(field(say!("register.field.copy"), self.item(key, item)));
            }
            for sibling in copies.siblings() {
                let name = say!("register.field.sibling");
                fields.push(field(name, self.item(key, *sibling)));
            }
        }
        for hint in view.durable.hints.iter().take(6) {
            let name = say!("register.field.hint", who = hint.home);
            fields.push(field(name, self.item(hint.key, hint.item)));
        }
        let copies = &view.durable.copies[place(shown)];
        let mine = copies.newest();
        let caption = mine.map(|item| self.item(shown, item));
        let caption = match (caption, copies.siblings().first()) {
            (Some(what), Some(beside)) => {
                Some(say!("register.beside", what = what, value = beside.value))
            }
            (caption, _) => caption,
        };
        let (role, tone) = match (down, first) {
            (true, _) => (say!("role.down"), Tone::Dead),
            (_, Some(_)) => (say!("role.proposer"), Tone::Accent),
            _ if !self.0.homes_of(shown).contains(node) => {
                let stands_in = !view.durable.hints.is_empty();
                let role = if stands_in {
                    say!("register.role.substitute")
                } else {
                    say!("register.role.other")
                };
                (role, Tone::Plain)
            }
            _ if newest.is_none() => (say!("register.role.replica"), Tone::Plain),
            _ if mine == newest => (say!("register.role.replica"), Tone::Yes),
            _ => (say!("register.role.behind"), Tone::Wait),
        };
        NodeFace {
            role,
            tone,
            caption,
            tally: first.map(|op| self.replies(cluster, node, op)),
            fields,
        }
    }

    /// `v3.2`, or a time and a node.
    fn version(&self, version: Version) -> Say {
        match self.0.versions {
            Versions::Counter => {
                say!("register.version", n = version.stamp, who = version.node)
            }
            Versions::Clock => {
                let at = Micros(version.stamp);
                say!("register.version.clock", at = at, who = version.node)
            }
        }
    }

    /// `x = 7, v3.2`.
    pub(super) fn item(&self, key: Key, item: Item) -> Say {
        let value = item.value;
        let what = Command::Write { key, value };
        say!(
            "register.item",
            what = what,
            version = self.version(item.version)
        )
    }

    fn need(&self, op: &Operation) -> u8 {
        match op.stage {
            Stage::Store => self.0.need_to_write(),
            _ if op.is_read() => self.0.need_to_read(),
            _ => self.0.read,
        }
    }

    /// Replies or acknowledgements as a tally. Whoever can hear and be heard can still reply, and
    /// so can whoever's reply is on its way.
    fn replies(&self, cluster: &View<'_>, node: NodeId, op: &Operation) -> Tally {
        let replies = |message: &Message| match message {
            Message::Tell { id, .. } => op.stage == Stage::Ask && *id == op.id,
            Message::Stored { id, version } => {
                op.stage == Stage::Store && *id == op.id && Some(*version) == op.version()
            }
            _ => false,
        };
        let to_node = cluster.flights.iter().filter(|f| f.to == Peer::Node(node));
        let on_the_way = to_node.filter_map(|flight| match (flight.from, &flight.carries) {
            (Peer::Node(from), Carried::Between(message)) if replies(message) => Some(from),
            _ => None,
        });
        let members = if self.0.sloppy {
            NodeSet::all(self.0.nodes)
        } else {
            self.0.homes_of(op.key).union(op.replied)
        };
        let could = cluster
            .in_touch_with(node)
            .union(on_the_way.collect::<NodeSet>());
        let title = match (op.stage, op.item) {
            (Stage::Store, Some(item)) => {
                say!("register.tally.holders", what = self.item(op.key, item))
            }
            _ if op.is_read() => say!("register.tally.replies", what = op.command()),
            _ => say!("register.tally.newest", what = op.command()),
        };
        Tally {
            title,
            members,
            yes: op.replied,
            no: NodeSet::EMPTY,
            possible: could.intersection(members).difference(op.replied),
            need: self.need(op),
            seats: Seats::default(),
        }
    }
}

fn field(name: Say, value: Say) -> Field {
    Field { name, value }
}

pub(super) fn newest_anywhere(cluster: &View<'_>, key: Key) -> Option<Item> {
    let all = cluster.nodes.iter();
    all.filter_map(|view| view.durable.copies[place(key)].newest())
        .max()
}

/// The key that the stage speaks of: one that somebody is busy with, or else the first that holds
/// anything.
pub(super) fn shown_key(cluster: &View<'_>) -> Key {
    let operations = cluster
        .nodes
        .iter()
        .flat_map(|view| view.volatile.operations.iter());
    let busy = operations.map(|op| op.key).min();
    let held = || {
        let keys = (0..Key::COUNT).map(Key);
        keys.into_iter()
            .find(|&key| newest_anywhere(cluster, key).is_some())
    };
    busy.or_else(held).unwrap_or(Key(0))
}
