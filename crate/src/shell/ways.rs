//! Proxies, through `way.js`: one request that tries one, and the hosts that go through one.

use super::probe::fetch_page;
use super::{browser, words};
use crate::fetch::{Answer, Fetch};
use crate::route::proxy::{Way, pac, told};
use crate::route::question::{Ask, UNAVAILABLE};
use crate::site::Site;
use crate::view::node::{Arg, Text};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = way, js_name = set)]
    fn way_set(told: &str, pac: &str, title: &str) -> Promise;
    #[wasm_bindgen(js_namespace = way, js_name = begin)]
    fn way_begin(url: &str, told: &str, pac: &str) -> Promise;
    #[wasm_bindgen(js_namespace = way, js_name = end)]
    fn way_end(is_answered: bool) -> Promise;
}

/// These hosts go through their proxies, and no others.
pub async fn set(ways: &[Way]) {
    let hosts: Vec<&str> = ways.iter().map(|way| way.host.as_str()).collect();
    let title = Text::with("route_way_title", [Arg::Text(hosts.join(", "))]);
    let title = if ways.is_empty() { String::new() } else { words::say(&title) };
    if let Err(problem) = JsFuture::from(way_set(&told(ways), &pac(ways), &title)).await {
        browser::report(&problem);
    }
}

/// Fetches a page through a proxy. In Chrome the whole host goes that way for so long; `ways` are those that stay.
pub async fn try_through(ask: &Ask, page: Fetch, ways: &[Way]) -> Answer {
    let host = Site::of(&ask.url).map(|site| site.host().to_owned()).unwrap_or_default();
    let tried = [Way { host: host.clone(), via: ask.via.clone() }];
    let others = ways.iter().filter(|way| way.host != host).cloned();
    let all: Vec<Way> = tried.iter().cloned().chain(others).collect();
    let marked = match JsFuture::from(way_begin(&ask.url, &told(&tried), &pac(&all))).await {
        Ok(marked) => marked.as_string().unwrap_or_default(),
        Err(problem) => {
            browser::report(&problem);
            return Answer { error: UNAVAILABLE.into(), ..Answer::default() };
        }
    };
    let mut answer = fetch_page(&Fetch { url: marked, ..page }).await;
    match JsFuture::from(way_end(answer.status.is_some())).await {
        Ok(error) => answer.error = error.as_string().unwrap_or_default(),
        Err(problem) => browser::report(&problem),
    }
    answer
}
