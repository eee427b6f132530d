//! Site access: which to ask for, and plainly what the browser will ask then.

use super::node::{Arg, Element, Text};
use super::picture::{Picture, Scene, Scope};

/// The choice, where *Keep trying* needs access that is missing; why it rests, if it was switched on already.
pub(super) fn choice(picture: &Picture) -> Element {
    // The eye needs no heading: the text beside the choice speaks of access.
    let legend = Element::of("legend", "spoken").child(Text::message("popup_access"));
    let choice = Element::of("fieldset", "choice")
        .child(legend)
        .child(option(picture, Scope::Site))
        .child(option(picture, Scope::All));
    let host = Arg::Text(picture.host.clone());
    let asked = match picture.scope {
        Scope::Site => Text::with("popup_access_site_asked", [host.clone()]),
        Scope::All => Text::message("popup_access_all_asked"),
    };
    let rests = picture.keeps_trying.then(|| {
        let id = match picture.scene {
            Scene::Waiting => "popup_access_lost",
            _ => "popup_access_missing",
        };
        Element::of("p", "rests").child(Text::with(id, [host]))
    });
    Element::of("div", "access")
        .key("access")
        .children(rests)
        .child(choice)
        .child(Element::of("p", "asked").child(asked))
}

/// One of the two choices.
fn option(picture: &Picture, scope: Scope) -> Element {
    let (key, argument, name) = match scope {
        Scope::Site => {
            let host = [Arg::Text(picture.host.clone())];
            ("scope_site", "site", Text::with("popup_access_site", host))
        }
        Scope::All => ("scope_all", "all", Text::message("popup_access_all")),
    };
    // The label passes its click on to the radio button, so only that one asks.
    let radio = Element::of("input", "radio")
        .key(key)
        .attr("type", "radio")
        .attr("name", "scope")
        .flag("checked", picture.scope == scope)
        .ask("scope", argument);
    Element::of("label", "option").child(radio).child(Element::of("span", "option-name").child(name))
}
