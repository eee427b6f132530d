//! The kinds of checks a run makes, and how each can end; ids are those of the texts and of the saved state.

use crate::words;

/// What is tried, or who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The same address over https.
    Https,
    /// The same address over http: readable by others on the way, so never without a warning.
    Http,
    /// With `www.` in front.
    Www,
    /// Without `www.` or `m.` in front.
    Apex,
    /// The site's edition for phones.
    Mobile,
    /// With, or without, the slash at the end.
    Slash,
    /// Without the query.
    Query,
    /// The path above.
    Parent,
    /// The site's first page.
    Root,
    /// Another port on which development servers listen.
    Port,
    /// A mirror the user named.
    Mirror,
    /// The page itself, through a proxy of the user.
    Proxy,
    /// What the site itself says about its state.
    StatusPage,
    /// The Wayback Machine.
    Archive,
    /// Another archive, asked when the first has no good copy.
    SecondArchive,
    /// A public resolver: does the name exist?
    DnsFirst,
    /// Another one.
    DnsSecond,
    /// The resolver of this browser, where it can be asked (Firefox).
    DnsHere,
    /// Measuring stations in other countries.
    Elsewhere,
    /// Does this connection reach anything at all?
    Connectivity,
}
words!(Kind {
    Https = "https",
    Http = "http",
    Www = "www",
    Apex = "apex",
    Mobile = "mobile",
    Slash = "slash",
    Query = "query",
    Parent = "parent",
    Root = "root",
    Port = "port",
    Mirror = "mirror",
    Proxy = "proxy",
    StatusPage = "status_page",
    Archive = "archive",
    SecondArchive = "second_archive",
    DnsFirst = "dns_first",
    DnsSecond = "dns_second",
    DnsHere = "dns_here",
    Elsewhere = "elsewhere",
    Connectivity = "connectivity",
});

impl Kind {
    /// Answers *Is it just me?* rather than being a way to the content.
    pub fn is_question(self) -> bool {
        use Kind::{Connectivity, DnsFirst, DnsHere, DnsSecond, Elsewhere};
        matches!(self, DnsFirst | DnsSecond | DnsHere | Elsewhere | Connectivity)
    }

    /// A copy in an archive: older than the page, and dated.
    pub fn is_copy(self) -> bool {
        matches!(self, Self::Archive | Self::SecondArchive)
    }

    /// Without access to its host nothing would come of asking: archives let only those read whom the browser lets, and
    /// Firefox sends nobody's requests through a proxy but those to such hosts.
    pub fn needs_access(self) -> bool {
        self.is_copy() || self == Self::Proxy
    }
}

/// Where a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its turn is still to come.
    Queued,
    /// Asked, no answer yet.
    Running,
    /// It works: fetched, and neither an error, a login nor a parked page.
    Works,
    /// It answers with an error.
    Fails,
    /// It wants a login first.
    Login,
    /// The name is for sale.
    Parked,
    /// It leads back to the address that failed.
    ComesBack,
    /// It leads to another site.
    LeadsAway,
    /// It answers, but without site access the browser does not let anyone read what.
    Unread,
    /// No answer in time.
    NoAnswer,
    /// The proxy itself does not answer.
    Dead,
    /// There is none: no copy, no status page, no such name.
    Missing,
    /// Who was asked declined to answer.
    Refused,
    /// Works in some places and fails in others.
    Mixed,
    /// Not needed, because another check had an answer.
    Spared,
    /// The user stopped the run before its turn.
    Stopped,
}
words!(State {
    Queued = "queued",
    Running = "running",
    Works = "works",
    Fails = "fails",
    Login = "login",
    Parked = "parked",
    ComesBack = "comes_back",
    LeadsAway = "leads_away",
    Unread = "unread",
    NoAnswer = "no_answer",
    Dead = "dead",
    Missing = "missing",
    Refused = "refused",
    Mixed = "mixed",
    Spared = "spared",
    Stopped = "stopped",
});

impl State {
    /// No longer waiting for anything.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}
