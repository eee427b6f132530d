//! A developer's server on this machine: back on the screen within about a second, at the price of light requests.

use crate::in_both;
use crate::stage::{A_WHILE, SOON, Stage};
use anyhow::{Result, ensure};
use rebound_harness::answer;
use rebound_harness::driver::Page;
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use rebound_harness::request::Request;
use std::time::{Duration, Instant};

/// A pause of at most 0.8 s, the light request, the load, and a machine that has other things to do.
const ABOUT_A_SECOND: Duration = Duration::from_millis(2_500);

/// The server starts; its page is asked for about a second later, after a light request and once.
fn comes_back_at_once(stage: &mut Stage, origin: &Origin, page: &Page) -> Result<()> {
    origin.forget_requests();
    let started = Instant::now();
    origin.recover()?;
    stage.is_back(page, SOON)?;
    stage.badge_is(page, "✓")?;
    let loads: Vec<Request> = origin.requests().into_iter().filter(Request::is_page_load).collect();
    ensure!(loads.len() == 1, "loaded more than once: {loads:?}");
    let after = loads[0].at - started;
    ensure!(after < ABOUT_A_SECOND, "the page was asked for only after {after:?}");
    Ok(())
}

in_both!(a_server_that_refuses_connections_is_back_within_about_a_second, |stage| {
    let origin = Origin::with(Fault::Refused)?;
    let page = stage.visit(&origin.url("/"))?;
    stage.keep_trying(&page)?;
    comes_back_at_once(stage, &origin, &page)
});

in_both!(a_server_behind_a_development_proxy_is_asked_lightly_every_second, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let page = stage.visit(&origin.url("/"))?;
    stage.keep_trying(&page)?;
    origin.forget_requests();
    let tries = origin.wait_for_requests(8, A_WHILE)?;
    ensure!(!tries.iter().any(Request::is_page_load), "the page itself was loaded in vain: {tries:?}");
    let gaps: Vec<Duration> = tries.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    ensure!(gaps.iter().all(|gap| *gap > Duration::from_millis(500)), "too eager: {gaps:?}");
    let mut sorted = gaps.clone();
    sorted.sort();
    ensure!(sorted[sorted.len() / 2] < Duration::from_millis(1_300), "too slow: {gaps:?}");
    comes_back_at_once(stage, &origin, &page)
});
