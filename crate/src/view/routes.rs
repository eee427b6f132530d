//! Other routes to the page, each with what its check found, and what others say of the page.

use super::fold::fold;
use super::node::{Arg, Element, Text};
use super::picture::{Picture, Routes, Scene};
use super::trying;
use crate::route::archive::dated_ms;
use crate::route::kind::{Kind, State};
#[cfg(feature = "tools")]
use crate::route::proxy::label;
use crate::route::question::Check;
use crate::route::verdict::Verdict;
use crate::site::Site;

/// *Check other routes*.
pub(super) fn button(picture: &Picture) -> Option<Element> {
    shown(picture).map(|routes| asking("check_routes", "route_check", routes))
}

/// Whom it asks: everybody who will hear of the page is named before the click.
pub(super) fn whom(picture: &Picture) -> Option<Element> {
    let routes = shown(picture)?;
    let host = Arg::Text(picture.host.clone());
    let mut told = vec![if routes.archives.is_empty() {
        Text::with("route_asks_site", [host])
    } else {
        Text::with("route_asks_archives", [host, Arg::Text(routes.archives.join(", "))])
    }];
    if !routes.proxies.is_empty() {
        told.push(Text::with("route_asks_proxies", [Arg::Text(routes.proxies.join(", "))]));
    }
    if !routes.locked.is_empty() {
        told.push(Text::message("route_asks_access"));
    }
    let told = told.into_iter().flat_map(|text| [text, Text::raw(" ")]);
    Some(Element::of("p", "asked").children(told))
}

/// *Is it just me?*: asks others, so they are named beside the button.
pub(super) fn just_me(picture: &Picture) -> Option<Element> {
    let routes = shown(picture).filter(|routes| !routes.outsiders.is_empty())?;
    Some(fold("just_me_fold", "route_just_me", false, || {
        let told = Text::with("route_asks_outsiders", [Arg::Text(routes.outsiders.join(", "))]);
        vec![Element::of("p", "asked").child(told), asking("just_me", "route_ask_them", routes)]
    }))
}

/// What was checked, and what came of it.
pub(super) fn found(picture: &Picture) -> Option<Element> {
    // The module that waits has nothing to show.
    let routes = shown(picture).filter(|routes| cfg!(feature = "tools") && !routes.checks.is_empty())?;
    let found = Element::of("section", "found").key("routes_found").child(verdict(routes));
    Some(if is_running(routes) {
        found.child(progress(routes)).child(list(routes))
    } else {
        found.child(list(routes)).children(access(routes))
    })
}

fn shown(picture: &Picture) -> Option<&Routes> {
    let is_shown = matches!(picture.scene, Scene::Failing | Scene::Waiting);
    picture.routes.as_ref().filter(|_| is_shown)
}

fn is_running(routes: &Routes) -> bool {
    routes.checks.iter().any(|check| !check.state.is_final())
}

/// A button that asks; while answers are awaited it keeps its place, and focus with it.
fn asking(verb: &'static str, name: &str, routes: &Routes) -> Element {
    let button = trying::button(verb, name);
    if is_running(routes) { button.attr("aria-disabled", "true") } else { button.ask(verb, "") }
}

fn progress(routes: &Routes) -> Element {
    let counted = routes.checks.iter().filter(|check| check.state != State::Spared);
    let (done, all) =
        counted.fold((0u64, 0u64), |(done, all), check| (done + u64::from(check.state.is_final()), all + 1));
    let counts = [Arg::Text(done.to_string()), Arg::Text(all.to_string())];
    let line = Element::of("p", "next").child(Text::with("route_progress", counts));
    let bar = Element::of("progress", "bar")
        .attr("value", done.to_string())
        .attr("max", all.to_string())
        .label("aria-label", Text::message("route_progress_label"));
    let stop = trying::button("stop_routes", "route_stop").ask("stop_routes", "");
    Element::of("div", "progress").key("routes_progress").child(line).child(bar).child(stop)
}

/// What those who were asked come to. Stands there before it says anything, so that screen readers notice when it does.
fn verdict(routes: &Routes) -> Element {
    let stations = routes.checks.iter().find(|check| check.kind == Kind::Elsewhere);
    let works = stations.map_or(0, |check| check.note.split_whitespace().count() as u64);
    let told = routes.verdict.map(|verdict| {
        let id = ["route_verdict_", verdict.word()].concat();
        if verdict == Verdict::OnlyHere { Text::with(&id, [Arg::Count(works)]) } else { Text::message(&id) }
    });
    Element::of("p", "told-outside").key("routes_verdict").attr("aria-live", "polite").children(told)
}

/// What was checked: first what can be opened, then the rest in the order it was checked.
fn list(routes: &Routes) -> Element {
    let shown = || routes.checks.iter().enumerate().filter(|(_, check)| check.state != State::Spared);
    let offered = shown().filter(|(_, check)| check.is_offered());
    let rest = shown().filter(|(_, check)| !check.is_offered());
    let items = offered.chain(rest).map(|(index, check)| item(index, check));
    Element::of("ul", "routes-list").key("routes_list").children(items)
}

fn item(index: usize, check: &Check) -> Element {
    let at = Site::of(&check.url).map(|site| site.to_string()).unwrap_or_default();
    let is_proxy = check.kind == Kind::Proxy;
    #[cfg(feature = "tools")] // the other module has no checks to show
    let at = if is_proxy { label(&check.via) } else { at };
    let name = Text::with(&["route_", check.kind.word()].concat(), [Arg::Text(at)]);
    let open = check.is_offered().then(|| {
        let words = if is_proxy { "route_open_through" } else { "route_open" };
        trying::button(&["open_", &index.to_string()].concat(), words).ask("open_route", check.choice())
    });
    let is_secret = check.kind == Kind::Http && check.state == State::Works;
    let warning =
        is_secret.then(|| Element::of("span", "warning").child(Text::message("route_http_warning")));
    Element::of("li", "route")
        .key(["route_", &index.to_string()].concat())
        .attr("data-state", check.state.word())
        .child(Element::of("span", "route-name").child(name))
        .child(Element::of("span", "route-result").child(result(check)))
        .children(warning)
        .children(open)
}

/// How it went, in words.
fn result(check: &Check) -> Text {
    let note = || [Arg::Text(check.note.clone())];
    let failing = || Arg::Text(check.copies.join(", "));
    let working = || Arg::Text(check.note.replace(' ', ", "));
    match (check.kind, check.state) {
        (kind, State::Works) if kind.is_copy() => {
            Text::with("route_copy", [Arg::DayMs(dated_ms(&check.url).unwrap_or_default())])
        }
        (kind, State::Missing) if kind.is_copy() => Text::message("route_no_copy"),
        (Kind::Proxy, State::Refused) => Text::message("route_proxy_taken"),
        (kind, State::Unread) if kind.needs_access() => Text::message("route_not_asked"),
        (Kind::StatusPage, State::Works | State::Fails) => Text::with("route_says", note()),
        (Kind::StatusPage, State::Missing) => Text::message("route_no_status_page"),
        (Kind::DnsFirst | Kind::DnsSecond | Kind::DnsHere, State::Works) => Text::message("route_name_known"),
        (Kind::DnsFirst | Kind::DnsSecond | Kind::DnsHere, State::Missing) => {
            Text::message("route_name_unknown")
        }
        (Kind::DnsFirst | Kind::DnsSecond | Kind::DnsHere, State::Fails) => Text::message("route_refused"),
        (Kind::Elsewhere, State::Works) => Text::with("route_works_in", [working()]),
        (Kind::Elsewhere, State::Fails) => Text::with("route_fails_in", [failing()]),
        (Kind::Elsewhere, State::Mixed) => Text::with("route_works_and_fails_in", [working(), failing()]),
        (Kind::Connectivity, State::Unread) => Text::message("route_answers"),
        (_, State::Fails) if !check.note.is_empty() => Text::with("route_fails_with", note()),
        (_, state) => Text::message(&["route_", state.word()].concat()),
    }
}

/// Where answers could not be read, the access that would let Rebound read them.
fn access(routes: &Routes) -> Option<Element> {
    let is_unread =
        routes.checks.iter().any(|check| check.state == State::Unread && !check.kind.is_question());
    (is_unread && !routes.locked.is_empty()).then(|| {
        let hosts = [Arg::Text(routes.locked.join(", "))];
        Element::of("div", "routes-access")
            .key("routes_access")
            .child(Element::of("p", "asked").child(Text::with("route_locked", hosts)))
            .child(trying::button("give_access", "popup_access_grant").ask("routes_access", ""))
    })
}
