//! Other routes and "Is it just me?": nobody is asked before the click, and only what was fetched is offered.

use crate::in_both;
use crate::stage::{SHOP, SOON, Stage};
use anyhow::{Context, Result};
use rebound_harness::answer::{self, Answer};
use rebound_harness::driver::Page;
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use rebound_harness::wait::wait_until;
use serde_json::json;

/// The name under which this machine plays all third parties.
const OUTSIDE: &str = "news.test";
const COPY: &str = "/web/20260303120000/";

/// JSON that any page may read, as public services send it.
fn service(status: u16, body: &serde_json::Value) -> Answer {
    Answer::page(status, body.to_string())
        .header("Content-Type", "application/json")
        .header("Access-Control-Allow-Origin", "*")
        .header("Access-Control-Allow-Headers", "*")
}

/// A site of which only `/cart` fails.
fn site() -> Result<Origin> {
    let site = Origin::start()?;
    site.set_for("/cart", answer::nginx(502));
    Ok(site)
}

/// Archive, resolver, stations and status page, as they are documented.
fn outside(site: &Origin) -> Result<Origin> {
    let outside = Origin::start()?;
    let copy = format!("{COPY}{}", site.url_at(SHOP, "/cart"));
    outside.set_for("/available", service(200, &json!({"archived_snapshots": {"closest":
        {"available": true, "status": "200", "timestamp": "20260303120000", "url": outside.url_at(OUTSIDE, &copy)}}})));
    outside.set_for("/resolve", service(200, &json!({"Status": 0, "Answer": [{"name": "shop.test.", "type": 1, "TTL": 60, "data": "192.0.2.1"}]})));
    outside.set_for("/measure", service(202, &json!({"id": "abc", "probesCount": 2})));
    let station =
        |country| json!({"probe": {"country": country}, "result": {"status": "finished", "statusCode": 200}});
    outside.set_for(
        "/measure/abc",
        service(200, &json!({"id": "abc", "status": "finished", "results": [station("DE"), station("JP")]})),
    );
    outside.set_for("/api/v2/summary.json", service(200, &json!({"page": {"name": "Shop"}, "status": {"indicator": "major", "description": "Partial System Outage"}})));
    Ok(outside)
}

/// Settings that lead every question to this machine.
fn ask_only(stage: &mut Stage, outside: &Origin) -> Result<()> {
    let at = |path| outside.url_at(OUTSIDE, path);
    let services = json!({"urls": {
        "status_page": at("/api/v2/summary.json"), "archive": at("/available?url={url}"), "archive_index": at("/index?url={url}"),
        "second_archive": at("/gate/{url}"), "dns_first": at("/resolve?name={host}"), "dns_second": at("/resolve?name={host}"),
        "elsewhere": at("/measure"), "connectivity": at("/success.txt"),
    }});
    stage.browser.extension_eval(&format!("chrome.storage.local.set({{ services: {services} }})"))?;
    Ok(())
}

/// Waits until nothing is being checked any more; what the popup says then.
pub fn checked(stage: &mut Stage, popup: &Page) -> Result<String> {
    let running = "document.querySelector('[data-state=queued], [data-state=running]')";
    let over = format!("!!document.querySelector('.route') && !{running}");
    let ended =
        wait_until("the end of the checks", 4 * SOON, || Ok(stage.browser.eval(popup, &over)? == true));
    ended.with_context(|| stage.account())?;
    stage.text(popup)
}

/// What the list says of a route.
pub fn result(stage: &mut Stage, popup: &Page, name: &str) -> Result<String> {
    let find = format!(
        "[...document.querySelectorAll('li.route')].find((li) => li.innerText.startsWith({}))?.innerText ?? ''",
        json!(name)
    );
    Ok(stage.browser.eval(popup, &find)?.as_str().unwrap_or_default().to_owned())
}

in_both!(routes_are_checked_on_a_click_and_the_one_that_works_opens, |stage| {
    let site = site()?;
    let outside = outside(&site)?;
    stage.grant_everywhere()?;
    ask_only(stage, &outside)?;
    let page = stage.visit(&site.url_at(SHOP, "/cart?token=secret"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "Check other routes")?;
    stage.says(&popup, OUTSIDE)?;
    assert_eq!(outside.requests().len(), 0, "nobody was asked before the click");

    stage.click(&popup, "button", "Check other routes")?;
    checked(stage, &popup)?;
    assert!(result(stage, &popup, "With www.")?.contains("answers with error 502"));
    assert!(result(stage, &popup, "First page of the site")?.contains("works"));
    assert!(result(stage, &popup, "The site’s status page")?.contains("Partial System Outage"));
    assert!(
        result(stage, &popup, "Wayback Machine")?.contains("copy from March 3, 2026"),
        "{}",
        result(stage, &popup, "Wayback Machine")?
    );
    assert!(
        outside.requests().iter().all(|request| !request.path.contains("secret")),
        "the query stays here"
    );
    assert!(outside.requests_for("/measure").is_empty(), "the other button was not pressed");

    stage.click(&popup, "button", "Open")?;
    wait_until("the other route", SOON, || Ok(stage.browser.title(&page)? == "Fine"))?;
    Ok(())
});

in_both!(a_site_of_which_only_www_fails_opens_without_it, |stage| {
    let site = Origin::with(Fault::AtHost { host: "www.shop.test".into(), answer: answer::nginx(502) })?;
    let outside = outside(&site)?;
    stage.grant_everywhere()?;
    ask_only(stage, &outside)?;
    let page = stage.visit(&site.url_at("www.shop.test", "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Check other routes")?;
    checked(stage, &popup)?;
    assert!(result(stage, &popup, "Without www.")?.contains("works"));
    stage.click(&popup, "button", "Open")?;
    wait_until("the other route", SOON, || Ok(stage.browser.title(&page)? == "Fine"))?;
    assert_eq!(stage.browser.url(&page)?, site.url_at(SHOP, "/cart"));
    Ok(())
});

in_both!(others_are_asked_on_a_click_without_any_access, |stage| {
    let site = site()?;
    let outside = outside(&site)?;
    ask_only(stage, &outside)?;
    let page = stage.visit(&site.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.unfold(&popup, "Is it just me?")?;
    stage.says(&popup, OUTSIDE)?;
    assert_eq!(outside.requests().len(), 0, "nobody was asked before the click");
    stage.click(&popup, "button", "Ask them")?;
    let said = checked(stage, &popup)?;
    assert!(said.contains("works from 2 other countries"), "{said}");
    assert!(result(stage, &popup, "A public name service")?.contains("knows the name"));
    if stage.kind == Kind::Firefox {
        let said = result(stage, &popup, "Name service of this browser")?;
        assert!(said.contains("knows the name"), "{said}");
    }
    let order = outside.requests_for("/measure");
    let order =
        order.iter().find(|request| request.method == "POST").context("no measurement was ordered")?;
    let order: serde_json::Value = serde_json::from_slice(&order.body)?;
    assert_eq!((&order["target"], &order["type"]), (&json!("shop.test"), &json!("http")));
    Ok(())
});

in_both!(a_run_goes_on_while_the_popup_is_closed_and_silence_is_a_result, |stage| {
    let site = site()?;
    let outside = outside(&site)?;
    for path in ["/available", "/index"] {
        outside.set_for(path, answer::empty(429));
    }
    outside.set_for("/api/v2/summary.json", answer::nginx(404));
    stage.grant_everywhere()?;
    ask_only(stage, &outside)?;
    let page = stage.visit(&site.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Check other routes")?;
    stage.says(&popup, "Stop checking")?;
    stage.browser.close_popup()?;
    wait_until("the archive's turn", 4 * SOON, || Ok(!outside.requests_for("/index").is_empty()))?;
    let popup = stage.popup(&page)?;
    checked(stage, &popup)?;
    assert!(result(stage, &popup, "Wayback Machine")?.contains("could not say"));
    assert!(result(stage, &popup, "The site’s status page")?.contains("the site has none"));
    Ok(())
});

in_both!(access_is_asked_for_by_the_click_that_needs_it, |stage| {
    let site = site()?;
    let outside = outside(&site)?;
    ask_only(stage, &outside)?;
    let page = stage.visit(&site.url_at(SHOP, "/cart"))?;
    let hosts = ["www.shop.test", SHOP, "m.shop.test", OUTSIDE];
    let origins: Vec<String> =
        hosts.iter().flat_map(|host| [format!("http://{host}/*"), format!("https://{host}/*")]).collect();
    let popup = stage.popup(&page)?;
    stage.says(&popup, "Your browser asks for access first")?;
    stage.browser.approve(&origins.iter().map(String::as_str).collect::<Vec<_>>())?;
    stage.click(&popup, "button", "Check other routes")?;
    checked(stage, &popup)?;
    assert!(result(stage, &popup, "Wayback Machine")?.contains("copy from"), "{}", stage.state()?);
    assert!(result(stage, &popup, "First page of the site")?.contains("works"));
    Ok(())
});

in_both!(a_second_archive_is_asked_on_a_miss_and_the_users_mirror_is_tried, |stage| {
    let site = site()?;
    let outside = outside(&site)?;
    let mirror = Origin::start()?;
    outside.set_for("/available", service(200, &json!({"archived_snapshots": {}})));
    outside.set_for("/index", service(200, &json!([])));
    let page = site.url_at(SHOP, "/cart");
    let copy = format!("/wayback/20250101000000/{page}");
    outside.set_for(&format!("/gate/{page}"), answer::redirect(302, &copy));
    stage.grant_everywhere()?;
    ask_only(stage, &outside)?;
    let template = mirror.url_at("login.test", "{path}");
    let more = format!(
        "chrome.storage.local.get('services').then(({{ services }}) => \
         chrome.storage.local.set({{ services: {{ ...services, mirrors: [{}] }} }}))",
        json!(template)
    );
    stage.browser.extension_eval(&more)?;
    let tab = stage.visit(&page)?;
    let popup = stage.popup(&tab)?;
    stage.click(&popup, "button", "Check other routes")?;
    checked(stage, &popup)?;
    assert!(result(stage, &popup, "Wayback Machine")?.contains("no good copy"), "{}", stage.state()?);
    assert!(result(stage, &popup, "Another web archive")?.contains("copy from January 1, 2025"));
    assert!(result(stage, &popup, "Your mirror login.test")?.contains("works"));
    assert_eq!(mirror.requests_for("/cart").len(), 1);
    Ok(())
});

in_both!(a_stopped_run_asks_nobody_any_more, |stage| {
    let site = site()?;
    let outside = outside(&site)?;
    for path in ["/", "/cart/"] {
        site.set_for(path, Fault::Hang);
    }
    stage.grant_everywhere()?;
    ask_only(stage, &outside)?;
    let page = stage.visit(&site.url_at(SHOP, "/cart"))?;
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Check other routes")?;
    stage.click(&popup, "button", "Stop checking")?;
    checked(stage, &popup)?;
    assert!(result(stage, &popup, "Wayback Machine")?.contains("not checked"));
    assert_eq!(outside.requests_for("/available").len(), 0);
    Ok(())
});
