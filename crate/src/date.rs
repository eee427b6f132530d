//! Moments as people and logs write them: ISO 8601 with the zone.

const DAY_MS: i64 = 86_400_000;

/// `2026-11-25T14:03:07+01:00` for a moment in ms since 1970; `zone_min`: minutes east of Greenwich.
pub fn iso(at_ms: u64, zone_min: i32) -> String {
    let local_ms = i64::try_from(at_ms).unwrap_or(0) + i64::from(zone_min) * 60_000;
    let (year, month, day) = civil(local_ms.div_euclid(DAY_MS));
    let seconds = local_ms.rem_euclid(DAY_MS) / 1000;
    let mut out = String::new();
    for (number, digits, before) in [
        (year, 4, ""),
        (month, 2, "-"),
        (day, 2, "-"),
        (seconds / 3600, 2, "T"),
        (seconds / 60 % 60, 2, ":"),
        (seconds % 60, 2, ":"),
    ] {
        out.push_str(before);
        pad(&mut out, number, digits);
    }
    out.push(if zone_min < 0 { '-' } else { '+' });
    let zone = i64::from(zone_min.unsigned_abs());
    pad(&mut out, zone / 60, 2);
    out.push(':');
    pad(&mut out, zone % 60, 2);
    out
}

fn pad(out: &mut String, number: i64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10i64.pow(place) % 10;
        out.push(char::from(b'0' + digit.unsigned_abs() as u8));
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar (Howard Hinnant's `civil_from_days`).
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn moments_carry_their_zone() {
        assert_eq!(iso(0, 0), "1970-01-01T00:00:00+00:00");
        assert_eq!(iso(1_795_611_787_000, 60), "2026-11-25T14:03:07+01:00");
        assert_eq!(iso(951_782_399_000, -330), "2000-02-28T18:29:59-05:30");
        assert_eq!(iso(u64::MAX, 0).len(), 25, "the far end of time still is written");
    }
}
