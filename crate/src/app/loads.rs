//! What the browser reports of loads: signals of one load merged, failures told from recoveries.

use super::{Back, Failed, InFlight, Tab};
use crate::app::App;
use crate::diagnosis::{Advice, diagnose};
use crate::effect::Effect;
use crate::event::{Load, ProbeResult, TabId};
use crate::failure::Failure;
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::{Member, Outcome};

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
        let waits_for = self.site_of(load.tab_id);
        if waits_for.as_ref().is_some_and(|waited| site.as_ref().is_none_or(|site| !site.is_kin(waited))) {
            self.leave_wait(load.tab_id); // the user went elsewhere
        }
        let tab = self.tabs.entry(load.tab_id).or_default();
        tab.in_flight = Some(InFlight { request_id: load.request_id, url: load.url });
        tab.aborted_ms = None;
        tab.back = None;
        tab.headers = None;
    }

    pub(super) fn headers_received(&mut self, load: Load) {
        let facts = load.facts();
        self.tabs.entry(load.tab_id).or_default().headers = Some(facts);
    }

    pub(super) fn load_completed(&mut self, load: Load) {
        self.tabs.entry(load.tab_id).or_default().headers = None;
        self.judge(load.tab_id, load.facts(), false);
    }

    pub(super) fn load_failed(&mut self, load: Load) {
        let mut facts = load.facts();
        let tab = self.tabs.entry(load.tab_id).or_default();
        if let Some(headers) = tab.headers.take().filter(|h| h.url == facts.url && facts.status.is_none()) {
            facts.status = headers.status;
            facts.reason = headers.reason;
            facts.headers = headers.headers;
        }
        let now_ms = self.now_ms;
        let second = tab.failed.as_mut().filter(|failed| {
            failed.facts.url == facts.url
                && failed.facts.request_error.is_none()
                && failed.facts.navigation_error.is_some()
                && now_ms < failed.at_ms + SAME_LOAD_MS
        });
        if let Some(failed) = second {
            facts.navigation_error = failed.facts.navigation_error.clone();
            failed.diagnosis = diagnose(&facts, None);
            failed.facts = facts;
            failed.is_unseen = false;
            tab.in_flight = None;
            self.join_or_leave(load.tab_id, false);
            return;
        }
        self.judge(load.tab_id, facts, false);
    }

    pub(super) fn navigation_failed(&mut self, load: Load) {
        let now_ms = self.now_ms;
        let tab = self.tabs.entry(load.tab_id).or_default();
        let first = tab.failed.as_mut().filter(|failed| {
            failed.facts.url == load.url
                && failed.facts.navigation_error.is_none()
                && now_ms < failed.at_ms + SAME_LOAD_MS
        });
        if let Some(failed) = first {
            failed.facts.navigation_error = load.error;
            failed.diagnosis = diagnose(&failed.facts, None);
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
        self.judge(load.tab_id, facts, true);
    }

    pub(super) fn load_aborted(&mut self, load: &Load) {
        let now_ms = self.now_ms;
        let Some(tab) = self.tabs.get_mut(&load.tab_id) else { return };
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
        if let Some(failed) = self.tabs.get_mut(&id).and_then(|tab| tab.failed.as_mut()) {
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
        self.waits.values_mut().for_each(|wait| {
            wait.orphans.remove(&url);
        });
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
        self.tabs.entry(id).or_default().failed = Some(failed);
        self.join_or_leave(id, false);
    }

    pub(super) fn probed(&mut self, site: &str, order: u64, result: &ProbeResult) {
        let is_up = result.status.is_some_and(|status| status < 500 && !matches!(status, 408 | 425 | 429));
        let not_before_ms = result.retry_after.as_deref().and_then(|value| {
            Some(self.now_ms + crate::retry_after::parse(value, result.date.as_deref(), self.now_ms)?)
        });
        let outcome =
            Outcome { status: result.status, latency_ms: result.latency_ms.max(0.0) as u64, not_before_ms };
        let Some(site) = self.waits.keys().find(|known| known.as_str() == site).cloned() else { return };
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
        let began = self.tabs.entry(id).or_default().in_flight.take();
        let diagnosis = diagnose(&facts, None);
        if !diagnosis.failed {
            self.healthy(id, &facts, began.as_ref());
            return;
        }
        let url = facts.url.clone();
        let is_page = facts.status.is_some() && facts.request_error.is_none();
        let tab = self.tabs.entry(id).or_default();
        tab.back = None;
        tab.aborted_ms = None;
        tab.failed = Some(Failed { facts, diagnosis, at_ms: self.now_ms, is_unseen });
        self.join_or_leave(id, true);
        if is_page {
            self.effects.push(Effect::ReadPage { tab: id, url });
        }
    }

    /// A failed tab belongs to its site's wait, if one runs and repeating its load is right.
    pub(super) fn join_or_leave(&mut self, id: TabId, is_fresh: bool) {
        let Some(failed) = self.tabs.get(&id).and_then(|tab| tab.failed.clone()) else { return };
        let member_of = self.site_of(id);
        let site = Site::of(&failed.facts.url);
        let outcome = failed.outcome();
        if !failed.may_repeat() {
            self.leave_wait(id);
            if let Some(site) = member_of.filter(|_| failed.diagnosis.advice == Advice::Never) {
                self.end_or_answer(&site, &outcome);
            }
        } else if let Some(site) = site.filter(|site| self.waits.contains_key(site)) {
            if member_of.is_some_and(|other| other != site) {
                self.leave_wait(id);
            }
            let member = Member { url: failed.facts.url, is_unseen: failed.is_unseen };
            self.with_wait(&site, |wait, world| {
                wait.orphans.remove(&member.url);
                let is_new = wait.members.insert(id, member).is_none();
                // While another tab's try is under way, its own outcome will tell.
                if is_fresh && wait.loading_tab().is_none_or(|tab| tab == id) {
                    if is_new {
                        wait.note_join(outcome, world);
                    } else {
                        wait.note_failure(outcome, world);
                    }
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
        } else if let Some(wait) = self.waits.remove(site) {
            for tab in wait.members.keys() {
                self.tabs.entry(*tab).or_default().notice = Some(Notice::Stopped);
                self.badge(*tab);
            }
        }
    }

    /// A load ended well.
    fn healthy(&mut self, id: TabId, facts: &Failure, began: Option<&InFlight>) {
        let site = Site::of(&facts.url);
        let member_of = self.site_of(id);
        let led_away = match (&member_of, &site) {
            (Some(waited), Some(site)) => !site.is_kin(waited),
            _ => false,
        };
        let is_empty = matches!(facts.status, Some(204 | 205))
            || facts
                .header("content-disposition")
                .is_some_and(|v| v.to_ascii_lowercase().starts_with("attachment"));
        if let Some(waited) = member_of.filter(|_| led_away || is_empty) {
            // Sent to another site, handed a download, or answered with nothing: going on could loop for ever.
            let redirected = began.is_some_and(|b| Site::of(&b.url).as_ref() == Some(&waited));
            self.leave_wait(id);
            if led_away && redirected {
                self.waits.remove(&waited);
            }
            let tab = self.tabs.entry(id).or_default();
            tab.notice = Some(Notice::Stopped);
            tab.failed.take_if(|_| led_away);
            self.badge(id);
            return;
        }
        self.recovered(id, &facts.url);
    }

    /// A page of a site that failed is there again; other tabs of that site follow in turn.
    fn recovered(&mut self, id: TabId, url: &str) {
        let site = self.site_of(id).or_else(|| Site::of(url).filter(|site| self.waits.contains_key(site)));
        let tab = self.tabs.entry(id).or_default();
        let was_failed = tab.failed.take().is_some();
        tab.in_flight = None;
        tab.notice = None;
        let Some(site) = site else {
            if was_failed {
                self.badge(id);
            }
            return;
        };
        let now_ms = self.now_ms;
        let back = self.with_wait(&site, |wait, world| {
            wait.orphans.remove(url);
            let was_member = wait.members.contains_key(&id);
            wait.forget(id);
            wait.note_answer(world);
            was_member
                .then(|| Back { away_ms: now_ms.saturating_sub(wait.first_failure_ms), tries: wait.tries })
        });
        if let Some(back) = back.flatten() {
            self.tabs.entry(id).or_default().back = Some(back);
            self.badge(id);
        }
    }
}

impl Failed {
    /// Repeating the load may help and does no harm.
    pub(super) fn may_repeat(&self) -> bool {
        self.facts.is_repeatable() && self.diagnosis.advice != Advice::Never
    }

    fn outcome(&self) -> Outcome {
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

impl Tab {
    /// The failed load's outcome, for a wait that begins with it.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        self.failed.as_ref().map(Failed::outcome)
    }
}
