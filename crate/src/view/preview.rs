//! A step's button, and before anything goes: what exactly goes, and if it can come back.

use super::help::Help;
use super::node::{Arg, Element, Text};
use super::picture::Picture;
use super::remedies::line;
use crate::remedy::cookies::Cookie;
use crate::remedy::step::Step;

/// Names shown before "and so many more".
const NAMES_MAX: usize = 6;

/// The step; its preview stands below once it is opened.
pub(super) fn step(step: Step, help: &Help, picture: &Picture) -> Element {
    let is_shown = help.shown == Some(step);
    let open = Element::of("button", "button")
        .key(key("step_", step))
        .attr("type", "button")
        .child(name(step, help));
    let open = match step.is_harmless() {
        _ if help.inquiry.is_busy() => open.attr("aria-disabled", "true"),
        true => open.ask("step", step.word()),
        false => {
            let state = if is_shown { "true" } else { "false" };
            open.attr("aria-expanded", state).ask("preview", if is_shown { "" } else { step.word() })
        }
    };
    let row = Element::of("div", "step").key(key("row_", step)).child(open);
    if is_shown && !step.is_harmless() { row.child(preview(step, help, picture)) } else { row }
}

/// What goes, whether it comes back, and the button that does it.
fn preview(step: Step, help: &Help, picture: &Picture) -> Element {
    let host = Arg::Text(picture.host.clone());
    let cookies = help.inquiry.taken_by(step);
    let back = match step.can_be_undone() {
        true => "remedy_can_be_undone",
        false => "remedy_cannot_be_undone",
    };
    let asks = help.needs_permission && matches!(step, Step::RemoveWorker | Step::ClearStorage);
    let act = Element::of("button", "button")
        .key(key("do_", step))
        .attr("type", "button")
        .attr("data-weight", "main")
        .ask("step", step.word())
        .child(Text::message("remedy_go"));
    Element::of("div", "preview")
        .key(key("preview_", step))
        .child(line("effect", Text::with(effect(step), [host])))
        .children((!cookies.is_empty()).then(|| names(cookies)))
        .child(line("back", Text::message(back)))
        .children(asks.then(|| line("asks", Text::message("remedy_asks_permission"))))
        .child(act)
}

/// The cookies that go: name and host of each.
fn names(cookies: &[Cookie]) -> Element {
    let shown = cookies.iter().take(NAMES_MAX).map(|cookie| {
        let text = [Arg::Text(cookie.name.clone()), Arg::Text(cookie.domain.clone())];
        Element::of("li", "cookie").child(Text::with("remedy_cookie", text))
    });
    let rest = cookies.len().saturating_sub(NAMES_MAX) as u64;
    let rest = (rest > 0)
        .then(|| Element::of("li", "cookie").child(Text::with("remedy_cookies_more", [Arg::Count(rest)])));
    Element::of("ol", "cookies")
        .label("aria-label", Text::message("remedy_cookies"))
        .children(shown)
        .children(rest)
}

fn name(step: Step, help: &Help) -> Text {
    let count = || [Arg::Count(help.inquiry.taken_by(step).len() as u64)];
    match step {
        Step::Reload => Text::message("remedy_reload"),
        Step::ReloadPastCache => Text::message("remedy_reload_past_cache"),
        Step::ClearCache => Text::message("remedy_clear_cache"),
        Step::RemoveWorker => Text::message("remedy_remove_worker"),
        Step::ClearCookies => Text::with("remedy_clear_cookies", count()),
        Step::ClearAllCookies => Text::with("remedy_clear_all_cookies", count()),
        Step::ClearStorage => Text::message("remedy_clear_storage"),
        Step::Undo => Text::message("remedy_undo"),
    }
}

fn effect(step: Step) -> &'static str {
    match step {
        Step::ClearCache => "remedy_clear_cache_effect",
        Step::RemoveWorker => "remedy_remove_worker_effect",
        Step::ClearStorage => "remedy_clear_storage_effect",
        _ => "remedy_clear_cookies_effect",
    }
}

fn key(prefix: &str, step: Step) -> String {
    let mut key = String::from(prefix);
    key.push_str(step.word());
    key
}
