//! What both forms of Paxos say about themselves: tallies of promises and acceptances, and the
//! verdicts on them.

use super::quorums::{Rule, votes};
use super::{Ballot, Config};
use crate::protocol::Protocol;
use crate::protocol::describe::{Cluster, Field, Seats, Tally, Verdict, VerdictKind};
use crate::protocol::ids::{NodeId, NodeSet, Peer};
use crate::protocol::op::Command;
use crate::protocol::say::Say;
use crate::say;

/// Positions in the phase chart of a single decree.
pub mod single {
    pub const REQUEST: usize = 0;
    pub const PREPARE: usize = 1;
    pub const ACCEPT: usize = 2;
    pub const CHOSEN: usize = 3;
    pub const ANSWER: usize = 4;
}

/// Positions in the phase chart of a log.
pub mod multi {
    pub const PREPARE: usize = 0;
    pub const REQUEST: usize = 1;
    pub const ACCEPT: usize = 2;
    pub const CHOSEN: usize = 3;
    pub const ANSWER: usize = 4;
}

pub fn field(name: Say, value: Say) -> Field {
    Field { name, value }
}

pub fn number(n: u32) -> Say {
    say!("plain.number", n = n)
}

pub fn command(what: Command) -> Say {
    say!("plain.command", what = what)
}

/// What is being collected.
#[derive(Clone, Copy)]
pub enum Collects {
    Promises,
    Acceptances(Command),
}

/// What a proposer has collected, and from whom.
pub struct Collected {
    pub who: NodeId,
    pub ballot: Ballot,
    pub what: Collects,
    pub yes: NodeSet,
    pub no: NodeSet,
    /// Whose answers are on their way.
    pub coming: NodeSet,
}

impl Collected {
    fn rule(&self, config: &Config) -> Rule {
        match self.what {
            Collects::Promises => config.quorums.first(),
            Collects::Acceptances(_) => config.quorums.second(),
        }
    }

    /// As a tally: who could still answer is whoever can hear and be heard, or has answered already.
    pub fn tally<P: Protocol>(&self, config: &Config, cluster: &Cluster<'_, P>) -> Tally {
        let in_touch = cluster.in_touch_with(self.who).union(self.coming);
        let possible = in_touch.difference(self.yes).difference(self.no);
        let title = match self.what {
            Collects::Promises => say!("paxos.tally.promises", ballot = self.ballot.say()),
            Collects::Acceptances(what) => {
                say!(
                    "paxos.tally.accepted",
                    what = what,
                    ballot = self.ballot.say()
                )
            }
        };
        tally(
            config,
            self.rule(config),
            title,
            self.yes,
            self.no,
            possible,
        )
    }

    /// How it stands, and why.
    pub fn verdict(&self, config: &Config, tally: &Tally, late: bool) -> Verdict {
        let (have, need) = (tally.have(), tally.need);
        let ballot = self.ballot.say();
        let silent = NodeSet::all(config.nodes())
            .difference(tally.yes)
            .difference(tally.no)
            .difference(tally.possible);
        if !tally.can() {
            return self.blocked(config, tally, silent);
        }
        let (head, body) = match self.what {
            Collects::Promises => (
                say!("paxos.verdict.prepare"),
                say!(
                    "paxos.verdict.prepare.body",
                    ballot = ballot,
                    have = have,
                    need = need
                ),
            ),
            Collects::Acceptances(what) => (
                say!("paxos.verdict.accept"),
                say!(
                    "paxos.verdict.accept.body",
                    ballot = ballot,
                    what = what,
                    have = have,
                    need = need
                ),
            ),
        };
        let possible = tally.possible;
        let more = match (silent.is_empty(), late) {
            _ if tally.met() => None,
            (true, false) => Some(say!("paxos.verdict.possible", possible = possible)),
            (true, true) => Some(say!("paxos.verdict.late", possible = possible)),
            (false, _) => Some(say!(
                "paxos.verdict.silent",
                silent = silent,
                possible = possible
            )),
        };
        Verdict {
            kind: VerdictKind::Working,
            head,
            body,
            more,
        }
    }

    fn blocked(&self, config: &Config, tally: &Tally, silent: NodeSet) -> Verdict {
        let ballot = self.ballot.say();
        let can = tally.seats_of(tally.yes.union(tally.possible));
        let missing = tally.need.saturating_sub(tally.have());
        let rule = self.rule(config);
        let body = match self.what {
            _ if tally.seats.cannot => {
                let rule = rule_words(config, rule);
                say!("paxos.verdict.no_line", ballot = ballot, rule = rule)
            }
            Collects::Promises => say!(
                "paxos.verdict.prepare.blocked",
                ballot = ballot,
                can = can,
                need = tally.need
            ),
            Collects::Acceptances(what) => say!(
                "paxos.verdict.accept.blocked",
                ballot = ballot,
                what = what,
                can = can,
                need = tally.need
            ),
        };
        let could = tally.seats_of(tally.possible);
        let more = if tally.no.is_empty() {
            say!(
                "paxos.verdict.missing",
                missing = missing,
                could = could,
                silent = silent
            )
        } else {
            say!("paxos.verdict.outbid", who = self.who, no = tally.no)
        };
        Verdict {
            // Whoever is outbid takes a higher ballot: only silence blocks.
            kind: if tally.no.is_empty() {
                VerdictKind::Blocked
            } else {
                VerdictKind::Working
            },
            head: if tally.no.is_empty() {
                say!("verdict.blocked")
            } else {
                say!("paxos.verdict.lost")
            },
            body,
            more: Some(more),
        }
    }
}

fn tally(
    config: &Config,
    rule: Rule,
    title: Say,
    yes: NodeSet,
    no: NodeSet,
    possible: NodeSet,
) -> Tally {
    let n = config.nodes();
    let members = NodeSet::all(n);
    let mut seats = Seats::default();
    let (need, title) = match rule {
        Rule::Count(need) => (need, title),
        Rule::Votes { weight, need } => {
            seats.heavy = Some((NodeId(0), weight));
            (need, title)
        }
        Rule::Row { .. } | Rule::Column { .. } => {
            let more = rule.missing(n, yes, possible);
            seats.cannot = more.is_none();
            let more = more.or_else(|| rule.missing(n, yes, members));
            let rule = rule_words(config, rule);
            let title = say!("paxos.tally.line", title = title, rule = rule);
            (yes.len() + more.unwrap_or(n - yes.len()), title)
        }
    };
    Tally {
        title,
        members,
        yes,
        no,
        possible,
        need,
        seats,
    }
}

/// Who still has what was chosen, as a tally: it must have stood on a quorum.
pub fn kept(config: &Config, what: Command, holders: NodeSet) -> Tally {
    let title = say!("tally.kept", what = what);
    let none = NodeSet::EMPTY;
    tally(config, config.quorums.second(), title, holders, none, none)
}

/// What the dial shows when nothing is proposed: what was chosen, or, where nothing more can be, who
/// could still answer: a leader that is stuck, or else whoever would propose.
pub fn at_rest<P: Protocol>(
    config: &Config,
    cluster: &Cluster<'_, P>,
    verdict: &Verdict,
    kept: Option<Tally>,
    stuck: Option<NodeId>,
) -> Option<Tally> {
    if verdict.kind != VerdictKind::Blocked {
        return kept;
    }
    let group = match stuck {
        Some(leader) => cluster.in_touch_with(leader),
        None => cluster.groups().largest(),
    };
    let rule = if stuck.is_some() || config.promised(group) {
        config.quorums.second()
    } else {
        config.quorums.first()
    };
    let none = NodeSet::EMPTY;
    Some(tally(config, rule, say!("tally.reach"), none, none, group))
}

/// "any 3 nodes", "a whole row".
pub fn rule_words(config: &Config, rule: Rule) -> Say {
    match rule {
        Rule::Count(need) => say!("paxos.rule.count", need = need),
        Rule::Votes { weight, need } => {
            let all = votes(NodeSet::all(config.nodes()), weight);
            say!("paxos.rule.votes", need = need, all = all)
        }
        Rule::Row { .. } => say!("paxos.rule.row"),
        Rule::Column { .. } => say!("paxos.rule.column"),
    }
}

/// When nothing is under way: what the next ballot would meet with. A leader has its promises
/// already: as long as it leads, acceptances alone are needed.
pub fn idle<P: Protocol>(
    config: &Config,
    cluster: &Cluster<'_, P>,
    last: Option<Say>,
    leader: Option<NodeId>,
    steady: Option<NodeId>,
) -> Verdict {
    let (first, second) = (config.quorums.first(), config.quorums.second());
    let (one, other) = (rule_words(config, first), rule_words(config, second));
    let serves = |group: NodeSet| config.promised(group) && config.accepted(group);
    let lost = NodeSet::all(config.nodes()).difference(cluster.groups().largest());
    let led = leader.filter(|_| first != second);
    let led = led.map(|node| (node, cluster.in_touch_with(node)));
    let led = led.filter(|(_, group)| config.accepted(*group));
    let group = led.map(|(_, group)| group);
    if group.is_none() && cluster.in_touch_with_enough(serves).is_empty() {
        let more = if lost.is_empty() {
            say!("paxos.verdict.cut")
        } else {
            say!("verdict.idle.lost", lost = lost)
        };
        return Verdict {
            kind: VerdictKind::Blocked,
            head: say!("verdict.blocked"),
            body: say!("paxos.verdict.idle.blocked", first = one, second = other),
            more: Some(more),
        };
    }
    let more = match (first, second) {
        _ if !config.quorums.meet() => Some(say!("paxos.verdict.apart")),
        (_, Rule::Count(q2)) if led.is_some() => led.map(|(node, group)| {
            let first = one.clone();
            match group.len() - q2 {
                0 => say!(
                    "paxos.verdict.only_while_it_leads",
                    who = node,
                    first = first
                ),
                spare => say!(
                    "paxos.verdict.while_it_leads",
                    who = node,
                    spare = spare,
                    first = first
                ),
            }
        }),
        (Rule::Count(q1), Rule::Count(q2)) => cluster.groups().what_can_be_lost(q1.max(q2), steady),
        _ => None,
    };
    match last {
        Some(body) => Verdict {
            kind: VerdictKind::Committed,
            head: say!("paxos.verdict.chosen"),
            body,
            more,
        },
        None => Verdict {
            kind: VerdictKind::Idle,
            head: say!("verdict.idle"),
            body: say!("paxos.verdict.idle.body", first = one, second = other),
            more,
        },
    }
}

/// The field that says where in the grid a node stands, or how many votes it has.
pub fn place_field(config: &Config, node: NodeId) -> Option<Field> {
    let value = match config.quorums.first() {
        Rule::Row { columns, .. } => say!(
            "paxos.field.place.value",
            row = node.0 / columns + 1,
            column = node.0 % columns + 1
        ),
        Rule::Votes { weight, .. } => {
            let votes = votes(NodeSet::EMPTY.with(node), weight);
            return Some(field(say!("paxos.field.votes"), number(votes.into())));
        }
        Rule::Count(_) | Rule::Column { .. } => return None,
    };
    Some(field(say!("paxos.field.place"), value))
}

/// Whose messages of a kind are on their way to a node.
pub fn coming<P: Protocol>(
    cluster: &Cluster<'_, P>,
    to: NodeId,
    is: impl Fn(&P::Message) -> bool,
) -> NodeSet {
    let flights = cluster.flights.iter();
    flights
        .filter(|flight| flight.to == Peer::Node(to) && flight.carries.is(&is))
        .filter_map(|flight| match flight.from {
            Peer::Node(from) => Some(from),
            Peer::Client(_) => None,
        })
        .collect()
}
