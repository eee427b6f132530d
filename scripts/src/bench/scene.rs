//! A browser with the extension as built, and beside it a page that looks on (`onlooker.js`), which never ships.

use crate::{build, root};
use anyhow::Result;
use rebound_harness::driver::{Driver, Kind, Options, Page};
use rebound_harness::wait::{wait_for, wait_until};
use rebound_harness::{access, browser};
use serde_json::Value;
use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;

/// The site's name; the browser is told that it is this machine. Not a local name: those have a pace of their own.
pub const HOST: &str = "shop.test";
/// How often each moment is measured.
pub const ROUNDS: usize = 15;
/// What comes at all comes by then, also on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// After this pause nothing of the last round is still under way.
const REST: Duration = Duration::from_millis(600);

/// One browser.
pub struct Scene {
    /// The driver.
    pub browser: Box<dyn Driver>,
    /// Which browser it is.
    pub kind: Kind,
    /// The extension with the onlooker's script.
    _folder: TempDir,
}

impl Scene {
    /// Starts a browser with a fresh profile.
    pub fn start(kind: Kind) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("rebound-bench-").tempdir()?;
        let built = if kind == Kind::Chromium { "dist/chrome" } else { "dist/firefox" };
        build::copy(&root::path(built), folder.path())?;
        fs::write(folder.path().join("onlooker.js"), include_str!("onlooker.js"))?;
        let mut options = Options::new(kind, folder.path());
        options.names = vec![HOST.into()];
        let mut scene = Self { browser: browser::start(&options)?, kind, _folder: folder };
        scene.look_on()?;
        Ok(scene)
    }

    /// Has the extension's empty page load the onlooker.
    fn look_on(&mut self) -> Result<()> {
        let load = "void document.head.append(Object.assign(document.createElement('script'),
            { type: 'module', src: 'onlooker.js' }))";
        self.browser.extension_eval(load)?;
        wait_until("the onlooker", PATIENCE, || Ok(self.browser.extension_eval("!!window.onlooker")? == true))
    }

    /// The user has given access to every site.
    pub fn grant_everywhere(&mut self) -> Result<()> {
        access::grant_everywhere(&mut *self.browser, PATIENCE)
    }

    /// Opens an address in front and waits until the browser has ended with it, well or not.
    pub fn visit(&mut self, url: &str) -> Result<Page> {
        let page = self.browser.open(url)?;
        // Before, the tab is blank, and that blank page is "complete".
        wait_until("the address", PATIENCE, || Ok(self.browser.url(&page)? == url))?;
        let id = self.browser.tab_id(&page)?;
        let status = format!("chrome.tabs.get({id}).then((tab) => tab.status)");
        wait_until("the end of the load", PATIENCE, || {
            Ok(self.browser.extension_eval(&status)? == "complete")
        })?;
        Ok(page)
    }

    /// Waits for a value that an expression in the extension's page gives at last.
    pub fn wait_for(&mut self, what: &str, expression: &str) -> Result<Value> {
        wait_for(what, PATIENCE, || {
            let value = self.browser.extension_eval(expression)?;
            Ok(Some(value).filter(|value| !value.is_null()))
        })
    }

    /// Closes the last round's page, and lets what follows from that end.
    pub fn clear(&mut self, page: &Page) -> Result<()> {
        self.browser.close_page(page)?;
        std::thread::sleep(REST);
        Ok(())
    }

    /// The background is dead, and nothing wakes it by itself.
    pub fn kill_background(&mut self) -> Result<()> {
        std::thread::sleep(REST);
        self.browser.kill_background()?;
        std::thread::sleep(REST);
        Ok(())
    }
}

/// Milliseconds since 1970, the clock that the browser's `Date.now` reads too.
pub fn epoch_ms(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}
