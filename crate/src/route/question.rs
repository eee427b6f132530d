//! One route or question: whom it asks, how, and what the answers make of it.

use super::address::Address;
use super::archive;
use super::check::judge;
use super::just_me;
use super::kind::{Kind, State};
use super::reply::Reply;
use crate::fetch::Answer;
use crate::json::Json;
use crate::record;

/// One route or question and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The address it leads to, once that is known.
    pub url: String,
    /// A word on the result: the status of an error, a status page's sentence, countries.
    pub note: String,
    /// Services still to be asked, the next one first.
    pub asks: Vec<String>,
    /// Copies still to be looked at, the newest first; at the end of a question, the countries where it fails.
    pub copies: Vec<String>,
    /// Running: taken as unanswered then. Queued: not before then. In ms since 1970.
    pub due_ms: u64,
    /// How often a measurement was looked at.
    pub looks: u32,
    /// Through which proxy, as in the settings; empty for all that go directly.
    pub via: String,
}
record!(Check { kind, state, url, note, asks, copies, due_ms, looks, via });

/// How to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As a page that might be opened: with the site's cookies, so that it is what the user would see.
    Page,
    /// As a stranger's page: without cookies.
    Copy,
    /// As a page, through a proxy.
    Through,
    /// A service that answers in JSON.
    Json,
    /// Only whether anything answers.
    Reach,
    /// Through this browser's own resolver; the address is a name.
    Resolve,
}

/// A question to put now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Which check it belongs to.
    pub index: usize,
    /// Its kind.
    pub kind: Kind,
    /// Whom.
    pub url: String,
    /// How.
    pub how: How,
    /// Sent along as JSON, by POST.
    pub body: Option<String>,
    /// Through which proxy, as in the settings.
    pub via: String,
}

/// How long one question may take.
pub const ANSWER_MAX_MS: u32 = 12_000;
/// In place of a browser's error: somebody else decides on proxies, so nothing was asked.
pub const UNAVAILABLE: &str = "unavailable";
/// Between two looks at a measurement, and how often. The API asks for 500 ms at least.
const POLL_MS: u64 = 1_500;
const LOOKS_MAX: u32 = 12;

impl Check {
    /// A page to be fetched.
    pub fn new(kind: Kind, url: String) -> Self {
        Self {
            kind,
            state: State::Queued,
            url,
            note: String::new(),
            asks: Vec::new(),
            copies: Vec::new(),
            due_ms: 0,
            looks: 0,
            via: String::new(),
        }
    }

    /// Services to be asked.
    pub fn asking(kind: Kind, asks: Vec<String>) -> Self {
        Self { asks, ..Self::new(kind, String::new()) }
    }

    /// It was checked and leads to the content, or to the site's own word on it.
    pub fn is_offered(&self) -> bool {
        let has_page = !self.kind.is_question() && Address::of(&self.url).is_some();
        has_page
            && (self.state == State::Works || (self.kind == Kind::StatusPage && self.state == State::Fails))
    }

    /// What its button opens: the address, or the proxy.
    pub fn choice(&self) -> &str {
        if self.kind == Kind::Proxy { &self.via } else { &self.url }
    }

    /// Where the next request of this check goes.
    pub fn target(&self) -> &str {
        self.copies.first().or(self.asks.first()).unwrap_or(&self.url)
    }

    /// Everywhere its requests may go.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.copies.iter().chain(&self.asks).chain([&self.url]).map(String::as_str)
    }

    /// Its next request; `None` if there is nothing to ask.
    pub(super) fn next(&self, index: usize, failing: &str) -> Option<Ask> {
        let ask = |url: &str, how| {
            let (kind, url, via) = (self.kind, url.to_owned(), self.via.clone());
            Some(Ask { index, kind, url, how, body: None, via })
        };
        if let Some(copy) = self.copies.first() {
            return ask(copy, How::Copy);
        }
        match (self.asks.first(), self.kind) {
            (Some(name), Kind::DnsHere) => ask(name, How::Resolve),
            (Some(url), Kind::Connectivity) => ask(url, How::Reach),
            (Some(url), Kind::Elsewhere) => {
                let body = just_me::order(failing).filter(|_| self.note.is_empty());
                let url = if body.is_some() { url.clone() } else { [url.as_str(), "/", &self.note].concat() };
                Some(Ask { body, ..ask(&url, How::Json)? })
            }
            (Some(url), _) => ask(url, How::Json),
            // Cookies that are not marked `Secure` would be readable on the way.
            (None, Kind::Mirror | Kind::Http) => ask(&self.url, How::Copy),
            (None, Kind::Proxy) => ask(&self.url, How::Through),
            (None, _) => ask(&self.url, How::Page),
        }
        .filter(|ask| !ask.url.is_empty())
    }

    /// It is over.
    pub(super) fn end(&mut self, state: State, note: String) {
        self.state = state;
        self.note = note;
        self.asks.clear();
        self.copies.clear();
    }

    /// A copy or a page came, or it did not.
    pub(super) fn take_page(&mut self, answer: &Answer, failing: &str) {
        let tried = self.copies.first().cloned().unwrap_or_else(|| self.url.clone());
        // Through a proxy it is the very address that fails directly.
        let failing = if self.kind == Kind::Proxy { "" } else { failing };
        let (state, note) = match judge(answer, &tried, failing) {
            (State::NoAnswer, note) if self.kind == Kind::Proxy => (proxy_silence(&answer.error), note),
            judged => judged,
        };
        if !self.kind.is_copy() {
            return self.end(state, note);
        }
        let copy = archive::trusted(&answer.url, &tried).filter(|_| state == State::Works);
        if let Some(copy) = copy {
            self.url = copy;
            return self.end(State::Works, String::new());
        }
        self.copies = self.copies.split_off(self.copies.len().min(1));
        self.give_up_or_go_on(if state == State::NoAnswer { State::NoAnswer } else { State::Missing });
    }

    fn give_up_or_go_on(&mut self, state: State) {
        if self.asks.is_empty() && self.copies.is_empty() {
            self.end(state, String::new());
        } else {
            self.state = State::Queued;
        }
    }

    /// This browser's resolver was asked; what it said comes as a status: 200 it knows the name, 404 it does not.
    pub(super) fn take_name(&mut self, answer: &Answer) {
        let state = match answer.status {
            Some(200) => State::Works,
            Some(404) => State::Missing,
            Some(_) => State::Fails,
            None => State::Spared, // the browser lets nobody ask
        };
        self.end(state, String::new());
    }

    /// A service answered, or it did not.
    pub(super) fn take_reply(&mut self, answer: &Answer, now_ms: u64) {
        let is_good = answer.status.is_some_and(|status| (200..300).contains(&status));
        let json = Json::parse(&answer.body).filter(|_| is_good);
        let reply = json.and_then(|json| Reply::read(self.kind, self.target(), &json));
        let silence = match answer.status {
            None => State::NoAnswer,
            // Whatever answers at `status.` of a site without a status page has nothing to say.
            Some(_) if self.kind == Kind::StatusPage => State::Missing,
            Some(_) => State::Refused,
        };
        let asked = if self.asks.is_empty() { String::new() } else { self.asks.remove(0) };
        match (reply, self.kind) {
            (Some(reply), Kind::Archive) => {
                self.copies = reply.list.iter().filter_map(|copy| archive::trusted(copy, &asked)).collect();
                self.give_up_or_go_on(State::Missing);
            }
            (None, Kind::Archive) => self.give_up_or_go_on(silence),
            (Some(Reply { state: State::Running, note, .. }), _) => {
                self.note = note;
                self.looks += 1;
                if self.looks > LOOKS_MAX {
                    return self.end(State::NoAnswer, String::new());
                }
                self.asks.push(asked);
                self.due_ms = now_ms + POLL_MS;
                self.state = State::Queued;
            }
            (Some(reply), _) => {
                if let Some(at) = Address::of(&asked).filter(|_| self.kind == Kind::StatusPage) {
                    self.url = at.with(at.scheme, at.host, at.port, &["/"]);
                }
                self.end(reply.state, reply.note);
                self.copies = reply.list;
            }
            (None, _) => self.end(silence, String::new()),
        }
    }
}

/// Was it the proxy that did not answer, or the site behind it? Told by the browser's own error; `None` of these words
/// in it: the proxy did answer.
fn proxy_silence(error: &str) -> State {
    const DEAD: [&str; 4] = ["PROXY_CONNECTION", "PROXY_HOST", "PROXY_CERTIFICATE", "SOCKS_CONNECTION_HOST"];
    if error == UNAVAILABLE {
        State::Refused
    } else if DEAD.iter().any(|word| error.contains(word)) {
        State::Dead
    } else {
        State::NoAnswer
    }
}
