//! The popup: one page for every state, put together from its parts.

use super::fold::fold;
use super::node::{Element, Node};
use super::picture::{Picture, Scene};
use super::{advice, hops, notices, remedies, reporting, routes, trying, verdict, why};

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
        .children(notices::list(picture))
        .children(folds(picture))
        .children(acts(picture))
        .children(routes::found(picture))
        .into()
}

/// What can be unfolded: a line each, so that the popup needs no scrolling before somebody asks for more.
fn folds(picture: &Picture) -> Option<Element> {
    let why =
        picture.shown_failure().map(|diagnosis| fold("why", "popup_why", false, || why::inside(diagnosis)));
    let folds: Vec<Element> =
        why.into_iter().chain(remedies::fold(picture)).chain(routes::just_me(picture)).collect();
    (!folds.is_empty()).then(|| Element::of("div", "folds").key("folds").children(folds))
}

/// What else can be done at a click: other routes, with whom they ask, and the report.
fn acts(picture: &Picture) -> Option<Element> {
    picture.shown_failure()?;
    let buttons = Element::of("div", "buttons").children(routes::button(picture)).child(reporting::button());
    let acts = Element::of("section", "acts").key("acts").child(buttons);
    Some(acts.children(routes::whom(picture)).children(reporting::told(picture)))
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
