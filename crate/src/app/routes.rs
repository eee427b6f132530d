//! Other routes and *Is it just me?*: begun by a click, run in the background, kept with the tab.

use super::App;
use super::offers::planned;
use crate::effect::Effect;
use crate::event::TabId;
use crate::fetch::Answer;
use crate::route::just_me::questions;
use crate::route::kind::{Kind, State};
use crate::route::services::Services;
use crate::route::verdict::verdict;
use crate::site::Site;
use crate::view::picture::Routes;

impl App {
    /// One of the two buttons was pressed. Pressed again, its own checks are made anew.
    pub(super) fn begin_routes(&mut self, id: TabId, asks_outsiders: bool, services: &Services) {
        let now_ms = self.now_ms;
        let Some(tab) = self.tab_mut(id) else { return };
        let Some(failed) = &tab.failed else { return };
        let url = failed.facts.url.clone();
        let fresh = if asks_outsiders { questions(&url, services) } else { planned(failed, services) };
        let mut run = tab.routes.take().filter(|run| run.url == url).unwrap_or_default();
        // Answers still under way are for places in the old list: a new number makes them no news.
        run.order = now_ms;
        run.url = url;
        run.checks.retain(|check| check.kind.is_question() != asks_outsiders);
        run.checks
            .iter_mut()
            .filter(|check| check.state == State::Running)
            .for_each(|check| check.state = State::Queued);
        run.checks.extend(fresh);
        tab.routes = Some(run);
    }

    /// *Stop*.
    pub(super) fn stop_routes(&mut self, id: TabId) {
        if let Some(run) = self.tab_mut(id).and_then(|tab| tab.routes.as_mut()) {
            run.stop();
        }
    }

    /// *Open*: only where a check said that it works. One hop, and never by itself.
    pub(super) fn open_route(&mut self, id: TabId, choice: &str) {
        let Some(run) = self.tab(id).and_then(|tab| tab.routes.as_ref()) else { return };
        let chosen = run.checks.iter().find(|check| check.is_offered() && check.choice() == choice);
        let Some((kind, url)) = chosen.map(|check| (check.kind, check.url.clone())) else { return };
        self.leave_wait(id);
        match kind {
            Kind::Proxy => self.begin_way(id, &url, choice),
            _ => self.effects.push(Effect::Get { tab: id, url }),
        }
    }

    /// An answer came.
    pub(super) fn route_checked(&mut self, id: TabId, order: u64, index: usize, answer: &Answer) {
        let now_ms = self.now_ms;
        let run = self.tab_mut(id).and_then(|tab| tab.routes.as_mut());
        if let Some(run) = run.filter(|run| run.order == order) {
            run.take(index, answer, now_ms);
        }
    }

    /// Access came: what could not be read before is read now.
    pub(super) fn retry_unread_routes(&mut self) {
        let access = &self.access;
        let may_read = |url: &str| Site::of(url).is_some_and(|site| access.covers(&site));
        self.tabs.iter_mut().filter_map(|tab| tab.routes.as_mut()).for_each(|run| run.retry_unread(may_read));
    }

    /// Puts what is to be asked now. A run ends with the failure it is about.
    pub(super) fn step_routes(&mut self) {
        let (now_ms, access) = (self.now_ms, &self.access);
        for tab in &mut self.tabs {
            let url = tab.failed.as_ref().map(|failed| failed.facts.url.as_str());
            tab.routes.take_if(|run| url != Some(run.url.as_str()));
            let Some(run) = &mut tab.routes else { continue };
            for check in run
                .checks
                .iter_mut()
                .filter(|check| check.state == State::Queued && check.kind.needs_access())
            {
                if !Site::of(check.target()).is_some_and(|site| access.covers(&site)) {
                    check.state = State::Unread;
                }
            }
            for ask in run.step(now_ms) {
                let may_read = Site::of(&ask.url).is_some_and(|site| access.covers(&site));
                self.effects.push(Effect::CheckRoute { tab: tab.id, order: run.order, ask, may_read });
            }
        }
    }

    /// When a run must be looked at again, in ms since 1970.
    pub(super) fn routes_wake_ms(&self) -> Option<u64> {
        self.tabs.iter().filter_map(|tab| tab.routes.as_ref()?.wake_ms()).min()
    }

    /// What the popup shows of a tab's routes; nothing for a page that is fine.
    pub fn routes(&self, id: TabId, services: &Services) -> Option<Routes> {
        let tab = self.tab(id)?;
        let failed = tab.failed.as_ref()?;
        let run = tab.routes.clone().unwrap_or_default();
        Some(Routes {
            verdict: verdict(&run, &failed.diagnosis),
            checks: run.checks,
            ..self.offered_routes(failed, services)
        })
    }
}
