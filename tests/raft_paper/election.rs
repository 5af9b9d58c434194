//! Who is elected, who votes, and who steps down.

use super::*;

#[test]
fn an_election_takes_one_round() {
    let mut pocket = Pocket::new(Config::plain(5));
    pocket.ring(2, Timer::Election);
    pocket.deliver(&ALL_5);
    assert!(pocket.leads(2) && pocket.term(2) == 1);
    let is_ask = |m: &Message| matches!(m, Message::AskVote { .. });
    let is_vote = |m: &Message| matches!(m, Message::Vote { granted: true, .. });
    let count =
        |is: &dyn Fn(&Message) -> bool| pocket.delivered.iter().filter(|(_, _, m)| is(m)).count();
    assert_eq!((count(&is_ask), count(&is_vote)), (4, 4));
}

/// Section 5.4.1: whose log is at least as up to date gets the vote.
#[test]
fn votes_go_to_logs_that_are_up_to_date() {
    let mine: &[u32] = &[1, 1, 2];
    // A candidate's log, and whether a node with the log above votes for it.
    let table: [(&[u32], bool); 8] = [
        (&[], false),
        (&[1, 1], false),
        (&[1, 1, 1, 1, 1], false),
        (&[1, 1, 2], true),
        (&[2, 2], false),
        (&[1, 2, 2, 2], true),
        (&[3], true),
        (&[1, 1, 2, 2], true),
    ];
    for (theirs, granted) in table {
        let mut pocket = Pocket::new(Config::plain(2));
        pocket.with_log(0, theirs);
        pocket.with_log(1, mine);
        pocket.nodes[0].0.term = 5;
        pocket.ring(0, Timer::Election);
        pocket.deliver(&[0, 1]);
        assert_eq!(pocket.leads(0), granted, "{theirs:?}");
    }
}

/// Section 5.2: first come, first served, and the vote survives a restart.
#[test]
fn a_node_votes_once_a_term_even_after_a_restart() {
    for forget_vote in [false, true] {
        let broken = Broken {
            forget_vote,
            ..Broken::default()
        };
        let mut pocket = Pocket::new(Config {
            broken,
            ..Config::plain(3)
        });
        pocket.ring(0, Timer::Election);
        pocket.deliver_some(&[0, 2], no_copies);
        assert!(pocket.leads(0));
        pocket.restart(2);
        pocket.ring(1, Timer::Election);
        pocket.deliver(&[1, 2]);
        assert_eq!(pocket.leads(1), forget_vote, "two leaders of term 1");
    }
}

/// Section 9.6 of the dissertation.
#[test]
fn a_trial_vote_raises_no_term() {
    let mut pocket = Pocket::new(Config {
        pre_vote: true,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&ALL_5);
    for _ in 0..10 {
        pocket.ring(4, Timer::Election);
        pocket.deliver(&[4]);
    }
    assert_eq!(pocket.term(4), 1, "cut off, it begins no terms");
    pocket.ring(4, Timer::Election);
    pocket.deliver(&ALL_5);
    assert!(pocket.leads(0) && pocket.term(0) == 1, "and unseats nobody");
    // Once the leader is gone for all, the same way leads to an election.
    for node in 1..5 {
        pocket.ring(node, Timer::Loyalty);
    }
    pocket.ring(4, Timer::Election);
    pocket.deliver(&[1, 2, 3, 4]);
    assert!(pocket.leads(4) && pocket.term(4) == 2);
}

/// Section 6.2 of the dissertation.
#[test]
fn a_leader_that_hears_no_quorum_steps_down() {
    let mut pocket = Pocket::new(Config {
        check_quorum: true,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    pocket.ring(0, Timer::Quorum);
    assert!(pocket.leads(0), "it has heard them all");
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1]);
    pocket.ring(0, Timer::Quorum);
    assert!(!pocket.leads(0), "two of five");
}

/// Section 3.10 of the dissertation: one election, and the old leader's entries are all there.
#[test]
fn the_lead_is_handed_over_in_one_election() {
    let mut pocket = Pocket::new(Config {
        check_quorum: true,
        ..Config::plain(5)
    });
    pocket.elect(0, &ALL_5);
    pocket.ask(0, 1, write(7));
    pocket.deliver(&[0, 1, 2]);
    pocket.input(0, Input::Order(Order::HandOver(NodeId(4))));
    pocket.deliver(&ALL_5);
    // What was lost is sent again, and then the other stands at once, loyal voters or not.
    for _ in 0..2 {
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&ALL_5);
    }
    assert!(pocket.leads(4) && !pocket.leads(0));
    assert_eq!(pocket.term(4), 2);
    assert_eq!(pocket.terms(4), [1, 1, 2]);
    let asks = pocket.delivered.iter().filter(|(_, _, message)| {
        matches!(
            message,
            Message::AskVote {
                why: Why::HandedOver,
                ..
            }
        )
    });
    assert_eq!(asks.count(), 4);
}

/// Section 4.2.3 and 6.4.1: a voter that restarts may have heard its leader right before, and the
/// leader counts on that.
#[test]
fn voters_stay_loyal_over_a_restart() {
    for (reads, check_quorum) in [(Reads::Lease, false), (Reads::Log, true)] {
        let mut pocket = Pocket::new(Config {
            reads,
            check_quorum,
            ..Config::plain(3)
        });
        pocket.elect(0, &[0, 1, 2]);
        pocket.restart(1);
        for (loyal, elected) in [(true, false), (false, true)] {
            if !loyal {
                pocket.ring(1, Timer::Loyalty);
            }
            pocket.ring(2, Timer::Loyalty);
            pocket.ring(2, Timer::Election);
            pocket.deliver(&[1, 2]);
            assert_eq!(pocket.leads(2), elected, "{reads:?}, loyal: {loyal}");
        }
    }
}

/// Section 5.2: a vote is for one term, and one node has one.
#[test]
fn votes_of_earlier_terms_and_doubled_votes_do_not_count() {
    let mut pocket = Pocket::new(Config::plain(5));
    pocket.ring(0, Timer::Election);
    pocket.ring(0, Timer::Election);
    pocket.mail.clear();
    let mut hear = |from: u8, of: u32| {
        let message = Message::Vote {
            term: of,
            of,
            trial: false,
            granted: true,
        };
        let from = NodeId(from);
        pocket.input(0, Input::Message { from, message });
        pocket.leads(0)
    };
    assert!(!hear(1, 1) && !hear(2, 1), "those were for term 1");
    assert!(!hear(1, 2) && !hear(1, 2), "one vote, told twice");
    assert!(hear(2, 2), "three of five");
}
