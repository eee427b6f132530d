//! `Retry-After`: seconds or one of the three HTTP dates, read as a pause from the moment of the answer.
//!
//! RFC 9110 §10.2.3 and §5.6.7. A date counts from the answer's own `Date`, where it has one: a clock that runs wrong
//! on either side then does no harm.

use crate::find::find;

/// Longer pauses are cut to this (a year, in ms); how much of it is obeyed is the schedule's business.
const LONGEST_MS: u64 = 365 * 86_400_000;

/// The pause that `value` asks for, in milliseconds; `None` if nothing in it is valid.
///
/// `date` is the answer's `Date`, `now_ms` the moment it arrived (ms since 1970). Several values, as `fetch` joins them
/// with commas, give the longest pause.
pub fn parse(value: &str, date: Option<&str>, now_ms: u64) -> Option<u64> {
    let sent_ms = date.and_then(|date| moments(date, now_ms).last()).unwrap_or(now_ms);
    let seconds = value.split(',').filter_map(|part| seconds(part.trim()));
    let dates = moments(value, now_ms).map(|at_ms| at_ms.saturating_sub(sent_ms));
    seconds.chain(dates).max().map(|ms| ms.min(LONGEST_MS))
}

/// The longest pause that any `Retry-After` among the headers asks for, in milliseconds.
pub fn longest(headers: &[(String, String)], now_ms: u64) -> Option<u64> {
    let of = |name: &'static str| {
        headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    };
    let date = of("date").next();
    of("retry-after").filter_map(|value| parse(value, date, now_ms)).max()
}

/// The moment that an HTTP date names (RFC 9110 §5.6.7), in ms since 1970; `now_ms` tells the century of short years.
pub fn date(text: &str, now_ms: u64) -> Option<u64> {
    moments(text, now_ms).last()
}

/// `1*DIGIT`; no sign, no fraction, no unit.
fn seconds(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse::<u64>().map_or(u64::MAX, |s| s.saturating_mul(1000)))
}

/// The HTTP dates in a list, in ms since 1970. Two of the three forms have a comma after the day's name.
fn moments(list: &str, now_ms: u64) -> impl Iterator<Item = u64> {
    let mut day_name = "";
    list.split(',').map(str::trim).filter_map(move |part| {
        let before = std::mem::replace(&mut day_name, part);
        let (name, rest) = if is_day_name(before) { (before, part) } else { part.split_once(' ')? };
        moment(name, rest.trim_start(), now_ms)
    })
}

const DAYS: &str = "MonTueWedThuFriSatSun";
const LONG_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

fn is_day_name(text: &str) -> bool {
    index(DAYS, text).is_some() || LONG_DAYS.contains(&text)
}

/// Which of the three-letter names it is.
fn index(names: &str, name: &str) -> Option<u64> {
    let at = find(names, name).filter(|at| name.len() == 3 && at % 3 == 0)?;
    Some(at as u64 / 3)
}

/// `06 Nov 1994 08:49:37 GMT`, `06-Nov-94 08:49:37 GMT` or, after a short name without comma, `Nov  6 08:49:37 1994`.
fn moment(day_name: &str, text: &str, now_ms: u64) -> Option<u64> {
    let mut words = text.split(['-', ' ']).filter(|word| !word.is_empty());
    let mut next = || words.next();
    let first = next()?;
    let (day, month, year, time) = match index(MONTHS, first) {
        Some(month) => {
            let (day, time) = (next()?, next()?);
            (number(day)?, month, number(next()?).filter(|_| is_day_name(day_name))?, time)
        }
        None => {
            let (month, year, time) = (index(MONTHS, next()?)?, next()?, next()?);
            next().filter(|zone| *zone == "GMT")?;
            let year = if year.len() == 2 { near(number(year)?, now_ms) } else { number(year)? };
            (number(first)?, month, year, time)
        }
    };
    let mut clock = time.split(':').map(number);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let is_sound = (1..=31).contains(&day) && (1970..=9999).contains(&year);
    let is_sound = is_sound && hour < 24 && minute < 60 && second <= 60 && next().is_none();
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    is_sound.then_some(seconds * 1000)
}

fn number(text: &str) -> Option<u64> {
    seconds(text).filter(|_| text.len() <= 4).map(|ms| ms / 1000)
}

/// A two-digit year means the latest one that is not more than 50 years ahead.
fn near(two_digits: u64, now_ms: u64) -> u64 {
    let latest = 1970 + now_ms / 31_556_952_000 + 50;
    latest - (latest - two_digits) % 100
}

/// Days from 1970 to a date of the Gregorian calendar; months count from 0. The year begins in March here, so that the
/// leap day is its last (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>).
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month < 2 { year.saturating_sub(1) } else { year };
    let since_march = (month + 10) % 12;
    let leap_days = year / 4 - year / 100 + year / 400;
    (year * 365 + leap_days + (153 * since_march + 2) / 5 + day).saturating_sub(719_469)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOV_1994_MS: u64 = 784_111_777_000;

    #[test]
    fn seconds_are_digits_and_nothing_else() {
        let table = [
            ("0", Some(0)),
            ("120", Some(120_000)),
            (" 7 ", Some(7_000)),
            ("99999999999999999999999", Some(LONGEST_MS)),
            ("18446744073709551615", Some(LONGEST_MS)),
            ("+5", None),
            ("-1", None),
            ("1.5", None),
            ("30s", None),
            ("0x10", None),
            ("", None),
            ("soon", None),
            ("\u{0663}", None),
        ];
        for (value, pause_ms) in table {
            assert_eq!(parse(value, None, NOV_1994_MS), pause_ms, "{value:?}");
        }
    }

    #[test]
    fn all_three_dates_are_the_same_moment() {
        let now_ms = NOV_1994_MS - 60_000;
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun Nov 06 08:49:37 1994",
        ] {
            assert_eq!(parse(date, None, now_ms), Some(60_000), "{date}");
            assert_eq!(parse(date, None, NOV_1994_MS + 5), Some(0), "past: {date}");
        }
    }

    #[test]
    fn what_is_no_http_date_is_ignored() {
        for odd in [
            "06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 99999 08:49:37 GMT",
            "Nov  6 08:49:37 1994",
            "1994-11-06T08:49:37Z",
            "Sun,",
            ", ,",
        ] {
            assert_eq!(parse(odd, None, 0), None, "{odd:?}");
        }
    }

    #[test]
    fn a_date_counts_from_the_answer_s_own_clock() {
        let value = "Sun, 06 Nov 1994 08:51:37 GMT";
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        for now_ms in [0, NOV_1994_MS, NOV_1994_MS + 86_400_000] {
            assert_eq!(parse(value, date, now_ms), Some(120_000));
            assert_eq!(parse("120", date, now_ms), Some(120_000), "seconds need no clock");
        }
        assert_eq!(parse(value, Some("yesterday"), NOV_1994_MS), Some(120_000), "an odd Date is none");
    }

    #[test]
    fn of_several_values_the_longest_counts() {
        let date = "Sun, 06 Nov 1994 08:51:37 GMT";
        assert_eq!(parse(&format!("30, {date}, junk, 60"), None, NOV_1994_MS), Some(120_000));
        let headers: Vec<(String, String)> =
            [("Retry-After", "soon"), ("retry-after", "5"), ("RETRY-AFTER", "9"), ("Server", "99")]
                .map(|(name, value)| (name.into(), value.into()))
                .into();
        assert_eq!(longest(&headers, NOV_1994_MS), Some(9_000));
        assert_eq!(longest(&[], NOV_1994_MS), None);
    }

    #[test]
    fn leap_days_and_two_digit_years_fall_where_they_should() {
        let at = |date: &str, now_ms| moments(date, now_ms).last();
        assert_eq!(at("Thu, 01 Jan 1970 00:00:00 GMT", 0), Some(0));
        assert_eq!(at("Tue, 29 Feb 2000 00:00:00 GMT", 0), Some(951_782_400_000));
        assert_eq!(at("Wed, 01 Mar 2000 00:00:00 GMT", 0), Some(951_868_800_000));
        assert_eq!(at("Fri, 31 Dec 9999 23:59:59 GMT", 0), Some(253_402_300_799_000));
        let in_2026_ms = 1_790_000_000_000;
        let year_2076 = at("Wed, 01 Jan 2076 00:00:00 GMT", 0);
        assert_eq!(at("Wednesday, 01-Jan-76 00:00:00 GMT", in_2026_ms), year_2076);
        let year_1977 = at("Sat, 01 Jan 1977 00:00:00 GMT", 0);
        assert_eq!(at("Saturday, 01-Jan-77 00:00:00 GMT", in_2026_ms), year_1977);
    }
}
