//! Histories one can judge by looking, written as people write them.

use quorate::check::linearize::{Clash, Model, Verdict, check, jsonl};

/// `client op argument @ call-return`, a line each; `?` for an unknown return, `_` for a read that
/// says nothing, `~` for a cas that failed. `blocked` counts lines from 1; none if all is well.
fn check_it(model: Model, lines: &str, blocked: Option<usize>) -> Option<Clash> {
    let text: String = lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(to_json)
        .collect();
    let read = jsonl::read(text.as_bytes(), model).expect("the test is well written");
    match (check(read.history, 1_000_000).1, blocked) {
        (Verdict::Linearizable { .. }, None) => None,
        (Verdict::Broken(broken), Some(line)) => {
            assert_eq!(read.lines[broken.blocked], line, "{lines}");
            Some(broken.clash)
        }
        (verdict, _) => panic!("{verdict:?} in\n{lines}"),
    }
}

fn to_json(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (client, op, time) = (words[0], words[1], words[words.len() - 1]);
    let (call, returned) = time.split_once("..").expect("a time is call..return");
    let returned = if returned == "?" { "null" } else { returned };
    let said = match (op, words[2]) {
        ("read", "_") => String::new(),
        ("read", saw) => format!(r#","result":{saw}"#),
        ("cas", from) => format!(
            r#","arg":[{from},{}],"result":{}"#,
            words[3],
            words[4] != "failed"
        ),
        (_, arg) => format!(r#","arg":{arg}"#),
    };
    format!(
        "{{\"client\":\"{client}\",\"op\":\"{op}\"{said},\"call\":{call},\"return\":{returned}}}\n"
    )
}

#[test]
fn a_register() {
    let check = |lines, blocked| check_it(Model::Register, lines, blocked);
    check("", None);
    check("A read null 1..2", None);
    check("A write 1 1..2\n B read 1 3..4", None);
    let unwritten = check("A read 1 1..2", Some(1));
    assert!(matches!(unwritten, Some(Clash::NeverWritten { .. })));
    let early = check("A read 1 1..2\n B write 1 3..4", Some(1));
    assert!(matches!(early, Some(Clash::NotYetWritten { write: 1, .. })));
    // They touch, so they overlap.
    check("A read 1 1..3\n B write 1 3..4", None);
    check(
        "A read 1 -9223372036854775808..-5\n B write 1 -6..9223372036854775807",
        None,
    );
}

#[test]
fn what_was_read_stays_read() {
    let check = |lines, blocked| check_it(Model::Register, lines, blocked);
    let lines = "
        A write 4 0..1
        A write 7 2..30
        B read 7 10..15
        C read 4 16..20";
    let clash = check(lines, Some(4));
    let Some(Clash::Stale {
        seen,
        before,
        after,
        ..
    }) = clash
    else {
        panic!("{clash:?}");
    };
    assert_eq!(
        (seen, before, after),
        (2, 0, 2),
        "4 was written before 7 was read"
    );
    // While both reads overlap either may be first.
    check(
        "A write 4 0..1\n A write 7 2..30\n B read 7 10..16\n C read 4 16..20",
        None,
    );
}

#[test]
fn three_writes_in_the_reverse_order_of_their_calls() {
    let lines = "
        A write 1 0..100
        B write 2 1..101
        C write 3 2..102
        D read 3 10..11
        D read 2 12..13
        D read 1 14..15";
    check_it(Model::Register, lines, None);
    check_it(
        Model::Register,
        &format!("{lines}\n D read 3 16..17"),
        Some(7),
    );
}

#[test]
fn an_unknown_outcome_may_come_late_or_never() {
    let check = |lines, blocked| check_it(Model::Register, lines, blocked);
    check("A write 1 0..?\n B read null 5..6\n B read 1 7..8", None);
    check("A write 1 0..?\n B read null 5..6\n B read null 7..8", None);
    check("A write 1 0..?\n B read 1 5..6\n B read null 7..8", Some(3));
    check("A read 9 0..?\n B read null 5..6", None); // nobody was told 9
    check("A write 1 5..?\n B read 1 0..4", Some(2));
    check("A write 1 0..1\n B read _ 2..3\n C read 1 4..5", None);
}

#[test]
fn a_write_hidden_behind_the_same_value() {
    // Only before the other write of null can the 1 go unseen.
    check_it(
        Model::Register,
        "A write null 1..5\n B write 1 2..9\n C read null 5..11\n D read null 12..14",
        None,
    );
}

#[test]
fn compare_and_set() {
    let check = |lines, blocked| check_it(Model::Cas, lines, blocked);
    check(
        "A cas null 1 worked 0..1\n B cas 1 2 worked 2..3\n C read 2 4..5",
        None,
    );
    let twice = check(
        "A write 0 0..1\n B cas 0 1 worked 2..9\n C cas 0 2 worked 3..10",
        Some(3),
    );
    assert!(
        matches!(twice, Some(Clash::TakenTwice { other: 1, .. })),
        "{twice:?}"
    );
    check(
        "A write 0 0..1\n B cas 0 1 worked 2..9\n C cas 0 2 failed 3..10",
        None,
    );
    check("A write 0 0..1\n B cas 0 1 failed 2..9", Some(2));
    // It failed, so the write of which nobody knows the outcome came in between.
    check(
        "A write 0 0..1\n B write 5 2..?\n C cas 0 1 failed 3..9\n C read 5 10..11",
        None,
    );
    check(
        "A write 0 0..1\n B write 5 2..?\n C cas 0 1 failed 3..9\n C read 0 10..11",
        Some(4),
    );
    check(
        "A write 0 0..1\n B cas 0 7 worked 2..?\n C read 7 3..9",
        None,
    );
}

#[test]
fn strings_that_are_appended_to() {
    let check = |lines, blocked| check_it(Model::Kv, lines, blocked);
    check(
        "A read \"\" 0..1\n A append \"a\" 2..3\n B append \"b\" 4..5\n A read \"ab\" 6..7",
        None,
    );
    check(
        "A append \"a\" 2..5\n B append \"b\" 3..6\n A read \"ba\" 7..8",
        None,
    );
    check(
        "A append \"a\" 2..3\n B append \"b\" 4..5\n A read \"ba\" 7..8",
        Some(3),
    );
    check(
        "A append \"a\" 2..3\n B write \"b\" 4..5\n A read \"ab\" 7..8",
        Some(3),
    );
    check(
        "A append \"ab\" 2..3\n B append \"c\" 4..?\n A read \"abc\" 7..8",
        None,
    );
    check(
        "A append \"é\" 2..3\n B append \"ü\" 4..5\n A read \"éü\" 7..8",
        None,
    );
    check("A read null 0..1", None);
    check(
        "A append \"a\" 2..3\n B cas \"a\" \"c\" worked 4..5\n C append \"b\" 6..7\n A read \"cb\" 8..9",
        None,
    );
    check(
        "A append \"a\" 2..3\n B append \"b\" 4..9\n C cas \"a\" \"c\" failed 5..6",
        None,
    );
    check(
        "A append \"a\" 2..3\n C cas \"a\" \"c\" failed 5..6\n B append \"b\" 7..9",
        Some(2),
    );
    check(
        "A append \"a\" 0..1\n B cas \"a\" \"\" worked 2..9\n C cas \"a\" \"b\" worked 3..9",
        Some(3),
    );
}

#[test]
fn keys_are_apart_and_values_compare_by_structure() {
    let lines = r#"
        {"client":1,"op":"write","key":"x","arg":{"a":1,"b":[2.0,null]},"call":0,"return":1}
        {"client":1,"op":"read","key":"x","result":{"b":[2,null],"a":1.0},"call":2,"return":3}
        {"client":1,"op":"read","key":"y","result":null,"call":2,"return":3}
        {"client":1,"op":"read","key":null,"result":null,"call":2,"return":3}
        {"client":1,"op":"read","result":null,"call":2,"return":3}"#;
    let read = jsonl::read(lines.as_bytes(), Model::Register).expect("it is well formed");
    assert_eq!(read.keys.len(), 3, "no key and null are one");
    let verdict = check(read.history, 1_000).1;
    assert!(
        matches!(verdict, Verdict::Linearizable { .. }),
        "{verdict:?}"
    );
}

#[test]
fn time_is_what_tells_the_two_questions_apart() {
    use quorate::check::linearize::sequential::{Sequential, check};
    let sequential = |lines: &str| {
        let text: String = lines.lines().map(to_json).collect();
        let read = jsonl::read(text.as_bytes(), Model::Register).expect("it is well formed");
        check(&read.history, 10_000)
    };
    // An old value, read late: nobody can tell without a clock.
    let stale = "A write 1 0..1\nA write 2 2..3\nB read 1 4..5\nB read 2 6..7";
    check_it(Model::Register, stale, Some(3));
    assert_eq!(sequential(stale), Sequential::Consistent(vec![0, 2, 1, 3]));
    let torn = "A write 1 0..1\nA write 2 2..3\nB read 2 4..5\nB read 1 6..7";
    assert_eq!(sequential(torn), Sequential::Inconsistent);
    let lost = "A write 1 0..?\nA write 2 2..3\nB read 2 4..5\nB read 1 6..7";
    assert_eq!(sequential(lost), Sequential::Inconsistent);
    let kept = "A write 1 0..?\nC write 2 2..3\nB read 2 4..5\nB read 1 6..7";
    assert!(matches!(sequential(kept), Sequential::Consistent(_)));
}
