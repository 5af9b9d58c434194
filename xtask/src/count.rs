//! Counting tests from what the runners print: libtest, wasm-bindgen-test and node.

use std::fmt;
use std::ops::AddAssign;

/// How many tests ran, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    /// Adds what a line says, if it is the summary of a runner.
    pub fn read(&mut self, line: &str) {
        *self += libtest(line).or_else(|| node(line)).unwrap_or_default();
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`, from cargo and wasm-bindgen alike.
fn libtest(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let of = |what: &str| {
        let part = counts.split("; ").find_map(|part| part.strip_suffix(what));
        part?.trim().parse().ok()
    };
    Some(Tally {
        passed: of(" passed")?,
        failed: of(" failed")?,
    })
}

/// `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`; `#` stands for `ℹ` in its other format.
fn node(line: &str) -> Option<Tally> {
    let mut words = line.split_whitespace();
    let (mark, what, number) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !matches!(mark, "ℹ" | "#") {
        return None;
    }
    let number = number.parse().ok()?;
    match what {
        "pass" => Some(Tally {
            passed: number,
            failed: 0,
        }),
        "fail" | "cancelled" => Some(Tally {
            passed: 0,
            failed: number,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, passed: u32, failed: u32) {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read(line));
        assert_eq!(tally, Tally { passed, failed }, "in:\n{text}");
    }

    #[test]
    fn counts_what_cargo_prints() {
        check(
            "running 2 tests\ntest a ... ok\ntest result: ok. 2 passed; 0 failed; 0 ignored; \
             0 measured; 0 filtered out; finished in 0.00s\n\
             test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured",
            14,
            3,
        );
    }

    #[test]
    fn counts_what_node_prints() {
        check(
            "ℹ tests 4\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 0",
            3,
            1,
        );
        check("# pass 3\n# fail 0\n# cancelled 1\n# skipped 2", 3, 1);
    }

    #[test]
    fn other_lines_count_for_nothing() {
        check("✔ pass 3 of them (2ms)\npass 3\n# pass the salt now", 0, 0);
    }
}
