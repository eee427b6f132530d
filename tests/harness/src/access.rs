//! Access to sites, given by the user before a scene begins.

use crate::driver::Driver;
use crate::wait::wait_until;
use anyhow::{Context, Result};
use serde_json::json;
use std::time::Duration;

/// Access to every site, as *All sites* asks for it.
pub const EVERYWHERE: [&str; 2] = ["http://*/*", "https://*/*"];

/// The user gives access to every site; done when the background has heard of it, and listens.
///
/// # Errors
/// When access is not granted, or the background does not answer in time.
pub fn grant_everywhere(browser: &mut dyn Driver, patience: Duration) -> Result<()> {
    let origins = json!({ "origins": EVERYWHERE });
    if browser.extension_eval(&format!("chrome.permissions.contains({origins})"))? == true {
        return Ok(());
    }
    browser.approve(&EVERYWHERE)?;
    saved_since(browser, 0.0, patience)?; // what the installation itself brought
    let asked = format!(
        "(async (before) => await chrome.permissions.request({origins}) ? before : null)(Date.now())"
    );
    let before = browser.extension_eval(&asked)?.as_f64().context("access was not granted")?;
    saved_since(browser, before, patience)
}

/// Waits until the background has handled an event at this time, in milliseconds since 1970, or later.
fn saved_since(browser: &mut dyn Driver, time_ms: f64, patience: Duration) -> Result<()> {
    let saved =
        "chrome.storage.local.get('state').then(({ state }) => state ? JSON.parse(state).now_ms : -1)";
    wait_until("the background's answer", patience, || {
        Ok(browser.extension_eval(saved)?.as_f64().is_some_and(|saved_ms| saved_ms >= time_ms))
    })
}
