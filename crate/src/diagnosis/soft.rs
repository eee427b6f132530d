//! Answers whose status does not tell the truth: failures that say 200, challenges, live pages that say 404.

use super::page::Page;
use crate::failure::Failure;
use crate::find::{find, holds};
use crate::knowledge::gateways::{Kind, Marks};
use crate::knowledge::said;

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
    said::failures().find(|(phrase, ..)| is_opening(phrase)).map(|(_, cause, percent)| (cause, percent))
}

fn is_challenge(page: &Page) -> bool {
    if !is_short(page) {
        return false;
    }
    let (said, title) = (page.visible.to_ascii_lowercase(), page.title.to_ascii_lowercase());
    said::challenges().any(|phrase| title.starts_with(phrase) || said.starts_with(phrase))
}

/// Does a page say itself that something is missing?
fn says_missing(page: &Page) -> bool {
    let head: String = page.visible.to_ascii_lowercase().chars().take(1200).collect();
    let title = page.title.to_ascii_lowercase();
    said::missing().any(|word| holds(&head, word) || holds(&title, word))
}
