//! Does waiting help? One line under the verdict.

use super::node::{Arg, Element, Text};
use super::picture::{Picture, Refusal, Scene};
use crate::diagnosis::Advice;

/// The line; a refusal to repeat the page comes with its reason instead.
///
/// While a failure is shown it keeps its place even when it has nothing to say, so that what follows is not built
/// anew and keeps the focus.
pub(super) fn line(picture: &Picture) -> Option<Element> {
    if !matches!(picture.scene, Scene::Failing | Scene::Waiting) {
        return None;
    }
    let line = Element::of("p", "advice").key("advice");
    // When the next try comes, or why there is none, stands below already.
    if picture.keeps_trying && picture.refusal.is_none() {
        return Some(line.flag("hidden", true));
    }
    let text = match picture.refusal {
        Some(Refusal::Form) => Text::message("popup_refusal_form"),
        Some(Refusal::Hopeless) => Text::message("popup_refusal_hopeless"),
        None => advice(picture.diagnosis.as_ref()?.advice),
    };
    Some(line.child(text))
}

/// The advice in words.
fn advice(advice: Advice) -> Text {
    match advice {
        Advice::Backoff => Text::message("popup_advice_backoff"),
        Advice::Once => Text::message("popup_advice_once"),
        Advice::Never => Text::message("popup_advice_never"),
        Advice::OnNetworkChange => Text::message("popup_advice_network_change"),
        Advice::After(seconds) => {
            Text::with("popup_advice_after", [Arg::DurationMs(seconds.saturating_mul(1000))])
        }
    }
}
