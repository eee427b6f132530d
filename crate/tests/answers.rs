//! The verdicts on answers of real servers, and what must not fool them.

#[path = "../examples/score/figures.rs"]
mod figures;
#[path = "../examples/diagnose/input.rs"]
mod input;

use figures::Score;
use rebound::diagnosis::{Advice, Diagnosis, Side, diagnose};
use rebound::failure::Failure;
use std::path::Path;

fn answered(status: u16, headers: &[(&str, &str)], body: &str) -> Diagnosis {
    let facts = Failure {
        url: "https://www.example.org/".into(),
        status: Some(status),
        headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        elapsed_ms: Some(20),
        ..Failure::default()
    };
    diagnose(&facts, Some(body))
}

fn first_cause(verdict: &Diagnosis) -> &str {
    verdict.causes.first().map_or("", |cause| &cause.id)
}

#[test]
fn verdicts_on_answers_of_real_servers_are_as_good_as_promised() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/answers");
    let mut score = Score::default();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            let text = std::fs::read_to_string(&path).unwrap();
            text.lines().for_each(|line| score.add(&serde_json::from_str(line).unwrap()));
        }
    }
    let at_least = [
        ("gateway named", 0.97),
        ("side", 0.90),
        ("cause in set", 0.95),
        ("best first", 0.70),
        ("retry accepted", 0.90),
        ("failed right", 0.98),
    ];
    let at_most =
        [("wrong name", 0.01), ("causes listed", 3.0), ("log-loss", 1.0), ("harm", 0.01), ("given up", 0.02)];
    let misses = score.misses.join("\n");
    for (name, bound) in at_least {
        assert!(score.of(name) >= bound, "{name}: {:.3}\n{misses}", score.of(name));
    }
    for (name, bound) in at_most {
        assert!(score.of(name) <= bound, "{name}: {:.3}\n{misses}", score.of(name));
    }
}

#[test]
fn layers_are_named_with_the_writer_of_the_page_first() {
    let page = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center>\
                <hr><center>nginx</center></body></html>";
    let verdict = answered(502, &[("Server", "cloudflare"), ("CF-RAY", "8f1a2b3c4d5e6f70-FRA")], page);
    assert_eq!(verdict.gateways, ["nginx", "cloudflare"]);
    assert_eq!(verdict.ids, [("Ray ID".to_owned(), "8f1a2b3c4d5e6f70-FRA".to_owned())]);
}

#[test]
fn vendor_codes_are_understood() {
    for (status, headers, body, cause) in [
        (522, &[("Server", "cloudflare")][..], "", "connection_timeout"),
        (530, &[("Server", "cloudflare")][..], "error code: 1033", "destination_unavailable"),
        (503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")][..], "", "dns_error"),
        (504, &[("X-Vercel-Error", "FUNCTION_INVOCATION_TIMEOUT")][..], "", "connection_read_timeout"),
        (404, &[("Ngrok-Error-Code", "ERR_NGROK_3200")][..], "", "destination_unavailable"),
        (
            502,
            &[("Proxy-Status", "edge.example; error=tls_certificate_error")][..],
            "",
            "tls_certificate_error",
        ),
        (503, &[][..], "no healthy upstream", "dns_error"),
    ] {
        assert_eq!(first_cause(&answered(status, headers, body)), cause, "{status} {headers:?} {body}");
    }
}

#[test]
fn a_failure_that_says_200_is_a_failure() {
    for (body, cause) in [
        ("<h1>Error establishing a database connection</h1>", "origin_error"),
        ("<br /><b>Fatal error</b>:  Uncaught Error in /srv/a.php:3 thrown on line <b>3</b>", "origin_error"),
        ("Briefly unavailable for scheduled maintenance. Check back in a minute.", "maintenance"),
    ] {
        let verdict = answered(200, &[], body);
        assert!(verdict.failed, "{body}");
        assert_eq!(first_cause(&verdict), cause, "{body}");
    }
}

#[test]
fn a_page_about_failures_is_none() {
    let long = "We looked into it for days. ".repeat(60);
    for body in [
        format!("<title>Error establishing a database connection: how to fix it</title><p>{long}"),
        format!(
            "<title>502 Bad Gateway explained</title><h1>502 Bad Gateway</h1><p>{long}<code>&lt;center&gt;nginx"
        ),
        format!("<h1>Guru Meditation:</h1><p>{long}"),
    ] {
        let verdict = answered(200, &[], &body);
        assert!(!verdict.failed, "{body}");
        assert!(verdict.gateways.is_empty(), "{:?} in {body}", verdict.gateways);
    }
    let live = format!("<title>Shop</title><h1>Chairs</h1><p>{long}");
    assert!(!answered(404, &[], &live).failed, "a live page that is coded 404");
    assert!(answered(404, &[], &format!("<title>404</title>{live}")).failed);
    assert!(!answered(302, &[("Location", "https://login.example.org/")], "").failed);
}

#[test]
fn blocks_and_challenges_are_never_tried_again() {
    for (status, headers, body) in [
        (403, &[("cf-mitigated", "challenge"), ("Server", "cloudflare")][..], ""),
        (403, &[][..], "<title>Just a moment...</title>"),
        (503, &[("Retry-After", "5")][..], "<title>Just a moment...</title>"),
        (403, &[("X-Vercel-Mitigated", "challenge"), ("Server", "Vercel")][..], ""),
        (200, &[][..], "<title>Making sure you're not a bot!</title>"),
    ] {
        let verdict = answered(status, headers, body);
        assert_eq!(first_cause(&verdict), "challenge", "{status} {headers:?} {body}");
        assert_eq!(verdict.advice, Advice::Never, "{status} {headers:?} {body}");
        assert_eq!(verdict.side, Side::Policy);
    }
}

#[test]
fn a_time_out_takes_time() {
    let page = "<title>503 Backend fetch failed</title><h3>Guru Meditation:</h3>";
    let judged = |elapsed_ms| {
        let facts = Failure { status: Some(503), elapsed_ms: Some(elapsed_ms), ..Failure::default() };
        diagnose(&facts, Some(page))
    };
    let p = |verdict: &Diagnosis| {
        verdict.causes.iter().filter(|c| c.id.ends_with("timeout")).map(|c| c.p).sum::<f64>()
    };
    assert!(p(&judged(60_000)) > 0.6 && p(&judged(3)) < 0.1);
}

#[test]
fn a_megabyte_of_hostile_markup_costs_no_more_than_its_prefix() {
    for unit in ["<title>", "&#39;", "<center>ngin", "<h1>Error 503 ", "é<", "\u{0}"] {
        let body = unit.repeat(1_000_000 / unit.len());
        let started = std::time::Instant::now();
        answered(502, &[], &body);
        assert!(started.elapsed().as_millis() < 250, "{unit:?} took {:?}", started.elapsed());
    }
}

#[test]
fn broken_answers_never_break_the_verdict() {
    let pieces = [
        "<title>",
        "<!--",
        "&#x110000;",
        "&",
        "<",
        "🦀",
        "’",
        "Ray ID: ",
        "<hr><center>nginx",
        "error code: 1",
        "\u{0}",
    ];
    let mut state = 7u64;
    let mut roll = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..3_000 {
        let body: String = (0..roll(30)).map(|_| pieces[roll(pieces.len())]).collect();
        let status = [200, 302, 403, 404, 500, 502, 503, 530, 999, 65_535][roll(10)];
        let value = pieces[roll(pieces.len())];
        let verdict =
            answered(status, &[("Server", value), ("Retry-After", value), ("Proxy-Status", value)], &body);
        assert!(verdict.causes.iter().map(|cause| cause.p).sum::<f64>() <= 1.001, "{status} {body:?}");
    }
}
