//! The popup's side: draws the saved state, looks at the page itself where it must, and passes clicks on.

use super::{browser, dom, routes, words};
use crate::access;
use crate::app::App;
use crate::event::{Event, TabId};
use crate::remedy::step::Step;
use crate::report::About;
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

#[derive(Default)]
struct Popup {
    tab: TabId,
    url: String,
    scope: Scope,
    with_query: bool,
    copied: Option<bool>,
    services: Services,
    app: App,
    drawn: Vec<Node>,
    /// The popup looked at the page and found it failing; until the background has saved that, this is what is known.
    sight: Option<Event>,
    is_looking: bool,
    /// The remedy whose preview is open.
    shown: Option<Step>,
    /// The piece of advice that is shown.
    advice_at: u32,
}

thread_local! {
    static POPUP: RefCell<Popup> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut Popup) -> T) -> T {
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
    let Some((tab, url)) = subject().await else { return draw() };
    let services = routes::services().await;
    with(|p| {
        p.services = services;
        p.tab = tab;
        p.url = url;
    });
    listen()?;
    refresh().await;
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
async fn refresh() {
    let state = browser::load_state().await;
    let (tabs, online, origins) = browser::survey().await;
    let now_ms = js_sys::Date::now() as u64;
    let mut app = state.map_or_else(|| App::new(1), |state| App::restore(&state, 1).0);
    app.handle(Event::Surveyed { tabs, online, origins }, now_ms);
    with(|p| {
        if !app.knows(p.tab, &p.url) {
            // The core is pure, so what the background will make of the sight can be shown at once.
            p.sight.clone().into_iter().for_each(|sight| drop(app.handle(sight, now_ms)));
        }
        p.app = app;
    });
    if let Err(problem) = draw() {
        browser::report(&problem);
    }
}

/// Nothing is known of the page: without site access only the click on the popup lets us look (`activeTab`).
async fn look() {
    let (tab, url) = with(|p| (p.tab, p.url.clone()));
    if Site::of(&url).is_none() || with(|p| p.app.knows(tab, &url)) {
        return;
    }
    with(|p| p.is_looking = true);
    let sight = browser::look(tab).await;
    let (status, body) = sight.as_ref().map_or((0, None), |sight| (sight.status, Some(sight.body.clone())));
    let is_error_page = sight.is_none();
    with(|p| {
        p.is_looking = false;
        p.sight =
            Some(Event::Looked { tab_id: tab, url: url.clone(), status, is_error_page, body: body.clone() });
    });
    refresh().await;
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
fn tell(kind: &str, tab: TabId, more: &[(&str, JsValue)]) {
    let mut event = vec![("kind", kind.into()), ("tabId", tab.into())];
    event.extend_from_slice(more);
    let sent = browser::send(&browser::object(&event));
    spawn_local(async move {
        if let Err(problem) = JsFuture::from(sent).await {
            browser::report(&problem);
        }
    });
}

fn picture() -> Picture {
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
    let Some(page) = window().and_then(|window| window.document()) else { return Ok(()) };
    let Some(root) = page.get_element_by_id("app") else { return Ok(()) };
    let new = vec![popup(&picture())];
    let old = with(|p| std::mem::replace(&mut p.drawn, new.clone()));
    if old.is_empty() {
        root.set_text_content(None); // the skeleton
    }
    dom::patch(&page, &root, &old, &new)
}

fn redraw() {
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
            act(&attribute("data-ask"), &attribute("data-argument"));
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
    browser::on_state_change(|| spawn_local(refresh()));
    Interval::new(TICK_MS, redraw).forget();
    Ok(())
}

/// A click. Permission requests count as the user's only in the click's own turn, so nothing is awaited before them.
fn act(verb: &str, argument: &str) {
    let (tab, scope) = with(|p| (p.tab, p.scope));
    match (verb, argument) {
        ("keep_trying", "on") => {
            // Chrome closes the popup when it asks: the background must know before what the answer is for.
            tell("keepTrying", tab, &[("on", true.into())]);
            let picture = picture();
            if !picture.has_access {
                let site = Site::of(&format!("http://{}/", picture.host));
                ask(&access::patterns(site.as_ref().filter(|_| scope == Scope::Site)));
            }
        }
        ("keep_trying", _) => tell("keepTrying", tab, &[("on", false.into())]),
        ("tell_me", on) => {
            let is_on = on == "on";
            tell("tellMe", tab, &[("on", is_on.into())]);
            if is_on {
                allow_notifications(tab);
            }
        }
        ("stop", _) => tell("stop", tab, &[]),
        ("help", _) => {
            with(|p| (p.shown, p.advice_at) = (None, 0));
            tell("helpWanted", tab, &[]);
            let picture = picture();
            if !picture.has_access {
                ask(&access::patterns(Site::of(&["http://", &picture.host, "/"].concat()).as_ref()));
            }
        }
        ("see_parents", hosts) => {
            let sites = hosts.split(' ').filter_map(|host| Site::of(&["http://", host, "/"].concat()));
            ask(&sites.flat_map(|site| access::patterns(Some(&site))).collect::<Vec<_>>());
        }
        ("preview", step) => {
            with(|p| p.shown = Step::of(step));
            redraw();
        }
        ("step", step) => take_step(tab, step),
        ("advice_next", _) => {
            with(|p| p.advice_at += 1);
            redraw();
        }
        ("try_now", _) => tell("tryNow", tab, &[]),
        ("copy_report", _) => spawn_local(copy_report()),
        ("with_query", wanted) => {
            with(|p| p.with_query = wanted == "yes");
            redraw();
        }
        ("check_routes", _) => {
            tell("routesWanted", tab, &[("on", false.into())]);
            ask_for_routes(scope);
        }
        ("routes_access", _) => ask_for_routes(scope),
        ("just_me", _) => tell("routesWanted", tab, &[("on", true.into())]),
        ("stop_routes", _) => tell("routesStopped", tab, &[]),
        ("open_route", url) => tell("routeChosen", tab, &[("url", url.into())]),
        ("dismiss", _) => tell("dismissed", tab, &[]),
        ("scope", scope) => {
            with(|p| p.scope = if scope == "all" { Scope::All } else { Scope::Site });
            redraw();
        }
        _ => browser::report(&format!("no such order: {verb}").into()),
    }
}

/// Puts the report into the clipboard; the click on the button allows that.
async fn copy_report() {
    let zone_min = -(js_sys::Date::new_0().get_timezone_offset() as i32);
    let browser = browser::user_agent();
    let report = with(|p| p.app.report(p.tab, &About { zone_min, browser, with_query: p.with_query }));
    let Some(report) = report else { return };
    let mut text: String = report.lines.iter().map(|line| words::say(line) + "\n").collect();
    text.push('\n');
    text.push_str(&report.json);
    let is_copied = browser::copy(&text).await;
    with(|p| p.copied = Some(is_copied));
    redraw();
}

/// Where notifications are not allowed, nothing stays promised.
fn allow_notifications(tab: TabId) {
    let answer = browser::request_notifications();
    spawn_local(async move {
        match JsFuture::from(answer).await {
            Ok(granted) if granted.is_truthy() => {}
            Ok(_) => tell("tellMe", tab, &[("on", false.into())]),
            Err(problem) => browser::report(&problem),
        }
        refresh().await;
    });
}

/// Without access to the hosts of other routes, what they answer cannot be told from an error.
fn ask_for_routes(scope: Scope) {
    let Some(routes) = with(|p| p.app.routes(p.tab, &p.services)) else { return };
    let mut origins = Vec::new();
    for host in &routes.locked {
        origins.extend(["http://", "https://"].map(|scheme| [scheme, host, "/*"].concat()));
    }
    match scope {
        _ if origins.is_empty() => {}
        Scope::Site => ask(&origins),
        Scope::All => ask(&access::patterns(None)),
    }
}

/// A remedy. Where clearing needs a permission it is asked for first (Firefox, whose popup stays open meanwhile).
fn take_step(tab: TabId, step: &str) {
    with(|p| p.shown = None);
    let step = String::from(step);
    let needs_permission = picture().help.is_some_and(|help| help.needs_permission)
        && matches!(Step::of(&step), Some(Step::RemoveWorker | Step::ClearStorage));
    let answer = needs_permission.then(|| browser::request_permission("browsingData"));
    redraw();
    spawn_local(async move {
        if let Some(answer) = answer
            && !JsFuture::from(answer).await.is_ok_and(|granted| granted.is_truthy())
        {
            return;
        }
        tell("stepWanted", tab, &[("step", step.into())]);
    });
}

fn ask(origins: &[String]) {
    let answer = browser::request_access(origins);
    spawn_local(async move {
        match JsFuture::from(answer).await {
            // Where it was granted before (in another window, say) no event tells the background.
            Ok(granted) if granted.is_truthy() => tell("accessChanged", with(|p| p.tab), &[]),
            Ok(_) => {}
            Err(problem) => browser::report(&problem),
        }
        refresh().await;
    });
}
