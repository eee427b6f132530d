//! The one place where state changes: an event comes in, effects go out.

mod attention;
#[cfg(not(feature = "tools"))]
mod bare;
mod ends;
#[cfg(feature = "tools")]
mod help;
mod loads;
mod offers;
mod orders;
mod outcomes;
mod probes;
#[cfg(feature = "tools")]
mod remedies;
#[cfg(feature = "tools")]
mod routes;
mod saved;
mod subject;
mod tab;
#[cfg(feature = "tools")]
mod tools;
#[cfg(feature = "tools")]
mod ways;

use crate::access::Access;
use crate::effect::{Badge, Effect};
use crate::event::{Event, TabId, TabSeen};
use crate::incident::History;
use crate::patience::Patience;
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::{Order, Wait, World, next_look_ms};

#[cfg(not(feature = "tools"))]
use self::bare::Way;
#[cfg(feature = "tools")]
use crate::route::proxy::Way;

pub use saved::Watch;
pub use tab::{Back, Failed, InFlight, Tab};

/// The whole state.
#[derive(Clone, Debug, Default)]
pub struct App {
    tabs: Vec<Tab>,
    waits: Vec<Wait>,
    history: History,
    patience: Patience,
    /// Hosts that go through a proxy.
    ways: Vec<Way>,
    /// Told in every popup.
    notices: Vec<Notice>,
    seed: u64,
    now_ms: u64,
    // Not saved: the next survey brings them.
    seen: Vec<TabSeen>,
    access: Access,
    is_online: bool,
    /// Since a start: pages may have failed while nobody watched.
    look_since_ms: Option<u64>,
    effects: Vec<Effect>,
}

/// How long a click on the switch waits for the browser's permission prompt to be answered.
const WANTED_FOR_MS: u64 = 120_000;
/// How soon an offline browser is looked at again: no event tells Chromium's workers that the network is back.
const OFFLINE_LOOK_MS: u64 = 10_000;
/// An abort that no other load has explained by then was the user's Stop.
const ABORT_EXPLAINED_MS: u64 = 1_500;

impl App {
    /// Takes one event at the moment `now_ms` (ms since 1970) and says what to do.
    pub fn handle(&mut self, event: Event, now_ms: u64) -> Vec<Effect> {
        self.turn_clock(now_ms);
        let is_survey = matches!(event, Event::Surveyed { .. } | Event::BrowserStarted);
        match event {
            Event::Surveyed { tabs, online, away, origins } => self.survey(tabs, online, away, origins),
            Event::BrowserStarted => self.begin_anew(),
            Event::Woke | Event::AttentionMoved => {}
            Event::Installed => self.look_since_ms = Some(now_ms),
            Event::AccessChanged => {
                self.look_since_ms = Some(now_ms);
                self.grant_wanted();
                self.tools_may_look();
            }
            Event::LoadStarted(load) => self.load_started(load),
            Event::HeadersReceived(load) => self.headers_received(&load),
            Event::LoadCompleted(load) => self.load_completed(&load),
            Event::LoadFailed(load) => self.load_failed(&load),
            Event::LoadAborted(load) => self.load_aborted(&load),
            Event::NavigationFailed(load) => self.navigation_failed(load),
            Event::Probed { site, order, result } => self.probed(&site, order, &result),
            Event::Looked { tab_id, url, status, is_error_page, body } => {
                self.looked(tab_id, url, status, is_error_page, body.as_deref());
            }
            Event::KeepTrying { tab_id, on: true } => self.keep_trying(tab_id),
            Event::KeepTrying { tab_id, on: false } | Event::Stop { tab_id } => self.stop(tab_id),
            Event::TryNow { tab_id } => self.try_now(tab_id),
            Event::TellMe { tab_id, on } => self.tell_me(tab_id, on),
            Event::PartFailed { tab_id, url, status, error } => {
                self.part_failed(tab_id, &url, status, error.as_deref());
            }
            Event::PatienceChanged(patience) => {
                self.look_since_ms = patience.kiosk.then_some(now_ms);
                self.patience = patience;
            }
            Event::HistoryDeleted { site } => self.history.forget(&site),
            Event::Dismissed { tab_id } => self.dismiss(tab_id),
            asked => self.handle_tool(asked),
        }
        // A survey comes just before the event that it belongs to: what is due is done once both are known.
        if !is_survey {
            self.look_around();
            self.expire();
            self.find_out();
            (0..self.waits.len()).for_each(|index| self.step(index));
        }
        self.settle();
        std::mem::take(&mut self.effects)
    }

    /// A clock that was set back must not freeze waits: all moments move along with it.
    fn turn_clock(&mut self, now_ms: u64) {
        let back_ms = self.now_ms.saturating_sub(now_ms);
        if back_ms > 0 {
            self.waits.iter_mut().for_each(|wait| wait.turn_back(back_ms));
            self.turn_tools_back(back_ms);
        }
        self.pass_time(now_ms.saturating_sub(self.now_ms));
        self.now_ms = now_ms;
    }

    /// Everything that is due now, then the one next moment to wake at.
    fn settle(&mut self) {
        self.look_after_inquiries();
        self.expire();
        self.step_routes();
        let waits = self.waits.iter().filter(|wait| self.access.covers(&wait.site));
        let (now_ms, is_online) = (self.now_ms, self.is_online);
        let look_ms = |at: u64| if is_online { at } else { at.min(now_ms + OFFLINE_LOOK_MS) };
        let wakes = waits.filter_map(|wait| wait.wake_ms(now_ms).map(look_ms));
        let wakes = wakes.chain(self.tools_wake_ms());
        let wakes = wakes.chain(self.look_since_ms.map(|since| next_look_ms(since, now_ms)));
        let wakes = wakes.chain(self.tabs.iter().filter_map(|tab| tab.fresh_until_ms(self.now_ms)));
        let at_ms = wakes.chain(self.tabs.iter().filter_map(|tab| tab.aborted_ms.map(explained_ms))).min();
        self.effects.push(Effect::WakeAt(at_ms.map(|at| at.max(self.now_ms + 1))));
    }

    /// Drops what has run its time: cancelled loads, unanswered prompts, waits without tabs, healthy tabs.
    fn expire(&mut self) {
        let now_ms = self.now_ms;
        let is_stopped = |tab: &Tab| tab.aborted_ms.is_some_and(|at| explained_ms(at) <= now_ms);
        let stopped: Vec<TabId> = self.tabs.iter().filter(|tab| is_stopped(tab)).map(|tab| tab.id).collect();
        for id in stopped {
            self.leave_wait(id);
            let tab = self.remember(id);
            tab.aborted_ms = None;
            tab.in_flight = None;
            tab.notice = Some(Notice::Stopped);
            self.badge(id);
        }
        for tab in &mut self.tabs {
            tab.wanted_ms.take_if(|at| now_ms > *at + WANTED_FOR_MS);
        }
        self.end_waits();
        let waits = &self.waits;
        self.tabs.retain(|tab| {
            let is_blank = *tab == Tab { id: tab.id, ..Tab::default() };
            !is_blank || waits.iter().any(|wait| wait.has(tab.id))
        });
    }

    fn step(&mut self, index: usize) {
        let Some(site) = self.waits.get(index).map(|wait| wait.site.clone()) else { return };
        if !self.access.covers(&site) {
            return;
        }
        let is_online = self.is_online;
        let order = self.with_wait(&site, |wait, world| {
            let order = if is_online { wait.step(world) } else { wait.rest(world) };
            order.map(|order| (order, wait.probe_order))
        });
        let effect = match order.flatten() {
            Some((Order::Probe(url), order)) => Effect::Probe { site: site.as_str().into(), url, order },
            Some((Order::Load(member), _)) if member.is_unseen => {
                Effect::Get { tab: member.tab, url: member.url }
            }
            Some((Order::Load(member), _)) => Effect::Reload { tab: member.tab },
            Some((Order::Look(member), _)) => Effect::ReadPage { tab: member.tab, url: member.url },
            None => return,
        };
        self.effects.push(effect);
    }

    /// Acts on a site's wait, if there is one.
    fn with_wait<T>(&mut self, site: &Site, act: impl FnOnce(&mut Wait, World<'_>) -> T) -> Option<T> {
        let index = self.waits.iter().position(|wait| wait.site == *site)?;
        let mut waits = std::mem::take(&mut self.waits);
        let result = waits.get_mut(index).map(|wait| self.with_world(site, |world| act(wait, world)));
        self.waits = waits;
        result
    }

    /// The world as a wait sees it at this moment.
    fn with_world<T>(&mut self, site: &Site, act: impl FnOnce(World<'_>) -> T) -> T {
        let (u, temper) = (self.dice(), self.patience.temper(site));
        let tabs = |is: &dyn Fn(&TabSeen) -> bool| -> Vec<TabId> {
            self.seen.iter().filter(|seen| is(seen)).map(|seen| seen.id).collect()
        };
        let visible = tabs(&|seen| seen.visible);
        let loading =
            tabs(&|seen| seen.loading && self.tab(seen.id).is_some_and(|tab| tab.in_flight.is_some()));
        act(World { now_ms: self.now_ms, visible: &visible, loading: &loading, temper, u })
    }

    fn tab(&self, id: TabId) -> Option<&Tab> {
        self.tabs.iter().find(|tab| tab.id == id)
    }

    fn tab_mut(&mut self, id: TabId) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|tab| tab.id == id)
    }

    /// The tab's entry, made if there is none.
    fn remember(&mut self, id: TabId) -> &mut Tab {
        let known = self.tabs.iter().position(|tab| tab.id == id).map(|index| self.tabs.swap_remove(index));
        self.tabs.push_mut(known.unwrap_or_else(|| Tab { id, ..Tab::default() }))
    }

    fn wait_of(&self, tab: TabId) -> Option<&Wait> {
        self.waits.iter().find(|wait| wait.has(tab))
    }

    fn is_waited_for(&self, site: &Site) -> bool {
        self.waits.iter().any(|wait| wait.site == *site)
    }

    fn leave_wait(&mut self, tab: TabId) {
        self.waits.iter_mut().filter(|wait| wait.has(tab)).for_each(|wait| wait.forget(tab));
    }

    /// The badge that a tab should bear now.
    pub fn badge_of(&self, id: TabId) -> Badge {
        match self.tab(id) {
            _ if self.wait_of(id).is_some() => Badge::Waiting,
            Some(Tab { failed: Some(_), .. }) => Badge::Failing,
            Some(Tab { back: Some(_), .. }) => Badge::Back,
            _ => Badge::None,
        }
    }

    fn badge(&mut self, id: TabId) {
        self.effects.push(Effect::Badge { tab: id, badge: self.badge_of(id) });
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
