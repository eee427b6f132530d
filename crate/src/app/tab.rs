//! What is remembered of a tab.

use crate::diagnosis::Diagnosis;
use crate::event::TabId;
use crate::failure::Failure;
use crate::record;
use crate::remedy::occasion::is_called_for;
use crate::view::picture::Notice;

#[cfg(not(feature = "tools"))]
use super::bare::{Inquiry, Run};
#[cfg(feature = "tools")]
use crate::{remedy::inquiry::Inquiry, route::run::Run};

/// A failure and what was made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// The facts.
    pub facts: Failure,
    /// The verdict.
    pub diagnosis: Diagnosis,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// The load itself was not seen, only the page it left: its method is unknown.
    pub is_unseen: bool,
}
record!(Failed { facts, diagnosis, at_ms, is_unseen });

/// A page that came back while somebody waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// From the first failure to the answer, in milliseconds.
    pub away_ms: u64,
    /// Tries it took.
    pub tries: u32,
    /// When it came back, in ms since 1970.
    pub at_ms: u64,
    /// Its address, if it may be loaded again; empty if it may not.
    pub url: String,
    /// How often it came back without some of its parts.
    pub half_loads: u32,
}
record!(Back { away_ms, tries, at_ms, url, half_loads });

/// A load under way in a watched tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFlight {
    pub(super) request_id: String,
    pub(super) url: String,
}
record!(InFlight { request_id, url });

/// What is remembered of a tab; healthy tabs are not remembered at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tab {
    /// Its number.
    pub id: TabId,
    /// It shows a failed page.
    pub failed: Option<Failed>,
    /// It is back.
    pub back: Option<Back>,
    /// Told in its popup.
    pub notice: Option<Notice>,
    /// *Keep trying* was switched on but the site's access is not granted yet: since when, in ms since 1970.
    pub(super) wanted_ms: Option<u64>,
    pub(super) in_flight: Option<InFlight>,
    /// Its load was cancelled then; unless another load explains that, the user pressed Stop.
    pub(super) aborted_ms: Option<u64>,
    /// Error headers that came before the load's end.
    pub(super) headers: Option<Failure>,
    /// Other routes that were looked for.
    pub(super) routes: Option<Run>,
    /// A part of the page that is being loaded was not delivered.
    pub(super) is_half: bool,
    /// What would help.
    pub(super) inquiry: Option<Inquiry>,
}
record!(Tab {
    id,
    failed,
    back,
    notice,
    wanted_ms,
    in_flight,
    aborted_ms,
    headers,
    routes,
    is_half,
    inquiry
});

impl Tab {
    /// Does its verdict call for an experiment? Only of a load that was seen: others may have sent a form, and are of
    /// sites without access.
    pub(super) fn is_to_find_out(&self) -> bool {
        self.failed
            .as_ref()
            .is_some_and(|failed| !failed.is_unseen && is_called_for(&failed.facts, &failed.diagnosis))
    }

    /// Until when a page that came back is watched for missing parts.
    pub(super) fn fresh_until_ms(&self, now_ms: u64) -> Option<u64> {
        self.back.as_ref().map(|back| back.at_ms + super::probes::FRESH_MS).filter(|until| *until > now_ms)
    }
}
