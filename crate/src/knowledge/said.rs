//! What pages say of themselves against their status; made from `knowledge/said.tsv` by `build/said.rs`.

use super::tables::{SAID_FAILS, SAID_MISSING, SAID_PERSON};

/// Phrases that open a page only when it failed: phrase, cause, how sure (per cent).
pub fn failures() -> impl Iterator<Item = (&'static str, &'static str, u8)> {
    SAID_FAILS.text().lines().filter_map(|line| {
        let (phrase, rest) = line.split_once('\t')?;
        let (cause, percent) = rest.split_once('\t')?;
        Some((phrase, cause, percent.parse::<u64>().ok()? as u8))
    })
}

/// Phrases that open a page which wants proof of a person.
pub fn challenges() -> impl Iterator<Item = &'static str> {
    SAID_PERSON.text().lines()
}

/// Words of a page that says itself that something is missing.
pub fn missing() -> impl Iterator<Item = &'static str> {
    SAID_MISSING.text().lines()
}
