//! What standard headers say outright: Proxy-Status (RFC 9209) and Retry-After (RFC 9110 §10.2.3).

use crate::failure::Failure;
use crate::find::cut;
use crate::knowledge::gateways;
use crate::retry_after;

/// The cause that the gateway nearest to the origin names in Proxy-Status.
pub(super) fn proxy_status(facts: &Failure) -> Option<Vec<(&'static str, u8)>> {
    let value = facts.header("proxy-status")?;
    let named = cut(value, "error=")?.1;
    let end = named.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(named.len());
    let named = named.get(..end)?;
    gateways::proxy_error(named).map(|error| vec![(error, 94)])
}

/// Seconds that the answer asks to wait.
pub(super) fn retry_after_s(facts: &Failure) -> Option<u64> {
    let value = facts.header("retry-after")?;
    let now_ms = 0;
    retry_after::parse(value, facts.header("date"), now_ms).map(|ms| ms.div_ceil(1000))
}
