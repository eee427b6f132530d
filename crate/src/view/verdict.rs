//! The top of the popup: whose page this is, and the one sentence that says what is the matter.

use super::node::{Arg, Element, Text};
use super::picture::{Picture, Scene};
use super::trying::quiet;
use crate::json::digits;

/// The line above the verdict: the site, the status its server sent, and the way to the settings.
pub(super) fn header(picture: &Picture) -> Element {
    let site = match picture.host.as_str() {
        "" => Text::message("appName"),
        host => Text::raw(host),
    };
    let failed = matches!(picture.scene, Scene::Failing | Scene::Waiting);
    let status = picture.status.filter(|_| failed).map(|status| {
        let text = Text::with("popup_status_code", [Arg::Text(digits(status.into()))]);
        Element::of("span", "code").child(text)
    });
    Element::of("header", "site")
        .key("header")
        .child(Element::of("span", "host").child(site))
        .children(status)
        .child(quiet("settings", "popup_settings").ask("settings", ""))
}

/// The verdict. Screen readers hear it again when it changes, so nothing that ticks stands in here.
pub(super) fn status(picture: &Picture) -> Element {
    Element::of("div", "verdict")
        .key("verdict")
        .attr("role", "status")
        .child(Element::of("h1", "sentence").child(sentence(picture)))
        .children(detail(picture).map(|text| Element::of("p", "detail").child(text)))
}

/// What is the matter, in one sentence.
fn sentence(picture: &Picture) -> Text {
    match picture.scene {
        Scene::Looking => Text::message("popup_looking"),
        Scene::Fine => Text::message("popup_fine"),
        Scene::OffLimits => Text::message("popup_off_limits"),
        Scene::Back => Text::with("popup_back", [Arg::Text(picture.host.clone())]),
        Scene::Failing | Scene::Waiting => {
            let id = picture.diagnosis.as_ref().map_or("verdict_unknown", |d| d.sentence.as_str());
            let gateway = picture.gateway_name().unwrap_or_default();
            Text::with(id, [Arg::Text(picture.host.clone()), Arg::Text(gateway.into())])
        }
    }
}

/// The second line of the calm states; a failure's second line is its advice.
fn detail(picture: &Picture) -> Option<Text> {
    match picture.scene {
        Scene::Fine if picture.has_access => Some(Text::message("popup_fine_watched")),
        Scene::Fine => Some(Text::message("popup_fine_unwatched")),
        Scene::OffLimits => Some(Text::message("popup_off_limits_detail")),
        Scene::Back if picture.tries == 0 => {
            Some(Text::with("popup_back_after_no_tries", [Arg::DurationMs(picture.was_away_ms)]))
        }
        Scene::Back => {
            let args = [Arg::Count(picture.tries.into()), Arg::DurationMs(picture.was_away_ms)];
            Some(Text::with("popup_back_after", args))
        }
        Scene::Looking | Scene::Failing | Scene::Waiting => None,
    }
}
