//! The tables, read before the first verdict: a popup that only shows what is known already goes without.

use super::browser;
use crate::knowledge;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // In `knowledge.js`.
    #[wasm_bindgen(js_name = knowledge)]
    fn read() -> Promise;
}

/// Makes sure that the tables are there. Where they cannot be had, verdicts say no more than the status does.
pub async fn ready() {
    if knowledge::is_loaded() {
        return;
    }
    match JsFuture::from(read()).await {
        Ok(file) if knowledge::load(Uint8Array::new(&file).to_vec()) => {}
        Ok(_) => browser::report(&"knowledge.bin is of another build".into()),
        Err(problem) => browser::report(&problem),
    }
}
