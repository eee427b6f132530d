//! What the browser reports of loads: signals of one load merged, failures told from recoveries.

use super::{Back, Failed, InFlight};
use crate::app::App;
use crate::diagnosis::{Advice, diagnose};
use crate::effect::Effect;
use crate::event::{Load, ProbeResult, TabId};
use crate::failure::Failure;
use crate::knowledge::errors;
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::{Member, Outcome, Wait};

/// The two signals of one load come within a moment of each other, in any order.
const SAME_LOAD_MS: u64 = 10_000;
/// Bounds on what is kept of a hostile answer.
const HEADERS_MAX: usize = 64;
const VALUE_MAX: usize = 1024;

impl Load {
    fn facts(&self) -> Failure {
        let reason = self.status_line.splitn(3, ' ').nth(2).unwrap_or_default().to_owned();
        let header = |h: &crate::event::Header| {
            let cut = |s: &str| s.chars().take(VALUE_MAX).collect::<String>();
            (cut(&h.name), cut(h.value.as_deref().unwrap_or_default()))
        };
        Failure {
            url: self.url.clone(),
            method: self.method.to_ascii_uppercase(),
            status: Some(self.status).filter(|status| *status != 0),
            reason,
            headers: self.headers.iter().take(HEADERS_MAX).map(header).collect(),
            request_error: self.error.clone(),
            redirects: self.redirects,
            from_cache: self.from_cache,
            online: self.online,
            elapsed_ms: self.elapsed_ms.map(|ms| ms.max(0.0) as u64),
            ..Failure::default()
        }
    }
}

impl App {
    pub(super) fn load_started(&mut self, load: Load) {
        let site = Site::of(&load.url);
        let is_elsewhere = |wait: &Wait| site.as_ref().is_none_or(|site| !site.is_kin(&wait.site));
        if self.wait_of(load.tab_id).is_some_and(is_elsewhere) {
            self.leave_wait(load.tab_id); // the user went on
        }
        let tab = self.remember(load.tab_id);
        tab.in_flight = Some(InFlight { request_id: load.request_id, url: load.url });
        tab.aborted_ms = None;
        tab.back = None;
        tab.headers = None;
    }

    pub(super) fn headers_received(&mut self, load: &Load) {
        self.remember(load.tab_id).headers = Some(load.facts());
    }

    pub(super) fn load_completed(&mut self, load: &Load) {
        self.remember(load.tab_id).headers = None;
        self.judge(load.tab_id, load.facts(), false);
    }

    pub(super) fn load_failed(&mut self, load: &Load) {
        let now_ms = self.now_ms;
        let mut facts = load.facts();
        if is_stopped(&facts) {
            return self.load_aborted(load);
        }
        let tab = self.remember(load.tab_id);
        if let Some(headers) = tab.headers.take().filter(|h| h.url == facts.url && facts.status.is_none()) {
            facts.status = headers.status;
            facts.reason = headers.reason;
            facts.headers = headers.headers;
        }
        if let Some(first) = tab.failed.as_ref().filter(|failed| failed.lacks_request(&facts.url, now_ms)) {
            facts.navigation_error = first.facts.navigation_error.clone();
            tab.in_flight = None;
            let diagnosis = diagnose(&facts, None);
            tab.failed = Some(Failed { facts, diagnosis, at_ms: first.at_ms, is_unseen: false });
            self.join_or_leave(load.tab_id, false);
            return;
        }
        self.judge(load.tab_id, facts, false);
    }

    pub(super) fn navigation_failed(&mut self, load: Load) {
        let now_ms = self.now_ms;
        let tab = self.remember(load.tab_id);
        // While a load is under way, its `webRequest` end is still to come: this is news of that one, not of the last.
        let is_over = tab.in_flight.is_none();
        let first =
            tab.failed.as_mut().filter(|failed| is_over && failed.lacks_navigation(&load.url, now_ms));
        if let Some(first) = first {
            first.facts.navigation_error = load.error;
            first.diagnosis = diagnose(&first.facts, None);
            self.join_or_leave(load.tab_id, false);
            return;
        }
        // Alone it says nothing about the method, so the page must never be reloaded on its word.
        let facts = Failure {
            navigation_error: load.error,
            online: load.online,
            url: load.url,
            ..Failure::default()
        };
        if !is_stopped(&facts) {
            self.judge(load.tab_id, facts, true);
        }
    }

    pub(super) fn load_aborted(&mut self, load: &Load) {
        let now_ms = self.now_ms;
        let Some(tab) = self.tab_mut(load.tab_id) else { return };
        // Another load in the tab explains the abort of an older one.
        if tab.in_flight.as_ref().is_some_and(|f| f.request_id == load.request_id) {
            tab.aborted_ms = Some(now_ms);
        }
    }

    /// A page was read: by order, or by the popup.
    pub(super) fn looked(
        &mut self,
        id: TabId,
        url: String,
        status: u16,
        is_error_page: bool,
        body: Option<&str>,
    ) {
        let now_ms = self.now_ms;
        if let Some(failed) = self.tab_mut(id).and_then(|tab| tab.failed.as_mut()) {
            if failed.facts.url == url && body.is_some() {
                failed.diagnosis = diagnose(&failed.facts, body);
                if failed.diagnosis.failed {
                    self.join_or_leave(id, false);
                } else {
                    self.recovered(id, &url);
                }
            }
            return;
        }
        self.waits.iter_mut().for_each(|wait| wait.orphans.retain(|orphan| *orphan != url));
        let facts = Failure {
            url,
            status: Some(status).filter(|status| *status != 0 && !is_error_page),
            online: self.is_online,
            ..Failure::default()
        };
        let diagnosis = diagnose(&facts, body);
        if !is_error_page && !diagnosis.failed {
            return;
        }
        let failed = Failed { facts, diagnosis, at_ms: now_ms, is_unseen: true };
        self.remember(id).failed = Some(failed);
        self.join_or_leave(id, false);
    }

    pub(super) fn probed(&mut self, site: &str, order: u64, result: &ProbeResult) {
        let is_up = result.status.is_some_and(|status| status < 500 && !matches!(status, 408 | 425 | 429));
        let not_before_ms = result.retry_after.as_deref().and_then(|value| {
            Some(self.now_ms + crate::retry_after::parse(value, result.date.as_deref(), self.now_ms)?)
        });
        let outcome =
            Outcome { status: result.status, latency_ms: result.latency_ms.max(0.0) as u64, not_before_ms };
        let Some(site) = self.waits.iter().find(|w| w.site.as_str() == site).map(|w| w.site.clone()) else {
            return;
        };
        self.with_wait(&site, |wait, world| {
            if !wait.expects_probe(order) {
                return;
            }
            if is_up {
                wait.note_answer(world);
            } else {
                wait.note_failure(outcome, world);
            }
        });
    }

    /// A load ended, one way or the other.
    fn judge(&mut self, id: TabId, facts: Failure, is_unseen: bool) {
        let began = self.remember(id).in_flight.take();
        let diagnosis = diagnose(&facts, None);
        if !diagnosis.failed {
            self.healthy(id, &facts, began.as_ref());
            return;
        }
        let at_ms = self.now_ms;
        let url = facts.url.clone();
        let is_page = facts.status.is_some() && facts.request_error.is_none();
        let tab = self.remember(id);
        tab.back = None;
        tab.aborted_ms = None;
        tab.failed = Some(Failed { facts, diagnosis, at_ms, is_unseen });
        self.join_or_leave(id, true);
        if is_page {
            self.effects.push(Effect::ReadPage { tab: id, url });
        }
    }

    /// A failed tab belongs to its site's wait, if one runs and repeating its load is right.
    pub(super) fn join_or_leave(&mut self, id: TabId, is_fresh: bool) {
        let Some(failed) = self.tab(id).and_then(|tab| tab.failed.clone()) else { return };
        let waited = self.wait_of(id).map(|wait| wait.site.clone());
        let site = Site::of(&failed.facts.url);
        let outcome = failed.outcome();
        if !failed.may_repeat() {
            self.leave_wait(id);
            if let Some(waited) = waited.filter(|_| failed.diagnosis.advice == Advice::Never) {
                self.end_or_answer(&waited, &outcome);
            }
        } else if let Some(site) = site.filter(|site| self.is_waited_for(site)) {
            if waited.is_some_and(|waited| waited != site) {
                self.leave_wait(id);
            }
            let member = Member { tab: id, url: failed.facts.url, is_unseen: failed.is_unseen };
            self.with_wait(&site, |wait, world| {
                let is_new = wait.join(member);
                // While another tab's try is under way, its own outcome will tell.
                match wait.loading_tab() {
                    Some(tab) if tab != id => {}
                    _ if !is_fresh => {}
                    _ if is_new => wait.note_join(outcome, world),
                    _ => drop(wait.note_failure(outcome, world)),
                }
            });
        } else {
            self.leave_wait(id);
        }
        self.badge(id);
    }

    /// A member's load ended in something that waiting does not mend: an HTTP answer shows the site lives, so the
    /// others get their turn; anything else (a certificate) would meet them too, so nobody waits any longer.
    fn end_or_answer(&mut self, site: &Site, outcome: &Outcome) {
        if outcome.status.is_some() {
            self.with_wait(site, |wait, world| wait.note_answer(world));
        } else {
            self.end_wait(site, Some(Notice::Stopped));
        }
    }

    /// A load ended well.
    fn healthy(&mut self, id: TabId, facts: &Failure, began: Option<&InFlight>) {
        let waited = self.wait_of(id).map(|wait| wait.site.clone());
        let leads_away = |waited: &Site| Site::of(&facts.url).is_none_or(|site| !site.is_kin(waited));
        let is_away = waited.as_ref().is_some_and(leads_away);
        let is_empty = matches!(facts.status, Some(204 | 205))
            || facts
                .header("content-disposition")
                .is_some_and(|v| v.to_ascii_lowercase().starts_with("attachment"));
        let Some(waited) = waited.filter(|_| is_away || is_empty) else {
            return self.recovered(id, &facts.url);
        };
        // Sent to another site, handed a download, or answered with nothing: going on could loop for ever.
        let was_redirected = is_away && began.is_some_and(|b| Site::of(&b.url).as_ref() == Some(&waited));
        self.leave_wait(id);
        if was_redirected {
            self.end_wait(&waited, Some(Notice::Stopped));
        }
        let tab = self.remember(id);
        tab.notice = Some(Notice::Stopped);
        tab.failed.take_if(|_| is_away);
        self.badge(id);
    }

    /// A page of a site that failed is there again; other tabs of that site follow in turn.
    fn recovered(&mut self, id: TabId, url: &str) {
        let waited = self.wait_of(id).map(|wait| wait.site.clone());
        let site = waited.or_else(|| Site::of(url).filter(|site| self.is_waited_for(site)));
        let now_ms = self.now_ms;
        let tab = self.remember(id);
        let was_failed = tab.failed.take().is_some();
        tab.in_flight = None;
        tab.notice = None;
        let back = site.and_then(|site| {
            self.with_wait(&site, |wait, world| {
                wait.orphans.retain(|orphan| orphan != url);
                let was_member = wait.has(id);
                wait.forget(id);
                wait.note_answer(world);
                let away_ms = now_ms.saturating_sub(wait.first_failure_ms);
                was_member.then_some(Back { away_ms, tries: wait.tries })
            })
        });
        let back = back.flatten();
        if was_failed || back.is_some() {
            self.remember(id).back = back;
            self.badge(id);
        }
    }
}

/// The load did not fail: something stopped it, under whatever name.
fn is_stopped(facts: &Failure) -> bool {
    errors::of(facts).is_some_and(|condition| errors::is_aborted(&condition))
}

impl Failed {
    /// Repeating the load may help and does no harm.
    pub(super) fn may_repeat(&self) -> bool {
        self.facts.is_repeatable() && self.diagnosis.advice != Advice::Never
    }

    /// `webNavigation` spoke first of the same load.
    fn lacks_request(&self, url: &str, now_ms: u64) -> bool {
        let facts = &self.facts;
        facts.url == url
            && facts.request_error.is_none()
            && facts.navigation_error.is_some()
            && now_ms < self.at_ms + SAME_LOAD_MS
    }

    /// `webRequest` spoke first of the same load.
    fn lacks_navigation(&self, url: &str, now_ms: u64) -> bool {
        self.facts.url == url && self.facts.navigation_error.is_none() && now_ms < self.at_ms + SAME_LOAD_MS
    }

    /// What it tells a wait.
    pub(super) fn outcome(&self) -> Outcome {
        let retry_after = self.facts.header("retry-after");
        let ms =
            retry_after.and_then(|v| crate::retry_after::parse(v, self.facts.header("date"), self.at_ms));
        Outcome {
            status: self.facts.status,
            latency_ms: self.facts.elapsed_ms.unwrap_or_default(),
            not_before_ms: ms.map(|ms| self.at_ms + ms),
        }
    }
}
