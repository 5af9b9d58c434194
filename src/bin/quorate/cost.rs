//! What a command takes, told to people: no result depends on it.

/// Seconds since some moment.
#[expect(
    clippy::disallowed_types,
    reason = "the time taken is told to people; no verdict depends on it"
)]
pub fn seconds() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64())
}

/// The most memory this process has taken so far, in bytes, as the system counts it; `None` where
/// it does not say.
pub fn peak_memory() -> Option<u64> {
    field("VmHWM:")
}

/// The memory this process takes now.
pub fn memory() -> Option<u64> {
    field("VmRSS:")
}

fn field(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kilobytes = line.split_whitespace().nth(1)?.parse::<u64>().ok()?;
    Some(kilobytes * 1_024)
}
