//! The command line reads what browsers and captures say, and tells in words what it cannot read.

#[path = "../examples/diagnose/input.rs"]
mod input;

use input::Case;
use serde_json::json;

#[test]
fn a_load_that_the_browser_gave_up_is_read_with_either_signal_missing() {
    let load = json!({"id": "c1", "browser": "chromium", "method": "post", "url": "https://a.example/", "online": false,
        "web_request_error": null, "web_navigation_error": "net::ERR_CONNECTION_REFUSED"});
    let facts = Case::read(&load).unwrap().facts;
    assert_eq!((facts.method.as_str(), facts.online), ("POST", false));
    assert_eq!(facts.request_error, None);
    assert_eq!(facts.navigation_error.as_deref(), Some("net::ERR_CONNECTION_REFUSED"));
}

#[test]
fn a_captured_answer_becomes_what_a_browser_would_have_seen() {
    let answer = json!({"request": {"method": "GET", "host": "shop.test", "url_path": "/a"},
        "response": {"status": 502, "reason": "Bad Gateway", "headers": [["Server", "nginx"]], "body": "x",
            "truncated": false, "end": "complete", "elapsed_ms": 3}});
    let case = Case::read(&answer).unwrap();
    assert_eq!(case.facts.url, "http://shop.test/a");
    assert_eq!((case.facts.status, case.facts.complete), (Some(502), true));
    assert_eq!(case.facts.header("server"), Some("nginx"));
    assert_eq!(case.body.as_deref(), Some("x"));
    let cut = json!({"response": {"status": 200, "headers": [], "truncated": true, "end": "eof"}});
    assert!(!Case::read(&cut).unwrap().facts.complete);
    let ends = [
        ("no-response-eof", "net::ERR_EMPTY_RESPONSE"),
        ("no-response-reset", "net::ERR_CONNECTION_RESET"),
        ("no-response-timeout", "net::ERR_TIMED_OUT"),
        ("not-http-timeout", "net::ERR_INVALID_HTTP_RESPONSE"),
    ];
    for (end, error) in ends {
        let nothing = json!({"response": {"status": 0, "headers": [], "truncated": true, "end": end}});
        assert_eq!(Case::read(&nothing).unwrap().facts.request_error.as_deref(), Some(error));
    }
}

#[test]
fn odd_input_is_answered_with_a_reason() {
    let odd = [
        json!([]),
        json!({}),
        json!({"response": 3}),
        json!({"response": {"status": "502"}}),
        json!({"response": {"status": 70_000}}),
        json!({"response": {"status": 502, "headers": {"Server": "nginx"}}}),
        json!({"response": {"status": 502, "headers": [["Server"]]}}),
        json!({"response": {"status": 502, "body": 7}}),
        json!({"browser": "chromium", "web_request_error": 7}),
    ];
    for value in odd {
        assert!(Case::read(&value).is_err_and(|why| !why.is_empty()), "{value}");
    }
}
