//! A request that Rebound makes by itself, and what came of it; always a GET to sites.

use crate::failure::Failure;

/// How to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// The address.
    pub url: String,
    /// What for.
    pub manner: Manner,
    /// With the cookies the browser has for it.
    pub with_cookies: bool,
    /// Past the HTTP cache, and nothing stored in it.
    pub past_cache: bool,
    /// Redirects are followed; otherwise the answer to one has the status 0.
    pub follows: bool,
    /// How much of the body to read, in bytes; 0: headers only.
    pub body_max: u32,
    /// After so long the answer is taken as not coming, in milliseconds.
    pub timeout_ms: u32,
}

/// What a request is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// A page, asked for as a navigation does.
    #[default]
    Page,
    /// A service's JSON.
    Json,
    /// A service is given this JSON, by POST.
    Order(String),
    /// Only whether anything answers: browsers allow that for any site, and show nothing of the answer (status 0).
    Blind,
}

/// Enough of a page to tell an error page from a real one.
pub const BODY_MAX: u32 = 64 * 1024;
/// A server that says nothing for so long is in trouble.
pub const TIMEOUT_MS: u32 = 15_000;

impl Fetch {
    /// Without cookies, past the cache, redirects followed.
    pub fn of(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            manner: Manner::Page,
            with_cookies: false,
            past_cache: true,
            follows: true,
            body_max: BODY_MAX,
            timeout_ms: TIMEOUT_MS,
        }
    }
}

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status; `None` when no answer came (the browser does not say why), 0 for a redirect that was not followed.
    pub status: Option<u16>,
    /// Headers as far as the browser shows them (`Set-Cookie` never), bounded; repeated ones are joined by commas.
    pub headers: Vec<(String, String)>,
    /// Beginning of the body, read as UTF-8.
    pub body: String,
    /// The body ended by itself or was longer than wanted; false when it broke off.
    pub is_whole: bool,
    /// Where it came from, after redirects.
    pub url: String,
    /// Redirects were followed.
    pub redirected: bool,
    /// From the request to the end of what was read, in milliseconds.
    pub elapsed_ms: u64,
    /// The browser's name for what went wrong, where it was listened for.
    pub error: String,
}

impl Answer {
    /// The first value of a header, by name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// The answer as the facts of a load, so that `diagnose` can judge it (together with `body`).
    pub fn facts(&self) -> Failure {
        Failure {
            url: self.url.clone(),
            status: self.status.filter(|status| *status != 0),
            headers: self.headers.clone(),
            redirects: u32::from(self.redirected),
            complete: self.is_whole,
            elapsed_ms: Some(self.elapsed_ms),
            ..Failure::default()
        }
    }
}
