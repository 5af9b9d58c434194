//! Saying what is about to happen, how long it usually takes, and how long it took.

use std::time::{Duration, Instant};

use crate::Result;

/// Announces `what`, does `work`, and says how long that took.
///
/// `usually` is what to expect on a laptop, the first time: `about 40 s`.
pub fn step<T>(what: &str, usually: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("\n==> {what} ({usually})");
    let start = Instant::now();
    let outcome = work();
    let took = show(start.elapsed());
    match &outcome {
        Ok(_) => eprintln!("==> done in {took}: {what}"),
        Err(_) => eprintln!("==> failed after {took}: {what}"),
    }
    outcome
}

/// A duration as a person would say it.
fn show(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{:.1} s", duration.as_secs_f32()),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_a_person_says_them() {
        assert_eq!(show(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(show(Duration::from_secs(125)), "2 min 5 s");
    }
}
