//! Unattended screens: nobody presses anything, and the page comes back all the same.

use crate::options::{is_saved, open, press};
use crate::stage::{A_WHILE, EVERYWHERE, SHOP, Stage, options};
use crate::{in_both, over_a_restart};
use anyhow::Result;
use rebound_harness::answer;
use rebound_harness::driver::Page;
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use serde_json::json;

/// The mode is switched on in the settings, which asks for access to all sites.
fn leave_alone(stage: &mut Stage) -> Result<()> {
    stage.browser.approve(&EVERYWHERE)?;
    let settings = open(stage)?;
    press(stage, &settings, "kiosk")?;
    is_saved(stage, "state.patience.kiosk", &json!(true))?;
    stage.says(&settings, "All sites")?;
    stage.browser.close_page(&settings)
}

/// A board of each of two sites.
fn boards(stage: &mut Stage, shop: &Origin, news: &Origin) -> Result<[Page; 2]> {
    Ok([stage.visit(&shop.url_at(SHOP, "/board"))?, stage.visit(&news.url_at("news.test", "/board"))?])
}

/// The sites are well again, and so are their pages.
fn come_back(stage: &mut Stage, origins: &[Origin], pages: &[Page]) -> Result<()> {
    origins.iter().try_for_each(Origin::recover)?;
    for page in pages {
        stage.browser.activate(page)?;
        stage.is_back(page, A_WHILE)?;
        stage.badge_is(page, "✓")?;
    }
    Ok(())
}

in_both!(every_site_is_waited_for_without_a_click_and_comes_back, |stage| {
    let (shop, news) = (Origin::start()?, Origin::start()?);
    let pages = boards(stage, &shop, &news)?;
    leave_alone(stage)?;
    shop.set(answer::nginx(502))?;
    news.set(Fault::Close)?;
    for page in &pages {
        stage.browser.activate(page)?;
        stage.browser.reload(page)?; // as boards do by themselves
        stage.is_waiting(page)?;
    }
    come_back(stage, &[shop, news], &pages)
});

in_both!(a_page_that_had_failed_before_the_mode_was_on_is_waited_for_too, |stage| {
    let (shop, news) = (Origin::with(answer::nginx(502))?, Origin::with(Fault::Refused)?);
    // Nobody saw these loads: there was no access.
    let pages = boards(stage, &shop, &news)?;
    leave_alone(stage)?;
    for page in &pages {
        stage.is_waiting(page)?;
    }
    come_back(stage, &[shop, news], &pages)
});

// The screen loses its power; when it has it again the site is down, and fails before Rebound is awake.
over_a_restart!(a_screen_that_starts_into_an_outage_comes_back, options, |mut stage| {
    // A restored session shows what the cache has, if it has the page.
    let origin = Origin::with(answer::fine("Fine").header("Cache-Control", "no-store"))?;
    leave_alone(&mut stage)?;
    let page = stage.visit(&origin.url_at(SHOP, "/board"))?;
    stage.is_back(&page, A_WHILE)?;

    origin.set(answer::nginx(502))?;
    let mut stage = stage.restarted()?;
    let page = stage.page_at(&origin.url_at(SHOP, "/board"))?;
    stage.is_waiting(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    stage.badge_is(&page, "✓")?;
    stage.browser.quit()
});
