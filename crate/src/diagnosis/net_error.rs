//! Loads that the browser gave up: no answer came, or the answer broke off.

use super::{Advice, Diagnosis};
use crate::failure::Failure;
use crate::json::digits;
use crate::knowledge::errors;

/// The verdict on the browser's error; nothing when the answer itself says what is the matter.
pub(super) fn judge(facts: &Failure) -> Option<Diagnosis> {
    let condition = errors::of(facts)?;
    let is_aborted = errors::is_aborted(&condition);
    // A status outweighs what the browser could not do with the body: its own page for an empty one, a bad gzip.
    if facts.status.is_some_and(|status| status >= 400) && !is_aborted {
        return None;
    }
    let mut diagnosis = Diagnosis { failed: !is_aborted, ..Diagnosis::of(condition) };
    if !facts.is_repeatable() {
        diagnosis.advice = Advice::Never;
        diagnosis.remedies.retain(|remedy| remedy != "wait" && remedy != "retry");
    }
    diagnosis.evidence = evidence(facts);
    Some(diagnosis)
}

/// The browser's own words, and what else went into the verdict.
pub(super) fn evidence(facts: &Failure) -> Vec<String> {
    let request = facts.request_error.as_deref();
    let navigation = facts.navigation_error.as_deref().filter(|error| request != Some(*error));
    let mut lines = Vec::new();
    let mut note = |name: &str, value: &str| {
        // A signal is short; what is longer came from somewhere else.
        lines.push(name.chars().chain(value.chars().take(200)).collect());
    };
    request.into_iter().for_each(|error| note("error: ", error));
    navigation.into_iter().for_each(|error| note("second signal: ", error));
    if !facts.complete {
        note("body: ", "broke off");
    }
    if !facts.online {
        note("online: ", "no");
    }
    if facts.redirects > 0 {
        note("redirects: ", &digits(facts.redirects.into()));
    }
    lines
}
