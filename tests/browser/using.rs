//! The popup for everybody: with keys alone, with a screen reader, with large text, in the dark, without jumps.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP, SOON, Stage, options};
use anyhow::{Context, Result, ensure};
use rebound_harness::answer;
use rebound_harness::driver::{Kind, Options, Page};
use rebound_harness::origin::Origin;
use rebound_harness::wait::wait_until;
use serde_json::json;
use std::path::Path;

/// Presses Tab until what has the focus has this name.
fn tab_to(stage: &mut Stage, popup: &Page, name: &str) -> Result<()> {
    let focused =
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.trim()";
    let mut met = Vec::new();
    for _ in 0..20 {
        stage.browser.press(popup, "Tab")?;
        let name_of_focused = stage.browser.eval(popup, focused)?;
        if name_of_focused == name {
            return Ok(());
        }
        met.push(name_of_focused);
    }
    anyhow::bail!("Tab does not reach {name}, only {met:?}")
}

in_both!(keys_alone_are_enough, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.badge_is(&page, "!")?;
    let popup = stage.popup(&page)?;
    tab_to(stage, &popup, "Keep trying")?;
    stage.browser.press(&popup, " ")?;
    stage.is_waiting(&page)?;
    let is_on = "document.querySelector('[role=switch]').ariaChecked === 'true'";
    wait_until("the switch to be on", SOON, || Ok(stage.browser.eval(&popup, is_on)? == true))?;
    let before = origin.requests().len();
    tab_to(stage, &popup, "Try now")?;
    stage.browser.press(&popup, "Enter")?;
    origin.wait_for_requests(before + 1, A_WHILE)?;
    tab_to(stage, &popup, "Stop")?;
    stage.browser.press(&popup, " ")?;
    stage.badge_is(&page, "!")
});

in_both!(nothing_jumps_while_the_countdown_runs, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    stage.grant_everywhere()?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    stage.badge_is(&page, "!")?;
    stage.keep_trying(&page)?;
    let popup = stage.popup(&page)?;
    // Some ticks and at least one try; everything that can be clicked is watched from picture to picture.
    let watch = "new Promise((resolve) => {
        const places = new Set();
        const look = () => {
            const parts = [...document.querySelectorAll('[role=switch], button')];
            places.add(JSON.stringify(parts.map((part) => [part.innerText.trim(), part.getBoundingClientRect()])));
        };
        const looking = setInterval(look, 50);
        setTimeout(() => { clearInterval(looking); resolve([...places]) }, 7000);
    })";
    let before = origin.requests().len();
    let places = stage.browser.eval(&popup, watch)?;
    ensure!(origin.requests().len() > before, "no try came meanwhile");
    ensure!(places.as_array().is_some_and(|places| places.len() == 1), "it jumps: {places:#}");
    Ok(())
});

/// What axe-core finds wrong with a popup.
fn violations(stage: &mut Stage, popup: &Page) -> Result<Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/node/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file).context("axe-core is missing: cargo x test brings it")?;
    let run = "axe.run().then((found) => found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html)}`))";
    let found = stage.browser.eval(popup, &format!("(() => {{ {axe};\nreturn {run} }})()"))?;
    Ok(serde_json::from_value(found)?)
}

/// The main scenes one after the other: fine, failing without and with access, waiting, back.
fn is_accessible_in_every_scene(options: &Options) -> Result<()> {
    let mut stage = Stage::with(options)?;
    let origin = Origin::start()?;
    let page = stage.visit(&origin.url_at(SHOP, "/"))?;
    let check = |stage: &mut Stage, page: &Page, scene: &str| -> Result<()> {
        let popup = stage.popup(page)?;
        let shown = stage.browser.eval(&popup, "document.querySelector('main').dataset.scene")?;
        ensure!(shown == json!(scene), "not {scene} but {shown}");
        let found = violations(stage, &popup)?;
        ensure!(found.is_empty(), "{scene}: {found:#?}");
        let is_cut_off = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        ensure!(stage.browser.eval(&popup, is_cut_off)? == false, "{scene}: wider than its window");
        stage.browser.close_popup()
    };
    check(&mut stage, &page, "fine")?;
    origin.set(answer::nginx(502))?;
    let page = stage.visit(&origin.url_at(SHOP, "/cart"))?;
    check(&mut stage, &page, "failing")?;
    stage.grant_everywhere()?;
    check(&mut stage, &page, "failing")?;
    stage.keep_trying(&page)?;
    check(&mut stage, &page, "waiting")?;
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    stage.badge_is(&page, "✓")?;
    check(&mut stage, &page, "back")
}

#[test]
fn chromium_popup_is_accessible() -> Result<()> {
    is_accessible_in_every_scene(&options(Kind::Chromium))
}

#[test]
fn chromium_popup_is_accessible_large_and_dark() -> Result<()> {
    is_accessible_in_every_scene(&Options { is_dark: true, zoom: 2.0, ..options(Kind::Chromium) })
}

#[test]
fn firefox_popup_is_accessible() -> Result<()> {
    is_accessible_in_every_scene(&options(Kind::Firefox))
}

#[test]
fn firefox_popup_is_accessible_large_and_dark() -> Result<()> {
    is_accessible_in_every_scene(&Options { is_dark: true, zoom: 2.0, ..options(Kind::Firefox) })
}
