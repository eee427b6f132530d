//! *Keep trying*: the switch, the countdown to the next try, and what can be done meanwhile.

use super::access;
use super::node::{Arg, Element, Text};
use super::picture::{Picture, Scene};
use super::timeline;
use crate::diagnosis::Advice;
use crate::json::digits;

const MINUTE_MS: u64 = 60_000;

/// The card with the switch; none where Rebound repeats nothing.
pub(super) fn card(picture: &Picture) -> Option<Element> {
    let failed = matches!(picture.scene, Scene::Failing | Scene::Waiting);
    if !failed || picture.refusal.is_some() {
        return None;
    }
    let card = Element::of("section", "trying").key("trying").child(switch(picture.keeps_trying));
    Some(if !picture.has_access {
        card.child(access::choice(picture)).child(buttons(picture))
    } else if picture.scene == Scene::Waiting {
        card.child(progress(picture)).child(buttons(picture)).child(tell_me(picture))
    } else {
        let hint = Element::of("p", "hint").child(Text::message("popup_keep_trying_hint"));
        card.child(hint).child(buttons(picture))
    })
}

/// How many other tabs share this one's fate.
pub(super) fn other_tabs(picture: &Picture) -> Option<Element> {
    let id = match picture.scene {
        Scene::Waiting => "popup_other_tabs",
        Scene::Back => "popup_other_tabs_return",
        _ => return None,
    };
    let count = Arg::Count(picture.other_tabs.into());
    let line = Element::of("p", "tabs").key("tabs").child(Text::with(id, [count]));
    (picture.other_tabs > 0).then_some(line)
}

/// The switch with its label.
fn switch(on: bool) -> Element {
    let (state, next) = if on { ("true", "off") } else { ("false", "on") };
    Element::of("button", "switch")
        .key("keep_trying")
        .attr("type", "button")
        .attr("role", "switch")
        .attr("aria-checked", state)
        .ask("keep_trying", next)
        .child(Element::of("span", "switch-name").child(Text::message("popup_keep_trying")))
        .child(Element::of("span", "track").attr("aria-hidden", "true"))
}

/// When the next try comes, the bar that shows it, and how it went so far.
fn progress(picture: &Picture) -> Element {
    let when = Element::of("div", "so-far").child(Element::of("p", "next").child(next(picture)));
    Element::of("div", "progress")
        .key("progress")
        .child(when.child(Element::of("p", "tries").child(tries(picture.tries))))
        .child(bar(picture))
        .child(Element::of("div", "so-far").children(timeline::row(picture)).children(since(picture)))
        .children(
            picture.site_asked.then(|| Element::of("p", "asked").child(Text::message("popup_site_asked"))),
        )
}

/// When the next try comes.
fn next(picture: &Picture) -> Text {
    let on_network_change = picture.diagnosis.as_ref().is_some_and(|d| d.advice == Advice::OnNetworkChange);
    match picture.next_try_ms {
        _ if picture.is_trying => Text::message("popup_trying_now"),
        _ if picture.is_offline => Text::message("popup_waiting_offline"),
        Some(ms) => Text::with("popup_next_try", [Arg::DurationMs(ms)]),
        None if on_network_change => Text::message("popup_waiting_network_change"),
        None => Text::message("popup_waiting"),
    }
}

/// The bar fills up until the next try; it runs freely while one is under way and is empty when none is planned.
fn bar(picture: &Picture) -> Element {
    let bar = Element::of("progress", "bar");
    if picture.is_trying {
        return bar.label("aria-label", Text::message("popup_trying_now"));
    }
    let bar = bar.label("aria-label", Text::message("popup_next_try_label"));
    match (picture.next_try_ms, picture.pause_ms) {
        (Some(left), Some(whole)) if whole > 0 && !picture.is_offline => {
            bar.attr("max", digits(whole)).attr("value", digits(whole.saturating_sub(left)))
        }
        _ => bar.attr("max", "1").attr("value", "0"),
    }
}

fn tries(count: u32) -> Text {
    match count {
        0 => Text::message("popup_tries_none"),
        n => Text::with("popup_tries", [Arg::Count(n.into())]),
    }
}

/// Since when; whole minutes only, one ticking number is enough.
fn since(picture: &Picture) -> Option<Element> {
    let minutes = picture.failing_for_ms / MINUTE_MS * MINUTE_MS;
    (minutes > 0)
        .then(|| Element::of("p", "since").child(Text::with("popup_failing_for", [Arg::DurationMs(minutes)])))
}

/// *Try now*, and *Stop* once the switch is on; a wait that lacks access is helped by access first.
fn buttons(picture: &Picture) -> Element {
    let first = if picture.keeps_trying && !picture.has_access {
        button("grant", "popup_access_grant").attr("data-weight", "main").ask("keep_trying", "on")
    } else if picture.is_trying {
        // Stays in place while a try runs, so that focus and layout stay too; a click then asks for nothing.
        button("try_now", "popup_try_now").attr("aria-disabled", "true")
    } else {
        button("try_now", "popup_try_now").ask("try_now", "")
    };
    let stop = picture.keeps_trying.then(|| button("stop", "popup_stop").ask("stop", ""));
    Element::of("div", "buttons").child(first).children(stop)
}

/// *Tell me when it is back*: also with the tab closed.
fn tell_me(picture: &Picture) -> Element {
    let (state, next) = if picture.tells { ("true", "off") } else { ("false", "on") };
    quiet("tell_me", "wait_tell_me").attr("aria-pressed", state).ask("tell_me", next)
}

/// A button that asks for no attention.
pub(super) fn quiet(key: &str, message: &str) -> Element {
    Element::of("button", "quiet").key(key).attr("type", "button").child(Text::message(message))
}

/// A plain button.
pub(super) fn button(key: &str, message: &str) -> Element {
    Element::of("button", "button").key(key).attr("type", "button").child(Text::message(message))
}
