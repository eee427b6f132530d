//! Cutting the browser off from the network.
//!
//! No one command does it. `Network.emulateNetworkConditions` makes `navigator.onLine` false in the *process* of the
//! page it is given to (so the extension's worker learns it from the control page, without a debugger on the worker),
//! but of requests it stops only navigations. The browser-wide `Fetch` domain fails all requests with
//! `net::ERR_INTERNET_DISCONNECTED`, except those of pages and workers that run already, until their loaders are made
//! anew; a short visit of their own `Fetch` does that. Pages get `online` and `offline` events; Chromium's service
//! workers have none, here as in life.

use super::Chromium;
use super::devtools::PROBE;
use super::targets::{SOON, Targets, id};
use crate::wait::wait_until;
use anyhow::Result;
use serde_json::{Value, json};

/// Cuts off or connects every page, the extension, and whatever opens later.
pub fn set_offline(browser: &mut Chromium, is_offline: bool) -> Result<()> {
    browser.is_offline = is_offline;
    if is_offline {
        browser.targets.browser("Fetch.enable", json!({ "patterns": [{ "urlPattern": "http*://*" }] }))?;
    } else {
        browser.targets.browser("Fetch.disable", json!({}))?;
    }
    let mut pages = vec![browser.control()?];
    for tab in browser.targets.tabs()?.into_iter().chain(browser.popup()?) {
        pages.push(browser.session(&tab)?);
    }
    for page in pages {
        browser.targets.connection.call(&page, "Network.emulateNetworkConditions", conditions(is_offline))?;
        if is_offline {
            renew_loader(&mut browser.targets, &page)?;
        }
    }
    if is_offline && let Some(worker) = browser.worker()? {
        let session = browser.targets.attach(&id(&worker))?;
        renew_loader(&mut browser.targets, &session)?;
        // It takes effect a moment later.
        let probe = format!("fetch('{PROBE}', {{ mode: 'no-cors' }}).then(() => true, () => false)");
        let is_cut_off = || Ok(browser.targets.evaluate(&session, &probe)? == true);
        wait_until("the background's end of network", SOON, is_cut_off)?;
        browser.targets.detach(&session)?;
    }
    Ok(())
}

/// From now on the requests of this page or worker go past the browser-wide `Fetch`.
fn renew_loader(targets: &mut Targets, session: &str) -> Result<()> {
    targets.connection.call(session, "Fetch.enable", json!({}))?;
    targets.connection.call(session, "Fetch.disable", json!({})).map(drop)
}

/// What `Network.emulateNetworkConditions` is told.
pub fn conditions(is_offline: bool) -> Value {
    json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 })
}
