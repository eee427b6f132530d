//! The steps: what can be done in the browser, which of them a finding calls for, and which can be taken back.

use super::experiment::Finding;
use crate::json::{Json, Stored};
use crate::words;

/// One step. None of them ever touches history, downloads, passwords or form data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Load the page again.
    Reload,
    /// Load the page again past the cache and the service worker.
    ReloadPastCache,
    /// Clear what the HTTP cache keeps of this site.
    ClearCache,
    /// Remove the site's service worker and its Cache Storage.
    RemoveWorker,
    /// Clear the cookies that are to blame.
    ClearCookies,
    /// Clear all cookies that go to this host.
    ClearAllCookies,
    /// Clear what the site stored in this browser: local storage and databases.
    ClearStorage,
    /// Put the cookies back.
    Undo,
}

words!(Step {
    Reload = "reload",
    ReloadPastCache = "reload_past_cache",
    ClearCache = "clear_cache",
    RemoveWorker = "remove_worker",
    ClearCookies = "clear_cookies",
    ClearAllCookies = "clear_all_cookies",
    ClearStorage = "clear_storage",
    Undo = "undo",
});

impl Step {
    /// By its word.
    pub fn of(word: &str) -> Option<Self> {
        Self::read(&Json::Text(word.into()))
    }

    /// Cookies come back; nothing else does.
    pub fn can_be_undone(self) -> bool {
        matches!(self, Self::ClearCookies | Self::ClearAllCookies)
    }

    /// Nothing is lost by it, so it needs no preview.
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Reload | Self::ReloadPastCache | Self::Undo)
    }
}

/// What a finding calls for, best first.
pub fn called_for(finding: Finding, by_worker: bool, clears_cache: bool) -> Vec<Step> {
    let mut steps = match finding {
        Finding::Cookies if by_worker => vec![Step::ClearCookies, Step::RemoveWorker],
        Finding::Cookies => vec![Step::ClearCookies],
        Finding::Cache => vec![Step::ReloadPastCache, Step::ClearCache],
        Finding::ServiceWorker => vec![Step::RemoveWorker, Step::ReloadPastCache],
        Finding::Stored => vec![Step::ReloadPastCache, Step::RemoveWorker, Step::ClearCache],
        Finding::Back | Finding::Flaky => vec![Step::Reload],
        Finding::Unclear => vec![Step::ReloadPastCache],
        Finding::Path | Finding::StoredError | Finding::Wait | Finding::Asked => Vec::new(),
    };
    steps.retain(|step| clears_cache || *step != Step::ClearCache);
    steps
}

/// The rest, for the fold: possible, but nothing speaks for it.
pub fn others(called_for: &[Step], has_cookies: bool, clears_cache: bool) -> Vec<Step> {
    let rest = [
        Step::ReloadPastCache,
        Step::ClearCache,
        Step::RemoveWorker,
        Step::ClearAllCookies,
        Step::ClearStorage,
    ];
    let is_possible = |step: &Step| match step {
        Step::ClearCache => clears_cache,
        Step::ClearAllCookies => has_cookies,
        _ => true,
    };
    rest.into_iter().filter(|step| is_possible(step) && !called_for.contains(step)).collect()
}
