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

const CLOCK: &str = "remedy_advice_clock";
/// A clock further off than this makes certificates look expired, or not yet valid; less than that, nobody's does.
const CLOCK_OFF_MS: u64 = 300_000;

/// A cause less likely than this points nowhere.
const LIKELY: f64 = 0.15;

/// Pieces of advice, best first, each once: what the likely causes call for, then what the diagnosis names.
/// `clock_off_ms`: how far the clocks of device and site are apart, where an answer told.
pub fn advice(diagnosis: &Diagnosis, clock_off_ms: Option<u64>) -> Vec<&'static str> {
    let causes = diagnosis.causes.iter().filter(|cause| cause.p >= LIKELY).map(|cause| cause.id.as_str());
    let remedies = diagnosis.remedies.iter().map(String::as_str);
    let mut pieces = Vec::new();
    for id in causes.chain(remedies) {
        let piece = ADVICE.iter().find(|(of, _)| *of == id).and_then(|(_, piece)| match clock_off_ms {
            Some(off_ms) if *piece == CLOCK => (off_ms >= CLOCK_OFF_MS).then_some("remedy_advice_clock_off"),
            _ => Some(*piece),
        });
        pieces.extend(piece.filter(|piece| !pieces.contains(piece)));
    }
    pieces
}
