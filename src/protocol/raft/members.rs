//! Who takes part: quorums of a set of members, and how one set becomes another.

use super::{Change, Config, Role, Turn};
use crate::protocol::ids::{NodeId, NodeSet};
use crate::protocol::op::{Command, Decree, Order};
use crate::protocol::quorum::majority;

/// Who votes and who learns.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Members {
    pub voters: NodeSet,
    /// Between two sets of voters: the later one. A decision takes a majority of both.
    pub joining: NodeSet,
    /// Get all entries and count for nothing.
    pub learners: NodeSet,
}

impl Members {
    /// Those that a cluster begins with.
    pub fn initial(config: &Config) -> Members {
        let all = NodeSet::all(config.nodes);
        Members {
            voters: NodeSet::all(config.voters),
            joining: NodeSet::EMPTY,
            learners: all.difference(NodeSet::all(config.nodes - config.learners)),
        }
    }

    pub fn is_joint(&self) -> bool {
        !self.joining.is_empty()
    }

    /// Whether a node has a vote.
    pub fn votes(&self, node: NodeId) -> bool {
        self.all_voters().contains(node)
    }

    pub fn all_voters(&self) -> NodeSet {
        self.voters.union(self.joining)
    }

    /// Everybody who gets the log.
    pub fn everyone(&self) -> NodeSet {
        self.all_voters().union(self.learners)
    }

    /// Whether these are enough: more than half, and in a joint configuration of both sets.
    pub fn quorum(&self, yes: NodeSet) -> bool {
        let enough = |voters: NodeSet| yes.intersection(voters).len() >= majority(voters.len());
        enough(self.voters) && (self.joining.is_empty() || enough(self.joining))
    }

    /// A number for this set of members, different for different sets.
    fn mark(&self) -> u32 {
        if let Some(mark) = Command::mark_of_voters(self.voters)
            && self.everyone() == self.voters
        {
            return mark;
        }
        let sets = [self.voters, self.joining, self.learners];
        let sets = sets.into_iter();
        let nodes = sets.flat_map(|set| set.iter().map(|node| node.0).chain([255]));
        let mixed = nodes.fold(0x811c_9dc5, |mark: u32, byte| {
            (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        mixed & !Command::VOTERS
    }

    /// As the log holds it.
    pub fn decree(&self) -> Decree {
        Decree {
            request: None,
            command: Command::Members { mark: self.mark() },
        }
    }

    /// The next set on the way to a goal, when these nodes have caught up; `None` while nobody
    /// has. Whoever is to vote learns first, so that a quorum never waits for an empty log.
    fn towards(
        &self,
        goal: &Members,
        caught_up: NodeSet,
        change: Change,
        me: NodeId,
    ) -> Option<Members> {
        let newcomers = goal.voters.difference(self.voters);
        let strangers = newcomers.union(goal.learners).difference(self.everyone());
        if !strangers.is_empty() {
            let learners = self.learners.union(strangers);
            return Some(Members { learners, ..*self });
        }
        if self.voters == goal.voters {
            return Some(*goal);
        }
        if change == Change::Joint {
            let ready = newcomers.difference(caught_up).is_empty();
            return ready.then_some(Members {
                joining: goal.voters,
                ..*self
            });
        }
        if !newcomers.is_empty() {
            let node = newcomers.intersection(caught_up).iter().next()?;
            return Some(Members {
                voters: self.voters.with(node),
                learners: self.learners.without(node),
                ..*self
            });
        }
        // The leader itself leaves last.
        let leaving = self.voters.difference(goal.voters);
        let node = leaving.without(me).iter().next().unwrap_or(me);
        Some(Members {
            voters: self.voters.without(node),
            ..*self
        })
    }

    /// What a joint configuration ends in.
    fn settled(&self) -> Members {
        Members {
            voters: self.joining,
            joining: NodeSet::EMPTY,
            learners: self.learners.difference(self.joining),
        }
    }

    /// What an order asks for.
    fn ordered(&self, order: Order) -> Members {
        let (mut voters, mut learners) = (self.voters, self.learners);
        match order {
            Order::AddLearner(node) if !voters.contains(node) => {
                learners.insert(node);
            }
            Order::AddVoter(node) => {
                voters.insert(node);
            }
            Order::Remove(node) => {
                voters.remove(node);
                learners.remove(node);
            }
            Order::Voters(set) => voters = set,
            Order::AddLearner(_) | Order::HandOver(_) => {}
        }
        Members {
            voters,
            joining: NodeSet::EMPTY,
            learners: learners.difference(voters),
        }
    }
}

impl Turn<'_> {
    /// An administrator wants other members. The leader keeps that in mind until it is done; a
    /// later order takes the place of an earlier one, and a new leader knows nothing of it.
    pub(super) fn on_change_of_members(&mut self, order: Order) {
        let members = *self.durable.log.members();
        let now = if members.is_joint() {
            members.settled()
        } else {
            members
        };
        let goal = now.ordered(order);
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        if goal.voters.is_empty() {
            return; // somebody has to vote
        }
        leader.goal = (goal != now).then(|| Box::new(goal));
        self.pursue_goal();
    }

    /// Goes one step towards the goal, if the last step is done.
    pub(super) fn pursue_goal(&mut self) {
        let log = &self.durable.log;
        let members = *log.members();
        let Role::Leader(leader) = &mut self.volatile.role else {
            return;
        };
        if log.members_end() > self.volatile.commit {
            return; // one change at a time
        }
        if members.is_joint() {
            return self.change_to(members.settled());
        }
        // The rule that was missing from the dissertation's first version: without an entry of
        // its own term committed, a leader does not know of a change that is under way elsewhere.
        let knows = self.volatile.commit > leader.begins;
        if !knows && !self.config.broken.change_uncommitted {
            return;
        }
        let Some(goal) = leader.goal.as_deref().copied() else {
            return;
        };
        if goal == members {
            leader.goal = None;
            return;
        }
        let commit = self.volatile.commit;
        let caught_up = |node: &NodeId| {
            let peer = leader.peers[node.index()];
            peer.sure && peer.matched >= commit
        };
        let learning = members.learners.iter().filter(caught_up).collect();
        if let Some(next) = members.towards(&goal, learning, self.config.change, self.me) {
            self.change_to(next);
        }
    }

    /// These are the members from now on. Whether they stay it depends on the log, as ever.
    fn change_to(&mut self, members: Members) {
        debug_assert!(!members.voters.is_empty(), "somebody has to vote");
        debug_assert_ne!(members, *self.durable.log.members(), "it is a change");
        self.append(members.decree(), Some(Box::new(members)));
        self.spread();
        self.commit_what_a_quorum_has();
    }
}
