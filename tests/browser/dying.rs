//! Nothing is lost: backgrounds die at every step of a wait, browsers are closed, and the page still comes back.

use crate::stage::{A_WHILE, SHOP, SOON, Stage, options};
use crate::{in_both, over_a_restart};
use anyhow::Result;
use rebound_harness::answer;
use rebound_harness::driver::Page;
use rebound_harness::origin::Origin;
use rebound_harness::request::Request;
use rebound_harness::wait::wait_until;
use std::time::Duration;

/// Longer than an alarm takes, which is what wakes a dead background where nothing else happens.
const AN_ALARM: Duration = Duration::from_secs(80);
/// Long enough to be killed in the middle.
const SLOW: Duration = Duration::from_secs(3);

/// The switch is turned on, and the background dies as soon as that is saved.
fn keep_trying_and_die(stage: &mut Stage, page: &Page) -> Result<()> {
    let popup = stage.popup(page)?;
    stage.click(&popup, "switch", "Keep trying")?;
    wait_until("the saved wait", SOON, || {
        Ok(stage.state()?["state"].as_str().is_some_and(|state| state.contains("\"waits\":[{")))
    })?;
    stage.browser.kill_background()?;
    stage.browser.close_popup()
}

/// What was loaded, beside light probes.
fn loads(origin: &Origin) -> Vec<String> {
    origin.requests().into_iter().filter(Request::is_page_load).map(|request| request.path).collect()
}

in_both!(a_wait_outlives_its_background_at_every_step, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    stage.grant_everywhere()?;
    let behind = stage.browser.open_behind(&origin.url_at(SHOP, "/behind"))?;
    let front = stage.visit(&origin.url_at(SHOP, "/front"))?;
    origin.wait_for_requests(2, SOON)?;
    for page in [&behind, &front] {
        stage.badge_is(page, "!")?;
    }

    // Just after the click: an alarm brings the first try, …
    origin.forget_requests();
    origin.set(answer::nginx(502).delayed(SLOW))?;
    keep_trying_and_die(stage, &front)?;
    origin.wait_for_requests(1, AN_ALARM)?;

    // … during which it dies again, and the end of that load wakes it.
    stage.browser.kill_background()?;
    origin.set(answer::fine("Fine").delayed(Duration::from_millis(500)))?;
    stage.is_back(&front, AN_ALARM)?;
    assert_eq!(loads(&origin), ["/front", "/front"], "the failed try and the good one");

    // Between the first tab's return and the second's.
    stage.browser.kill_background()?;
    stage.is_back(&behind, AN_ALARM)?;
    assert_eq!(loads(&origin), ["/front", "/front", "/behind"]);
    stage.badge_is(&behind, "✓")
});

in_both!(a_probe_that_dies_with_the_background_is_made_again, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    // Servers on this machine are asked lightly also while somebody looks.
    let page = stage.visit(&origin.url("/cart"))?;
    stage.keep_trying(&page)?;
    let before = origin.requests().len();
    origin.set(answer::fine("Fine").delayed(SLOW))?;
    let requests = origin.wait_for_requests(before + 1, A_WHILE)?;
    assert!(!requests[before].is_page_load(), "a probe");
    stage.browser.kill_background()?;
    stage.is_back(&page, AN_ALARM)?;
    let are_loads: Vec<_> = origin.requests()[before..].iter().map(Request::is_page_load).collect();
    assert_eq!(are_loads, [false, false, true], "the lost probe, the next one, the page");
    Ok(())
});

over_a_restart!(a_wait_goes_on_when_the_browser_is_started_again, options, |mut stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&page)?;

    let mut stage = stage.restarted()?;
    let page = stage.page_at(&origin.url_at(SHOP, "/cart"))?;
    stage.is_waiting(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    stage.badge_is(&page, "✓")?;
    stage.browser.quit()
});
