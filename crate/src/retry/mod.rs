//! When to try again: one machine per host, pure arithmetic over what an extension can know.

mod pace;

pub use pace::{Pace, Temper};

use crate::{record, words};
use pace::within;

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
    /// How hard the user wants this site tried.
    pub temper: Temper,
    /// A server on this machine or its own network.
    pub is_local: bool,
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
pub struct Machine {
    /// How sluggish the site's last answer was, from 0 to 4: it lives, but is overloaded.
    pub strain: f64,
    /// What the site's earlier outages lasted (their median), in milliseconds; 0: not known.
    pub usual_ms: u64,
}
record!(Machine { strain, usual_ms });

/// Half-width of the jitter.
const JITTER: f64 = 0.1;
/// Each time a site failed again just after it had answered stretches its delays by this.
const FLAP_FACTOR: f64 = 1.5;
/// More flaps than this stretch no further.
const FLAPS_MAX: u32 = 8;
/// Longest Retry-After that is obeyed, in milliseconds.
pub const RETRY_AFTER_MAX_MS: u64 = 3_600_000;
/// The pause after 429 (Too Many Requests), at least, in seconds.
const RATE_LIMITED: f64 = 60.0;
/// A user who returns to the tab is served at once unless the last try is younger than so many seconds, …
const RETURN_GAP: f64 = 4.0;
/// … or than this share of the outage.
const RETURN_SHARE: f64 = 0.021;
/// The first tries before the user's eyes are reloads; from this age of the outage on, in seconds, light probes spare a
/// site that a crowd waits for, until many have left. The user's return is still answered by a reload.
const CROWD_FROM: f64 = 45.0;
/// An answer that takes longer than this, in seconds, comes from a site that can hardly cope.
const SLUGGISH: f64 = 0.6;
const STRAIN_MAX: f64 = 4.0;
/// Other tabs come back over this share of the outage, …
const SPREAD_SHARE: f64 = 0.3;
/// … at least so many seconds for each, …
const SPREAD_EACH: f64 = 2.0;
/// … so much longer per unit of strain, …
const SPREAD_STRAIN: f64 = 8.0;
/// … but never over more than this, in seconds.
const SPREAD_MAX: f64 = 600.0;
/// Under strain a hidden tab waits up to this share of the outage (of its first minutes) per unit.
const GATE_SHARE: f64 = 0.05;
const GATE_MAX: f64 = 300.0;

impl Machine {
    /// Decides about the next try.
    pub fn plan(&mut self, occasion: Occasion, now: &Situation) -> Plan {
        let since_last = seconds(now.since_last_ms);
        let delay = match occasion {
            Occasion::Failed => self.delay(now),
            Occasion::Online if now.retry_after_ms.is_none() => between(0.2, 2.0, now.u),
            _ if now.retry_after_ms.is_some() => return Plan::Keep,
            Occasion::Shown => {
                let gap = (RETURN_SHARE * seconds(now.elapsed_ms)).max(RETURN_GAP) * flap_factor(now);
                let gap = if now.is_local { 0.5 } else { gap };
                if since_last >= gap { between(0.05, 0.25, now.u) } else { gap - since_last + now.u }
            }
            // Slower from now on, but never later than the hidden schedule counted from the last try.
            Occasion::Hidden | Occasion::Online => (self.delay(now) - since_last).max(1.0),
        };
        Plan::Try { delay_ms: (delay * 1000.0) as u64, how: how(occasion, now) }
    }

    /// The pause after a failed try, in seconds.
    fn delay(&self, now: &Situation) -> f64 {
        let elapsed = seconds(now.elapsed_ms);
        let pace = Pace::of(now.temper, now.is_local);
        let curve = if now.visible { pace.visible } else { pace.hidden };
        let pause = curve.pause(elapsed) * self.custom(now.elapsed_ms) * flap_factor(now);
        let pause = if now.status == Some(429) { pause.max(RATE_LIMITED) } else { pause };
        let pause = pause * between(1.0 - JITTER, 1.0 + JITTER, now.u);
        match now.retry_after_ms.map(|ms| seconds(ms.min(RETRY_AFTER_MAX_MS))) {
            // A floor, no appointment: everybody was told the same moment.
            Some(asked) if asked > pause => asked + now.u * pause.max(0.1 * asked),
            _ => pause,
        }
    }

    /// A site that was seen to come back after some time is asked more often around then, and less before.
    fn custom(&self, elapsed_ms: u64) -> f64 {
        let usual_ms = self.usual_ms;
        if usual_ms == 0 || elapsed_ms > usual_ms.saturating_mul(2) {
            1.0
        } else if elapsed_ms < usual_ms / 4 {
            1.3
        } else if elapsed_ms < usual_ms / 2 {
            1.0
        } else {
            0.75
        }
    }

    /// The site answered, after `now.latency_ms`: the delay in milliseconds before waiting tab `index` is loaded. 0 is
    /// the tab in front, or the first one if nobody looks.
    pub fn stagger(&mut self, index: u32, now: &Situation) -> u64 {
        let elapsed = seconds(now.elapsed_ms);
        self.strain = within(seconds(now.latency_ms) / SLUGGISH - 1.0, 0.0, STRAIN_MAX);
        let delay = if index > 0 {
            let span = (SPREAD_SHARE * elapsed).max(SPREAD_EACH * f64::from(now.tabs));
            let span = if now.is_local { 1.0 } else { span };
            between(0.5, within(span * (1.0 + SPREAD_STRAIN * self.strain), 1.0, SPREAD_MAX), now.u)
        } else if now.visible || now.is_local {
            0.0
        } else {
            GATE_SHARE * self.strain * within(elapsed, 60.0, GATE_MAX) * now.u
        };
        (delay * 1000.0) as u64
    }
}

/// A reload shows a page that is back at once; a light probe spares the site, and the eyes of whoever looks.
fn how(occasion: Occasion, now: &Situation) -> How {
    let elapsed = seconds(now.elapsed_ms);
    let is_crowd = (CROWD_FROM..=pace::CROWD_UNTIL).contains(&elapsed) || now.flaps > 0;
    let is_light = !now.visible || now.is_local || (occasion == Occasion::Failed && is_crowd);
    if is_light { How::Probe } else { How::Reload }
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
