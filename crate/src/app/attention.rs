//! Who looks where: the survey of all tabs before each event, and the start of a new browser run.

use super::App;
use crate::access::Access;
use crate::effect::Effect;
use crate::event::{TabId, TabSeen};
use crate::incident::End;
use crate::retry::Occasion;
use crate::site::Site;
use crate::view::picture::Notice;
use crate::wait::Member;

impl App {
    pub(super) fn survey(
        &mut self,
        mut tabs: Vec<TabSeen>,
        is_online: bool,
        away: bool,
        origins: Vec<String>,
    ) {
        // Nobody touches an unattended screen, and it is looked at all the same.
        let is_left = away && !self.patience.kiosk;
        tabs.iter_mut().for_each(|tab| tab.visible &= !is_left);
        let came_online = is_online && !self.is_online;
        self.access = Access::new(origins);
        self.is_online = is_online;
        self.seen = tabs;
        self.forget_closed();
        self.forget_gone();
        self.adopt_orphans();
        let sites: Vec<Site> = self.waits.iter().map(|wait| wait.site.clone()).collect();
        for site in sites {
            self.with_wait(&site, |wait, world| {
                let was_visible = wait.was_visible;
                wait.was_visible = wait.is_visible(world);
                let occasion = match (was_visible, wait.was_visible) {
                    _ if came_online => Occasion::Online,
                    (false, true) => Occasion::Shown,
                    (true, false) => Occasion::Hidden,
                    _ => return,
                };
                wait.reconsider(occasion, world);
            });
        }
    }

    fn forget_closed(&mut self) {
        let is_open = |tab: TabId| self.seen.iter().any(|seen| seen.id == tab);
        let known = self.tabs.iter().map(|tab| tab.id);
        let members = self.waits.iter().flat_map(|wait| wait.members.iter().map(|member| member.tab));
        let closed: Vec<TabId> = known.chain(members).filter(|tab| !is_open(*tab)).collect();
        for tab in closed {
            self.leave_wait(tab);
            self.tabs.retain(|known| known.id != tab || known.holds_undo());
        }
    }

    /// A tab that went where Rebound has no access sends no event, and must never be loaded again for the page it left.
    fn forget_gone(&mut self) {
        let mut gone = Vec::new();
        for seen in self.seen.iter().filter(|seen| !seen.loading && !seen.discarded) {
            let tab = self.tab(seen.id);
            let failed = tab.and_then(|tab| tab.failed.as_ref());
            let waited = self.wait_of(seen.id).map(|wait| wait.site.clone());
            let site = waited.or_else(|| Site::of(&failed?.facts.url));
            let shown = seen.url.as_deref().and_then(Site::of);
            // The end of a load that may be seen is still to come, and tells more.
            let is_to_be_told = shown.is_some() && tab.is_some_and(|tab| tab.in_flight.is_some());
            // Without access to the site its own pages have no address either.
            let is_gone = |site: &Site| {
                self.access.covers(site) && shown.as_ref().is_none_or(|shown| !shown.is_kin(site))
            };
            gone.extend(site.filter(|site| !is_to_be_told && is_gone(site)).map(|site| (seen.id, site)));
        }
        for (id, site) in gone {
            let is_led_away = self.wait_of(id).is_some_and(|wait| wait.is_loading(id));
            if is_led_away {
                self.end_wait(&site, Some(Notice::Stopped), End::Stopped);
            }
            self.leave_wait(id);
            let tab = self.remember(id);
            tab.failed = None;
            tab.in_flight = None;
            self.badge(id);
        }
    }

    /// After a restart of the browser: tab numbers are new, addresses are not.
    pub(super) fn begin_anew(&mut self) {
        self.tabs.clear();
        let now_ms = self.now_ms;
        self.look_since_ms = Some(now_ms);
        self.waits.iter_mut().for_each(|wait| wait.orphan_members(now_ms));
    }

    /// Tabs that show an address which waited before the restart: a tab that is not loaded yet waits again at once;
    /// a loaded one is looked at first, for it may be fine.
    fn adopt_orphans(&mut self) {
        for wait in self.waits.iter_mut().filter(|wait| !wait.orphans.is_empty()) {
            let orphans = wait.orphans.clone();
            for seen in &self.seen {
                let Some(url) = seen.url.clone().filter(|url| orphans.contains(url)) else { continue };
                if seen.discarded {
                    wait.join(Member { tab: seen.id, url, is_unseen: true });
                } else if !seen.loading {
                    self.effects.push(Effect::ReadPage { tab: seen.id, url });
                }
            }
        }
    }
}
