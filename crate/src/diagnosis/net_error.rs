//! Loads that the browser gave up: no answer came, or the answer broke off.

use super::{Advice, Cause, Diagnosis, Side};
use crate::failure::Failure;
use crate::find::holds;
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
    weigh_nearby(&facts.nearby, &mut diagnosis);
    diagnosis.evidence = evidence(facts);
    Some(diagnosis)
}

/// What becomes of other sites at the same time tells a broken connection from a broken site.
fn weigh_nearby(nearby: &str, diagnosis: &mut Diagnosis) {
    if diagnosis.side != Side::Network {
        return;
    }
    let causes = &mut diagnosis.causes;
    if holds(nearby, "others_fail") {
        causes.iter_mut().for_each(|cause| cause.p *= 0.4);
        causes.insert(0, Cause { id: "offline".into(), p: 0.55 });
    } else if holds(nearby, "elsewhere_well") {
        // Who has just loaded another site has a name server.
        causes.retain(|cause| cause.id != "dns.unreachable");
    }
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
    facts.nearby.split_ascii_whitespace().for_each(|word| note("nearby: ", word));
    if facts.redirects > 0 {
        note("redirects: ", &digits(facts.redirects.into()));
    }
    lines
}
