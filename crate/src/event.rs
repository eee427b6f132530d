//! What happened, as the shell reports it: events in the past tense, a closed set.

use serde::Deserialize;

/// The browser's number for a tab; it does not survive a restart of the browser.
pub type TabId = i32;

/// A tab as the browser shows it at this moment.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TabSeen {
    /// Its number.
    pub id: TabId,
    /// The active tab of a window that is not minimised.
    pub visible: bool,
    /// Still loading.
    pub loading: bool,
    /// Known to the browser but not loaded (restored or put to sleep).
    pub discarded: bool,
    /// Its address, where the extension may know it.
    pub url: Option<String>,
}

/// Facts of a load, as `webRequest` gives them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Load {
    /// The tab it happened in.
    pub tab_id: TabId,
    /// The browser's number for this request, the same over its redirects.
    pub request_id: String,
    /// Address, after redirects.
    pub url: String,
    /// HTTP method.
    pub method: String,
    /// HTTP status, 0 without an answer.
    pub status_code: u16,
    /// The status line, `HTTP/1.1 502 Bad Gateway`.
    pub status_line: String,
    /// Headers of the answer.
    pub response_headers: Vec<Header>,
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
}

/// One response header; a binary value (not valid text) comes without `value`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Header {
    /// Name as received.
    pub name: String,
    /// Value as received.
    pub value: Option<String>,
}

/// How a light request from the background ended.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    // From the browser.
    /// All tabs as they are now; sent before every other event.
    Surveyed {
        /// Every tab; one that is missing was closed.
        tabs: Vec<TabSeen>,
        /// The browser believes it has a network.
        online: bool,
        /// Origins the extension may see, as match patterns.
        origins: Vec<String>,
    },
    /// Extension installed or updated.
    Installed,
    /// The browser started: tab numbers of the last run mean nothing any more.
    BrowserStarted,
    /// The alarm or the timer fired.
    Woke,
    /// Another tab or window came to the front, a tab closed, the network came or went: the survey says which.
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
    // From the popup.
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
}
