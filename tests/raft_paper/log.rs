//! How logs become alike, and what is committed.

use super::*;

/// Figure 7: whatever the followers have, a new leader makes their logs its own.
#[test]
fn figure_7_all_logs_become_the_leaders() {
    let logs: [&[u32]; 7] = [
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    let mut pocket = Pocket::new(Config::plain(7));
    for (node, log) in (0..).zip(logs) {
        pocket.with_log(node, log);
    }
    pocket.nodes[0].0.term = 7;
    pocket.ring(0, Timer::Election);
    pocket.deliver(&[0, 1, 2, 3, 4, 5, 6]);
    assert!(pocket.leads(0) && pocket.term(0) == 8);
    // Its voters: (a), (b), (e) and (f). (c) has a longer log, (d) a later term.
    let votes = pocket
        .delivered
        .iter()
        .filter_map(|(from, _, message)| match message {
            Message::Vote { granted: true, .. } => Some(*from),
            _ => None,
        });
    assert_eq!(votes.collect::<NodeSet>(), set(&[1, 2, 5, 6]));
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2, 3, 4, 5, 6]);
    let leader = &pocket.nodes[0];
    assert_eq!(pocket.terms(0), [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8]);
    for (node, (durable, volatile)) in pocket.nodes.iter().enumerate() {
        assert_eq!(durable.log, leader.0.log, "follower {node}");
        assert_eq!(volatile.commit, 11, "follower {node}");
    }
}

/// Section 5.3: the client is told once a majority has the entry on disk, and not before.
#[test]
fn a_request_is_answered_when_a_majority_has_it() {
    let mut pocket = Pocket::new(Config::plain(5));
    pocket.elect(0, &ALL_5);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&ALL_5);
    let id = pocket.ask(0, 1, write(7));
    pocket.deliver(&[0]);
    assert_eq!(pocket.answers, []);
    for _ in 0..2 {
        pocket.ring(0, Timer::Heartbeat);
    }
    pocket.deliver(&[0, 3]);
    assert_eq!(
        (pocket.answers.len(), pocket.commit(0)),
        (0, 1),
        "two of five"
    );
    for _ in 0..2 {
        pocket.ring(0, Timer::Heartbeat);
    }
    pocket.deliver(&[0, 4]);
    let done = Response::Done { value: None };
    assert_eq!(pocket.answers, [(id, done)]);
    // Asked again, it is answered again and takes effect once.
    pocket.ask(0, 1, write(7));
    assert_eq!(pocket.answers.len(), 2);
    assert_eq!(pocket.nodes[0].0.log.end(), 2);
}

/// Figure 8, with three nodes: an entry of term 1 that a majority has in term 3.
#[test]
fn figure_8_an_old_entry_is_not_committed_by_its_copies() {
    for count_old_terms in [false, true] {
        let broken = Broken {
            count_old_terms,
            ..Broken::default()
        };
        let mut pocket = Pocket::new(Config {
            broken,
            ..Config::plain(3)
        });
        pocket.with_log(0, &[1]);
        pocket.with_log(1, &[2]);
        pocket.nodes[0].0.term = 2;
        pocket.elect(0, &[0, 2]);
        let old_entry_reached = pocket.terms(2).first() == Some(&1);
        // The leader's own entry is of term 3, so that node 1 cannot win any more; or there is
        // none, and it can.
        assert!(old_entry_reached);
        assert_eq!(
            pocket.terms(0),
            if count_old_terms { vec![1] } else { vec![1, 3] }
        );
        assert!(pocket.commit(0) > 0);
        pocket.nodes[1].0.term = 3;
        pocket.ring(1, Timer::Election);
        pocket.deliver(&[1, 2]);
        assert_eq!(
            pocket.leads(1),
            count_old_terms,
            "what was committed can be lost"
        );
    }
}

/// Section 5.4.2 by the letter: copies of an old entry alone commit nothing.
#[test]
fn only_entries_of_the_own_term_are_committed_by_counting() {
    let mut pocket = Pocket::new(Config::plain(3));
    pocket.with_log(0, &[1]);
    pocket.with_log(2, &[1]);
    pocket.nodes[0].0.term = 2;
    pocket.ring(0, Timer::Election);
    // The vote comes back; the entry of term 3 does not get through.
    pocket.deliver_some(&[0, 2], no_copies);
    assert!(pocket.leads(0));
    let (term, news, round) = (3, true, 0);
    let message = |matched| Message::Appended {
        term,
        matched,
        round,
        news,
    };
    let from = NodeId(2);
    pocket.input(
        0,
        Input::Message {
            from,
            message: message(1),
        },
    );
    assert_eq!(pocket.commit(0), 0, "a majority has the old entry");
    pocket.input(
        0,
        Input::Message {
            from,
            message: message(2),
        },
    );
    assert_eq!(pocket.commit(0), 2, "and now the new one, too");
}

/// Section 7: a follower that needs what is folded gets the snapshot.
#[test]
fn a_snapshot_is_installed() {
    let mut pocket = Pocket::new(Config {
        compact: 4,
        ..Config::plain(3)
    });
    pocket.elect(0, &[0, 1]);
    for number in 1..=9 {
        pocket.ask(0, number, write(number));
        pocket.deliver(&[0, 1]);
    }
    let base = pocket.nodes[0].0.log.base().end;
    assert!(base >= 4 && pocket.nodes[2].0.log.end() == 0);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2]);
    let installed = pocket.delivered.iter();
    let installed = installed.filter(|(_, _, m)| matches!(m, Message::Install { .. }));
    assert_eq!(installed.count(), 1);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2]);
    assert_eq!(pocket.nodes[2].1.latest, pocket.nodes[0].1.latest);
    assert_eq!(pocket.nodes[2].0.log.end(), pocket.nodes[0].0.log.end());
    pocket.restart(2);
    assert_eq!(pocket.commit(2), pocket.nodes[2].0.log.base().end);
}

/// Figure 2, AppendEntries: what a leader has committed is committed here only as far as this
/// message has shown that the logs agree.
#[test]
fn nothing_is_committed_beyond_what_a_message_has_checked() {
    let mut pocket = Pocket::new(Config::plain(3));
    pocket.with_log(1, &[1, 1, 1]);
    let message = Message::Append {
        term: 2,
        prev: 1,
        prev_term: 1,
        entries: Vec::new(),
        commit: 3,
        round: 1,
    };
    let from = NodeId(0);
    pocket.input(1, Input::Message { from, message });
    assert_eq!(pocket.commit(1), 1, "the rest may be another leader's");
}
