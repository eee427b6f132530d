//! How sites are waited for: the limit, unattended screens, and a temper for each site.

use super::form::Form;
use super::{entry_button, paragraph, part, section, switch};
use crate::retry::Temper;
use crate::settings::Settings;
use crate::site::Site;
use crate::view::node::{Arg, Element, Text};
use crate::view::trying::button;

const TEMPERS: [(Temper, &str); 3] = [
    (Temper::Normal, "options_temper_normal"),
    (Temper::Gentle, "options_temper_gentle"),
    (Temper::Eager, "options_temper_eager"),
];

/// The section.
pub(super) fn card(settings: &Settings) -> Element {
    section("patience", "options_patience", "options_patience_hint")
        .child(limit(settings))
        .child(kiosk(settings))
        .child(part("options_tempers"))
        .child(paragraph("hint", "options_tempers_hint"))
        .children(sites(settings))
        .child(add(settings))
}

fn limit(settings: &Settings) -> Element {
    let form = Form {
        field: "limit",
        ask: ("limit", ""),
        label: Text::message("options_limit"),
        value: settings.patience.limit_hours.to_string(),
        example: "24",
        submit: "options_save",
        choice: None,
    };
    form.draw(settings).child(paragraph("hint", "options_limit_hint"))
}

/// Unattended screens need every site: which one fails next nobody knows.
fn kiosk(settings: &Settings) -> Element {
    let is_on = settings.patience.kiosk;
    let switch = switch("kiosk", Text::message("options_kiosk"), is_on);
    let grant = (is_on && !settings.sees_all()).then(|| {
        let give = button("grant_all", "options_grant_all").attr("data-weight", "main").ask("grant_all", "");
        Element::of("div", "lacks").child(paragraph("lack", "options_kiosk_lacks")).child(give)
    });
    Element::of("div", "setting")
        .key("kiosk_setting")
        .child(switch.ask("kiosk", if is_on { "off" } else { "on" }))
        .child(paragraph("hint", "options_kiosk_hint"))
        .children(grant)
}

fn sites(settings: &Settings) -> Option<Element> {
    let list = Element::of("ul", "entries").key("tempers");
    let entries = settings.patience.tempers.iter().map(|(site, temper)| entry(site, *temper));
    (!settings.patience.tempers.is_empty()).then(|| list.children(entries))
}

fn entry(site: &Site, temper: Temper) -> Element {
    let name = || [Arg::Text(site.to_string())];
    let choice = choice(&["temper_", site.as_str()].concat(), temper)
        .label("aria-label", Text::with("options_temper_of", name()))
        .ask("temper", site.as_str());
    let key = ["remove_site_", site.as_str()].concat();
    let remove = entry_button(&key, "options_remove", Text::with("options_remove_named", name()));
    Element::of("li", "entry-row")
        .key(["site_", site.as_str()].concat())
        .child(Element::of("span", "entry-name").child(Text::raw(site.as_str())))
        .child(choice)
        .child(remove.ask("remove_site", site.as_str()))
}

/// The tempers to choose from.
fn choice(key: &str, chosen: Temper) -> Element {
    let options = TEMPERS.map(|(temper, name)| {
        let option = Element::new("option").attr("value", temper.word());
        option.flag("selected", temper == chosen).child(Text::message(name))
    });
    Element::of("select", "select").key(key).attr("name", "choice").children(options)
}

fn add(settings: &Settings) -> Element {
    let choice = choice("new_temper", Temper::Eager).label("aria-label", Text::message("options_temper"));
    let form = Form {
        field: "add_site",
        ask: ("add_site", ""),
        label: Text::message("options_site"),
        value: String::new(),
        example: "shop.example",
        submit: "options_add",
        choice: Some(choice),
    };
    form.draw(settings)
}
