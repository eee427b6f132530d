//! One tab's search for what would help: the experiment, what was done on its word, and how that went.

use super::cookies::Cookie;
use super::experiment::{Experiment, Finding, Way};
use super::step::Step;
use crate::fetch::Answer;
use crate::{record, words};

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// The user asked, but the site's access is not granted yet.
    #[default]
    Wanted,
    /// The browser is asked what it keeps of this site.
    Inspecting,
    /// A request is under way.
    Asking,
    /// It is over.
    Done,
}
words!(Stage { Wanted = "wanted", Inspecting = "inspecting", Asking = "asking", Done = "done" } or Wanted);

/// The search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inquiry {
    /// The failed page.
    pub url: String,
    /// The verdict called for it; nobody asked.
    pub by_itself: bool,
    /// How far it has come.
    pub stage: Stage,
    /// The experiment; its address is empty where none makes sense.
    pub experiment: Experiment,
    /// The way that is being tried.
    pub asked: Option<Way>,
    /// Number of the last request; also makes addresses that no cache has seen.
    pub order: u64,
    /// How often the browser held the request back.
    pub held_back: u32,
    /// When the stage or the step that runs began, in ms since 1970.
    pub since_ms: u64,
    /// Cookies that go with the page, those to suspect first.
    pub cookies: Vec<Cookie>,
    /// How many of them are to blame if cookies are.
    pub suspects: u32,
    /// Parents of the host whose shared cookies the browser hides until they are granted, too.
    pub hidden: Vec<String>,
    /// The browser can clear one site's HTTP cache.
    pub clears_cache: bool,
    /// The last step taken.
    pub did: Option<Step>,
    /// It runs.
    pub is_acting: bool,
    /// The browser refused it.
    pub is_refused: bool,
    /// The page is being loaded again after it.
    pub is_retrying: bool,
    /// Did it bring the page back?
    pub helped: Option<bool>,
    /// Until when cleared cookies can come back, in ms since 1970.
    pub undo_until_ms: Option<u64>,
}
record!(Inquiry {
    url,
    by_itself,
    stage,
    experiment,
    asked,
    order,
    held_back,
    since_ms,
    cookies,
    hidden,
    suspects,
    clears_cache,
    did,
    is_acting,
    is_refused,
    is_retrying,
    helped,
    undo_until_ms,
});

/// A request, a look or a step that has said nothing for so long died with its worker (requests end earlier).
const PATIENCE_MS: u64 = 20_000;
/// Chromium keeps an extension's requests from leaving for a moment after a page has answered them with 5xx a few times
/// (extension_throttle_entry.cc: from 0.7 s on, growing by 1.4); its refusal comes at once and looks like no answer.
const HELD_BACK_FOR_MS: u64 = 3_000;
const AT_ONCE_MS: u64 = 20;
const HELD_BACK_MAX: u32 = 5;
/// How long cleared cookies can come back.
pub const UNDO_MS: u64 = 600_000;

impl Inquiry {
    /// What was found, once it is over.
    pub fn finding(&self) -> Option<Finding> {
        let is_over = self.stage == Stage::Done && !self.experiment.url.is_empty();
        is_over.then(|| self.experiment.next().err()).flatten()
    }

    /// Something runs that ends by itself or is lost.
    fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Inspecting | Stage::Asking) || self.is_acting || self.is_retrying
    }

    /// A step runs, or the page is being loaded again after it.
    pub fn is_busy(&self) -> bool {
        self.is_acting || self.is_retrying
    }

    /// What ran has been silent for too long.
    pub fn is_lost(&self, now_ms: u64) -> bool {
        self.is_running() && now_ms >= self.since_ms + PATIENCE_MS
    }

    /// When to look after it.
    pub fn wake_ms(&self) -> Option<u64> {
        let running = self.is_running().then(|| self.since_ms + PATIENCE_MS);
        running.into_iter().chain(self.undo_until_ms).min()
    }

    /// Did the request that was asked for last never leave the browser? Then it is made up for in a moment.
    pub fn is_held_back(&mut self, answer: &Answer, now_ms: u64) -> bool {
        let is_so = answer.status.is_none()
            && answer.elapsed_ms < AT_ONCE_MS
            && self.experiment.status != 0
            && self.held_back < HELD_BACK_MAX;
        if is_so {
            self.held_back += 1;
            self.experiment.sent = self.experiment.sent.saturating_sub(1);
            self.since_ms = (now_ms + HELD_BACK_FOR_MS).saturating_sub(PATIENCE_MS);
        }
        is_so
    }

    /// The clock was set back: all moments move along.
    pub fn turn_back(&mut self, ms: u64) {
        self.since_ms = self.since_ms.saturating_sub(ms);
        self.undo_until_ms = self.undo_until_ms.map(|at| at.saturating_sub(ms));
    }

    /// A page was loaded after a step.
    pub fn tried(&mut self, works: bool) {
        if std::mem::take(&mut self.is_retrying) {
            self.helped = Some(works);
        }
    }

    /// Cookies that a step takes away.
    pub fn taken_by(&self, step: Step) -> &[Cookie] {
        match step {
            Step::ClearCookies => self.cookies.get(..self.suspects as usize).unwrap_or_default(),
            Step::ClearAllCookies => &self.cookies,
            _ => &[],
        }
    }
}
