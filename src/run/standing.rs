//! How the promises of a run stand at the moment shown, and why.

use super::player::{Moment, PromiseState, Standing};
use super::tree::Run;
use crate::check::clients::Verdict;
use crate::check::promises::{
    AGREEMENT, ANSWERED, Break, COMMITS, CONVERGES, LINEARIZABLE, Monitor, ONE_LEADER, SEQUENTIAL,
    SURVIVAL,
};
use crate::protocol::Protocol;
use crate::protocol::describe::{Condition, Describe, Promise};
use crate::protocol::ids::{Micros, NodeId, NodeSet, Peer};
use crate::protocol::op::{Command, Key};
use crate::protocol::say::Say;
use crate::say;
use crate::sim::world::{NodeSlot, World};

impl<P: Describe> Run<P> {
    pub(super) fn promise(&self, promise: Promise) -> PromiseState {
        let monitor = &self.here.monitor;
        let (standing, why, broken_at) = match promise.id {
            AGREEMENT => always(&monitor.agreement, held(monitor.commits)),
            SURVIVAL => always(&monitor.survival, held(monitor.commits)),
            ONE_LEADER => always(
                &monitor.one_leader,
                say!("promise.held_leaders", count = monitor.led),
            ),
            LINEARIZABLE => self.linearizable(),
            SEQUENTIAL => self.sequential(),
            CONVERGES => self.converges(),
            COMMITS if monitor.commits > 0 => (
                Standing::Reached,
                say!("promise.commits", count = monitor.commits),
                None,
            ),
            COMMITS if monitor.writes > 0 => (
                Standing::Reached,
                say!("promise.writes", count = monitor.writes),
                None,
            ),
            ANSWERED => self.answered(),
            _ => (Standing::Pending, say!("promise.not_yet"), None),
        };
        PromiseState {
            promise,
            standing,
            why,
            broken_at,
        }
    }

    fn linearizable(&self) -> (Standing, Say, Option<Moment>) {
        let Some(judge) = &self.branch().record.judge else {
            return (Standing::Pending, say!("promise.not_yet"), None);
        };
        match judge.broken() {
            Some(broken) if broken.step <= self.here.world.steps() => {
                let moment = Moment {
                    step: broken.step,
                    at: broken.at,
                };
                (Standing::Broken, broken.why.clone(), Some(moment))
            }
            None if judge.verdict() == Verdict::TooMuch => {
                (Standing::Pending, say!("promise.too_much"), None)
            }
            _ => (Standing::Holds, self.answers_so_far(), None),
        }
    }

    fn sequential(&self) -> (Standing, Say, Option<Moment>) {
        let Some(judge) = &self.branch().record.judge else {
            return (Standing::Pending, say!("promise.not_yet"), None);
        };
        match judge.sequential() {
            (Verdict::Contradicts, Some((step, at))) if step <= self.here.world.steps() => {
                let why = say!("promise.not_sequential");
                (Standing::Broken, why, Some(Moment { step, at }))
            }
            (Verdict::TooMuch, _) => (Standing::Pending, say!("promise.too_much"), None),
            _ => (Standing::Holds, self.answers_so_far(), None),
        }
    }

    fn answers_so_far(&self) -> Say {
        let record = &self.branch().record;
        if let (true, Some(judge)) = (self.at_the_tip(), &record.judge) {
            return say!("promise.answers_fit", count = judge.answers());
        }
        let steps = self.here.world.steps();
        let operations = record.operations.iter();
        let answered = operations.filter(|operation| operation.answered_by(steps).is_some());
        let count = answered.count() as u32;
        say!("promise.answers_fit", count = count)
    }

    /// Whether all nodes that run hold the same, which they should once nothing is under way.
    fn converges(&self) -> (Standing, Say, Option<Moment>) {
        let world = &self.here.world;
        let running = || {
            let nodes = world.nodes.iter().enumerate();
            nodes.filter(|(_, slot)| slot.condition == Condition::Up)
        };
        let held = |slot: &NodeSlot<P>, key| {
            let stored = self.protocol.stored(&slot.durable, &slot.volatile, key);
            stored.map(|value| Command::Write { key, value })
        };
        for key in (0..Key::COUNT).map(Key) {
            let all = running().map(|(node, slot)| (NodeId(node as u8), held(slot, key)));
            let mut all = all.filter(|&(node, _)| self.protocol.keeps(node, key));
            let Some((first, this)) = all.next() else {
                continue;
            };
            if let Some((other, that)) = all.find(|(_, that)| *that != this) {
                let shown = |what: Option<Command>| match what {
                    Some(what) => say!("clash.value", what = what),
                    None => say!("clash.nothing", what = Command::Read { key }),
                };
                let (this, that) = (shown(this), shown(that));
                let why = say!(
                    "promise.differ",
                    one = first,
                    this = this,
                    other = other,
                    that = that
                );
                return (Standing::Pending, why, None);
            }
        }
        (Standing::Holds, say!("promise.same"), None)
    }

    fn answered(&self) -> (Standing, Say, Option<Moment>) {
        let world = &self.here.world;
        let waiting = world.clients.iter().filter_map(|slot| slot.client.asking);
        let open = waiting.count() as u32;
        if open == 0 {
            return (Standing::Holds, say!("promise.nobody_waits"), None);
        }
        match service(world, &self.here.monitor) {
            Service::Possible => {}
            Service::TooFew => {
                let why = say!("promise.no_group", open = open);
                return (Standing::Waits, why, None);
            }
            Service::HeldUpBy(leader) => {
                let why = say!("promise.one_way", open = open, who = leader);
                return (Standing::Waits, why, None);
            }
        }
        let within = self.protocol.spec().answer_within;
        let operations = self.branch().record.operations.iter();
        let mut unanswered = operations.filter(|operation| {
            operation.asked <= self.here.at
                && operation
                    .answered
                    .is_none_or(|(when, _)| when > self.here.at)
        });
        let calm = self.here.monitor.calm_since;
        // The oldest comes first: with it the promise broke, and from that very moment on it reads so.
        let due = |asked: Micros| asked.max(calm).plus(within);
        let overdue = unanswered.find(|operation| due(operation.asked) <= self.here.at);
        match overdue {
            Some(operation) => {
                let why = say!("promise.overdue", what = operation.command, within = within);
                let at = due(operation.asked);
                (Standing::Broken, why, Some(Moment { step: 0, at }))
            }
            None => (Standing::Pending, say!("promise.open", open = open), None),
        }
    }
}

/// The promise that broke first of those that have broken since.
pub fn first_broken<'a>(
    before: &[PromiseState],
    now: &'a [PromiseState],
) -> Option<&'a PromiseState> {
    let broken = |state: &&PromiseState| state.standing == Standing::Broken;
    let known = |id| before.iter().filter(broken).any(|it| it.promise.id == id);
    let news = now.iter().filter(broken).filter(|it| !known(it.promise.id));
    news.min_by_key(|state| state.broken_at.map(|moment| (moment.at, moment.step)))
}

fn held(commits: u64) -> Say {
    say!("promise.held", count = commits)
}

fn always(broken: &Option<Break>, held: Say) -> (Standing, Say, Option<Moment>) {
    match broken {
        Some(broken) => {
            let moment = Moment {
                step: broken.step,
                at: broken.at,
            };
            (Standing::Broken, broken.why.clone(), Some(moment))
        }
        None => (Standing::Holds, held, None),
    }
}

/// Whether every request can be answered as things are.
enum Service {
    Possible,
    /// No node is in touch with enough others.
    TooFew,
    /// All who could answer hear this leader and wait for it, and it hears too few of them.
    HeldUpBy(NodeId),
}

fn service<P: Protocol>(world: &World<P>, monitor: &Monitor) -> Service {
    let protocol = &world.protocol;
    let up: NodeSet = (0..protocol.size())
        .map(NodeId)
        .filter(|node| world.nodes[node.index()].condition == Condition::Up)
        .collect();
    let passes = |from: NodeId, to: NodeId| {
        let carries = || world.network.carries(Peer::Node(from), Peer::Node(to));
        from == to || carries()
    };
    let group = |a| -> NodeSet {
        let both = |b: &NodeId| passes(a, *b) && passes(*b, a);
        up.iter().filter(both).collect()
    };
    let can_serve = |group| monitor.can_serve(&**protocol, group);
    let leads = |node: &NodeId| protocol.leads(&world.nodes[node.index()].volatile);
    let whole = world.network.carries_all();
    let serves = |node: &NodeId| {
        let group = if whole { up } else { group(*node) };
        can_serve(group) || protocol.could_serve(group, leads(node))
    };
    let servers: NodeSet = up.iter().filter(serves).collect();
    let holds_up = |leader: &NodeId| {
        let hearing: NodeSet = up.iter().filter(|to| passes(*leader, *to)).collect();
        let Some(electors_of_it) = protocol.electors(hearing, hearing) else {
            return false;
        };
        // Whoever stands in vain makes those leave the leader whom that gets through to, and they
        // tell others, unless all ask beforehand whether it is worth it.
        let asks_before = electors_of_it.is_empty();
        let mut telling = servers.union(NodeSet::EMPTY.with(*leader));
        loop {
            let tells = |node: &NodeId| telling.iter().any(|other| passes(*node, other));
            let more: NodeSet = up.iter().filter(tells).collect();
            if more == telling {
                break;
            }
            telling = more;
        }
        let waits = |node: NodeId| {
            let electors = || protocol.electors(group(node), hearing).unwrap_or_default();
            hearing.contains(node)
                || if servers.contains(node) {
                    !can_serve(electors())
                } else {
                    asks_before || !telling.contains(node)
                }
        };
        up.iter().all(waits)
    };
    let mut stuck = up.difference(servers).iter().filter(leads);
    match stuck.find(holds_up) {
        _ if servers.is_empty() => Service::TooFew,
        Some(leader) => Service::HeldUpBy(leader),
        None => Service::Possible,
    }
}
