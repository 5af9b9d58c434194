//! Of a log: Multi-Paxos.

use super::*;

fn entry(at: Ballot, decree: Decree) -> Entry {
    Entry {
        ballot: at,
        decree,
        decided: false,
    }
}

fn told(in_ballot: Ballot, entries: Vec<(u32, Entry)>) -> multi::Message {
    multi::Message::Promise {
        ballot: in_ballot,
        snapshot: None,
        entries,
    }
}

/// One phase 1 for the whole log: the highest ballot counts slot by slot, and gaps are filled.
#[test]
fn a_new_leader_finishes_what_was_begun() {
    let mut node = Node::new(0, MultiPaxos(config(Mode::Multi)));
    let mine = ballot(1, 1);
    let ask = multi::Message::Prepare {
        ballot: mine,
        from: 0,
    };
    assert!(node.says(&ask), "node 1 takes the lead at once");
    // An earlier leader's ballots: this node starts over above them.
    let earlier = ballot(4, 3);
    node.hear(
        2,
        multi::Message::Prepare {
            ballot: earlier,
            from: 0,
        },
    );
    node.input(Input::Timeout(multi::Timer::Silence));
    let mine = ballot(5, 1);
    let (low, high) = (ballot(2, 2), ballot(4, 3));
    node.hear(
        1,
        told(
            mine,
            vec![(0, entry(low, decree(10))), (3, entry(low, decree(13)))],
        ),
    );
    node.hear(
        2,
        told(
            mine,
            vec![(0, entry(high, decree(20))), (1, entry(low, decree(21)))],
        ),
    );
    let propose = |slot, decree| multi::Message::Accept {
        ballot: mine,
        slot,
        decree,
    };
    assert!(node.says(&propose(0, decree(20))), "of the higher ballot");
    assert!(node.says(&propose(1, decree(21))));
    assert!(
        node.says(&propose(2, Decree::GAP)),
        "nobody knows of slot 3"
    );
    assert!(node.says(&propose(3, decree(13))));
    // The next request comes after all that, and phase 2 alone decides it.
    node.ask(0, 1, write(1));
    let own = Decree {
        request: Some(id(0, 1)),
        command: write(1),
    };
    assert!(node.says(&propose(4, own)));
    let took = |slot| multi::Message::Accepted { ballot: mine, slot };
    node.hear(1, took(4)).hear(2, took(4));
    assert_eq!(node.decided(), [4]);
    assert!(node.answers().is_empty(), "the slots before it are open");
    for slot in 0..4 {
        node.hear(1, took(slot)).hear(2, took(slot));
    }
    let done = Response::Done { value: None };
    assert_eq!(node.answers().last(), Some(&(id(0, 1), done)));
    // Asked again, it is answered again and takes no second slot.
    node.ask(0, 1, write(1));
    assert_eq!(node.answers(), [(id(0, 1), done)]);
    assert_eq!(node.durable.log.end(), 5);
}

#[test]
fn a_leader_that_is_outbid_steps_down() {
    let mut node = Node::new(0, MultiPaxos(config(Mode::Multi)));
    let mine = ballot(1, 1);
    node.hear(1, told(mine, Vec::new()))
        .hear(2, told(mine, Vec::new()));
    assert!(matches!(node.volatile, multi::Volatile::Leader { .. }));
    let late = multi::Message::Outbid {
        ballot: ballot(0, 1),
        promised: ballot(1, 3),
    };
    node.hear(3, late);
    assert!(
        matches!(node.volatile, multi::Volatile::Leader { .. }),
        "an old no"
    );
    let promised = ballot(2, 3);
    node.hear(
        3,
        multi::Message::Outbid {
            ballot: mine,
            promised,
        },
    );
    assert_eq!(node.volatile, multi::Volatile::Follower { leader: None });
    node.ask(0, 1, write(1));
    assert_eq!(node.answers(), [(id(0, 1), Response::Busy)]);
    node.hear(
        2,
        multi::Message::Heartbeat {
            ballot: promised,
            applied: 0,
        },
    );
    node.ask(0, 1, write(1));
    let there = Response::Redirect(NodeId(2));
    assert_eq!(node.answers(), [(id(0, 1), there)]);
}
