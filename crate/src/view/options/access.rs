//! What the browser lets Rebound see and do, and how to take it back.

use super::{entry_button, paragraph, part, section};
use crate::settings::Settings;
use crate::view::node::{Arg, Element, Text};
use crate::view::trying::button;

/// The section.
pub(super) fn card(settings: &Settings) -> Element {
    let hosts = settings.hosts();
    let section = section("access", "options_access", "options_access_hint");
    let section = if hosts.is_empty() {
        section.child(paragraph("nothing", "options_access_none"))
    } else {
        let list = Element::of("ul", "entries").key("hosts");
        section.child(list.children(hosts.iter().map(|host| granted(host))))
    };
    let permissions = settings.permissions.iter().map(|(name, is_given)| permission(name, *is_given));
    section
        .child(part("options_permissions"))
        .child(Element::of("ul", "services").key("permissions").children(permissions))
}

fn granted(host: &str) -> Element {
    let (seen, name) = match host {
        "*" => (Text::message("options_access_all"), Text::message("options_access_all_remove")),
        host => (Text::raw(host), Text::with("options_remove_named", [Arg::Text(host.into())])),
    };
    let remove = entry_button(&["revoke_", host].concat(), "options_remove", name);
    Element::of("li", "entry-row")
        .key(["host_", host].concat())
        .child(Element::of("span", "entry-name").child(seen))
        .child(remove.ask("revoke", host))
}

/// A permission that the browser asks about when it is needed, and what it is needed for.
fn permission(name: &str, is_given: bool) -> Element {
    let message = |end: &str| Text::message(&["options_permission_", name, end].concat());
    let (act, verb, state) = match is_given {
        true => ("options_remove", "revoke_permission", "options_given"),
        false => ("options_allow", "grant_permission", "options_not_given"),
    };
    let (key, named) = (["permission_", name].concat(), ["name_", name].concat());
    let title = Element::of("span", "entry-name").attr("id", named.as_str()).child(message(""));
    let labels = [&key, " ", &named].concat();
    let button = button(&key, act).attr("id", key.as_str()).attr("aria-labelledby", labels).ask(verb, name);
    Element::of("li", "service")
        .key(["row_", name].concat())
        .child(Element::of("div", "entry-row").child(title).child(button))
        .child(
            Element::of("p", "hint").child(message("_use")).child(Text::raw(" ")).child(Text::message(state)),
        )
}
