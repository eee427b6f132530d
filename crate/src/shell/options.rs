//! The settings page's side: draws what is saved, and saves what is changed.

use super::{browser, dom, permissions, services, storage};
use crate::access;
use crate::app::App;
use crate::json::Stored;
use crate::settings::{Change, Request, Settings};
use crate::view::node::Node;
use crate::view::options::options;
use gloo::events::{EventListener, EventListenerOptions};
use js_sys::{JSON, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

#[derive(Default)]
struct Page {
    settings: Settings,
    drawn: Vec<Node>,
    /// Changes on their way to the background, whose saved state does not know them yet.
    under_way: u32,
}

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut Page) -> T) -> T {
    PAGE.with(|page| act(&mut page.borrow_mut()))
}

/// As much of unreadable data is shown; all of it stays in storage until it is deleted.
const SHOWN_MAX: usize = 4_000;

/// Draws the settings page and keeps it live while it is open.
///
/// # Errors
/// Only if the page was tampered with.
#[wasm_bindgen]
pub async fn open_options() -> Result<(), JsValue> {
    let document = document().ok_or("no document")?;
    document.set_title(&browser::message("options_page", &[]));
    if let Some(root) = document.document_element() {
        root.set_attribute("lang", &browser::message("locale", &[]))?;
    }
    for kind in ["click", "change", "submit"] {
        let can_prevent = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&document, kind, can_prevent, move |event| {
            if kind == "submit" {
                event.prevent_default(); // nothing goes anywhere: the page acts by itself
            }
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(asked) = target.and_then(|target| target.closest("[data-ask]").ok().flatten()) {
                acted_on(kind, &asked);
            }
        });
        listener.forget();
    }
    storage::on_state_change(|| spawn_local(refresh()));
    permissions::on_change(|| spawn_local(refresh()));
    refresh().await;
    Ok(())
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Reads all that is saved, and draws it.
async fn refresh() {
    let state = storage::load_state().await;
    let app = state.map_or_else(|| App::new(1), |state| App::restore(&state, 1).0);
    let services = services::set().await; // all of it, for it is saved again from here
    let (origins, permissions) = permissions::granted().await;
    let set_aside = storage::state_set_aside().await;
    with(|page| {
        let settings = &mut page.settings;
        if page.under_way == 0 {
            settings.patience = app.patience().clone();
        }
        settings.services = services;
        settings.incidents = app.history().incidents().clone();
        settings.has_proxies = browser::has_proxies();
        settings.ways = app.ways().to_vec();
        settings.asks_delete &= !settings.incidents.is_empty();
        settings.origins = origins;
        settings.permissions = permissions;
        settings.set_aside = set_aside.map(|data| data.chars().take(SHOWN_MAX).collect());
    });
    draw();
}

fn draw() {
    let Some(document) = document() else { return };
    let Some(root) = document.get_element_by_id("app") else { return };
    let new = vec![with(|page| options(&page.settings))];
    let old = with(|page| std::mem::replace(&mut page.drawn, new.clone()));
    let drawn = match old.is_empty() {
        true => dom::replace(&document, &root, &new), // the skeleton
        false => dom::patch(&document, &root, &old, &new),
    };
    if let Err(problem) = drawn {
        browser::report(&problem);
    }
}

/// A form acts when it is submitted, a choice when it changes, all else when it is clicked.
fn acted_on(kind: &str, asked: &Element) {
    let is_meant = match asked.tag_name().as_str() {
        "FORM" => kind == "submit",
        "SELECT" | "INPUT" => kind == "change",
        _ => kind == "click",
    };
    if !is_meant {
        return;
    }
    let attribute = |name| asked.get_attribute(name).unwrap_or_default();
    let part = |name: &str| asked.query_selector(name).ok().flatten().map(|part| value(&part));
    let (verb, argument) = (attribute("data-ask"), attribute("data-argument"));
    let entry = part("[name=entry]").unwrap_or_default();
    let entry = if verb == "add_site" { in_ascii(entry) } else { entry };
    let choice = part("[name=choice]").unwrap_or_else(|| value(asked));
    act(Request { verb: &verb, argument: &argument, entry: &entry, choice: &choice }, asked);
}

fn value(of: &Element) -> String {
    browser::get(of, "value").as_string().unwrap_or_default()
}

/// Names in other scripts as the network knows them; the browser has the tables for that.
fn in_ascii(entry: String) -> String {
    if entry.is_ascii() {
        return entry;
    }
    let url = if entry.contains("://") { entry.clone() } else { ["http://", entry.trim()].concat() };
    web_sys::Url::new(&url).map_or(entry, |url| url.href())
}

/// Permission requests count as the user's only in the click's own turn, so nothing is awaited before them.
fn act(request: Request<'_>, asked: &Element) {
    let argument = request.argument.to_owned();
    match request.verb {
        "grant_all" => ask(browser::request_access(&access::patterns(None))),
        "grant_permission" => ask(browser::request_permission(&argument)),
        "revoke" => {
            let origins = with(|page| page.settings.patterns(&argument));
            spawn_local(async move { permissions::remove_origins(&origins).await });
        }
        "revoke_permission" => spawn_local(async move { permissions::remove_permission(&argument).await }),
        "forget" => {
            with(|page| page.settings.asks_delete = false);
            tell(&[("kind", "historyDeleted".into()), ("url", argument.into())]);
        }
        "leave_way" => tell(&[("kind", "wayLeft".into()), ("url", argument.into())]),
        "delete_set_aside" => spawn_local(storage::delete_set_aside()),
        _ => change(request, asked),
    }
}

fn change(request: Request<'_>, asked: &Element) {
    let changed = with(|page| page.settings.edit(request));
    match changed {
        Some(Change::Patience) => {
            let (json, needs_all) = with(|page| {
                let patience = &page.settings.patience;
                (patience.to_json(), patience.kiosk && !page.settings.sees_all())
            });
            if let Ok(patience) = JSON::parse(&json) {
                tell(&[("kind", "patienceChanged".into()), ("patience", patience)]);
            }
            if needs_all && request.verb == "kiosk" {
                ask(browser::request_access(&access::patterns(None)));
            }
        }
        Some(Change::Services) => {
            let (json, has_proxies) =
                with(|page| (page.settings.services.to_json(), page.settings.has_proxies));
            if request.verb == "add_proxy" && !has_proxies {
                ask(browser::request_permission("proxy"));
            }
            spawn_local(async move {
                let is_saved = storage::save_services(&json).await;
                with(|page| page.settings.is_saved = is_saved);
                draw();
            });
        }
        None => {}
    }
    // What was added stands in its list now, and is not to be added twice. A refused entry stays to be mended.
    if changed.is_some() && request.verb.starts_with("add_") {
        for field in ["[name=entry]", "input[name=choice]"] {
            let Ok(Some(field)) = asked.query_selector(field) else { continue };
            if let Err(problem) = Reflect::set(&field, &"value".into(), &"".into()) {
                browser::report(&problem);
            }
        }
    }
    draw();
    focus_finding();
}

/// The field that has to be mended takes the focus.
fn focus_finding() {
    let wrong = document().and_then(|page| page.query_selector("[aria-invalid]").ok().flatten());
    if let Some(field) = wrong
        && let Err(problem) = field.unchecked_into::<web_sys::HtmlElement>().focus()
    {
        browser::report(&problem);
    }
}

/// Tells the background, which saves it and answers then.
fn tell(event: &[(&str, JsValue)]) {
    with(|page| page.under_way += 1);
    let sent = browser::send(&browser::object(event));
    spawn_local(async move {
        let answer = JsFuture::from(sent).await;
        with(|page| {
            page.under_way -= 1;
            page.settings.is_saved = answer.is_ok();
        });
        if let Err(problem) = answer {
            browser::report(&problem);
        }
        refresh().await;
    });
}

/// The user answers the browser.
fn ask(answer: Promise) {
    spawn_local(async move {
        match JsFuture::from(answer).await {
            Ok(_) => refresh().await,
            Err(problem) => browser::report(&problem),
        }
    });
}
