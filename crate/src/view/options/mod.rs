//! The settings page, put together from its sections.

mod access;
mod form;
mod history;
mod patience;
mod services;

use super::node::{Element, Node, Text};
use super::trying::button;
use crate::settings::Settings;

/// The whole page.
///
/// Every part that can take focus or be folded carries a `data-key` that stays the same from change to change.
pub fn options(settings: &Settings) -> Node {
    let title = Element::of("h1", "page-title").child(Text::message("options_title"));
    // Stands there before it says anything, so that screen readers notice when it does.
    let saved = settings.is_saved.then(|| Text::message("options_saved"));
    let saved = Element::of("p", "saved").key("saved").attr("role", "status").children(saved);
    let header = Element::of("header", "page-head").key("header").child(title);
    Element::of("main", "options")
        .key("options")
        .child(header.child(paragraph("intro", "options_intro")))
        .children(set_aside(settings))
        .child(patience::card(settings))
        .child(services::card(settings))
        .child(history::card(settings))
        .child(access::card(settings))
        .child(saved)
        .into()
}

/// A section with its name and one line on what it is about.
fn section(key: &'static str, title: &str, about: &str) -> Element {
    let name = ["title_", key].concat();
    let title = Element::of("h2", "section-title").attr("id", name.as_str()).child(Text::message(title));
    Element::of("section", "section")
        .key(key)
        .attr("aria-labelledby", name)
        .child(title)
        .child(paragraph("hint", about))
}

fn paragraph(class: &str, message: &str) -> Element {
    Element::of("p", class).child(Text::message(message))
}

/// A lesser heading inside a section.
fn part(message: &str) -> Element {
    Element::of("h3", "part").child(Text::message(message))
}

/// A switch with its name, and what a press asks for.
fn switch(key: &str, name: Text, is_on: bool) -> Element {
    let name = Element::of("span", "switch-name").child(name);
    Element::of("button", "switch")
        .key(key)
        .attr("type", "button")
        .attr("role", "switch")
        .attr("aria-checked", if is_on { "true" } else { "false" })
        .child(name)
        .child(Element::of("span", "track").attr("aria-hidden", "true"))
}

/// A button of a list's entry: what is seen is short, what is heard names the entry.
fn entry_button(key: &str, seen: &str, heard: Text) -> Element {
    button(key, seen).label("aria-label", heard)
}

/// Saved data that could not be read.
fn set_aside(settings: &Settings) -> Option<Element> {
    let data = settings.set_aside.as_ref()?;
    let summary = Element::of("summary", "fold-name").key("set_aside_fold");
    let fold = Element::of("details", "another")
        .key("set_aside_data")
        .child(summary.child(Text::message("options_set_aside_see")))
        .child(Element::of("p", "line").child(Text::raw(data)));
    let delete = button("delete_set_aside", "options_set_aside_delete").ask("delete_set_aside", "");
    Some(
        section("set_aside", "options_set_aside", "options_set_aside_hint")
            .child(fold)
            .child(Element::of("div", "row").child(delete)),
    )
}
