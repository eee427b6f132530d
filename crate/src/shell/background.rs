//! The background's side: events to the core, effects to the browser, state to storage before anything is done.

use super::{browser, knowledge, notify, probe, storage};
#[cfg(feature = "tools")]
use super::{remedies, routes, services, ways};
use crate::app::App;
use crate::effect::Effect;
use crate::event::{Event, TabId};
use crate::message::Report;
use gloo::timers::callback::Timeout;
use gloo::timers::future::TimeoutFuture;
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[derive(Default)]
struct Background {
    app: Option<App>,
    saved: String,
    inbox: VecDeque<Event>,
    is_busy: bool,
    wake_ms: Option<u64>,
    timer: Option<Timeout>,
    /// The other module has taken over.
    is_retired: bool,
}

thread_local! {
    static BACKGROUND: RefCell<Background> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut Background) -> T) -> T {
    BACKGROUND.with(|background| act(&mut background.borrow_mut()))
}

/// Timers longer than this would outlive any worker; the alarm does those.
const TIMER_MAX_MS: u64 = 240_000;
/// How often, and how long, a navigation is watched until it has committed and the badge can stay.
const COMMIT_POLL_MS: u32 = 150;
const COMMIT_POLLS: u32 = 100;
/// How often a retiring module looks if its last event is done.
const RETIRE_POLL_MS: u32 = 5;

/// Takes an event from the listeners in `background.js`.
///
/// # Errors
/// When the event has not the form of one; nothing is changed then.
#[wasm_bindgen]
pub async fn handle(event: JsValue) -> Result<(), JsValue> {
    let json = String::from(js_sys::JSON::stringify(&event)?);
    #[cfg_attr(not(feature = "tools"), allow(unused_mut))]
    let mut event = Report::parse(&json).and_then(Report::event).ok_or("this is no event")?;
    #[cfg(feature = "tools")]
    if let Event::RoutesWanted { services, .. } = &mut event {
        *services = services::load().await;
    }
    #[cfg(feature = "tools")]
    if event == Event::AccessChanged && !browser::has_proxies() {
        deliver(Event::ProxiesGone).await;
    }
    deliver(event).await;
    Ok(())
}

/// Lets another module take over: finishes what has come, saves it, and does nothing from then on.
#[wasm_bindgen]
pub async fn retire() {
    with(|b| {
        b.is_retired = true;
        b.timer = None;
    });
    while with(|b| b.is_busy) {
        TimeoutFuture::new(RETIRE_POLL_MS).await;
    }
    with(|b| b.timer = None);
}

/// One event after the other: an event that comes while another is being handled waits for its turn.
async fn deliver(event: Event) {
    if with(|b| b.is_retired) {
        return; // what is lost here, a killed worker loses too: the saved state goes on without
    }
    let is_first = with(|b| {
        b.inbox.push_back(event);
        !std::mem::replace(&mut b.is_busy, true)
    });
    if !is_first {
        return;
    }
    while let Some(event) = with(|b| b.inbox.pop_front()) {
        process(event).await;
    }
    with(|b| b.is_busy = false);
}

async fn process(event: Event) {
    let survey = browser::survey(); // asked before all else, and awaited last
    if with(|b| b.app.is_none()) {
        let (state, is_new_run) = (storage::load_state(), storage::is_new_run());
        let state = state.await;
        let (mut app, is_damaged) = match &state {
            Some(state) => App::restore(state, seed()),
            None => (App::new(seed()), false),
        };
        if let Some(state) = state.filter(|_| is_damaged) {
            storage::set_aside(&state).await;
        }
        if is_new_run.await {
            app.handle(Event::BrowserStarted, js_sys::Date::now() as u64);
        }
        // What a worker that died in the middle of a check has left behind goes.
        #[cfg(feature = "tools")]
        if browser::has_proxies() {
            ways::set(app.ways()).await;
        }
        // Whoever was here before may have gone before a navigation committed, and so without setting its badge again.
        app.watch().tabs.into_iter().for_each(|tab| spawn_local(badge_after_commit(tab)));
        with(|b| b.app = Some(app));
    }
    if event.is_judged() {
        knowledge::ready().await; // `background.js` has been reading since the event came
    }
    let survey = survey.await;
    let now_ms = js_sys::Date::now() as u64;
    let (effects, unsaved, awaited) = with(|b| {
        let Some(app) = b.app.as_mut() else { return (Vec::new(), None, Vec::new()) };
        let mut effects = app.handle(survey, now_ms);
        effects.extend(app.handle(event, now_ms));
        let state = app.save();
        let unsaved = (state != b.saved).then(|| (state.clone(), app.watch()));
        b.saved = state;
        (effects, unsaved, app.awaited_tabs())
    });
    browser::listen_to_parts(&awaited); // before a tab of them is loaded
    // The alarm first, then the state, then the rest: wherever the worker dies, the next one is woken, finds what was
    // planned, and goes on after it.
    let (mut alarms, orders): (Vec<Effect>, Vec<Effect>) =
        effects.into_iter().partition(|effect| matches!(effect, Effect::WakeAt(_)));
    if let Some(alarm) = alarms.pop() {
        perform(alarm).await;
    }
    if let Some((state, watch)) = unsaved {
        storage::save_state(&state, &watch).await;
    }
    for order in orders {
        perform(order).await;
    }
}

fn seed() -> u64 {
    (js_sys::Math::random() * (1u64 << 53) as f64) as u64
}

async fn perform(effect: Effect) {
    match effect {
        Effect::Reload { tab } => browser::reload(tab).await,
        Effect::Get { tab, url } => browser::navigate(tab, &url).await,
        Effect::WakeAt(at_ms) => wake_at(at_ms).await,
        Effect::Probe { site, url, order } => spawn_local(async move {
            let result = probe::probe(&url).await;
            deliver(Event::Probed { site, order, result }).await;
        }),
        #[cfg(feature = "tools")]
        Effect::CheckRoute { tab, order, ask, may_read } => spawn_local(async move {
            let ways = with(|b| b.app.as_ref().map(|app| app.ways().to_vec()).unwrap_or_default());
            let answer = routes::put(&ask, may_read, &ways).await;
            deliver(Event::RouteChecked { tab_id: tab, order, index: ask.index, answer }).await;
        }),
        Effect::Notify { host, url, is_back } => {
            let id = if is_back { "wait_told_back" } else { "wait_told_gave_up" };
            let title = browser::message(id, std::slice::from_ref(&host));
            notify::notify(&url, &title, &browser::message("wait_told_open", &[host])).await;
        }
        Effect::ReadPage { tab, url } => spawn_local(read_page(tab, url)),
        #[cfg(feature = "tools")]
        Effect::ReloadPastCache { tab } => remedies::reload_past_cache(tab),
        #[cfg(feature = "tools")]
        Effect::Inspect { tab, url } => spawn_local(async move {
            deliver(remedies::look_into(tab, url).await).await;
        }),
        #[cfg(feature = "tools")]
        Effect::Fetch { tab, order, fetch } => spawn_local(async move {
            let answer = probe::fetch_page(&fetch).await;
            deliver(Event::Fetched { tab_id: tab, order, answer }).await;
        }),
        #[cfg(feature = "tools")]
        Effect::Take { tab, url, step, cookies } => spawn_local(async move {
            deliver(remedies::step(tab, url, step, cookies).await).await;
        }),
        #[cfg(feature = "tools")]
        Effect::ForgetCookies { host } => remedies::forget_cookies(&host),
        #[cfg(feature = "tools")]
        Effect::SetWays { ways } => ways::set(&ways).await,
        Effect::Badge { tab, badge } => {
            browser::set_badge(tab, badge).await;
            spawn_local(badge_after_commit(tab));
        }
        #[cfg(not(feature = "tools"))]
        _ => {} // of routes and remedies, which this module does not have
    }
}

async fn wake_at(at_ms: Option<u64>) {
    if with(|b| std::mem::replace(&mut b.wake_ms, at_ms) == at_ms && (at_ms.is_none() || b.timer.is_some())) {
        return;
    }
    let delay_ms = at_ms.map(|at| at.saturating_sub(js_sys::Date::now() as u64));
    let timer = delay_ms.filter(|delay| *delay <= TIMER_MAX_MS).map(|delay| {
        Timeout::new(delay as u32, || {
            with(|b| b.timer = None);
            spawn_local(deliver(Event::Woke));
        })
    });
    with(|b| b.timer = timer);
    browser::set_alarm(at_ms).await;
}

/// Navigations wipe a tab's badge, so it is set once more when the running one has committed: the badge of that moment,
/// for the page may have come back while this waited.
async fn badge_after_commit(tab: TabId) {
    for _ in 0..COMMIT_POLLS {
        TimeoutFuture::new(COMMIT_POLL_MS).await;
        match browser::tab(tab).await {
            Some(seen) if seen.is_loading() => {}
            Some(_) => break,
            None => return,
        }
    }
    let badge = with(|b| b.app.as_ref().filter(|_| !b.is_retired).map(|app| app.badge_of(tab)));
    if let Some(badge) = badge {
        browser::set_badge(tab, badge).await;
    }
}

async fn read_page(tab: TabId, url: String) {
    let sight = browser::look(tab).await;
    if browser::tab(tab).await.and_then(|seen| seen.url) != Some(url.clone()) {
        return; // the user went on meanwhile
    }
    let is_error_page = sight.is_none();
    let status = sight.as_ref().map_or(0, |sight| sight.status);
    let body = sight.map(|sight| sight.body);
    deliver(Event::Looked { tab_id: tab, url, status, is_error_page, body }).await;
}
