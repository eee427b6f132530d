//! A click on the toolbar button: from the popup's first moment to the first verdict that can be read.

use super::scene::{HOST, PATIENCE, ROUNDS, Scene};
use super::table::{Figure, Table};
use anyhow::{Context, Result};
use rebound_harness::answer;
use rebound_harness::driver::Page;
use rebound_harness::origin::Origin;
use rebound_harness::wait::wait_for;

/// From the popup's navigation start to the verdict, in milliseconds.
const READABLE_MAX_MS: f64 = 100.0;
/// Times count from the navigation's start; the scene tells that it is the verdict that stands there.
const READABLE: &str = "document.querySelector('main')?.dataset.scene === 'looking'
    ? null : performance.getEntriesByName('rebound:readable')[0]?.startTime ?? null";

/// The first time ever: the extension has no access, so the click has to read the page. Each time another page.
///
/// # Errors
/// When the browser does not do as it is told.
pub fn without_access(scene: &mut Scene, table: &mut Table) -> Result<()> {
    let site = Origin::with(answer::nginx(502))?;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let page = scene.visit(&site.url_at(HOST, &format!("/unseen/{round}")))?;
        times.push(open(scene, &page)?);
        scene.clear(&page)?;
    }
    let what = "popup: from the click to the verdict, without access";
    table.add(Figure::new(what, "ms", times).median_at_most(READABLE_MAX_MS));
    Ok(())
}

/// The failure is known already.
///
/// # Errors
/// When the browser does not do as it is told.
pub fn with_access(scene: &mut Scene, table: &mut Table) -> Result<()> {
    let site = Origin::with(answer::nginx(502))?;
    let url = site.url_at(HOST, "/seen");
    let page = scene.visit(&url)?;
    scene.wait_for("a saved failure", &format!("onlooker.handled({url:?})"))?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        times.push(open(scene, &page)?);
    }
    scene.clear(&page)?;
    let what = "popup: from the click to the verdict";
    table.add(Figure::new(what, "ms", times).median_at_most(READABLE_MAX_MS));
    Ok(())
}

fn open(scene: &mut Scene, page: &Page) -> Result<f64> {
    let popup = scene.browser.open_popup(page)?;
    let time = wait_for("a verdict in the popup", PATIENCE, || {
        Ok(scene.browser.eval(&popup, READABLE)?.as_f64())
    })
    .with_context(|| format!("the popup: {:?}", scene.browser.eval(&popup, "document.body.innerText")))?;
    scene.browser.close_popup()?;
    Ok(time)
}
