//! The user's own proxies, what goes through them now, and where the browser lets nobody use any, why.

use super::form::Form;
use super::{entry_button, paragraph, part, section};
use crate::route::proxy::{Way, label};
use crate::settings::Settings;
use crate::view::node::{Arg, Element, Text};

/// The section.
pub(super) fn card(settings: &Settings) -> Element {
    let section = section("proxies", "options_proxies", "options_proxies_hint")
        .children(ways(settings))
        .children(proxies(settings));
    if !settings.may_use_proxies() {
        return section.child(paragraph("nothing", "options_proxies_build"));
    }
    let asks = (!settings.has_proxies).then(|| paragraph("hint", "options_proxies_ask"));
    section.child(add(settings)).children(asks)
}

/// What goes through a proxy, for as long as it does.
fn ways(settings: &Settings) -> Vec<Element> {
    if settings.ways.is_empty() {
        return Vec::new();
    }
    let entry = |way: &Way| {
        let named = Text::with("options_way_leave_named", [Arg::Text(way.host.clone())]);
        let leave = entry_button(&["leave_", &way.host].concat(), "options_way_leave", named);
        let told = [Arg::Text(way.host.clone()), Arg::Text(label(&way.via))];
        Element::of("li", "entry-row")
            .key(["way_", &way.host].concat())
            .child(Element::of("span", "entry-name").child(Text::with("options_way", told)))
            .child(leave.ask("leave_way", way.host.clone()))
    };
    let list = Element::of("ul", "entries").key("ways").children(settings.ways.iter().map(entry));
    vec![part("options_ways"), list]
}

fn proxies(settings: &Settings) -> Option<Element> {
    let entry = |proxy: &String| {
        let named = Text::with("options_remove_named", [Arg::Text(label(proxy))]);
        let remove = entry_button(&["remove_proxy_", proxy].concat(), "options_remove", named);
        Element::of("li", "entry-row")
            .key(["proxy_", proxy].concat())
            .child(Element::of("span", "entry-name line").child(Text::raw(label(proxy))))
            .child(remove.ask("remove_proxy", proxy))
    };
    let proxies = &settings.services.proxies;
    let list = Element::of("ul", "entries").key("proxies_list");
    (!proxies.is_empty()).then(|| list.children(proxies.iter().map(entry)))
}

fn add(settings: &Settings) -> Element {
    let name = Element::of("input", "entry")
        .key("proxy_name")
        .attr("type", "text")
        .attr("name", "choice")
        .attr("autocomplete", "off")
        .attr("maxlength", "40");
    let called = Element::of("span", "field-name").child(Text::message("options_proxy_name"));
    let form = Form {
        field: "add_proxy",
        ask: ("add_proxy", ""),
        label: Text::message("options_proxy"),
        value: String::new(),
        example: "socks5://10.0.0.1:1080",
        submit: "options_add",
        choice: Some(Element::of("label", "field").child(called).child(name)),
    };
    form.draw(settings)
}
