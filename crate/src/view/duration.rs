//! Spans of time in words: the largest two units, never a nought.

/// Units from long to short: seconds in one, message id.
const UNITS: [(u64, &str); 4] =
    [(86_400, "duration_day"), (3_600, "duration_hour"), (60, "duration_minute"), (1, "duration_second")];

/// A span as counts of units, longest first: at most two neighbouring units, each message with a plural form.
///
/// A begun second counts as a whole one: a countdown says "1 s" until it is over. What is shorter than the
/// second unit is dropped: "1 h 5 min", not "1 h 5 min 59 s".
pub(super) fn parts(ms: u64) -> Vec<(u64, &'static str)> {
    let mut rest = ms.div_ceil(1000);
    let longest = UNITS.iter().position(|(seconds, _)| rest >= *seconds).unwrap_or(UNITS.len() - 1);
    let mut parts = Vec::new();
    for (seconds, id) in UNITS.iter().skip(longest).take(2) {
        let count = rest / seconds;
        rest %= seconds;
        if count > 0 || parts.is_empty() && *seconds == 1 {
            parts.push((count, *id));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_countdown_reaches_nought_only_when_it_is_over() {
        assert_eq!(parts(1), [(1, "duration_second")]);
        assert_eq!(parts(0), [(0, "duration_second")]);
    }

    #[test]
    fn a_full_minute_has_no_seconds() {
        assert_eq!(parts(60_000), [(1, "duration_minute")]);
        assert_eq!(parts(59_001), [(1, "duration_minute")]);
        assert_eq!(parts(65_000), [(1, "duration_minute"), (5, "duration_second")]);
    }

    #[test]
    fn only_the_two_largest_neighbours_are_said() {
        assert_eq!(parts(3_659_000), [(1, "duration_hour")]);
        assert_eq!(parts(90_061_000), [(1, "duration_day"), (1, "duration_hour")]);
        assert_eq!(parts(86_460_000), [(1, "duration_day")]);
    }

    #[test]
    fn the_longest_span_there_is_still_has_words() {
        assert_eq!(parts(u64::MAX).len(), 2);
    }
}
