//! When a read may be answered.

use super::*;

/// Section 6.4 of the dissertation: what a read waits for.
#[test]
fn reads_wait_for_what_they_rest_on() {
    // How reads are made, and whether one is answered: alone; by a leader whom a majority has
    // just confirmed; when it asks a majority now.
    let table = [
        (Reads::Log, false, false, true),
        (Reads::Index, false, false, true),
        (Reads::Lease, false, true, true),
        (Reads::Stale, true, true, true),
    ];
    for (reads, alone, confirmed, asking) in table {
        let mut pocket = Pocket::new(Config {
            reads,
            ..Config::plain(3)
        });
        pocket.ask(0, 1, READ);
        let done = |pocket: &Pocket| {
            let last = pocket.answers.last();
            last.is_some_and(|(_, response)| matches!(response, Response::Done { .. }))
        };
        assert_eq!(done(&pocket), alone, "{reads:?}, by anybody");
        pocket.answers.clear();
        pocket.elect(0, &[0, 1, 2]);
        pocket.ring(0, Timer::Heartbeat);
        pocket.deliver(&[0, 1, 2]);
        pocket.clock = Micros::from_millis(200);
        pocket.ask(0, 2, READ);
        assert_eq!(done(&pocket), confirmed, "{reads:?}, while a lease lasts");
        pocket.deliver(&[0, 1]);
        assert_eq!(done(&pocket), asking, "{reads:?}, with a majority");
        pocket.answers.clear();
        pocket.clock = Micros::from_millis(600);
        pocket.ask(0, 3, READ);
        assert_eq!(
            done(&pocket),
            reads == Reads::Stale,
            "{reads:?}, after the lease"
        );
    }
}

/// The value that a read was answered with, if it was.
fn was_answered(pocket: &mut Pocket) -> bool {
    let answers = std::mem::take(&mut pocket.answers);
    let mut answers = answers.iter();
    answers.any(|(_, response)| matches!(response, Response::Done { .. }))
}

/// Section 6.4: a quorum may say that this leader still leads, and yet it must not answer before an
/// entry of its own term is committed, since it cannot know what is.
#[test]
fn no_read_is_answered_before_an_entry_of_the_term_is_committed() {
    for reads in [Reads::Index, Reads::Lease] {
        let mut pocket = Pocket::new(Config {
            reads,
            ..Config::plain(3)
        });
        pocket.with_log(0, &[1, 1]);
        pocket.ring(0, Timer::Election);
        pocket.deliver_some(&[0, 1, 2], no_copies);
        assert!(pocket.leads(0));
        pocket.ask(0, 1, READ);
        let Role::Leader(leader) = &pocket.nodes[0].1.role else {
            unreachable!("it leads")
        };
        let (round, term) = (leader.round, pocket.term(0));
        pocket.mail.clear();
        for from in [NodeId(1), NodeId(2)] {
            let message = Message::Rejected {
                term,
                prev: 2,
                hint: 0,
                round,
            };
            pocket.input(0, Input::Message { from, message });
        }
        assert!(
            !was_answered(&mut pocket),
            "{reads:?}: nothing is committed"
        );
        pocket.ask(0, 2, READ);
        assert!(!was_answered(&mut pocket), "{reads:?}: nor is it now");
        pocket.deliver(&[0, 1, 2]);
        assert!(was_answered(&mut pocket), "{reads:?}: now it is");
    }
}

/// Section 6.4.1 and 3.10: whoever was told to take over may lead at any moment, so a leader that
/// has told somebody answers no more reads alone, however the hand-over ends.
#[test]
fn a_lease_ends_when_the_lead_is_handed_over() {
    let mut pocket = Pocket::new(Config {
        reads: Reads::Lease,
        ..Config::plain(3)
    });
    pocket.elect(0, &[0, 1, 2]);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver(&[0, 1, 2]);
    pocket.ask(0, 1, READ);
    assert!(was_answered(&mut pocket), "it holds a lease");
    pocket.input(0, Input::Order(Order::HandOver(NodeId(1))));
    pocket.ask(0, 2, READ);
    assert!(!was_answered(&mut pocket), "node 2 may lead by now");
    // It does not hear of it, and the leader goes on, but node 2 may hear of it yet.
    let no_hand_over = |message: &Message| !matches!(message, Message::TimeoutNow { .. });
    pocket.deliver_some(&[0, 1, 2], no_hand_over);
    pocket.ring(0, Timer::HandOver);
    pocket.ring(0, Timer::Heartbeat);
    pocket.deliver_some(&[0, 1, 2], no_hand_over);
    was_answered(&mut pocket);
    pocket.ask(0, 3, READ);
    assert!(!was_answered(&mut pocket), "not even later");
    pocket.deliver_some(&[0, 1, 2], no_hand_over);
    assert!(was_answered(&mut pocket), "a quorum has just confirmed it");
}
