//! Is the device's clock wrong? The `Date` of an answer tells (RFC 9110 §6.6.1).

use crate::failure::Failure;
use crate::retry_after;

/// Advice for a clock that is behind (message id in `_locales`).
pub const BEHIND: &str = "remedy_advice_clock_behind";
/// Advice for a clock that is ahead.
pub const AHEAD: &str = "remedy_advice_clock_ahead";
/// Answers take time, and few servers keep time to the minute.
const OFF_MS: u64 = 300_000;

/// The piece of advice and how far the clock is off, in milliseconds; `None` where nothing speaks for it. `at_ms`: when
/// the answer came, by the device's clock.
///
/// A copy keeps the date it was made at, so what a cache gave out tells nothing (`Age`, RFC 9111 §5.1).
pub fn advice(facts: &Failure, at_ms: u64) -> Option<(&'static str, u64)> {
    let is_copy = facts.from_cache || facts.header("age").is_some();
    let date = facts.header("date").filter(|_| !is_copy)?;
    let date_ms = retry_after::date(date, at_ms)?;
    let off_ms = date_ms.abs_diff(at_ms);
    (off_ms >= OFF_MS).then_some((if date_ms > at_ms { BEHIND } else { AHEAD }, off_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const AT_MS: u64 = 784_111_777_000;

    fn said(headers: &[(&str, &str)], at_ms: u64) -> Option<(&'static str, u64)> {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        advice(&Failure { headers, ..Failure::default() }, at_ms)
    }

    #[test]
    fn only_a_fresh_answer_s_date_that_is_minutes_away_tells() {
        let date = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(said(&[date], AT_MS - 3_600_000), Some((BEHIND, 3_600_000)));
        assert_eq!(said(&[date], AT_MS + 86_400_000), Some((AHEAD, 86_400_000)));
        assert_eq!(said(&[date], AT_MS + 60_000), None);
        assert_eq!(said(&[date, ("Age", "9")], AT_MS + 86_400_000), None);
        assert_eq!(said(&[("Date", "120")], AT_MS), None);
        assert_eq!(said(&[], AT_MS), None);
    }
}
