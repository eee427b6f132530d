//! What a wait does when a moment has come: begin a try, look after one, load the next tab.

use super::{Member, Order, PROBE_PATIENCE_MS, Phase, RELOAD_PATIENCE_MS, TRACE_MAX, Turn, Wait, World};
use crate::event::TabId;
use crate::retry::{How, Occasion};

impl Wait {
    /// Does what is due at this moment, if anything.
    pub fn step(&mut self, world: World<'_>) -> Option<Order> {
        if self.members.is_empty() && self.tell.is_none() {
            return None; // tabs of the last run are still looked for
        }
        match &mut self.phase {
            Phase::Due { at_ms, how } => {
                let (at_ms, how) = (*at_ms, *how);
                (at_ms <= world.now_ms).then(|| self.begin_try(how, world)).flatten()
            }
            Phase::Trying { since_ms, tab } => {
                let patience = if tab.is_some() { RELOAD_PATIENCE_MS } else { PROBE_PATIENCE_MS };
                if world.now_ms < *since_ms + patience {
                    return None;
                }
                if tab.is_some_and(|tab| world.loading.contains(&tab)) {
                    *since_ms = world.now_ms;
                    return None;
                }
                // Its outcome was lost with a killed worker: the try counts, and the page may be there.
                let lost = *tab;
                self.last_try_ms = world.now_ms;
                self.replan(Occasion::Failed, world);
                self.look(lost?)
            }
            Phase::Returning { .. } => self.next_turn(world),
        }
    }

    /// Offline: no request, but the countdown goes on.
    pub fn rest(&mut self, world: World<'_>) -> Option<Order> {
        let is_due = match &self.phase {
            Phase::Due { at_ms, .. } => *at_ms <= world.now_ms,
            Phase::Trying { .. } => false,
            Phase::Returning { turns, loading } => turns.is_empty() && loading.is_none(),
        };
        if is_due {
            self.replan(Occasion::Failed, world);
        }
        None
    }

    fn begin_try(&mut self, planned: How, world: World<'_>) -> Option<Order> {
        // The user or the browser itself is already at it: that load is the try.
        if let Some(member) = self.members.iter().find(|member| world.loading.contains(&member.tab)) {
            self.phase = Phase::Trying { since_ms: world.now_ms, tab: Some(member.tab) };
            return None;
        }
        let front = self.in_front(world);
        let page = front.or(self.members.first()).cloned();
        let Some(member) = page.filter(|_| self.how(planned, world) == How::Reload) else {
            let url =
                front.or(self.members.first()).map(|member| member.url.clone()).or(self.tell.clone())?;
            self.count_try(world.now_ms);
            self.probe_order += 1;
            self.phase = Phase::Trying { since_ms: world.now_ms, tab: None };
            return Some(Order::Probe(url));
        };
        self.phase = Phase::Trying { since_ms: world.now_ms, tab: Some(member.tab) };
        self.count_try(world.now_ms);
        Some(Order::Load(member))
    }

    /// The tab that somebody looks at, in the window with the focus if there is one.
    fn in_front(&self, world: World<'_>) -> Option<&Member> {
        world.visible.iter().find_map(|tab| self.members.iter().find(|member| member.tab == *tab))
    }

    fn look(&self, tab: TabId) -> Option<Order> {
        self.members.iter().find(|member| member.tab == tab).cloned().map(Order::Look)
    }

    fn count_try(&mut self, now_ms: u64) {
        self.tries += 1;
        if self.trace.len() >= TRACE_MAX {
            self.trace.remove(0);
        }
        self.trace.push(now_ms);
    }

    fn next_turn(&mut self, world: World<'_>) -> Option<Order> {
        let Phase::Returning { turns, loading } = &mut self.phase else { return None };
        if let Some(turn) = loading {
            if world.now_ms < turn.at_ms + RELOAD_PATIENCE_MS {
                return None;
            }
            if world.loading.contains(&turn.tab) {
                turn.at_ms = world.now_ms;
                return None;
            }
            let lost = turn.tab; // its outcome: it had its turn, and the page may be there
            *loading = None;
            if turns.is_empty() {
                self.replan(Occasion::Failed, world);
            }
            return self.look(lost);
        }
        if turns.is_empty() {
            self.replan(Occasion::Failed, world); // somebody still waits, but every turn was lost
            return None;
        }
        let now_ms = world.now_ms;
        let front = world.visible.iter().find_map(|tab| turns.iter().position(|turn| turn.tab == *tab));
        let index = front.or_else(|| turns.iter().position(|turn| turn.at_ms <= now_ms))?;
        let tab = turns.remove(index).tab;
        let member = self.members.iter().find(|member| member.tab == tab)?.clone();
        *loading = Some(Turn { tab, at_ms: now_ms });
        Some(Order::Load(member))
    }
}
