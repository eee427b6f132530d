//! The popup's picture of one tab.

use super::{App, Failed};
use crate::diagnosis::Advice;
use crate::event::TabId;
use crate::knowledge::gateways;
use crate::report::{self, About, Report, Subject};
use crate::site::Site;
use crate::view::picture::{Notice, Picture, Refusal, Scene};
use crate::wait::Phase;

impl App {
    /// The picture of a tab at `now_ms`; `url` is its address as the browser tells the popup.
    pub fn picture(&self, id: TabId, url: &str, now_ms: u64) -> Picture {
        let tab = self.tab(id);
        let failed = tab.and_then(|tab| tab.failed.as_ref());
        let site = failed.and_then(|f| Site::of(&f.facts.url)).or_else(|| Site::of(url));
        let mut picture = Picture {
            host: site.as_ref().map(ToString::to_string).unwrap_or_default(),
            has_access: site.as_ref().is_some_and(|site| self.access.covers(site)),
            is_offline: !self.is_online,
            notices: self.notices.iter().chain(tab.and_then(|tab| tab.notice.as_ref())).cloned().collect(),
            ..Picture::default()
        };
        picture.scene = match (failed, tab.and_then(|tab| tab.back.as_ref())) {
            (Some(failed), _) => {
                picture.tell_failure(failed, now_ms);
                Scene::Failing
            }
            (None, Some(back)) => {
                picture.was_away_ms = back.away_ms;
                picture.tries = back.tries;
                Scene::Back
            }
            (None, None) if site.is_none() => Scene::OffLimits,
            (None, None) => Scene::Fine,
        };
        #[cfg(feature = "tools")]
        if let Some((host, proxy)) = self.through(site.as_ref()) {
            (picture.way_host, picture.way_proxy) = (host, proxy);
        }
        self.tell_wait(&mut picture, id, now_ms);
        picture.help = self.help(id, now_ms);
        picture
    }

    /// The report on a failed tab, for the site's owner.
    pub fn report(&self, id: TabId, about: &About) -> Option<Report> {
        let failed = self.tab(id)?.failed.as_ref()?;
        let waited = self.wait_of(id).map(|wait| (wait.tries, wait.first_failure_ms));
        let Failed { facts, diagnosis, at_ms, .. } = failed;
        Some(report::of(Subject { facts, diagnosis, at_ms: *at_ms, waited }, about))
    }

    /// Is anything known of the tab, or must the popup look for itself?
    pub fn knows(&self, id: TabId, url: &str) -> bool {
        let is_covered = Site::of(url).is_none_or(|site| self.access.covers(&site));
        let remembered = |tab: &super::Tab| match &tab.failed {
            Some(failed) => failed.facts.url == url || is_covered,
            None => tab.back.is_some(),
        };
        self.tab(id).is_some_and(remembered) || self.wait_of(id).is_some()
    }

    fn tell_wait(&self, picture: &mut Picture, id: TabId, now_ms: u64) {
        let Some(wait) = self.wait_of(id) else { return };
        picture.scene = Scene::Waiting;
        picture.keeps_trying = true;
        picture.tries = wait.tries;
        picture.failing_for_ms = now_ms.saturating_sub(wait.first_failure_ms);
        picture.other_tabs = wait.members.len() as u32 - 1;
        picture.tells = wait.tell.is_some();
        picture.trace_ms = wait.trace.iter().map(|at| at.saturating_sub(wait.first_failure_ms)).collect();
        picture.site_asked = wait.is_asked_to_wait(now_ms);
        if !picture.has_access {
            picture.notices.push(Notice::AccessLost);
            return;
        }
        match &wait.phase {
            Phase::Due { at_ms, .. } => {
                picture.next_try_ms = Some(at_ms.saturating_sub(now_ms));
                picture.pause_ms = Some(at_ms.saturating_sub(wait.last_try_ms));
            }
            Phase::Trying { .. } => picture.is_trying = true,
            Phase::Returning { turns, .. } => match turns.iter().find(|turn| turn.tab == id) {
                Some(turn) => picture.next_try_ms = Some(turn.at_ms.saturating_sub(now_ms)),
                None => picture.is_trying = true,
            },
        }
    }
}

impl Picture {
    fn tell_failure(&mut self, failed: &Failed, now_ms: u64) {
        self.status = failed.facts.status;
        self.has_query = failed.facts.url.contains(['?', '#']);
        self.failing_for_ms = now_ms.saturating_sub(failed.at_ms);
        self.refusal = if !failed.facts.is_repeatable() {
            Some(Refusal::Form)
        } else if failed.diagnosis.advice == Advice::Never {
            Some(Refusal::Hopeless)
        } else {
            None
        };
        let gateways = &failed.diagnosis.gateways;
        self.gateway = gateways.first().and_then(|id| gateways::name(id)).map(str::to_owned);
        self.diagnosis = Some(failed.diagnosis.clone());
    }
}
