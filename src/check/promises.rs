//! The promises about decisions, watched event by event. A protocol notes what its nodes wrote
//! and decided; the monitor holds that against what was promised, and remembers the first break
//! with its reason. It stands outside the nodes and sees all disks, as no node can.

use super::latest::Latest;
use crate::protocol::ids::{Micros, NodeId, NodeSet};
use crate::protocol::op::Decree;
use crate::protocol::quorum::majority;
use crate::protocol::say::Say;
use crate::protocol::{Held, Note, Protocol, Slot};
use crate::say;
use crate::sim::world::World;

/// The names of the promises that the monitor can speak about.
pub const AGREEMENT: &str = "agreement";
pub const SURVIVAL: &str = "survival";
pub const ANSWERED: &str = "answered";
pub const COMMITS: &str = "commits";
pub const ONE_LEADER: &str = "one_leader";
pub const LINEARIZABLE: &str = "linearizable";
pub const SEQUENTIAL: &str = "sequential";
pub const CONVERGES: &str = "converges";

/// Something that happened in one event and matters to a promise.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fact {
    Noted(NodeId, Note),
    Started(NodeId),
    /// Somebody did something to the cluster.
    Disturbed,
}

/// How a promise was broken.
#[derive(Clone, PartialEq, Debug)]
pub struct Break {
    pub step: u64,
    pub at: Micros,
    pub why: Say,
}

/// What is watched about one decided slot.
#[derive(Clone, PartialEq, Debug)]
struct Watched {
    decree: Decree,
    first: NodeId,
    /// Whose disks hold it.
    holders: NodeSet,
}

/// The state of all promises. A plain value: it is part of every snapshot.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Monitor {
    decided: Latest<Watched>,
    pub agreement: Option<Break>,
    pub survival: Option<Break>,
    /// Who led in each of the latest terms.
    leaders: Latest<NodeId>,
    pub one_leader: Option<Break>,
    /// How many terms had a leader so far.
    pub led: u64,
    /// Where members change: from which slot on the latest decided ones are it, and who votes.
    voters: Option<(Slot, NodeSet, NodeSet)>,
    /// Slots decided so far.
    pub commits: u64,
    /// Writes without a slot that enough nodes hold.
    pub writes: u64,
    /// Since when nobody has done anything to the cluster.
    pub calm_since: Micros,
}

impl Monitor {
    /// Takes in what happened in the event that led to `world`.
    pub fn take_in<P: Protocol>(&mut self, world: &World<P>, facts: &[Fact]) {
        for fact in facts {
            match *fact {
                Fact::Noted(node, Note::Decided { slot, decree }) => {
                    self.decided(world, node, slot, decree);
                }
                Fact::Noted(node, Note::Holds { slot, decree }) => {
                    self.hold(world, node, slot, Held::Value(decree));
                }
                Fact::Noted(node, Note::Settled { below }) => {
                    for watched in self.decided.below(below) {
                        watched.holders.insert(node);
                    }
                }
                Fact::Noted(node, Note::Cleared { from }) => {
                    for slot in self.decided.numbers(from) {
                        self.hold(world, node, slot, Held::Nothing);
                    }
                }
                Fact::Noted(
                    _,
                    Note::Voters {
                        below,
                        voters,
                        joining,
                    },
                ) => self.voters(world, below, voters, joining),
                Fact::Noted(node, Note::Leads { term }) => self.leads(world, node, term),
                Fact::Noted(_, Note::Wrote { .. }) => self.writes += 1,
                Fact::Noted(_, Note::GaveUp { .. }) => {}
                Fact::Started(node) => {
                    for slot in self.decided.numbers(0) {
                        let held = disk(world, node, slot);
                        self.hold(world, node, slot, held);
                    }
                }
                Fact::Disturbed => self.calm_since = world.now(),
            }
        }
    }

    fn leads<P: Protocol>(&mut self, world: &World<P>, node: NodeId, term: u32) {
        let first = match self.leaders.get(term) {
            Some(first) => *first,
            None => {
                self.led += 1;
                self.leaders.insert(term, node);
                node
            }
        };
        if first != node && self.one_leader.is_none() {
            self.one_leader = Some(Break {
                step: world.steps(),
                at: world.now(),
                why: say!("broken.one_leader", one = first, other = node, term = term),
            });
        }
    }

    fn decided<P: Protocol>(&mut self, world: &World<P>, node: NodeId, slot: Slot, decree: Decree) {
        if let Some(watched) = self.decided.get(slot) {
            if watched.decree != decree && self.agreement.is_none() {
                let why = say!(
                    "broken.agreement",
                    one = watched.first,
                    this = watched.decree.command,
                    other = node,
                    that = decree.command,
                    place = world.protocol.place(slot),
                );
                self.agreement = Some(Break {
                    step: world.steps(),
                    at: world.now(),
                    why,
                });
            }
            return;
        }
        if self.decided.is_past(slot) {
            return; // older than anything watched
        }
        self.commits += 1;
        let all = (0..world.protocol.size()).map(NodeId);
        let holders = all
            .filter(|&n| holds(disk(world, n, slot), decree))
            .collect();
        self.decided.insert(
            slot,
            Watched {
                decree,
                first: node,
                holders,
            },
        );
        self.check_copies(world, slot);
    }

    /// A disk now holds this for a slot.
    fn hold<P: Protocol>(&mut self, world: &World<P>, node: NodeId, slot: Slot, held: Held) {
        let Some(watched) = self.decided.get_mut(slot) else {
            return;
        };
        let before = watched.holders;
        if holds(held, watched.decree) {
            watched.holders.insert(node);
        } else {
            watched.holders.remove(node);
        }
        if watched.holders != before {
            self.check_copies(world, slot);
        }
    }

    /// Whether these nodes, running and in touch with each other, can answer every request.
    pub fn can_serve<P: Protocol>(&self, protocol: &P, group: NodeSet) -> bool {
        let enough = |set: NodeSet| group.intersection(set).len() >= majority(set.len());
        match self.voters {
            None => protocol.can_serve(group),
            Some((_, voters, joining)) => enough(voters) && (joining.is_empty() || enough(joining)),
        }
    }

    /// Other nodes vote from now on. What was decided must be safe with them.
    fn voters<P: Protocol>(
        &mut self,
        world: &World<P>,
        below: Slot,
        voters: NodeSet,
        joining: NodeSet,
    ) {
        if self.voters.is_some_and(|(known, ..)| known >= below) {
            return; // somebody learns what others know already
        }
        self.voters = Some((below, voters, joining));
        for slot in self.decided.numbers(0) {
            self.check_copies(world, slot);
        }
    }

    fn check_copies<P: Protocol>(&mut self, world: &World<P>, slot: Slot) {
        let Some(watched) = self.decided.get(slot).filter(|_| self.survival.is_none()) else {
            return;
        };
        let holders = watched.holders;
        let group = match self.voters {
            None => world.protocol.could_go_on_without(holders),
            Some((_, voters, joining)) => {
                let rest = |set: NodeSet| {
                    let rest = set.difference(holders);
                    (rest.len() >= majority(set.len())).then_some(rest)
                };
                // While there are two sets, a group that goes on has a majority of both.
                let one = rest(voters);
                if joining.is_empty() {
                    one
                } else {
                    one.and_then(|one| Some(one.union(rest(joining)?)))
                }
            }
        };
        let Some(group) = group else {
            return;
        };
        let what = watched.decree.command;
        let why = if holders.is_empty() {
            say!(
                "broken.survival.none",
                what = what,
                place = world.protocol.place(slot)
            )
        } else {
            say!(
                "broken.survival",
                what = what,
                place = world.protocol.place(slot),
                holders = holders,
                group = group,
            )
        };
        self.survival = Some(Break {
            step: world.steps(),
            at: world.now(),
            why,
        });
    }
}

fn disk<P: Protocol>(world: &World<P>, node: NodeId, slot: Slot) -> Held {
    world
        .protocol
        .held(&world.nodes[node.index()].durable, slot)
}

fn holds(held: Held, decree: Decree) -> bool {
    match held {
        Held::Nothing => false,
        Held::Value(value) => value == decree,
        Held::Forgotten => true,
    }
}
