//! *What would help?*: a button that unfolds to what was found, the steps it calls for, and the way back.

use super::help::Help;
use super::node::{Arg, Element, Text};
use super::picture::Picture;
use super::trying::button;
use super::{fold, preview};
use crate::remedy::clock::{AHEAD, BEHIND};
use crate::remedy::experiment::{Finding, REQUESTS_MAX, Seen, Way};
use crate::remedy::inquiry::Stage;
use crate::remedy::step::{self, Step};

/// The fold; none where nothing can be offered, told or taken back.
pub(super) fn fold(picture: &Picture) -> Option<Element> {
    let help = picture.help.as_ref()?;
    let has_failed = picture.diagnosis.is_some();
    let name = if has_failed { "remedy_offer" } else { "remedy_was_done" };
    let is_open = !has_failed || help.inquiry.stage != Stage::Wanted || help.undo_left_ms.is_some();
    Some(fold::fold("remedies", name, is_open, || inside(help, picture)))
}

/// What stands in it.
fn inside(help: &Help, picture: &Picture) -> Vec<Element> {
    let mut parts: Vec<Element> = done(help).into_iter().collect();
    match help.inquiry.stage {
        _ if picture.diagnosis.is_none() => {}
        Stage::Wanted => parts.push(offer(picture)),
        Stage::Inspecting | Stage::Asking => parts.push(running(help)),
        Stage::Done => parts.extend(found(help, picture)),
    }
    parts
}

/// A paragraph.
pub(super) fn line(class: &str, text: Text) -> Element {
    Element::of("p", class).child(text)
}

/// Nothing was asked for yet.
fn offer(picture: &Picture) -> Element {
    let hint = match picture.has_access {
        true => Text::message("remedy_offer_hint"),
        false => Text::with("remedy_offer_asks", [Arg::Text(picture.host.clone())]),
    };
    Element::of("div", "offer")
        .key("remedy_offer")
        .child(line("hint", hint))
        .child(button("help", "remedy_test").ask("help", ""))
}

/// Requests are under way.
fn running(help: &Help) -> Element {
    let experiment = &help.inquiry.experiment;
    let counts = [Arg::Count(experiment.sent.max(1).into()), Arg::Count(REQUESTS_MAX.into())];
    let bar = Element::of("progress", "bar")
        .label("aria-label", Text::message("remedy_running_label"))
        .attr("max", REQUESTS_MAX.to_string())
        .attr("value", experiment.seen.len().to_string());
    Element::of("div", "running")
        .key("remedy_running")
        .child(line("next", Text::with("remedy_running", counts)))
        .child(bar)
}

/// The finding with its evidence, then steps, then advice.
fn found(help: &Help, picture: &Picture) -> Vec<Element> {
    let inquiry = &help.inquiry;
    let Some(finding) = inquiry.finding() else { return advice(help).into_iter().collect() };
    let steps = step::called_for(finding, inquiry.experiment.grounds.by_worker, inquiry.clears_cache);
    let others = step::others(&steps, !inquiry.cookies.is_empty(), inquiry.clears_cache);
    let sentence = line("finding", Text::message(sentence(finding))).attr("aria-live", "polite");
    let mut parts = vec![sentence.key("finding")];
    if inquiry.by_itself {
        parts.push(line("hint", Text::message("remedy_by_itself")).key("remedy_by_itself"));
    }
    if !inquiry.experiment.seen.is_empty() {
        let list = Element::of("ol", "evidence").key("evidence");
        let list = list.label("aria-label", Text::message("remedy_evidence"));
        parts.push(list.children(inquiry.experiment.seen.iter().map(evidence)));
    }
    if finding == Finding::Cookies && !inquiry.hidden.is_empty() {
        parts.push(hidden(&inquiry.hidden));
    }
    let steps = steps.into_iter().filter(|step| *step != Step::ClearCookies || inquiry.suspects > 0);
    parts.extend(steps.map(|step| preview::step(step, help, picture)));
    parts.extend(advice(help));
    parts.push(fold::fold("remedy_more", "remedy_more", false, || {
        let hint = line("hint", Text::message("remedy_more_hint"));
        [hint].into_iter().chain(others.into_iter().map(|step| preview::step(step, help, picture))).collect()
    }));
    parts.push(button("help", "remedy_again").ask("help", ""));
    parts
}

/// Some cookies may be shared by a parent domain that the browser hides.
fn hidden(parents: &[String]) -> Element {
    let names = parents.join(", ");
    Element::of("div", "counsel")
        .key("remedy_hidden")
        .child(line("back", Text::with("remedy_hidden", [Arg::Text(names)])))
        .child(button("see_parents", "popup_access_grant").ask("see_parents", parents.join(" ")))
}

/// One piece of advice; the next on demand.
fn advice(help: &Help) -> Option<Element> {
    let id = help.advice.get(help.advice_at as usize)?;
    let text = match id.as_str() {
        BEHIND | AHEAD => Text::with(id, [Arg::DurationMs(help.clock_off_ms)]),
        _ => Text::message(id),
    };
    let has_next = help.advice.len() > help.advice_at as usize + 1;
    let next = has_next.then(|| button("advice_next", "remedy_advice_next").ask("advice_next", ""));
    Some(Element::of("div", "counsel").key("counsel").child(line("advice", text)).children(next))
}

/// What the last step came to, and the way back.
fn done(help: &Help) -> Option<Element> {
    let mut done = Element::of("div", "done").key("remedy_done");
    if let Some(step) = help.inquiry.did {
        done = done.child(line("outcome", Text::message(outcome(step, help))).attr("aria-live", "polite"));
    }
    if let Some(left_ms) = help.undo_left_ms.filter(|_| !help.inquiry.is_busy()) {
        // Whole minutes: one ticking number is enough.
        let minutes = left_ms.div_ceil(60_000).saturating_mul(60_000);
        done = done
            .child(button("undo", "remedy_undo").ask("step", Step::Undo.word()))
            .child(line("hint", Text::with("remedy_undo_hint", [Arg::DurationMs(minutes)])));
    }
    (!done.children.is_empty()).then_some(done)
}

fn outcome(step: Step, help: &Help) -> &'static str {
    match (step, help.inquiry.helped) {
        _ if help.inquiry.is_busy() => "remedy_acting",
        _ if help.inquiry.is_refused => "remedy_refused",
        (Step::Undo, _) => "remedy_undone",
        (_, Some(true)) => "remedy_helped",
        (_, Some(false)) => "remedy_did_not_help",
        (_, None) => "remedy_done",
    }
}

fn sentence(finding: Finding) -> &'static str {
    match finding {
        Finding::Cookies => "remedy_found_cookies",
        Finding::Cache => "remedy_found_cache",
        Finding::ServiceWorker => "remedy_found_worker",
        Finding::Stored => "remedy_found_stored",
        Finding::Path => "remedy_found_path",
        Finding::Back => "remedy_found_back",
        Finding::Flaky => "remedy_found_flaky",
        Finding::StoredError => "remedy_found_stored_error",
        Finding::Wait => "remedy_found_wait",
        Finding::Asked => "remedy_found_asked",
        Finding::Unclear => "remedy_found_unclear",
    }
}

/// One request and what came of it.
fn evidence(seen: &Seen) -> Element {
    let way = match seen.way {
        Way::Same => "remedy_way_same",
        Way::Bare => "remedy_way_bare",
        Way::Fresh => "remedy_way_fresh",
        Way::Again => "remedy_way_again",
        Way::Root => "remedy_way_root",
    };
    let result = match seen.status {
        _ if seen.works => Text::message("remedy_way_works"),
        0 => Text::message("remedy_way_silent"),
        status => Text::with("popup_status_code", [Arg::Text(status.to_string())]),
    };
    let state = if seen.works { "well" } else { "broken" };
    let line = Element::of("span", "way").child(Text::message(way)).child(Text::raw(": ")).child(result);
    Element::of("li", "seen").attr("data-state", state).child(line)
}
