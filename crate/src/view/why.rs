//! Why we think so: possible causes with how sure we are, what was seen, what it means and how long such things last.

use super::node::{Element, Text};
use crate::diagnosis::{Cause, Diagnosis, Side};
use crate::report::owner_hint;

/// Causes less likely than this are not told.
const P_MIN: f64 = 0.05;
/// As many lines of evidence as still help.
const SEEN_MAX: usize = 8;
/// Longer lines of what a server said are cut.
const LINE_MAX: usize = 120;

/// What stands in the fold under a failure's verdict.
pub(super) fn inside(diagnosis: &Diagnosis) -> Vec<Element> {
    let mut lines = vec![paragraph(meaning(diagnosis.side)), paragraph(helps(diagnosis.side))];
    lines.extend(lasts(diagnosis.side).map(paragraph));
    lines.extend(causes(diagnosis));
    lines.extend(seen(diagnosis));
    lines.push(Element::of("h2", "fold-title").child(Text::message("popup_why_owner")));
    lines.push(paragraph(owner_hint(diagnosis)));
    lines
}

fn paragraph(text: Text) -> Element {
    Element::of("p", "fold-text").child(text)
}

fn titled(title: &str, list: Element) -> [Element; 2] {
    [Element::of("h2", "fold-title").child(Text::message(title)), list]
}

fn meaning(side: Side) -> Text {
    Text::message(match side {
        Side::You => "meaning_you",
        Side::Network => "meaning_network",
        Side::Gateway => "meaning_gateway",
        Side::Origin => "meaning_origin",
        Side::Policy => "meaning_policy",
        Side::Unknown => "meaning_unknown",
    })
}

fn helps(side: Side) -> Text {
    Text::message(match side {
        Side::You => "helps_you",
        Side::Network => "helps_network",
        Side::Gateway | Side::Origin => "helps_origin",
        Side::Policy => "helps_policy",
        Side::Unknown => "helps_unknown",
    })
}

/// How long such things usually last: medians of public monitors' outages, and of failures on the way as users see them.
fn lasts(side: Side) -> Option<Text> {
    match side {
        Side::Gateway | Side::Origin => Some(Text::message("lasts_origin")),
        Side::Network => Some(Text::message("lasts_network")),
        Side::You | Side::Policy | Side::Unknown => None,
    }
}

fn causes(diagnosis: &Diagnosis) -> Vec<Element> {
    let told: Vec<&Cause> = diagnosis.causes.iter().filter(|cause| cause.p >= P_MIN).collect();
    let Some(first) = told.first() else { return Vec::new() };
    let list = Element::of("ul", "causes").children(told.iter().map(|cause| {
        let sure = Element::of("span", "sure").child(Text::message(certainty(cause.p)));
        Element::of("li", "cause").child(sure).child(Text::raw(" ")).child(Text::message(&message(&cause.id)))
    }));
    let is_alike = told.get(1).is_some_and(|second| second.p * 2.0 > first.p);
    let alike = is_alike.then(|| paragraph(Text::message("popup_why_alike")));
    titled("popup_why_causes", list).into_iter().chain(alike).collect()
}

/// Message id of a cause; a dot may not stand in one.
pub fn message(cause: &str) -> String {
    ["cause_", &cause.replace('.', "__")].concat()
}

fn certainty(p: f64) -> &'static str {
    match p {
        p if p >= 0.9 => "sure_certain",
        p if p >= 0.5 => "sure_probable",
        p if p >= 0.2 => "sure_possible",
        _ => "sure_unlikely",
    }
}

/// What the verdict rests on, as the servers said it, and the numbers an owner can look up.
fn seen(diagnosis: &Diagnosis) -> Vec<Element> {
    let ids = diagnosis.ids.iter().map(|(name, value)| [name, ": ", value].concat());
    let lines: Vec<String> = diagnosis.evidence.iter().take(SEEN_MAX).cloned().chain(ids).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let item = |line: &String| {
        let cut = line.chars().take(LINE_MAX).collect::<String>();
        let told = match line.strip_prefix("nearby: ") {
            Some(word) => Text::message(&["seen_", word].concat()),
            None => Text::raw(cut),
        };
        Element::of("li", "line").child(told)
    };
    titled("popup_why_seen", Element::of("ul", "lines").children(lines.iter().map(item))).into()
}
