//! Who waits: tabs that join and leave, addresses that outlive a restart, and a watch that needs no tab.

use super::{Member, Phase, Wait};
use crate::event::TabId;
use crate::retry::How;

/// The tab that was trying went away: its request was sent all the same, so the next one keeps a distance.
const AFTER_LOST_TAB_MS: u64 = 3_000;
/// A wait whose tabs did not come back after a restart of the browser is forgotten after a day.
const ORPHANED_FOR_MS: u64 = 24 * 3_600_000;

impl Wait {
    /// A tab waits with this wait from now on; `true` if it did not before.
    pub fn join(&mut self, member: Member) -> bool {
        self.orphans.retain(|url| *url != member.url);
        match self.members.iter_mut().find(|known| known.tab == member.tab) {
            Some(known) => {
                *known = member;
                false
            }
            None => {
                self.members.push(member);
                true
            }
        }
    }

    /// Does this tab wait here?
    pub fn has(&self, tab: TabId) -> bool {
        self.members.iter().any(|member| member.tab == tab)
    }

    /// A tab waits no longer: it is back, closed, or somewhere else.
    pub fn forget(&mut self, tab: TabId) {
        self.members.retain(|member| member.tab != tab);
        match &mut self.phase {
            Phase::Trying { tab: Some(t), since_ms } if *t == tab => {
                let soon_ms = *since_ms + AFTER_LOST_TAB_MS;
                // A time that the site asked for holds, whoever comes and goes.
                let at_ms = self.last.not_before_ms.map_or(soon_ms, |at| at.max(soon_ms));
                self.phase = Phase::Due { at_ms, how: How::Probe };
            }
            Phase::Returning { turns, loading } => {
                turns.retain(|turn| turn.tab != tab);
                loading.take_if(|turn| turn.tab == tab);
            }
            _ => {}
        }
    }

    /// The browser restarts: tab numbers lose their meaning, addresses stay.
    pub fn orphan_members(&mut self) {
        let members = std::mem::take(&mut self.members);
        self.orphans.extend(members.into_iter().map(|member| member.url));
        let at_ms = match (&self.phase, self.last.not_before_ms) {
            (Phase::Due { at_ms, .. }, _) => *at_ms,
            (_, Some(not_before_ms)) => not_before_ms.max(self.last_try_ms),
            _ => self.last_try_ms,
        };
        self.phase = Phase::Due { at_ms, how: How::Probe };
        self.answered_ms = None;
    }

    /// Nobody waits any longer.
    pub fn is_over(&self, now_ms: u64) -> bool {
        let is_left = self.orphans.is_empty() || now_ms > self.last_try_ms.saturating_add(ORPHANED_FOR_MS);
        self.members.is_empty() && self.tell.is_none() && is_left
    }

    /// The clock was set back by `back_ms`.
    pub fn turn_back(&mut self, back_ms: u64) {
        let back = |at: &mut u64| *at = at.saturating_sub(back_ms);
        back(&mut self.first_failure_ms);
        back(&mut self.last_try_ms);
        self.last.not_before_ms.as_mut().map(back);
        self.answered_ms.as_mut().map(back);
        self.trace.iter_mut().for_each(back);
        match &mut self.phase {
            Phase::Due { at_ms, .. } => back(at_ms),
            Phase::Trying { since_ms, .. } => back(since_ms),
            Phase::Returning { turns, loading } => {
                turns.iter_mut().chain(loading).for_each(|turn| back(&mut turn.at_ms));
            }
        }
    }
}
