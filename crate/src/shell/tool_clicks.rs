//! Clicks on routes, remedies and the report.

use super::clicks::{ask, ask_for_routes};
use super::popup::{picture, redraw, tell, with};
use super::{browser, words};
use crate::access;
use crate::event::TabId;
use crate::remedy::step::Step;
use crate::report::About;
use crate::site::Site;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A click that the wait has nothing to do with.
pub(super) fn act(verb: &str, argument: &str) {
    let (tab, scope) = with(|p| (p.tab, p.scope));
    match (verb, argument) {
        ("see_parents", hosts) => {
            let sites = hosts.split(' ').filter_map(|host| Site::of(&["http://", host, "/"].concat()));
            ask(&sites.flat_map(|site| access::patterns(Some(&site))).collect::<Vec<_>>());
        }
        ("preview", step) => {
            with(|p| p.shown = Step::of(step));
            redraw();
        }
        ("step", step) => take_step(tab, step),
        ("advice_next", _) => {
            with(|p| p.advice_at += 1);
            redraw();
        }
        ("copy_report", _) => spawn_local(copy_report()),
        ("with_query", wanted) => {
            with(|p| p.with_query = wanted == "yes");
            spawn_local(copy_report());
        }
        ("routes_access", _) => ask_for_routes(scope),
        ("", _) => {}
        ("stop_routes", _) => tell("routesStopped", tab, &[]),
        ("leave_way", host) => tell("wayLeft", tab, &[("url", host.into())]),
        ("open_route", url) => tell("routeChosen", tab, &[("url", url.into())]),
        _ => browser::report(&["no such order: ", verb].concat().into()),
    }
}

/// Puts the report into the clipboard; the click on the button allows that.
async fn copy_report() {
    let zone_min = -(js_sys::Date::new_0().get_timezone_offset() as i32);
    let browser = browser::user_agent();
    let report = with(|p| p.app.report(p.tab, &About { zone_min, browser, with_query: p.with_query }));
    let Some(report) = report else { return };
    let mut text: String = report.lines.iter().map(|line| words::say(line) + "\n").collect();
    text.push('\n');
    text.push_str(&report.json);
    let is_copied = browser::copy(&text).await;
    with(|p| p.copied = Some(is_copied));
    redraw();
}

/// A remedy. Where clearing needs a permission it is asked for first (Firefox, whose popup stays open meanwhile).
fn take_step(tab: TabId, step: &str) {
    with(|p| p.shown = None);
    let step = String::from(step);
    let needs_permission = picture().help.is_some_and(|help| help.needs_permission)
        && matches!(Step::of(&step), Some(Step::RemoveWorker | Step::ClearStorage));
    let answer = needs_permission.then(|| browser::request_permission("browsingData"));
    redraw();
    spawn_local(async move {
        if let Some(answer) = answer
            && !JsFuture::from(answer).await.is_ok_and(|granted| granted.is_truthy())
        {
            return;
        }
        tell("stepWanted", tab, &[("step", step.into())]);
    });
}
