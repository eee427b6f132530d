//! Answers whose status does not tell the truth: failures that say 200, challenges, live pages that say 404.

use super::page::Page;
use crate::failure::Failure;
use crate::find::{find, holds};
use crate::knowledge::gateways::{Kind, Marks};

/// What a page says against its status.
pub(super) enum Verdict {
    /// Nothing is to be mended.
    Healthy,
    /// Something failed, for these reasons (per cent).
    Failed(Vec<(&'static str, u8)>),
    /// The status stands.
    Unknown,
}

/// A page that is an error has little to say.
const VISIBLE_MAX: usize = 700;

/// Phrases that open a page only when it failed, and the cause.
const PHRASES: &[(&str, &str, u8)] = &[
    ("error establishing a database connection", "origin_error", 62),
    ("database error", "origin_error", 60),
    ("briefly unavailable for scheduled maintenance", "maintenance", 96),
    ("fatal error", "origin_error", 95),
    ("parse error", "origin_error", 95),
    ("there has been a critical error on this website", "origin_error", 95),
    ("there has been a critical error on your website", "origin_error", 95),
    ("uncaught exception", "origin_error", 85),
    ("maintenance", "maintenance", 90),
    ("down for maintenance", "maintenance", 92),
    ("under maintenance", "maintenance", 90),
    ("we are performing scheduled maintenance", "maintenance", 92),
    ("wartung", "maintenance", 88),
    ("service temporarily unavailable", "origin_unavailable", 75),
    ("502 bad gateway", "connection_refused", 30),
    ("503 service unavailable", "origin_unavailable", 60),
    ("504 gateway time", "connection_read_timeout", 60),
    ("500 internal server error", "origin_error", 80),
    ("application error", "origin_error", 70),
];

/// Phrases of a page that wants proof of a person.
const CHALLENGES: [&str; 8] = [
    "just a moment...",
    "checking your browser",
    "verify you are human",
    "verifying you are human",
    "are you a robot",
    "enable javascript and cookies to continue",
    "making sure you're not a bot",
    "please complete the security check",
];

/// Short enough to be an error page although its status says all is well.
pub(super) fn is_short(page: &Page) -> bool {
    page.visible.len() <= VISIBLE_MAX
}

pub(super) fn verdict(facts: &Failure, page: &Page, marks: &Marks) -> Verdict {
    let status = facts.status.unwrap_or_default();
    if is_challenge(page) {
        return Verdict::Failed(vec![("challenge", 93)]);
    }
    match status {
        503 if let Some(("maintenance", _)) = opening(page) => {
            Verdict::Failed(vec![("maintenance", 94), ("origin_unavailable", 3)])
        }
        404 | 410 if page.is_rich() && !says_missing(page) => Verdict::Healthy,
        400.. => Verdict::Unknown,
        101 | 204 | 205 | 300..=399 => Verdict::Healthy,
        _ if marks.layers.iter().any(|l| l.wrote && matches!(l.kind, Kind::Wall | Kind::Filter)) => {
            Verdict::Unknown
        }
        _ if let Some((cause, percent)) = opening(page) => Verdict::Failed(vec![(cause, percent)]),
        _ if !facts.complete => Verdict::Failed(incomplete(facts)),
        _ => Verdict::Healthy,
    }
}

fn incomplete(facts: &Failure) -> Vec<(&'static str, u8)> {
    match facts.elapsed_ms {
        Some(1500..) => {
            vec![("http_response_timeout", 40), ("http_response_incomplete", 36), ("http_protocol_error", 14)]
        }
        _ => {
            vec![("http_response_incomplete", 68), ("http_protocol_error", 16), ("http_response_timeout", 7)]
        }
    }
}

/// The failure that a short page opens with; an article about failures has more to say.
fn opening(page: &Page) -> Option<(&'static str, u8)> {
    if !is_short(page) {
        return None;
    }
    let said = page.visible.to_ascii_lowercase();
    let title = page.title.to_ascii_lowercase();
    let is_opening = |phrase: &str| {
        // "Maintenance" may be what a shop sells: the word alone must be the whole page, or nearly.
        let is_code = phrase.starts_with('5');
        if (phrase == "maintenance" && said.len() > 120)
            || (phrase.ends_with("e error") || phrase.ends_with("l error")) && !holds(&said, " on line ")
        {
            return false;
        }
        find(&said, phrase).is_some_and(|at| at <= if is_code { 0 } else { 40 })
            || (title.starts_with(phrase) && said.len() < 400)
    };
    PHRASES.iter().find(|(phrase, ..)| is_opening(phrase)).map(|(_, cause, percent)| (*cause, *percent))
}

fn is_challenge(page: &Page) -> bool {
    if !is_short(page) {
        return false;
    }
    let (said, title) = (page.visible.to_ascii_lowercase(), page.title.to_ascii_lowercase());
    CHALLENGES.iter().any(|phrase| title.starts_with(phrase) || said.starts_with(phrase))
}

/// Does a page say itself that something is missing?
fn says_missing(page: &Page) -> bool {
    let head: String = page.visible.to_ascii_lowercase().chars().take(1200).collect();
    let title = page.title.to_ascii_lowercase();
    let words = [
        "404",
        "410",
        "not found",
        "doesn't exist",
        "does not exist",
        "can't find",
        "cannot find",
        "couldn't find",
        "no longer",
        "gone",
        "missing",
        "nicht gefunden",
        "introuvable",
        "no encontrad",
    ];
    words.iter().any(|word| holds(&head, word) || holds(&title, word))
}
