//! Who may be asked on a click: each receiver with what it learns and a switch, and the user's own mirrors.

use super::form::Form;
use super::{entry_button, paragraph, part, section, switch};
use crate::route::services::{SERVICES, Service};
use crate::settings::Settings;
use crate::site::Site;
use crate::view::node::{Arg, Element, Text};
use crate::view::trying::button;

/// Services before this one are asked by *Check other routes*, the others by *Is it just me?*.
const FIRST_OUTSIDER: &str = "dns_first";

/// The section.
pub(super) fn card(settings: &Settings) -> Element {
    let outsiders =
        SERVICES.iter().position(|service| service.id == FIRST_OUTSIDER).unwrap_or(SERVICES.len());
    let (routes, just_me) = SERVICES.split_at_checked(outsiders).unwrap_or((&SERVICES, &[]));
    let list = |key: &str, services: &[Service]| {
        let entries = services.iter().map(|service| entry(service, settings));
        Element::of("ul", "services").key(key).children(entries)
    };
    section("services", "options_services", "options_services_hint")
        .child(part("options_services_routes"))
        .child(list("routes", routes))
        .child(keeps_query(settings))
        .child(part("options_services_just_me"))
        .child(list("just_me", just_me))
        .child(part("options_mirrors"))
        .child(paragraph("hint", "options_mirrors_hint"))
        .children(mirrors(settings))
        .child(add(settings))
}

fn entry(service: &Service, settings: &Settings) -> Element {
    let id = service.id;
    let name = Text::message(&["options_service_", id].concat());
    Element::of("li", "service")
        .key(["service_", id].concat())
        .child(switch(&["switch_", id].concat(), name, settings.services.is_on(id)).ask("service", id))
        .child(Element::of("p", "hint").child(learns(id, settings)))
        .child(another(service, settings))
}

/// Who is asked, and what they learn.
fn learns(id: &str, settings: &Settings) -> Text {
    let template = settings.services.template(id).unwrap_or_default();
    let host = Site::of(template).map(|site| site.to_string()).unwrap_or_default();
    let message = match id {
        "status_page" if host.contains('{') => return Text::message("options_learns_own"),
        "status_page" => "options_learns_nothing_more",
        "dns_first" | "dns_second" => "options_learns_name",
        "elsewhere" => "options_learns_elsewhere",
        "connectivity" => "options_learns_connection",
        _ if settings.services.keeps_query => "options_learns_whole",
        _ => "options_learns_page",
    };
    Text::with(message, [Arg::Text(host)])
}

/// Another address for a service: for tests, and for those who run one of their own.
fn another(service: &Service, settings: &Settings) -> Element {
    let id = service.id;
    let moved = settings.services.moved.iter().find(|(known, _)| known == id).map(|(_, url)| url.clone());
    let form = Form {
        field: &["move_", id].concat(),
        ask: ("move", id),
        label: Text::message("options_another_address"),
        value: moved.clone().unwrap_or_default(),
        example: service.url,
        submit: "options_save",
        choice: None,
    };
    let back = moved.map(|_| {
        let back = button(&["back_", id].concat(), "options_another_back").ask("move_back", id);
        Element::of("div", "row").child(back)
    });
    let name = Element::of("summary", "fold-name").key(["another_name_", id].concat());
    Element::of("details", "another")
        .key(["another_", id].concat())
        .child(name.child(Text::message("options_another")))
        .child(paragraph("hint", "options_another_hint"))
        .child(form.draw(settings))
        .children(back)
}

fn keeps_query(settings: &Settings) -> Element {
    let is_on = settings.services.keeps_query;
    let switch = switch("keeps_query", Text::message("options_keeps_query"), is_on);
    Element::of("div", "setting")
        .key("keeps_query_setting")
        .child(switch.ask("keeps_query", if is_on { "off" } else { "on" }))
        .child(paragraph("hint", "options_keeps_query_hint"))
}

fn mirrors(settings: &Settings) -> Option<Element> {
    let entry = |mirror: &String| {
        let named = Text::with("options_remove_named", [Arg::Text(mirror.clone())]);
        let remove = entry_button(&["remove_mirror_", mirror].concat(), "options_remove", named);
        Element::of("li", "entry-row")
            .key(["mirror_", mirror].concat())
            .child(Element::of("span", "entry-name line").child(Text::raw(mirror)))
            .child(remove.ask("remove_mirror", mirror))
    };
    let mirrors = &settings.services.mirrors;
    let list = Element::of("ul", "entries").key("mirrors");
    (!mirrors.is_empty()).then(|| list.children(mirrors.iter().map(entry)))
}

fn add(settings: &Settings) -> Element {
    let form = Form {
        field: "add_mirror",
        ask: ("add_mirror", ""),
        label: Text::message("options_mirror"),
        value: String::new(),
        example: "https://mirror.example{path}",
        submit: "options_add",
        choice: None,
    };
    form.draw(settings)
}
