//! What happened, as the shell reports it: events in the past tense, a closed set.

use crate::fetch::Answer;
use crate::patience::Patience;
use crate::record;
use crate::remedy::cookies::Cookie;
use crate::remedy::step::Step;
use crate::route::services::Services;

/// The browser's number for a tab; it does not survive a restart of the browser.
pub type TabId = i32;

/// A tab as the browser shows it at this moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TabSeen {
    /// Its number.
    pub id: TabId,
    /// The active tab of a window that is not minimised, whether or not the window has the focus.
    pub visible: bool,
    /// Still loading.
    pub loading: bool,
    /// Known to the browser but not loaded (restored or put to sleep).
    pub discarded: bool,
    /// Its address, where the extension may know it.
    pub url: Option<String>,
}

/// Facts of a load, as `webRequest` gives them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// The tab it happened in.
    pub tab_id: TabId,
    /// The browser's number for this request, the same over its redirects.
    pub request_id: String,
    /// Address, after redirects.
    pub url: String,
    /// Address before redirects, where there were any.
    pub asked_url: Option<String>,
    /// HTTP method.
    pub method: String,
    /// HTTP status, 0 without an answer.
    pub status: u16,
    /// The status line, `HTTP/1.1 502 Bad Gateway`.
    pub status_line: String,
    /// Headers of the answer.
    pub headers: Vec<Header>,
    /// Answered by the HTTP cache.
    pub from_cache: bool,
    /// Net error of a load that ended without an answer.
    pub error: Option<String>,
    /// Redirects so far.
    pub redirects: u32,
    /// From request to end, where the beginning was seen.
    pub elapsed_ms: Option<f64>,
    /// What the browser thought of the network.
    pub online: bool,
    /// What else was seen just before, as [`crate::failure::Failure::nearby`] has it.
    pub nearby: String,
}

/// One response header; a binary value (not valid text) comes without `value`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// Name as received.
    pub name: String,
    /// Value as received.
    pub value: Option<String>,
}
record!(Header { name, value });

/// What the browser keeps of a page's site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inspection {
    /// Cookies that go with the page.
    pub cookies: Vec<Cookie>,
    /// Parents of the host whose shared cookies the browser hides until they are granted, too.
    pub hidden: Vec<String>,
    /// The tab's cookies are apart from those that our own requests carry (a container).
    pub is_apart: bool,
    /// The site's service worker handled the load.
    pub by_worker: bool,
    /// The page came from the HTTP cache.
    pub from_cache: bool,
    /// The browser can clear one site's HTTP cache.
    pub clears_cache: bool,
}
record!(Inspection {
    cookies, hidden, is_apart as "isApart", by_worker as "byWorker", from_cache as "fromCache", clears_cache as "clearsCache",
});

/// How a light request from the background ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProbeResult {
    /// HTTP status; `None` when no answer came, 0 for a redirect that was not followed.
    pub status: Option<u16>,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
    /// `Date`, as sent.
    pub date: Option<String>,
    /// How long it took, in milliseconds.
    pub latency_ms: f64,
}

/// Everything that can happen to the core.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    // From the browser.
    /// All tabs as they are now; sent before every other event.
    Surveyed {
        /// Every tab, those of the window with the focus first; one that is missing was closed.
        tabs: Vec<TabSeen>,
        /// The browser believes it has a network.
        online: bool,
        /// Nobody has touched the machine for minutes, or its screen is locked.
        away: bool,
        /// Origins the extension may see, as match patterns.
        origins: Vec<String>,
    },
    /// Extension installed or updated.
    Installed,
    /// The browser (or the extension) started anew: tab numbers of the last run mean nothing any more. Comes before
    /// the first survey.
    BrowserStarted,
    /// The alarm or the timer fired.
    Woke,
    /// Another tab or window came to the front, a tab closed, the network or the user came or went: the survey says which.
    AttentionMoved,
    /// Site access was granted or taken away: the survey says which.
    AccessChanged,
    /// A load began in a watched tab.
    LoadStarted(Load),
    /// Headers of an answer with an error status arrived.
    HeadersReceived(Load),
    /// An answer arrived completely.
    LoadCompleted(Load),
    /// A load ended in a net error.
    LoadFailed(Load),
    /// A load in a watched tab was cancelled: by the user, or by the next load.
    LoadAborted(Load),
    /// The second opinion: `webNavigation` saw a navigation end in an error.
    NavigationFailed(Load),
    /// A probe ended.
    Probed {
        /// The site, as in the order.
        site: String,
        /// The order's number; an answer to an older order is no news.
        order: u64,
        /// How it ended.
        result: ProbeResult,
    },

    /// A style sheet, script or frame of a page that is coming back was not delivered.
    PartFailed {
        /// The tab.
        tab_id: TabId,
        /// Address of the part.
        url: String,
        /// HTTP status; 0 without an answer.
        status: u16,
        /// Net error, if there was no answer.
        error: Option<String>,
    },
    /// The user's choices for waits.
    PatienceChanged(Patience),
    /// What is remembered of a site is to be forgotten.
    HistoryDeleted {
        /// The site, as in the incidents; empty: all of them.
        site: String,
    },

    /// A page was read: on an order, or by the popup with `activeTab`.
    Looked {
        /// The tab.
        tab_id: TabId,
        /// Its address.
        url: String,
        /// HTTP status from the page's own timing entry; 0 if unknown.
        status: u16,
        /// The browser shows its own error page.
        is_error_page: bool,
        /// Beginning of its markup.
        body: Option<String>,
    },
    /// What the browser keeps of a tab's site, on an order.
    Inspected {
        /// The tab.
        tab_id: TabId,
        /// What was found.
        inspection: Inspection,
    },
    /// A page was asked for, on an order.
    Fetched {
        /// The tab it is for.
        tab_id: TabId,
        /// The order's number.
        order: u64,
        /// How it ended.
        answer: Answer,
    },
    /// A step was taken, on an order.
    StepDone {
        /// The tab it is for.
        tab_id: TabId,
        /// The step.
        step: Step,
        /// The browser did it.
        is_done: bool,
    },
    // From the popup.
    /// The button *What would help?*.
    HelpWanted {
        /// The tab.
        tab_id: TabId,
    },
    /// A remedy's button.
    StepWanted {
        /// The tab.
        tab_id: TabId,
        /// The step.
        step: Step,
    },
    /// The switch.
    KeepTrying {
        /// The tab.
        tab_id: TabId,
        /// On or off.
        on: bool,
    },
    /// The button *Try now*.
    TryNow {
        /// The tab.
        tab_id: TabId,
    },
    /// *Tell me when it is back*.
    TellMe {
        /// The tab.
        tab_id: TabId,
        /// On or off.
        on: bool,
    },
    /// The button *Stop*.
    Stop {
        /// The tab.
        tab_id: TabId,
    },
    /// A notice was read.
    Dismissed {
        /// The tab whose popup showed it.
        tab_id: TabId,
    },
    /// *Check other routes*, or *Is it just me?*.
    RoutesWanted {
        /// The tab.
        tab_id: TabId,
        /// It was *Is it just me?*.
        asks_outsiders: bool,
        /// Whom the user lets be asked; the shell reads it from the settings.
        services: Services,
    },
    /// *Stop*, of the checks.
    RoutesStopped {
        /// The tab.
        tab_id: TabId,
    },
    /// *Open*, of a route.
    RouteChosen {
        /// The tab.
        tab_id: TabId,
        /// The route's address; of a way through a proxy, the proxy.
        url: String,
    },
    /// *Load it directly again*, of a host that goes through a proxy.
    WayLeft {
        /// The host, without port.
        host: String,
    },
    /// The permission to use proxies was taken away.
    ProxiesGone,
    /// A check was answered.
    RouteChecked {
        /// The tab.
        tab_id: TabId,
        /// The run's number, as in the order.
        order: u64,
        /// Which of its checks.
        index: usize,
        /// What came.
        answer: Answer,
    },
}

impl Event {
    /// A verdict may have to be made of it.
    pub fn is_judged(&self) -> bool {
        use Event::{Fetched, LoadCompleted, LoadFailed, Looked, NavigationFailed, PartFailed, RouteChecked};
        let is_load = matches!(self, LoadCompleted(_) | LoadFailed(_) | NavigationFailed(_));
        is_load || matches!(self, PartFailed { .. } | Looked { .. } | Fetched { .. } | RouteChecked { .. })
    }
}
