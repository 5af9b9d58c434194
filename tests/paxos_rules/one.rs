//! Of one value: single-decree Paxos.

use super::*;

fn prepare(ballot: Ballot) -> single::Message {
    single::Message::Prepare { key: X, ballot }
}

fn promise(ballot: Ballot, accepted: Option<(Ballot, Decree)>) -> single::Message {
    single::Message::Promise {
        key: X,
        ballot,
        accepted,
    }
}

fn accept(ballot: Ballot, decree: Decree) -> single::Message {
    single::Message::Accept {
        key: X,
        ballot,
        decree,
    }
}

fn accepted(ballot: Ballot) -> single::Message {
    single::Message::Accepted { key: X, ballot }
}

fn outbid(ballot: Ballot, promised: Ballot) -> single::Message {
    single::Message::Outbid {
        key: X,
        ballot,
        promised,
    }
}

fn single_node(me: u8) -> Node<SinglePaxos> {
    Node::new(me, SinglePaxos(config(Mode::Single)))
}

/// "Paxos Made Simple", P1a and phase 1b and 2b: an acceptor that has promised 3.2 and accepted
/// in 2.1.
#[test]
fn an_acceptor_takes_part_in_no_ballot_below_its_promise() {
    let (old, promised) = (ballot(2, 1), ballot(3, 2));
    let ready = || {
        let mut node = single_node(4);
        node.hear(0, accept(old, decree(4)));
        node.hear(1, prepare(promised));
        node
    };
    let tells = Some((old, decree(4)));
    assert_eq!(*ready().reply(), promise(promised, tells), "it tells");
    let table = [
        (ballot(3, 1), None),
        (ballot(2, 9), None),
        (promised, Some(promised)),
        (ballot(3, 3), Some(ballot(3, 3))),
        (ballot(4, 1), Some(ballot(4, 1))),
    ];
    for (asked, holds) in table {
        let mut node = ready();
        node.hear(0, prepare(asked));
        let expected = match holds {
            Some(_) => promise(asked, tells),
            None => outbid(asked, promised),
        };
        assert_eq!(*node.reply(), expected, "prepare {asked:?}");
        assert_eq!(node.durable.cells[0].promised, holds.unwrap_or(promised));

        let mut node = ready();
        node.hear(0, accept(asked, decree(7)));
        let expected = match holds {
            Some(_) => accepted(asked),
            None => outbid(asked, promised),
        };
        assert_eq!(*node.reply(), expected, "accept {asked:?}");
        let cell = node.durable.cells[0];
        let holds = holds.map_or((promised, tells), |b| (b, Some((b, decree(7)))));
        assert_eq!((cell.promised, cell.accepted), holds, "accept {asked:?}");
        assert!(
            node.said.contains(&Output::Persisted) || cell.promised == promised,
            "nothing is said before it is on disk"
        );
    }
}

/// Phase 2a, rule B3 of the Part-Time Parliament: the value of the highest ballot told of, or
/// one's own.
#[test]
fn a_proposer_proposes_what_was_accepted_in_the_highest_ballot() {
    let at = |round, label, value| Some((ballot(round, label), decree(value)));
    let own = Decree {
        request: Some(id(0, 1)),
        command: write(1),
    };
    let table = [
        ([None, None], own),
        ([at(1, 2, 5), None], decree(5)),
        ([at(1, 2, 5), at(1, 3, 6)], decree(6)),
        ([at(2, 1, 5), at(1, 3, 6)], decree(5)),
        ([None, at(1, 5, 8)], decree(8)),
    ];
    for (told, expected) in table {
        let mut node = single_node(0);
        // A rival's ballot makes it start high enough for the table.
        node.hear(1, prepare(ballot(2, 2)));
        node.ask(0, 1, write(1));
        let mine = ballot(3, 1);
        assert!(node.says(&prepare(mine)), "above all that it has heard of");
        node.hear(1, promise(mine, told[0]));
        assert!(!node.says(&accept(mine, expected)), "two of five");
        node.hear(1, promise(mine, told[0]));
        assert!(!node.says(&accept(mine, expected)), "still two");
        node.hear(2, promise(mine, told[1]));
        assert!(node.says(&accept(mine, expected)), "{told:?}");

        // Broken: it does not listen.
        let mut deaf = single_node(0);
        deaf.protocol.0.broken.ignore_learnt = true;
        deaf.ask(0, 1, write(1));
        let mine = ballot(1, 1);
        deaf.hear(1, promise(mine, told[0]));
        deaf.hear(2, promise(mine, told[1]));
        assert!(deaf.says(&accept(mine, own)));
    }
}

#[test]
fn a_value_is_chosen_once_a_quorum_has_accepted_it_in_one_ballot() {
    let mut node = single_node(0);
    node.ask(0, 1, write(1));
    let mine = ballot(1, 1);
    node.hear(1, promise(mine, None))
        .hear(2, promise(mine, None));
    node.hear(3, accepted(ballot(1, 2)));
    node.hear(3, accepted(mine)).hear(3, accepted(mine));
    assert_eq!(node.decided(), [0; 0], "itself and one other");
    node.hear(1, accepted(mine));
    assert_eq!(node.decided(), [0]);
    let done = Response::Done { value: None };
    assert_eq!(node.answers(), [(id(0, 1), done)]);
    // Later writes have failed, reads are told, and rivals too.
    node.ask(1, 1, write(2));
    assert_eq!(node.answers(), [(id(1, 1), Response::Failed)]);
    node.ask(1, 2, Command::Read { key: X });
    let seen = Response::Done { value: Some(1) };
    assert_eq!(node.answers(), [(id(1, 2), seen)]);
    node.hear(4, prepare(ballot(9, 5)));
    let decree = Decree {
        request: Some(id(0, 1)),
        command: write(1),
    };
    assert_eq!(*node.reply(), single::Message::Chosen { key: X, decree });
}

/// Between two ballots of one proposer the value may change, by what it is told. Acceptances of the
/// first are none of the second's value.
#[test]
fn acceptances_of_an_earlier_ballot_do_not_count() {
    let mut node = single_node(0);
    node.ask(0, 1, write(1));
    let (first, rival, second) = (ballot(1, 1), ballot(1, 5), ballot(2, 1));
    node.hear(1, promise(first, None))
        .hear(2, promise(first, None));
    for from in [2, 3, 4] {
        node.hear(from, outbid(first, rival));
    }
    node.input(Input::Timeout(single::Timer(X)));
    assert!(node.says(&prepare(second)));
    node.hear(3, promise(second, Some((rival, decree(5)))))
        .hear(4, promise(second, None));
    assert!(node.says(&accept(second, decree(5))));
    node.hear(1, accepted(first)).hear(2, accepted(first));
    assert_eq!(node.decided(), [0; 0], "they hold 1, and not 5");
    node.hear(3, accepted(second));
    assert_eq!(node.decided(), [0; 0]);
    node.hear(4, accepted(second));
    assert_eq!(node.decided(), [0]);
}

/// A quorum of promises that name nothing: nothing was chosen when they were asked for. Whoever
/// asked later cannot tell from them.
#[test]
fn a_read_of_nothing_needs_promises_asked_for_after_it() {
    let mut node = single_node(0);
    let read = Command::Read { key: X };
    let mine = ballot(1, 1);
    node.ask(0, 1, read).hear(1, promise(mine, None));
    node.ask(1, 1, read).hear(2, promise(mine, None));
    let nothing = Response::Done { value: None };
    assert_eq!(node.answers(), [(id(0, 1), nothing)], "not the second");
    let next = ballot(2, 1);
    assert!(
        node.says(&prepare(next)),
        "the second has promises of its own"
    );
    node.hear(1, promise(next, None))
        .hear(2, promise(next, None));
    assert_eq!(node.answers(), [(id(1, 1), nothing)]);
    assert!(node.volatile.attempts.is_empty());

    // What was accepted by somebody may be chosen: a read finishes it.
    node.ask(0, 2, read);
    let last = ballot(3, 1);
    node.hear(3, promise(last, Some((ballot(1, 4), decree(6)))));
    node.hear(4, promise(last, None));
    assert!(node.answers().is_empty() && node.says(&accept(last, decree(6))));
    node.hear(3, accepted(last)).hear(4, accepted(last));
    let seen = Response::Done { value: Some(6) };
    assert_eq!(node.answers(), [(id(0, 2), seen)]);
}

#[test]
fn a_proposer_goes_on_when_few_outbid_it_and_starts_over_when_a_quorum_is_lost() {
    for back_off in [true, false] {
        let mut node = single_node(0);
        node.protocol.0.back_off = back_off;
        node.ask(0, 1, write(1));
        let (mine, higher) = (ballot(1, 1), ballot(1, 3));
        node.hear(2, outbid(mine, higher))
            .hear(3, outbid(mine, higher));
        assert!(node.said.is_empty(), "three of five are left");
        node.hear(4, outbid(mine, higher));
        let next = prepare(ballot(2, 1));
        assert_eq!(node.says(&next), !back_off);
        if back_off {
            node.input(Input::Timeout(single::Timer(X)));
            assert!(node.says(&next), "after a rest");
        }
    }
}

#[test]
fn a_restarted_acceptor_keeps_its_word_unless_the_rule_is_broken() {
    for forget_promise in [false, true] {
        let mut node = single_node(1);
        node.protocol.0.broken.forget_promise = forget_promise;
        node.hear(4, prepare(ballot(3, 5)));
        node.restart().hear(0, accept(ballot(2, 1), decree(2)));
        let expected = match forget_promise {
            false => outbid(ballot(2, 1), ballot(3, 5)),
            true => accepted(ballot(2, 1)),
        };
        assert_eq!(*node.reply(), expected);
        assert_eq!(node.durable.cells[0].round, 3, "its own ballots only grow");
    }
}
