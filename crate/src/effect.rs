//! What to do: orders to the shell, which obeys and reports what came of it as further events.

use crate::event::TabId;
use crate::fetch::Fetch;
use crate::remedy::cookies::Cookie;
use crate::remedy::step::Step;
use crate::route::proxy::Way;
use crate::route::question::Ask;

/// What the toolbar icon of a tab says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// Nothing.
    None,
    /// The page failed.
    Failing,
    /// The page failed and a wait runs.
    Waiting,
    /// The page came back.
    Back,
}

/// One order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Load the tab's page again.
    Reload {
        /// The tab.
        tab: TabId,
    },
    /// Navigate the tab to its own address. Always a GET: used where the method of the failed load was not seen,
    /// because a reload would repeat it.
    Get {
        /// The tab.
        tab: TabId,
        /// Its address.
        url: String,
    },
    /// One light request, dropped at the headers, nothing stored.
    Probe {
        /// The site it is for.
        site: String,
        /// The address.
        url: String,
        /// Comes back with the answer.
        order: u64,
    },
    /// Wake the core at this moment (ms since 1970); `None`: nothing to wait for.
    WakeAt(Option<u64>),
    /// Set a tab's badge, now and once the running navigation has committed (navigations wipe it).
    Badge {
        /// The tab.
        tab: TabId,
        /// What it says.
        badge: Badge,
    },
    /// Tell the user, who asked for it, outside the browser's pages.
    Notify {
        /// The site, for people.
        host: String,
        /// What a click on the notification opens.
        url: String,
        /// The site is back; otherwise Rebound gave it up.
        is_back: bool,
    },
    /// Load the tab's page again past the HTTP cache and the service worker.
    ReloadPastCache {
        /// The tab.
        tab: TabId,
    },
    /// Find out what the browser keeps of the tab's site.
    Inspect {
        /// The tab.
        tab: TabId,
        /// Its address.
        url: String,
    },
    /// Ask for a page.
    Fetch {
        /// The tab it is for.
        tab: TabId,
        /// Comes back with the answer.
        order: u64,
        /// How to ask.
        fetch: Fetch,
    },
    /// Take a step; cookies are kept for an undo before any goes.
    Take {
        /// The tab it is for.
        tab: TabId,
        /// The page.
        url: String,
        /// The step.
        step: Step,
        /// Cookies that go.
        cookies: Vec<Cookie>,
    },
    /// Cookies kept for an undo have had their time.
    ForgetCookies {
        /// The host they were cleared for.
        host: String,
    },
    /// Read the page in a tab, as far as the browser allows.
    ReadPage {
        /// The tab.
        tab: TabId,
        /// The address it should still have.
        url: String,
    },
    /// These hosts, and no others, go through a proxy from now on.
    SetWays {
        /// The hosts, each with its proxy.
        ways: Vec<Way>,
    },
    /// Put one question of a run of checks.
    CheckRoute {
        /// The tab whose run it is.
        tab: TabId,
        /// Comes back with the answer.
        order: u64,
        /// The question.
        ask: Ask,
        /// The browser lets the answer be read; otherwise only that there was one.
        may_read: bool,
    },
}
