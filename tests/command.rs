//! The native command, as a course author calls it.

#![cfg(not(target_arch = "wasm32"))]

use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn quorate(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(args)
        .output()
        .expect("the command starts")
}

fn scenario(name: &str) -> String {
    format!(
        "{}/static/scenarios/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    )
}

#[test]
fn a_broken_rule_is_reported_and_ends_with_1() {
    let output = quorate(&["run", &scenario("believe-leaders"), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).expect("one JSON value");
    assert_eq!(report["promises"][0]["promise"], "agreement");
    assert_eq!(report["promises"][0]["standing"], "broken");
    assert_eq!(report["hash"].as_str().map(str::len), Some(16));
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let story = scenario("believe-leaders");
    for (args, ends_with) in [
        (vec!["run", &story, "--json"], 1),
        (vec!["export", &story, "--format", "json"], 0),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_quorate"))
            .args(&args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(ends_with), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

#[test]
fn a_file_is_held_against_what_it_expects() {
    let check = |file: &str| quorate(&["run", file, "--check"]);
    assert_eq!(check(&scenario("believe-leaders")).status.code(), Some(0));
    let text = std::fs::read_to_string(scenario("believe-leaders")).expect("it is there");
    let folder = std::env::temp_dir().join(format!("quorate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for this test");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("the folder can be written to");
        path.to_str().expect("a plain path").to_owned()
    };
    let other = write("other.json", &text.replace("\"broken\"", "\"holds\""));
    let output = check(&other);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("agreement: expected holds, but it is broken"),
        "{said}"
    );
    let file: Value = serde_json::from_str(&text).expect("it is JSON");
    let mut silent = file;
    silent.as_object_mut().expect("an object").remove("expect");
    assert_eq!(
        check(&write("silent.json", &silent.to_string()))
            .status
            .code(),
        Some(2)
    );
    std::fs::remove_dir_all(&folder).expect("it was made a moment ago");
}

#[test]
fn a_run_is_the_same_each_time_and_ends_with_0() {
    let file = scenario("majority-survives");
    let run = || quorate(&["run", &file, "--until", "3000", "--json"]);
    assert_eq!(run().status.code(), Some(0));
    assert_eq!(run().stdout, run().stdout);
    let chinese = quorate(&["run", &file, "--lang", "zh"]);
    assert!(String::from_utf8_lossy(&chinese.stdout).contains("已提交"));
}

#[test]
fn captions_are_told_as_far_as_the_run_goes() {
    let file = scenario("raft-figure-8");
    let told = |until: &str, lang: &str| {
        let out = quorate(&["run", &file, "--until", until, "--lang", lang, "--json"]);
        let report: Value = serde_json::from_slice(&out.stdout).expect("the report is JSON");
        let captions = report["captions"].as_array().expect("there are captions");
        captions
            .iter()
            .map(|caption| caption["text"].to_string())
            .collect::<Vec<_>>()
    };
    let early = told("500", "en");
    assert_eq!(early.len(), 2, "{early:?}");
    assert!(early[1].contains("Node 2 leads term 2"), "{early:?}");
    assert_eq!(told("12000", "zh").len(), 4);
    assert!(told("12000", "zh")[0].contains("节点 1"));
}

#[test]
fn what_cannot_be_run_is_refused_with_2_and_a_reason() {
    let folder = std::env::temp_dir().join(format!("quorate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let cases = [
        ("{", "too early"),
        (
            r#"{"version":1,"protocol":"vote","params":{"nodes":0}}"#,
            "nodes",
        ),
        (
            r#"{"version":1,"protocol":"vote","params":{"nodes":4294967296}}"#,
            "/params/nodes",
        ),
        (
            r#"{"version":1,"protocol":"vote","broken_rules":["none"]}"#,
            "none",
        ),
        (r#"{"version":1,"protocol":"vote","sed":1}"#, "sed"),
        (
            r#"{"version":1,"protocol":"vote","plan":[{"at":-1,"action":"heal_all"}]}"#,
            "/plan/0/at",
        ),
        (
            r#"{"version":1,"protocol":"vote","plan":[{"at":0,"action":{"kill":0}}]}"#,
            "/plan/0/action/kill",
        ),
        (r#"{"version":1,"protocol":"paxos-with-bells"}"#, "protocol"),
    ];
    for (text, named) in cases {
        let file = folder.join("scenario.json");
        std::fs::write(&file, text).expect("the file can be written");
        let output = quorate(&["run", &file.to_string_lossy()]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}: {error}");
        assert!(error.contains(named), "{text}: {error}");
    }
    assert_eq!(quorate(&["run"]).status.code(), Some(2));
    assert_eq!(quorate(&["dance"]).status.code(), Some(2));
    std::fs::remove_dir_all(&folder).expect("the folder goes again");
}

/// Calls `quorate linearize` on a file of these lines, and gives its end and its answer.
fn linearize(name: &str, lines: &str, args: &[&str]) -> (Option<i32>, Value) {
    let name = format!("quorate-{}-{name}.jsonl", std::process::id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, lines).expect("the file can be written");
    let path = file.to_string_lossy().into_owned();
    let output = quorate(&[&["linearize", &path, "--json"], args].concat());
    std::fs::remove_file(&file).expect("the file goes again");
    let answer = serde_json::from_slice(&output.stdout);
    let error = || String::from_utf8_lossy(&output.stderr).into_owned().into();
    (output.status.code(), answer.unwrap_or_else(|_| error()))
}

const TURNED_BACK: &str = r#"{"client":"A","op":"write","key":"x","arg":4,"call":-5,"return":0}
{"client":"A","op":"write","key":"x","arg":7,"call":1,"return":30}
{"client":"B","op":"read","key":"x","result":7,"call":10,"return":15}

{"client":"C","op":"read","key":"x","result":4,"call":16,"return":20}
"#;

#[test]
fn a_history_that_turns_back_is_explained_as_far_as_it_goes() {
    let (end, answer) = linearize("back", TURNED_BACK, &["--model", "register"]);
    assert_eq!(end, Some(1), "{answer}");
    assert_eq!(answer["linearizable"], false);
    assert_eq!(answer["operations"], 4);
    assert!(answer["seconds"].is_f64());
    let longest = answer["longest"].as_array().expect("a list of operations");
    let lines: Vec<&Value> = longest.iter().map(|operation| &operation["line"]).collect();
    assert_eq!(lines, [1, 2, 3], "{answer}");
    assert_eq!(longest[1]["arg"], 7);
    let blocked = &answer["blocked"];
    assert_eq!(
        (&blocked["line"], &blocked["result"]),
        (&5.into(), &4.into())
    );
    assert_eq!(
        (&blocked["client"], &blocked["op"]),
        (&"C".into(), &"read".into())
    );
    let why = answer["why"].as_str().expect("a sentence");
    assert!(
        why.contains("line 5 saw 4") && why.contains("line 3"),
        "{why}"
    );
}

#[test]
fn a_history_with_an_order_is_shown_it() {
    let lines: Vec<&str> = TURNED_BACK.lines().take(3).collect();
    let (end, answer) = linearize("order", &lines.join("\n"), &["--model", "cas"]);
    assert_eq!(end, Some(0), "{answer}");
    assert_eq!(answer["linearizable"], true);
    assert_eq!(answer["order"], serde_json::json!([1, 2, 3]));
    let (end, answer) = linearize("none", "", &["--model", "kv"]);
    assert_eq!((end, &answer["linearizable"]), (Some(0), &true.into()));
}

/// Nanoseconds since some year or other, and more.
#[test]
fn times_are_whole_numbers_of_any_size() {
    let late = "18446744073709551616000";
    let lines = TURNED_BACK
        .replace("-5", "-170141183460469231731687303715884105728")
        .replace(":16", &format!(":{late}"))
        .replace(":20", ":99999999999999999999999");
    let (end, answer) = linearize("times", &lines, &["--model", "register"]);
    assert_eq!(end, Some(1), "{answer}");
    let longest = answer["longest"].as_array().expect("a list of operations");
    assert_eq!(longest.len(), 3, "{answer}");
    assert_eq!(
        (&longest[1]["call"], &longest[1]["return"]),
        (&1.into(), &30.into())
    );
    assert_eq!(answer["blocked"]["call"], late);
    // Nothing but the order of times counts: here the last read began before 7 was written.
    let (end, answer) = linearize("early", &lines.replace(late, "0"), &["--model", "register"]);
    assert_eq!(end, Some(0), "{answer}");
    let (end, error) = linearize(
        "no_time",
        &lines.replace(late, "0.5"),
        &["--model", "register"],
    );
    let error = error.as_str().expect("not JSON");
    assert!(end == Some(2) && error.contains("line 5"), "{error}");
}

#[test]
fn what_is_no_history_is_refused_with_2_and_what_takes_too_long_ends_with_3() {
    let (end, error) = linearize("kv", TURNED_BACK, &["--model", "kv"]);
    let error = error.as_str().expect("not JSON");
    assert!(
        end == Some(2) && error.contains("line 1: values of kv"),
        "{error}"
    );
    assert_eq!(
        linearize("model", TURNED_BACK, &["--model", "stack"]).0,
        Some(2)
    );
    assert_eq!(linearize("which", TURNED_BACK, &[]).0, Some(2));
    assert_eq!(
        linearize("odd", TURNED_BACK, &["--model", "kv", "--fast"]).0,
        Some(2)
    );
    assert_eq!(
        quorate(&["linearize", "/", "--model", "kv"]).status.code(),
        Some(2)
    );
    let twice = format!("{TURNED_BACK}{TURNED_BACK}");
    let (end, answer) = linearize("steps", &twice, &["--model", "cas", "--steps", "0"]);
    assert_eq!(
        (end, &answer["linearizable"]),
        (Some(3), &Value::Null),
        "{answer}"
    );
}

fn explore(args: &[&str]) -> (Option<i32>, Value) {
    let mut words = vec!["explore"];
    words.extend(args);
    words.push("--json");
    let output = quorate(&words);
    let answer = serde_json::from_slice(&output.stdout);
    let error = || String::from_utf8_lossy(&output.stderr).into_owned().into();
    (output.status.code(), answer.unwrap_or_else(|_| error()))
}

#[test]
fn models_are_explored_to_the_last_state() {
    let sizes = ["--set", "servers=3", "--set", "clients=2"];
    let (end, report) = explore(&[&["paxos-register"], &sizes[..]].concat());
    assert_eq!(end, Some(0), "{report}");
    let counts = ["unique", "generated", "depth"].map(|key| report[key].as_u64());
    assert_eq!(counts, [Some(16_668), Some(32_971), Some(21)]);
    assert_eq!(report["complete"], true);
    assert_eq!(report["findings"], serde_json::json!([]));
    for figure in ["seconds", "states_per_second", "bytes_per_state"] {
        assert!(report[figure].as_f64().is_some_and(|n| n > 0.0), "{report}");
    }
    let (end, report) = explore(&["2pc", "--states", "100"]);
    assert_eq!((end, &report["complete"]), (Some(0), &false.into()));
    assert_eq!(report["unique"], 100);
}

#[test]
fn a_finding_comes_with_its_way_and_ends_with_1() {
    let (end, report) = explore(&["single-copy", "--set", "servers=2"]);
    assert_eq!(end, Some(1), "{report}");
    let finding = &report["findings"][0];
    assert_eq!(finding["promise"], "linearizable");
    assert_eq!(finding["steps"], 4);
    assert_eq!(finding["way"][0]["do"], "deliver");
    let file = scenario("forget-on-restart");
    let (end, report) = explore(&[&file, "--first", "--budget", "timeouts=0"]);
    assert_eq!(end, Some(1), "{report}");
    let last = &report["findings"][0]["way"][4];
    assert_eq!((&last["do"], &last["node"]), (&"restart".into(), &1.into()));
}

#[test]
fn what_cannot_be_explored_is_refused_with_2_and_a_reason() {
    let file = scenario("majority-survives");
    let cases: [(&[&str], &str); 8] = [
        (&["3pc"], "3pc"),
        (&["2pc", "--set", "rms=0"], "rms is a number"),
        (&["2pc", "--set", "servers=2"], "no servers to set"),
        (&["2pc", "--set", "rms"], "KEY=VALUE"),
        (&["abd", "--budget", "luck=1"], "no budget luck"),
        (&["abd", "--states", "0"], "--states wants"),
        (&["2pc", "abd"], "what is abd"),
        (&[&file, "--set", "nodes=0"], "nodes"),
    ];
    for (args, reason) in cases {
        let (end, answer) = explore(args);
        let answer = answer.as_str().expect("not a report");
        assert!(
            end == Some(2) && answer.contains(reason),
            "{args:?}: {answer}"
        );
    }
}
