//! The browser's error, from the two signals of one load.

use super::signal::Signal;
use super::tables::{
    ABORTED, BODY_INCOMPLETE, BROWSER_CONFUSED, CHANNEL_GONE, ERROR_WITHOUT_PAGE, ERRORS, KEY_CONDITIONS,
    KEYS, LOAD_FAILED, LOCAL_SERVER_DOWN, OFFLINE, PREFIX_CONDITIONS, PREFIXES, RANGE_CONDITIONS, RANGES,
    REDIRECT_LOOP, REFUSED_WITHOUT_PAGE, TCP_REFUSED, TLS_UNNAMED, UNKNOWN, UNKNOWN_ROW, UNSEEN,
};
use super::{Condition, Name, key, row};
use crate::diagnosis::Advice;
use crate::failure::Failure;
use crate::site::Site;

/// Chromium follows so many redirects, then `webRequest` calls the load aborted (net/url_request/url_request.h).
const REDIRECTS_MAX: u32 = 20;

/// The condition that the browser reports; nothing when it reports none.
///
/// A load that was stopped (by the user, a download, a 204, a newer load) is [`is_aborted`].
pub fn of(facts: &Failure) -> Option<Condition> {
    let read = |signal: &Option<String>| signal.as_deref().and_then(named);
    let (request, navigation) = (read(&facts.request_error), read(&facts.navigation_error));
    let found = match (request, navigation) {
        (Some(request), Some(navigation)) if weight(navigation) > weight(request) => navigation,
        (Some(request), _) => request,
        // Firefox tells of an abort whenever a navigation moves to another process, also of loads that succeed.
        (None, Some((ABORTED, _))) if facts.status.is_some() => return None,
        (None, Some(navigation)) => navigation,
        (None, None) if facts.status.is_none() => (UNSEEN, true),
        (None, None) if !facts.complete => (BODY_INCOMPLETE, false),
        (None, None) => return None,
    };
    let number = match found.0 {
        ABORTED if facts.redirects >= REDIRECTS_MAX => REDIRECT_LOOP,
        ABORTED => ABORTED,
        number if explains_offline(facts, number) => OFFLINE,
        TCP_REFUSED if Site::of(&facts.url).is_some_and(|site| is_loopback(&site)) => LOCAL_SERVER_DOWN,
        number => number,
    };
    Some(condition(number))
}

/// The condition of one signal alone, as a browser writes it.
pub fn of_signal(signal: &str) -> Option<Condition> {
    named(signal).map(|(number, _)| condition(number))
}

/// The load was stopped, nothing failed.
pub fn is_aborted(condition: &Condition) -> bool {
    condition.name == Name::Error(ABORTED)
}

/// Number of a signal's condition, and whether it is only a general one.
fn named(signal: &str) -> Option<(u8, bool)> {
    let (key, family) = match Signal::of(signal)? {
        Signal::Sentence => return Some((TLS_UNNAMED, true)),
        Signal::Name(name) => {
            let prefixes = PREFIXES.text().lines().zip(PREFIX_CONDITIONS.bytes().iter().copied());
            (key::of_name(name), key::family_of_name(name, prefixes))
        }
        Signal::Number(key) => {
            let ends = RANGES.fours().iter().map(|end| u32::from_le_bytes(*end));
            let ranges = ends.clone().step_by(2).zip(ends.skip(1).step_by(2)).zip(RANGE_CONDITIONS.bytes());
            (key, key::family_of_number(key, ranges.map(|((from, to), condition)| (from, to, *condition))))
        }
    };
    let exact = KEYS.fours().binary_search_by_key(&key, |known| u32::from_le_bytes(*known));
    let exact = exact.ok().and_then(|at| KEY_CONDITIONS.bytes().get(at)).copied();
    let number = exact.or(family).unwrap_or(UNKNOWN);
    let is_general = matches!(
        number,
        UNKNOWN | LOAD_FAILED | CHANNEL_GONE | BROWSER_CONFUSED | ERROR_WITHOUT_PAGE | REFUSED_WITHOUT_PAGE
    );
    Some((number, is_general))
}

/// Which of two signals to believe: the one that says more. Between equals `webRequest` counts.
fn weight((number, is_general): (u8, bool)) -> u8 {
    match (number, is_general) {
        (ABORTED, _) => 0,
        (_, true) => 1,
        (_, false) => 2,
    }
}

/// Without a network every connection fails, whatever the browser calls it; this machine's own servers still answer.
fn explains_offline(facts: &Failure, number: u8) -> bool {
    let may_pass = condition(number).advice() != Advice::Never;
    let is_local = || Site::of(&facts.url).is_some_and(|site| site.is_local());
    !facts.online && facts.status.is_none() && may_pass && !is_local()
}

/// The server runs on this very machine (RFC 6761 §6.3).
fn is_loopback(site: &Site) -> bool {
    let host = site.host();
    let is_ipv4 = host.starts_with("127.") && host.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
    is_ipv4 || matches!(host, "localhost" | "[::1]") || host.ends_with(".localhost")
}

fn condition(number: u8) -> Condition {
    let row = row(ERRORS, usize::from(number)).unwrap_or(UNKNOWN_ROW);
    Condition { name: Name::Error(number), row }
}
