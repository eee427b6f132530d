//! All that the popup needs to know about one tab, made by `App::picture`.

use crate::diagnosis::Diagnosis;
use serde::{Deserialize, Serialize};

/// Which page of the popup to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    /// Nothing is known yet: the first moments after opening.
    #[default]
    Looking,
    /// The page is fine.
    Fine,
    /// A page where extensions may not look (store, settings, new tab).
    OffLimits,
    /// The page failed and nobody waits.
    Failing,
    /// The page failed and a wait runs.
    Waiting,
    /// The page came back while the user waited.
    Back,
}

/// Why *Keep trying* is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The page answered a form (not GET or HEAD): repeating it might act twice.
    Form,
    /// Waiting does not mend this (certificate, blocked, 4xx).
    Hopeless,
}

/// Which sites *Keep trying* asks access for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The failing site alone.
    #[default]
    Site,
    /// Every site.
    All,
}

/// Something the user should be told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Saved state could not be read; it was set aside.
    StateSetAside,
    /// Site access was taken away while waiting: the wait is kept, but rests until access returns.
    AccessLost,
    /// The wait ended by itself: the page led to another site, a download, or an empty answer.
    Stopped,
}

/// The popup's subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Picture {
    /// Which page.
    pub scene: Scene,
    /// Host (with port) of the page, for people.
    pub host: String,
    /// The verdict, when the page failed.
    pub diagnosis: Option<Diagnosis>,
    /// Name of the gateway that wrote the page, for people ("nginx", "Amazon CloudFront"), where it is known.
    pub gateway: Option<String>,
    /// HTTP status, when an answer came.
    pub status: Option<u16>,
    /// Rebound may see and reload this site.
    pub has_access: bool,
    /// Which access to ask for, while it is missing.
    pub scope: Scope,
    /// *Keep trying* was switched on (it may still lack access).
    pub keeps_trying: bool,
    /// Why *Keep trying* is not offered, if it is not.
    pub refusal: Option<Refusal>,
    /// Milliseconds to the next try.
    pub next_try_ms: Option<u64>,
    /// The whole pause that is running, in milliseconds, for the progress bar.
    pub pause_ms: Option<u64>,
    /// A try runs now.
    pub is_trying: bool,
    /// The site itself asked to wait (Retry-After).
    pub site_asked: bool,
    /// Tries so far, the first load not counted.
    pub tries: u32,
    /// Since the first failure.
    pub failing_for_ms: u64,
    /// How long the outage lasted, once back.
    pub was_away_ms: u64,
    /// Other tabs that wait for the same site.
    pub other_tabs: u32,
    /// The browser is offline.
    pub is_offline: bool,
    /// Told once.
    pub notices: Vec<Notice>,
}

impl Picture {
    /// The gateway's name for people; its id where the name is not known.
    pub(super) fn gateway_name(&self) -> Option<&str> {
        let id = || self.diagnosis.as_ref().and_then(|d| d.gateways.first().map(String::as_str));
        self.gateway.as_deref().or_else(id)
    }
}
