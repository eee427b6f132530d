//! What every browser can be made to do: one interface, so that a test reads the same for both.

use anyhow::Result;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, or Chrome.
    Chromium,
    /// Firefox (ESR).
    Firefox,
}

/// How to start a browser.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which one.
    pub kind: Kind,
    /// The built extension: `dist/chrome` or `dist/firefox`.
    pub extension: PathBuf,
    /// A profile that outlives the browser; `None`: one that is thrown away.
    pub profile: Option<PathBuf>,
    /// Bring the last session's tabs back (with a kept profile).
    pub restores_session: bool,
    /// Dark colour scheme.
    pub is_dark: bool,
    /// Scale of text and page (in Firefox of text alone, as with the system's large text), 1.0 is normal.
    pub zoom: f64,
    /// Language of the user interface, such as `de`, where the browser has it installed.
    pub language: Option<String>,
    /// A window on the display instead of headless.
    pub has_window: bool,
    /// Names that resolve to 127.0.0.1, beside everything under `.test` in Chromium.
    pub names: Vec<String>,
    /// No certificate is looked at: https to a server of the tests is like https to any site.
    pub trusts_all: bool,
    /// Optional API permissions to move into the required ones, in a copy of the extension.
    pub granted_permissions: Vec<String>,
}

impl Options {
    /// A headless browser with a fresh profile.
    pub fn new(kind: Kind, extension: impl Into<PathBuf>) -> Self {
        Self {
            kind,
            extension: extension.into(),
            profile: None,
            restores_session: false,
            is_dark: false,
            zoom: 1.0,
            language: None,
            has_window: false,
            names: Vec::new(),
            trusts_all: false,
            granted_permissions: Vec::new(),
        }
    }
}

/// A page in a browser: a tab, or an open popup. The text is the protocol's own handle.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page(pub String);

/// A running browser with the extension loaded.
///
/// Scripts are expressions or `async` function bodies' results as noted; a promise is awaited, and the value comes back
/// as JSON. A script that throws is an error with its message.
pub trait Driver: Send {
    /// Opens a tab in front at an address; does not wait for it to load, for it may be meant to fail.
    fn open(&mut self, url: &str) -> Result<Page>;
    /// Opens a tab behind the one in front.
    fn open_behind(&mut self, url: &str) -> Result<Page>;
    /// Goes to an address in a tab, as if typed; does not wait.
    fn navigate(&mut self, page: &Page, url: &str) -> Result<()>;
    /// Presses the browser's own reload; does not wait.
    fn reload(&mut self, page: &Page) -> Result<()>;
    /// Presses the browser's Stop.
    fn stop(&mut self, page: &Page) -> Result<()>;
    /// Brings a tab to the front.
    fn activate(&mut self, page: &Page) -> Result<()>;
    /// Closes a tab.
    fn close_page(&mut self, page: &Page) -> Result<()>;
    /// Every open tab.
    fn pages(&mut self) -> Result<Vec<Page>>;
    /// Evaluates an expression in the page, awaiting a promise, as a user's gesture. On the browser's own error pages
    /// it works where the protocol allows.
    fn eval(&mut self, page: &Page, expression: &str) -> Result<Value>;
    /// The address the user sees.
    fn url(&mut self, page: &Page) -> Result<String>;
    /// The title.
    fn title(&mut self, page: &Page) -> Result<String>;
    /// The browser shows its own error page there.
    fn is_error_page(&mut self, page: &Page) -> Result<bool>;
    /// A PNG of the page (of a popup: of the whole popup).
    fn screenshot(&mut self, page: &Page) -> Result<Vec<u8>>;
    /// A real mouse click at a point of the page, in CSS pixels.
    fn click_at(&mut self, page: &Page, x: f64, y: f64) -> Result<()>;
    /// A real key press, by its DOM name (`Tab`, `Enter`, ` `).
    fn press(&mut self, page: &Page, key: &str) -> Result<()>;

    /// The extension's id in addresses: `chrome-extension://ID/`, `moz-extension://ID/`.
    fn extension_origin(&self) -> String;
    /// Evaluates an expression in a page of the extension (with `chrome.*`), awaiting a promise, as a user's gesture.
    /// That page is a tab of its own, which is not in `pages`.
    fn extension_eval(&mut self, expression: &str) -> Result<Value>;
    /// The number that `chrome.tabs` gives the page.
    fn tab_id(&mut self, page: &Page) -> Result<i64>;
    /// Clicks the extension's toolbar button while `page` is in front: the real popup opens and `activeTab` is granted.
    fn open_popup(&mut self, page: &Page) -> Result<Page>;
    /// Closes the real popup.
    fn close_popup(&mut self) -> Result<()>;

    /// From now on the browser's permission prompt for these match patterns is answered with yes.
    fn approve(&mut self, origins: &[&str]) -> Result<()>;
    /// Kills the extension's background, as the browser does when it idles.
    fn kill_background(&mut self) -> Result<()>;
    /// Is the background alive? Asking does not wake it.
    fn is_background_alive(&mut self) -> Result<bool>;
    /// Evaluates an expression in the living background, for example its `performance` entries.
    fn background_eval(&mut self, expression: &str) -> Result<Value>;
    /// Cuts the browser off from the network, or connects it again.
    fn set_offline(&mut self, is_offline: bool) -> Result<()>;
    /// Warnings about the manifest or permissions at install; must be empty.
    fn install_warnings(&mut self) -> Result<Vec<String>>;
    /// Ends the browser as a user does: session and storage are written.
    fn quit(self: Box<Self>) -> Result<()>;
}

/// Writes a copy of the extension to `to`, with an empty page `control.html` that never ships, and with optional
/// permissions made required where the options say so.
///
/// # Errors
/// When a file cannot be read or written.
pub fn prepare_extension(options: &Options, to: &Path) -> Result<()> {
    copy(&options.extension, to)?;
    std::fs::write(to.join("control.html"), "<!doctype html><title>control</title>")?;
    let path = to.join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    for permission in &options.granted_permissions {
        if let Some(required) = manifest["permissions"].as_array_mut() {
            required.push(permission.as_str().into());
        }
        if let Some(optional) = manifest["optional_permissions"].as_array_mut() {
            optional.retain(|known| known != permission);
        }
    }
    std::fs::write(path, serde_json::to_string_pretty(&manifest)?)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
