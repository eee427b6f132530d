//! A background that is dead when a page fails, and one that need not do anything because the page is well.

use super::scene::{HOST, ROUNDS, Scene, epoch_ms};
use super::table::{Figure, Table};
use anyhow::{Context, Result};
use rebound_harness::answer;
use rebound_harness::driver::Kind;
use rebound_harness::origin::Origin;
use std::time::SystemTime;

/// From the answer to the saved failure, in milliseconds.
const HANDLED_MAX_MS: (f64, f64) = (100.0, 200.0);

/// Healthy pages in a row; counts how often the background instantiates its Wasm.
///
/// # Errors
/// When the browser does not do as it is told.
pub fn healthy(scene: &mut Scene, table: &mut Table) -> Result<()> {
    let site = Origin::start()?;
    scene.kill_background()?;
    for round in 0..ROUNDS {
        let page = scene.visit(&site.url_at(HOST, &format!("/well/{round}")))?;
        scene.browser.close_page(&page)?;
    }
    let count = scene.browser.background_eval("performance.getEntriesByName('rebound:wasm').length")?;
    let count = count.as_f64().context("no count")?;
    let what = format!("Wasm instantiated by {ROUNDS} healthy pages");
    table.add(Figure::new(what, "", vec![count]).each_at_most(0.0));
    Ok(())
}

/// A page that fails while the background is dead, each time in a tab of its own.
///
/// # Errors
/// When the browser does not do as it is told.
pub fn failing(scene: &mut Scene, table: &mut Table) -> Result<()> {
    let site = Origin::with(answer::nginx(502))?;
    let (mut running, mut asked, mut told, mut saved) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        scene.kill_background()?;
        let path = format!("/broken/{round}");
        let url = site.url_at(HOST, &path);
        let page = scene.visit(&url)?;
        let handled = scene.wait_for("a saved failure", &format!("onlooker.handled({url:?})"))?;
        // The answer leaves when the request's last byte is there.
        let requests = site.requests_for(&path);
        let request = requests.first().context("the site was not asked")?;
        let answered_ms = epoch_ms(SystemTime::now() - request.at.elapsed());
        let began = "[performance.timeOrigin, performance.getEntriesByName('rebound:wasm')[0]?.startTime]";
        let began = scene.browser.background_eval(began)?;
        let origin_ms = began[0].as_f64().unwrap_or(f64::NAN);
        running.push(origin_ms - answered_ms);
        asked.push(origin_ms + began[1].as_f64().unwrap_or(f64::NAN) - answered_ms);
        told.push(handled["toldMs"].as_f64().context("no moment")? - answered_ms);
        saved.push(handled["savedMs"].as_f64().context("no moment")? - answered_ms);
        scene.clear(&page)?;
    }
    let limit_ms = if scene.kind == Kind::Chromium { HANDLED_MAX_MS.0 } else { HANDLED_MAX_MS.1 };
    table.add(
        Figure::new("dead background: from the 502 to the saved failure", "ms", saved)
            .median_at_most(limit_ms),
    );
    table.add(Figure::new("  … of that until the background starts", "ms", running));
    table.add(Figure::new("  … until it asks for its Wasm", "ms", asked));
    table.add(Figure::new("  … until the core has the failure", "ms", told));
    Ok(())
}
