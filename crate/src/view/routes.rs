//! Other routes to the page, each with what its check found, and what others say of the page.

use super::node::{Arg, Element, Text};
use super::picture::{Picture, Routes, Scene};
use super::trying::button;
use crate::route::archive::dated_ms;
use crate::route::kind::{Kind, State};
#[cfg(feature = "tools")]
use crate::route::proxy::label;
use crate::route::question::Check;
use crate::route::verdict::Verdict;
use crate::site::Site;

/// The section; two buttons and whom they ask, until one of them is pressed.
pub(super) fn section(picture: &Picture) -> Option<Element> {
    let routes = picture.routes.as_ref()?;
    if !matches!(picture.scene, Scene::Failing | Scene::Waiting) {
        return None;
    }
    let section = Element::of("section", "routes").key("routes");
    let is_running = routes.checks.iter().any(|check| !check.state.is_final());
    if routes.checks.is_empty() {
        return Some(section.child(buttons(routes)).children(whom(picture, routes)));
    }
    let section = section.child(verdict(routes));
    Some(if is_running {
        section.child(progress(routes)).child(list(routes))
    } else {
        section.child(list(routes)).children(access(routes)).child(buttons(routes))
    })
}

fn buttons(routes: &Routes) -> Element {
    let routes_button = button("check_routes", "route_check").ask("check_routes", "");
    let me = (!routes.outsiders.is_empty()).then(|| button("just_me", "route_just_me").ask("just_me", ""));
    Element::of("div", "buttons").key("routes_buttons").child(routes_button).children(me)
}

/// Before the click: who will hear of the page, and what the browser will ask.
fn whom(picture: &Picture, routes: &Routes) -> Vec<Element> {
    let line = |text| Element::of("p", "asked").child(text);
    let host = Arg::Text(picture.host.clone());
    let mut lines = vec![line(if routes.archives.is_empty() {
        Text::with("route_asks_site", [host])
    } else {
        Text::with("route_asks_archives", [host, Arg::Text(routes.archives.join(", "))])
    })];
    if !routes.locked.is_empty() {
        lines.push(line(Text::message("route_asks_access")));
    }
    if !routes.proxies.is_empty() {
        lines.push(line(Text::with("route_asks_proxies", [Arg::Text(routes.proxies.join(", "))])));
    }
    if !routes.outsiders.is_empty() {
        lines.push(line(Text::with("route_asks_outsiders", [Arg::Text(routes.outsiders.join(", "))])));
    }
    lines
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
    let stop = button("stop_routes", "route_stop").ask("stop_routes", "");
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
        button(&["open_", &index.to_string()].concat(), words).ask("open_route", check.choice())
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
            .child(button("give_access", "popup_access_grant").ask("routes_access", ""))
    })
}
