//! What web archives answer: addresses of dated copies.

use super::address::Address;
use super::reply::text;
use crate::json::{Json, Stored};
use crate::site::Site;

/// At most so many copies are looked at until a good one is found.
pub const COPIES_MAX: usize = 3;

/// The copy that the Wayback availability API names, if the page it holds was no error.
/// <https://archive.org/help/wayback_api.php>
pub fn closest(answer: &Json) -> Option<String> {
    let closest = answer.get("archived_snapshots")?.get("closest")?;
    let is_good = bool::read(closest.get("available")?)? && text(closest, "status").starts_with('2');
    is_good.then(|| text(closest, "url").to_owned())
}

/// The copies that the Wayback index (CDX server) lists, newest first; `index` is the address it was asked at.
/// Rows of `timestamp`, `original`, `statuscode`, after one that names them.
/// <https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md>
pub fn listed(answer: &Json, index: &str) -> Vec<String> {
    let Some(at) = Address::of(index) else { return Vec::new() };
    let mut copies = Vec::new();
    for row in answer.items().unwrap_or_default().iter().rev() {
        let cells: Vec<&str> = row.items().unwrap_or_default().iter().filter_map(Json::text).collect();
        let [stamp, original, status] = cells.as_slice() else { continue };
        let is_good = is_stamp(stamp) && Address::of(original).is_some() && status.starts_with('2');
        if is_good && copies.len() < COPIES_MAX {
            copies.push(at.with(at.scheme, at.host, at.port, &["/web/", stamp, "/", original]));
        }
    }
    copies
}

/// A copy is taken only from the archive that was asked, and over https where that is; the API still names
/// `http://web.archive.org`.
pub fn trusted(copy: &str, asked: &str) -> Option<String> {
    let (at, archive) = (Address::of(copy)?, Address::of(asked)?);
    let is_theirs = Site::of(copy)?.is_kin(&Site::of(asked)?);
    let port = if at.scheme == archive.scheme { at.port } else { "" };
    (is_theirs && !at.has_credentials && dated_ms(copy).is_some())
        .then(|| at.with(archive.scheme, at.host, port, &[at.path, at.query]))
}

/// When a copy was made, in ms since 1970 (to the day), from the fourteen digits in its address.
pub fn dated_ms(copy: &str) -> Option<u64> {
    let at = Address::of(copy)?;
    let stamp = at.path.split('/').find_map(|part| {
        let (digits, flags) = part.split_at_checked(14)?;
        // Flags tell how it is shown: `id_`, `if_`.
        (is_stamp(digits) && (flags.is_empty() || flags.ends_with('_'))).then_some(digits)
    })?;
    let number = |from: usize, to: usize| stamp.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let is_date = (1990..3000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    // Days from the civil calendar: the year begins in March, so that the leap day is its last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 719_469;
    is_date.then_some(days * 86_400_000)
}

fn is_stamp(text: &str) -> bool {
    text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &str = "https://archive.org/wayback/available?url=example.com";
    const INDEX: &str = "https://web.archive.org/cdx/search/cdx?output=json&url=x";

    /// The answers that the API's page shows.
    #[test]
    fn the_documented_answers_of_the_availability_api_are_understood() {
        let found = json!({"archived_snapshots": {"closest": {"available": true,
            "url": "http://web.archive.org/web/20130919044612/http://example.com/", "timestamp": "20130919044612", "status": "200"}}});
        let copy = closest(&found).unwrap();
        assert_eq!(
            trusted(&copy, ASKED).unwrap(),
            "https://web.archive.org/web/20130919044612/http://example.com/"
        );
        assert_eq!(closest(&json!({"archived_snapshots": {}})), None);
    }

    #[test]
    fn a_copy_of_an_error_page_is_no_copy() {
        for status in ["404", "302", "503", "-", ""] {
            let found = json!({"archived_snapshots": {"closest": {"available": true, "status": status, "url": "http://web.archive.org/web/20130919044612/http://e.com/"}}});
            assert_eq!(closest(&found), None, "{status}");
        }
        let withdrawn =
            json!({"archived_snapshots": {"closest": {"available": false, "status": "200", "url": "x"}}});
        assert_eq!(closest(&withdrawn), None);
    }

    #[test]
    fn the_index_gives_its_newest_good_copies_first() {
        let rows = json!([
            ["timestamp", "original", "statuscode"],
            ["20230101000000", "http://e.com/", "200"],
            ["20240101000000", "http://e.com/", "302"],
            ["20250101000000", "https://e.com/", "200"]
        ]);
        assert_eq!(
            listed(&rows, INDEX),
            [
                "https://web.archive.org/web/20250101000000/https://e.com/",
                "https://web.archive.org/web/20230101000000/http://e.com/"
            ]
        );
        assert!(listed(&json!([]), INDEX).is_empty());
    }

    #[test]
    fn only_the_archive_itself_is_believed() {
        for odd in [
            "https://evil.example/web/20130919044612/x",
            "javascript:alert(1)",
            "",
            "https://web.archive.org.evil.example/web/20130919044612/x",
            "https://me@web.archive.org/web/20130919044612/x",
            "https://web.archive.org/",
            "https://web.archive.org/web/99999999999999/x",
        ] {
            assert_eq!(trusted(odd, ASKED), None, "{odd:?}");
        }
    }

    #[test]
    fn odd_answers_name_no_copy() {
        for odd in [
            json!(null),
            json!([]),
            json!("x"),
            json!({"archived_snapshots": []}),
            json!({"archived_snapshots": {"closest": 3}}),
            json!([[1, 2, 3]]),
            json!([["20250101000000", "javascript:x", "200"]]),
            json!([["2025", "http://a/", "200"]]),
            json!({"a": [[]]}),
        ] {
            assert_eq!(closest(&odd), None, "{odd:?}");
            assert!(listed(&odd, INDEX).is_empty(), "{odd:?}");
        }
    }

    #[test]
    fn the_date_is_read_off_the_address() {
        let day = 86_400_000;
        assert_eq!(dated_ms("https://web.archive.org/web/20260303120000/https://e.com/"), Some(20_515 * day));
        assert_eq!(
            dated_ms("https://arquivo.pt/wayback/20000229031720if_/http://e.com/"),
            Some(11_016 * day)
        );
        assert_eq!(
            dated_ms("https://web.archive.org/web/19961231235959id_/http://e.com/"),
            Some(9_861 * day)
        );
        assert_eq!(dated_ms("https://e.com/20261399000000/"), None);
        assert_eq!(dated_ms("https://e.com/"), None);
        assert_eq!(dated_ms("https://e.com/ä2345678901234ü/"), None);
    }
}
