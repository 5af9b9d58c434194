//! What clients saw, judged as it happens and put into words.

use quorate::check::clients::{Judge, Verdict};
use quorate::protocol::ids::{ClientId, Micros};
use quorate::protocol::op::{Command, Key, RequestId, Response};
use quorate::text::{Lang, render};

const X: Key = Key(0);

fn id(client: u8, number: u32) -> RequestId {
    RequestId {
        client: ClientId(client),
        number,
    }
}

/// One operation of a client, from call to answer, while nothing else happens.
fn alone(judge: &mut Judge, id: RequestId, command: Command, response: Response) {
    judge.asked(id, command);
    judge.settled(id, response, 1, Micros(1));
}

fn write(judge: &mut Judge, id: RequestId, value: u32) {
    let done = Response::Done { value: None };
    alone(judge, id, Command::Write { key: X, value }, done);
}

fn read(judge: &mut Judge, id: RequestId, value: Option<u32>) {
    alone(
        judge,
        id,
        Command::Read { key: X },
        Response::Done { value },
    );
}

fn why(judge: &Judge) -> String {
    let broken = judge.broken.as_ref().expect("the answers contradict");
    render(&broken.why, Lang::En)
}

#[test]
fn a_stale_read_is_named() {
    let mut judge = Judge::default();
    write(&mut judge, id(0, 1), 4);
    write(&mut judge, id(0, 2), 7);
    read(&mut judge, id(0, 3), Some(7));
    assert_eq!(judge.verdict(), Verdict::Fits);
    read(&mut judge, id(1, 1), Some(4));
    assert_eq!(
        why(&judge),
        "B read x = 4, although A had already written x = 7."
    );
    let broken = judge.broken.clone().expect("it is broken");
    assert_eq!(broken.between, [id(1, 1), id(0, 2)]);
    // Each client for itself saw things in order.
    assert_eq!(judge.sequential().0, Verdict::Fits);
    read(&mut judge, id(1, 2), Some(7));
    read(&mut judge, id(1, 3), Some(4));
    assert_eq!(judge.sequential().0, Verdict::Contradicts);
}

#[test]
fn what_failed_must_not_be_seen() {
    let mut judge = Judge::default();
    let command = Command::Write { key: X, value: 5 };
    alone(&mut judge, id(0, 1), command, Response::Failed);
    read(&mut judge, id(1, 1), None);
    assert_eq!(judge.verdict(), Verdict::Fits);
    read(&mut judge, id(1, 2), Some(5));
    assert_eq!(why(&judge), "B read x = 5, which nobody had written.");
}

#[test]
fn what_is_unknown_may_be_seen_later() {
    let mut judge = Judge::default();
    let command = Command::Write { key: X, value: 5 };
    alone(&mut judge, id(0, 1), command, Response::Unsure);
    read(&mut judge, id(1, 1), None);
    read(&mut judge, id(1, 2), Some(5));
    assert_eq!(judge.verdict(), Verdict::Fits);
    read(&mut judge, id(1, 3), None);
    assert_eq!(judge.verdict(), Verdict::Contradicts);
}

#[test]
fn a_long_history_stays_short_and_is_still_judged() {
    let mut judge = Judge::default();
    let unknown = Command::Write { key: X, value: 1 };
    alone(&mut judge, id(2, 1), unknown, Response::Unsure);
    for number in 1..=20_000 {
        write(&mut judge, id(0, number), number + 1);
        read(&mut judge, id(1, number), Some(number + 1));
    }
    assert!(judge.remembered() <= 6_000, "{}", judge.remembered());
    assert_eq!(judge.verdict(), Verdict::Fits);
    read(&mut judge, id(1, 30_000), Some(1));
    assert_eq!(
        judge.verdict(),
        Verdict::Fits,
        "the unknown write came late"
    );
    read(&mut judge, id(1, 30_001), Some(2));
    assert_eq!(judge.verdict(), Verdict::Contradicts);
}

#[test]
fn appends_are_judged_as_strings() {
    let done = Response::Done { value: None };
    let append = |judge: &mut Judge, id, digit| {
        alone(judge, id, Command::Append { key: X, digit }, done);
    };
    let mut judge = Judge::default();
    write(&mut judge, id(0, 1), 7);
    append(&mut judge, id(0, 2), 3);
    append(&mut judge, id(1, 1), 5);
    read(&mut judge, id(1, 2), Some(735));
    assert_eq!(judge.verdict(), Verdict::Fits);
    // One that nobody heard of again may have taken effect, or not yet.
    let unknown = Command::Append { key: X, digit: 9 };
    alone(&mut judge, id(2, 1), unknown, Response::Unsure);
    read(&mut judge, id(1, 3), Some(735));
    read(&mut judge, id(0, 3), Some(7359));
    assert_eq!(judge.verdict(), Verdict::Fits);
    read(&mut judge, id(1, 4), Some(735));
    assert_eq!(
        judge.verdict(),
        Verdict::Contradicts,
        "it was there already"
    );
}

#[test]
fn a_lost_append_is_seen() {
    let done = Response::Done { value: None };
    let mut judge = Judge::default();
    for (client, digit) in [(0, 1), (1, 2)] {
        alone(
            &mut judge,
            id(client, 1),
            Command::Append { key: X, digit },
            done,
        );
    }
    read(&mut judge, id(0, 2), Some(2));
    assert_eq!(judge.verdict(), Verdict::Contradicts);
    assert_eq!(
        why(&judge),
        "No order of the operations explains the answer to A."
    );
}

#[test]
fn keys_that_are_swapped_and_appended_to_are_judged_as_strings() {
    let done = Response::Done { value: None };
    let swap = |from, to| Command::Swap { key: X, from, to };
    let append = |digit| Command::Append { key: X, digit };
    let mut judge = Judge::default();
    let all = |judge: &mut Judge, number, asked: &[(Command, Response)]| {
        for (number, &(command, response)) in (number..).zip(asked) {
            alone(judge, id(0, number), command, response);
        }
    };
    let worked = |worked| Response::Swapped { worked };
    let fits = [
        (swap(None, 1), worked(true)),
        (append(2), done),
        (swap(Some(1), 5), worked(false)),
        (swap(Some(12), 7), worked(true)),
        (append(3), done),
    ];
    all(&mut judge, 1, &fits);
    read(&mut judge, id(1, 1), Some(73));
    assert_eq!(judge.verdict(), Verdict::Fits);
    all(&mut judge, 6, &[(swap(Some(12), 9), worked(true))]);
    assert_eq!(judge.verdict(), Verdict::Contradicts, "12 is gone");
}
