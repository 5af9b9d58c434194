use super::*;
use crate::text::{Lang, render};

fn refused(text: &str) -> String {
    let why = read(text).expect_err("this is not JSON");
    render(&why.say(), Lang::En)
}

#[test]
fn every_kind_of_value_is_read() {
    let text = r#" { "a" : [ 1 , -2, 2.5, 1e3, true, null, 18446744073709551616 ], "b": "\u00e9\n\ud83d\ude00/" } "#;
    let odd = |text: &str| Value::Odd(text.to_owned());
    let list = vec![
        Value::Whole(1),
        Value::Minus(-2),
        odd("2.5"),
        odd("1e3"),
        Value::Bool(true),
        Value::Null,
        odd("18446744073709551616"),
    ];
    let text_value = Value::Text("é\n😀/".to_owned());
    let fields = vec![
        ("a".to_owned(), Value::List(list)),
        ("b".to_owned(), text_value),
    ];
    assert_eq!(read(text).expect("it is JSON"), Value::Object(fields));
}

/// What another reader takes, this one takes, and the other way round.
#[test]
fn it_agrees_with_another_reader() {
    for text in [
        "1",
        "-0",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+5",
        "\"a\"",
        "\"a",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\u{1}\"",
        "[]",
        "[,]",
        "[1,]",
        "[1 2]",
        "{}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "nul",
        "truee",
        "NaN",
        "Infinity",
        "",
        " ",
        "1 1",
        "[[]]",
        "\"\\u12\"",
        "'a'",
        "\u{a0}1",
        "// 1\n1",
        "-x",
        "+1",
    ] {
        let theirs = serde_json::from_str::<serde_json::Value>(text).is_ok();
        assert_eq!(read(text).is_ok(), theirs, "{text:?}");
    }
}

#[test]
fn what_is_wrong_is_found_where_it_is() {
    assert_eq!(
        refused("{\"params\": {\"nodes\":\n NaN}}"),
        "/params/nodes: This is not JSON: line 2, column 2: NaN is not a value."
    );
    assert_eq!(
        refused("{\"plan\": [1, {\"at\": }]}"),
        "/plan/1/at: This is not JSON: line 1, column 21: } is not expected here."
    );
    assert_eq!(refused("{\"a\":1,\"a\":2}"), "/a: This is there twice.");
}

#[test]
fn every_limit_is_held() {
    let deep = "[".repeat(100_000);
    assert!(refused(&deep).contains("16 levels"), "{}", refused(&deep));
    let many = format!("[{}1]", "1,".repeat(VALUES_MAX));
    assert!(refused(&many).contains("200000"), "{}", refused(&many));
    let long = format!("\"{}\"", "x".repeat(TEXT_MAX + 1));
    assert!(refused(&long).contains("8000"), "{}", refused(&long));
    let fields: Vec<String> = (0..=FIELDS_MAX).map(|n| format!("\"f{n}\":1")).collect();
    assert!(refused(&format!("{{{}}}", fields.join(","))).contains("100"));
}

#[test]
fn words_of_a_file_are_repeated_short_and_tame() {
    let name = "x".repeat(1_000);
    let said = refused(&format!("{{\"{name}\": ?}}"));
    assert!(
        said.starts_with(&format!("/{}…: ", "x".repeat(40))),
        "{said}"
    );
    assert!(!refused("{\"\u{202e}a\": ?}").contains('\u{202e}'));
}
