//! Retry-After.
/// Milliseconds to wait.
pub fn parse(value: &str, _date: Option<&str>, _now_ms: u64) -> Option<u64> {
    value.trim().parse::<u64>().ok().map(|s| s * 1000)
}
