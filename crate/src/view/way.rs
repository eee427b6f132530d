//! That a page's site goes through a proxy, for as long as it does, and the button that ends it.

use super::node::{Arg, Element, Text};
use super::picture::Picture;
use super::trying::button;

/// The note; nothing for a site that is loaded directly.
pub(super) fn note(picture: &Picture) -> Option<Element> {
    if picture.way_proxy.is_empty() {
        return None;
    }
    let names = [Arg::Text(picture.way_host.clone()), Arg::Text(picture.way_proxy.clone())];
    let note = Element::of("div", "notice way").key("way");
    Some(
        note.child(Element::new("p").child(Text::with("route_way_on", names)))
            .child(button("leave_way", "route_way_off").ask("leave_way", picture.way_host.clone())),
    )
}
