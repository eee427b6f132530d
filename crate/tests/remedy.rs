//! What the experiment finds where the truth is known, and what it costs the site.

use rebound::diagnosis::diagnose;
use rebound::failure::Failure;
use rebound::fetch::{Answer, Fetch};
use rebound::remedy::cookies::{self, Cookie};
use rebound::remedy::experiment::{Experiment, Finding, Grounds, REQUESTS_MAX, Way};
use rebound::remedy::occasion::is_worthwhile;
use rebound::remedy::step::{Step, called_for, others};

const PAGE: &str = "https://shop.test/cart";
const COOKIES: Grounds = Grounds {
    has_cookies: true,
    is_apart: false,
    by_worker: false,
    from_cache: false,
    came_back_in_vain: false,
};

/// What a site answers to a request: status, and a header.
type Site = fn(&Fetch, u32) -> (u16, &'static str, &'static str);

fn is_fresh(fetch: &Fetch) -> bool {
    fetch.url.contains("rebound_check=")
}

fn is_root(fetch: &Fetch) -> bool {
    fetch.url.starts_with("https://shop.test/?")
}

fn failed(status: u16) -> Failure {
    Failure { url: PAGE.into(), status: Some(status), ..Failure::default() }
}

fn broken_off(error: &str) -> Failure {
    Failure { url: PAGE.into(), request_error: Some(error.into()), ..Failure::default() }
}

/// Runs an experiment against a site; status 0 stands for no answer.
fn run(facts: &Failure, grounds: Grounds, site: Site) -> (Finding, Vec<Way>) {
    let mut experiment = Experiment::new(facts, &diagnose(facts, None), grounds);
    let mut ways = Vec::new();
    loop {
        match experiment.next() {
            Err(finding) => return (finding, ways),
            Ok(way) => {
                let fetch = experiment.fetch(way, 7);
                let (status, name, value) = site(&fetch, experiment.sent);
                ways.push(way);
                experiment.sent += 1;
                experiment.note(
                    way,
                    &Answer {
                        status: Some(status).filter(|status| *status != 0),
                        headers: vec![(name.into(), value.into())],
                        is_whole: true,
                        url: fetch.url,
                        ..Answer::default()
                    },
                );
                assert!(ways.len() <= REQUESTS_MAX as usize, "{ways:?}");
            }
        }
    }
}

/// Each truth: what failed, what is known, how the site answers, and what must be found.
#[test]
fn each_known_truth_is_found() {
    let worker = Grounds { by_worker: true, ..COOKIES };
    let loops = broken_off("net::ERR_TOO_MANY_REDIRECTS");
    let circles = Failure { redirects: 20, ..broken_off("net::ERR_ABORTED") };
    let moved = Failure { asked_url: Some("http://shop.test/".into()), from_cache: true, ..failed(404) };
    let cached = Failure { from_cache: true, ..failed(502) };
    let truths: Vec<(&str, Failure, Grounds, Site, Finding)> = vec![
        (
            "oversized cookie",
            failed(400),
            COOKIES,
            |f, _| (if f.with_cookies { 400 } else { 200 }, "", ""),
            Finding::Cookies,
        ),
        (
            "header too large",
            failed(431),
            COOKIES,
            |f, _| (if f.with_cookies { 431 } else { 200 }, "", ""),
            Finding::Cookies,
        ),
        (
            "corrupt session cookie",
            failed(500),
            COOKIES,
            |f, _| (if f.with_cookies { 500 } else { 200 }, "", ""),
            Finding::Cookies,
        ),
        (
            "corrupt session, then a login",
            failed(502),
            COOKIES,
            |f, _| (if f.with_cookies { 502 } else { 401 }, "", ""),
            Finding::Cookies,
        ),
        (
            "cookie redirect loop",
            loops,
            COOKIES,
            |f, _| (if f.with_cookies { 0 } else { 200 }, "", ""),
            Finding::Cookies,
        ),
        (
            "cookie loop, as Chromium tells it",
            circles,
            COOKIES,
            |f, _| (if f.with_cookies { 0 } else { 200 }, "", ""),
            Finding::Cookies,
        ),
        ("cached 502", cached, COOKIES, |_, _| (200, "", ""), Finding::Cache),
        ("stale permanent redirect", moved, COOKIES, |_, _| (200, "", ""), Finding::Cache),
        ("service worker answers 502", failed(502), worker, |_, _| (200, "", ""), Finding::ServiceWorker),
        (
            "one path fails",
            failed(500),
            COOKIES,
            |f, _| (if is_root(f) { 200 } else { 500 }, "", ""),
            Finding::Path,
        ),
        ("plain outage", failed(502), COOKIES, |_, _| (502, "", ""), Finding::Wait),
        (
            "plain outage, nobody answers",
            broken_off("net::ERR_CONNECTION_REFUSED"),
            COOKIES,
            |_, _| (0, "", ""),
            Finding::Wait,
        ),
        ("over already", failed(502), COOKIES, |_, _| (200, "", ""), Finding::Back),
        (
            "works past the tab's stores only",
            failed(502),
            Grounds { came_back_in_vain: true, ..COOKIES },
            |_, _| (200, "", ""),
            Finding::Stored,
        ),
        (
            "every other request fails",
            failed(502),
            COOKIES,
            |_, n| (if n % 2 == 0 { 502 } else { 200 }, "", ""),
            Finding::Flaky,
        ),
        (
            "one server of three is broken",
            failed(502),
            COOKIES,
            |_, n| (if n % 3 == 0 { 502 } else { 200 }, "", ""),
            Finding::Flaky,
        ),
        (
            "the first request alone fails",
            failed(502),
            COOKIES,
            |_, n| (if n == 0 { 502 } else { 200 }, "", ""),
            Finding::Flaky,
        ),
        (
            "edge has a copy, origin is down",
            failed(502),
            COOKIES,
            |f, _| if f.with_cookies || is_fresh(f) { (502, "", "") } else { (200, "Age", "900") },
            Finding::Wait,
        ),
        (
            "edge says nothing of its copy",
            failed(502),
            COOKIES,
            |f, _| (if f.with_cookies || is_fresh(f) { 502 } else { 200 }, "", ""),
            Finding::Wait,
        ),
        (
            "edge keeps an old error",
            failed(502),
            COOKIES,
            |f, _| {
                if is_fresh(f) { (200, "X-Cache", "MISS") } else { (502, "X-Cache", "Error; HIT from edge") }
            },
            Finding::StoredError,
        ),
        (
            "start page comes from a store",
            failed(502),
            COOKIES,
            |f, _| if is_root(f) { (200, "CF-Cache-Status", "HIT") } else { (502, "", "") },
            Finding::Wait,
        ),
        ("the site asks for time", failed(503), COOKIES, |_, _| (503, "Retry-After", "60"), Finding::Asked),
        ("too many requests", failed(502), COOKIES, |_, _| (429, "", ""), Finding::Asked),
        (
            "refused by a filter without cookies",
            failed(502),
            COOKIES,
            |f, _| (if f.with_cookies { 502 } else { 403 }, "", ""),
            Finding::Wait,
        ),
        (
            "worker and cookies at once",
            failed(500),
            worker,
            |f, _| (if f.with_cookies { 500 } else { 200 }, "", ""),
            Finding::Cookies,
        ),
    ];
    for (name, facts, grounds, site, finding) in truths {
        let (found, ways) = run(&facts, grounds, site);
        assert_eq!(found, finding, "{name}: {ways:?}");
    }
}

#[test]
fn no_site_s_whims_bring_up_clearing_cookies_when_they_are_not_sent() {
    for pattern in 0..256_u32 {
        // Each request works or fails by its own bit, whatever it carries.
        let site = |fetch: &Fetch, n: u32| (if pattern >> n & 1 == 1 { 200 } else { 502 }, fetch.url.clone());
        let mut experiment = Experiment::new(&failed(502), &diagnose(&failed(502), None), Grounds::default());
        while let Ok(way) = experiment.next() {
            let (status, url) = site(&experiment.fetch(way, 1), experiment.sent);
            experiment.sent += 1;
            experiment.note(way, &Answer { status: Some(status), url, is_whole: true, ..Answer::default() });
        }
        assert_ne!(experiment.next(), Err(Finding::Cookies));
        assert!(experiment.sent <= REQUESTS_MAX);
    }
}

#[test]
fn in_a_container_whose_cookies_we_cannot_send_nothing_is_said_about_cookies() {
    let apart = Grounds { is_apart: true, ..COOKIES };
    let (found, ways) = run(&failed(500), apart, |f, _| (if f.with_cookies { 500 } else { 200 }, "", ""));
    assert!(found != Finding::Cookies && !ways.contains(&Way::Bare), "{found:?} {ways:?}");
}

#[test]
fn it_stops_as_soon_as_the_answer_is_clear() {
    let requests = |facts: &Failure, site: Site| run(facts, COOKIES, site).1.len();
    assert_eq!(requests(&failed(431), |f, _| (if f.with_cookies { 431 } else { 200 }, "", "")), 2);
    assert_eq!(requests(&failed(502), |_, _| (200, "", "")), 1);
    assert_eq!(requests(&failed(502), |_, _| (502, "", "")), 3);
    assert_eq!(requests(&failed(500), |f, _| (if f.with_cookies { 500 } else { 200 }, "", "")), 4);
    assert_eq!(requests(&failed(503), |_, _| (503, "Retry-After", "5")), 1);
}

#[test]
fn a_lost_request_counts_and_is_not_taken_for_an_answer() {
    let mut experiment = Experiment::new(&failed(502), &diagnose(&failed(502), None), COOKIES);
    experiment.sent = REQUESTS_MAX;
    assert_eq!(experiment.next(), Err(Finding::Unclear));
    assert!(experiment.seen.is_empty());
}

#[test]
fn forms_logins_and_missing_pages_are_left_alone() {
    assert!(!is_worthwhile(&Failure { method: "POST".into(), ..failed(502) }));
    assert!(!is_worthwhile(&Failure { online: false, ..failed(502) }));
    for status in [401, 404, 407, 429] {
        assert!(!is_worthwhile(&failed(status)), "{status}");
    }
    for status in [400, 431, 500, 502, 503, 504] {
        assert!(is_worthwhile(&failed(status)), "{status}");
    }
    assert!(is_worthwhile(&broken_off("net::ERR_TOO_MANY_REDIRECTS")));
}

#[test]
fn addresses_that_no_cache_has_seen_stay_on_the_page_or_at_the_start_page() {
    let of = |url: &str, way| {
        let facts = Failure { url: url.into(), ..failed(502) };
        Experiment::new(&facts, &diagnose(&facts, None), COOKIES).fetch(way, 7).url
    };
    assert_eq!(of("https://a.test/x?y=1#z", Way::Fresh), "https://a.test/x?y=1&rebound_check=7");
    assert_eq!(of("https://a.test/x", Way::Fresh), "https://a.test/x?rebound_check=7");
    assert_eq!(of("https://a.test:8443/x?y", Way::Root), "https://a.test:8443/?rebound_check=7");
}

fn cookie(name: &str, bytes: u32) -> Cookie {
    Cookie { name: name.into(), domain: "shop.test".into(), path: "/".into(), secure: false, bytes }
}

#[test]
fn of_too_many_cookies_only_the_largest_go() {
    let mut jar = [cookie("theme", 20), cookie("cart", 9_000), cookie("session", 60)];
    assert_eq!(cookies::largest(&mut jar), 1);
    assert_eq!(jar[0].name, "cart");
    let mut jar: Vec<Cookie> = (0..40).map(|n| cookie(&n.to_string(), 400)).collect();
    assert_eq!(cookies::largest(&mut jar), 30);
    let mut small = [cookie("a", 10), cookie("b", 10)];
    assert_eq!(cookies::largest(&mut small), 2, "size is not to blame, so none can be told apart");
}

#[test]
fn only_cookies_that_go_with_the_page_are_meant() {
    let goes = |domain: &str, path: &str, secure, url| {
        Cookie { name: "a".into(), domain: domain.into(), path: path.into(), secure, bytes: 1 }.goes_with(url)
    };
    for (domain, path, expected) in [
        ("www.shop.test", "/", true),
        (".shop.test", "/", true),
        (".www.shop.test", "/cart", true),
        ("www.shop.test", "/cart/", true),
        ("shop.test", "/", false),
        ("pay.shop.test", "/", false),
        (".pshop.test", "/", false),
        ("www.shop.test", "/admin", false),
        ("www.shop.test", "/car", false),
    ] {
        assert_eq!(
            goes(domain, path, false, "http://www.shop.test:8080/cart/items?a#b"),
            expected,
            "{domain} {path}"
        );
    }
    assert!(goes("localhost", "/", true, "https://localhost"));
    assert!(!goes("localhost", "/", true, "http://localhost/"));
}

#[test]
fn clearing_cookies_is_called_for_by_proof_alone() {
    use Finding::*;
    for finding in [Cache, ServiceWorker, Stored, Path, Back, Flaky, StoredError, Wait, Asked, Unclear] {
        let steps = called_for(finding, true, true);
        assert!(!steps.iter().any(|step| step.can_be_undone()), "{finding:?}: {steps:?}");
        assert!(others(&steps, true, true).contains(&Step::ClearAllCookies));
    }
    assert_eq!(called_for(Cookies, false, true), [Step::ClearCookies]);
    assert_eq!(called_for(ServiceWorker, false, true)[0], Step::RemoveWorker);
    assert_eq!(called_for(Cache, false, false), [Step::ReloadPastCache]);
}
