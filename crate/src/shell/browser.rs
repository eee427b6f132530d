//! The WebExtension calls that Rebound makes: private bindings, public verbs; every difference between browsers is here.

use crate::effect::Badge;
use crate::event::{Event, TabId, TabSeen};
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

// The promises of `chrome.*` work in Firefox MV3 too, so one namespace serves both.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "windows"], js_name = getAll)]
    fn windows_get_all(options: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "idle"], js_name = queryState)]
    fn idle_query_state(seconds: u32) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = getAll)]
    fn permissions_get_all() -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = request)]
    fn permissions_request(permissions: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create)]
    fn alarms_create(name: &str, info: &JsValue);
    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = clear)]
    fn alarms_clear(name: &str) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    fn action_set_badge_text(details: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    fn action_set_badge_background_color(details: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = get)]
    fn tabs_get(tab: TabId) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = query)]
    fn tabs_query(query: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = reload)]
    fn tabs_reload(tab: TabId) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = update)]
    fn tabs_update(tab: TabId, properties: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    fn scripting_execute_script(injection: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
    fn runtime_send_message(message: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = openOptionsPage)]
    fn runtime_open_options_page();
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn i18n_get_message(id: &str, substitutions: &JsValue) -> String;
    // Firefox alone; elsewhere it is missing, hence `catch`.
    #[wasm_bindgen(catch, js_namespace = ["chrome", "dns"], js_name = resolve)]
    fn dns_resolve(name: &str) -> Result<Promise, JsValue>;
    type Navigator;
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Navigator;
    #[wasm_bindgen(method, getter, js_name = onLine)]
    fn on_line(this: &Navigator) -> bool;
    #[wasm_bindgen(method, getter, js_name = userAgent)]
    fn user_agent(this: &Navigator) -> String;
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    fn clipboard_write_text(text: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = takeOver)]
    fn js_take_over(verb: &str, argument: &str);
    #[wasm_bindgen(js_name = listenToParts)]
    fn js_listen_to_parts(tabs: &[TabId]);
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(what: &JsValue);
}

const ALARM: &str = "wake";
/// Nobody is there who has not touched the machine for so many seconds (`background.js` has the same number).
const AWAY_S: u32 = 300;
/// Packed Chrome extensions get no alarm sooner (developer.chrome.com, alarms.create); a timer covers shorter waits
/// as long as the worker lives.
const ALARM_MIN_MS: f64 = 30_000.0;

/// What `look.js` found in a page.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// HTTP status from the page's own timing entry; 0 if unknown.
    pub status: u16,
    /// Beginning of its markup.
    pub body: String,
}

/// A tab, as the browser tells it.
pub struct RawTab {
    /// Number.
    pub id: TabId,
    /// Address, where the extension may know it.
    pub url: Option<String>,
    active: bool,
    is_loading: bool,
    discarded: bool,
}

impl RawTab {
    fn read(tab: &JsValue) -> Self {
        Self {
            id: get(tab, "id").as_f64().unwrap_or(-1.0) as TabId,
            url: get(tab, "url").as_string(),
            active: get(tab, "active").is_truthy(),
            is_loading: get(tab, "status").as_string().as_deref() == Some("loading"),
            discarded: get(tab, "discarded").is_truthy(),
        }
    }

    /// Still loading.
    pub fn is_loading(&self) -> bool {
        self.is_loading
    }
}

/// A property of a JS value; undefined where there is none.
pub fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The items of a JS array; none of anything else.
pub fn items(value: &JsValue) -> Vec<JsValue> {
    value.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default()
}

/// A plain JS object.
pub fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        let _ = Reflect::set(&object, &(*key).into(), value); // setting on a fresh plain object cannot fail
    }
    object.into()
}

/// A JS array of texts.
pub fn texts(texts: &[String]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

/// For failures that nobody can act on but a developer should see.
pub fn report(problem: &JsValue) {
    console_error(problem);
}

/// Tabs vanish between an order and its execution; that is no problem worth a report.
pub async fn unless_gone(promise: Promise) -> Option<JsValue> {
    JsFuture::from(promise).await.ok()
}

// What returns a future instead of being `async` asks the browser at once, so that several questions are under way
// together before the first answer is awaited.

/// All tabs, the network, whether anybody is there, and what the extension may see: `Event::Surveyed`.
pub fn survey() -> impl Future<Output = Event> {
    let windows = windows_get_all(&object(&[("populate", true.into())]));
    read_survey(windows, permissions_get_all(), idle_query_state(AWAY_S))
}

async fn read_survey(windows: Promise, permissions: Promise, idle: Promise) -> Event {
    let windows = items(&unless_broken(windows).await);
    let origins = get(&unless_broken(permissions).await, "origins");
    let away = unless_broken(idle).await.as_string().is_some_and(|state| state != "active");
    let has_focus = |window: &&JsValue| get(window, "focused").is_truthy();
    let others = windows.iter().filter(|window| !has_focus(window));
    let mut tabs = Vec::new();
    for window in windows.iter().filter(has_focus).chain(others) {
        let is_minimised = get(window, "state").as_string().as_deref() == Some("minimized");
        tabs.extend(items(&get(window, "tabs")).iter().map(RawTab::read).map(|tab| TabSeen {
            id: tab.id,
            visible: tab.active && !is_minimised,
            loading: tab.is_loading,
            discarded: tab.discarded,
            url: tab.url,
        }));
    }
    let origins = items(&origins).iter().filter_map(JsValue::as_string).collect();
    Event::Surveyed { tabs, online: NAVIGATOR.with(Navigator::on_line), away, origins }
}

/// What a call brought; undefined, and a report for developers, if it failed.
async fn unless_broken(promise: Promise) -> JsValue {
    JsFuture::from(promise).await.unwrap_or_else(|problem| {
        report(&problem);
        JsValue::UNDEFINED
    })
}

/// Does this browser's own resolver know the name? `None` where the browser lets nobody ask it.
pub async fn resolve(name: &str) -> Option<Result<(), JsValue>> {
    Some(JsFuture::from(dns_resolve(name).ok()?).await.map(drop))
}

/// Does the browser let proxies be used?
pub fn has_proxies() -> bool {
    get(&get(&js_sys::global(), "chrome"), "proxy").is_object()
}

/// Sets or clears the one alarm.
pub async fn set_alarm(at_ms: Option<u64>) {
    match at_ms {
        Some(at) => {
            let when = (at as f64).max(js_sys::Date::now() + ALARM_MIN_MS);
            alarms_create(ALARM, &object(&[("when", when.into())]));
        }
        None => drop(unless_gone(alarms_clear(ALARM)).await),
    }
}

/// Reloads a tab.
pub async fn reload(tab: TabId) {
    unless_gone(tabs_reload(tab)).await;
}

/// Navigates a tab; always a GET, also to its own address.
pub async fn navigate(tab: TabId, url: &str) {
    unless_gone(tabs_update(tab, &object(&[("url", url.into())]))).await;
}

/// One tab, if it still exists.
pub async fn tab(id: TabId) -> Option<RawTab> {
    unless_gone(tabs_get(id)).await.as_ref().map(RawTab::read)
}

/// The tab in front of the popup's own window.
pub async fn front_tab() -> Option<RawTab> {
    let query = object(&[("active", true.into()), ("currentWindow", true.into())]);
    items(&unless_broken(tabs_query(&query)).await).first().map(RawTab::read)
}

/// What a page itself knows. `None`: the browser lets nobody look, as it does on its own error pages (Chromium: "is
/// showing error page"; Firefox: "Missing host permission").
pub async fn look(tab: TabId) -> Option<Sight> {
    let files = Array::of1(&"look.js".into());
    let injection = object(&[("target", object(&[("tabId", tab.into())])), ("files", files.into())]);
    let results = JsFuture::from(scripting_execute_script(&injection)).await.ok()?;
    let sight = get(items(&results).first()?, "result");
    let status = get(&sight, "status").as_f64()? as u16;
    Some(Sight { status, body: get(&sight, "body").as_string().unwrap_or_default() })
}

/// Sets a tab's badge.
pub async fn set_badge(tab: TabId, badge: Badge) {
    let (text, colour) = match badge {
        Badge::None => ("", "#5f6368"),
        Badge::Failing => ("!", "#b3261e"),
        Badge::Waiting => ("…", "#1a56c4"),
        Badge::Back => ("✓", "#14713d"),
    };
    let of = |key: &str, value: &str| object(&[("tabId", tab.into()), (key, value.into())]);
    // Both browsers choose white or black for the text, whichever stands out better: white on all of these.
    let coloured = action_set_badge_background_color(&of("color", colour));
    unless_gone(action_set_badge_text(&of("text", text))).await;
    unless_gone(coloured).await;
}

/// Tells `background.js` the tabs whose style sheets, scripts and frames are of interest.
pub fn listen_to_parts(tabs: &[TabId]) {
    js_listen_to_parts(tabs);
}

/// The browser as it names itself.
pub fn user_agent() -> String {
    NAVIGATOR.with(Navigator::user_agent)
}

/// Puts a text into the clipboard; `false` if the browser refuses.
pub async fn copy(text: &str) -> bool {
    let Ok(written) = clipboard_write_text(text) else { return false };
    JsFuture::from(written).await.is_ok()
}

/// Sends an event to the background. Starts synchronously, so that it may stand before a permission request.
pub fn send(event: &JsValue) -> Promise {
    runtime_send_message(event)
}

/// Opens the settings in a tab.
pub fn open_settings() {
    runtime_open_options_page();
}

/// Asks the user for site access; must be called in the click's own turn.
pub fn request_access(origins: &[String]) -> Promise {
    permissions_request(&object(&[("origins", texts(origins))]))
}

/// Asks the user for a permission; must be called in the click's own turn.
pub fn request_permission(name: &str) -> Promise {
    permissions_request(&object(&[("permissions", texts(&[name.into()]))]))
}

/// A message in the user's language; empty if the locale lacks it (the build forbids that).
pub fn message(id: &str, substitutions: &[String]) -> String {
    i18n_get_message(id, &texts(substitutions))
}

/// Has `popup.js` load the module with routes and remedies, which goes on with this click.
#[cfg(not(feature = "tools"))]
pub fn take_over(verb: &str, argument: &str) {
    js_take_over(verb, argument);
}
