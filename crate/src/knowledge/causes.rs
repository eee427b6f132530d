//! What a cause means: whose side it is on, and whether waiting mends it.

use crate::diagnosis::{Advice, Side};

/// Causes in standard words (RFC 9209, W3C NEL, our own), the side they are on, and the advice for each alone.
///
/// Source of the words: RFC 9209 §2.3; of the advice: what an owner must do before it can work again.
const CAUSES: &[(&str, Side, Advice)] = &[
    ("auth_required", Side::You, Advice::Never),
    ("captive_portal", Side::Network, Advice::Never),
    ("challenge", Side::Policy, Advice::Never),
    ("client_timeout", Side::You, Advice::Once),
    ("connection_limit_reached", Side::Gateway, Advice::Backoff),
    ("connection_read_timeout", Side::Origin, Advice::Backoff),
    ("connection_refused", Side::Origin, Advice::Backoff),
    ("connection_terminated", Side::Origin, Advice::Once),
    ("connection_timeout", Side::Network, Advice::Backoff),
    ("connection_write_timeout", Side::Origin, Advice::Backoff),
    ("cookie_too_large", Side::You, Advice::Never),
    ("destination_ip_prohibited", Side::Gateway, Advice::Never),
    ("destination_ip_unroutable", Side::Network, Advice::Backoff),
    ("destination_not_found", Side::Gateway, Advice::Never),
    ("destination_unavailable", Side::Origin, Advice::Backoff),
    ("dns_error", Side::Gateway, Advice::Backoff),
    ("dns_timeout", Side::Network, Advice::Backoff),
    ("forbidden", Side::You, Advice::Never),
    ("http_protocol_error", Side::Origin, Advice::Never),
    ("http_request_denied", Side::You, Advice::Never),
    ("http_request_error", Side::You, Advice::Never),
    ("http_response_header_section_size", Side::Gateway, Advice::Never),
    ("http_response_incomplete", Side::Origin, Advice::Once),
    ("http_response_timeout", Side::Origin, Advice::Backoff),
    ("maintenance", Side::Origin, Advice::Backoff),
    ("not_found", Side::You, Advice::Never),
    ("origin_error", Side::Origin, Advice::Once),
    ("origin_unavailable", Side::Origin, Advice::Backoff),
    ("overloaded", Side::Gateway, Advice::Backoff),
    ("proxy_configuration_error", Side::Gateway, Advice::Never),
    ("proxy_internal_error", Side::Gateway, Advice::Backoff),
    ("proxy_loop_detected", Side::Gateway, Advice::Never),
    ("rate_limited", Side::You, Advice::Backoff),
    ("tls_alert_received", Side::Origin, Advice::Never),
    ("tls_certificate_error", Side::Origin, Advice::Never),
    ("tls_protocol_error", Side::Origin, Advice::Never),
];

/// The side and the advice of a cause; `None` for a word nobody knows.
pub fn meaning(cause: &str) -> Option<(Side, Advice)> {
    CAUSES.iter().find(|(id, ..)| *id == cause).map(|(_, side, advice)| (*side, *advice))
}
