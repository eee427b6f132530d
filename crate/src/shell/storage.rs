//! What is kept in the browser's storage: the state, what the listeners should pass on, settings.

use super::browser::{object, report, texts};
use crate::app::Watch;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "local"], js_name = get)]
    fn storage_local_get(keys: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "local"], js_name = set)]
    fn storage_local_set(items: &JsValue) -> Promise;
    #[cfg(feature = "tools")]
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "local"], js_name = remove)]
    fn storage_local_remove(keys: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "session"], js_name = get)]
    fn storage_session_get(keys: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "session"], js_name = set)]
    fn storage_session_set(items: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "onChanged"], js_name = addListener)]
    fn storage_on_changed_add_listener(listener: &JsValue);
}

/// Under this name a state is kept that could not be read.
const SET_ASIDE: &str = "stateSetAside";

/// The saved state.
pub fn load_state() -> impl Future<Output = Option<String>> {
    let asked = storage_local_get(&"state".into());
    async move {
        let items = JsFuture::from(asked).await.map_err(|e| report(&e)).ok()?;
        // A value that is no string was not written by us: it is handed on as unreadable, never taken for absent.
        let state = Reflect::get(&items, &"state".into()).ok().filter(|state| !state.is_undefined())?;
        Some(state.as_string().unwrap_or_else(|| "not a string".into()))
    }
}

/// The settings of who may be asked, as JSON; `None` where nothing was set.
pub fn load_services() -> impl Future<Output = Option<String>> {
    let asked = storage_local_get(&"services".into());
    async move {
        let items = JsFuture::from(asked).await.map_err(|e| report(&e)).ok()?;
        let services =
            Reflect::get(&items, &"services".into()).ok().filter(|services| services.is_object())?;
        js_sys::JSON::stringify(&services).ok().map(String::from)
    }
}

/// Saves the state and what the listeners should pass on.
pub async fn save_state(state: &str, watch: &Watch) {
    let tabs: Array = watch.tabs.iter().map(|tab| JsValue::from(*tab)).collect();
    let needs_tools = ("needsTools", watch.needs_tools.into());
    #[cfg(not(feature = "tools"))]
    let is_lacking = watch.needs_tools;
    let watch = object(&[("tabs", tabs.into()), ("hosts", texts(&watch.hosts)), needs_tools]);
    let items = object(&[("state", state.into()), ("watch", watch)]);
    if let Err(problem) = JsFuture::from(storage_local_set(&items)).await {
        report(&problem);
    }
    #[cfg(not(feature = "tools"))]
    if is_lacking {
        super::browser::take_over("", ""); // a verdict calls for what this module does not have
    }
}

/// Asked for the first time since the browser started? Session storage lives exactly as long as tab numbers do; an
/// event (`runtime.onStartup`) may come after the first failed load of a restored tab.
pub fn is_new_run() -> impl Future<Output = bool> {
    let asked = storage_session_get(&"run".into());
    async move {
        let known = JsFuture::from(asked).await;
        let is_known =
            known.is_ok_and(|items| Reflect::get(&items, &"run".into()).is_ok_and(|run| run.is_truthy()));
        if !is_known
            && let Err(problem) = JsFuture::from(storage_session_set(&object(&[("run", true.into())]))).await
        {
            report(&problem);
        }
        !is_known
    }
}

/// Keeps a state that could not be read, for whoever wants to look into it.
pub async fn set_aside(state: &str) {
    let items = object(&[(SET_ASIDE, state.into())]);
    if let Err(problem) = JsFuture::from(storage_local_set(&items)).await {
        report(&problem);
    }
}

/// Saves who may be asked, given as JSON; `false` if the browser refuses.
#[cfg(feature = "tools")]
pub async fn save_services(json: &str) -> bool {
    let Ok(services) = js_sys::JSON::parse(json) else { return false };
    let saved = JsFuture::from(storage_local_set(&object(&[("services", services)]))).await;
    saved.map_err(|problem| report(&problem)).is_ok()
}

/// A saved state that could not be read and was kept.
#[cfg(feature = "tools")]
pub async fn state_set_aside() -> Option<String> {
    let items = JsFuture::from(storage_local_get(&SET_ASIDE.into())).await.map_err(|e| report(&e)).ok()?;
    super::browser::get(&items, SET_ASIDE).as_string()
}

/// Deletes it.
#[cfg(feature = "tools")]
pub async fn delete_set_aside() {
    if let Err(problem) = JsFuture::from(storage_local_remove(&SET_ASIDE.into())).await {
        report(&problem);
    }
}

/// Calls back whenever saved state changes.
pub fn on_state_change(callback: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut()>::new(callback).into_js_value();
    storage_on_changed_add_listener(&listener);
}
