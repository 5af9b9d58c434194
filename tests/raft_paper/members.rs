//! How the members change.

use super::*;

#[test]
fn a_joint_decision_takes_both_majorities() {
    let members = Members {
        voters: set(&[0, 1, 2]),
        joining: set(&[2, 3, 4]),
        learners: NodeSet::EMPTY,
    };
    let table: [(&[u8], bool); 6] = [
        (&[0, 1], false),
        (&[3, 4], false),
        (&[0, 1, 3], false),
        (&[1, 2], false),
        (&[1, 2, 3], true),
        (&[0, 1, 3, 4], true),
    ];
    for (yes, enough) in table {
        assert_eq!(members.quorum(set(yes)), enough, "{yes:?}");
    }
}

/// Section 4.3 of the dissertation: through a joint configuration from three nodes to three others.
#[test]
fn members_change_through_a_joint_configuration() {
    let mut pocket = Pocket::new(Config {
        voters: 3,
        change: Change::Joint,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    let voters = set(&[2, 3, 4]);
    pocket.input(0, Input::Order(Order::Voters(voters)));
    // Newcomers learn first; then both sets decide; then the new one does, and the leader goes.
    pocket.deliver(&[0, 1, 2]);
    let members = |pocket: &Pocket, node: usize| *pocket.nodes[node].0.log.members();
    assert_eq!(members(&pocket, 0).learners, set(&[3, 4]));
    for _ in 0..3 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&[0, 1, 2, 3]);
    }
    assert_eq!(
        members(&pocket, 0).voters,
        set(&[0, 1, 2]),
        "node 5 has not caught up"
    );
    for _ in 0..4 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&[0, 3, 4]);
    }
    assert!(
        members(&pocket, 0).is_joint(),
        "nodes 4 and 5 are no majority of the old set"
    );
    for _ in 0..4 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&ALL_5);
    }
    assert_eq!(members(&pocket, 2).voters, voters);
    assert!(!pocket.leads(0), "its last duty is done");
    pocket.elect(2, &[2, 3, 4]);
}

/// Section 4.1 of the dissertation and the message of 2015 that mended it.
#[test]
fn members_change_only_after_an_entry_of_the_term_is_committed() {
    for change_uncommitted in [false, true] {
        let broken = Broken {
            change_uncommitted,
            ..Broken::default()
        };
        let mut pocket = Pocket::new(Config {
            broken,
            ..Config::plain(4)
        });
        let all = [0, 1, 2, 3];
        pocket.ring(0, Timer::Election);
        while !pocket.leads(0) {
            let (from, to, message) = pocket.mail.pop_front().expect("votes come");
            pocket.input(to.0, Input::Message { from, message });
        }
        pocket.mail.clear();
        pocket.input(0, Input::Order(Order::Remove(NodeId(1))));
        let voters = pocket.nodes[0].0.log.members().voters;
        assert_eq!(voters.len(), if change_uncommitted { 3 } else { 4 });
        for _ in 0..2 {
            pocket.ring(0, Timer::Heartbeat);
            pocket.deliver(&all);
        }
        assert_eq!(pocket.nodes[0].0.log.members().voters, set(&[0, 2, 3]));
    }
}
