//! The published schema takes what the program takes.

#![cfg(not(target_arch = "wasm32"))]

use boon::{Compiler, Schemas};
use quorate::scenario::read;
use serde_json::{Value, json};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn check(file: &Value) -> Result<(), String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let path = format!("{ROOT}/docs/scenario.schema.json");
    let schema = compiler.compile(&path, &mut schemas);
    let schema = schema.expect("the schema is one");
    schemas
        .validate(file, schema)
        .map_err(|why| why.to_string())
}

fn files() -> impl Iterator<Item = (String, Value)> {
    let files = std::fs::read_dir(format!("{ROOT}/static/scenarios")).expect("the folder is there");
    let paths = files.map(|file| file.expect("it can be listed").path());
    let json = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    json.map(|path| {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let value = serde_json::from_str(&text).expect("it is JSON");
        (path.display().to_string(), value)
    })
}

#[test]
fn every_scenario_fits_the_schema() {
    let mut count = 0;
    for (path, file) in files() {
        check(&file).unwrap_or_else(|why| panic!("{path}: {why}"));
        // What the program writes fits as well.
        let read = read::scenario_file(file.to_string().as_bytes());
        let read = read.unwrap_or_else(|why| panic!("{path}: {why:?}"));
        let written = serde_json::to_value(&read).expect("the program writes it");
        check(&written).unwrap_or_else(|why| panic!("{path}, written again: {why}"));
        count += 1;
    }
    assert!(count >= 6, "there are scenarios");
}

#[test]
fn every_action_fits_the_schema() {
    let node = |n: u32| json!({ "node": n });
    let message = json!({ "from": node(1), "to": { "client": "A" }, "number": 0 });
    let link = json!({ "from": node(1), "to": node(2), "both": false });
    let write = json!({ "write": { "key": "x", "value": 7 } });
    let swap = json!({ "swap": { "key": "y", "from": null, "to": 2 } });
    for action in [
        json!({ "kill": 1 }),
        json!({ "skew": { "node": 1, "permille": -500 } }),
        json!({ "cut": link }),
        json!({ "mend": link }),
        json!({ "split": [1, 2] }),
        json!("heal_all"),
        json!({ "trouble": { "a": node(1), "b": node(2), "trouble": { "slow_percent": 300, "loss_permille": null } } }),
        json!({ "drop": message }),
        json!({ "delay": { "message": message, "by": 1000 } }),
        json!({ "request": { "client": "A", "node": null, "command": write } }),
        json!({ "request": { "client": "B", "node": 2, "command": swap } }),
        json!({ "request": { "client": "B", "command": { "append": { "key": "x", "digit": 9 } } } }),
        json!({ "ring": { "node": 1, "timer": 0 } }),
        json!({ "order": { "node": 1, "order": { "voters": [1, 2, 3] } } }),
        json!({ "order": { "node": 1, "order": { "hand_over": 2 } } }),
    ] {
        let file = json!({
            "version": 1, "protocol": "vote", "plan": [{ "at": 5, "action": action }],
        });
        check(&file).unwrap_or_else(|why| panic!("{action}: {why}"));
        let read = read::scenario_file(file.to_string().as_bytes());
        assert!(read.is_ok(), "{action}: {read:?}");
    }
}

/// The example in the documentation is a scenario, and does what it says.
#[test]
fn the_documented_example_is_its_own_test() {
    let path = format!("{ROOT}/docs/scenario-format.md");
    let text = std::fs::read_to_string(path).expect("it can be read");
    let example = text.split("```json\n").nth(1).expect("there is an example");
    let example = example.split("```").next().expect("it ends");
    check(&serde_json::from_str(example).expect("it is JSON")).expect("it fits the schema");
    let file = read::scenario_file(example.as_bytes()).expect("the program reads it");
    let mut player = quorate::run::open(&file.scenario()).expect("it opens");
    let expect = file.expect.expect("it says what is to come of it");
    let unmet = quorate::run::expect::unmet(&mut *player, &expect);
    assert!(unmet.is_empty(), "{unmet:?}");
}

/// Words may be in one language alone, and a layout is one of two.
#[test]
fn words_and_layout_fit_the_schema() {
    for more in [
        json!({ "layout": "chart" }),
        json!({ "title": { "zh": "只有中文" }, "about": { "en": "In English only." } }),
        json!({ "captions": [{ "at": 0, "en": "One." }, { "at": 5, "zh": "二。" }] }),
    ] {
        let mut file = json!({ "version": 1, "protocol": "vote" });
        let fields = file.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        check(&file).unwrap_or_else(|why| panic!("{more}: {why}"));
        let read = read::scenario_file(file.to_string().as_bytes()).expect("the program reads it");
        let written = serde_json::to_value(&read).expect("the program writes it");
        for (name, value) in more.as_object().expect("an object") {
            assert_eq!(&written[name], value, "{name} comes back");
        }
    }
}

#[test]
fn what_the_program_refuses_does_not_fit() {
    for more in [
        json!({ "colour": 1 }),
        json!({ "protocol": "magic" }),
        json!({ "version": 2 }),
        json!({ "plan": [{ "at": 5, "action": { "kill": 0 } }] }),
        json!({ "plan": [{ "at": -5, "action": "heal_all" }] }),
        json!({ "clients": { "count": 0, "patience": 1_500_000 } }),
        json!({ "layout": "square" }),
        json!({ "captions": [{ "at": 1 }] }),
        json!({ "captions": [{ "at": 1, "en": "x".repeat(601) }] }),
        json!({ "title": { "fr": "Un titre" } }),
    ] {
        let mut file = json!({ "version": 1, "protocol": "vote" });
        let fields = file.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        assert!(check(&file).is_err(), "{more}");
        let opens = read::scenario_file(file.to_string().as_bytes())
            .and_then(|read| quorate::run::open(&read.scenario()));
        assert!(opens.is_err(), "{more}");
    }
}
