//! All that the popup needs to know about one tab, made by `App::picture`.

use super::help::Help;
use crate::diagnosis::Diagnosis;
use crate::route::address::Address;
use crate::route::question::Check;
use crate::route::services::Services;
use crate::route::verdict::Verdict;
use crate::{record, words};

/// Which page of the popup to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
words!(Scene {
    Looking = "looking", Fine = "fine", OffLimits = "off_limits", Failing = "failing", Waiting = "waiting", Back = "back",
} or Looking);

/// Why *Keep trying* is not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The page answered a form (not GET or HEAD): repeating it might act twice.
    Form,
    /// Waiting does not mend this (certificate, blocked, 4xx).
    Hopeless,
}
words!(Refusal { Form = "form", Hopeless = "hopeless" });

/// Which sites *Keep trying* asks access for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The failing site alone.
    #[default]
    Site,
    /// Every site.
    All,
}
words!(Scope { Site = "site", All = "all" } or Site);

/// Something the user should be told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Saved state could not be read; it was set aside.
    StateSetAside,
    /// Site access was taken away while waiting: the wait is kept, but rests until access returns.
    AccessLost,
    /// The wait ended by itself: the page led to another site, a download, or an empty answer.
    Stopped,
    /// The wait reached the limit that the user set for waits.
    GaveUp,
}
words!(Notice { StateSetAside = "state_set_aside", AccessLost = "access_lost", Stopped = "stopped", GaveUp = "gave_up" });

/// Other routes to the page, and who else was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    /// What was checked and how it went; empty before the first click.
    pub checks: Vec<Check>,
    /// Hosts of the archives that *Check other routes* asks.
    pub archives: Vec<String>,
    /// Hosts that *Is it just me?* asks; empty where nobody may be asked.
    pub outsiders: Vec<String>,
    /// Hosts whose answers cannot be read without access.
    pub locked: Vec<String>,
    /// What those who were asked come to.
    pub verdict: Option<Verdict>,
    /// The user's proxies that *Check other routes* tries, for people.
    pub proxies: Vec<String>,
}
record!(Routes { checks, archives, outsiders, locked, verdict, proxies });

/// Whom *Check other routes* asks apart from the site itself, by name of the service.
const ARCHIVES: [&str; 3] = ["archive", "archive_index", "second_archive"];
/// Whom *Is it just me?* asks.
const OUTSIDERS: [&str; 4] = ["dns_first", "dns_second", "elsewhere", "connectivity"];

impl Routes {
    /// Before the first click: who would hear of the address. Nobody, where it is not theirs to know.
    pub fn offered(url: &str, services: &Services) -> Self {
        let is_told = Address::of(url).is_some_and(|at| at.may_be_told());
        let receivers = |ids: &[&str]| if is_told { services.receivers(ids) } else { Vec::new() };
        Self { archives: receivers(&ARCHIVES), outsiders: receivers(&OUTSIDERS), ..Self::default() }
    }
}

/// The popup's subject.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// The address has a query or a fragment, which a report leaves out.
    pub has_query: bool,
    /// The user wants them in it.
    pub with_query: bool,
    /// A report was copied just now; `false`: the browser refused.
    pub copied: Option<bool>,
    /// The user wants to be told when the site is back.
    pub tells: bool,
    /// Moments of the latest tries, in milliseconds since the first failure.
    pub trace_ms: Vec<u64>,
    /// Told once.
    pub notices: Vec<Notice>,
    /// Other routes, where the page failed.
    pub routes: Option<Routes>,
    /// What would help, and what was done.
    pub help: Option<Help>,
    /// The page's host (without port), if it goes through a proxy.
    pub way_host: String,
    /// That proxy, for people; empty if the page is loaded directly.
    pub way_proxy: String,
}
record!(Picture {
    scene,
    host,
    diagnosis,
    gateway,
    status,
    has_access,
    scope,
    keeps_trying,
    refusal,
    next_try_ms,
    pause_ms,
    is_trying,
    site_asked,
    tries,
    failing_for_ms,
    was_away_ms,
    other_tabs,
    is_offline,
    has_query,
    with_query,
    copied,
    notices,
    routes,
    tells,
    trace_ms,
    help,
    way_host,
    way_proxy,
});

impl Picture {
    /// What is known of the failure, while the page shows it.
    pub(super) fn shown_failure(&self) -> Option<&Diagnosis> {
        let is_shown = matches!(self.scene, Scene::Failing | Scene::Waiting);
        self.diagnosis.as_ref().filter(|_| is_shown)
    }

    /// The gateway's name for people; its id where the name is not known.
    pub(super) fn gateway_name(&self) -> Option<&str> {
        let id = || self.diagnosis.as_ref().and_then(|d| d.gateways.first().map(String::as_str));
        self.gateway.as_deref().or_else(id)
    }
}
