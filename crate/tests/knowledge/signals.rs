//! Two signals of one load, and what they mean together (each case was seen in the real browser).

use rebound::diagnosis::{Advice, Diagnosis, Hop, Side, diagnose};
use rebound::failure::Failure;

fn of(request: &str, navigation: &str) -> Failure {
    let signal = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Failure {
        url: "https://shop.test/".into(),
        request_error: signal(request),
        navigation_error: signal(navigation),
        ..Failure::default()
    }
}

fn judged(facts: &Failure) -> Diagnosis {
    diagnose(facts, None)
}

fn with_status(status: u16, facts: Failure) -> Failure {
    Failure { status: Some(status), ..facts }
}

#[test]
fn a_refused_connection_is_told_with_side_hop_cause_and_evidence() {
    let diagnosis = judged(&of("net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_REFUSED"));
    assert!(diagnosis.failed);
    assert_eq!(diagnosis.sentence, "verdict_tcp_refused");
    assert_eq!((diagnosis.side, diagnosis.hop), (Side::Origin, Some(Hop::Gateway)));
    assert_eq!(diagnosis.causes.first().map(|cause| cause.id.as_str()), Some("tcp.refused"));
    assert_eq!(diagnosis.advice, Advice::Backoff);
    assert_eq!(diagnosis.remedies.first().map(String::as_str), Some("wait"));
    assert_eq!(diagnosis.evidence, ["error: net::ERR_CONNECTION_REFUSED"]);
    let firefox = judged(&of("NS_ERROR_CONNECTION_REFUSED", "Error code 2152398861"));
    assert_eq!(firefox.sentence, diagnosis.sentence);
    assert_eq!(
        firefox.evidence,
        ["error: NS_ERROR_CONNECTION_REFUSED", "second signal: Error code 2152398861"]
    );
}

#[test]
fn firefox_names_a_certificate_by_number_whatever_its_language() {
    for sentence in [
        "The certificate is not trusted because it is self-signed.",
        "Dem Zertifikat wird nicht vertraut.",
        "証明書は信頼されません。",
    ] {
        assert_eq!(judged(&of(sentence, "Error code 2153398258")).sentence, "verdict_cert_self_signed");
        let alone = judged(&of(sentence, ""));
        assert_eq!((alone.sentence.as_str(), alone.advice), ("verdict_tls_unnamed", Advice::Never));
    }
    let not_tls = "SSL received a record that exceeded the maximum permissible length.";
    assert_eq!(judged(&of(not_tls, "Error code 2153394151")).sentence, "verdict_tls_not_spoken");
}

#[test]
fn tls_codes_are_read_in_each_form() {
    let number = "NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY, -8181)";
    for form in ["SEC_ERROR_EXPIRED_CERTIFICATE", "Error code 2153390069", "Error code -8181", number] {
        assert_eq!(judged(&of("", form)).sentence, "verdict_cert_expired", "{form}");
    }
}

#[test]
fn a_redirect_loop_in_chromium_is_twenty_redirects_and_an_abort() {
    let loops = Failure { redirects: 20, ..of("net::ERR_ABORTED", "") };
    assert_eq!(judged(&loops).sentence, "verdict_redirect_loop");
    assert_eq!(judged(&loops).evidence, ["error: net::ERR_ABORTED", "redirects: 20"]);
    let both = judged(&of("net::ERR_ABORTED", "net::ERR_TOO_MANY_REDIRECTS"));
    assert_eq!((both.failed, both.sentence.as_str()), (true, "verdict_redirect_loop"));
    assert_eq!(judged(&of("NS_ERROR_REDIRECT_LOOP", "Error code 2152398879")).advice, Advice::Never);
}

#[test]
fn what_was_stopped_has_not_failed() {
    for abort in ["net::ERR_ABORTED", "NS_BINDING_ABORTED", "NS_BINDING_RETARGETED"] {
        let stopped = judged(&of(abort, ""));
        assert_eq!((stopped.failed, stopped.advice), (false, Advice::Never), "{abort}");
        for status in [200, 204, 205] {
            assert!(!judged(&with_status(status, of(abort, abort))).failed, "{abort} {status}");
        }
    }
    // Firefox's noise at every change of process, beside an answer.
    assert!(!judged(&of("", "Error code 2152398850")).failed);
    assert!(!judged(&with_status(200, of("", "Error code 2152398850"))).failed);
    assert_eq!(judged(&with_status(502, of("", "Error code 2152398850"))).sentence, "verdict_status_502");
    // The user stopped while the error page was still coming in.
    assert!(!judged(&with_status(502, of("net::ERR_ABORTED", ""))).failed);
    for healthy in [200, 204, 205] {
        assert!(!judged(&with_status(healthy, of("", ""))).failed);
    }
}

#[test]
fn with_an_error_status_the_status_is_the_verdict() {
    let pairs = [
        ("", "net::ERR_HTTP_RESPONSE_CODE_FAILURE"), // empty body in Chromium
        ("NS_ERROR_NET_ERROR_RESPONSE", "Error code 2152398883"), // and in Firefox
        ("net::ERR_CONTENT_DECODING_FAILED", "net::ERR_HTTP_RESPONSE_CODE_FAILURE"), // bad gzip
        ("", "Error code 2152398875"),
        ("", "net::ERR_INVALID_RESPONSE"), // as a download
        ("net::ERR_CONNECTION_RESET", ""), // broken off
    ];
    for (request, navigation) in pairs {
        let diagnosis = judged(&with_status(502, of(request, navigation)));
        assert_eq!(diagnosis.sentence, "verdict_status_502", "{request} {navigation}");
        assert_eq!(diagnosis.evidence.first().map(String::as_str), Some("status: 502"));
    }
    // Without site access only the second signal is there; it does not say which status.
    assert_eq!(judged(&of("", "net::ERR_HTTP_RESPONSE_CODE_FAILURE")).sentence, "verdict_error_without_page");
}

#[test]
fn a_good_status_does_not_hide_a_broken_body() {
    let cases = [
        ("net::ERR_CONTENT_DECODING_FAILED", "", "verdict_content_encoding_broken"),
        ("", "Error code 2152398875", "verdict_content_encoding_broken"),
        ("net::ERR_CONTENT_LENGTH_MISMATCH", "", "verdict_body_incomplete"),
        ("NS_ERROR_NET_PARTIAL_TRANSFER", "Error code 2152398924", "verdict_body_incomplete"),
        ("NS_ERROR_NET_RESET", "Error code 2152398868", "verdict_tcp_reset"),
        ("NS_ERROR_UNEXPECTED", "Error code 2147549183", "verdict_channel_gone"),
    ];
    for (request, navigation, sentence) in cases {
        let diagnosis = judged(&with_status(200, of(request, navigation)));
        assert_eq!((diagnosis.failed, diagnosis.sentence.as_str()), (true, sentence), "{request}");
    }
}

#[test]
fn the_signal_that_says_more_is_believed() {
    assert_eq!(
        judged(&of("net::ERR_FAILED", "net::ERR_BLOCKED_BY_CLIENT")).sentence,
        "verdict_blocked_by_client"
    );
    assert_eq!(judged(&of("NS_ERROR_FAILURE", "Error code 2152398878")).sentence, "verdict_dns_not_found");
    assert_eq!(
        judged(&of("NS_ERROR_UNKNOWN_HOST", "Error code 2147500037")).sentence,
        "verdict_dns_not_found"
    );
}

#[test]
fn offline_explains_what_failed_outside_this_machine() {
    let offline = |facts: Failure| judged(&Failure { online: false, ..facts });
    for error in ["net::ERR_NAME_NOT_RESOLVED", "NS_ERROR_NET_TIMEOUT", "net::ERR_INTERNET_DISCONNECTED", ""]
    {
        let diagnosis = offline(of(error, ""));
        assert_eq!(diagnosis.sentence, "verdict_offline", "{error}");
        assert_eq!((diagnosis.side, diagnosis.advice), (Side::You, Advice::OnNetworkChange));
        assert!(diagnosis.evidence.contains(&"online: no".to_owned()));
    }
    assert_eq!(offline(of("net::ERR_CERT_DATE_INVALID", "")).sentence, "verdict_cert_date_invalid");
    assert_eq!(offline(with_status(502, of("", ""))).sentence, "verdict_status_502");
    let local = Failure { url: "http://localhost:5173/".into(), ..of("net::ERR_CONNECTION_REFUSED", "") };
    assert_eq!(offline(local).sentence, "verdict_local_server_down");
}

#[test]
fn a_developer_s_own_server_is_told_from_a_site() {
    for url in
        ["http://localhost:5173/", "http://app.localhost/", "http://127.0.0.1:8000/", "http://[::1]:3000/"]
    {
        let refused = Failure { url: url.into(), ..of("net::ERR_CONNECTION_REFUSED", "") };
        assert_eq!(judged(&refused).sentence, "verdict_local_server_down", "{url}");
        assert_eq!(judged(&refused).advice, Advice::Backoff);
    }
    for url in ["http://192.168.1.1/", "http://localhost.example/", "https://127.example/"] {
        let refused = Failure { url: url.into(), ..of("net::ERR_CONNECTION_REFUSED", "") };
        assert_eq!(judged(&refused).sentence, "verdict_tcp_refused", "{url}");
    }
}

#[test]
fn a_form_is_never_to_be_sent_again() {
    let form = Failure { method: "POST".into(), ..of("net::ERR_CONNECTION_RESET", "") };
    let diagnosis = judged(&form);
    assert_eq!((diagnosis.failed, diagnosis.advice), (true, Advice::Never));
    assert!(!diagnosis.remedies.iter().any(|remedy| remedy == "retry" || remedy == "wait"));
}

#[test]
fn an_error_page_that_nobody_explained_is_honest_about_it() {
    let diagnosis = judged(&of("", ""));
    assert_eq!((diagnosis.failed, diagnosis.sentence.as_str()), (true, "verdict_unseen"));
    assert_eq!(diagnosis.side, Side::Unknown);
}

#[test]
fn odd_signals_get_a_general_verdict_and_stay_short() {
    let long = "x".repeat(100_000);
    for odd in [
        "net::",
        "net::<unknown>",
        "Error code ",
        "Error code 99999999999999999999",
        "NS_ERROR_GENERATE_FAILURE(",
        "NS_ERROR_ <odd> *",
        "\u{0}",
        "-",
        &long,
    ] {
        let diagnosis = judged(&of(odd, odd));
        assert!(diagnosis.failed, "{odd:.40}");
        assert!(diagnosis.sentence.starts_with("verdict_"));
        assert!(diagnosis.evidence.iter().all(|line| line.len() < 400));
    }
    let certificate = judged(&of("net::ERR_CERT_FROM_THE_FUTURE", ""));
    assert_eq!((certificate.sentence.as_str(), certificate.advice), ("verdict_cert_invalid", Advice::Never));
}
