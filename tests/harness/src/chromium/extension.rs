//! The extension in Chromium: its page without a tab, its popup, its worker, and what `chrome://extensions` can do.

use super::Chromium;
use super::targets::{SOON, Targets, id, place};
use crate::driver::{Driver, Page};
use crate::wait::{wait_for, wait_until};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::path::Path;

/// Opens `chrome://extensions`, in developer mode.
pub fn open_settings(targets: &mut Targets) -> Result<String> {
    let session = targets.open_hidden("chrome://extensions/", "!!globalThis.chrome?.developerPrivate")?;
    let mode = "chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })";
    targets.evaluate(&session, mode)?;
    Ok(session)
}

/// The id of the extension that was loaded from a folder.
pub fn find(targets: &mut Targets, settings: &str, folder: &Path) -> Result<String> {
    wait_for("the extension's installation", SOON, || {
        let all = targets.evaluate(settings, "chrome.developerPrivate.getExtensionsInfo({})")?;
        let found = all
            .as_array()
            .into_iter()
            .flatten()
            .find(|known| known["path"].as_str().map(Path::new) == Some(folder));
        let Some(found) = found else { return Ok(None) };
        if found["state"] != "ENABLED" {
            bail!("Chromium refuses the extension: {found}");
        }
        Ok(found["id"].as_str().map(str::to_owned))
    })
}

/// Opens the extension's page that scripts run in.
pub fn open_control(targets: &mut Targets, extension_id: &str) -> Result<String> {
    targets
        .open_hidden(&format!("chrome-extension://{extension_id}/control.html"), "!!globalThis.chrome?.tabs")
}

/// Presses the toolbar button and waits until the popup has loaded.
pub fn open_popup(browser: &mut Chromium, page: &Page) -> Result<Page> {
    let button = json!({ "id": browser.extension_id, "targetId": page.0 });
    browser.targets.browser("Extensions.triggerAction", button)?;
    wait_for("the popup", SOON, || {
        let Some(popup) = browser.popup()?.map(Page) else { return Ok(None) };
        let is_loaded = "location.protocol === 'chrome-extension:' && document.readyState === 'complete'";
        // A script that is cut off by the popup's loading only means: not yet.
        Ok(browser.eval(&popup, is_loaded).is_ok_and(|loaded| loaded == true).then_some(popup))
    })
}

/// Evaluates an expression in the worker, which may only just have started and lack the extension's interfaces yet.
pub fn evaluate_in_worker(targets: &mut Targets, worker: &str, expression: &str) -> Result<Value> {
    let is_ready = "!!globalThis.chrome?.runtime";
    wait_until("the background's interfaces", SOON, || Ok(targets.evaluate(worker, is_ready)? == true))?;
    targets.evaluate(worker, expression)
}

/// Answers the prompt for these patterns in advance; a request of other patterns still asks.
pub fn approve(browser: &mut Chromium, origins: &[&str]) -> Result<()> {
    for origin in origins {
        let arguments = json!([browser.extension_id, origin]);
        let add = format!("chrome.developerPrivate.addHostPermission(...{arguments})");
        browser.targets.evaluate(&browser.settings, &add)?;
    }
    Ok(())
}

/// What `chrome://extensions` complains of, and what an installation would ask a user for.
pub fn warnings(browser: &mut Chromium) -> Result<Vec<String>> {
    let get = format!("chrome.developerPrivate.getExtensionInfo({:?})", browser.extension_id);
    let info = browser.targets.evaluate(&browser.settings, &get)?;
    let kinds = ["manifestErrors", "installWarnings", "runtimeErrors", "runtimeWarnings"];
    let mut all: Vec<Value> =
        kinds.iter().flat_map(|kind| info[kind].as_array().cloned().unwrap_or_default()).collect();
    let ask =
        "chrome.management.getPermissionWarningsByManifest(JSON.stringify(chrome.runtime.getManifest()))";
    all.extend(browser.extension_eval(ask)?.as_array().cloned().unwrap_or_default());
    Ok(all.iter().map(text).collect())
}

fn text(warning: &Value) -> String {
    warning.as_str().or(warning["message"].as_str()).map_or_else(|| warning.to_string(), str::to_owned)
}

impl Chromium {
    /// The session with the extension's page, which is opened again if the extension was loaded anew.
    pub(super) fn control(&mut self) -> Result<String> {
        if !self.targets.is_open(&self.control) {
            self.control = open_control(&mut self.targets, &self.extension_id)?;
        }
        Ok(self.control.clone())
    }

    /// The extension's running worker.
    pub(super) fn worker(&mut self) -> Result<Option<Value>> {
        let origin = self.extension_origin();
        let is_worker = |target: &Value| target["type"] == "service_worker" && starts(target, &origin);
        Ok(self.targets.all()?.into_iter().find(is_worker))
    }

    /// The open popup: the only page of the extension with a tab target and without a place in a window.
    pub(super) fn popup(&mut self) -> Result<Option<String>> {
        let popup = format!("{}popup.html", self.extension_origin());
        let is_popup =
            |target: &Value| target["type"] == "tab" && place(target).is_none() && starts(target, &popup);
        Ok(self.targets.all()?.iter().find(|target| is_popup(target)).map(id))
    }
}

fn starts(target: &Value, url: &str) -> bool {
    target["url"].as_str().is_some_and(|own| own.starts_with(url))
}
