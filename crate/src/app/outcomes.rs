//! What a load's end means for the waits: failures told from recoveries, and both from what ends a wait.

use super::{App, Back, Failed, InFlight};
use crate::diagnosis::{Advice, Side, diagnose};
use crate::effect::Effect;
use crate::event::TabId;
use crate::failure::Failure;
use crate::find::holds;
use crate::incident::End;
use crate::retry::RETRY_AFTER_MAX_MS;
use crate::retry_after;
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::{Member, Outcome};

/// Failures of two sites within so long are likely to have one cause.
const AT_ONCE_MS: u64 = 60_000;

impl App {
    /// A load ended, one way or the other.
    pub(super) fn judge(&mut self, id: TabId, mut facts: Failure, is_unseen: bool) {
        let began = self.remember(id).in_flight.take();
        if self.others_fail(&facts) {
            facts.nearby.push_str(" others_fail");
        }
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
        self.tried(id, false);
        self.join_or_leave(id, true);
        if is_page {
            self.effects.push(Effect::ReadPage { tab: id, url });
        }
    }

    /// Did a load of another site just end without an answer, as this one did, and none end well since?
    fn others_fail(&self, facts: &Failure) -> bool {
        let site = Site::of(&facts.url);
        facts.status.is_none()
            && !holds(&facts.nearby, "elsewhere_well")
            && self.tabs.iter().filter_map(|tab| tab.failed.as_ref()).any(|other| {
                other.diagnosis.side == Side::Network
                    && other.facts.status.is_none()
                    && self.now_ms < other.at_ms + AT_ONCE_MS
                    && Site::of(&other.facts.url) != site
            })
    }

    /// A failed tab belongs to its site's wait, if one runs and repeating its load is right.
    pub(super) fn join_or_leave(&mut self, id: TabId, is_fresh: bool) {
        let Some(failed) = self.tab(id).and_then(|tab| tab.failed.clone()) else { return };
        let waited = self.wait_of(id).map(|wait| wait.site.clone());
        let site = Site::of(&failed.facts.url);
        let outcome = failed.outcome();
        if !failed.may_repeat() {
            self.leave_wait(id);
            let not_before_ms = outcome.not_before_ms;
            site.map(|site| self.with_wait(&site, |wait, world| wait.heed(not_before_ms, world)));
            // A form that fails is no news for the others.
            let is_news = failed.facts.is_repeatable() && failed.diagnosis.advice == Advice::Never;
            if let Some(waited) = waited.filter(|_| is_news) {
                self.end_or_answer(&waited, &outcome);
            }
        } else if let Some(site) = site.filter(|site| self.is_waited_for(site)) {
            if waited.is_some_and(|waited| waited != site) {
                self.leave_wait(id);
            }
            let member = Member { tab: id, url: failed.facts.url, is_unseen: failed.is_unseen };
            self.with_wait(&site, |wait, world| {
                let is_new = wait.join(member);
                // While another try is under way, its own outcome will tell.
                match wait.is_busy_beside(id) {
                    true => wait.heed(outcome.not_before_ms, world),
                    _ if !is_fresh => {}
                    _ if is_new => wait.note_join(outcome, world),
                    _ => drop(wait.note_failure(outcome, world)),
                }
            });
        } else if let Some(site) = Site::of(&failed.facts.url).filter(|site| self.is_kiosk_for(site)) {
            self.leave_wait(id);
            self.begin_wait(id, &site);
        } else {
            self.leave_wait(id);
        }
        self.badge(id);
    }

    fn is_kiosk_for(&self, site: &Site) -> bool {
        self.patience.kiosk && self.access.covers(site)
    }

    /// A member's load ended in something that waiting does not mend: an HTTP answer shows the site lives, so the
    /// others get their turn; anything else (a certificate) would meet them too, so nobody waits any longer.
    fn end_or_answer(&mut self, site: &Site, outcome: &Outcome) {
        if outcome.status.is_some() {
            self.with_wait(site, |wait, world| wait.note_answer(outcome.latency_ms, world));
        } else {
            self.end_wait(site, Some(Notice::Stopped), End::Stopped);
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
            // The survey may have seen before that the load led away: what was said of that stays.
            let was_led = began.is_some_and(|began| Site::of(&began.url) != Site::of(&facts.url));
            let told = self.tab(id).and_then(|tab| tab.notice.clone()).filter(|_| was_led);
            self.recovered(id, facts);
            if told.is_some() {
                self.remember(id).notice = told;
            }
            return;
        };
        // Sent to another site, handed a download, or answered with nothing: going on could loop for ever.
        let was_redirected = is_away && began.is_some_and(|b| Site::of(&b.url).as_ref() == Some(&waited));
        self.leave_wait(id);
        if was_redirected {
            self.end_wait(&waited, Some(Notice::Stopped), End::Stopped);
        }
        let tab = self.remember(id);
        tab.notice = Some(Notice::Stopped);
        tab.failed.take_if(|_| is_away);
        self.badge(id);
    }

    /// A page of a site that failed is there again; other tabs of that site follow in turn.
    pub(super) fn recovered(&mut self, id: TabId, facts: &Failure) {
        let url = &facts.url;
        let waited = self.wait_of(id).map(|wait| (wait.site.clone(), wait.half_loads));
        let may_repeat = facts.is_repeatable();
        let tab = self.remember(id);
        if std::mem::take(&mut tab.is_half) && may_repeat {
            tab.in_flight = None;
            let half = Failure { url: url.clone(), ..Failure::default() };
            if waited.as_ref().is_some_and(|(_, half_loads)| self.half_loaded(id, half, *half_loads)) {
                return;
            }
        }
        let waited = waited.map(|(site, _)| site);
        let site = waited.or_else(|| Site::of(url).filter(|site| self.is_waited_for(site)));
        let (now_ms, latency_ms) = (self.now_ms, facts.elapsed_ms.unwrap_or_default());
        let tab = self.remember(id);
        let was_failed = tab.failed.take().is_some();
        tab.in_flight = None;
        tab.notice = None;
        self.tried(id, true);
        let back = site.as_ref().and_then(|site| {
            self.with_wait(site, |wait, world| {
                wait.orphans.retain(|orphan| orphan != url);
                let was_member = wait.has(id);
                wait.forget(id);
                wait.note_answer(latency_ms, world);
                wait.misled = 0;
                let away_ms = now_ms.saturating_sub(wait.first_failure_ms);
                let url = if may_repeat { url.clone() } else { String::new() };
                let back =
                    Back { away_ms, tries: wait.tries, at_ms: now_ms, url, half_loads: wait.half_loads };
                was_member.then_some(back)
            })
        });
        let back = back.flatten();
        if let Some(site) = site.filter(|_| back.is_some()) {
            self.tell(&site, true);
        }
        if was_failed || back.is_some() {
            self.remember(id).back = back;
            self.badge(id);
        }
    }
}

impl Failed {
    /// Repeating the load may help and does no harm.
    pub(super) fn may_repeat(&self) -> bool {
        self.facts.is_repeatable() && self.diagnosis.advice != Advice::Never
    }

    /// What it tells a wait.
    pub(super) fn outcome(&self) -> Outcome {
        let pause_ms = retry_after::longest(&self.facts.headers, self.at_ms);
        Outcome {
            status: self.facts.status,
            latency_ms: self.facts.elapsed_ms.unwrap_or_default(),
            not_before_ms: pause_ms.map(|ms| self.at_ms + ms.min(RETRY_AFTER_MAX_MS)),
            cause: self.diagnosis.causes.first().map(|cause| cause.id.clone()).unwrap_or_default(),
        }
    }
}
