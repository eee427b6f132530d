//! What is asked for by a click, routes and remedies: where the rest of the state meets them.

use super::{App, Tab};
use crate::event::Event;

impl App {
    /// An event that only they know.
    pub(super) fn handle_tool(&mut self, event: Event) {
        match event {
            Event::Inspected { tab_id, inspection } => self.inspected(tab_id, inspection),
            Event::Fetched { tab_id, order, answer } => self.fetched(tab_id, order, &answer),
            Event::StepDone { tab_id, step, is_done } => self.step_done(tab_id, step, is_done),
            Event::HelpWanted { tab_id } => self.help_wanted(tab_id, false),
            Event::StepWanted { tab_id, step } => self.step_wanted(tab_id, step),
            Event::RoutesWanted { tab_id, asks_outsiders, services } => {
                self.begin_routes(tab_id, asks_outsiders, &services);
            }
            Event::RoutesStopped { tab_id } => self.stop_routes(tab_id),
            Event::RouteChosen { tab_id, url } => self.open_route(tab_id, &url),
            Event::WayLeft { host } => self.end_way(&host),
            Event::ProxiesGone => self.end_ways(),
            Event::RouteChecked { tab_id, order, index, answer } => {
                self.route_checked(tab_id, order, index, &answer);
            }
            _ => {}
        }
    }

    /// Access came.
    pub(super) fn tools_may_look(&mut self) {
        self.retry_unread_routes();
        self.help_granted();
        self.end_locked_ways();
    }

    /// The clock was set back by `back_ms`.
    pub(super) fn turn_tools_back(&mut self, back_ms: u64) {
        let inquiries = self.tabs.iter_mut().filter_map(|tab| tab.inquiry.as_mut());
        inquiries.for_each(|inquiry| inquiry.turn_back(back_ms));
    }

    /// When one of them must be looked at again, in ms since 1970.
    pub(super) fn tools_wake_ms(&self) -> Option<u64> {
        let inquiries = self.tabs.iter().filter_map(|tab| tab.inquiry.as_ref()?.wake_ms());
        inquiries.chain(self.routes_wake_ms()).min()
    }
}

impl Tab {
    /// Cookies of it can still come back.
    pub(super) fn holds_undo(&self) -> bool {
        self.inquiry.as_ref().is_some_and(|inquiry| inquiry.undo_until_ms.is_some())
    }
}
