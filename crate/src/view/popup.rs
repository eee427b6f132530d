//! The popup: one page for every state, put together from its parts.

use super::node::{Element, Node, Text};
use super::picture::{Picture, Scene};
use super::{advice, hops, notices, remedies, routes, trying, verdict, why};

/// The whole popup for one tab.
///
/// Every part that can take focus or be folded carries a `data-key` that stays the same from picture to picture.
pub fn popup(picture: &Picture) -> Node {
    let page = Element::of("main", "popup").key("popup").attr("data-scene", name(picture.scene));
    #[cfg(feature = "tools")]
    let way = super::way::note(picture);
    #[cfg(not(feature = "tools"))] // while a site goes through a proxy the other module has the popup
    let way = None::<Element>;
    page.child(verdict::header(picture))
        .child(verdict::status(picture))
        .children(way)
        .children(hops::line(picture))
        .children(advice::line(picture))
        .children(trying::card(picture))
        .children(trying::other_tabs(picture))
        .children(remedies::section(picture))
        .children(routes::section(picture))
        .children(why::fold(picture))
        .children(why::report(picture))
        .children(notices::list(picture))
        .child(foot())
        .into()
}

/// The way to the settings.
fn foot() -> Element {
    let settings =
        Element::of("button", "settings").key("settings").attr("type", "button").ask("settings", "");
    Element::of("footer", "foot").key("foot").child(settings.child(Text::message("popup_settings")))
}

/// The scene's name for the style sheet.
fn name(scene: Scene) -> &'static str {
    match scene {
        Scene::Looking => "looking",
        Scene::Fine => "fine",
        Scene::OffLimits => "off-limits",
        Scene::Failing => "failing",
        Scene::Waiting => "waiting",
        Scene::Back => "back",
    }
}
