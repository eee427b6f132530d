//! *What would help?*: a button that unfolds to what was found, the steps it calls for, and the way back.

use super::help::Help;
use super::node::{Arg, Element, Text};
use super::picture::Picture;
use super::preview;
use super::trying::button;
use crate::remedy::experiment::{Finding, REQUESTS_MAX, Seen, Way};
use crate::remedy::inquiry::Stage;
use crate::remedy::step::{self, Step};

/// The section; none where nothing can be offered, told or taken back.
pub(super) fn section(picture: &Picture) -> Option<Element> {
    let help = picture.help.as_ref()?;
    if cfg!(not(feature = "tools")) {
        // The module that waits has nothing else to show.
        return Some(Element::of("section", "remedies").key("remedies").child(offer(picture)));
    }
    let section = Element::of("section", "remedies").key("remedies").children(done(help));
    let failed = picture.diagnosis.is_some();
    Some(match help.inquiry.stage {
        _ if !failed => section,
        Stage::Wanted => section.child(offer(picture)),
        Stage::Inspecting | Stage::Asking => section.child(running(help)),
        Stage::Done => found(section, help, picture),
    })
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
        .child(button("help", "remedy_offer").ask("help", ""))
        .child(line("hint", hint))
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
fn found(mut section: Element, help: &Help, picture: &Picture) -> Element {
    let inquiry = &help.inquiry;
    let Some(finding) = inquiry.finding() else { return section.children(advice(help)) };
    let steps = step::called_for(finding, inquiry.experiment.grounds.by_worker, inquiry.clears_cache);
    let others = step::others(&steps, !inquiry.cookies.is_empty(), inquiry.clears_cache);
    let sentence = line("finding", Text::message(sentence(finding))).attr("aria-live", "polite");
    section = section.child(sentence.key("finding"));
    if inquiry.by_itself {
        section = section.child(line("hint", Text::message("remedy_by_itself")).key("remedy_by_itself"));
    }
    if !inquiry.experiment.seen.is_empty() {
        let list = Element::of("ol", "evidence").key("evidence");
        let list = list.label("aria-label", Text::message("remedy_evidence"));
        section = section.child(list.children(inquiry.experiment.seen.iter().map(evidence)));
    }
    if finding == Finding::Cookies && !inquiry.hidden.is_empty() {
        section = section.child(hidden(&inquiry.hidden));
    }
    for step in steps.into_iter().filter(|step| *step != Step::ClearCookies || inquiry.suspects > 0) {
        section = section.child(preview::step(step, help, picture));
    }
    let summary = Element::of("summary", "fold-name").key("remedy_more_summary");
    let mut more = Element::of("details", "fold")
        .key("remedy_more")
        .child(summary.child(Text::message("remedy_more")))
        .child(line("hint", Text::message("remedy_more_hint")));
    for step in others {
        more = more.child(preview::step(step, help, picture));
    }
    section.children(advice(help)).child(more).child(button("help", "remedy_again").ask("help", ""))
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
    let has_next = help.advice.len() > help.advice_at as usize + 1;
    let next = has_next.then(|| button("advice_next", "remedy_advice_next").ask("advice_next", ""));
    Some(Element::of("div", "counsel").key("counsel").child(line("advice", Text::message(id))).children(next))
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
