//! What an origin does with a request: one answer, or one way to give none.

use crate::answer::{self, Answer};
use std::time::{Duration, SystemTime};

/// What is done with each request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This is answered, right or wrong.
    Answer(Answer),
    /// Nobody listens on the port. Only for the whole origin.
    Refused,
    /// The request is taken, and nothing follows until the client gives up.
    Hang,
    /// The connection is reset (RST) before a byte of the answer.
    Reset,
    /// The connection is closed (FIN) before a byte of the answer.
    Close,
    /// These bytes, which may be no HTTP at all.
    Raw(Vec<u8>),
    /// A request whose Cookie header is longer than `bytes` is answered with `status`, any other with a fine page.
    CookieLimit {
        /// The longest value that is still taken.
        bytes: usize,
        /// 400 as nginx says it, or 431.
        status: u16,
    },
    /// A request that carries a cookie of this name is answered so, any other with a fine page.
    WithCookie {
        /// The cookie's name.
        name: String,
        /// What it leads to.
        answer: Answer,
    },
    /// A request to this host is answered so, any other with a fine page.
    AtHost {
        /// The host, without its port.
        host: String,
        /// What it says.
        answer: Answer,
    },
}

impl From<Answer> for Fault {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

/// The faults that have a name on the command line.
pub const NAMES: [&str; 23] = [
    "fine",
    "refused",
    "hang",
    "reset",
    "close",
    "garbage",
    "broken-header",
    "502",
    "502-empty",
    "502-cached",
    "503",
    "503-retry-after",
    "503-retry-after-date",
    "500",
    "404",
    "429",
    "400-cookie",
    "431-cookie",
    "redirect-loop",
    "reset-mid-body",
    "short-body",
    "bad-gzip",
    "hostile",
];

impl Fault {
    /// A fault by its name in [`NAMES`].
    pub fn named(name: &str) -> Option<Self> {
        let answer = match name {
            "refused" => return Some(Self::Refused),
            "hang" => return Some(Self::Hang),
            "reset" => return Some(Self::Reset),
            "close" => return Some(Self::Close),
            "garbage" => return Some(Self::garbage()),
            "broken-header" => return Some(Self::broken_header()),
            "400-cookie" => return Some(Self::CookieLimit { bytes: 4096, status: 400 }),
            "431-cookie" => return Some(Self::CookieLimit { bytes: 4096, status: 431 }),
            "fine" => answer::fine("Fine"),
            "502" => answer::nginx(502),
            "502-empty" => answer::empty(502),
            "502-cached" => answer::nginx(502).header("Cache-Control", "max-age=600"),
            "503" => answer::nginx(503),
            "503-retry-after" => answer::retry_after(8),
            "503-retry-after-date" => answer::retry_at(SystemTime::now() + Duration::from_secs(8)),
            "500" => answer::nginx(500),
            "404" => answer::nginx(404),
            "429" => answer::nginx(429).header("Retry-After", "8"),
            "redirect-loop" => answer::redirect(302, "?again"),
            "reset-mid-body" => answer::fine("Cut off").reset_after(200),
            "short-body" => answer::fine("Cut off").closed_after(200),
            "bad-gzip" => answer::bad_gzip(200),
            "hostile" => answer::hostile(502),
            _ => return None,
        };
        Some(answer.into())
    }

    /// Bytes without a status line. Firefox, nginx and Squid show them as a page (HTTP/0.9), others refuse them.
    pub fn garbage() -> Self {
        Self::Raw(b"\x15\x03\x01\x00\x02\x02\x0a\xff\x00 this is no HTTP\r\n\r\n".to_vec())
    }

    /// A good status line, and then a header that is none.
    pub fn broken_header() -> Self {
        Self::Raw(b"HTTP/1.1 200 OK\r\n\x00\x01broken\r\n\r\nhello".to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_fault_is_there() {
        assert!(NAMES.iter().all(|name| Fault::named(name).is_some()));
        assert!(Fault::named("unheard-of").is_none());
    }
}
