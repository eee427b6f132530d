//! A page that comes back without its style sheet or script is not back yet, and is not loaded for ever either.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP};
use anyhow::{Result, ensure};
use rebound_harness::answer::{self, Answer};
use rebound_harness::origin::Origin;
use rebound_harness::request::Request;
use rebound_harness::wait::wait_until;
use std::time::Duration;

/// Each half-loaded page makes the next pause longer.
const LONGER_PAUSES: Duration = Duration::from_secs(120);

/// The site's page, with a style sheet and a script from these addresses.
fn page(style: &str, script: &str) -> Answer {
    let head = format!("<link rel=\"stylesheet\" href=\"{style}\"><script src=\"{script}\"></script>");
    Answer::page(200, format!("<!doctype html><title>Fine</title>{head}<h1>Fine</h1>"))
}

fn style() -> Answer {
    Answer::page(200, "h1 { color: green }").header("Content-Type", "text/css")
}

fn script() -> Answer {
    Answer::page(200, "document.title = 'Fine'").header("Content-Type", "text/javascript")
}

/// After a time on the way: Firefox needs some milliseconds until it reports what the extension has begun to listen to.
fn refusal() -> Answer {
    answer::nginx(502).delayed(Duration::from_millis(200))
}

/// How often the page itself was loaded since the origin began to count.
fn loads(origin: &Origin) -> usize {
    origin.requests_for("/cart").iter().filter(|request| request.is_page_load()).count()
}

/// Waits until the page has been loaded so often.
fn is_loaded(origin: &Origin, times: usize) -> Result<()> {
    let what = format!("load {times} of the page");
    wait_until(&what, LONGER_PAUSES, || Ok(loads(origin) >= times))
}

in_both!(a_page_whose_style_sheet_is_refused_is_tried_again_until_it_is_whole, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let tab = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&tab)?;
    origin.forget_requests();
    origin.set_for("/script.js", script());
    origin.set_for("/style.css", refusal());
    origin.set_for("/cart", page("/style.css", "/script.js"));
    stage.is_back(&tab, A_WHILE)?;
    stage.is_waiting(&tab)?;
    let before = loads(&origin);
    origin.set_for("/style.css", style());
    is_loaded(&origin, before + 1)?;
    stage.badge_is(&tab, "✓")?;
    let color = "((heading) => heading && getComputedStyle(heading).color)(document.querySelector('h1'))";
    wait_until("the style", A_WHILE, || Ok(stage.browser.eval(&tab, color)? == "rgb(0, 128, 0)"))?;
    stage.has_no_plans()?;
    ensure!(loads(&origin) == before + 1, "{:?}", origin.requests());
    Ok(())
});

in_both!(a_script_that_stays_broken_brings_two_more_loads_and_no_third, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let tab = stage.visit(&origin.url("/cart"))?;
    stage.keep_trying(&tab)?;
    origin.forget_requests();
    origin.set_for("/style.css", style());
    origin.set_for("/script.js", refusal());
    origin.set_for("/cart", page("/style.css", "/script.js"));
    is_loaded(&origin, 3)?;
    stage.badge_is(&tab, "✓")?;
    stage.is_at_rest(&origin)?;
    ensure!(loads(&origin) == 3, "{:?}", origin.requests().iter().map(|r| &r.path).collect::<Vec<_>>());
    stage.is_told(&tab, &["is back"])
});

in_both!(what_others_fail_to_deliver_is_no_fault_of_the_site, |stage| {
    let (origin, others) = (Origin::with(answer::nginx(502))?, Origin::with(answer::nginx(502))?);
    stage.grant_everywhere()?;
    let tab = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    stage.keep_trying(&tab)?;
    origin.forget_requests();
    origin.set_for("/style.css", style());
    origin.set_for("/cart", page("/style.css", &others.url_at("news.test", "/advert.js")));
    stage.is_back(&tab, A_WHILE)?;
    stage.badge_is(&tab, "✓")?;
    stage.is_at_rest(&origin)?;
    let all = origin.requests();
    ensure!(loads(&origin) == 1, "{all:?}");
    ensure!(others.requests().iter().filter(|request| !Request::is_page_load(request)).count() == 1);
    Ok(())
});
