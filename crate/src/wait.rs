//! One site's wait: which tabs wait, when the next try is due, and how all of them come back.

use crate::event::TabId;
use crate::json::{Json, Stored, field, put};
use crate::record;
use crate::retry::{How, Machine, Occasion, Plan, Situation};
use crate::site::Site;

/// A probe that has said nothing for so long died with its worker (the shell aborts probes earlier).
pub const PROBE_PATIENCE_MS: u64 = 20_000;
/// How often a slow reload is looked after; as long as its tab loads, it is left alone.
pub const RELOAD_PATIENCE_MS: u64 = 30_000;

/// The tab that was trying went away: its request was sent all the same, so the next one keeps a distance.
const AFTER_LOST_TAB_MS: u64 = 3_000;

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
}
record!(Outcome { status, latency_ms, not_before_ms });

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
    /// Waiting tabs in front.
    pub visible: &'a [TabId],
    /// Tabs whose document is still on its way.
    pub loading: &'a [TabId],
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
    /// The last probe passed but the page failed after it: from then on only the page itself is believed.
    pub is_probe_misleading: bool,
    /// Number of the last probe.
    pub probe_order: u64,
    /// The schedule.
    pub machine: Machine,
    /// Where it stands.
    pub phase: Phase,
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
    is_probe_misleading,
    probe_order,
    machine,
    phase
});

impl Wait {
    /// A wait that begins with a failure seen at `failed_ms`.
    pub fn new(site: Site, failed_ms: u64, last: Outcome, world: World<'_>) -> Self {
        let mut wait = Self {
            site,
            members: Vec::new(),
            orphans: Vec::new(),
            first_failure_ms: failed_ms,
            last_try_ms: failed_ms,
            tries: 0,
            fails: 1,
            flaps: 0,
            last,
            was_visible: false,
            is_probe_misleading: false,
            probe_order: 0,
            machine: Machine::default(),
            phase: Phase::Due { at_ms: world.now_ms, how: How::Reload },
        };
        wait.replan(Occasion::Failed, world);
        wait
    }

    /// The next moment at which something is to be done; `None` if only events can bring it on.
    pub fn wake_ms(&self, now_ms: u64) -> Option<u64> {
        if self.members.is_empty() {
            return Some(now_ms + ORPHANS_LOOKED_FOR_MS);
        }
        match &self.phase {
            Phase::Due { at_ms, .. } => Some(*at_ms),
            Phase::Trying { since_ms, tab: None } => Some(since_ms + PROBE_PATIENCE_MS),
            Phase::Trying { since_ms, tab: Some(_) } => Some(since_ms + RELOAD_PATIENCE_MS),
            Phase::Returning { loading: Some(turn), .. } => Some(turn.at_ms + RELOAD_PATIENCE_MS),
            Phase::Returning { turns, .. } => turns.iter().map(|turn| turn.at_ms).min(),
        }
    }

    /// The tab whose load this wait has under way.
    pub fn loading_tab(&self) -> Option<TabId> {
        match &self.phase {
            Phase::Trying { tab, .. } => *tab,
            Phase::Returning { loading, .. } => loading.as_ref().map(|turn| turn.tab),
            Phase::Due { .. } => None,
        }
    }

    /// Somebody looks at one of the tabs.
    pub fn is_visible(&self, world: World<'_>) -> bool {
        self.members.iter().any(|member| world.visible.contains(&member.tab))
    }

    fn situation(&self, world: World<'_>) -> Situation {
        Situation {
            elapsed_ms: world.now_ms.saturating_sub(self.first_failure_ms),
            fails: self.fails,
            since_last_ms: world.now_ms.saturating_sub(self.last_try_ms),
            last_delay_ms: match self.phase {
                Phase::Due { at_ms, .. } => at_ms.saturating_sub(self.last_try_ms),
                _ => 0,
            },
            visible: self.is_visible(world),
            tabs: self.members.len() as u32,
            flaps: self.flaps,
            retry_after_ms: self
                .last
                .not_before_ms
                .and_then(|at| at.checked_sub(world.now_ms))
                .filter(|left| *left > 0),
            net_error: self.last.status.is_none(),
            status: self.last.status,
            latency_ms: self.last.latency_ms,
            u: world.u,
        }
    }

    /// Plans the next try; a plan is never made while a try runs.
    pub fn replan(&mut self, occasion: Occasion, world: World<'_>) -> Plan {
        let situation = self.situation(world);
        let plan = self.machine.plan(occasion, &situation);
        if let Plan::Try { delay_ms, how } = plan {
            let how = if self.is_probe_misleading { How::Reload } else { how };
            self.phase = Phase::Due { at_ms: world.now_ms.saturating_add(delay_ms), how };
        }
        plan
    }

    /// A try, ours or anybody's, ended in a failure.
    pub fn note_failure(&mut self, outcome: Outcome, world: World<'_>) -> Plan {
        if let Phase::Returning { .. } = self.phase {
            self.flaps += 1;
            self.is_probe_misleading = true;
        }
        self.fails += 1;
        self.last = outcome;
        self.last_try_ms = world.now_ms;
        self.replan(Occasion::Failed, world)
    }

    /// The site answered: the tabs come back in turn, those in front first.
    pub fn note_answer(&mut self, world: World<'_>) {
        if let Phase::Returning { .. } = self.phase {
            return; // under way
        }
        // A load that is under way is the first turn; a second request for it would be one too many.
        let loading = match self.phase {
            Phase::Trying { tab: Some(tab), since_ms } if self.has(tab) => {
                Some(Turn { tab, at_ms: since_ms })
            }
            _ => None,
        };
        let others =
            self.members.iter().map(|m| m.tab).filter(|tab| loading.as_ref().is_none_or(|l| l.tab != *tab));
        let (front, hidden): (Vec<_>, Vec<_>) = others.partition(|tab| world.visible.contains(tab));
        let situation = self.situation(world);
        let turns = front
            .into_iter()
            .chain(hidden)
            .zip(0..)
            .map(|(tab, index)| Turn { tab, at_ms: world.now_ms + self.machine.stagger(index, &situation) })
            .collect();
        self.phase = Phase::Returning { turns, loading };
    }

    /// A tab whose own load just failed joins: fresh news of the site, but not a try of this wait.
    pub fn note_join(&mut self, outcome: Outcome, world: World<'_>) {
        self.last = outcome;
        self.last_try_ms = world.now_ms;
        self.reconsider(Occasion::Failed, world);
    }

    /// Is this the answer to the probe that runs?
    pub fn expects_probe(&self, order: u64) -> bool {
        self.probe_order == order && matches!(self.phase, Phase::Trying { tab: None, .. })
    }

    /// The user wants a try at once.
    pub fn hurry(&mut self, world: World<'_>) {
        if let Phase::Due { how, .. } = self.phase {
            self.phase = Phase::Due { at_ms: world.now_ms, how };
        }
    }

    /// A tab waits no longer: it is back, closed, or somewhere else.
    pub fn forget(&mut self, tab: TabId) {
        self.members.retain(|member| member.tab != tab);
        match &mut self.phase {
            Phase::Trying { tab: Some(t), since_ms } if *t == tab => {
                self.phase = Phase::Due { at_ms: *since_ms + AFTER_LOST_TAB_MS, how: How::Probe };
            }
            Phase::Returning { turns, loading } => {
                turns.retain(|turn| turn.tab != tab);
                loading.take_if(|turn| turn.tab == tab);
            }
            _ => {}
        }
    }

    /// Does what is due at this moment, if anything.
    pub fn step(&mut self, world: World<'_>) -> Option<Order> {
        match &mut self.phase {
            Phase::Due { at_ms, how } => {
                let (at_ms, how) = (*at_ms, *how);
                (at_ms <= world.now_ms).then(|| self.begin_try(how, world)).flatten()
            }
            Phase::Trying { since_ms, tab } => {
                let patience = if tab.is_some() { RELOAD_PATIENCE_MS } else { PROBE_PATIENCE_MS };
                if world.now_ms < *since_ms + patience {
                    return None;
                }
                if tab.is_some_and(|tab| world.loading.contains(&tab)) {
                    *since_ms = world.now_ms;
                } else {
                    // Its outcome was lost with a killed worker: the try counts, its answer does not.
                    self.last_try_ms = world.now_ms;
                    self.replan(Occasion::Failed, world);
                }
                None
            }
            Phase::Returning { .. } => self.next_turn(world),
        }
    }

    fn begin_try(&mut self, how: How, world: World<'_>) -> Option<Order> {
        let front = self.members.iter().find(|member| world.visible.contains(&member.tab));
        let Some(member) = front.or(self.members.first().filter(|_| how == How::Reload)).cloned() else {
            let url = self.members.first()?.url.clone();
            self.tries += 1;
            self.probe_order += 1;
            self.phase = Phase::Trying { since_ms: world.now_ms, tab: None };
            return Some(Order::Probe(url));
        };
        self.phase = Phase::Trying { since_ms: world.now_ms, tab: Some(member.tab) };
        if world.loading.contains(&member.tab) {
            return None; // the user or the browser itself is already at it: that load is the try
        }
        self.tries += 1;
        Some(Order::Load(member))
    }

    fn next_turn(&mut self, world: World<'_>) -> Option<Order> {
        let Phase::Returning { turns, loading } = &mut self.phase else { return None };
        if let Some(turn) = loading {
            if world.now_ms < turn.at_ms + RELOAD_PATIENCE_MS {
                return None;
            }
            if world.loading.contains(&turn.tab) {
                turn.at_ms = world.now_ms;
                return None;
            }
            *loading = None; // its outcome was lost: it had its turn
        }
        if turns.is_empty() {
            self.replan(Occasion::Failed, world); // somebody still waits, but every turn was lost
            return None;
        }
        let now_ms = world.now_ms;
        let is_due = |turn: &Turn| turn.at_ms <= now_ms || world.visible.contains(&turn.tab);
        let index = turns.iter().position(is_due)?;
        let tab = turns.remove(index).tab;
        let member = self.members.iter().find(|member| member.tab == tab)?.clone();
        *loading = Some(Turn { tab, at_ms: now_ms });
        Some(Order::Load(member))
    }
}

/// How often tabs of a restarted browser are looked through for addresses that waited; costs no request.
const ORPHANS_LOOKED_FOR_MS: u64 = 300_000;
/// A wait whose tabs did not come back after a restart of the browser is forgotten after a day.
const ORPHANED_FOR_MS: u64 = 24 * 3_600_000;

/// What happens around a wait.
impl Wait {
    /// Offline: no request, but the countdown goes on.
    pub fn rest(&mut self, world: World<'_>) -> Option<Order> {
        if matches!(self.phase, Phase::Due { at_ms, .. } if at_ms <= world.now_ms) {
            self.replan(Occasion::Failed, world);
        }
        None
    }

    /// Plans anew unless a try runs or tabs are on their way back.
    pub fn reconsider(&mut self, occasion: Occasion, world: World<'_>) {
        if matches!(self.phase, Phase::Due { .. }) {
            self.replan(occasion, world);
        }
    }

    /// The browser restarts: tab numbers lose their meaning, addresses stay.
    pub fn orphan_members(&mut self) {
        let members = std::mem::take(&mut self.members);
        self.orphans.extend(members.into_iter().map(|member| member.url));
        self.phase = Phase::Due { at_ms: self.last_try_ms, how: How::Probe };
    }

    /// A tab waits with this wait from now on; `true` if it did not before.
    pub fn join(&mut self, member: Member) -> bool {
        self.orphans.retain(|url| *url != member.url);
        match self.members.iter_mut().find(|known| known.tab == member.tab) {
            Some(known) => {
                *known = member;
                false
            }
            None => {
                self.members.push(member);
                true
            }
        }
    }

    /// Does this tab wait here?
    pub fn has(&self, tab: TabId) -> bool {
        self.members.iter().any(|member| member.tab == tab)
    }

    /// Nobody waits any longer.
    pub fn is_over(&self, now_ms: u64) -> bool {
        self.members.is_empty()
            && (self.orphans.is_empty() || now_ms > self.last_try_ms.saturating_add(ORPHANED_FOR_MS))
    }

    /// The clock was set back by `back_ms`.
    pub fn turn_back(&mut self, back_ms: u64) {
        let back = |at: &mut u64| *at = at.saturating_sub(back_ms);
        back(&mut self.first_failure_ms);
        back(&mut self.last_try_ms);
        self.last.not_before_ms.as_mut().map(back);
        match &mut self.phase {
            Phase::Due { at_ms, .. } => back(at_ms),
            Phase::Trying { since_ms, .. } => back(since_ms),
            Phase::Returning { turns, loading } => {
                turns.iter_mut().chain(loading).for_each(|turn| back(&mut turn.at_ms));
            }
        }
    }
}
