//! Requests of our own: one page with a bounded beginning of its body, or a light probe dropped at the headers.

use crate::event::ProbeResult;
#[cfg(feature = "tools")]
use crate::fetch::Manner;
use crate::fetch::{Answer, Fetch};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
#[cfg(feature = "tools")]
use web_sys::RequestMode;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, Request, RequestCache, RequestCredentials,
    RequestInit, RequestRedirect, Response,
};

// Works in a worker and in a page alike, unlike web-sys' `Window::fetch_with_request`.
#[wasm_bindgen]
extern "C" {
    fn fetch(request: &Request) -> Promise;
    type TextDecoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextDecoder;
    #[wasm_bindgen(method)]
    fn decode(this: &TextDecoder, bytes: &[u8]) -> String;
}

/// What a navigation asks for; `*/*` makes some servers answer with data instead of the page.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
/// Resolvers answer in JSON only if asked so.
#[cfg(feature = "tools")]
const ACCEPT_JSON: &str = "application/dns-json, application/json, */*;q=0.1";
/// Bounds on what is kept of a hostile answer.
const HEADERS_MAX: usize = 64;
const VALUE_MAX: usize = 1024;

/// Asks once. Never an error: no answer is an answer, too.
pub async fn probe(url: &str) -> ProbeResult {
    let light = Fetch { with_cookies: true, follows: false, body_max: 0, ..Fetch::of(url) };
    let answer = fetch_page(&light).await;
    ProbeResult {
        status: answer.status,
        retry_after: answer.header("retry-after").map(str::to_owned),
        date: answer.header("date").map(str::to_owned),
        latency_ms: answer.elapsed_ms as f64,
    }
}

/// Asks for a page and reads the beginning of it. Never an error: no answer is an answer, too.
pub async fn fetch_page(wanted: &Fetch) -> Answer {
    let began = js_sys::Date::now();
    let mut answer = Answer { url: wanted.url.clone(), ..Answer::default() };
    if let Ok(abort) = AbortController::new() {
        let timeout = Timeout::new(wanted.timeout_ms, {
            let abort = abort.clone();
            move || abort.abort()
        });
        if let Ok(response) = ask(wanted, &abort).await {
            read_head(&response, &mut answer);
            read_body(&response, wanted.body_max as usize, &mut answer).await;
        }
        timeout.cancel();
        abort.abort(); // the rest of the body is of no interest
    }
    answer.elapsed_ms = (js_sys::Date::now() - began).max(0.0) as u64;
    answer
}

async fn ask(wanted: &Fetch, abort: &AbortController) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    let headers = Headers::new()?;
    headers.set("accept", ACCEPT)?;
    #[cfg(feature = "tools")] // the module that waits asks for pages alone
    suit(wanted, &init, &headers)?;
    init.set_headers(&headers);
    init.set_cache(if wanted.past_cache { RequestCache::NoStore } else { RequestCache::Default });
    init.set_credentials(match wanted.with_cookies {
        true => RequestCredentials::Include,
        false => RequestCredentials::Omit,
    });
    init.set_redirect(if wanted.follows { RequestRedirect::Follow } else { RequestRedirect::Manual });
    init.set_signal(Some(&abort.signal()));
    let request = Request::new_with_str_and_init(&wanted.url, &init)?;
    JsFuture::from(fetch(&request)).await?.dyn_into()
}

/// Makes the request one of its manner.
#[cfg(feature = "tools")]
fn suit(wanted: &Fetch, init: &RequestInit, headers: &Headers) -> Result<(), JsValue> {
    if !matches!(wanted.manner, Manner::Page) {
        headers.set("accept", ACCEPT_JSON)?;
    }
    match &wanted.manner {
        Manner::Page | Manner::Json => {}
        Manner::Order(order) => {
            headers.set("content-type", "application/json")?;
            init.set_method("POST");
            init.set_body(&order.into());
        }
        Manner::Blind => init.set_mode(RequestMode::NoCors),
    }
    Ok(())
}

fn read_head(response: &Response, answer: &mut Answer) {
    answer.status = Some(response.status());
    answer.redirected = response.redirected();
    if !response.url().is_empty() {
        answer.url = response.url();
    }
    let Ok(Some(headers)) = js_sys::try_iter(&response.headers()) else { return };
    for header in headers.flatten().take(HEADERS_MAX) {
        let pair = Array::from(&header);
        let text = |at| {
            pair.get(at)
                .as_string()
                .map(|s| s.chars().take(VALUE_MAX).collect::<String>())
                .unwrap_or_default()
        };
        answer.headers.push((text(0), text(1)));
    }
}

async fn read_body(response: &Response, max: usize, answer: &mut Answer) {
    answer.is_whole = true;
    let Some(stream) = response.body().filter(|_| max > 0) else { return };
    let Ok(reader) = ReadableStreamDefaultReader::new(&stream) else { return };
    let mut bytes: Vec<u8> = Vec::new();
    while bytes.len() < max {
        let Ok(chunk) = JsFuture::from(reader.read()).await else {
            answer.is_whole = false;
            break;
        };
        let Some(value) = Reflect::get(&chunk, &"value".into()).ok().filter(|value| !value.is_undefined())
        else {
            break; // done
        };
        bytes.extend(Uint8Array::new(&value).to_vec());
    }
    bytes.truncate(max);
    answer.body = TextDecoder::new().decode(&bytes);
}
