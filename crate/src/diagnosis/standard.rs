//! What standard headers say outright: Proxy-Status (RFC 9209) and Retry-After (RFC 9110 §10.2.3).

use crate::failure::Failure;
use crate::find::cut;
use crate::retry_after;

/// Error types of RFC 9209 §2.3 that gateways send.
const ERRORS: [&str; 32] = [
    "dns_timeout",
    "dns_error",
    "destination_not_found",
    "destination_unavailable",
    "destination_ip_prohibited",
    "destination_ip_unroutable",
    "connection_refused",
    "connection_terminated",
    "connection_timeout",
    "connection_read_timeout",
    "connection_write_timeout",
    "connection_limit_reached",
    "tls_protocol_error",
    "tls_certificate_error",
    "tls_alert_received",
    "http_request_error",
    "http_request_denied",
    "http_response_incomplete",
    "http_response_header_section_size",
    "http_response_header_size",
    "http_response_body_size",
    "http_response_trailer_section_size",
    "http_response_trailer_size",
    "http_response_transfer_coding",
    "http_response_content_coding",
    "http_response_timeout",
    "http_upgrade_failed",
    "http_protocol_error",
    "proxy_internal_response",
    "proxy_internal_error",
    "proxy_configuration_error",
    "proxy_loop_detected",
];

/// The cause that the gateway nearest to the origin names in Proxy-Status.
pub(super) fn proxy_status(facts: &Failure) -> Option<Vec<(&'static str, u8)>> {
    let value = facts.header("proxy-status")?;
    let named = cut(value, "error=")?.1;
    let end = named.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(named.len());
    let named = named.get(..end)?;
    ERRORS.iter().find(|error| **error == named).map(|error| vec![(*error, 94)])
}

/// Seconds that the answer asks to wait.
pub(super) fn retry_after_s(facts: &Failure) -> Option<u64> {
    let value = facts.header("retry-after")?;
    let now_ms = 0;
    retry_after::parse(value, facts.header("date"), now_ms).map(|ms| ms.div_ceil(1000))
}
