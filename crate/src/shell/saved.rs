//! The state as one JSON string: written and parsed by the browser's own JSON, so that no second parser ships.

use crate::app::{App, Restored};
use js_sys::{Array, JSON, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};

/// The state for storage.
pub fn write(app: &App) -> String {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let state = app.save().serialize(&serializer).unwrap_or(JsValue::NULL);
    JSON::stringify(&state).map(String::from).unwrap_or_default()
}

/// The state from storage, and whether something in it could not be read.
pub fn read(state: Option<&str>, seed: u64) -> (App, bool) {
    let Some(state) = state else { return (App::new(seed), false) };
    let object = JSON::parse(state).unwrap_or(JsValue::NULL);
    let head = serde_wasm_bindgen::from_value::<Restored>(object.clone());
    let mut is_whole = head.is_ok();
    let mut restored = head.unwrap_or_default();
    restored.tabs = entries(&object, "tabs", &mut is_whole);
    restored.waits = entries(&object, "waits", &mut is_whole);
    restored.is_damaged = !is_whole;
    (App::restore(restored, seed), !is_whole)
}

fn entries<T: for<'a> Deserialize<'a>>(state: &JsValue, key: &str, is_whole: &mut bool) -> Vec<T> {
    let list = Reflect::get(state, &key.into()).ok().and_then(|list| list.dyn_into::<Array>().ok());
    let Some(list) = list else {
        *is_whole = false;
        return Vec::new();
    };
    let read = list.iter().map(|entry| serde_wasm_bindgen::from_value(entry).ok());
    let read: Vec<Option<T>> = read.collect();
    *is_whole &= read.iter().all(Option::is_some);
    read.into_iter().flatten().collect()
}
