//! A site gets its share of requests and no more: whatever the number of tabs, whatever it asked for.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP};
use anyhow::Result;
use rebound_harness::answer::{self, Answer};
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use rebound_harness::request::Request;
use std::time::{Duration, SystemTime};

/// The times between one request and the next.
fn gaps(requests: &[Request]) -> Vec<Duration> {
    requests.windows(2).map(|pair| pair[1].at - pair[0].at).collect()
}

in_both!(twenty_tabs_ask_no_more_than_one_and_come_back_one_by_one, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    stage.grant_everywhere()?;
    let mut pages = Vec::new();
    for number in 1..20 {
        pages.push(stage.browser.open_behind(&origin.url_at(SHOP, &format!("/{number}")))?);
    }
    let front = stage.visit(&origin.url_at(SHOP, "/front"))?;
    for page in pages.iter().chain([&front]) {
        stage.badge_is(page, "!")?;
    }
    stage.keep_trying(&front)?;
    stage.is_told(&front, &["19 other tabs"])?;
    origin.forget_requests();
    let tries = origin.wait_for_requests(3, A_WHILE)?;
    assert!(tries.iter().all(|request| request.path == "/front"), "{tries:?}");
    assert!(gaps(&tries).iter().all(|gap| *gap > Duration::from_millis(2_400)), "{:?}", gaps(&tries));

    let one_load = Duration::from_millis(400);
    origin.set(answer::fine("Fine").delayed(one_load))?;
    origin.forget_requests();
    stage.is_back(&front, A_WHILE)?;
    for page in &pages {
        stage.is_back(page, A_WHILE)?;
    }
    let loads = origin.requests();
    assert!(loads.len() <= 22, "each tab once, after at most a failed try and a probe: {}", loads.len());
    assert!(gaps(&loads).iter().all(|gap| *gap >= one_load), "two at once: {:?}", gaps(&loads));
    Ok(())
});

in_both!(a_hidden_tab_is_asked_for_lightly_and_then_loaded, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    // A server on this machine: others are left alone for half a minute when nobody looks.
    let page = stage.visit(&origin.url("/cart"))?;
    stage.keep_trying(&page)?;
    stage.browser.open("about:blank")?;
    origin.forget_requests();
    origin.wait_for_requests(3, A_WHILE)?;
    origin.set(answer::fine("Fine").header("Cache-Control", "max-age=600"))?;
    stage.is_back(&page, A_WHILE)?;
    let mut are_loads: Vec<_> = origin.requests().iter().map(Request::is_page_load).collect();
    assert_eq!(are_loads.pop(), Some(true), "what the probe was answered is not in the cache");
    assert!(!are_loads.contains(&true), "only light probes before: {are_loads:?}");
    Ok(())
});

/// The site asks for some seconds; nothing is sent before, not even when the user comes back to the tab.
fn keeps_away(stage: &mut crate::stage::Stage, asks: Answer, least: Duration) -> Result<()> {
    let origin = Origin::with(asks)?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.badge_is(&page, "!")?;
    stage.keep_trying(&page)?;
    stage.is_told(&page, &["The site itself asked to wait this long."])?;
    origin.recover()?;
    let other = stage.browser.open("about:blank")?;
    stage.browser.close_page(&other)?;
    stage.browser.activate(&page)?;
    stage.is_back(&page, A_WHILE)?;
    let gaps = gaps(&origin.requests());
    assert!(gaps[0] >= least, "{gaps:?}");
    Ok(())
}

in_both!(a_site_that_asks_for_time_gets_it, |stage| {
    stage.grant_everywhere()?;
    keeps_away(stage, answer::retry_after(15), Duration::from_secs(15))?;
    let date = SystemTime::now() + Duration::from_secs(30);
    keeps_away(stage, answer::retry_at(date), Duration::from_secs(10)) // asked for some time after the date was made
});

/// Chromium alone reloads its own error pages.
#[test]
fn chromiums_own_reloading_is_not_doubled() -> Result<()> {
    let mut stage =
        crate::stage::Stage::with(&crate::stage::options(rebound_harness::driver::Kind::Chromium))?;
    let origin = Origin::with(Fault::Close)?;
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.keep_trying(&page)?;
    origin.forget_requests();
    origin.wait_for_requests(6, A_WHILE)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    // Chromium sends a request that met a closed connection once more at once; that is one load all the same.
    let gaps = gaps(&origin.requests());
    let between: Vec<_> = gaps.iter().filter(|gap| **gap > Duration::from_millis(100)).collect();
    assert!(between.iter().all(|gap| **gap > Duration::from_millis(800)), "{gaps:?}");
    Ok(())
}
