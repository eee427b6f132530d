//! Notifications, which the user asked for.

use super::browser::{object, report, unless_gone};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = create)]
    fn notifications_create(id: &str, options: &JsValue) -> Result<Promise, JsValue>;
}

/// Shows a notification without a sound, if the user allowed that. Firefox throws on options that it does not know, such
/// as `silent` (there the system decides); Chromium shows nothing without an icon.
pub async fn notify(id: &str, title: &str, text: &str) {
    let basic = [
        ("type", "basic".into()),
        ("iconUrl", "icons/rebound-128.png".into()),
        ("title", title.into()),
        ("message", text.into()),
    ];
    let mut silent = basic.to_vec();
    silent.push(("silent", true.into()));
    let shown =
        notifications_create(id, &object(&silent)).or_else(|_| notifications_create(id, &object(&basic)));
    match shown {
        Ok(shown) => drop(unless_gone(shown).await),
        Err(problem) => report(&problem), // the permission was taken away, and the namespace with it
    }
}
