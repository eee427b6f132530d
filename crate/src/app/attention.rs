//! Who looks where: the survey of all tabs before each event, and the start of a new browser run.

use super::App;
use crate::access::Access;
use crate::effect::Effect;
use crate::event::{TabId, TabSeen};
use crate::retry::Occasion;
use crate::site::Site;
use crate::wait::Member;

impl App {
    pub(super) fn survey(&mut self, tabs: Vec<TabSeen>, is_online: bool, origins: Vec<String>) {
        let came_online = is_online && !self.is_online;
        self.access = Access::new(origins);
        self.is_online = is_online;
        self.seen = tabs;
        self.forget_closed();
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

    /// After a restart of the browser: tab numbers are new, addresses are not.
    pub(super) fn begin_anew(&mut self) {
        self.tabs.clear();
        self.is_to_look_around = true;
        self.waits.iter_mut().for_each(crate::wait::Wait::orphan_members);
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
