//! What people type into the settings, checked: each entry is taken, or refused with its reason.

use crate::route::address::{Address, fill};
use crate::site::Site;
use crate::words;

/// Why an entry is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No whole number of hours, or too many.
    NoHours,
    /// No name of a site.
    NoSite,
    /// No web address.
    NoAddress,
    /// Braces around something other than `host`, `path` and `url`.
    UnknownBlank,
    /// Without a blank it would lead to the same page whatever was asked for.
    NoBlank,
    /// A name or password stands in the address; browsers refuse such requests.
    HasPassword,
    /// The list is full.
    TooMany,
    /// It is in the list already.
    Known,
}
words!(Problem {
    NoHours = "no_hours", NoSite = "no_site", NoAddress = "no_address", UnknownBlank = "unknown_blank",
    NoBlank = "no_blank", HasPassword = "has_password", TooMany = "too_many", Known = "known",
});

/// A year: nobody waits longer, and 0 stands for ever.
pub const HOURS_MAX: u32 = 8_760;
/// Names are no longer than 253 letters (RFC 1035 §2.3.4), ports no longer than five digits.
const SITE_MAX: usize = 259;
/// Longer addresses are cut off by somebody on the way.
const ADDRESS_MAX: usize = 2_000;
/// A page to try templates with.
const PAGE: &str = "https://shop.example/a?b=c";

/// Hours until a wait gives up.
///
/// # Errors
/// When it is no whole number from 0 to `HOURS_MAX`.
pub fn hours(entry: &str) -> Result<u32, Problem> {
    entry.trim().parse().ok().filter(|hours| *hours <= HOURS_MAX).ok_or(Problem::NoHours)
}

/// A site: its name, with or without a port, or any address on it.
///
/// # Errors
/// When there is no name in it that a site can have.
pub fn site(entry: &str) -> Result<Site, Problem> {
    let entry = entry.trim().to_ascii_lowercase();
    let url = if entry.contains("://") { entry } else { ["http://", &entry].concat() };
    let at = Address::of(&url).ok_or(Problem::NoSite)?;
    let is_port = at.port.is_empty() || at.port.trim_start_matches(':').parse::<u16>().is_ok();
    let is_site = is_name(at.host) && is_port && at.host.len() + at.port.len() <= SITE_MAX;
    Site::of(&url).filter(|_| is_site).ok_or(Problem::NoSite)
}

/// A name that can stand in an address, or a number; names in other scripts come in their ASCII form (`xn--…`).
fn is_name(host: &str) -> bool {
    if let Some(inside) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inside.contains(':') && inside.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b));
    }
    let is_label = |label: &str| {
        let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        !label.is_empty() && !label.starts_with('-') && label.bytes().all(is_letter)
    };
    host.strip_suffix('.').unwrap_or(host).split('.').all(is_label)
}

/// An address with blanks for the page's `{host}`, `{path}` or `{url}`; `needs_blank`: it is of no use without.
///
/// # Errors
/// With what is wrong about it.
pub fn template(entry: &str, needs_blank: bool) -> Result<String, Problem> {
    let entry = entry.trim();
    let mut rest = entry;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').ok_or(Problem::UnknownBlank)?;
        if !["host", "path", "url"].contains(&name) {
            return Err(Problem::UnknownBlank);
        }
        rest = tail;
    }
    let url = Address::of(PAGE).and_then(|page| fill(entry, &page)).ok_or(Problem::NoAddress)?;
    let at = Address::of(&url).ok_or(Problem::NoAddress)?;
    if at.has_credentials {
        return Err(Problem::HasPassword);
    }
    if !is_name(at.host) || entry.len() > ADDRESS_MAX {
        return Err(Problem::NoAddress);
    }
    if needs_blank && !entry.contains('{') { Err(Problem::NoBlank) } else { Ok(entry.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_whole_and_bounded() {
        assert_eq!(hours(" 24 "), Ok(24));
        assert_eq!(hours("0"), Ok(0));
        assert_eq!(hours("8760"), Ok(8_760));
        for odd in ["", "-1", "1.5", "a day", "8761", "99999999999999999999"] {
            assert_eq!(hours(odd), Err(Problem::NoHours), "{odd}");
        }
    }

    #[test]
    fn a_site_is_taken_from_whatever_names_it() {
        let name = |entry| site(entry).map(|site| site.to_string());
        for entry in ["shop.example", " Shop.Example/ ", "https://shop.example/cart?a=b#c", "shop.example:80"]
        {
            assert_eq!(name(entry), Ok("shop.example".into()), "{entry}");
        }
        assert_eq!(name("localhost:3000"), Ok("localhost:3000".into()));
        assert_eq!(name("[::1]:8080"), Ok("[::1]:8080".into()));
        assert_eq!(name("xn--mller-kva.example"), Ok("xn--mller-kva.example".into()));
    }

    #[test]
    fn what_no_site_can_be_called_is_refused() {
        let long = ["a"; 300].concat();
        for odd in [
            "",
            " ",
            "shop example",
            "about:blank",
            "ftp://shop.example",
            "javascript:alert(1)",
            "http://",
            "a..b",
            "-a.example",
            "shop.example:99999",
            "shop.example:x",
            "<b>",
            "*.example",
            "[zz]",
            &long,
        ] {
            assert_eq!(site(odd), Err(Problem::NoSite), "{odd}");
        }
    }

    #[test]
    fn a_template_is_taken_as_it_was_written() {
        for good in [
            "https://mirror.example{path}",
            "http://127.0.0.1:8080/?u={url}",
            "https://{host}.mirror.example/",
        ] {
            assert_eq!(template(good, true), Ok(good.into()));
        }
        assert_eq!(template(" https://api.example/v1 ", false), Ok("https://api.example/v1".into()));
    }

    #[test]
    fn what_is_wrong_with_a_template_is_told() {
        use Problem::{HasPassword, NoAddress, NoBlank, UnknownBlank};
        for (entry, problem) in [
            ("", NoAddress),
            ("mirror.example{path}", NoAddress),
            ("javascript:alert('{url}')", NoAddress),
            ("file:///{host}", NoAddress),
            ("https://mirror example/{path}", NoAddress),
            ("https://*.example{path}", NoAddress),
            ("https://mirror.example/{page}", UnknownBlank),
            ("https://mirror.example/{path", UnknownBlank),
            ("https://me:secret@mirror.example{path}", HasPassword),
            ("https://mirror.example/", NoBlank),
        ] {
            assert_eq!(template(entry, true), Err(problem), "{entry}");
        }
    }
}
