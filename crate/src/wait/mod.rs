//! One site's wait: which tabs wait, when the next try is due, and how all of them come back.

mod members;
mod news;
mod steps;

use crate::event::TabId;
use crate::json::{Json, Stored, field, put};
use crate::record;
use crate::retry::{How, Machine, Occasion, Temper};
use crate::site::Site;

/// A probe that has said nothing for so long died with its worker (the shell aborts probes earlier).
pub const PROBE_PATIENCE_MS: u64 = 20_000;
/// How often a slow reload is looked after; as long as its tab loads, it is left alone.
pub const RELOAD_PATIENCE_MS: u64 = 30_000;
/// How often tabs of a restarted browser are looked through for what nobody heard of; costs no request.
const LOOKS_MS: (u64, u64) = (1_000, 300_000);
/// So many tries are kept for the timeline, the latest ones.
const TRACE_MAX: usize = 40;

/// A tab that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number.
    pub tab: TabId,
    /// Its address.
    pub url: String,
    /// The failed request's method was not seen: come back by a GET, never by a reload.
    pub is_unseen: bool,
}
record!(Member { tab, url, is_unseen });

/// What the last try told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// From request to end, in milliseconds.
    pub latency_ms: u64,
    /// The site asked for no request before this moment.
    pub not_before_ms: Option<u64>,
    /// The likeliest cause; empty if not known.
    pub cause: String,
}
record!(Outcome { status, latency_ms, not_before_ms, cause });

/// A tab's turn in a staggered return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The tab.
    pub tab: TabId,
    /// Not before.
    pub at_ms: u64,
}
record!(Turn { tab, at_ms });

/// Where a wait stands. There is one next moment, never two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The next try is planned.
    Due {
        /// When.
        at_ms: u64,
        /// How, if nothing changes until then.
        how: How,
    },
    /// A try runs.
    Trying {
        /// Since when it was last looked after.
        since_ms: u64,
        /// The tab that reloads; `None` for a probe.
        tab: Option<TabId>,
    },
    /// The site answered: the tabs come back one after the other.
    Returning {
        /// Those that still wait for their turn.
        turns: Vec<Turn>,
        /// The one that loads, and since when it was last looked after.
        loading: Option<Turn>,
    },
}

/// Stored flat: the fields of all phases side by side, told apart by `kind`.
impl Stored for Phase {
    fn write(&self, out: &mut String) {
        out.push('{');
        match self {
            Self::Due { at_ms, how } => {
                put(out, "kind", &"due".to_owned());
                put(out, "at_ms", at_ms);
                put(out, "how", how);
            }
            Self::Trying { since_ms, tab } => {
                put(out, "kind", &"trying".to_owned());
                put(out, "since_ms", since_ms);
                put(out, "tab", tab);
            }
            Self::Returning { turns, loading } => {
                put(out, "kind", &"returning".to_owned());
                put(out, "turns", turns);
                put(out, "loading", loading);
            }
        }
        out.push('}');
    }
    fn read(json: &Json) -> Option<Self> {
        Some(match json.get("kind")?.text()? {
            "due" => Self::Due { at_ms: field(json, "at_ms")?, how: field(json, "how")? },
            "trying" => Self::Trying { since_ms: field(json, "since_ms")?, tab: field(json, "tab")? },
            "returning" => Self::Returning { turns: field(json, "turns")?, loading: field(json, "loading")? },
            _ => return None,
        })
    }
}

/// All that a wait must know of the world outside it.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Now, in ms since 1970.
    pub now_ms: u64,
    /// Tabs in front, that of the window with the focus first.
    pub visible: &'a [TabId],
    /// Tabs whose document is still on its way.
    pub loading: &'a [TabId],
    /// How hard the user wants this site tried.
    pub temper: Temper,
    /// A fresh uniform random number in [0, 1).
    pub u: f64,
}

/// What a wait wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Load this tab.
    Load(Member),
    /// Send one light request to this address.
    Probe(String),
    /// Look what this tab shows: nobody heard how its load ended.
    Look(Member),
}

/// One site's wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The site.
    pub site: Site,
    /// Tabs that wait.
    pub members: Vec<Member>,
    /// Addresses that waited when the browser closed: tabs that show them again are members again.
    pub orphans: Vec<String>,
    /// The first failure, in ms since 1970.
    pub first_failure_ms: u64,
    /// End of the last try.
    pub last_try_ms: u64,
    /// Tries made for this wait, for people.
    pub tries: u32,
    /// Failed tries.
    pub fails: u32,
    /// Times the site failed again just after it had answered.
    pub flaps: u32,
    /// What the last try told.
    pub last: Outcome,
    /// Somebody looked at one of the tabs when they were last surveyed.
    pub was_visible: bool,
    /// How often in a row the site answered but the page failed all the same.
    pub misled: u32,
    /// Number of the last probe.
    pub probe_order: u64,
    /// The schedule.
    pub machine: Machine,
    /// Where it stands.
    pub phase: Phase,
    /// The browser itself held the last probe back: the next try is the page.
    pub is_probe_held_back: bool,
    /// The headers of the failure were not seen: whether the site asked for time, a light request finds out first.
    pub is_unheard: bool,
    /// Pages that came without their style sheets or scripts since the site answered.
    pub half_loads: u32,
    /// When the site answered, in ms since 1970; `None` while it is down.
    pub answered_ms: Option<u64>,
    /// Time waited so far in milliseconds, without sleep of the machine and jumps of the clock.
    pub awake_ms: u64,
    /// The user wants to be told when the site is back: the address to ask, also without any tab.
    pub tell: Option<String>,
    /// Causes met, the first ones.
    pub causes: Vec<String>,
    /// Moments of the latest tries, in ms since 1970.
    pub trace: Vec<u64>,
}
record!(Wait {
    site,
    members,
    orphans,
    first_failure_ms,
    last_try_ms,
    tries,
    fails,
    flaps,
    last,
    was_visible,
    probe_order,
    machine,
    phase,
    misled,
    is_probe_held_back,
    is_unheard,
    half_loads,
    answered_ms,
    awake_ms,
    tell,
    causes,
    trace,
});

/// When a browser that started at `since_ms` is to be looked at again. A restored tab may begin to load before the
/// extension hears of loads (seen in Chromium under load), so the first looks come soon, and the later ones rarely.
pub fn next_look_ms(since_ms: u64, now_ms: u64) -> u64 {
    now_ms + now_ms.saturating_sub(since_ms).clamp(LOOKS_MS.0, LOOKS_MS.1)
}

impl Wait {
    /// A wait that begins with a failure seen at `failed_ms`.
    pub fn new(
        site: Site,
        failed_ms: u64,
        last: Outcome,
        machine: Machine,
        flaps: u32,
        world: World<'_>,
    ) -> Self {
        let mut wait = Self {
            site,
            members: Vec::new(),
            orphans: Vec::new(),
            first_failure_ms: failed_ms,
            last_try_ms: failed_ms,
            tries: 0,
            fails: 1,
            flaps,
            last: Outcome::default(),
            was_visible: false,
            misled: 0,
            probe_order: 0,
            machine,
            phase: Phase::Due { at_ms: world.now_ms, how: How::Reload },
            is_probe_held_back: false,
            is_unheard: false,
            half_loads: 0,
            answered_ms: None,
            awake_ms: 0,
            tell: None,
            causes: Vec::new(),
            trace: Vec::new(),
        };
        wait.learn(last);
        wait.replan(Occasion::Failed, world);
        wait
    }

    /// The next moment at which something is to be done; `None` if only events can bring it on.
    pub fn wake_ms(&self, now_ms: u64) -> Option<u64> {
        if self.members.is_empty() && self.tell.is_none() {
            return Some(next_look_ms(self.last_try_ms, now_ms));
        }
        match &self.phase {
            Phase::Due { at_ms, .. } => Some(*at_ms),
            Phase::Trying { since_ms, tab: None } => Some(since_ms + PROBE_PATIENCE_MS),
            Phase::Trying { since_ms, tab: Some(_) } => Some(since_ms + RELOAD_PATIENCE_MS),
            Phase::Returning { loading: Some(turn), .. } => Some(turn.at_ms + RELOAD_PATIENCE_MS),
            Phase::Returning { turns, .. } => turns.iter().map(|turn| turn.at_ms).min(),
        }
    }

    /// A probe, or the load of another tab than this one, is under way.
    pub fn is_busy_beside(&self, tab: TabId) -> bool {
        match &self.phase {
            Phase::Trying { tab: trying, .. } => *trying != Some(tab),
            Phase::Returning { loading, .. } => loading.as_ref().is_some_and(|turn| turn.tab != tab),
            Phase::Due { .. } => false,
        }
    }

    /// This wait has a load of this tab under way.
    pub fn is_loading(&self, tab: TabId) -> bool {
        !matches!(self.phase, Phase::Due { .. } | Phase::Returning { loading: None, .. })
            && !self.is_busy_beside(tab)
    }

    /// Somebody looks at one of the tabs.
    pub fn is_visible(&self, world: World<'_>) -> bool {
        self.members.iter().any(|member| world.visible.contains(&member.tab))
    }

    /// The site asked for no request yet.
    pub fn is_asked_to_wait(&self, now_ms: u64) -> bool {
        self.last.not_before_ms.is_some_and(|at| at > now_ms)
    }
}
