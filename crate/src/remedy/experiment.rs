//! The experiment: the same page asked for in other ways, until it is clear what stands in its way.
//!
//! An extension's own request goes past the site's service worker and past the cache that the tab uses (both browsers
//! keep the cache apart by who asks), so a page that fails in its tab and works here is held up by one of these two.

use super::address::{is_root, root, unseen};
use super::cookies::Cookie;
use crate::diagnosis::{Diagnosis, diagnose};
use crate::failure::Failure;
use crate::fetch::{Answer, Fetch};
use crate::{record, words};

/// No experiment sends more than this.
pub const REQUESTS_MAX: u32 = 4;

/// A way to ask for the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As the browser asks, cookies and all.
    Same,
    /// Without cookies, and past caches on the way: the server itself must answer.
    Bare,
    /// With cookies again, past caches on the way: differs from `Bare` by the cookies alone.
    Fresh,
    /// The same once more: was the difference chance?
    Again,
    /// Another page of the site: its start page, past caches on the way.
    Root,
}
words!(Way { Same = "same", Bare = "bare", Fresh = "fresh", Again = "again", Root = "root" } or Same);

/// How one way went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The way.
    pub way: Way,
    /// HTTP status, 0 without an answer.
    pub status: u16,
    /// A page came, and it is not an error page.
    pub works: bool,
    /// A cache on the way answered from its store.
    pub is_copy: bool,
}
record!(Seen { way, status, works, is_copy });

/// What the experiment found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Cookies: the page works without them, and the server itself does.
    Cookies,
    /// What the browser keeps in its cache.
    Cache,
    /// The site's service worker.
    ServiceWorker,
    /// Cache or service worker: the page works past both, and only past both.
    Stored,
    /// This page alone; others of the site work.
    Path,
    /// The page works again.
    Back,
    /// It works one moment and not the next.
    Flaky,
    /// A cache on the way keeps giving out an old error.
    StoredError,
    /// None of these: waiting is the cure.
    Wait,
    /// The site asked for time: nothing more is sent.
    Asked,
    /// It could not be found out.
    Unclear,
}
words!(Finding {
    Cookies = "cookies",
    Cache = "cache",
    ServiceWorker = "service_worker",
    Stored = "stored",
    Path = "path",
    Back = "back",
    Flaky = "flaky",
    StoredError = "stored_error",
    Wait = "wait",
    Asked = "asked",
    Unclear = "unclear",
});

/// What is known before the first request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// The browser sends cookies with this page.
    pub has_cookies: bool,
    /// The tab keeps its cookies apart from those that our own requests carry (a container).
    pub is_apart: bool,
    /// The site's service worker handled the failed load.
    pub by_worker: bool,
    /// The failed load, or a redirect on its way, came from the browser's cache.
    pub from_cache: bool,
    /// The last experiment found the page working, but in its tab it failed again.
    pub came_back_in_vain: bool,
}
record!(Grounds { has_cookies, is_apart, by_worker, from_cache, came_back_in_vain });

/// One experiment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Experiment {
    /// The page's address as it was asked for, before redirects.
    pub url: String,
    /// What was known before.
    pub grounds: Grounds,
    /// Status of the failed load, 0 without an answer.
    pub status: u16,
    /// The failed load got as far as HTTP: what is sent along can matter.
    is_http: bool,
    /// The failed load went round in circles.
    is_loop: bool,
    /// What was seen, in order.
    pub seen: Vec<Seen>,
    /// Requests sent, answered or not.
    pub sent: u32,
    /// The site asked for time.
    pub must_wait: bool,
}
record!(Experiment { url, grounds, status, is_http, is_loop, seen, sent, must_wait });

/// Statuses by which servers refuse a request for its size or form (RFC 9110 §15.5, RFC 6585 §5): decided before
/// any cache or application is asked, and the same every time.
const REFUSED_HEAD: [u16; 4] = [400, 413, 414, 431];

impl Experiment {
    /// An experiment on a failed load.
    pub fn new(facts: &Failure, diagnosis: &Diagnosis, grounds: Grounds) -> Self {
        Self {
            url: facts.asked_url.clone().unwrap_or_else(|| facts.url.clone()),
            grounds: Grounds { from_cache: grounds.from_cache || facts.from_cache, ..grounds },
            status: facts.status.unwrap_or_default(),
            is_http: is_http(facts, diagnosis),
            is_loop: is_loop(facts),
            ..Self::default()
        }
    }

    /// The next way to ask, or what was found. The same observations give the same answer, so nothing is lost when
    /// a request is.
    pub fn next(&self) -> Result<Way, Finding> {
        if self.must_wait {
            return Err(Finding::Asked);
        }
        let way = self.decide()?;
        if self.sent < REQUESTS_MAX { Ok(way) } else { Err(Finding::Unclear) }
    }

    fn decide(&self) -> Result<Way, Finding> {
        let Some(same) = self.of(Way::Same) else { return Ok(Way::Same) };
        if same.works {
            return Err(self.held_up_here());
        }
        if !self.is_http && same.status == 0 {
            return Err(Finding::Wait);
        }
        if self.grounds.has_cookies && !self.grounds.is_apart {
            let Some(bare) = self.of(Way::Bare) else { return Ok(Way::Bare) };
            if bare.works {
                return self.confirm(same);
            }
            if bare.status == 0 && same.status != 0 {
                return Err(Finding::Unclear); // led to a site that we may not see, or the network went meanwhile
            }
        }
        if same.is_copy {
            let Some(fresh) = self.of(Way::Fresh) else { return Ok(Way::Fresh) };
            if fresh.works {
                return Err(Finding::StoredError);
            }
        }
        if same.status != 0 && !is_root(&self.url) {
            let Some(root) = self.of(Way::Root) else { return Ok(Way::Root) };
            if root.works && !root.is_copy {
                return Err(Finding::Path);
            }
        }
        Err(Finding::Wait)
    }

    /// It failed with cookies and works without. Clearing costs something, so chance and caches on the way are ruled
    /// out first; where the request itself is refused or goes round in circles, neither can be the reason.
    fn confirm(&self, same: &Seen) -> Result<Way, Finding> {
        if self.is_plain() {
            return Err(Finding::Cookies);
        }
        let Some(fresh) = self.of(Way::Fresh) else { return Ok(Way::Fresh) };
        if fresh.works {
            return Err(if same.is_copy { Finding::StoredError } else { Finding::Flaky });
        }
        // Several servers that take turns, one of them broken, look like this so far.
        let Some(again) = self.of(Way::Again) else { return Ok(Way::Again) };
        Err(if again.works { Finding::Flaky } else { Finding::Cookies })
    }

    /// The page works when the extension asks: what lies between is this browser's, or the trouble is over.
    fn held_up_here(&self) -> Finding {
        match self.grounds {
            Grounds { by_worker: true, .. } => Finding::ServiceWorker,
            Grounds { from_cache: true, .. } => Finding::Cache,
            Grounds { is_apart: true, .. } => Finding::Unclear,
            Grounds { came_back_in_vain: true, .. } => Finding::Stored,
            _ => Finding::Back,
        }
    }

    /// How a way went, if it was tried.
    fn of(&self, way: Way) -> Option<&Seen> {
        self.seen.iter().find(|seen| seen.way == way)
    }

    /// No cache and no chance decides: the request's head is refused, or redirects go round in circles.
    fn is_plain(&self) -> bool {
        let status = self.of(Way::Same).map_or(self.status, |same| same.status);
        self.is_loop && status == 0 || REFUSED_HEAD.contains(&status)
    }

    /// The request for a way; `number` makes an address that no cache has seen.
    pub fn fetch(&self, way: Way, number: u64) -> Fetch {
        let url = match way {
            Way::Root => unseen(root(&self.url), number),
            Way::Bare if self.is_plain() => self.url.clone(),
            Way::Bare | Way::Fresh | Way::Again => {
                unseen(self.url.split('#').next().unwrap_or_default(), number)
            }
            Way::Same => self.url.clone(),
        };
        Fetch { with_cookies: way != Way::Bare, ..Fetch::of(url) }
    }

    /// Takes an answer in.
    pub fn note(&mut self, way: Way, answer: &Answer) {
        let verdict =
            diagnose(&answer.facts(), Some(&answer.body).filter(|body| !body.is_empty()).map(String::as_str));
        // Without cookies a site that works asks to sign in.
        let asks_to_sign_in = way == Way::Bare && answer.status == Some(401);
        let works = answer.status.is_some() && (!verdict.failed || asks_to_sign_in);
        self.must_wait |= answer.status == Some(429) || !works && answer.header("retry-after").is_some();
        let status = answer.status.unwrap_or_default();
        self.seen.push(Seen { way, status, works, is_copy: is_copy(answer) });
    }

    /// Cookies in the order in which to suspect them, and how many of them to clear: where the request was too large,
    /// the fewest that make it small; otherwise all that go with it, for no experiment can tell them apart.
    pub fn suspects(&self, cookies: &mut [Cookie]) -> usize {
        if REFUSED_HEAD.contains(&self.status) { super::cookies::largest(cookies) } else { cookies.len() }
    }
}

/// Did the load get as far as HTTP?
fn is_http(facts: &Failure, diagnosis: &Diagnosis) -> bool {
    let is_below = |id: &str| {
        ["dns.", "tls.", "tcp.refused", "tcp.timed_out", "tcp.address", "tcp.failed"]
            .iter()
            .any(|t| id.starts_with(t))
    };
    facts.status.is_some() || !diagnosis.causes.first().is_some_and(|cause| is_below(&cause.id))
}

/// Chromium, Firefox, and what `background.js` counts where Chromium speaks of an abort only.
fn is_loop(facts: &Failure) -> bool {
    let is_named = |error: &Option<String>| {
        ["ERR_TOO_MANY_REDIRECTS", "REDIRECT_LOOP", "2152398879"]
            .iter()
            .any(|name| error.as_ref().is_some_and(|error| error.contains(name)))
    };
    facts.redirects >= 20 || is_named(&facts.request_error) || is_named(&facts.navigation_error)
}

/// A cache on the way says that it answered from its store: `Age` (RFC 9111 §5.1), `Cache-Status` (RFC 9211), and the
/// `X-Cache: HIT` family. Varnish names two requests in `X-Varnish` then.
fn is_copy(answer: &Answer) -> bool {
    answer.headers.iter().any(|(name, value)| {
        let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
        match name.as_str() {
            "age" => value.trim().parse::<u64>().is_ok_and(|age| age > 0),
            "x-varnish" => value.split_whitespace().count() == 2,
            "cache-control" => false,
            _ => name.contains("cache") && (value.contains("hit") || value.contains("stale")),
        }
    })
}
