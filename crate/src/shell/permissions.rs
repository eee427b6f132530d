//! What was granted beyond the required permissions, and taking it back.

use super::browser::{get, items, object, report, texts};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = getAll)]
    fn permissions_get_all() -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = remove)]
    fn permissions_remove(permissions: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions", "onAdded"], js_name = addListener)]
    fn permissions_on_added_add_listener(listener: &JsValue);
    #[wasm_bindgen(js_namespace = ["chrome", "permissions", "onRemoved"], js_name = addListener)]
    fn permissions_on_removed_add_listener(listener: &JsValue);
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    fn runtime_get_manifest() -> JsValue;
}

/// Granted origins, and the optional permissions of this browser with whether they are given.
pub async fn granted() -> (Vec<String>, Vec<(String, bool)>) {
    let all = JsFuture::from(permissions_get_all()).await.unwrap_or_else(|problem| {
        report(&problem);
        JsValue::UNDEFINED
    });
    let list = |value: &JsValue, key: &str| -> Vec<String> {
        items(&get(value, key)).iter().filter_map(JsValue::as_string).collect()
    };
    let given = list(&all, "permissions");
    let optional = list(&runtime_get_manifest(), "optional_permissions");
    let optional = optional.into_iter().map(|name| {
        let is_given = given.contains(&name);
        (name, is_given)
    });
    (list(&all, "origins"), optional.collect())
}

/// Takes site access back.
pub async fn remove_origins(origins: &[String]) {
    remove(&object(&[("origins", texts(origins))])).await;
}

/// Takes a permission back.
pub async fn remove_permission(name: &str) {
    remove(&object(&[("permissions", texts(&[name.into()]))])).await;
}

async fn remove(permissions: &JsValue) {
    if let Err(problem) = JsFuture::from(permissions_remove(permissions)).await {
        report(&problem);
    }
}

/// Calls back whenever something is granted or taken away.
pub fn on_change(callback: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut()>::new(callback).into_js_value();
    permissions_on_added_add_listener(&listener);
    permissions_on_removed_add_listener(&listener);
}
