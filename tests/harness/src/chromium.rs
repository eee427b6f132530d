//! Chromium over its DevTools protocol.

mod devtools;
mod extension;
mod input;
mod network;
mod process;
mod targets;

use crate::driver::{Driver, Options, Page};
use crate::wait::wait_until;
use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use process::Process;
use serde_json::{Value, json};
use targets::{SOON, Targets, id, place};

/// A running Chromium with the extension loaded.
pub struct Chromium {
    // First, so that the connection ends before the process is killed.
    targets: Targets,
    process: Process,
    extension_id: String,
    /// Sessions with the extension's page and with `chrome://extensions`, neither of them a tab.
    control: String,
    settings: String,
    is_offline: bool,
}

impl Chromium {
    /// Starts a browser; the extension is installed, its worker may still be starting.
    ///
    /// # Errors
    /// When there is no browser, when it does not come up, or when it refuses the extension.
    pub fn start(options: &Options) -> Result<Self> {
        let (process, connection) = Process::start(options)?;
        let mut targets = Targets::new(connection);
        let settings = extension::open_settings(&mut targets)?;
        let extension_id = extension::find(&mut targets, &settings, &process.extension)?;
        let control = extension::open_control(&mut targets, &extension_id)?;
        let mut browser = Self { targets, process, extension_id, control, settings, is_offline: false };
        if options.zoom != 1.0 {
            browser.set_zoom(options.zoom)?;
        }
        Ok(browser)
    }

    /// The page zoom that a user sets for everything; the toolbar popup follows it too.
    fn set_zoom(&mut self, zoom: f64) -> Result<()> {
        // A real tab: hidden, this page crashes the browser.
        let page = self.open_behind("chrome://settings/")?;
        let is_ready = "!!globalThis.chrome?.settingsPrivate";
        wait_until("chrome://settings", SOON, || {
            Ok(self.eval(&page, is_ready).is_ok_and(|ready| ready == true)) // until then scripts are cut off
        })?;
        let is_set = self.eval(&page, &format!("chrome.settingsPrivate.setDefaultZoom({zoom})"))?;
        ensure!(is_set == true, "Chromium has no zoom of {zoom}");
        self.close_page(&page)
    }

    /// The session with a page, which shares the browser's being offline.
    fn session(&mut self, tab: &str) -> Result<String> {
        let (session, is_new) = self.targets.page(tab)?;
        if is_new && self.is_offline {
            let conditions = network::conditions(true);
            self.targets.connection.call(&session, "Network.emulateNetworkConditions", conditions)?;
        }
        Ok(session)
    }

    fn call(&mut self, page: &Page, method: &str, parameters: Value) -> Result<Value> {
        let session = self.session(&page.0)?;
        self.targets.connection.call(&session, method, parameters)
    }

    fn create(&mut self, url: &str, is_behind: bool) -> Result<Page> {
        let tab = json!({ "url": url, "forTab": true, "background": is_behind });
        let answer = self.targets.browser("Target.createTarget", tab)?;
        let page = Page(answer["targetId"].as_str().context("no tab")?.to_owned());
        self.session(&page.0)?;
        Ok(page)
    }
}

impl Driver for Chromium {
    fn open(&mut self, url: &str) -> Result<Page> {
        self.create(url, false)
    }

    fn open_behind(&mut self, url: &str) -> Result<Page> {
        self.create(url, true)
    }

    fn navigate(&mut self, page: &Page, url: &str) -> Result<()> {
        let session = self.session(&page.0)?;
        // The answer comes only when something has loaded.
        self.targets.connection.tell(
            &session,
            "Page.navigate",
            json!({ "url": url, "transitionType": "typed" }),
        )
    }

    fn reload(&mut self, page: &Page) -> Result<()> {
        // Not Page.reload: that sends a form again without the browser's question.
        let tab = self.tab_id(page)?;
        self.extension_eval(&format!("chrome.tabs.reload({tab})")).map(drop)
    }

    fn stop(&mut self, page: &Page) -> Result<()> {
        self.call(page, "Page.stopLoading", json!({})).map(drop)
    }

    fn activate(&mut self, page: &Page) -> Result<()> {
        self.targets.browser("Target.activateTarget", json!({ "targetId": page.0 }))?;
        let what = "the tab in front";
        wait_until(what, SOON, || Ok(self.targets.tab(&page.0)?["embedderData"]["tabActive"] == true))
    }

    fn close_page(&mut self, page: &Page) -> Result<()> {
        self.targets.browser("Target.closeTarget", json!({ "targetId": page.0 }))?;
        wait_until("the tab's end", SOON, || {
            Ok(!self.targets.all()?.iter().any(|target| id(target) == page.0))
        })
    }

    fn pages(&mut self) -> Result<Vec<Page>> {
        Ok(self.targets.tabs()?.into_iter().map(Page).collect())
    }

    /// While a load hangs, Chromium holds scripts back until it has ended or is stopped.
    fn eval(&mut self, page: &Page, expression: &str) -> Result<Value> {
        let session = self.session(&page.0)?;
        self.targets.evaluate(&session, expression)
    }

    fn url(&mut self, page: &Page) -> Result<String> {
        Ok(self.targets.tab(&page.0)?["url"].as_str().unwrap_or_default().to_owned())
    }

    fn title(&mut self, page: &Page) -> Result<String> {
        Ok(self.targets.tab(&page.0)?["title"].as_str().unwrap_or_default().to_owned())
    }

    fn is_error_page(&mut self, page: &Page) -> Result<bool> {
        let tree = self.call(page, "Page.getFrameTree", json!({}))?;
        Ok(tree["frameTree"]["frame"]["unreachableUrl"].is_string())
    }

    /// Chromium paints only what is visible: a tab has to be in front, and a popup is what its window shows of it (at
    /// most 800×600 pixels; the rest is scrolled to).
    fn screenshot(&mut self, page: &Page) -> Result<Vec<u8>> {
        let answer = self.call(page, "Page.captureScreenshot", json!({ "format": "png" }))?;
        let png = answer["data"].as_str().context("no screenshot")?;
        Ok(base64::engine::general_purpose::STANDARD.decode(png)?)
    }

    fn click_at(&mut self, page: &Page, x: f64, y: f64) -> Result<()> {
        let session = self.session(&page.0)?;
        input::click(&mut self.targets.connection, &session, x, y)
    }

    fn press(&mut self, page: &Page, key: &str) -> Result<()> {
        let session = self.session(&page.0)?;
        input::press(&mut self.targets.connection, &session, key)
    }

    fn extension_origin(&self) -> String {
        format!("chrome-extension://{}/", self.extension_id)
    }

    fn extension_eval(&mut self, expression: &str) -> Result<Value> {
        let control = self.control()?;
        self.targets.evaluate(&control, expression)
    }

    fn tab_id(&mut self, page: &Page) -> Result<i64> {
        let index = place(&self.targets.tab(&page.0)?).context("a popup is no tab")?;
        let window = self.targets.browser("Browser.getWindowForTarget", json!({ "targetId": page.0 }))?;
        let query = format!("{{ index: {index}, windowId: {} }}", window["windowId"]);
        let tab = self.extension_eval(&format!("chrome.tabs.query({query}).then(([tab]) => tab.id)"))?;
        tab.as_i64().context("no such tab")
    }

    fn open_popup(&mut self, page: &Page) -> Result<Page> {
        self.close_popup()?;
        self.activate(page)?;
        extension::open_popup(self, page)
    }

    fn close_popup(&mut self) -> Result<()> {
        let Some(popup) = self.popup()? else { return Ok(()) };
        let session = self.session(&popup)?;
        // It ends in the middle of the answer.
        self.targets.connection.tell(
            &session,
            "Runtime.evaluate",
            json!({ "expression": "window.close()" }),
        )?;
        wait_until("the popup's end", SOON, || Ok(self.popup()?.is_none()))
    }

    fn approve(&mut self, origins: &[&str]) -> Result<()> {
        extension::approve(self, origins)
    }

    fn kill_background(&mut self) -> Result<()> {
        let control = self.control()?;
        for method in ["ServiceWorker.enable", "ServiceWorker.stopAllWorkers", "ServiceWorker.disable"] {
            self.targets.connection.call(&control, method, json!({}))?;
        }
        wait_until("the background's end", SOON, || Ok(!self.is_background_alive()?))
    }

    fn is_background_alive(&mut self) -> Result<bool> {
        let alive =
            "chrome.runtime.getContexts({ contextTypes: ['BACKGROUND'] }).then((all) => all.length > 0)";
        Ok(self.extension_eval(alive)? == true)
    }

    /// The debugger that this takes stays for the one question, and the worker's idle time starts anew.
    fn background_eval(&mut self, expression: &str) -> Result<Value> {
        let Some(worker) = self.worker()? else { bail!("the background is not alive") };
        let session = self.targets.attach(&id(&worker))?;
        let value = extension::evaluate_in_worker(&mut self.targets, &session, expression);
        self.targets.detach(&session)?;
        value
    }

    fn set_offline(&mut self, is_offline: bool) -> Result<()> {
        network::set_offline(self, is_offline)
    }

    fn install_warnings(&mut self) -> Result<Vec<String>> {
        extension::warnings(self)
    }

    fn quit(mut self: Box<Self>) -> Result<()> {
        self.targets.browser("Browser.close", json!({}))?;
        self.process.wait()
    }
}
