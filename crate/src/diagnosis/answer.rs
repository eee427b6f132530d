//! From an HTTP answer to ranked causes: who wrote the page, what such a page means, what the time taken tells.

use super::page::Page;
use super::{Advice, Cause, Diagnosis, Hop, Side, evidence, net_error, soft, standard};
use crate::failure::Failure;
use crate::json::digits;
use crate::knowledge::causes::meaning;
use crate::knowledge::gateways::{self, Answer, Marks};
use crate::knowledge::statuses;

/// Causes and how likely each is.
type Shares = Vec<(&'static str, f64)>;

/// Causes less likely than this are not worth a line.
const WORTH: f64 = 0.03;
/// From here on the likeliest cause is told in a sentence of its own, not that of the status.
const TELLS: f64 = 0.55;
/// Causes that have a sentence (`answer.json`).
const SENTENCES: [&str; 20] = [
    "challenge",
    "http_request_denied",
    "captive_portal",
    "maintenance",
    "origin_error",
    "origin_unavailable",
    "http_response_incomplete",
    "connection_refused",
    "connection_timeout",
    "connection_read_timeout",
    "connection_terminated",
    "dns_error",
    "destination_unavailable",
    "tls_certificate_error",
    "tls_protocol_error",
    "http_protocol_error",
    "proxy_configuration_error",
    "proxy_loop_detected",
    "overloaded",
    "cookie_too_large",
];
/// At most so many causes are listed.
const LISTED_MAX: usize = 9;
/// In the order in which a tie goes.
const SIDES: [Side; 6] = [Side::Origin, Side::Gateway, Side::Network, Side::You, Side::Policy, Side::Unknown];
const ADVICES: [Advice; 3] = [Advice::Backoff, Advice::Once, Advice::Never];
/// A time-out takes time: an answer faster than this is hardly one.
const SLOW_MS: u64 = 900;

/// The verdict on an answer: what its status says by itself, sharpened by what the answer says.
pub(super) fn judge(facts: &Failure, body: Option<&str>) -> Diagnosis {
    let status = facts.status.unwrap_or_default();
    let general = statuses::of(status).map(Diagnosis::of);
    let mut diagnosis =
        general.unwrap_or(Diagnosis { sentence: "verdict_none".into(), ..Diagnosis::default() });
    let page = Page::read(body.unwrap_or_default());
    // On a page that is no error, a gateway's words are the site's own text: only headers count.
    let may_tell = status >= 400 || soft::is_short(&page);
    let marks = gateways::recognise(facts, if may_tell { &page.text } else { "" });
    diagnosis.gateways = marks.layers.iter().map(|layer| layer.id().to_owned()).collect();
    let writer_name = diagnosis.gateways.first().and_then(|id| gateways::name(id));
    diagnosis.gateway_name = writer_name.unwrap_or_default().into();
    diagnosis.ids = gateways::references(&marks, facts, &page.text);
    diagnosis
        .evidence
        .push(["status: ", &digits(status.into()), " ", &facts.reason].concat().trim_end().into());
    diagnosis.evidence.append(&mut evidence::lines(facts, &page, &marks));
    diagnosis.evidence.append(&mut net_error::evidence(facts));
    let answer = Answer { status, writer: writer(&marks, &page, body.is_some(), facts) };
    let shares = match soft::verdict(facts, &page, &marks) {
        soft::Verdict::Healthy => {
            let verdict =
                Diagnosis { sentence: "verdict_none".into(), advice: Advice::Never, ..Diagnosis::default() };
            let Diagnosis { gateways, ids, evidence, .. } = diagnosis;
            return Diagnosis { gateways, ids, evidence, ..verdict };
        }
        soft::Verdict::Failed(shares) => shares,
        soft::Verdict::Unknown => {
            standard::proxy_status(facts).unwrap_or_else(|| gateways::causes(&marks, &answer))
        }
    };
    diagnosis.failed = true;
    if shares.is_empty() {
        // Nothing is known beyond what the status says by itself.
        let asked = standard::retry_after_s(facts).filter(|_| diagnosis.advice == Advice::Backoff);
        diagnosis.advice = asked.map_or(diagnosis.advice, Advice::After);
        return diagnosis;
    }
    let mut causes = shares.into_iter().map(|(id, percent)| (id, f64::from(percent) / 100.0)).collect();
    weigh_time(&mut causes, facts.elapsed_ms);
    conclude(facts, status, &marks, causes, &mut diagnosis);
    diagnosis
}

/// The kind of page, as the rules of `knowledge/answers.toml` name it.
fn writer(marks: &Marks, page: &Page, is_seen: bool, facts: &Failure) -> u8 {
    let status = facts.status.unwrap_or_default();
    let has_answered =
        ["x-envoy-upstream-service-time", "x-kong-upstream-status", "section-io-origin-status"];
    if has_answered.iter().any(|header| facts.header(header).is_some()) {
        return 4;
    }
    match marks.layers.iter().find(|l| l.wrote) {
        Some(layer) if layer.kind.makes_pages() => 2,
        Some(_) => 1,
        None if !is_seen => 0,
        None if page.is_empty() => 16,
        None if page.is_bare(status, &facts.reason) => 8,
        None => 4,
    }
}

/// Time-outs need time, and nothing else does.
fn weigh_time(causes: &mut Shares, elapsed_ms: Option<u64>) {
    let Some(elapsed) = elapsed_ms.filter(|_| causes.len() > 1) else { return };
    let factor = |id: &str| match (elapsed < SLOW_MS, id.ends_with("timeout")) {
        (true, true) => 0.1,
        (true, false) => 1.0,
        (false, true) => 4.0,
        // Waiting for a name, for a handshake or in a queue takes time too.
        _ if ["dns_error", "tls_protocol_error", "overloaded", "origin_error"].contains(&id) => 0.9,
        _ => 0.2,
    };
    let (mut before, mut after) = (0.0, 0.0);
    for (id, p) in causes.iter_mut() {
        before += *p;
        *p *= factor(id);
        after += *p;
    }
    causes.iter_mut().for_each(|(_, p)| *p *= before / f64::max(after, 0.001));
}

/// Ranks the causes, and draws side, hop and advice from them.
fn conclude(facts: &Failure, status: u16, marks: &Marks, causes: Shares, diagnosis: &mut Diagnosis) {
    let ranked = rank(causes);
    let (mut sides, mut advices) = ([0.0; 6], [0.0; 3]);
    for (id, p) in &ranked {
        let Some((side, advice)) = meaning(id) else { continue };
        let slot = SIDES.iter().position(|known| *known == side).unwrap_or_default();
        sides.iter_mut().skip(slot).take(1).for_each(|sum| *sum += p);
        let slot = ADVICES.iter().position(|known| *known == advice).unwrap_or_default();
        advices.iter_mut().skip(slot).take(1).for_each(|sum| *sum += p);
    }
    let (mut side, mut weight) = (Side::Unknown, 0.0);
    for (known, sum) in SIDES.iter().zip(sides) {
        if sum > weight {
            (side, weight) = (*known, sum);
        }
    }
    diagnosis.side = side;
    diagnosis.hop = Some(match side {
        Side::Gateway => Hop::Gateway,
        Side::You | Side::Policy if marks.layers.iter().any(|l| l.wrote && !l.kind.makes_pages()) => {
            Hop::Gateway
        }
        _ => Hop::Origin,
    });
    let [backoff, once, never] = advices;
    diagnosis.advice = match standard::retry_after_s(facts) {
        // A refusal is one for good, whatever else its page asks for.
        // A form is never sent twice.
        _ if !facts.is_repeatable() => Advice::Never,
        _ if never >= 0.66 * (backoff + once + never) || matches!(status, 401 | 403..=407) => Advice::Never,
        Some(seconds) => Advice::After(seconds),
        None if once > backoff => Advice::Once,
        None => Advice::Backoff,
    };
    // Where the status alone speaks, its own sentence says as much.
    let is_told = !marks.layers.is_empty() || status < 400 || ranked.iter().any(|(id, _)| *id == "challenge");
    let likeliest = ranked.first().filter(|(id, p)| is_told && *p >= TELLS && SENTENCES.contains(id));
    if let Some((id, _)) = likeliest {
        diagnosis.sentence = ["verdict_cause_", id].concat();
        diagnosis.remedies = remedies(id, diagnosis);
    }
    let cause =
        |(id, p): (&'static str, f64)| Cause { id: id.into(), p: (p * 1000.0) as u32 as f64 / 1000.0 };
    diagnosis.causes = ranked.into_iter().map(cause).collect();
}

/// The likeliest first, without those that are hardly worth a line.
fn rank(causes: Shares) -> Shares {
    let mut ranked: Shares = Vec::new();
    for cause in causes.into_iter().filter(|cause| cause.1 >= WORTH) {
        let at = ranked.iter().position(|other| cause.1 > other.1).unwrap_or(ranked.len());
        ranked.insert(at, cause);
    }
    ranked.truncate(LISTED_MAX);
    ranked
}

/// What can be done about a cause that is all but certain, best first.
fn remedies(cause: &str, diagnosis: &Diagnosis) -> Vec<String> {
    let words: &[&str] = match (cause, diagnosis.advice) {
        ("challenge", _) => &["open_in_new_tab", "disable_extension", "check_vpn", "contact_owner"],
        ("http_request_denied", _) => &["check_vpn", "disable_extension", "contact_owner", "contact_admin"],
        ("captive_portal", _) => &["captive_portal_login"],
        ("cookie_too_large", _) => &["clear_cookies", "contact_owner"],
        ("http_response_incomplete", _) => &["retry", "clear_cache", "contact_owner"],
        (_, Advice::Never) => &["contact_owner", "other_route"],
        (_, Advice::Once) => &["retry", "wait", "other_route", "contact_owner"],
        _ => &["wait", "other_route", "contact_owner"],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}
