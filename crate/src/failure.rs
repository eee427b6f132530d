//! The facts of one failed load, as the browser or a captured answer gave them.

use crate::record;

/// One failed (or suspicious) load of a page: facts only, no judgement.
///
/// The two browser signals are kept side by side because each sees what the other misses
/// (redirect loops in Chrome, gzip and TLS codes in Firefox).
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The address as the browser has it (already normalised).
    pub url: String,
    /// The address that was asked for, where redirects led away from it.
    pub asked_url: Option<String>,
    /// HTTP method, upper case.
    pub method: String,
    /// HTTP status, when an answer came.
    pub status: Option<u16>,
    /// Reason phrase of the status line; empty in HTTP/2 and later.
    pub reason: String,
    /// Response headers in the order received.
    pub headers: Vec<(String, String)>,
    /// `webRequest` error: `net::ERR_…` (Chromium), `NS_ERROR_…` or a localised TLS sentence (Firefox).
    pub request_error: Option<String>,
    /// `webNavigation` error: `net::ERR_…` (Chromium), `Error code N` (Firefox, decimal nsresult).
    pub navigation_error: Option<String>,
    /// Redirects followed before the load ended (Chromium reports a loop as 20 redirects and an abort).
    pub redirects: u32,
    /// The answer, or a redirect on the way to it, came from the browser's HTTP cache.
    pub from_cache: bool,
    /// The browser believed itself online.
    pub online: bool,
    /// The body arrived as the headers promised.
    pub complete: bool,
    /// Time from request to end of the answer or error, in milliseconds.
    pub elapsed_ms: Option<u64>,
    /// What else was just seen, in words parted by spaces: `worked_here` (this site answered well of late),
    /// `elsewhere_well` (another site just did), `others_fail` (others get no answer either).
    pub nearby: String,
}
record!(Failure {
    url,
    asked_url,
    method,
    status,
    reason,
    headers,
    request_error,
    navigation_error,
    redirects,
    from_cache,
    online,
    complete,
    elapsed_ms,
    nearby,
});

impl Default for Failure {
    fn default() -> Self {
        Self {
            url: String::new(),
            asked_url: None,
            method: "GET".into(),
            status: None,
            reason: String::new(),
            headers: Vec::new(),
            request_error: None,
            navigation_error: None,
            redirects: 0,
            from_cache: false,
            online: true,
            complete: true,
            elapsed_ms: None,
            nearby: String::new(),
        }
    }
}

impl Failure {
    /// The first value of a response header, by name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Only GET and HEAD are ever repeated (RFC 9110 §9.2.2: others may act twice).
    pub fn is_repeatable(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}
