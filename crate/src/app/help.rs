//! The popup's picture of what would help a tab.

use super::{App, Tab};
use crate::event::TabId;
use crate::remedy::advice::advice;
use crate::remedy::clock;
use crate::remedy::occasion::is_worthwhile;
use crate::site::Site;
use crate::view::help::Help;

impl App {
    /// What would help this tab; `None` where there is nothing to say, offer or take back.
    pub(super) fn help(&self, id: TabId, now_ms: u64) -> Option<Help> {
        let mut help = self.tab(id).and_then(own_help);
        if let Some(holder) = self.undo_holder(id).and_then(|holder| self.tab(holder)?.inquiry.as_ref()) {
            let help = help.get_or_insert_default();
            help.undo_left_ms = holder.undo_until_ms.map(|at| at.saturating_sub(now_ms));
        }
        help
    }
}

fn own_help(tab: &Tab) -> Option<Help> {
    let mut help = Help::default();
    let mut is_known = false;
    if let Some(inquiry) = &tab.inquiry {
        let is_here = |url: &str| Site::of(&inquiry.url) == Site::of(url);
        is_known = tab.failed.as_ref().map_or(inquiry.did.is_some(), |failed| is_here(&failed.facts.url));
        if is_known {
            help.inquiry = inquiry.clone();
        }
    }
    if let Some(failed) = &tab.failed {
        help.advice = advice(&failed.diagnosis).into_iter().map(Into::into).collect();
        if let Some((piece, off_ms)) = clock::advice(&failed.facts, failed.at_ms) {
            help.advice.retain(|other| other != "remedy_advice_clock");
            help.advice.insert(0, piece.into());
            help.clock_off_ms = off_ms;
        }
        help.needs_permission = !help.inquiry.clears_cache && failed.facts.status.is_none();
        is_known |= is_worthwhile(&failed.facts) || !help.advice.is_empty();
    }
    is_known.then_some(help)
}
