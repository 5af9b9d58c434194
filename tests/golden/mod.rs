//! Runs whose hashes are pinned. Native and browser tests hold the same table, so a run that
//! differs between machines, or a change that would break shared links, shows at once.

use quorate::protocol::ids::{Micros, NodeId, NodeSet};
use quorate::scenario::{Scenario, catalogue};
use quorate::sim::action::{Action, Intervention, LinkTrouble, MessageKey};
use quorate::sim::delay::Delay;

/// Name, scenario, how far to run, the hash then.
pub fn runs() -> Vec<(&'static str, Scenario, Micros, u64)> {
    let ms = Micros::from_millis;
    let opening = catalogue::opening();
    let mut rough = catalogue::vote("peer", 6);
    rough.seed = 42;
    rough.network.delay = Delay::LogNormal {
        median: ms(30),
        spread_permille: 800,
    };
    rough.network.loss_permille = 50;
    rough.network.duplicate_permille = 20;
    rough.clients.count = 3;
    rough.clients.busy_every = Some(ms(200));
    let mut exponential = rough.clone();
    exponential
        .params
        .extend(catalogue::vote("leaderless", 31).params);
    exponential.network.delay = Delay::Exponential {
        min: ms(2),
        mean: ms(25),
    };
    let mut broken = catalogue::vote("coordinator", 5);
    broken.clients.busy_every = Some(ms(100));
    let group = NodeSet::EMPTY.with(NodeId(0)).with(NodeId(1));
    broken.plan = vec![
        Intervention {
            at: ms(400),
            action: Action::Split(group),
        },
        Intervention {
            at: ms(1_500),
            action: Action::Kill(NodeId(3)),
        },
        Intervention {
            at: ms(2_500),
            action: Action::HealAll,
        },
        Intervention {
            at: ms(3_000),
            action: Action::Restart(NodeId(3)),
        },
    ];
    // All that a person can do to links, clocks and single messages.
    let mut meddled = catalogue::opening();
    meddled.network.reorder = false;
    meddled.clients.busy_every = Some(ms(150));
    let key = |from: u8, to: u8| MessageKey {
        from: NodeId(from).into(),
        to: NodeId(to).into(),
        number: 0,
        copy: 0,
    };
    let (from, to) = (NodeId(1).into(), NodeId(0).into());
    let both = false;
    let trouble = LinkTrouble {
        loss_permille: Some(300),
        slow_percent: Some(250),
    };
    let acts = [
        (
            90,
            Action::Delay {
                message: key(0, 2),
                by: ms(80),
            },
        ),
        (90, Action::Duplicate(key(0, 3))),
        (90, Action::Drop(key(0, 4))),
        (90, Action::DeliverNow(key(0, 1))),
        (
            400,
            Action::Skew {
                node: NodeId(2),
                permille: 500,
            },
        ),
        (600, Action::Cut { from, to, both }),
        (
            900,
            Action::Trouble {
                a: NodeId(0).into(),
                b: NodeId(3).into(),
                trouble,
            },
        ),
        (1_500, Action::Pause(NodeId(4))),
        (2_500, Action::Resume(NodeId(4))),
        (3_000, Action::Isolate(NodeId(0))),
    ];
    let acts = acts.map(|(at, action)| Intervention { at: ms(at), action });
    meddled.plan.extend(acts);
    vec![
        ("meddled", meddled, ms(6_000), 0x8ea9b358e12d7e71),
        ("opening", opening, ms(3_000), 0x4a56d0d5d415b989),
        ("rough", rough, ms(10_000), 0xf3e6de8dcd7bbf56),
        ("exponential", exponential, ms(5_000), 0x268cf19247580786),
        ("broken", broken, ms(6_000), 0x5001fe863327c9d1),
    ]
}
