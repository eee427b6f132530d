//! The report for the site's owner: the button that copies it, and what came of that.

use super::node::{Element, Text};
use super::picture::Picture;
use super::trying;

/// The button.
pub(super) fn button() -> Element {
    trying::button("copy_report", "popup_copy_report").ask("copy_report", "")
}

/// What came of copying, and once it did: the choice to take the whole address.
pub(super) fn told(picture: &Picture) -> Vec<Element> {
    if cfg!(not(feature = "tools")) {
        return Vec::new();
    }
    let told = picture.copied.map(|is_copied| {
        Text::message(match is_copied {
            true if picture.with_query => "popup_report_copied_whole",
            true => "popup_report_copied",
            false => "popup_report_not_copied",
        })
    });
    // Stands there before it says anything, so that screen readers notice when it does.
    let told = Element::of("p", "told").key("report_told").attr("aria-live", "polite").children(told);
    let choice = (picture.has_query && picture.copied.is_some()).then(|| query(picture.with_query));
    [told].into_iter().chain(choice).collect()
}

/// With what follows "?" or without: copies anew.
fn query(is_in: bool) -> Element {
    let check = Element::of("input", "check")
        .key("with_query")
        .attr("type", "checkbox")
        .flag("checked", is_in)
        .ask("with_query", if is_in { "no" } else { "yes" });
    let name = Element::of("span", "option-name").child(Text::message("popup_report_query"));
    Element::of("label", "option").child(check).child(name)
}
