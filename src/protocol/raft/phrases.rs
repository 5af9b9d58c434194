//! Sentences about Raft: what an entry says, the labels of messages, the fields of a node.

use super::log::{Entry, Log};
use super::members::Members;
use super::{Durable, Leader, Message, Role, Volatile, Why};
use crate::protocol::Slot;
use crate::protocol::describe::Field;
use crate::protocol::op::Command;
use crate::protocol::say::Say;
use crate::say;

pub fn field(name: Say, value: Say) -> Field {
    Field { name, value }
}

fn number(n: u32) -> Say {
    say!("plain.number", n = n)
}

/// What an entry says.
pub fn entry(entry: &Entry) -> Say {
    match (&entry.members, entry.decree.command) {
        (Some(members), _) => set_of(members),
        (None, Command::Nothing) => say!("raft.entry.blank", term = entry.term),
        (None, command) => say!("plain.command", what = command),
    }
}

/// A set of members in a few words.
pub fn set_of(members: &Members) -> Say {
    if members.is_joint() {
        say!(
            "raft.members.joint",
            old = members.voters,
            new = members.joining
        )
    } else if members.learners.is_empty() {
        say!("raft.members.voters", voters = members.voters)
    } else {
        say!(
            "raft.members.learners",
            voters = members.voters,
            learners = members.learners
        )
    }
}

/// What the inspector says of a node.
pub fn fields(durable: &Durable, volatile: &Volatile) -> Vec<Field> {
    let log = &durable.log;
    let mut fields = vec![field(say!("field.term"), number(durable.term))];
    if let Some(voted_for) = durable.voted_for {
        let value = say!("plain.node", who = voted_for);
        fields.push(field(say!("raft.field.voted_for"), value));
    }
    match (&volatile.role, volatile.leader) {
        (Role::Leader(leader), _) => leader_fields(leader, &mut fields),
        (_, Some(leader)) => {
            fields.push(field(
                say!("field.primary"),
                say!("plain.node", who = leader),
            ));
        }
        _ => {}
    }
    if volatile.loyal {
        fields.push(field(say!("raft.field.loyal"), say!("raft.yes")));
    }
    let ends = say!(
        "raft.field.log.value",
        end = log.end(),
        commit = volatile.commit
    );
    fields.push(field(say!("raft.field.log"), ends));
    if log.base().end > 0 {
        fields.push(field(say!("raft.field.folded"), number(log.base().end)));
    }
    latest_entries(log, &mut fields);
    fields.push(field(say!("raft.field.members"), set_of(log.members())));
    for (key, value) in volatile.latest.values() {
        let what = Command::Write { key, value };
        let value = say!("plain.command", what = what);
        fields.push(field(say!("field.stored"), value));
    }
    fields
}

/// The last few entries of a log.
fn latest_entries(log: &Log, fields: &mut Vec<Field>) {
    let first = log.end().saturating_sub(4).max(log.base().end);
    for (slot, held) in (first..).zip(log.from(first)) {
        let name = say!("raft.field.entry", slot = slot + 1, term = held.term);
        fields.push(field(name, entry(held)));
    }
}

fn leader_fields(leader: &Leader, fields: &mut Vec<Field>) {
    if let Some(to) = leader.hands_to {
        let value = say!("plain.node", who = to);
        fields.push(field(say!("raft.field.hands_to"), value));
    }
    if let Some(goal) = &leader.goal {
        fields.push(field(say!("raft.field.goal"), set_of(goal)));
    }
    if !leader.reads.is_empty() {
        let waiting = number(leader.reads.len() as u32);
        fields.push(field(say!("raft.field.reads"), waiting));
    }
}

/// The label of a message, and what it carries.
pub fn label(message: &Message) -> (Say, Vec<Field>) {
    let term = |term: u32| field(say!("field.term"), number(term));
    let ends = |end: Slot| field(say!("raft.field.end"), number(end));
    match message {
        Message::AskVote {
            term: t,
            end,
            last_term,
            why,
        } => {
            let label = match why {
                Why::Trial => say!("raft.message.would_you", term = *t),
                Why::Silence => say!("message.elect", term = *t),
                Why::HandedOver => say!("raft.message.handed_over", term = *t),
            };
            let last = field(say!("raft.field.last_term"), number(*last_term));
            (label, vec![term(*t), ends(*end), last])
        }
        Message::Vote {
            term: t,
            trial,
            granted,
            ..
        } => {
            let label = match (granted, trial) {
                (true, false) => say!("message.support"),
                (true, true) => say!("raft.message.i_would"),
                (false, _) => say!("message.refuse"),
            };
            (label, vec![term(*t)])
        }
        Message::Append {
            term: t,
            prev,
            prev_term,
            entries,
            commit,
            ..
        } => {
            let label = match entries.as_slice() {
                [] => say!("message.i_lead", term = *t),
                [one] => say!("raft.message.append", what = entry(one)),
                many => say!("raft.message.append_many", count = many.len() as u32),
            };
            let mut fields = vec![
                term(*t),
                field(say!("raft.field.prev"), number(*prev)),
                field(say!("raft.field.prev_term"), number(*prev_term)),
                field(say!("raft.field.commit"), number(*commit)),
            ];
            for (slot, held) in (*prev..).zip(entries).take(4) {
                let name = say!("raft.field.entry", slot = slot + 1, term = held.term);
                fields.push(field(name, entry(held)));
            }
            (label, fields)
        }
        Message::Appended {
            term: t,
            matched,
            news,
            ..
        } => {
            let label = if *news {
                say!("raft.message.appended", end = *matched)
            } else {
                say!("raft.message.i_follow")
            };
            (label, vec![term(*t), ends(*matched)])
        }
        Message::Rejected {
            term: t,
            prev,
            hint,
            ..
        } => {
            let label = if hint < prev {
                say!("raft.message.differ", slot = *prev)
            } else {
                say!("message.outdated", term = *t)
            };
            (label, vec![term(*t), ends(*hint)])
        }
        Message::Install {
            term: t, snapshot, ..
        } => {
            let mut fields = vec![term(*t), ends(snapshot.end)];
            for (key, value) in snapshot.store.values() {
                let what = Command::Write { key, value };
                let value = say!("plain.command", what = what);
                fields.push(field(say!("field.stored"), value));
            }
            (say!("raft.message.install", end = snapshot.end), fields)
        }
        Message::TimeoutNow { term: t } => (say!("raft.message.take_over"), vec![term(*t)]),
    }
}
