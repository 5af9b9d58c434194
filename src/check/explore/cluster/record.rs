//! What has to be remembered to tell whether promises hold: no node knows it, and it is part of a
//! state, since two states with one future may have different pasts.

use super::Keeps;
use crate::check::linearize::{self, Action, History, Model, Operation, Verdict};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, RequestId, Response};
use crate::protocol::{Note, Slot};

/// Something that happened and matters to a promise.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fact {
    Decided {
        slot: Slot,
        decree: Decree,
    },
    /// A write without a slot is done.
    Wrote,
    Leads {
        node: NodeId,
        term: u32,
    },
    /// Other nodes vote from now on.
    Voters {
        below: Slot,
        voters: NodeSet,
        joining: NodeSet,
    },
    Asked {
        id: RequestId,
        command: Command,
    },
    Settled {
        id: RequestId,
        response: Response,
    },
}

impl Fact {
    /// What a node's note means here.
    pub(super) fn noted(node: NodeId, note: Note) -> Option<Fact> {
        match note {
            Note::Decided { slot, decree } => Some(Fact::Decided { slot, decree }),
            Note::Wrote { .. } => Some(Fact::Wrote),
            Note::Leads { term } => Some(Fact::Leads { node, term }),
            // Those that a cluster begins with are known without being told.
            Note::Voters {
                below,
                voters,
                joining,
            } if below > 0 => Some(Fact::Voters {
                below,
                voters,
                joining,
            }),
            _ => None,
        }
    }

    pub(super) fn is_kept(&self, keeps: Keeps) -> bool {
        match self {
            Fact::Decided { .. } | Fact::Wrote | Fact::Voters { .. } => keeps.decisions,
            Fact::Leads { .. } => keeps.leaders,
            Fact::Asked { .. } | Fact::Settled { .. } => keeps.history,
        }
    }
}

/// The past, as far as promises are about it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Record {
    /// What was decided first in each slot, by slot.
    pub decided: Vec<(Slot, Decree)>,
    /// Two values were decided for one slot.
    pub disagreed: bool,
    /// A write without a slot was done.
    pub wrote: bool,
    /// Who led in each term, by term.
    leaders: Vec<(u32, NodeId)>,
    /// Two nodes led in one term.
    pub two_led: bool,
    /// Where members change: from which slot on the latest decided ones are it, and who votes.
    pub voters: Option<(Slot, NodeSet, NodeSet)>,
    /// Who led when something was decided last, if nobody has taken the lead since; where that
    /// is remembered.
    pub working: Option<NodeId>,
    remembers_work: bool,
    /// What each client asked, in order.
    pasts: Vec<Vec<Past>>,
}

/// A request of a client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Past {
    command: Command,
    /// How many of each client's requests had been answered when this was asked. Clients have one
    /// request under way at a time, so this is all there is to know of the order.
    before: Vec<u8>,
    answer: Option<Response>,
}

impl Record {
    pub fn new(clients: u8, remembers_work: bool) -> Record {
        Record {
            remembers_work,
            pasts: vec![Vec::new(); clients.into()],
            ..Record::default()
        }
    }

    pub fn take_in(&mut self, fact: Fact) {
        match fact {
            Fact::Decided { slot, decree } => {
                match self.decided.binary_search_by_key(&slot, |first| first.0) {
                    Ok(at) => self.disagreed |= self.decided[at].1 != decree,
                    Err(at) => self.decided.insert(at, (slot, decree)),
                }
                let latest = self.leaders.last().map(|(_, node)| *node);
                self.working = latest.filter(|_| self.remembers_work);
            }
            Fact::Voters {
                below,
                voters,
                joining,
            } => {
                if self.voters.is_none_or(|(known, ..)| known < below) {
                    self.voters = Some((below, voters, joining));
                }
            }
            Fact::Wrote => self.wrote = true,
            Fact::Leads { node, term } => {
                match self.leaders.binary_search_by_key(&term, |first| first.0) {
                    Ok(at) => self.two_led |= self.leaders[at].1 != node,
                    Err(at) => self.leaders.insert(at, (term, node)),
                }
                self.working = None;
            }
            Fact::Asked { id, command } => {
                let answered = |past: &Vec<Past>| past.iter().filter(|p| p.is_answered()).count();
                let before = self.pasts.iter().map(|p| answered(p) as u8).collect();
                self.pasts[id.client.index()].push(Past {
                    command,
                    before,
                    answer: None,
                });
            }
            Fact::Settled { id, response } => {
                let last = self.pasts[id.client.index()].last_mut();
                let last = last.expect("what is answered was asked");
                debug_assert!(last.answer.is_none(), "a request is answered once");
                last.answer = Some(response);
            }
        }
    }

    /// Whether what clients saw has an order.
    pub fn is_linearizable(&self) -> bool {
        let (_, verdict) = linearize::check(self.history(), u64::MAX);
        matches!(verdict, Verdict::Linearizable { .. })
    }

    /// The history with times made up for it. How many requests had been answered when something
    /// was asked only ever grows, so that number serves as a time; and an answer comes right before
    /// the first request that counts it.
    fn history(&self) -> History {
        let asked_at = |past: &Past| 2 * past.before.iter().map(|&n| i64::from(n)).sum::<i64>();
        let all = || self.pasts.iter().flatten();
        let swaps = all().any(|past| matches!(past.command, Command::Swap { .. }));
        let appends = all().any(|past| matches!(past.command, Command::Append { .. }));
        // A script that mixes the two is judged as strings, and its swaps say nothing.
        let mut history = History::new(match (appends, swaps) {
            (true, _) => Model::Kv,
            (false, true) => Model::Cas,
            (false, false) => Model::Register,
        });
        for (client, pasts) in self.pasts.iter().enumerate() {
            let mut answered_before = 0;
            for past in pasts {
                let counted = all().filter(|later| later.before[client] > answered_before);
                let next = counted.map(asked_at).min().unwrap_or(i64::MAX);
                let returned = past.is_answered().then_some(next - 1);
                answered_before += u8::from(past.is_answered());
                let (Some(key), Some(action)) = (past.command.key(), past.action(&mut history))
                else {
                    continue;
                };
                history.operations.push(Operation {
                    client: client as u32,
                    key: key.0.into(),
                    action,
                    call: asked_at(past),
                    returned,
                });
            }
        }
        history
    }
}

impl Past {
    /// Whether its client knows that it took effect.
    fn is_answered(&self) -> bool {
        matches!(
            self.answer,
            Some(Response::Done { .. } | Response::Swapped { .. })
        )
    }

    /// `None` for what had no effect and saw nothing.
    fn action(&self, history: &mut History) -> Option<Action> {
        let strings = history.model == Model::Kv;
        let mut spelt = |value: Option<u32>| match value {
            None => linearize::history::INITIAL,
            Some(value) => history.values.intern(&value.to_string()),
        };
        if self.answer == Some(Response::Failed) {
            return None;
        }
        Some(match (self.command, self.answer) {
            (Command::Nothing | Command::Members { .. }, _) => return None,
            (Command::Write { value, .. }, _) => Action::Write(spelt(Some(value))),
            (Command::Read { .. }, Some(Response::Done { value })) => {
                Action::Read(Some(spelt(value)))
            }
            (Command::Read { .. }, _) => Action::Read(None),
            (Command::Append { digit, .. }, _) => Action::Append(spelt(Some(digit))),
            (Command::Swap { .. }, _) if strings => return None,
            (Command::Swap { from, to, .. }, answer) => Action::Cas {
                from: spelt(from),
                to: spelt(Some(to)),
                worked: match answer {
                    Some(Response::Swapped { worked }) => Some(worked),
                    _ => None,
                },
            },
        })
    }
}
