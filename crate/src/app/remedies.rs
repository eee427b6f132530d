//! What would help: experiments on a tab's failure, and the steps the user takes on their word.

use super::{App, Tab};
use crate::effect::Effect;
use crate::event::{Inspection, TabId};
use crate::fetch::Answer;
use crate::remedy::experiment::{Experiment, Finding, Grounds};
use crate::remedy::inquiry::{Inquiry, Stage, UNDO_MS};
use crate::remedy::occasion::is_worthwhile;
use crate::remedy::step::Step;
use crate::site::Site;

/// A failure that is older is not looked into without a click: nothing should be sent out of the blue.
const NEWS_MS: u64 = 60_000;

impl App {
    /// Experiments that verdicts call for, without a click: one for a site, until a page of it has come back.
    pub(super) fn find_out(&mut self) {
        for id in self.tabs.iter().map(|tab| tab.id).collect::<Vec<_>>() {
            let Some(tab) = self.tab(id).filter(|tab| tab.in_flight.is_none() && tab.is_to_find_out()) else {
                continue;
            };
            let Some(failed) = &tab.failed else { continue };
            let site = Site::of(&failed.facts.url);
            let has_access = site.as_ref().is_some_and(|site| self.access.covers(site));
            // A site that asked for time has it, and is not looked into out of the blue when it is over.
            let was_asked = failed.outcome().not_before_ms.is_some() || self.must_rest(id);
            let is_news = self.now_ms < failed.at_ms + NEWS_MS;
            let is_known = |other: &Tab| {
                other.inquiry.as_ref().is_some_and(|inquiry| other.id == id || Site::of(&inquiry.url) == site)
            };
            if is_news
                && is_worthwhile(&failed.facts)
                && has_access
                && !was_asked
                && !self.tabs.iter().any(is_known)
            {
                self.help_wanted(id, true);
            }
        }
    }

    /// *What would help?*: begins now, or as soon as the access it needs is there.
    pub(super) fn help_wanted(&mut self, id: TabId, by_itself: bool) {
        let now_ms = self.now_ms;
        let Some(tab) = self.tab_mut(id) else { return };
        let Some(failed) = &tab.failed else { return };
        let before = tab.inquiry.take().unwrap_or_default();
        let mut inquiry = Inquiry {
            url: failed.facts.url.clone(),
            since_ms: now_ms,
            by_itself,
            order: before.order,
            undo_until_ms: before.undo_until_ms,
            ..Inquiry::default()
        };
        inquiry.experiment.grounds.came_back_in_vain =
            before.finding() == Some(Finding::Back) && failed.at_ms > before.since_ms;
        if !is_worthwhile(&failed.facts) {
            inquiry.stage = Stage::Done;
        }
        tab.inquiry = Some(inquiry);
        self.inspect(id);
    }

    /// Access came: those who asked for help get it.
    pub(super) fn help_granted(&mut self) {
        for id in self.tabs.iter().map(|tab| tab.id).collect::<Vec<_>>() {
            self.inspect(id);
        }
    }

    fn inspect(&mut self, id: TabId) {
        let now_ms = self.now_ms;
        let access = self.access.clone();
        let Some(inquiry) = self.inquiry_mut(id).filter(|inquiry| inquiry.stage == Stage::Wanted) else {
            return;
        };
        if Site::of(&inquiry.url).is_some_and(|site| access.covers(&site)) {
            inquiry.stage = Stage::Inspecting;
            inquiry.since_ms = now_ms;
            let url = inquiry.url.clone();
            self.effects.push(Effect::Inspect { tab: id, url });
        }
    }

    /// The browser told what it keeps of the site: the experiment can begin.
    pub(super) fn inspected(&mut self, id: TabId, mut inspection: Inspection) {
        let must_rest = self.must_rest(id);
        let Some(Tab { failed: Some(failed), inquiry: Some(inquiry), .. }) = self.tab_mut(id) else { return };
        if inquiry.stage != Stage::Inspecting || inquiry.url != failed.facts.url {
            return;
        }
        inspection.cookies.retain(|cookie| cookie.goes_with(&inquiry.url));
        let grounds = Grounds {
            has_cookies: !inspection.cookies.is_empty() || !inspection.hidden.is_empty(),
            is_apart: inspection.is_apart,
            by_worker: inspection.by_worker,
            from_cache: inspection.from_cache,
            came_back_in_vain: inquiry.experiment.grounds.came_back_in_vain,
        };
        inquiry.experiment = Experiment::new(&failed.facts, &failed.diagnosis, grounds);
        inquiry.experiment.must_wait = must_rest;
        inquiry.cookies = inspection.cookies;
        inquiry.hidden = inspection.hidden;
        inquiry.suspects = inquiry.experiment.suspects(&mut inquiry.cookies) as u32;
        inquiry.clears_cache = inspection.clears_cache;
        inquiry.stage = Stage::Asking;
        self.go_on(id);
    }

    /// An answer to a request of the experiment.
    pub(super) fn fetched(&mut self, id: TabId, order: u64, answer: &Answer) {
        let now_ms = self.now_ms;
        let Some(inquiry) = self.inquiry_mut(id) else { return };
        if inquiry.stage != Stage::Asking || inquiry.order != order || inquiry.is_held_back(answer, now_ms) {
            return;
        }
        if let Some(way) = inquiry.asked.take() {
            inquiry.experiment.note(way, answer);
            self.go_on(id);
        }
    }

    /// The next request, or the end.
    fn go_on(&mut self, id: TabId) {
        let now_ms = self.now_ms;
        let must_rest = self.must_rest(id);
        let Some(inquiry) = self.inquiry_mut(id) else { return };
        inquiry.experiment.must_wait |= must_rest;
        inquiry.since_ms = now_ms;
        match inquiry.experiment.next() {
            Err(_) => inquiry.stage = Stage::Done,
            Ok(way) => {
                inquiry.order = now_ms.max(inquiry.order + 1);
                inquiry.asked = Some(way);
                inquiry.experiment.sent += 1;
                let (order, fetch) = (inquiry.order, inquiry.experiment.fetch(way, inquiry.order));
                self.effects.push(Effect::Fetch { tab: id, order, fetch });
            }
        }
    }

    /// The site asked for no request before a time that has not come.
    fn must_rest(&self, id: TabId) -> bool {
        let failed = self.tab(id).and_then(|tab| tab.failed.as_ref());
        let waited = self.wait_of(id).and_then(|wait| wait.last.not_before_ms);
        let asked = failed.and_then(|failed| failed.outcome().not_before_ms);
        asked.into_iter().chain(waited).any(|at| at > self.now_ms)
    }

    /// A button of a remedy.
    pub(super) fn step_wanted(&mut self, id: TabId, step: Step) {
        let now_ms = self.now_ms;
        let Some(id) = (if step == Step::Undo { self.undo_holder(id) } else { Some(id) }) else { return };
        let Some(inquiry) = self.inquiry_mut(id).filter(|inquiry| !inquiry.is_acting) else { return };
        let (mut url, cookies) = (inquiry.url.clone(), inquiry.taken_by(step).to_vec());
        inquiry.did = Some(step);
        inquiry.helped = None;
        inquiry.is_refused = false;
        inquiry.since_ms = now_ms;
        match step {
            // Reloading renews the page that the tab stands at, not the old redirect that led there.
            Step::ReloadPastCache if inquiry.experiment.url != url => url.clone_from(&inquiry.experiment.url),
            Step::Reload | Step::ReloadPastCache => return self.load_again(id, step),
            Step::ClearCookies | Step::ClearAllCookies => inquiry.undo_until_ms = Some(now_ms + UNDO_MS),
            _ => {}
        }
        inquiry.is_acting = true;
        self.effects.push(Effect::Take { tab: id, url, step, cookies });
    }

    /// A step ended; the page shows if it helped.
    pub(super) fn step_done(&mut self, id: TabId, step: Step, is_done: bool) {
        let Some(inquiry) = self.inquiry_mut(id).filter(|inquiry| inquiry.did == Some(step)) else { return };
        inquiry.is_acting = false;
        inquiry.is_refused = !is_done;
        match step {
            Step::Undo if is_done => inquiry.undo_until_ms = None,
            Step::Undo => {}
            _ if is_done => self.load_again(id, step),
            _ => {}
        }
    }

    fn load_again(&mut self, id: TabId, step: Step) {
        let now_ms = self.now_ms;
        let Some(Tab { failed: Some(failed), inquiry: Some(inquiry), .. }) = self.tab_mut(id) else { return };
        let effect = if failed.is_unseen {
            Effect::Get { tab: id, url: failed.facts.url.clone() }
        } else if !failed.facts.is_repeatable() {
            return;
        } else if let Some(url) = &failed.facts.asked_url {
            // The tab stands where a redirect led it; a reload would not show if that still does.
            Effect::Get { tab: id, url: url.clone() }
        } else if step == Step::ReloadPastCache {
            Effect::ReloadPastCache { tab: id }
        } else {
            Effect::Reload { tab: id }
        };
        inquiry.is_retrying = true;
        inquiry.since_ms = now_ms;
        self.effects.push(effect);
    }

    /// The tab whose cleared cookies can come back: this one, or another of its site (closed or not).
    pub(super) fn undo_holder(&self, id: TabId) -> Option<TabId> {
        let has_undo = |tab: &&Tab| {
            tab.inquiry.as_ref().is_some_and(|inquiry| inquiry.undo_until_ms > Some(self.now_ms))
        };
        let site = |url: &str| Site::of(url);
        let seen = self.seen.iter().find(|seen| seen.id == id).and_then(|seen| site(seen.url.as_deref()?));
        let own = self.tab(id).filter(has_undo);
        let of_site = |tab: &&Tab| {
            tab.inquiry.as_ref().is_some_and(|inquiry| seen.is_some() && site(&inquiry.url) == seen)
        };
        own.or_else(|| self.tabs.iter().filter(has_undo).find(of_site)).map(|tab| tab.id)
    }

    /// What ran and was lost with its worker, and undos that have run out.
    pub(super) fn look_after_inquiries(&mut self) {
        let now_ms = self.now_ms;
        for id in self.tabs.iter().map(|tab| tab.id).collect::<Vec<_>>() {
            let Some(inquiry) = self.inquiry_mut(id) else { continue };
            if inquiry.undo_until_ms.take_if(|at| *at <= now_ms).is_some() {
                let host = Site::of(&inquiry.url).map(|site| site.host().to_owned()).unwrap_or_default();
                self.effects.push(Effect::ForgetCookies { host });
            }
            let Some(inquiry) = self.inquiry_mut(id).filter(|inquiry| inquiry.is_lost(now_ms)) else {
                continue;
            };
            inquiry.is_retrying = false;
            if std::mem::take(&mut inquiry.is_acting) {
                inquiry.is_refused = true;
            }
            match inquiry.stage {
                Stage::Inspecting => self.inspected(id, Inspection::default()),
                Stage::Asking => self.go_on(id),
                Stage::Wanted | Stage::Done => {}
            }
        }
    }

    /// A load of the tab ended: did the last step help? What was found of a page that is back is of no use any more.
    pub(super) fn tried(&mut self, id: TabId, works: bool) {
        let Some(tab) = self.tab_mut(id) else { return };
        if let Some(inquiry) = &mut tab.inquiry {
            inquiry.tried(works);
        }
        tab.inquiry.take_if(|inquiry| works && inquiry.did.is_none());
    }

    /// The tab went to another site.
    pub(super) fn leave_inquiry(&mut self, id: TabId, site: Option<&Site>) {
        let Some(tab) = self.tab_mut(id) else { return };
        let is_elsewhere = |inquiry: &Inquiry| Site::of(&inquiry.url).as_ref() != site;
        tab.inquiry.take_if(|inquiry| {
            inquiry.undo_until_ms.is_none() && !inquiry.is_retrying && is_elsewhere(inquiry)
        });
    }

    fn inquiry_mut(&mut self, id: TabId) -> Option<&mut Inquiry> {
        self.tab_mut(id)?.inquiry.as_mut()
    }
}
