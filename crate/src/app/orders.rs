//! What the user asks for in the popup.

use super::{App, Failed};
use crate::effect::Effect;
use crate::event::TabId;
use crate::site::Site;
use crate::wait::{Member, Wait, World};
use std::collections::BTreeSet;

impl App {
    /// The switch was turned on: waits now, or as soon as the access it needs is there.
    pub(super) fn keep_trying(&mut self, id: TabId) {
        let now_ms = self.now_ms;
        let Some(tab) = self.tabs.get_mut(&id) else { return };
        let Some(failed) = tab.failed.as_ref().filter(|failed| failed.may_repeat()) else { return };
        let Some(site) = Site::of(&failed.facts.url) else { return };
        tab.notice = None;
        tab.wanted_ms = Some(now_ms);
        if self.access.covers(&site) {
            self.begin_wait(id, &site);
        }
    }

    /// Access came: those who asked for it wait from now on.
    pub(super) fn grant_wanted(&mut self) {
        let wanted: Vec<TabId> =
            self.tabs.iter().filter(|(_, t)| t.wanted_ms.is_some()).map(|(id, _)| *id).collect();
        for id in wanted {
            let url =
                self.tabs.get(&id).and_then(|tab| tab.failed.as_ref()).map(|failed| failed.facts.url.clone());
            if let Some(site) = url.and_then(|url| Site::of(&url)).filter(|site| self.access.covers(site)) {
                self.begin_wait(id, &site);
            }
        }
    }

    fn begin_wait(&mut self, id: TabId, site: &Site) {
        let Some(tab) = self.tabs.get_mut(&id) else { return };
        tab.wanted_ms = None;
        let (Some(outcome), Some(failed_ms)) = (tab.outcome(), tab.failed.as_ref().map(|f| f.at_ms)) else {
            return;
        };
        if !self.waits.contains_key(site) {
            let none = BTreeSet::new();
            let visible = self.seen.values().filter(|seen| seen.visible).map(|seen| seen.id).collect();
            let world = World { now_ms: self.now_ms, visible: &visible, loading: &none, u: self.dice() };
            self.waits.insert(site.clone(), Wait::new(site.clone(), failed_ms, outcome, world));
        }
        self.gather(site);
        self.replan(site, crate::retry::Occasion::Failed);
    }

    /// All tabs of the site that failed wait together; those whose load was not seen are looked at.
    fn gather(&mut self, site: &Site) {
        for (id, seen) in &self.seen {
            let failed = self.tabs.get(id).and_then(|tab| tab.failed.as_ref());
            let is_here = |url: &str| Site::of(url).as_ref() == Some(site);
            match failed {
                Some(Failed { facts, is_unseen, .. }) if is_here(&facts.url) => {
                    if failed.is_some_and(Failed::may_repeat) {
                        let member = Member { url: facts.url.clone(), is_unseen: *is_unseen };
                        self.waits.get_mut(site).map(|wait| wait.members.insert(*id, member));
                    }
                }
                Some(_) => {}
                None => {
                    if let Some(url) = seen.url.as_ref().filter(|url| is_here(url)) {
                        self.effects.push(Effect::ReadPage { tab: *id, url: url.clone() });
                    }
                }
            }
        }
        let members = self.waits.get(site).map(|w| w.members.keys().copied().collect::<Vec<_>>());
        members.into_iter().flatten().for_each(|tab| self.badge(tab));
    }

    /// *Stop*, or the switch turned off: nobody waits for this site any longer.
    pub(super) fn stop(&mut self, id: TabId) {
        if let Some(tab) = self.tabs.get_mut(&id) {
            tab.wanted_ms = None;
        }
        let Some(wait) = self.site_of(id).and_then(|site| self.waits.remove(&site)) else { return };
        wait.members.keys().for_each(|tab| self.badge(*tab));
    }

    /// *Try now*: the user decides, so even a time the site asked for is no obstacle.
    pub(super) fn try_now(&mut self, id: TabId) {
        if let Some(site) = self.site_of(id) {
            self.with_wait(&site, |wait, world| wait.hurry(world));
            return;
        }
        let Some(failed) = self.tabs.get(&id).and_then(|tab| tab.failed.as_ref()) else { return };
        if failed.is_unseen {
            self.effects.push(Effect::Get { tab: id, url: failed.facts.url.clone() });
        } else if failed.facts.is_repeatable() {
            self.effects.push(Effect::Reload { tab: id });
        }
    }

    /// A notice was read.
    pub(super) fn dismiss(&mut self, id: TabId) {
        self.notices.clear();
        if let Some(tab) = self.tabs.get_mut(&id) {
            tab.notice = None;
        }
    }
}
