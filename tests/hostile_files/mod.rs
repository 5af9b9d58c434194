//! Files that must be refused, and what the refusal must name: for the native tests, for those in a
//! browser, and for the page.

use serde_json::Value;

/// Each file with the words that its refusal must have in it. A piece that is there many times is
/// written once, with how often.
pub fn files() -> impl Iterator<Item = (String, String)> {
    include_str!("files.jsonl").lines().map(|line| {
        let case: Value = serde_json::from_str(line).expect("each line is JSON");
        let file = match &case["file"] {
            Value::Array(pieces) => pieces.iter().map(piece).collect(),
            whole => piece(whole),
        };
        let names = case["names"].as_str().expect("it says what is named");
        (file, names.to_owned())
    })
}

fn piece(piece: &Value) -> String {
    let text = |value: &Value| value.as_str().expect("a piece is text").to_owned();
    match piece {
        Value::Array(times) => text(&times[0]).repeat(times[1].as_u64().expect("a count") as usize),
        once => text(once),
    }
}
