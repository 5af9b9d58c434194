//! Single-decree Paxos for people.

use super::scene::focus;
use super::{Cell, Message, SinglePaxos, Timer, place};
use crate::protocol::describe::{Cluster, Condition, Describe, Field, NodeFace, Scene, Spec, Tone};
use crate::protocol::ids::NodeId;
use crate::protocol::op::Key;
use crate::protocol::paxos::phrases::{command, field, place_field};
use crate::protocol::paxos::{Ballot, spec};
use crate::protocol::say::Say;
use crate::say;

pub(super) type View<'a> = Cluster<'a, SinglePaxos>;

impl Describe for SinglePaxos {
    fn spec(&self) -> Spec {
        spec(&self.0)
    }

    fn is_led(&self) -> bool {
        false
    }

    fn node(&self, node: NodeId, cluster: &View<'_>) -> NodeFace {
        let view = &cluster.nodes[node.index()];
        let mut fields: Vec<Field> = place_field(&self.0, node).into_iter().collect();
        let mut tally = None;
        for attempt in &view.volatile.attempts {
            let progress = match self.collected(cluster, node, attempt) {
                Some(collected) => {
                    let now = collected.tally(&self.0, cluster);
                    let (yes, have, need) = (now.yes, now.have(), now.need);
                    tally = tally.or(Some(now));
                    say!(
                        "field.collecting.value",
                        yes = yes,
                        have = have,
                        need = need
                    )
                }
                None => say!("paxos.field.resting"),
            };
            let name = say!("paxos.field.ballot", ballot = attempt.ballot.say());
            fields.push(field(name, progress));
        }
        for (cell, key) in view.durable.cells.iter().zip((0..).map(Key)) {
            cell_fields(cell, key, &mut fields);
        }
        let cell = &view.durable.cells[place(focus(cluster))];
        let (role, tone) = match view.condition {
            Condition::Down => (say!("role.down"), Tone::Dead),
            _ if !view.volatile.attempts.is_empty() => (say!("paxos.role.proposer"), Tone::Accent),
            _ => {
                let tone = match cell {
                    Cell { accepted: None, .. } => Tone::Plain,
                    _ => Tone::Yes,
                };
                (say!("paxos.role.acceptor"), tone)
            }
        };
        NodeFace {
            role,
            tone,
            caption: caption(cell),
            tally: tally.filter(|_| view.condition != Condition::Down),
            fields,
        }
    }

    fn tone(&self, message: &Message) -> (Tone, bool) {
        let tone = match message {
            Message::Prepare { .. } => Tone::Wait,
            Message::Accept { .. } => Tone::Accent,
            Message::Promise { .. } | Message::Accepted { .. } => Tone::Yes,
            Message::Outbid { .. } => Tone::No,
            Message::Chosen { .. } => Tone::Plain,
        };
        (tone, false)
    }

    fn label(&self, message: &Message) -> (Say, Vec<Field>) {
        let about = |key: Key, ballot: Ballot| {
            let letter = key.letter().to_string();
            vec![
                field(
                    say!("paxos.field.key"),
                    say!("paxos.plain.key", key = letter.as_str()),
                ),
                field(say!("paxos.field.in_ballot"), ballot.say()),
            ]
        };
        match *message {
            Message::Prepare { key, ballot } => (
                say!("paxos.message.prepare", ballot = ballot.say()),
                about(key, ballot),
            ),
            Message::Promise {
                key,
                ballot,
                accepted,
            } => match accepted {
                None => (
                    say!("paxos.message.promise", ballot = ballot.say()),
                    about(key, ballot),
                ),
                Some((earlier, decree)) => (
                    say!(
                        "paxos.message.promise_but",
                        ballot = ballot.say(),
                        what = decree.command,
                        earlier = earlier.say()
                    ),
                    about(key, ballot),
                ),
            },
            Message::Accept {
                key,
                ballot,
                decree,
            } => (
                say!(
                    "paxos.message.accept",
                    ballot = ballot.say(),
                    what = decree.command
                ),
                about(key, ballot),
            ),
            Message::Accepted { key, ballot } => (
                say!("paxos.message.accepted", ballot = ballot.say()),
                about(key, ballot),
            ),
            Message::Outbid {
                key,
                ballot,
                promised,
            } => (
                say!("paxos.message.outbid", promised = promised.say()),
                about(key, ballot),
            ),
            Message::Chosen { decree, .. } => (
                say!("paxos.message.chosen", what = decree.command),
                Vec::new(),
            ),
        }
    }

    fn timer(&self, _: Timer) -> Say {
        say!("paxos.timer.again")
    }

    fn scene(&self, cluster: &View<'_>) -> Scene {
        self.scene_of(cluster)
    }
}

fn caption(cell: &Cell) -> Option<Say> {
    match (cell.chosen, cell.accepted) {
        (Some(decree), _) => Some(say!("paxos.caption.chosen", what = decree.command)),
        (None, Some((ballot, decree))) => Some(say!(
            "paxos.caption.accepted",
            ballot = ballot.say(),
            what = decree.command
        )),
        (None, None) if cell.promised > Ballot::NONE => {
            Some(say!("paxos.caption.promised", ballot = cell.promised.say()))
        }
        (None, None) => None,
    }
}

fn cell_fields(cell: &Cell, key: Key, fields: &mut Vec<Field>) {
    let letter = key.letter().to_string();
    let letter = letter.as_str();
    if cell.promised > Ballot::NONE {
        let name = say!("paxos.field.promised", key = letter);
        fields.push(field(name, cell.promised.say()));
    }
    if let Some((ballot, decree)) = cell.accepted {
        let value = say!(
            "paxos.caption.accepted",
            ballot = ballot.say(),
            what = decree.command
        );
        fields.push(field(say!("paxos.field.accepted", key = letter), value));
    }
    if let Some(decree) = cell.chosen {
        let name = say!("paxos.field.chosen", key = letter);
        fields.push(field(name, command(decree.command)));
    }
}
