//! Past waits, site by site, the latest first.

use super::{entry_button, paragraph, section};
use crate::incident::{End, Incident};
use crate::settings::Settings;
use crate::view::node::{Arg, Element, Text};
use crate::view::trying::button;
use crate::view::why;

/// The section.
pub(super) fn card(settings: &Settings) -> Element {
    let section = section("history", "options_history", "options_history_hint");
    let mut sites: Vec<&str> = Vec::new();
    for incident in settings.incidents.iter().rev() {
        if !sites.contains(&incident.site.as_str()) {
            sites.push(incident.site.as_str());
        }
    }
    if sites.is_empty() {
        return section.child(paragraph("nothing", "options_history_none"));
    }
    section.children(sites.iter().map(|site| of_site(site, settings))).child(delete_all(settings))
}

fn of_site(site: &str, settings: &Settings) -> Element {
    let named = Text::with("options_history_delete_site", [Arg::Text(site.into())]);
    let delete = entry_button(&["forget_", site].concat(), "options_delete", named).ask("forget", site);
    let title = Element::of("h3", "entry-name").child(Text::raw(site));
    let incidents = settings.incidents.iter().rev().filter(|incident| incident.site.as_str() == site);
    Element::of("div", "past")
        .key(["past_", site].concat())
        .child(Element::of("div", "entry-row").child(title).child(delete))
        .child(Element::of("ul", "incidents").children(incidents.map(line)))
}

/// One wait: when it began, how it ended, how often was tried, and what was the matter.
fn line(incident: &Incident) -> Element {
    let lasted = [Arg::DurationMs(incident.ended_ms.saturating_sub(incident.first_failure_ms))];
    let (end, word) = match incident.end {
        End::Back => ("options_ended_back", "back"),
        End::GaveUp => ("options_ended_gave_up", "gave_up"),
        End::Stopped => ("options_ended_stopped", "stopped"),
        End::Left => ("options_ended_left", "left"),
    };
    let tries = match incident.tries {
        0 => Text::message("options_tries_none"),
        tries => Text::with("options_tries", [Arg::Count(tries.into())]),
    };
    let began = Element::of("span", "began")
        .child(Text::with("options_began", [Arg::MomentMs(incident.first_failure_ms)]));
    let cause = incident
        .causes
        .first()
        .map(|cause| Element::of("span", "hint").child(Text::message(&why::message(cause))));
    Element::of("li", "incident")
        .attr("data-end", word)
        .child(began)
        .child(Element::of("span", "ended").child(Text::with(end, lasted)))
        .child(Element::of("span", "tries").child(tries))
        .children(cause)
}

/// Deleting cannot be undone, so it asks.
fn delete_all(settings: &Settings) -> Element {
    if !settings.asks_delete {
        let delete = button("delete_all", "options_history_delete_all").ask("delete_all", "");
        return Element::of("div", "row").key("delete_row").child(delete);
    }
    let count = Arg::Count(settings.incidents.len() as u64);
    let question = Element::of("p", "question").child(Text::with("options_history_sure", [count]));
    let delete = button("forget_all", "options_delete").attr("data-weight", "main").ask("forget", "");
    let keep = button("keep_all", "options_keep").ask("delete_all", "no");
    Element::of("div", "row").key("sure_row").attr("role", "group").child(question).child(delete).child(keep)
}
