//! The native command, as a course author calls it.

#![cfg(not(target_arch = "wasm32"))]

use std::process::{Command, Output};

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
fn a_run_is_the_same_each_time_and_ends_with_0() {
    let file = scenario("majority-survives");
    let run = || quorate(&["run", &file, "--until", "3000", "--json"]);
    assert_eq!(run().status.code(), Some(0));
    assert_eq!(run().stdout, run().stdout);
    let chinese = quorate(&["run", &file, "--lang", "zh"]);
    assert!(String::from_utf8_lossy(&chinese.stdout).contains("已提交"));
}

#[test]
fn what_cannot_be_run_is_refused_with_2_and_a_reason() {
    let folder = std::env::temp_dir().join(format!("quorate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let cases = [
        ("{", "EOF"),
        (
            r#"{"version":1,"protocol":"vote","params":{"nodes":0}}"#,
            "nodes",
        ),
        (
            r#"{"version":1,"protocol":"vote","params":{"nodes":4294967296}}"#,
            "a parameter is",
        ),
        (
            r#"{"version":1,"protocol":"vote","broken_rules":["none"]}"#,
            "none",
        ),
        (r#"{"version":1,"protocol":"vote","sed":1}"#, "sed"),
        (
            r#"{"version":1,"protocol":"vote","plan":[{"at":-1,"action":"heal_all"}]}"#,
            "-1",
        ),
        (
            r#"{"version":1,"protocol":"vote","plan":[{"at":0,"action":{"kill":0}}]}"#,
            "node",
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
