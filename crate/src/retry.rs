//! When to try again: one machine per host, pure arithmetic over what an extension can know.

use serde::{Deserialize, Serialize};

/// Why the machine is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A try failed.
    Failed,
    /// The user looks at a waiting tab again.
    Shown,
    /// The user looks away from the last visible waiting tab.
    Hidden,
    /// The network came back.
    Online,
}

/// What is known at that moment; all times in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Situation {
    /// Since the host's first failure.
    pub elapsed_ms: u64,
    /// Failed tries so far.
    pub fails: u32,
    /// Since the last try ended.
    pub since_last_ms: u64,
    /// The delay that is running now.
    pub last_delay_ms: u64,
    /// A waiting tab is in front.
    pub visible: bool,
    /// Waiting tabs of this host.
    pub tabs: u32,
    /// How often the host failed again shortly after it came back.
    pub flaps: u32,
    /// The site asked for no request before so long from now.
    pub retry_after_ms: Option<u64>,
    /// The last try ended in a network error, not in an HTTP answer.
    pub net_error: bool,
    /// HTTP status of the last try.
    pub status: Option<u16>,
    /// How long the last try took.
    pub latency_ms: u64,
    /// A fresh uniform random number in [0, 1).
    pub u: f64,
}

/// How to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Load the page in its tab.
    Reload,
    /// One light request from the background, dropped at the headers.
    Probe,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Try after a delay.
    Try {
        /// Milliseconds from now.
        delay_ms: u64,
        /// Reload or probe.
        how: How,
    },
    /// Leave the running delay as it is.
    Keep,
    /// Try no more.
    Stop,
}

/// One host's retry machine: what it has learnt so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Machine {}

impl Machine {
    /// Decides about the next try.
    pub fn plan(&mut self, occasion: Occasion, now: &Situation) -> Plan {
        let e = now.elapsed_ms as f64 / 1000.0;
        let jitter = 0.8 + 0.4 * now.u;
        let (lo, hi, a) = if now.visible { (3.0, 30.0, 2.0) } else { (30.0, 120.0, 3.8) };
        let how = if now.visible { How::Reload } else { How::Probe };
        let delay = (a * e.powf(0.6)).clamp(lo, hi) * jitter;
        let _ = occasion;
        Plan::Try { delay_ms: (delay * 1000.0) as u64, how }
    }

    /// Delay before loading waiting tab `index` once the site has answered (0: the one in front).
    pub fn stagger(&self, index: u32, now: &Situation) -> u64 {
        if index == 0 { 0 } else { 500 + (now.u * 2000.0 * f64::from(now.tabs)) as u64 }
    }
}
