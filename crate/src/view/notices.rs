//! Things the user is told once, each with a button that puts it away.

use super::node::{Arg, Element, Text};
use super::picture::{Notice, Picture, Scene};
use super::trying::button;

/// The notices; lost access is left out where the popup already offers to give it back.
pub(super) fn list(picture: &Picture) -> Option<Element> {
    let offered = picture.scene == Scene::Waiting && !picture.has_access;
    let shown = picture.notices.iter().filter(|n| !(offered && **n == Notice::AccessLost));
    let notices: Vec<Element> = shown.map(|notice| one(notice, picture)).collect();
    let list = Element::of("div", "notices").key("notices");
    (!notices.is_empty()).then(|| list.children(notices))
}

/// One notice.
fn one(notice: &Notice, picture: &Picture) -> Element {
    let (name, key, text) = match notice {
        Notice::StateSetAside => {
            ("state_set_aside", "dismiss_state_set_aside", Text::message("popup_notice_state_set_aside"))
        }
        Notice::AccessLost => {
            let host = [Arg::Text(picture.host.clone())];
            ("access_lost", "dismiss_access_lost", Text::with("popup_notice_access_lost", host))
        }
        Notice::Stopped => ("stopped", "dismiss_stopped", Text::message("popup_notice_stopped")),
        Notice::GaveUp => ("gave_up", "dismiss_gave_up", Text::message("wait_notice_gave_up")),
    };
    Element::of("div", "notice")
        .child(Element::new("p").child(text))
        .child(button(key, "popup_notice_dismiss").ask("dismiss", name))
}
