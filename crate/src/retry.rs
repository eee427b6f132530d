//! When to try again: one machine per host, pure arithmetic over what an extension can know.

use crate::{record, words};

/// Why the machine is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
words!(Occasion { Failed = "failed", Shown = "shown", Hidden = "hidden", Online = "online" });

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Load the page in its tab.
    Reload,
    /// One light request from the background, dropped at the headers.
    Probe,
}
words!(How { Reload = "reload", Probe = "probe" });

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machine {}
record!(Machine {});

/// Half-width of the jitter.
const JITTER: f64 = 0.2;
/// Each time a site failed again just after it had answered stretches its delays by this.
const FLAP_FACTOR: f64 = 1.5;
/// More flaps than this stretch no further.
const FLAPS_MAX: u32 = 8;
/// Longest Retry-After that is obeyed, in milliseconds.
const RETRY_AFTER_MAX_MS: u64 = 3_600_000;

impl Machine {
    /// Decides about the next try.
    pub fn plan(&mut self, occasion: Occasion, now: &Situation) -> Plan {
        let how = if now.visible { How::Reload } else { How::Probe };
        let since_last = seconds(now.since_last_ms);
        let delay = match occasion {
            Occasion::Failed => self.delay(now),
            Occasion::Online if now.retry_after_ms.is_none() => between(0.2, 2.0, now.u),
            _ if now.retry_after_ms.is_some() => return Plan::Keep,
            Occasion::Shown => {
                let gap = (0.01 * seconds(now.elapsed_ms)).max(4.0) * flap_factor(now);
                if since_last >= gap { between(0.1, 0.6, now.u) } else { gap - since_last + now.u }
            }
            // Slower from now on, but never later than the hidden schedule counted from the last try.
            Occasion::Hidden | Occasion::Online => (self.delay(now) - since_last).max(1.0),
        };
        Plan::Try { delay_ms: (delay * 1000.0) as u64, how }
    }

    /// The pause after a failed try, in seconds.
    fn delay(&self, now: &Situation) -> f64 {
        let (factor, least, most) = if now.visible { (2.0, 3.0, 30.0) } else { (3.8, 30.0, 120.0) };
        let pause = (factor * seconds(now.elapsed_ms).powf(0.6)).clamp(least, most) * flap_factor(now);
        let pause = pause * between(1.0 - JITTER, 1.0 + JITTER, now.u);
        match now.retry_after_ms.map(|ms| seconds(ms.min(RETRY_AFTER_MAX_MS))) {
            // A floor, no appointment: everybody was told the same moment.
            Some(asked) if asked > pause => asked + now.u * pause.max(0.1 * asked),
            _ => pause,
        }
    }

    /// Delay in milliseconds before loading waiting tab `index` once the site has answered (0: the one in front).
    pub fn stagger(&self, index: u32, now: &Situation) -> u64 {
        if index == 0 {
            return 0;
        }
        let span = (0.3 * seconds(now.elapsed_ms)).max(2.0 * f64::from(now.tabs)).min(600.0);
        (between(0.5, span.max(1.0), now.u) * 1000.0) as u64
    }
}

fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

fn between(low: f64, high: f64, u: f64) -> f64 {
    low + (high - low) * u
}

fn flap_factor(now: &Situation) -> f64 {
    FLAP_FACTOR.powi(now.flaps.min(FLAPS_MAX) as i32)
}
