//! Verdicts on answers whose writer nobody knows: the words, the kind of page and the time must do.

use rebound::diagnosis::{Advice, Diagnosis, diagnose};
use rebound::failure::Failure;

fn answered(status: u16, elapsed_ms: u64, body: &str) -> Diagnosis {
    let facts = Failure {
        url: "https://www.example.org/".into(),
        status: Some(status),
        elapsed_ms: Some(elapsed_ms),
        ..Failure::default()
    };
    diagnose(&facts, Some(body))
}

fn p(verdict: &Diagnosis, cause: &str) -> f64 {
    verdict.causes.iter().find(|c| c.id == cause).map_or(0.0, |c| c.p)
}

#[test]
fn plain_words_name_the_cause() {
    for (status, body, cause) in [
        (502, "relay: backend closed connection before any answer", "connection_terminated"),
        (502, "<h1>Relay</h1><p>The name shop.internal could not be resolved.", "dns_error"),
        (503, "<h1>Relay</h1><p>All workers are in use: too many connections.", "overloaded"),
        (500, "relay: cannot connect to 10.0.0.3:8080", "connection_refused"),
        (502, "relay: connect timeout to 10.0.0.3:8080", "connection_timeout"),
        (500, "relay: ReadTimeout", "connection_read_timeout"),
        (502, "relay: self signed certificate in chain", "tls_certificate_error"),
        (500, "relay: loop detected", "proxy_loop_detected"),
        (503, "<h1>Shop</h1><p>The shop is closed today, it is undergoing maintenance.", "maintenance"),
        (500, "Could not connect to database shop", "origin_error"),
    ] {
        let verdict = answered(status, 12, body);
        assert_eq!(verdict.causes.first().map(|c| c.id.as_str()), Some(cause), "{status} {body}");
        assert!(verdict.gateways.is_empty(), "{:?} in {body}", verdict.gateways);
    }
}

#[test]
fn a_page_that_opens_with_its_number_is_hardly_the_sites_own() {
    let relay = answered(502, 12, "<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><hr><i>relay 7</i>");
    let own = answered(502, 12, r#"{"error":"payment","message":"no answer from the bank"}"#);
    assert!(p(&relay, "origin_error") < 0.1, "{:?}", relay.causes);
    assert!(p(&own, "origin_error") > 0.6, "{:?}", own.causes);
    assert_eq!(relay.advice, Advice::Backoff);
}

#[test]
fn a_slow_answer_of_a_stranger_is_a_time_out() {
    for (status, body) in
        [(502, ""), (502, "<h1>502 Bad Gateway</h1><hr>relay"), (503, "<title>503 Relay</title>")]
    {
        let times = |elapsed_ms| {
            let verdict = answered(status, elapsed_ms, body);
            p(&verdict, "connection_read_timeout") + p(&verdict, "connection_timeout")
        };
        assert!(times(30_000) > 0.35 && times(3) < 0.1, "{status} {body}: {} {}", times(30_000), times(3));
    }
}

#[test]
fn refusals_of_a_stranger_are_never_tried_again() {
    for (status, body) in [
        (503, "<h1>Shield</h1><p>Please complete the captcha to go on."),
        (429, "<p>Our systems have detected unusual traffic from your network."),
        (502, "<h1>Shield</h1><p>Your request has been blocked."),
        (503, "<h1>Account Suspended</h1>"),
        (503, "This host is not configured here."),
    ] {
        let verdict = answered(status, 12, body);
        assert_eq!(verdict.advice, Advice::Never, "{status} {body}: {:?}", verdict.causes);
    }
}

#[test]
fn what_the_standard_says_of_a_503_is_no_word_for_its_cause() {
    let said = "The server is temporarily unable to service your request due to maintenance downtime or capacity problems.";
    let verdict = answered(503, 12, &format!("<title>503 Service Unavailable</title><p>{said}"));
    assert!(p(&verdict, "maintenance") < 0.2 && p(&verdict, "overloaded") < 0.2, "{:?}", verdict.causes);
}
