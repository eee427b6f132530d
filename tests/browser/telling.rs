//! *Tell me when it is back*: the notification that was asked for comes, also after the tab was closed.

use crate::in_both;
use crate::stage::{A_WHILE, SHOP, SOON, Stage, options};
use anyhow::{Context, Result, ensure};
use rebound_harness::answer;
use rebound_harness::driver::{Kind, Options, Page};
use rebound_harness::origin::Origin;
use rebound_harness::wait::wait_until;
use serde_json::{Value, json};
use std::time::Duration;

/// Longer than the pauses of a wait that nobody looks at.
const NOBODY_LOOKS: Duration = Duration::from_secs(150);

/// The user has allowed notifications.
fn notified(kind: Kind) -> Options {
    Options { granted_permissions: vec!["notifications".into()], ..options(kind) }
}

/// From now on the extension's page remembers what was shown: Firefox without a desktop closes a notification at once.
fn watch_notifications(stage: &mut Stage) -> Result<()> {
    let watch = "(() => { self.told = []; const tell = (id) => self.told.includes(id) || self.told.push(id);
        chrome.notifications.onClosed.addListener(tell); chrome.notifications.onShown?.addListener(tell) })()";
    stage.browser.extension_eval(watch).map(drop)
}

/// The notifications that are or were shown, by the address that a click on them opens.
fn told(stage: &mut Stage) -> Result<Value> {
    let all =
        "chrome.notifications.getAll().then((all) => [...new Set([...Object.keys(all), ...self.told])])";
    stage.browser.extension_eval(all)
}

fn is_told_of(stage: &mut Stage, url: &str, patience: Duration) -> Result<()> {
    let told = wait_until("the notification", patience, || Ok(told(stage)? == json!([url])));
    told.with_context(|| stage.account())
}

/// A page that is waited for, and whose user wants to be told.
fn tell_me(stage: &mut Stage, url: &str) -> Result<Page> {
    watch_notifications(stage)?;
    let page = stage.visit(url)?;
    stage.keep_trying(&page)?;
    let popup = stage.popup(&page)?;
    stage.click(&popup, "button", "Tell me when it is back")?;
    let is_on = "document.querySelector('[data-key=tell_me]').ariaPressed === 'true'";
    wait_until("the button to be on", SOON, || Ok(stage.browser.eval(&popup, is_on)? == true))?;
    stage.browser.close_popup()?;
    Ok(page)
}

in_both!(who_asked_is_told_when_the_page_is_back, notified, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let url = origin.url_at(SHOP, "/cart");
    let page = tell_me(stage, &url)?;
    ensure!(told(stage)? == json!([]), "nothing is told before");
    origin.recover()?;
    stage.is_back(&page, A_WHILE)?;
    is_told_of(stage, &url, SOON)
});

in_both!(who_closed_the_tab_is_told_all_the_same, notified, |stage| {
    let origin = Origin::with(answer::nginx(502))?;
    let url = origin.url_at(SHOP, "/cart");
    let page = tell_me(stage, &url)?;
    stage.browser.close_page(&page)?;
    origin.recover()?;
    is_told_of(stage, &url, NOBODY_LOOKS)?;
    stage.has_no_plans()?;
    let loads = origin.requests().iter().filter(|request| request.is_page_load()).count();
    let after = origin.requests().len();
    ensure!(loads < after, "found out by a light request: {:?}", origin.requests());
    Ok(())
});
