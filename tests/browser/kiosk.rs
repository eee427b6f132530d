//! Unattended screens: nobody presses anything, and the page comes back all the same.

use crate::in_both;
use crate::options::{is_saved, open, press};
use crate::stage::{A_WHILE, EVERYWHERE, SHOP, Stage, options};
use anyhow::Result;
use rebound_harness::answer;
use rebound_harness::driver::{Kind, Options};
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

in_both!(every_site_is_waited_for_without_a_click_and_comes_back, |stage| {
    let (shop, news) = (Origin::start()?, Origin::start()?);
    let pages =
        [stage.visit(&shop.url_at(SHOP, "/board"))?, stage.visit(&news.url_at("news.test", "/board"))?];
    leave_alone(stage)?;
    shop.set(answer::nginx(502))?;
    news.set(Fault::Close)?;
    for page in &pages {
        stage.browser.activate(page)?;
        stage.browser.reload(page)?; // as boards do by themselves
        stage.is_waiting(page)?;
    }
    shop.recover()?;
    news.recover()?;
    for page in &pages {
        stage.browser.activate(page)?;
        stage.is_back(page, A_WHILE)?;
        stage.badge_is(page, "✓")?;
    }
    Ok(())
});

in_both!(a_page_that_had_failed_before_the_mode_was_on_is_waited_for_too, |stage| {
    let (shop, news) = (Origin::with(answer::nginx(502))?, Origin::with(Fault::Refused)?);
    // Nobody saw these loads: there was no access.
    let pages =
        [stage.visit(&shop.url_at(SHOP, "/board"))?, stage.visit(&news.url_at("news.test", "/board"))?];
    leave_alone(stage)?;
    for page in &pages {
        stage.is_waiting(page)?;
    }
    shop.recover()?;
    news.recover()?;
    for page in &pages {
        stage.browser.activate(page)?;
        stage.is_back(page, A_WHILE)?;
    }
    Ok(())
});

/// The screen loses its power; when it has it again the site is down, and fails before Rebound is awake.
fn comes_back_after_a_restart(kind: Kind) -> Result<()> {
    let home = tempfile::tempdir()?;
    // A restored session shows what the cache has, if it has the page.
    let origin = Origin::with(answer::fine("Fine").header("Cache-Control", "no-store"))?;
    let url = origin.url_at(SHOP, "/board");
    let kept = Options { profile: Some(home.path().to_owned()), ..options(kind) };
    let mut stage = Stage::with(&kept)?;
    leave_alone(&mut stage)?;
    let page = stage.visit(&url)?;
    stage.is_back(&page, A_WHILE)?;
    stage.browser.quit()?;

    origin.set(answer::nginx(502))?;
    let mut stage = Stage::with(&Options { restores_session: true, ..kept })?;
    let page = stage.page_at(&url)?;
    stage.is_waiting(&page)?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    stage.badge_is(&page, "✓")?;
    stage.browser.quit()
}

#[test]
fn chromium_comes_back_after_a_restart_into_an_outage() -> Result<()> {
    comes_back_after_a_restart(Kind::Chromium)
}

#[test]
fn firefox_comes_back_after_a_restart_into_an_outage() -> Result<()> {
    comes_back_after_a_restart(Kind::Firefox)
}
