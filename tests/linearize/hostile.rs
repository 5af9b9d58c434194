//! The reader, on whatever comes: it refuses with a line and a reason, and never panics.

use proptest::prelude::*;
use quorate::check::linearize::{Model, check, jsonl};

const MODELS: [Model; 3] = [Model::Register, Model::Cas, Model::Kv];

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let good = r#"{"client":1,"op":"read","result":null,"call":1,"return":2}"#;
    let check = |model, bad: &str, named: &str| {
        let text = format!("{good}\n\n{bad}\n{good}\n");
        let refusal = jsonl::read(text.as_bytes(), model).expect_err(bad);
        assert_eq!(refusal.line, 3, "{bad}: {}", refusal.why);
        assert!(refusal.why.contains(named), "{bad}: {}", refusal.why);
    };
    let register = |bad: &str, named: &str| check(Model::Register, bad, named);
    register("{", "EOF");
    register("[]", "object");
    register(r#"[1,"read",null,null,null,1,2]"#, "object");
    register("7", "object");
    register(r#"{"op":"read","call":1,"return":2}"#, "client");
    register(r#"{"client":1,"op":"read","call":1}"#, "return");
    register(
        r#"{"client":1,"op":"read","call":1,"retrun":2,"return":2}"#,
        "retrun",
    );
    register(r#"{"client":1,"op":"read","return":2}"#, "call");
    register(r#"{"client":1,"op":"read","call":1.5,"return":2}"#, "1.5");
    register(
        r#"{"client":1,"op":"read","call":170141183460469231731687303715884105728,"return":null}"#,
        "38 digits",
    );
    register(
        r#"{"client":1,"op":"read","call":3,"return":2}"#,
        "before `call`",
    );
    register(
        r#"{"client":1,"op":"read","arg":2,"call":1,"return":2}"#,
        "no `arg`",
    );
    register(
        r#"{"client":1,"op":"write","call":1,"return":2}"#,
        "needs an `arg`",
    );
    register(
        r#"{"client":1,"op":"write","arg":1,"result":false,"call":1,"return":2}"#,
        "result",
    );
    register(
        r#"{"client":1,"op":"cas","arg":[1,2],"call":1,"return":2}"#,
        "read and write",
    );
    register(
        r#"{"client":1,"op":"write","arg":1e300,"call":1,"return":2}"#,
        "too large",
    );
    register(
        r#"{"client":1,"op":"write","arg":123456789012345678901,"call":1,"return":2}"#,
        "too large",
    );
    register(
        r#"{"client":[1],"op":"read","call":1,"return":2}"#,
        "`client`",
    );
    register(
        r#"{"client":1,"op":"read","key":{},"call":1,"return":2}"#,
        "`key`",
    );
    register(
        r#"{"client":1,"client":2,"op":"read","call":1,"return":2}"#,
        "duplicate",
    );
    register(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)), "");
    register(
        &format!(r#"{{"client":1,"op":"{}"}}"#, "x".repeat(2 << 20)),
        "longer",
    );
    let cas = |bad: &str, named: &str| check(Model::Cas, bad, named);
    cas(
        r#"{"client":1,"op":"cas","arg":[1],"call":1,"return":2}"#,
        "[from, to]",
    );
    cas(
        r#"{"client":1,"op":"cas","arg":[1,2,3],"call":1,"return":2}"#,
        "[from, to]",
    );
    cas(
        r#"{"client":1,"op":"cas","arg":"12","call":1,"return":2}"#,
        "[from, to]",
    );
    cas(
        r#"{"client":1,"op":"cas","arg":[1,2],"result":1,"call":1,"return":2}"#,
        "true or false",
    );
    cas(
        r#"{"client":1,"op":"append","arg":"a","call":1,"return":2}"#,
        "cas",
    );
    let kv = |bad: &str, named: &str| check(Model::Kv, bad, named);
    kv(
        r#"{"client":1,"op":"write","arg":1,"call":1,"return":2}"#,
        "strings",
    );
    kv(
        r#"{"client":1,"op":"append","arg":null,"call":1,"return":2}"#,
        "strings",
    );
    kv(
        r#"{"client":1,"op":"read","result":4,"call":1,"return":2}"#,
        "strings",
    );
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let refusal = jsonl::read(b"\n{\"client\":\"\xff\"}", Model::Kv).expect_err("it is not UTF-8");
    assert_eq!(refusal.line, 2);
}

/// Pieces of lines, put together at random: most are refused, some are read and then checked.
fn line() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null"),
        Just("1"),
        Just("2"),
        Just("1.0"),
        Just("true"),
        Just("\"a\""),
        Just("\"\""),
        Just("[1,2]"),
        Just("[1,[2]]"),
        Just("{}"),
        Just("-0.0"),
        Just("1e400"),
        Just("\"\\ud800\""),
        Just("\"\\u0000\""),
        Just("["),
        Just("18446744073709551615"),
    ];
    let op = prop_oneof![
        4 => Just("\"read\""), 4 => Just("\"write\""), 2 => Just("\"cas\""), 2 => Just("\"append\""),
        1 => Just("\"dance\""), 1 => Just("7"),
    ];
    let time = prop_oneof![
        8 => (-9i64..9).prop_map(|at| at.to_string()),
        1 => any::<i64>().prop_map(|at| at.to_string()),
        1 => Just("null".to_owned()),
    ];
    let key = prop_oneof![
        Just(""),
        Just("\"key\":\"x\","),
        Just("\"key\":null,"),
        Just("\"key\":3,")
    ];
    let rest = (value.clone(), value, 0..4u8, time.clone(), time, key);
    (op, rest).prop_map(|(op, (arg, result, which, call, returned, key))| {
        let arg = if which & 1 == 1 {
            format!("\"arg\":{arg},")
        } else {
            String::new()
        };
        let result = if which & 2 == 2 {
            format!("\"result\":{result},")
        } else {
            String::new()
        };
        format!(
            "{{\"client\":1,\"op\":{op},{key}{arg}{result}\"call\":{call},\"return\":{returned}}}"
        )
    })
}

/// Reads and, if it can be read, checks; returns whether it could.
fn read_and_check(bytes: &[u8]) -> bool {
    let mut any = false;
    for model in MODELS {
        if let Ok(read) = jsonl::read(bytes, model) {
            assert_eq!(read.lines.len(), read.history.operations.len());
            let _verdict = check(read.history, 10_000);
            any = true;
        }
    }
    any
}

fn hostile(cases: u32) {
    let config = || ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let lines = proptest::collection::vec(line(), 0..5);
    proptest!(config(), |(lines in lines, cut in any::<usize>(), byte in any::<u8>())| {
        let mut text = lines.join("\n").into_bytes();
        read_and_check(&text);
        // Each line alone, so that one bad line does not hide the others.
        for line in &lines {
            read_and_check(line.as_bytes());
        }
        if !text.is_empty() {
            let at = cut % text.len();
            text[at] = byte;
            read_and_check(&text);
            text.truncate(at);
            read_and_check(&text);
        }
    });
    proptest!(config(), |(bytes in proptest::collection::vec(any::<u8>(), 0..200))| {
        read_and_check(&bytes);
    });
}

#[test]
fn hostile_files_never_panic() {
    hostile(5_000);
}

#[test]
#[ignore = "takes minutes"]
fn hostile_files_never_panic_a_million_times() {
    hostile(500_000);
}
