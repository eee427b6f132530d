//! How waits end: back, stopped, left, or given up; each leaves an incident, and the user hears what was asked for.

use super::{App, Tab};
use crate::effect::Effect;
use crate::event::TabId;
use crate::incident::{End, History, Incident};
use crate::patience::Patience;
use crate::retry::Machine;
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::Wait;

/// A longer pause between two events was sleep, or a jump of the clock: it is no waiting.
const AWAKE_MAX_MS: u64 = 1_200_000;

impl App {
    /// Does this tab wait?
    pub fn is_waiting(&self, tab: TabId) -> bool {
        self.wait_of(tab).is_some()
    }

    /// How the user wants sites waited for.
    pub fn patience(&self) -> &Patience {
        &self.patience
    }

    /// Past waits.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What is known of a site when a wait for it begins.
    pub(super) fn machine(&self, site: &Site) -> Machine {
        Machine { usual_ms: self.history.usual_ms(site), ..Machine::default() }
    }

    /// Ends a wait; nobody waits for the site any longer.
    pub(super) fn end_wait(&mut self, site: &Site, notice: Option<Notice>, end: End) {
        let Some(index) = self.waits.iter().position(|wait| wait.site == *site) else { return };
        let wait = self.waits.swap_remove(index);
        for member in &wait.members {
            if let Some(notice) = &notice {
                self.remember(member.tab).notice = Some(notice.clone());
            }
            self.badge(member.tab);
        }
        self.record(wait, end);
    }

    fn record(&mut self, wait: Wait, end: End) {
        self.history.keep(Incident {
            site: wait.site,
            first_failure_ms: wait.first_failure_ms,
            ended_ms: wait.answered_ms.unwrap_or(self.now_ms),
            end,
            tries: wait.tries,
            flaps: wait.flaps,
            causes: wait.causes,
        });
    }

    /// Waits for which nobody is left, and those that have reached the user's limit.
    pub(super) fn end_waits(&mut self) {
        let now_ms = self.now_ms;
        let (over, kept) = std::mem::take(&mut self.waits).into_iter().partition(|wait| wait.is_over(now_ms));
        self.waits = kept;
        for wait in <Vec<Wait>>::into_iter(over) {
            let end = if wait.answered_ms.is_some() { End::Back } else { End::Left };
            self.record(wait, end);
        }
        let Some(limit_ms) = self.patience.limit_ms() else { return };
        let spent: Vec<Site> =
            self.waits.iter().filter(|wait| wait.awake_ms > limit_ms).map(|wait| wait.site.clone()).collect();
        for site in spent {
            self.tell(&site, false);
            self.end_wait(&site, Some(Notice::GaveUp), End::GaveUp);
        }
    }

    /// Time passes for all waits.
    pub(super) fn pass_time(&mut self, ms: u64) {
        self.waits.iter_mut().for_each(|wait| wait.awake_ms += ms.min(AWAKE_MAX_MS));
    }

    /// Tells a user who asked for it, once.
    pub(super) fn tell(&mut self, site: &Site, is_back: bool) {
        let Some(wait) = self.waits.iter_mut().find(|wait| wait.site == *site) else { return };
        if let Some(url) = wait.tell.take() {
            self.effects.push(Effect::Notify { host: site.as_str().into(), url, is_back });
        }
    }

    /// *Tell me when it is back*, also when the tab is closed meanwhile; or no longer.
    pub(super) fn tell_me(&mut self, id: TabId, on: bool) {
        let Some(wait) = self.waits.iter_mut().find(|wait| wait.has(id)) else { return };
        let url = wait.members.iter().find(|member| member.tab == id).map(|member| member.url.clone());
        wait.tell = url.filter(|_| on);
    }

    /// Unattended screens: every page that failed is waited for, also one that failed while nobody watched.
    pub(super) fn look_around(&mut self) {
        let since_ms = self.look_since_ms.take().filter(|_| self.patience.kiosk);
        if since_ms.is_none() {
            return;
        }
        // What loads already may have begun unheard.
        self.look_since_ms = since_ms.filter(|_| self.seen.iter().any(|seen| seen.loading));
        for seen in &self.seen {
            let is_known = self.tabs.iter().any(|tab: &Tab| tab.id == seen.id && tab.failed.is_some());
            let url = seen.url.as_ref().filter(|_| !is_known && !seen.loading && !seen.discarded);
            let is_covered = |url: &&String| Site::of(url).is_some_and(|site| self.access.covers(&site));
            if let Some(url) = url.filter(is_covered) {
                self.effects.push(Effect::ReadPage { tab: seen.id, url: url.clone() });
            }
        }
        let failed: Vec<TabId> =
            self.tabs.iter().filter(|tab| tab.failed.is_some()).map(|tab| tab.id).collect();
        for id in failed {
            self.join_or_leave(id, false);
        }
    }
}
