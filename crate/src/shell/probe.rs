//! One light request: as the browser would send it, dropped at the headers, nothing stored.

use crate::event::ProbeResult;
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Request, RequestCache, RequestCredentials, RequestInit, RequestRedirect, Response,
};

// Works in a worker and in a page alike, unlike web-sys' `Window::fetch_with_request`.
#[wasm_bindgen]
extern "C" {
    fn fetch(request: &Request) -> Promise;
}

/// A server that says nothing for so long is still in trouble.
const TIMEOUT_MS: u32 = 15_000;

/// Asks once. Never an error: no answer is an answer, too.
pub async fn probe(url: &str) -> ProbeResult {
    let began = js_sys::Date::now();
    let mut result = answer(url).await.map_or_else(|_| ProbeResult::default(), |response| read(&response));
    result.latency_ms = js_sys::Date::now() - began;
    result
}

async fn answer(url: &str) -> Result<Response, JsValue> {
    let abort = AbortController::new()?;
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Include);
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&abort.signal()));
    let request = Request::new_with_str_and_init(url, &init)?;
    let timeout = Timeout::new(TIMEOUT_MS, {
        let abort = abort.clone();
        move || abort.abort()
    });
    let response = JsFuture::from(fetch(&request)).await;
    timeout.cancel();
    abort.abort(); // the body is of no interest
    response?.dyn_into()
}

fn read(response: &Response) -> ProbeResult {
    let header = |name| response.headers().get(name).ok().flatten();
    ProbeResult {
        status: Some(response.status()),
        retry_after: header("retry-after"),
        date: header("date"),
        latency_ms: 0.0,
    }
}
