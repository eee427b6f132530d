//! The popup's side: draws the saved state, looks at the page itself where it must, and passes clicks on.

use super::{browser, clicks, dom, knowledge, services, storage};
use crate::app::App;
use crate::event::{Event, TabId, TabSeen};
use crate::remedy::step::Step;
use crate::route::services::Services;
use crate::site::Site;
use crate::view::node::Node;
use crate::view::picture::{Picture, Scene, Scope};
use crate::view::popup::popup;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// All that an open popup knows.
#[derive(Default)]
pub(super) struct Popup {
    pub(super) tab: TabId,
    pub(super) url: String,
    pub(super) scope: Scope,
    pub(super) with_query: bool,
    pub(super) copied: Option<bool>,
    pub(super) services: Services,
    pub(super) app: App,
    pub(super) drawn: Vec<Node>,
    /// The popup looked at the page and found it failing; until the background has saved that, this is what is known.
    pub(super) sight: Option<Event>,
    /// A page is not called fine before it was looked at.
    pub(super) is_looking: bool,
    /// The remedy whose preview is open.
    pub(super) shown: Option<Step>,
    /// The piece of advice that is shown.
    pub(super) advice_at: u32,
    /// The module with routes and remedies has taken over.
    pub(super) is_retired: bool,
}

thread_local! {
    static POPUP: RefCell<Popup> = RefCell::default();
}

pub(super) fn with<T>(act: impl FnOnce(&mut Popup) -> T) -> T {
    POPUP.with(|popup| act(&mut popup.borrow_mut()))
}

/// The countdown's step.
const TICK_MS: u32 = 1_000;

/// Draws the popup and keeps it live while it is open.
///
/// # Errors
/// Only if the page was tampered with.
#[wasm_bindgen]
pub async fn open_popup() -> Result<(), JsValue> {
    listen()?;
    let (services, known) = (services::load(), known()); // asked together with what follows
    let Some((tab, url)) = subject().await else { return draw() };
    let services = services.await;
    with(|p| {
        p.services = services;
        p.tab = tab;
        p.url = url;
        p.is_looking = true;
    });
    show(known.await);
    look().await;
    Ok(())
}

/// The tab the popup is about: the one in front, or `?tab=` for a popup opened as a page.
async fn subject() -> Option<(TabId, String)> {
    let query = window()?.location().search().ok()?;
    let named = query.strip_prefix("?tab=").and_then(|id| id.parse().ok());
    let tab = match named {
        Some(id) => browser::tab(id).await?,
        None => browser::front_tab().await?,
    };
    Some((tab.id, tab.url.unwrap_or_default()))
}

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// Reads the saved state and draws it.
pub(super) async fn refresh() {
    show(known().await);
}

/// What is known at this moment: the saved state, and what the browser says of itself.
fn known() -> impl Future<Output = (App, Vec<TabSeen>)> {
    let (state, survey) = (storage::load_state(), browser::survey());
    async move {
        let state = state.await;
        let survey = survey.await;
        let mut app = state.map_or_else(|| App::new(1), |state| App::restore(&state, 1).0);
        let seen = if let Event::Surveyed { tabs, .. } = &survey { tabs.clone() } else { Vec::new() };
        app.handle(survey, js_sys::Date::now() as u64);
        (app, seen)
    }
}

fn show((app, tabs): (App, Vec<TabSeen>)) {
    let shown = with(|p| tabs.iter().find(|seen| seen.id == p.tab).and_then(|seen| seen.url.clone()));
    with(|p| {
        if let Some(url) = shown.filter(|url| *url != p.url) {
            (p.url, p.sight, p.is_looking) = (url, None, true); // the tab went on while the popup was open
            spawn_local(look());
        }
        p.app = app;
    });
    add_sight();
}

/// The core is pure, so what the background will make of the sight can be shown at once.
fn add_sight() {
    with(|p| {
        if !p.app.knows(p.tab, &p.url) {
            let now_ms = js_sys::Date::now() as u64;
            p.sight.clone().into_iter().for_each(|sight| drop(p.app.handle(sight, now_ms)));
        }
    });
    redraw();
}

/// Nothing is known of the page: without site access only the click on the popup lets us look (`activeTab`).
async fn look() {
    let (tab, url) = with(|p| (p.tab, p.url.clone()));
    if Site::of(&url).is_none() || with(|p| p.app.knows(tab, &url)) {
        with(|p| p.is_looking = false);
        return redraw();
    }
    knowledge::ready().await;
    let sight = browser::look(tab).await;
    let (status, body) = sight.as_ref().map_or((0, None), |sight| (sight.status, Some(sight.body.clone())));
    let is_error_page = sight.is_none();
    with(|p| {
        p.is_looking = false;
        p.sight =
            Some(Event::Looked { tab_id: tab, url: url.clone(), status, is_error_page, body: body.clone() });
    });
    add_sight();
    if with(|p| p.app.knows(tab, &url)) {
        let body = body.map_or(JsValue::UNDEFINED, Into::into);
        let seen = [
            ("url", url.into()),
            ("statusCode", status.into()),
            ("isErrorPage", is_error_page.into()),
            ("body", body),
        ];
        tell("looked", tab, &seen);
    }
}

/// Tells the background; it answers through the saved state.
pub(super) fn tell(kind: &str, tab: TabId, more: &[(&str, JsValue)]) {
    let mut event = vec![("kind", kind.into()), ("tabId", tab.into())];
    event.extend_from_slice(more);
    let sent = browser::send(&browser::object(&event));
    spawn_local(async move {
        if let Err(problem) = JsFuture::from(sent).await {
            browser::report(&problem);
        }
    });
}

pub(super) fn picture() -> Picture {
    with(|p| {
        let mut picture = p.app.picture(p.tab, &p.url, js_sys::Date::now() as u64);
        picture.scope = p.scope;
        picture.with_query = p.with_query;
        picture.copied = p.copied;
        picture.routes = p.app.routes(p.tab, &p.services);
        if let Some(help) = &mut picture.help {
            help.shown = p.shown;
            help.advice_at = p.advice_at;
        }
        if p.is_looking && picture.scene == Scene::Fine {
            picture.scene = Scene::Looking;
        }
        picture
    })
}

fn draw() -> Result<(), JsValue> {
    if with(|p| p.is_retired) {
        return Ok(());
    }
    let Some(page) = window().and_then(|window| window.document()) else { return Ok(()) };
    let Some(root) = page.get_element_by_id("app") else { return Ok(()) };
    let new = vec![popup(&picture())];
    let old = with(|p| std::mem::replace(&mut p.drawn, new.clone()));
    if !old.is_empty() {
        return dom::patch(&page, &root, &old, &new);
    }
    dom::replace(&page, &root, &new) // the skeleton, or what the smaller module has drawn
}

/// The countdown's step; no event tells a popup that its tab went on.
async fn tick() {
    let (tab, url) = with(|p| (p.tab, p.url.clone()));
    match browser::tab(tab).await.and_then(|seen| seen.url) {
        Some(shown) if shown != url => refresh().await,
        _ => redraw(),
    }
}

pub(super) fn redraw() {
    if let Err(problem) = draw() {
        browser::report(&problem);
    }
}

fn listen() -> Result<(), JsValue> {
    let Some(window) = window() else { return Ok(()) };
    let document = window.document().ok_or("no document")?;
    EventListener::new(&document, "click", |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(asked) = target.and_then(|target| target.closest("[data-ask]").ok().flatten()) {
            let attribute = |name| asked.get_attribute(name).unwrap_or_default();
            if !with(|p| p.is_retired) {
                clicks::act(&attribute("data-ask"), &attribute("data-argument"));
            }
        }
    })
    .forget();
    for network in ["online", "offline"] {
        EventListener::new(&window, network, |_| {
            tell("attentionMoved", with(|p| p.tab), &[]);
            spawn_local(refresh());
        })
        .forget();
    }
    storage::on_state_change(|| spawn_local(refresh()));
    Interval::new(TICK_MS, || spawn_local(tick())).forget();
    Ok(())
}

/// Leaves the popup to the module that has routes and remedies.
#[cfg(not(feature = "tools"))]
pub(super) fn hand_over(verb: &str, argument: &str) {
    with(|p| p.is_retired = true);
    browser::take_over(verb, argument);
}

/// Draws the popup in place of the smaller module, and does what was clicked there; nothing for an empty `verb`.
///
/// # Errors
/// Only if the page was tampered with.
#[cfg(feature = "tools")]
#[wasm_bindgen]
pub async fn take_over(verb: String, argument: String) -> Result<(), JsValue> {
    open_popup().await?;
    if !verb.is_empty() {
        clicks::act(&verb, &argument);
    }
    Ok(())
}

/// Draws nothing more: another module has the popup.
#[cfg(not(feature = "tools"))]
#[wasm_bindgen]
pub fn retire_popup() {
    with(|p| p.is_retired = true);
}
