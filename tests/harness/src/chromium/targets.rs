//! Chromium's targets: tabs, the pages in them, the extension's worker, and pages without a tab.
//!
//! A [`Page`](crate::driver::Page) is a *tab* target: it stays the same through navigations, and the toolbar button
//! needs it. Scripts and input go to the *page* target inside. Sessions stay open once made; the extension's worker is
//! never attached to for longer than one question, because a debugger keeps it alive.

use super::devtools::Connection;
use crate::wait::{wait_for, wait_until};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// What the browser does at once, on a busy machine.
pub const SOON: Duration = Duration::from_secs(10);

/// The browser's targets and the sessions with them.
pub struct Targets {
    /// The connection that all sessions share.
    pub connection: Connection,
    /// Session with the tab → session with the page in it.
    inner: HashMap<String, String>,
    /// Tab → session with the page in it.
    pages: HashMap<String, String>,
    closed: HashSet<String>,
}

impl Targets {
    /// No sessions yet.
    pub fn new(connection: Connection) -> Self {
        Self { connection, inner: HashMap::new(), pages: HashMap::new(), closed: HashSet::new() }
    }

    /// Asks the browser itself.
    ///
    /// # Errors
    /// As [`Connection::call`].
    pub fn browser(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.connection.call("", method, parameters)
    }

    /// Every target of the browser.
    ///
    /// # Errors
    /// As [`Connection::call`].
    pub fn all(&mut self) -> Result<Vec<Value>> {
        let mut answer = self.browser("Target.getTargets", json!({ "filter": [{}] }))?;
        Ok(serde_json::from_value(answer["targetInfos"].take())?)
    }

    /// The tabs in the windows' strips, from the left; not popups and hidden pages.
    ///
    /// # Errors
    /// As [`Connection::call`].
    pub fn tabs(&mut self) -> Result<Vec<String>> {
        let all = self.all()?;
        let mut tabs: Vec<_> = all.iter().filter_map(|target| Some((place(target)?, id(target)))).collect();
        tabs.sort();
        Ok(tabs.into_iter().map(|(_, tab)| tab).collect())
    }

    /// Address, title and place of a tab.
    ///
    /// # Errors
    /// When it is closed.
    pub fn tab(&mut self, tab: &str) -> Result<Value> {
        let found = self.all()?.into_iter().find(|target| id(target) == tab);
        found.context("this tab or popup is closed")
    }

    /// Attaches to a target.
    ///
    /// # Errors
    /// When it is gone.
    pub fn attach(&mut self, target: &str) -> Result<String> {
        let answer = self.browser("Target.attachToTarget", json!({ "targetId": target, "flatten": true }))?;
        Ok(answer["sessionId"].as_str().context("no session")?.to_owned())
    }

    /// The session with the page in a tab; `true`: it is new.
    ///
    /// # Errors
    /// When the tab is closed.
    pub fn page(&mut self, tab: &str) -> Result<(String, bool)> {
        self.follow();
        if let Some(session) = self.pages.get(tab) {
            return Ok((session.clone(), false));
        }
        let outer = self.attach(tab).context("this tab or popup is closed")?;
        let follow = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        self.connection.call(&outer, "Target.setAutoAttach", follow)?;
        let session = wait_for("the page in a tab", SOON, || {
            self.follow();
            Ok(self.inner.get(&outer).cloned())
        })?;
        self.pages.insert(tab.to_owned(), session.clone());
        Ok((session, true))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn detach(&mut self, session: &str) -> Result<()> {
        self.browser("Target.detachFromTarget", json!({ "sessionId": session })).map(drop)
    }

    /// Has the page behind this session not gone away?
    pub fn is_open(&mut self, session: &str) -> bool {
        self.follow();
        !self.closed.contains(session)
    }

    /// Evaluates an expression in a target.
    ///
    /// # Errors
    /// When the script throws (with its message), or as [`Connection::call`].
    pub fn evaluate(&mut self, session: &str, expression: &str) -> Result<Value> {
        let script = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true,
            "userGesture": true });
        let mut answer = self.connection.call(session, "Runtime.evaluate", script)?;
        let problem = &answer["exceptionDetails"];
        if !problem.is_null() {
            bail!("{}", thrown(problem));
        }
        Ok(answer["result"]["value"].take())
    }

    /// Opens a page that is no tab: neither the strip nor `chrome.tabs` nor a saved session has it.
    ///
    /// # Errors
    /// When it does not load.
    pub fn open_hidden(&mut self, url: &str, is_ready: &str) -> Result<String> {
        let page = json!({ "url": url, "background": true, "hidden": true });
        let answer = self.browser("Target.createTarget", page)?;
        let session = self.attach(answer["targetId"].as_str().context("no hidden page")?)?;
        // Before the page has replaced the blank one a script may be cut off, which only means: not yet.
        wait_until(url, SOON, || Ok(self.evaluate(&session, is_ready).is_ok_and(|ready| ready == true)))?;
        Ok(session)
    }

    /// Learns which pages came and went.
    fn follow(&mut self) {
        for event in self.connection.events() {
            let parameters = &event["params"];
            let session = parameters["sessionId"].as_str().unwrap_or_default().to_owned();
            let target = &parameters["targetInfo"];
            match event["method"].as_str() {
                // A page that is only being prepared has a subtype.
                Some("Target.attachedToTarget")
                    if target["type"] == "page" && target["subtype"].is_null() =>
                {
                    let outer = event["sessionId"].as_str().unwrap_or_default().to_owned();
                    self.inner.insert(outer, session);
                }
                Some("Target.detachedFromTarget") => {
                    self.inner.retain(|outer, inner| *outer != session && *inner != session);
                    self.pages.retain(|_, page| *page != session);
                    self.closed.insert(session);
                }
                _ => {}
            }
        }
    }
}

/// The target's id.
pub fn id(target: &Value) -> String {
    target["targetId"].as_str().unwrap_or_default().to_owned()
}

/// The tab's place in its window; `None`: it is in no window.
pub fn place(target: &Value) -> Option<u64> {
    target["embedderData"]["tabStripIndex"].as_u64()
}

/// The message of what a script threw, as the script's own `catch` would see it.
fn thrown(problem: &Value) -> &str {
    let exception = &problem["exception"];
    let whole =
        exception["description"].as_str().or(exception["value"].as_str()).or(problem["text"].as_str());
    let first =
        whole.and_then(|text| text.lines().next()).unwrap_or("something without a message was thrown");
    // An error's description begins with its kind: "TypeError: ".
    first.split_once("Error: ").filter(|(kind, _)| !kind.contains(' ')).map_or(first, |(_, message)| message)
}
