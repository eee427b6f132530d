//! From the facts of a failed load to ranked causes with evidence.

mod answer;
mod evidence;
mod net_error;
pub mod page;
mod soft;
mod standard;

use crate::failure::Failure;
use crate::json::{Json, Stored, digits};
use crate::knowledge::Condition;
use crate::{record, words};
use std::fmt;

/// Whose side the trouble is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// This device or browser.
    You,
    /// Between this device and the site's edge.
    Network,
    /// The proxy, CDN or load balancer in front of the site.
    Gateway,
    /// The site's own server or application.
    Origin,
    /// Someone decided to refuse (login, block, rate limit).
    Policy,
    /// The facts do not tell.
    #[default]
    Unknown,
}
words!(Side { You = "you", Network = "network", Gateway = "gateway", Origin = "origin", Policy = "policy", Unknown = "unknown" } or Unknown);

/// A place on the way of a request; a verdict says which one broke, all before it are known to be well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// This device and browser.
    You,
    /// The network up to the site's edge, DNS included.
    Network,
    /// The site's edge: the proxy or CDN that answers for it.
    Gateway,
    /// The server behind the gateway.
    Origin,
}
words!(Hop { You = "you", Network = "network", Gateway = "gateway", Origin = "origin" });

/// Does trying again make sense?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Advice {
    /// Try again with growing pauses.
    #[default]
    Backoff,
    /// One more try is reasonable, then stop.
    Once,
    /// Waiting does not mend this.
    Never,
    /// Try when the network changes.
    OnNetworkChange,
    /// The site named a time: not before so many seconds from the answer.
    After(u64),
}

impl Advice {
    /// The word for it, without the time that a site named.
    fn word(&self) -> &'static str {
        match self {
            Self::Backoff => "backoff",
            Self::Once => "once",
            Self::Never => "never",
            Self::OnNetworkChange => "on_network_change",
            Self::After(_) => "after",
        }
    }
}

/// Told and stored as one word, `after:SECONDS` for a time the site named.
impl Stored for Advice {
    fn write(&self, out: &mut String) {
        match self {
            Self::After(seconds) => ["after:", &digits(*seconds)].concat().write(out),
            other => other.word().to_owned().write(out),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        Some(match json.text()? {
            "backoff" => Self::Backoff,
            "once" => Self::Once,
            "never" => Self::Never,
            "on_network_change" => Self::OnNetworkChange,
            other => Self::After(other.strip_prefix("after:")?.parse().ok()?),
        })
    }
    fn missing() -> Option<Self> {
        Some(Self::default())
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(seconds) => write!(f, "after:{seconds}"),
            other => f.write_str(other.word()),
        }
    }
}

/// One possible cause and how likely it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// RFC 9209 proxy error type, W3C NEL type, or one of our own words (EVALUATION.md).
    pub id: String,
    /// Probability, 0 to 1; those of a diagnosis sum to at most 1, the rest is "something else".
    pub p: f64,
}
record!(Cause { id, p });

/// The verdict on one load.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// Something is to be mended; false for healthy answers, a user's stop, a download.
    pub failed: bool,
    /// Ids of every layer recognised, the writer of the page first; empty when unknown.
    pub gateways: Vec<String>,
    /// What people call the first of them ("nginx", "Amazon CloudFront"); empty when unknown.
    pub gateway_name: String,
    /// Whose side.
    pub side: Side,
    /// The hop that broke, where the facts tell.
    pub hop: Option<Hop>,
    /// Message id of the one sentence that says what broke (`_locales`); its placeholders: $1 host, $2 gateway name.
    pub sentence: String,
    /// Ranked causes.
    pub causes: Vec<Cause>,
    /// Does waiting help?
    pub advice: Advice,
    /// Remedy ids, best first.
    pub remedies: Vec<String>,
    /// Reference numbers an owner can look up: name, value.
    pub ids: Vec<(String, String)>,
    /// What the verdict rests on, as short `name: value` lines.
    pub evidence: Vec<String>,
}
record!(Diagnosis {
    failed,
    gateways,
    gateway_name,
    side,
    hop,
    sentence,
    causes,
    advice,
    remedies,
    ids,
    evidence
});

/// Judges one load. `body` is a prefix of the page's text or markup, where it could be read.
///
/// Never fails: odd input gives an honest general verdict.
pub fn diagnose(facts: &Failure, body: Option<&str>) -> Diagnosis {
    net_error::judge(facts).unwrap_or_else(|| answer::judge(facts, body))
}

impl Diagnosis {
    /// A failure as the table of conditions has it.
    fn of(condition: Condition) -> Self {
        Self {
            failed: true,
            side: condition.side(),
            hop: condition.hop(),
            sentence: condition.sentence(),
            causes: condition.causes(),
            advice: condition.advice(),
            remedies: condition.remedies(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{is_loaded, load, unload};

    #[test]
    fn without_the_tables_a_verdict_says_no_more_than_the_status() {
        unload();
        assert!(!load(b"a file of another build".to_vec()) && !is_loaded());
        let answer = Failure { url: "http://a.test/".into(), status: Some(502), ..Failure::default() };
        let verdict = diagnose(&answer, Some("<center>nginx</center>"));
        assert_eq!((verdict.sentence.as_str(), verdict.failed), ("verdict_status_5xx", true));
        assert!(verdict.causes.is_empty() && verdict.gateways.is_empty() && verdict.remedies.is_empty());
        let request_error = Some("net::ERR_CONNECTION_REFUSED".into());
        let verdict = diagnose(&Failure { status: None, request_error, ..answer }, None);
        assert_eq!((verdict.sentence.as_str(), verdict.side), ("verdict_unknown", Side::Unknown));
        assert!(verdict.causes.is_empty());
    }
}
