//! The state without routes and remedies: they are carried along as they were stored, and offered.
//!
//! As soon as one is asked for, `background.js` and `popup.js` go over to the module that has them (`wasm/tools.js`).

use super::{App, Tab};
use crate::event::{Event, TabId};
use crate::json::Json;
use crate::remedy::advice::advice;
use crate::remedy::occasion::is_worthwhile;
use crate::route::services::Services;
use crate::site::Site;
use crate::view::help::Help;
use crate::view::picture::Routes;

/// An inquiry as it is stored.
pub(super) type Inquiry = Json;
/// A run of checks as it is stored.
pub(super) type Run = Json;
/// A host that goes through a proxy, as it is stored.
pub(super) type Way = Json;

impl App {
    pub(super) fn handle_tool(&mut self, _: Event) {}

    pub(super) fn tools_may_look(&mut self) {}

    pub(super) fn turn_tools_back(&mut self, _: u64) {}

    pub(super) fn tools_wake_ms(&self) -> Option<u64> {
        None
    }

    pub(super) fn look_after_inquiries(&mut self) {}

    pub(super) fn find_out(&mut self) {}

    pub(super) fn step_routes(&mut self) {}

    pub(super) fn tried(&mut self, _: TabId, _: bool) {}

    pub(super) fn leave_inquiry(&mut self, _: TabId, _: Option<&Site>) {}

    /// That help can be asked for, where it can.
    pub(super) fn help(&self, id: TabId, _: u64) -> Option<Help> {
        let failed = self.tab(id)?.failed.as_ref()?;
        let is_offered = is_worthwhile(&failed.facts) || !advice(&failed.diagnosis).is_empty();
        is_offered.then(Help::default)
    }

    /// That routes can be asked for.
    pub fn routes(&self, id: TabId, services: &Services) -> Option<Routes> {
        Some(self.offered_routes(self.tab(id)?.failed.as_ref()?, services))
    }
}

impl Tab {
    pub(super) fn holds_undo(&self) -> bool {
        self.inquiry.is_some()
    }
}
