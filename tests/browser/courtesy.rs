//! Requests of our own mind what the site asks of visitors, and what the browser allows an extension.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP};
use anyhow::ensure;
use rebound_harness::answer;
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use rebound_harness::request::Request;
use rebound_harness::wait::wait_until;
use std::time::Duration;

/// The pause of `503-retry-after`.
const PAUSE: Duration = Duration::from_secs(8);
/// Longer than the pauses of a hidden tab in the first minutes.
const HIDDEN: Duration = Duration::from_secs(150);

in_both!(a_pause_that_the_site_asked_for_before_access_was_given_is_found_out_and_kept, |stage| {
    let origin = Origin::with(Fault::named("503-retry-after").unwrap())?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    let popup = stage.popup(&page)?;
    stage.says(&popup, "503")?;
    stage.browser.close_popup()?;
    origin.forget_requests();
    stage.keep_trying(&page)?;
    let first = origin.wait_for_requests(1, A_WHILE)?.remove(0);
    ensure!(!first.is_page_load(), "the page itself was asked first");
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    let pauses: Vec<Duration> = origin.requests().iter().map(|request| request.at - first.at).collect();
    ensure!(pauses.iter().skip(1).all(|pause| *pause >= PAUSE), "requests after {pauses:?}");
    Ok(())
});

in_both!(a_hidden_tab_comes_back_although_its_light_requests_are_held_back, |stage| {
    if stage.kind == Kind::Firefox {
        return Ok(()); // it holds none back
    }
    let origin = Origin::with(answer::nginx(503))?;
    let url = origin.url_at(SHOP, "/");
    let page = stage.visit(&url)?;
    stage.keep_trying(&page)?;
    stage.visit("about:blank")?;
    // So many answers of 503 to the worker make Chromium hold back whatever it asks of this address.
    let many = format!(
        "void setInterval(() => {{ chrome.storage.local.get('alive'); \
         fetch({url:?}, {{ headers: {{ 'X-Many': '1' }} }}).catch(() => {{}}) }}, 100)"
    );
    stage.browser.background_eval(&many)?;
    origin.forget_requests();
    let asked = wait_until("the page's own request", HIDDEN, || {
        Ok(origin.requests().iter().any(Request::is_page_load))
    });
    let others = origin.requests().iter().filter(|request| request.header("X-Many").is_none()).count();
    ensure!(asked.is_ok(), "{others} light requests and no page: {}", stage.state()?);
    origin.recover()?;
    stage.is_back(&page, HIDDEN)
});

in_both!(a_light_request_takes_no_more_of_an_answer_than_its_beginning, |stage| {
    const LONG: usize = 64 << 20;
    const BEGINNING: usize = 16 << 20; // above what the buffers of both sockets (Linux: 4 and 6 MB) and the browser hold
    let origin = Origin::with(answer::nginx(502))?;
    // Servers on this machine are asked lightly also while somebody looks.
    let page = stage.visit(&origin.url("/"))?;
    stage.keep_trying(&page)?;
    origin.forget_requests();
    origin.set(answer::huge(502, LONG))?;
    wait_until("a refusal", A_WHILE, || Ok(!origin.refusals().is_empty()))?;
    let (refusals, requests) = (origin.refusals(), origin.requests());
    ensure!(requests.iter().all(|request| !request.is_page_load()), "pages were loaded: {requests:?}");
    ensure!(refusals.iter().all(|sent| *sent < BEGINNING), "of {LONG} bytes were sent {refusals:?}");
    Ok(())
});
