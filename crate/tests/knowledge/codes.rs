//! Every code of both browsers and every status has a verdict in words of its own.

use crate::tables::{Row, read};
use crate::words::{REMEDIES, causes};
#[path = "../view/locale.rs"]
mod locale;
use locale::Locale;
use rebound::diagnosis::{Advice, Diagnosis, Side, diagnose};
use rebound::failure::Failure;
use std::collections::{BTreeMap, BTreeSet};

/// Sentences that say no more than "something about connections".
const GENERAL: [&str; 9] = [
    "verdict_unknown",
    "verdict_unseen",
    "verdict_none",
    "verdict_connection_unknown",
    "verdict_proxy_unknown",
    "verdict_tls_unknown",
    "verdict_http_unknown",
    "verdict_blocked_unknown",
    "verdict_status_other",
];

fn judged(request: Option<&str>, navigation: Option<&str>) -> Diagnosis {
    let facts = Failure {
        url: "https://shop.test/".into(),
        request_error: request.map(str::to_owned),
        navigation_error: navigation.map(str::to_owned),
        ..Failure::default()
    };
    diagnose(&facts, None)
}

/// Every form in which the browsers report the codes of the tables, with the condition that the table names.
fn forms() -> Vec<(String, String)> {
    let mut forms = Vec::new();
    for row in read("chromium.tsv") {
        forms.push((format!("net::{}", row["name"]), row["condition"].clone()));
    }
    for row in read("firefox.tsv") {
        forms.push((row["name"].clone(), row["condition"].clone()));
        if row["number"] != "-" {
            forms.push((format!("Error code {}", row["number"]), row["condition"].clone()));
        }
        if row["kind"] == "nss" {
            let inner = format!("NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY, {})", row["name"]);
            forms.push((inner, row["condition"].clone()));
        }
    }
    forms
}

#[test]
fn every_code_is_told_by_both_signals_as_its_table_says() {
    let forms = forms();
    assert!(forms.len() > 1200, "the tables are there");
    for (signal, condition) in forms {
        let sentence = format!("verdict_{condition}");
        assert_eq!(judged(Some(&signal), None).sentence, sentence, "{signal}");
        assert_eq!(judged(None, Some(&signal)).sentence, sentence, "{signal}");
    }
}

#[test]
fn no_listed_code_gets_only_a_general_sentence() {
    for (signal, condition) in forms() {
        assert!(!GENERAL.contains(&format!("verdict_{condition}").as_str()), "{signal}: {condition}");
    }
}

#[test]
fn every_condition_and_status_speaks_both_languages_and_no_two_say_the_same() {
    let ids = read("errors.tsv").into_iter().map(|row| row["id"].clone());
    let statuses = read("statuses.tsv").into_iter().map(|row| format!("status_{}", row["status"]));
    let mut expected: BTreeSet<String> = ids.chain(statuses).map(|id| format!("verdict_{id}")).collect();
    expected.insert("verdict_none".into());
    for locale in ["en", "de"].map(Locale::read) {
        let verdicts = locale.messages.iter().filter(|(id, _)| expected.contains(*id));
        let mut said = BTreeMap::new();
        for (id, message) in verdicts {
            let text = &message.message;
            assert!(text.ends_with('.') && text.chars().count() <= 200, "{id} in {}", locale.language);
            let other = said.insert(text.clone(), id);
            // The proxy and the status of a proxy, the captive portal by error and by status, are the same thing.
            let is_twin = other.is_some_and(|other| TWINS.contains(&(other.as_str(), id.as_str())));
            assert!(other.is_none() || is_twin, "{id} and {other:?} say the same in {}", locale.language);
        }
        let lacking: Vec<_> = expected.iter().filter(|id| !locale.messages.contains_key(*id)).collect();
        assert!(lacking.is_empty(), "{} lacks {lacking:?}", locale.language);
    }
}

/// One thing that is told by an error of the browser or by a status.
const TWINS: [(&str, &str); 2] =
    [("verdict_captive_portal", "verdict_status_511"), ("verdict_proxy_auth_required", "verdict_status_407")];

#[test]
fn every_condition_is_reached_and_every_row_names_its_source() {
    let mut reached: BTreeSet<String> = forms().into_iter().map(|(_, condition)| condition).collect();
    reached.extend(read("families.tsv").into_iter().map(|row| row["condition"].clone()));
    reached.extend(["tls_unnamed", "unknown", "unseen", "local_server_down"].map(str::to_owned)); // made by the code
    for row in read("errors.tsv") {
        assert!(reached.contains(&row["id"]), "nothing leads to {}", row["id"]);
    }
    for table in ["errors.tsv", "chromium.tsv", "firefox.tsv", "statuses.tsv", "families.tsv"] {
        for row in read(table) {
            assert!(row.get("source").is_some_and(|source| source.len() > 5), "{table}: {row:?}");
        }
    }
}

#[test]
fn a_family_speaks_for_what_nobody_listed_and_for_nothing_else() {
    for row in read("families.tsv") {
        let said = |signal: &str| {
            let name = if signal.starts_with("ERR_") { format!("net::{signal}") } else { signal.into() };
            let number = signal.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
            judged(None, Some(&if number { format!("Error code {signal}") } else { name })).sentence
        };
        let sentence = format!("verdict_{}", row["condition"]);
        assert_eq!(said(&row["sample"]), sentence, "{}", row["sample"]);
        assert_ne!(said(&row["not"]), sentence, "{}", row["not"]);
    }
}

fn answered(status: u16) -> Diagnosis {
    diagnose(&Failure { url: "https://shop.test/".into(), status: Some(status), ..Failure::default() }, None)
}

#[test]
fn every_status_of_the_registry_and_of_vendors_has_its_sentence() {
    // https://www.iana.org/assignments/http-status-codes, 4xx and 5xx
    let registry =
        (400..=418).chain(421..=426).chain([428, 429, 431, 451]).chain(500..=508).chain([510, 511]);
    let vendors =
        [419, 420, 430, 440, 444, 449, 460, 463, 494, 495, 496, 497, 498, 499, 509, 529, 530, 561, 598];
    for status in registry.chain(vendors).chain(520..=527) {
        let diagnosis = answered(status);
        assert!(diagnosis.failed, "{status}");
        assert_eq!(diagnosis.sentence, format!("verdict_status_{status}"));
    }
    assert_eq!(answered(477).sentence, "verdict_status_4xx");
    assert_eq!(answered(577).sentence, "verdict_status_5xx");
    assert_eq!(answered(742).sentence, "verdict_status_other");
    for healthy in [200, 204, 205, 206, 301, 304] {
        assert!(!answered(healthy).failed, "{healthy}");
    }
}

#[test]
fn what_waiting_cannot_mend_is_never_tried_again() {
    let retried = |advice: Advice| advice != Advice::Never;
    // Those that mean "too many requests", "too early", "took too long", "wrong connection".
    let temporary: BTreeSet<u16> = (400..500).filter(|status| retried(answered(*status).advice)).collect();
    assert_eq!(temporary, BTreeSet::from([408, 420, 421, 425, 429, 434]));
    for row in read("errors.tsv") {
        let cert_mends_itself = [
            // The browser's own settings or the server's certificate changed under way: the next load has the new ones.
            "cert_changed",
            "cert_settings_changed",
            // The next load goes without HTTP/3, or with a key of today.
            "cert_quic_untrusted",
            "cert_delegation_invalid",
            // The service that confirms certificates comes back.
            "cert_status_unavailable",
            "cert_status_stale",
            "cert_status_missing",
        ];
        let is_cert = row["id"].starts_with("cert_") && !cert_mends_itself.contains(&row["id"].as_str());
        let is_refusal = row["side"] == "policy" && !row["causes"].starts_with("rate_limited");
        if is_cert || is_refusal {
            assert_eq!(row["advice"], "never", "{}", row["id"]);
        }
    }
}

#[test]
fn what_comes_back_by_itself_is_tried_again() {
    for signal in [
        "CONNECTION_REFUSED",
        "CONNECTION_RESET",
        "CONNECTION_TIMED_OUT",
        "NAME_NOT_RESOLVED",
        "EMPTY_RESPONSE",
    ] {
        assert_eq!(judged(Some(&format!("net::ERR_{signal}")), None).advice, Advice::Backoff, "{signal}");
    }
    for status in [502, 503, 504, 521, 522, 523, 524] {
        assert_eq!(answered(status).advice, Advice::Backoff, "{status}");
    }
}

/// The popup tells causes in words; a cause without them would show its id.
#[test]
fn every_cause_has_words_in_both_languages() {
    let rows = read("errors.tsv").into_iter().chain(read("statuses.tsv"));
    let lists: Vec<String> = rows.map(|row| row["causes"].to_string()).collect();
    let told = lists.iter().flat_map(|list| list.split(' ')).filter_map(|cause| cause.split(':').next());
    for locale in ["en", "de"].map(Locale::read) {
        for cause in told.clone().chain(causes()) {
            let id = rebound::view::why::message(cause);
            assert!(locale.messages.contains_key(&id), "{} has no words for {cause}", locale.language);
        }
    }
}

#[test]
fn sides_causes_and_remedies_are_words_of_the_vocabulary() {
    let rows: Vec<Row> = read("errors.tsv").into_iter().chain(read("statuses.tsv")).collect();
    for row in &rows {
        let name = row.get("id").or(row.get("status")).unwrap();
        for cause in row["causes"].split(' ') {
            let (id, p) = cause.split_once(':').unwrap();
            let is_nel = ["dns.", "tcp.", "tls.", "http."].iter().any(|group| id.starts_with(group));
            assert!(is_nel || causes().any(|word| word == id), "{name}: {id}");
            assert!((0.05..=0.95).contains(&p.parse::<f64>().unwrap()), "{name}: {cause}");
        }
        for remedy in row["remedies"].split(' ').filter(|remedy| *remedy != "-") {
            assert!(REMEDIES.contains(&remedy), "{name}: {remedy}");
        }
        let wants_wait = row["advice"] == "backoff";
        let has_wait = row["remedies"].split(' ').any(|remedy| remedy == "wait");
        assert!(has_wait || !wants_wait || row["remedies"].starts_with("check_"), "{name}");
        assert!(!has_wait || wants_wait, "{name} offers to wait in vain");
    }
    assert_eq!(judged(Some("net::ERR_FAILED"), None).side, Side::Unknown);
}
