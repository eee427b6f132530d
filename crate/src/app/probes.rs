//! What light requests and half-loaded pages tell of a site.

use super::{App, Failed};
use crate::diagnosis::diagnose;
use crate::event::{ProbeResult, TabId};
use crate::failure::Failure;
use crate::find::holds;
use crate::retry::RETRY_AFTER_MAX_MS;
use crate::retry_after;
use crate::site::Site;
use crate::wait::{Member, Outcome, Wait};

/// A page is watched for missing parts for so long after it came back.
pub(super) const FRESH_MS: u64 = 15_000;
/// A page that still lacks parts after so many more loads is taken as it is: a part may be broken for good.
const HALF_LOADS_MAX: u32 = 2;
/// Words in the net errors of a server that is overwhelmed, in both browsers; a blocked or cancelled part has none.
const OVERWHELMED: [&str; 4] = ["CONNECTION_", "EMPTY_RESPONSE", "NET_RESET", "NET_TIMEOUT"];

impl App {
    pub(super) fn probed(&mut self, site: &str, order: u64, result: &ProbeResult) {
        let is_up = result.status.is_some_and(|status| status < 500 && !matches!(status, 408 | 425 | 429));
        let not_before_ms = result.retry_after.as_deref().and_then(|value| {
            let pause_ms = retry_after::parse(value, result.date.as_deref(), self.now_ms)?;
            Some(self.now_ms + pause_ms.min(RETRY_AFTER_MAX_MS))
        });
        let latency_ms = result.latency_ms.max(0.0) as u64;
        let outcome = Outcome { status: result.status, latency_ms, not_before_ms, cause: String::new() };
        let Some(site) = self.waits.iter().find(|w| w.site.as_str() == site).map(|w| w.site.clone()) else {
            return;
        };
        let is_back = self.with_wait(&site, |wait, world| {
            if !wait.expects_probe(order) {
                wait.heed(outcome.not_before_ms, world); // too late to count as a try, but the site has spoken
                return false;
            }
            if is_up {
                wait.note_answer(latency_ms, world);
                return wait.members.is_empty();
            }
            let is_held_back = outcome.status.is_none() && wait.note_held_back(latency_ms, world);
            if !is_held_back {
                wait.note_failure(outcome, world);
            }
            false
        });
        if is_back == Some(true) {
            self.tell(&site, true); // nobody else is there to see it
        }
    }

    /// A style sheet, script or frame of a page that is just coming back was not delivered.
    pub(super) fn part_failed(&mut self, id: TabId, url: &str, status: u16, error: Option<&str>) {
        let is_overwhelmed =
            status >= 500 || error.is_some_and(|error| OVERWHELMED.iter().any(|word| holds(error, word)));
        let Some(part) = Site::of(url).filter(|_| is_overwhelmed) else { return };
        let (now_ms, is_waiting) = (self.now_ms, self.wait_of(id).is_some());
        let Some(tab) = self.tab_mut(id) else { return };
        let is_kin = |page: &str| Site::of(page).is_some_and(|page| page.is_kin(&part));
        if let Some(load) = &tab.in_flight {
            tab.is_half |= is_waiting && is_kin(&load.url);
        } else if let Some(back) =
            tab.back.take_if(|back| is_kin(&back.url) && now_ms < back.at_ms + FRESH_MS)
        {
            let facts = Failure {
                url: back.url.clone(),
                status: Some(status).filter(|status| *status != 0),
                request_error: error.map(str::to_owned),
                ..Failure::default()
            };
            if !self.half_loaded(id, facts, back.half_loads) {
                self.remember(id).back = Some(back);
            }
        }
    }

    /// A page came back without some of its parts: it waits on. `false`: that was tried often enough.
    pub(super) fn half_loaded(&mut self, id: TabId, facts: Failure, half_loads: u32) -> bool {
        let Some(site) = Site::of(&facts.url).filter(|_| half_loads < HALF_LOADS_MAX) else { return false };
        let diagnosis = diagnose(&facts, None);
        let failed = Failed { facts, diagnosis, at_ms: self.now_ms, is_unseen: false };
        if !self.is_waited_for(&site) {
            let Some(past) = self.history.reopen(&site, self.now_ms.saturating_sub(FRESH_MS)) else {
                return false;
            };
            let machine = self.machine(&site);
            let wait = self.with_world(&site, |world| {
                let mut wait = Wait::new(
                    site.clone(),
                    past.first_failure_ms,
                    failed.outcome(),
                    machine,
                    past.flaps,
                    world,
                );
                (wait.tries, wait.causes) = (past.tries, past.causes);
                wait
            });
            self.waits.push(wait);
        }
        let member = Member { tab: id, url: failed.facts.url.clone(), is_unseen: false };
        self.with_wait(&site, |wait, world| {
            wait.half_loads = wait.half_loads.max(half_loads);
            wait.join(member);
            wait.note_half_load(world);
        });
        let tab = self.remember(id);
        (tab.is_half, tab.failed) = (false, Some(failed));
        self.badge(id);
        true
    }

    /// Tabs whose parts are worth watching once they load: those that wait, or have just come back.
    pub fn awaited_tabs(&self) -> Vec<TabId> {
        let is_awaited = |tab: &&super::Tab| match &tab.back {
            Some(back) => back.half_loads < HALF_LOADS_MAX && self.now_ms < back.at_ms + FRESH_MS,
            None => self.wait_of(tab.id).is_some(),
        };
        self.tabs.iter().filter(is_awaited).map(|tab| tab.id).collect()
    }
}
