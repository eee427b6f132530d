//! What the user asks for in the popup.

use super::{App, Tab};
use crate::effect::Effect;
use crate::event::TabId;
use crate::incident::End;
use crate::retry::Occasion;
use crate::site::Site;
use crate::wait::{Member, Wait};

impl App {
    /// The switch was turned on: waits now, or as soon as the access it needs is there.
    pub(super) fn keep_trying(&mut self, id: TabId) {
        let now_ms = self.now_ms;
        let Some(tab) = self.tab_mut(id) else { return };
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
        let site = |tab: &Tab| tab.failed.as_ref().and_then(|failed| Site::of(&failed.facts.url));
        let wanted = self.tabs.iter().filter(|tab| tab.wanted_ms.is_some());
        let wanted: Vec<_> = wanted.map(|tab| (tab.id, site(tab))).collect();
        for (id, site) in wanted {
            if let Some(site) = site.filter(|site| self.access.covers(site)) {
                self.begin_wait(id, &site);
            }
        }
    }

    pub(super) fn begin_wait(&mut self, id: TabId, site: &Site) {
        let is_new = !self.is_waited_for(site);
        let Some(tab) = self.tab_mut(id) else { return };
        tab.wanted_ms = None;
        let Some(failed) = &tab.failed else { return };
        if is_new {
            let (at_ms, outcome, is_unheard) = (failed.at_ms, failed.outcome(), failed.is_unseen);
            let (machine, flaps) = (self.machine(site), self.history.flaps(site, at_ms));
            let mut wait =
                self.with_world(site, |world| Wait::new(site.clone(), at_ms, outcome, machine, flaps, world));
            wait.is_unheard = is_unheard;
            self.waits.push(wait);
        }
        self.gather(site);
        self.with_wait(site, |wait, world| {
            wait.was_visible = wait.is_visible(world);
            wait.reconsider(Occasion::Failed, world);
        });
    }

    /// All tabs of the site that failed wait together; those whose load was not seen are looked at.
    fn gather(&mut self, site: &Site) {
        let mut members = Vec::new();
        for seen in &self.seen {
            let is_here = |url: &str| Site::of(url).as_ref() == Some(site);
            let tab = self.tab(seen.id);
            let way = tab.and_then(|tab| tab.in_flight.as_ref()).map(|way| way.url.as_str());
            if way.is_some_and(|url| !is_here(url)) {
                continue; // on its way to somewhere else
            }
            match tab.and_then(|tab| tab.failed.as_ref()) {
                Some(failed) if is_here(&failed.facts.url) => {
                    let url = failed.facts.url.clone();
                    let member = Member { tab: seen.id, url, is_unseen: failed.is_unseen };
                    members.push((failed.may_repeat().then_some(member), failed.outcome().not_before_ms));
                }
                None if !seen.loading && !seen.discarded => {
                    if let Some(url) = seen.url.clone().filter(|url| is_here(url)) {
                        self.effects.push(Effect::ReadPage { tab: seen.id, url });
                    }
                }
                _ => {}
            }
        }
        for (member, not_before_ms) in members {
            let tab = member.as_ref().map(|member| member.tab);
            self.with_wait(site, |wait, world| {
                wait.heed(not_before_ms, world);
                member.map(|member| wait.join(member));
            });
            tab.into_iter().for_each(|tab| self.badge(tab));
        }
    }

    /// *Stop*, or the switch turned off: nobody waits for this site any longer.
    pub(super) fn stop(&mut self, id: TabId) {
        if let Some(tab) = self.tab_mut(id) {
            tab.wanted_ms = None;
        }
        if let Some(site) = self.wait_of(id).map(|wait| wait.site.clone()) {
            self.end_wait(&site, None, End::Stopped);
        }
    }

    /// *Try now*: the user decides, so even a time the site asked for is no obstacle.
    pub(super) fn try_now(&mut self, id: TabId) {
        if let Some(site) = self.wait_of(id).map(|wait| wait.site.clone()) {
            self.with_wait(&site, |wait, world| wait.hurry(world));
            return;
        }
        let Some(failed) = self.tab(id).and_then(|tab| tab.failed.as_ref()) else { return };
        if failed.is_unseen {
            self.effects.push(Effect::Get { tab: id, url: failed.facts.url.clone() });
        } else if failed.facts.is_repeatable() {
            self.effects.push(Effect::Reload { tab: id });
        }
    }

    /// A notice was read.
    pub(super) fn dismiss(&mut self, id: TabId) {
        self.notices.clear();
        if let Some(tab) = self.tab_mut(id) {
            tab.notice = None;
        }
    }
}
