//! A line that unfolds: its name is always there, and what stands in it is drawn by the module that has the long words.

use super::node::{Element, Text};

/// A fold; what is running or has found something is open by itself.
pub(super) fn fold(key: &str, name: &str, is_open: bool, inside: impl FnOnce() -> Vec<Element>) -> Element {
    let summary = Element::of("summary", "fold-name").key([key, "_summary"].concat());
    let summary = summary.child(Text::message(name));
    let fold = Element::of("details", "fold").key(key).flag("open", is_open);
    if cfg!(feature = "tools") {
        fold.child(summary).child(Element::of("div", "fold-inside").children(inside()))
    } else {
        fold.child(summary.ask("unfold", "")) // the module that waits calls the other
    }
}
