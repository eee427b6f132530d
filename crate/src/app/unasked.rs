//! The experiment that nobody asked for: only where the verdict itself points at what the browser sends along.

use super::App;
use crate::event::TabId;
use crate::remedy::experiment::is_worthwhile;
use crate::site::Site;

/// Causes that an experiment settles, and that no waiting mends.
const TELLING: [&str; 2] = ["cookie_too_large", "http.response.redirect_loop"];
/// Less likely than this is no suspicion.
const LIKELY: f64 = 0.35;

impl App {
    /// A page failed, or was read: what would help is found out at once where that is likely to be known, access is
    /// given, and the site asked for no pause. Once: what was found stays until the page is back.
    pub(super) fn wonder(&mut self, id: TabId) {
        let Some(tab) = self.tab(id).filter(|tab| tab.inquiry.is_none()) else { return };
        let Some(failed) = tab.failed.as_ref().filter(|failed| !failed.is_unseen) else { return };
        let mut likely = failed.diagnosis.causes.iter().filter(|cause| cause.p >= LIKELY);
        let is_telling = likely.any(|cause| TELLING.contains(&cause.id.as_str()));
        let is_given = Site::of(&failed.facts.url).is_some_and(|site| self.access.covers(&site));
        let may_ask = is_worthwhile(&failed.facts) && failed.outcome().not_before_ms.is_none();
        if is_telling && is_given && may_ask {
            self.help_wanted(id);
        }
    }
}
