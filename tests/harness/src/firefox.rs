//! Firefox (ESR), driven by Marionette alone: everything happens in the browser window, with the browser's own rights
//! (`firefox/driver.js`), so that popups, the background and error pages are reached like any tab.

mod key;
mod marionette;
mod package;
mod process;
mod profile;

use crate::driver::{Driver, Options, Page, prepare_extension};
use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use marionette::Marionette;
use process::Process;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The open popup, which is no tab.
const POPUP: &str = "popup";

/// What `acceptInsecureCerts` does in a WebDriver session.
const TRUST_ALL: &str = "Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService)
    .setDisableAllSecurityChecksAndLetAttackersInterceptMyData(true)";

/// A running Firefox; killed, and its files removed, when dropped.
pub struct Firefox {
    marionette: Marionette,
    process: Process,
    /// Holds the packed extension, the log, and the profile if that is not kept.
    files: TempDir,
}

impl Firefox {
    /// Starts Firefox and installs the extension, if a kept profile does not have it yet. A start that fails is tried
    /// once more; nothing else is.
    ///
    /// # Errors
    /// When Firefox does not start, lacks the language, or does not take the extension.
    pub fn start(options: &Options) -> Result<Self> {
        let id = package::id(&options.extension)?;
        let files = tempfile::Builder::new().prefix("rebound-firefox-").tempdir()?;
        let profile = options.profile.clone().unwrap_or_else(|| files.path().join("profile"));
        profile::write(options, &id, &profile)?;
        let connect = || -> Result<(Process, Marionette)> {
            let log = files.path().join("log");
            let (process, port) = Process::start(&profile, options.has_window, &log)?;
            Ok((process, Marionette::connect(port)?))
        };
        let (process, marionette) = connect().or_else(|_| connect())?;
        let mut firefox = Self { marionette, process, files };
        firefox.check_language(options)?;
        if options.trusts_all {
            firefox.marionette.run(TRUST_ALL, json!([]))?;
        }
        firefox.install(options, &id)?;
        firefox.marionette.run(include_str!("firefox/driver.js"), json!([id]))?;
        Ok(firefox)
    }

    fn check_language(&mut self, options: &Options) -> Result<()> {
        let Some(language) = &options.language else { return Ok(()) };
        let spoken = self.marionette.run("return Services.locale.appLocaleAsBCP47", json!([]))?;
        let spoken = spoken.as_str().unwrap_or_default();
        let package = format!("firefox-esr-l10n-{language}");
        ensure!(
            spoken.starts_with(language.as_str()),
            "Firefox speaks {spoken}; on Debian: apt-get install {package}"
        );
        Ok(())
    }

    fn install(&mut self, options: &Options, id: &str) -> Result<()> {
        let known = "return AddonManager.getAddonByID(arguments[0]).then((addon) => addon !== null)";
        if self.marionette.run(known, json!([id]))? == true {
            return Ok(());
        }
        let folder = self.files.path().join("extension");
        prepare_extension(options, &folder)?;
        let xpi = self.files.path().join("extension.xpi");
        package::pack(&folder, &xpi)?;
        self.marionette.command("Addon:Install", json!({ "path": xpi, "temporary": false }))?;
        Ok(())
    }

    /// Calls a function of `driver.js`.
    fn call(&mut self, function: &str, arguments: Value) -> Result<Value> {
        let script = "const [name, values] = arguments; return window.rebound[name](...values)";
        self.marionette.run(script, json!([function, arguments]))
    }

    fn call_text(&mut self, function: &str, arguments: Value) -> Result<String> {
        let answer = self.call(function, arguments)?;
        Ok(answer.as_str().with_context(|| format!("{function} gave {answer}"))?.to_owned())
    }

    fn call_bool(&mut self, function: &str, arguments: Value) -> Result<bool> {
        let answer = self.call(function, arguments)?;
        answer.as_bool().with_context(|| format!("{function} gave {answer}"))
    }

    /// Calls a function that evaluates, and takes the value or the error out of the JSON that it gives.
    fn evaluate(&mut self, function: &str, arguments: Value) -> Result<Value> {
        let answer: Value = serde_json::from_str(&self.call_text(function, arguments)?)?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}");
        }
        Ok(answer["value"].clone())
    }

    fn act(&mut self, source: Value) -> Result<()> {
        self.marionette.command("WebDriver:PerformActions", json!({ "actions": [source] }))?;
        Ok(())
    }

    /// A tab must be in front to be clicked; the popup is, or it would be closed.
    fn focus(&mut self, page: &Page) -> Result<()> {
        let function = if page.0 == POPUP { "focus" } else { "activate" };
        self.call(function, json!([page.0])).map(drop)
    }
}

impl Driver for Firefox {
    fn open(&mut self, url: &str) -> Result<Page> {
        self.call_text("open", json!([url, false])).map(Page)
    }
    fn open_behind(&mut self, url: &str) -> Result<Page> {
        self.call_text("open", json!([url, true])).map(Page)
    }
    fn navigate(&mut self, page: &Page, url: &str) -> Result<()> {
        self.call("navigate", json!([page.0, url])).map(drop)
    }
    fn reload(&mut self, page: &Page) -> Result<()> {
        self.call("reload", json!([page.0])).map(drop)
    }
    fn stop(&mut self, page: &Page) -> Result<()> {
        self.call("stop", json!([page.0])).map(drop)
    }
    fn activate(&mut self, page: &Page) -> Result<()> {
        self.call("activate", json!([page.0])).map(drop)
    }
    fn close_page(&mut self, page: &Page) -> Result<()> {
        self.call("close", json!([page.0])).map(drop)
    }
    fn pages(&mut self) -> Result<Vec<Page>> {
        let pages = self.call("pages", json!([]))?;
        Ok(serde_json::from_value::<Vec<String>>(pages)?.into_iter().map(Page).collect())
    }
    fn eval(&mut self, page: &Page, expression: &str) -> Result<Value> {
        self.evaluate("evaluate", json!([page.0, expression]))
    }
    fn url(&mut self, page: &Page) -> Result<String> {
        self.call_text("url", json!([page.0]))
    }
    fn title(&mut self, page: &Page) -> Result<String> {
        self.call_text("title", json!([page.0]))
    }
    fn is_error_page(&mut self, page: &Page) -> Result<bool> {
        self.call_bool("isErrorPage", json!([page.0]))
    }
    fn screenshot(&mut self, page: &Page) -> Result<Vec<u8>> {
        Ok(STANDARD.decode(self.call_text("screenshot", json!([page.0]))?)?)
    }
    fn click_at(&mut self, page: &Page, x: f64, y: f64) -> Result<()> {
        self.focus(page)?;
        let point = self.call("point", json!([page.0, x, y]))?;
        let steps = json!([
            { "type": "pointerMove", "x": point["x"], "y": point["y"], "duration": 0 },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerUp", "button": 0 },
        ]);
        self.act(json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": steps }))
    }
    fn press(&mut self, page: &Page, key: &str) -> Result<()> {
        self.focus(page)?;
        let key = key::character(key)?;
        let steps = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }]);
        self.act(json!({ "type": "key", "id": "keyboard", "actions": steps }))
    }

    fn extension_origin(&self) -> String {
        format!("moz-extension://{}/", profile::EXTENSION_HOST)
    }
    fn extension_eval(&mut self, expression: &str) -> Result<Value> {
        self.evaluate("evaluateInExtension", json!([expression]))
    }
    fn tab_id(&mut self, page: &Page) -> Result<i64> {
        self.call("tabId", json!([page.0]))?.as_i64().context("a tab without a number")
    }
    fn open_popup(&mut self, page: &Page) -> Result<Page> {
        self.activate(page)?;
        self.call("openPopup", json!([]))?;
        Ok(Page(POPUP.into()))
    }
    fn close_popup(&mut self) -> Result<()> {
        self.call("closePopup", json!([])).map(drop)
    }

    fn approve(&mut self, origins: &[&str]) -> Result<()> {
        self.call("approve", json!([origins])).map(drop)
    }
    fn kill_background(&mut self) -> Result<()> {
        self.call("killBackground", json!([])).map(drop)
    }
    fn is_background_alive(&mut self) -> Result<bool> {
        self.call_bool("isBackgroundAlive", json!([]))
    }
    fn background_eval(&mut self, expression: &str) -> Result<Value> {
        self.evaluate("evaluateInBackground", json!([expression]))
    }
    fn set_offline(&mut self, is_offline: bool) -> Result<()> {
        self.call("setOffline", json!([is_offline])).map(drop)
    }
    fn install_warnings(&mut self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.call("warnings", json!([]))?)?)
    }
    fn quit(mut self: Box<Self>) -> Result<()> {
        self.call("prepareQuit", json!([]))?;
        self.marionette.command("Marionette:Quit", json!({ "flags": ["eAttemptQuit"] }))?;
        self.process.wait()
    }
}
