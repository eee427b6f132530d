//! What a click in the popup asks for, passed on to the background.

use super::browser;
use super::popup::{picture, redraw, refresh, tell, with};
use crate::access;
use crate::event::TabId;
use crate::site::Site;
use crate::view::picture::Scope;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A click. Permission requests count as the user's only in the click's own turn, so nothing is awaited before them.
pub(super) fn act(verb: &str, argument: &str) {
    let (tab, scope) = with(|p| (p.tab, p.scope));
    match (verb, argument) {
        ("keep_trying", "on") => {
            // Chrome closes the popup when it asks: the background must know before what the answer is for.
            tell("keepTrying", tab, &[("on", true.into())]);
            ask_for_site(scope);
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
        ("try_now", _) => tell("tryNow", tab, &[]),
        ("settings", _) => browser::open_settings(),
        ("dismiss", _) => tell("dismissed", tab, &[]),
        ("scope", scope) => {
            with(|p| p.scope = if scope == "all" { Scope::All } else { Scope::Site });
            redraw();
        }
        ("help", _) => {
            with(|p| (p.shown, p.advice_at) = (None, 0));
            tell("helpWanted", tab, &[]);
            ask_for_site(Scope::Site);
            go_on("", "");
        }
        ("unfold", _) => go_on("", ""),
        ("check_routes", _) => {
            tell("routesWanted", tab, &[("on", false.into())]);
            ask_for_routes(scope);
            go_on("", "");
        }
        ("just_me", _) => {
            tell("routesWanted", tab, &[("on", true.into())]);
            go_on("", "");
        }
        _ => go_on(verb, argument),
    }
}

/// Routes, remedies and the report are not in the module that waits: the other one shows them, and does what was clicked.
#[cfg(not(feature = "tools"))]
fn go_on(verb: &str, argument: &str) {
    super::popup::hand_over(verb, argument);
}

#[cfg(feature = "tools")]
fn go_on(verb: &str, argument: &str) {
    super::tool_clicks::act(verb, argument);
}

/// Asks for access to the failed site, or to all, where it is missing.
fn ask_for_site(scope: Scope) {
    let picture = picture();
    if !picture.has_access {
        let site = Site::of(&["http://", &picture.host, "/"].concat());
        ask(&access::patterns(site.as_ref().filter(|_| scope == Scope::Site)));
    }
}

/// Where notifications are not allowed, nothing stays promised.
fn allow_notifications(tab: TabId) {
    let answer = browser::request_permission("notifications");
    spawn_local(async move {
        match JsFuture::from(answer).await {
            Ok(granted) if granted.is_truthy() => {}
            Ok(_) => tell("tellMe", tab, &[("on", false.into())]),
            Err(problem) => browser::report(&problem),
        }
        refresh().await;
    });
}

/// Asks the user for access.
pub(super) fn ask(origins: &[String]) {
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

/// Without access to the hosts of other routes, what they answer cannot be told from an error.
pub(super) fn ask_for_routes(scope: Scope) {
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
