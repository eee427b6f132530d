//! When all is well: nothing runs, nothing warns, and the popup says so.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP, SOON};
use rebound_harness::answer;
use rebound_harness::origin::Origin;
use rebound_harness::wait::wait_until;
use serde_json::json;

in_both!(a_healthy_page_wakes_no_wasm, |stage| {
    let origin = Origin::start()?;
    assert_eq!(stage.browser.install_warnings()?, Vec::<String>::new());
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/first"))?;
    stage.browser.kill_background()?; // the installation itself was news for the core
    for path in ["/second", "/third"] {
        stage.browser.navigate(&page, &origin.url_at(SHOP, path))?;
        wait_until(path, SOON, || Ok(!origin.requests_for(path).is_empty()))?;
        stage.settled(&page)?;
        let other = stage.visit(&origin.url_at(SHOP, "/other"))?;
        stage.browser.activate(&page)?;
        stage.browser.close_page(&other)?;
        wait_until("the background", SOON, || stage.browser.is_background_alive())?;
        let wasm = "performance.getEntriesByName('rebound:wasm').length";
        assert_eq!(stage.browser.background_eval(wasm)?, json!(0), "after {path}");
    }
    // And what is asked there is asked rightly.
    origin.set(answer::nginx(502))?;
    stage.browser.reload(&page)?;
    stage.badge_is(&page, "!")?;
    let wasm = "performance.getEntriesByName('rebound:wasm').length";
    assert_eq!(stage.browser.background_eval(wasm)?, json!(1));
    Ok(())
});

in_both!(the_badge_is_set_again_after_each_navigation, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    origin.set_for("/fine", answer::fine("Fine"));
    // The listeners come alive with the grant, without a restart.
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/a"))?;
    stage.badge_is(&page, "!")?;
    for path in ["/b", "/c"] {
        stage.browser.navigate(&page, &origin.url_at(SHOP, path))?;
        wait_until(path, SOON, || Ok(!origin.requests_for(path).is_empty()))?;
        stage.settled(&page)?;
        stage.badge_is(&page, "!")?;
    }
    stage.browser.navigate(&page, &origin.url_at(SHOP, "/fine"))?;
    stage.is_back(&page, SOON)?;
    stage.badge_is(&page, "")?;
    stage.browser.navigate(&page, &origin.url_at(SHOP, "/a"))?;
    stage.badge_is(&page, "!")?;
    stage.keep_trying(&page)?;
    origin.wait_for_requests(7, A_WHILE)?;
    stage.settled(&page)?;
    stage.is_waiting(&page)
});

in_both!(fine_pages_and_pages_out_of_reach_are_told_apart, |stage| {
    let origin = Origin::start()?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.is_told(&page, &["This page is fine."])?;
    let own = match stage.kind {
        Kind::Chromium => "chrome://version/",
        Kind::Firefox => "about:support",
    };
    let page = stage.visit(own)?;
    stage.is_told(&page, &["The browser keeps this page to itself."])
});

in_both!(a_click_alone_shows_a_verdict, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.is_told(&page, &["502"])?;
    // Of a page that did not load the browser tells those without access only that it did not.
    origin.set(rebound_harness::fault::Fault::Refused)?;
    let page = stage.visit(&origin.url_at(SHOP, "/refused"))?;
    stage.is_told(&page, &["with access to the site, Rebound sees why"])?;
    let granted = "chrome.permissions.getAll().then((all) => all.origins)";
    assert_eq!(stage.browser.extension_eval(granted)?, json!([]));
    Ok(())
});
