//! Puts the questions of a run of checks: requests out, answers back.

use super::browser;
use super::probe::fetch_page;
use super::ways;
use crate::fetch::{Answer, Fetch, Manner};
use crate::route::proxy::Way;
use crate::route::question::{ANSWER_MAX_MS, Ask, How};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A status page lists all its components; a resolver answers in one line.
const JSON_MAX: u32 = 512 * 1024;

/// Puts one question; `ways` are those that are set. Never an error: silence is an answer, too.
pub async fn put(ask: &Ask, may_read: bool, ways: &[Way]) -> Answer {
    let request = |manner| Fetch { manner, timeout_ms: ANSWER_MAX_MS, ..Fetch::of(&ask.url) };
    match ask.how {
        How::Through => {
            ways::try_through(ask, Fetch { with_cookies: true, ..request(Manner::Page) }, ways).await
        }
        How::Resolve => resolve(&ask.url).await,
        How::Reach => fetch_page(&request(Manner::Blind)).await,
        How::Json => {
            let manner = ask.body.clone().map_or(Manner::Json, Manner::Order);
            fetch_page(&Fetch { body_max: JSON_MAX, ..request(manner) }).await
        }
        How::Page | How::Copy => {
            let page = Fetch { with_cookies: ask.how == How::Page, ..request(Manner::Page) };
            let answer = fetch_page(&page).await;
            // Chromium lets a page be read that is in front of the user, so reading is tried in any case.
            if answer.status.is_some() || may_read {
                answer
            } else {
                fetch_page(&request(Manner::Blind)).await
            }
        }
    }
}

/// What this browser's own resolver says of a name, told as a status.
async fn resolve(name: &str) -> Answer {
    let status = match browser::resolve(name).await {
        None => None,
        Some(Ok(())) => Some(200),
        // `NS_ERROR_UNKNOWN_HOST`; anything else is the resolver's own trouble.
        Some(Err(problem)) if is_unknown_host(&problem) => Some(404),
        Some(Err(_)) => Some(500),
    };
    Answer { status, ..Answer::default() }
}

fn is_unknown_host(problem: &JsValue) -> bool {
    let message = Reflect::get(problem, &"message".into()).ok().and_then(|message| message.as_string());
    message.is_some_and(|message| message.contains("UNKNOWN_HOST"))
}
