//! The one place where state changes: an event comes in, effects go out.

mod loads;
mod orders;
mod saved;
mod subject;

use crate::access::Access;
use crate::diagnosis::Diagnosis;
use crate::effect::{Badge, Effect};
use crate::event::{Event, TabId, TabSeen};
use crate::failure::Failure;
use crate::retry::Occasion;
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::{Order, Wait, World};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use saved::Watch;

/// A failure and what was made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failed {
    /// The facts.
    pub facts: Failure,
    /// The verdict.
    pub diagnosis: Diagnosis,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// The load itself was not seen, only the page it left: its method is unknown.
    pub is_unseen: bool,
}

/// A page that came back while somebody waited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// From the first failure to the answer, in milliseconds.
    pub away_ms: u64,
    /// Tries it took.
    pub tries: u32,
}

/// A load under way in a watched tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFlight {
    request_id: String,
    url: String,
}

/// What is remembered of a tab; healthy tabs are not remembered at all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tab {
    /// It shows a failed page.
    pub failed: Option<Failed>,
    /// It is back.
    pub back: Option<Back>,
    /// Told in its popup.
    pub notice: Option<Notice>,
    /// *Keep trying* was switched on but the site's access is not granted yet: since when, in ms since 1970.
    wanted_ms: Option<u64>,
    in_flight: Option<InFlight>,
    /// Its load was cancelled then; unless another load explains that, the user pressed Stop.
    aborted_ms: Option<u64>,
    /// Error headers that came before the load's end.
    headers: Option<Failure>,
}

/// The whole state.
#[derive(Clone, Debug, Default)]
pub struct App {
    tabs: BTreeMap<TabId, Tab>,
    waits: BTreeMap<Site, Wait>,
    /// Told in every popup.
    notices: Vec<Notice>,
    seed: u64,
    now_ms: u64,
    // Not saved: the next survey brings them.
    seen: BTreeMap<TabId, TabSeen>,
    access: Access,
    is_online: bool,
    effects: Vec<Effect>,
}

/// How long a click on the switch waits for the browser's permission prompt to be answered.
const WANTED_FOR_MS: u64 = 120_000;
/// How often tabs of a restarted browser are looked through for addresses that waited; costs no request.
const ORPHANS_LOOKED_FOR_MS: u64 = 300_000;
/// An abort that no other load has explained by then was the user's Stop.
const ABORT_EXPLAINED_MS: u64 = 1_500;

impl App {
    /// Takes one event at the moment `now_ms` (ms since 1970) and says what to do.
    pub fn handle(&mut self, event: Event, now_ms: u64) -> Vec<Effect> {
        self.turn_clock(now_ms);
        match event {
            Event::Surveyed { tabs, online, origins } => self.survey(tabs, online, origins),
            Event::BrowserStarted => self.begin_anew(),
            Event::Installed | Event::Woke | Event::AttentionMoved => {}
            Event::AccessChanged => self.grant_wanted(),
            Event::LoadStarted(load) => self.load_started(load),
            Event::HeadersReceived(load) => self.headers_received(load),
            Event::LoadCompleted(load) => self.load_completed(load),
            Event::LoadFailed(load) => self.load_failed(load),
            Event::LoadAborted(load) => self.load_aborted(&load),
            Event::NavigationFailed(load) => self.navigation_failed(load),
            Event::Probed { site, order, result } => self.probed(&site, order, &result),
            Event::Looked { tab_id, url, status, is_error_page, body } => {
                self.looked(tab_id, url, status, is_error_page, body.as_deref());
            }
            Event::KeepTrying { tab_id, on: true } => self.keep_trying(tab_id),
            Event::KeepTrying { tab_id, on: false } | Event::Stop { tab_id } => self.stop(tab_id),
            Event::TryNow { tab_id } => self.try_now(tab_id),
            Event::Dismissed { tab_id } => self.dismiss(tab_id),
        }
        self.settle();
        std::mem::take(&mut self.effects)
    }

    /// A clock that was set back must not freeze waits: all moments move along with it.
    fn turn_clock(&mut self, now_ms: u64) {
        let back_ms = self.now_ms.saturating_sub(now_ms);
        if back_ms > 0 {
            self.waits.values_mut().for_each(|wait| wait.turn_back(back_ms));
        }
        self.now_ms = now_ms;
    }

    fn survey(&mut self, tabs: Vec<TabSeen>, is_online: bool, origins: Vec<String>) {
        let before: Vec<_> = self.waits.keys().map(|site| (site.clone(), self.is_watched(site))).collect();
        let was_offline = !self.is_online && !self.seen.is_empty();
        self.access = Access::new(origins);
        self.is_online = is_online;
        self.seen = tabs.into_iter().map(|tab| (tab.id, tab)).collect();
        let gone: Vec<TabId> = self.tabs.keys().filter(|tab| !self.seen.contains_key(tab)).copied().collect();
        for tab in gone {
            self.tabs.remove(&tab);
            self.leave_wait(tab);
        }
        self.adopt_orphans();
        for (site, was_visible) in before {
            let occasion = match (was_visible, self.is_watched(&site)) {
                _ if was_offline && is_online => Occasion::Online,
                (false, true) => Occasion::Shown,
                (true, false) => Occasion::Hidden,
                _ => continue,
            };
            self.replan(&site, occasion);
        }
    }

    /// Does anybody look at a tab that waits for this site?
    fn is_watched(&self, site: &Site) -> bool {
        let is_visible = |tab| self.seen.get(tab).is_some_and(|seen| seen.visible);
        self.waits.get(site).is_some_and(|wait| wait.members.keys().any(is_visible))
    }

    /// After a restart of the browser: tab numbers are new, addresses are not.
    fn begin_anew(&mut self) {
        self.tabs.clear();
        for wait in self.waits.values_mut() {
            wait.orphan_members();
        }
        self.adopt_orphans();
    }

    /// Tabs that show an address which waited before the restart: a tab that is not loaded yet waits again at once;
    /// a loaded one is looked at first, for it may be fine.
    fn adopt_orphans(&mut self) {
        for wait in self.waits.values_mut().filter(|wait| !wait.orphans.is_empty()) {
            for (tab, seen) in &self.seen {
                let Some(url) = seen.url.clone().filter(|url| wait.orphans.contains(url)) else { continue };
                if seen.discarded {
                    wait.adopt(*tab, &url);
                } else if !seen.loading {
                    self.effects.push(Effect::ReadPage { tab: *tab, url });
                }
            }
        }
    }

    /// Everything that is due now, then the one next moment to wake at.
    fn settle(&mut self) {
        self.expire();
        let sites: Vec<Site> = self.waits.keys().cloned().collect();
        for site in sites {
            self.step(&site);
        }
        let now_ms = self.now_ms;
        let waits = self.waits.values().filter(|wait| self.access.covers(&wait.site));
        let waits =
            waits.map(|w| if w.members.is_empty() { now_ms + ORPHANS_LOOKED_FOR_MS } else { w.wake_ms() });
        let wakes = waits.chain(self.tabs.values().filter_map(|tab| tab.aborted_ms.map(explained_ms)));
        let at_ms = wakes.min().filter(|at| *at != u64::MAX).map(|at| at.max(self.now_ms + 1));
        self.effects.push(Effect::WakeAt(at_ms));
    }

    /// Drops what has run its time: cancelled loads, unanswered prompts, waits without tabs, healthy tabs.
    fn expire(&mut self) {
        let now_ms = self.now_ms;
        let stopped: Vec<TabId> = self
            .tabs
            .iter()
            .filter(|(_, tab)| tab.aborted_ms.is_some_and(|at| explained_ms(at) <= now_ms))
            .map(|(tab, _)| *tab)
            .collect();
        for id in stopped {
            self.leave_wait(id);
            if let Some(tab) = self.tabs.get_mut(&id) {
                tab.aborted_ms = None;
                tab.in_flight = None;
                tab.notice = Some(Notice::Stopped);
            }
            self.badge(id);
        }
        for tab in self.tabs.values_mut() {
            tab.wanted_ms.take_if(|at| now_ms > *at + WANTED_FOR_MS);
        }
        self.waits.retain(|_, wait| !wait.is_over(now_ms));
        let waits = &self.waits;
        self.tabs
            .retain(|id, tab| *tab != Tab::default() || waits.values().any(|w| w.members.contains_key(id)));
    }

    fn step(&mut self, site: &Site) {
        let u = self.dice();
        let Some(mut wait) = self.waits.remove(site) else { return };
        if self.access.covers(site) {
            let (visible, loading) = self.sets(&wait);
            let world = World { now_ms: self.now_ms, visible: &visible, loading: &loading, u };
            match if self.is_online { wait.step(world) } else { wait.rest(world) } {
                Some(Order::Probe(url)) => {
                    let order = wait.probe_order;
                    self.effects.push(Effect::Probe { site: site.to_string(), url, order });
                }
                Some(Order::Load(tab, member)) if member.is_unseen => {
                    self.effects.push(Effect::Get { tab, url: member.url });
                }
                Some(Order::Load(tab, _)) => self.effects.push(Effect::Reload { tab }),
                None => {}
            }
        }
        self.waits.insert(site.clone(), wait);
    }

    fn sets(&self, wait: &Wait) -> (BTreeSet<TabId>, BTreeSet<TabId>) {
        let those = |is: &dyn Fn(&TabId) -> bool| wait.members.keys().copied().filter(|t| is(t)).collect();
        let visible = those(&|tab| self.seen.get(tab).is_some_and(|seen| seen.visible));
        let loading = those(&|tab| {
            self.seen.get(tab).is_some_and(|seen| seen.loading)
                && self.tabs.get(tab).is_some_and(|tab| tab.in_flight.is_some())
        });
        (visible, loading)
    }

    fn with_wait<T>(&mut self, site: &Site, act: impl FnOnce(&mut Wait, World<'_>) -> T) -> Option<T> {
        let u = self.dice();
        let mut wait = self.waits.remove(site)?;
        let (visible, loading) = self.sets(&wait);
        let result = act(&mut wait, World { now_ms: self.now_ms, visible: &visible, loading: &loading, u });
        self.waits.insert(site.clone(), wait);
        Some(result)
    }

    /// Plans anew unless a try runs or tabs are on their way back.
    fn replan(&mut self, site: &Site, occasion: Occasion) {
        self.with_wait(site, |wait, world| wait.reconsider(occasion, world));
    }

    fn site_of(&self, tab: TabId) -> Option<Site> {
        self.waits.values().find(|wait| wait.members.contains_key(&tab)).map(|wait| wait.site.clone())
    }

    fn leave_wait(&mut self, tab: TabId) {
        if let Some(wait) = self.waits.values_mut().find(|wait| wait.members.contains_key(&tab)) {
            wait.forget(tab);
        }
    }

    fn badge(&mut self, id: TabId) {
        let is_waiting = self.site_of(id).is_some();
        let badge = match self.tabs.get(&id) {
            _ if is_waiting => Badge::Waiting,
            Some(Tab { failed: Some(_), .. }) => Badge::Failing,
            Some(Tab { back: Some(_), .. }) => Badge::Back,
            _ => Badge::None,
        };
        self.effects.push(Effect::Badge { tab: id, badge });
    }

    /// A fresh uniform random number in [0, 1): xorshift64*, seeded by the shell.
    fn dice(&mut self) -> f64 {
        let mut x = self.seed.max(1);
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        self.seed = x;
        (x.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn explained_ms(aborted_ms: u64) -> u64 {
    aborted_ms + ABORT_EXPLAINED_MS
}
