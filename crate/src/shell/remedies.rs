//! What the browser keeps of a site, through `jar.js`: looked at for the experiment, cleared step by step.

use super::browser::{self, object};
use crate::event::{Event, Inspection, TabId};
use crate::json::{Json, Stored};
use crate::remedy::cookies::Cookie;
use crate::remedy::step::Step;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = jar)]
    fn inspect(tab: TabId, url: &str) -> Promise;
    #[wasm_bindgen(js_namespace = jar)]
    fn take(tab: TabId, url: &str, step: &str, cookies: &str) -> Promise;
    #[wasm_bindgen(js_namespace = jar)]
    fn forget(host: &str) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = reload)]
    fn tabs_reload_with(tab: TabId, properties: &JsValue) -> Promise;
}

/// What the browser keeps of a page's site; blank if it does not say.
pub async fn look_into(tab: TabId, url: String) -> Event {
    let told = JsFuture::from(inspect(tab, &url)).await.map_err(|problem| browser::report(&problem));
    let told = told.ok().and_then(|told| Json::parse(&told.as_string()?));
    let inspection = told.as_ref().and_then(Inspection::read).unwrap_or_default();
    Event::Inspected { tab_id: tab, inspection }
}

/// Takes a step.
pub async fn step(tab: TabId, url: String, step: Step, cookies: Vec<Cookie>) -> Event {
    let outcome = JsFuture::from(take(tab, &url, step.word(), &cookies.to_json())).await;
    let is_done = outcome.map_err(|problem| browser::report(&problem)).is_ok();
    Event::StepDone { tab_id: tab, step, is_done }
}

/// Drops the copies of a host's cookies.
pub fn forget_cookies(host: &str) {
    drop(forget(host)); // nobody waits for it, and what is not dropped goes with the browser
}

/// Reloads a tab past cache and service worker.
pub fn reload_past_cache(tab: TabId) {
    drop(tabs_reload_with(tab, &object(&[("bypassCache", true.into())]))); // the tab may be gone
}
