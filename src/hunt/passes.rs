//! The searches that a hunt is made of. What is remembered for one promise makes for more states
//! in a search for another, so those that need the same are searched for together.

use serde::{Deserialize, Serialize};

use crate::check::explore::Kind;
use crate::check::explore::search::Order;
use crate::check::promises::{AGREEMENT, ANSWERED, COMMITS, LINEARIZABLE, ONE_LEADER, SURVIVAL};
use crate::protocol::describe::{PromiseKind, Spec};

/// What a search is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Topic {
    /// What is decided, and who leads.
    Values,
    /// What the clients see.
    History,
    /// Whether everybody is answered in a calm future.
    Answers,
}

/// How a search goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Way {
    /// Level by level.
    Near,
    /// Deep, from states drawn by chance.
    Far,
}

/// When a search is to get far, it goes on from so many states of each level as let it get through so
/// many levels, each with some successors.
const LEVELS: u32 = 200;

/// Looking into the future of a state takes as long as looking at so many states.
const FUTURE_COSTS: u32 = 60;

/// One search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pass {
    pub topic: Topic,
    pub way: Way,
    pub about: Vec<&'static str>,
    pub order: Order,
    pub states: u32,
}

/// The searches for a protocol with these promises; of those that go far only what the near ones
/// leave is needed.
pub(super) fn passes(spec: &Spec, ahead: bool, states: u32) -> Vec<Pass> {
    let mut passes = Vec::new();
    let topics = [
        (Topic::Values, &[AGREEMENT, SURVIVAL, ONE_LEADER][..]),
        (Topic::History, &[LINEARIZABLE][..]),
        (Topic::Answers, &[ANSWERED][..]),
    ];
    let promised = |ids: &[&str]| -> Vec<&'static str> {
        let promises = spec.promises.iter().map(|promise| promise.id);
        promises.filter(|id| ids.contains(id)).collect()
    };
    for way in [Way::Near, Way::Far] {
        for (topic, ids) in topics {
            let mut about = promised(ids);
            let in_the_end = topic == Topic::Answers;
            if about.is_empty() || in_the_end && (!ahead || way == Way::Far) {
                continue;
            }
            if topic == Topic::Values {
                // It tells whether the search gets anywhere at all.
                about.extend(promised(&[COMMITS]));
            }
            passes.push(Pass {
                topic,
                way,
                about,
                order: match way {
                    Way::Near => Order::Breadth,
                    Way::Far => Order::Beam {
                        seed: 1,
                        width: states / LEVELS,
                    },
                },
                states: match in_the_end {
                    true => (states / FUTURE_COSTS).max(1),
                    false => states,
                },
            });
        }
    }
    passes
}

/// The promises that no search is about, by their names: nobody knows how to judge them here.
pub(super) fn unjudged(spec: &Spec, passes: &[Pass]) -> Vec<String> {
    let promises = spec.promises.iter();
    let unjudged = promises.filter(|promise| {
        promise.kind != PromiseKind::Sometimes
            && passes.iter().all(|pass| !pass.about.contains(&promise.id))
    });
    unjudged.map(|promise| promise.id.to_owned()).collect()
}

/// Whether a promise of the model is one that can be found broken.
pub(super) fn can_break(kind: Kind) -> bool {
    kind != Kind::Sometimes
}
