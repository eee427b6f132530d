//! What the browser reports of loads: the signals of one load, in any order, become one failure.

use super::{App, Failed, InFlight, Tab};
use crate::diagnosis::diagnose;
use crate::event::{Load, TabId};
use crate::failure::Failure;
use crate::knowledge::errors;
use crate::site::Site;
use crate::wait::Wait;

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
            asked_url: self.asked_url.clone().filter(|url| *url != self.url),
            method: self.method.to_ascii_uppercase(),
            status: Some(self.status).filter(|status| *status != 0),
            reason,
            headers: self.headers.iter().take(HEADERS_MAX).map(header).collect(),
            request_error: self.error.clone(),
            redirects: self.redirects,
            from_cache: self.from_cache,
            online: self.online,
            elapsed_ms: self.elapsed_ms.map(|ms| ms.max(0.0) as u64),
            nearby: self.nearby.clone(),
            ..Failure::default()
        }
    }
}

impl App {
    pub(super) fn load_started(&mut self, load: Load) {
        let is_redirect = |tab: &Tab| tab.in_flight.as_ref().is_some_and(|f| f.request_id == load.request_id);
        if self.tab(load.tab_id).is_some_and(is_redirect) {
            return; // known by where it began
        }
        let site = Site::of(&load.url);
        let is_elsewhere = |wait: &Wait| site.as_ref().is_none_or(|site| !site.is_kin(&wait.site));
        if self.wait_of(load.tab_id).is_some_and(is_elsewhere) {
            self.leave_wait(load.tab_id); // the user went on
        }
        self.leave_inquiry(load.tab_id, site.as_ref());
        let tab = self.remember(load.tab_id);
        tab.in_flight = Some(InFlight { request_id: load.request_id, url: load.url });
        tab.aborted_ms = None;
        tab.back = None;
        tab.is_half = false;
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
            facts.nearby = first.facts.nearby.clone();
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
            nearby: load.nearby,
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
        self.waits.iter_mut().for_each(|wait| wait.orphans.retain(|orphan| *orphan != url));
        if let Some(failed) = self.tab_mut(id).and_then(|tab| tab.failed.as_mut()) {
            if failed.facts.url != url {
                return;
            }
            if body.is_some() {
                // A page that answers well now is a later one than that which failed.
                if (200..400).contains(&status) && now_ms > failed.at_ms + SAME_LOAD_MS {
                    failed.facts.status = Some(status);
                    failed.facts.request_error = None;
                    failed.facts.navigation_error = None;
                }
                failed.diagnosis = diagnose(&failed.facts, body);
            }
            if failed.diagnosis.failed {
                self.join_or_leave(id, false);
            } else {
                let facts = Failure { url, status: Some(status), ..Failure::default() };
                self.recovered(id, &facts);
            }
            return;
        }
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
}

/// The load did not fail: something stopped it, under whatever name.
fn is_stopped(facts: &Failure) -> bool {
    errors::of(facts).is_some_and(|condition| errors::is_aborted(&condition))
}

impl Failed {
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
}
