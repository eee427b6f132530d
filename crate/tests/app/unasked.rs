//! The experiment that nobody asked for: where it is made, and where never.

use crate::world::{Done, World};
use rebound::app::App;
use rebound::event::{Event, Header, Inspection, Load};
use rebound::fetch::Answer;
use rebound::remedy::experiment::Finding;
use rebound::remedy::inquiry::Stage;

const URL: &str = "http://shop.test/cart";

fn world() -> World {
    let mut world = World::new();
    world.open(1, URL, true);
    world
}

fn looks_into_it(world: &World) -> bool {
    world.done.iter().any(|(_, done)| *done == Done::Inspect(1))
}

#[test]
fn a_request_that_was_too_large_is_looked_into_at_once_and_once() {
    let mut world = world();
    world.answer(1, 431);
    assert!(looks_into_it(&world));
    world.done.clear();
    world.tell(Event::Inspected { tab_id: 1, inspection: Inspection::default() });
    let Some((_, Done::Fetch(order, fetch))) = world.done.pop() else { panic!("nothing was asked") };
    let answer = Answer { status: Some(200), url: fetch.url, is_whole: true, ..Answer::default() };
    world.tell(Event::Fetched { tab_id: 1, order, answer });
    let inquiry = world.picture(1).help.unwrap().inquiry;
    assert_eq!(inquiry.finding(), Some(Finding::Back));
    world.answer(1, 431);
    assert!(world.done.is_empty(), "the same failure is not looked into again: {:?}", world.done);
}

#[test]
fn a_redirect_loop_is_looked_into_in_both_browsers() {
    for error in ["net::ERR_TOO_MANY_REDIRECTS", "NS_ERROR_REDIRECT_LOOP"] {
        let mut world = world();
        world.refuse(1, error);
        assert!(looks_into_it(&world), "{error}");
    }
}

#[test]
fn where_the_verdict_points_elsewhere_nothing_is_sent_unasked() {
    for status in [400, 404, 429, 500, 502, 503] {
        let mut world = world();
        world.answer(1, status);
        assert!(world.done.is_empty(), "{status}: {:?}", world.done);
    }
}

#[test]
fn a_form_a_pause_or_a_lack_of_access_forbid_it() {
    let mut form = world();
    let load = Load { method: "POST".into(), ..form.load(1, 431) };
    form.tell(Event::LoadCompleted(load));
    let mut pause = world();
    pause.answer_with(1, 431, "Retry-After", "30");
    let mut stranger = world();
    stranger.origins.clear();
    stranger.answer(1, 431);
    let mut unseen = world();
    unseen.tell(Event::Looked { tab_id: 1, url: URL.into(), status: 431, is_error_page: false, body: None });
    for world in [form, pause, stranger, unseen] {
        assert!(world.done.is_empty(), "{:?}", world.done);
    }
}

#[test]
fn what_the_small_module_notes_down_is_taken_up() {
    let mut world = world();
    world.origins.clear();
    world.answer(1, 431);
    // The small module has no inquiries; it stores no more of one than the page's address.
    let saved = world.app.save();
    let noted = saved.replace("\"inquiry\":null", "\"inquiry\":{\"url\":\"http://shop.test/cart\"}");
    assert_ne!(noted, saved);
    world.app = App::restore(&noted, 42).0;
    assert!(world.app.watch().needs_tools);
    assert_eq!(world.picture(1).help.map(|help| help.inquiry.stage), Some(Stage::Wanted));
    world.origins = vec!["http://*/*".into(), "https://*/*".into()];
    world.tell(Event::Woke);
    assert!(looks_into_it(&world));
}

#[test]
fn an_experiment_whose_page_went_on_ends_quietly() {
    let mut world = world();
    world.answer(1, 431);
    world.done.clear();
    world.tabs[0].url = Some("http://shop.test/other".into());
    world.answer(1, 431);
    world.tell(Event::Inspected { tab_id: 1, inspection: Inspection::default() });
    assert!(world.done.is_empty(), "{:?}", world.done);
    assert_eq!(world.wake_ms, None);
}

/// A certificate is out of date; a redirect on the way there, or an answer of another kind, told the site's time.
#[test]
fn a_clock_that_differs_from_the_sites_is_told_and_one_that_does_not_is_not_blamed() {
    // The world begins on Fri, 15 Jan 2027 08:00:00 GMT.
    let advice = |date: Option<&str>| {
        let mut world = world();
        let mut load = world.load(1, 0);
        load.error = Some("net::ERR_CERT_DATE_INVALID".into());
        load.headers =
            date.map(|date| Header { name: "date".into(), value: Some(date.into()) }).into_iter().collect();
        world.tell(Event::LoadFailed(load));
        world.picture(1).help.unwrap_or_default().advice
    };
    let is_clock = |piece: &String| piece == "remedy_advice_clock";
    let is_off = |piece: &String| piece == "remedy_advice_clock_off";
    assert!(advice(None).iter().any(is_clock), "nothing is known of the clock: {:?}", advice(None));
    let right = advice(Some("Fri, 15 Jan 2027 08:01:00 GMT"));
    assert!(!right.iter().any(|piece| is_clock(piece) || is_off(piece)), "{right:?}");
    let wrong = advice(Some("Mon, 18 Jan 2027 08:00:00 GMT"));
    assert!(wrong.iter().any(is_off) && !wrong.iter().any(is_clock), "{wrong:?}");
}
