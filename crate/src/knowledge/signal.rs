//! What the browsers call an error, taken apart: names, numbers, and sentences in the user's language.

use super::key;

/// One error as `webRequest` or `webNavigation` reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal<'s> {
    /// A name, without Chromium's `net::`.
    Name(&'s str),
    /// The key of a number.
    Number(u32),
    /// Words for people: Firefox words what its TLS library finds, in the language of the browser.
    Sentence,
}

impl<'s> Signal<'s> {
    /// Takes a signal apart; nothing for an empty one.
    pub(super) fn of(text: &'s str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Some(name) = text.strip_prefix("net::") {
            return Some(Self::Name(name));
        }
        // The English words stand in the source, not in a translation:
        // https://searchfox.org/mozilla-central/source/toolkit/components/extensions/parent/ext-webNavigation.js
        if let Some(number) = number(text.strip_prefix("Error code ").unwrap_or(text)) {
            return Some(Self::Number(number));
        }
        // How Firefox writes an error of its TLS library that it has no words for.
        let inner = text.strip_prefix("NS_ERROR_GENERATE_FAILURE(").and_then(|rest| rest.strip_suffix(')'));
        if let Some(inner) = inner.and_then(|inner| inner.rsplit(',').next()).map(str::trim) {
            return Some(number(inner).map_or(Self::Name(inner), Self::Number));
        }
        let is_name = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        Some(if is_name || text.starts_with("NS_") { Self::Name(text) } else { Self::Sentence })
    }
}

/// The key of a decimal number. What stands for an NSS error is negative or, inside the security module, positive.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().and_then(key::of_number)
}
