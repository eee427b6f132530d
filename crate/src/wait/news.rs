//! What a wait makes of news: a failed try, an answer, a tab that joins, an order from the user.

use super::{Outcome, Phase, Turn, Wait, World};
use crate::retry::{How, Occasion, Plan, Situation};

/// So many different causes are kept.
const CAUSES_MAX: usize = 4;
/// Once may be an overloaded site.
const MISLED: u32 = 2;
/// Chromium throttles an extension's own requests after these answers (extension_throttle_manager.cc), …
const THROTTLED_AFTER: [u16; 3] = [500, 503, 509];
/// … and turns them away at once, before they reach the network; on a machine that is busy "at once" takes a while. A
/// server that refuses as fast is asked once more than need be, after a breath, and only once: its last answer has no status
/// then.
const TURNED_AWAY_MS: u64 = 500;
const BREATH_MS: u64 = 2_000;

impl Wait {
    fn situation(&self, world: World<'_>) -> Situation {
        Situation {
            elapsed_ms: world.now_ms.saturating_sub(self.first_failure_ms),
            fails: self.fails,
            since_last_ms: world.now_ms.saturating_sub(self.last_try_ms),
            last_delay_ms: match self.phase {
                Phase::Due { at_ms, .. } => at_ms.saturating_sub(self.last_try_ms),
                _ => 0,
            },
            visible: self.is_visible(world),
            tabs: self.members.len() as u32,
            flaps: self.flaps,
            retry_after_ms: self
                .last
                .not_before_ms
                .and_then(|at| at.checked_sub(world.now_ms))
                .filter(|left| *left > 0),
            net_error: self.last.status.is_none(),
            status: self.last.status,
            latency_ms: self.last.latency_ms,
            temper: world.temper,
            // The quick pace is for light probes; a page that must be loaded to be judged is none.
            is_local: self.site.is_local() && !self.is_misleading() && !self.is_probe_held_back,
            u: world.u,
        }
    }

    /// Bot checks and cookies let a probe pass and the page fail; from then on only the page itself is believed.
    fn is_misleading(&self) -> bool {
        self.misled >= MISLED
    }

    /// How the next try is made: as planned, unless probes tell nothing, or nobody looks any longer.
    pub(super) fn how(&self, planned: How, world: World<'_>) -> How {
        let is_blind = self.is_misleading() || self.is_probe_held_back;
        let is_seen = planned == How::Reload && self.is_visible(world) && !self.is_unheard;
        if is_blind || is_seen { How::Reload } else { How::Probe }
    }

    /// Plans the next try; a plan is never made while a try runs.
    pub fn replan(&mut self, occasion: Occasion, world: World<'_>) -> Plan {
        let situation = self.situation(world);
        let plan = self.machine.plan(occasion, &situation);
        if let Plan::Try { delay_ms, how } = plan {
            let how = self.how(how, world);
            self.phase = Phase::Due { at_ms: world.now_ms.saturating_add(delay_ms), how };
        }
        plan
    }

    /// Plans anew unless a try runs or tabs are on their way back.
    pub fn reconsider(&mut self, occasion: Occasion, world: World<'_>) {
        if matches!(self.phase, Phase::Due { .. }) {
            self.replan(occasion, world);
        }
    }

    pub(super) fn learn(&mut self, mut outcome: Outcome) {
        // A time the site asked for holds until it answers well, whatever other answers come meanwhile.
        outcome.not_before_ms = outcome.not_before_ms.max(self.last.not_before_ms);
        let is_new = !outcome.cause.is_empty() && !self.causes.contains(&outcome.cause);
        if is_new && self.causes.len() < CAUSES_MAX {
            self.causes.push(outcome.cause.clone());
        }
        self.last = outcome;
        self.is_unheard = false;
    }

    /// The site asked somebody else, whose load is none that waits here, for no request before this moment.
    pub fn heed(&mut self, not_before_ms: Option<u64>, world: World<'_>) {
        let is_later = not_before_ms > self.last.not_before_ms;
        self.last.not_before_ms = self.last.not_before_ms.max(not_before_ms);
        // Nor do the other tabs come back before then.
        match &mut self.phase {
            _ if !is_later => {}
            Phase::Trying { .. } => {}
            Phase::Returning { turns, loading: Some(_) } => turns.clear(),
            Phase::Due { .. } | Phase::Returning { .. } => drop(self.replan(Occasion::Failed, world)),
        }
    }

    /// A try, ours or anybody's, ended in a failure.
    pub fn note_failure(&mut self, outcome: Outcome, world: World<'_>) -> Plan {
        if let Phase::Returning { .. } = self.phase {
            self.flaps += 1;
            self.misled += 1;
        }
        self.fails += 1;
        self.answered_ms = None;
        self.learn(outcome);
        self.last_try_ms = world.now_ms;
        let plan = self.replan(Occasion::Failed, world);
        self.is_probe_held_back = false;
        plan
    }

    /// A probe ended without an answer. `true`: the browser turned it away, so the site heard nothing and the page
    /// itself is asked instead.
    pub fn note_held_back(&mut self, latency_ms: u64, world: World<'_>) -> bool {
        let is_held_back = latency_ms < TURNED_AWAY_MS
            && !self.site.is_loopback()
            && self.last.status.is_some_and(|status| THROTTLED_AFTER.contains(&status));
        if is_held_back {
            self.is_probe_held_back = true;
            self.is_unheard = false;
            self.tries = self.tries.saturating_sub(1); // nobody was asked
            self.trace.pop();
            let at_ms = (world.now_ms + BREATH_MS).max(self.last.not_before_ms.unwrap_or_default());
            self.phase = Phase::Due { at_ms, how: How::Reload };
        }
        is_held_back
    }

    /// The site answered, after `latency_ms`: the tabs come back in turn, those in front first.
    pub fn note_answer(&mut self, latency_ms: u64, world: World<'_>) {
        if let Phase::Returning { .. } = self.phase {
            return; // under way
        }
        let is_probe = matches!(self.phase, Phase::Trying { tab: None, .. });
        // A load that is under way is the first turn; a second request for it would be one too many.
        let loading = match self.phase {
            Phase::Trying { tab: Some(tab), since_ms } if self.has(tab) => {
                Some(Turn { tab, at_ms: since_ms })
            }
            _ => None,
        };
        self.answered_ms = Some(world.now_ms);
        self.is_probe_held_back = false;
        self.is_unheard = false;
        self.last.latency_ms = latency_ms;
        self.last.not_before_ms = None;
        let others =
            self.members.iter().map(|m| m.tab).filter(|tab| loading.as_ref().is_none_or(|l| l.tab != *tab));
        let (front, hidden): (Vec<_>, Vec<_>) = others.partition(|tab| world.visible.contains(tab));
        let situation = self.situation(world);
        // After a probe somebody's page goes first; else the page that answered was the first.
        let first = u32::from(!is_probe && front.is_empty());
        let mut turns = Vec::new();
        for (tab, index) in front.into_iter().chain(hidden).zip(first..) {
            turns.push(Turn { tab, at_ms: world.now_ms + self.machine.stagger(index, &situation) });
        }
        self.phase = Phase::Returning { turns, loading };
    }

    /// A page came without its style sheets or scripts just after the site had answered: no recovery yet.
    pub fn note_half_load(&mut self, world: World<'_>) {
        self.half_loads += 1;
        self.flaps += 1;
        self.fails += 1;
        self.answered_ms = None;
        self.last_try_ms = world.now_ms;
        self.replan(Occasion::Failed, world);
    }

    /// A tab whose own load just failed joins: fresh news of the site, but not a try of this wait.
    pub fn note_join(&mut self, outcome: Outcome, world: World<'_>) {
        self.heed(outcome.not_before_ms, world);
        self.learn(outcome);
        self.last_try_ms = world.now_ms;
        self.reconsider(Occasion::Failed, world);
    }

    /// Is this the answer to the probe that runs?
    pub fn expects_probe(&self, order: u64) -> bool {
        self.probe_order == order && matches!(self.phase, Phase::Trying { tab: None, .. })
    }

    /// The user wants a try at once.
    pub fn hurry(&mut self, world: World<'_>) {
        if let Phase::Due { .. } = self.phase {
            self.is_unheard = false;
            self.phase = Phase::Due { at_ms: world.now_ms, how: How::Reload };
        }
    }
}
