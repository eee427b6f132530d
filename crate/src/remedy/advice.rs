//! Advice where no extension can act: only what the evidence points at, one thing at a time.

use crate::diagnosis::Diagnosis;

/// Remedy or cause of a diagnosis, and the piece of advice it calls for (message id in `_locales`).
const ADVICE: [(&str, &str); 20] = [
    ("check_clock", "remedy_advice_clock"),
    ("tls.cert.date_invalid", "remedy_advice_clock"),
    ("captive_portal", "remedy_advice_portal"),
    ("captive_portal_login", "remedy_advice_portal"),
    ("disable_extension", "remedy_advice_extension"),
    ("blocked_by_client", "remedy_advice_extension"),
    ("check_proxy", "remedy_advice_proxy"),
    ("check_vpn", "remedy_advice_vpn"),
    ("check_firewall_antivirus", "remedy_advice_antivirus"),
    ("check_dns", "remedy_advice_dns"),
    ("change_dns", "remedy_advice_dns"),
    ("dns.unreachable", "remedy_advice_dns"),
    ("dns.failed", "remedy_advice_dns"),
    ("offline", "remedy_advice_network"),
    ("check_network", "remedy_advice_network"),
    ("tcp.address_unreachable", "remedy_advice_network"),
    ("other_device", "remedy_advice_other_device"),
    ("dns.name_not_resolved", "remedy_advice_other_device"),
    ("tcp.timed_out", "remedy_advice_other_device"),
    ("tcp.reset", "remedy_advice_other_device"),
];

/// A cause less likely than this points nowhere.
const LIKELY: f64 = 0.15;

/// Pieces of advice, best first, each once: what the likely causes call for, then what the diagnosis names.
pub fn advice(diagnosis: &Diagnosis) -> Vec<&'static str> {
    let causes = diagnosis.causes.iter().filter(|cause| cause.p >= LIKELY).map(|cause| cause.id.as_str());
    let remedies = diagnosis.remedies.iter().map(String::as_str);
    let mut pieces = Vec::new();
    for id in causes.chain(remedies) {
        let piece = ADVICE.iter().find(|(of, _)| *of == id).map(|(_, piece)| *piece);
        pieces.extend(piece.filter(|piece| !pieces.contains(piece)));
    }
    pieces
}
