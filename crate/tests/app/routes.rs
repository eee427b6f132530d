//! Other routes and *Is it just me?*: only after a click, only what was checked, nothing lost.

use super::world::{Asked, World};
use rebound::event::Event;
use rebound::fetch::Answer;
use rebound::route::kind::{Kind, State};
use rebound::route::question::{Check, How};
use rebound::route::services::Services;

pub const URL: &str = "https://shop.example/a";
pub const PAGE: &str = "<title>Teapots</title><p>Short and stout.";
pub const COPY: &str = "https://web.archive.org/web/20260303120000/https://shop.example/a";

pub fn failing() -> World {
    let mut world = World::new();
    world.open(1, URL, true);
    world.answer(1, 502);
    world
}

pub fn want(world: &mut World, asks_outsiders: bool) {
    let services = Services::default();
    world.tell(Event::RoutesWanted { tab_id: 1, asks_outsiders, services });
}

pub fn page(url: &str, status: u16) -> Answer {
    Answer { status: Some(status), body: PAGE.into(), is_whole: true, url: url.into(), ..Answer::default() }
}

pub fn tell(world: &mut World, asked: &Asked, answer: Answer) {
    world.tell(Event::RouteChecked { tab_id: asked.tab, order: asked.order, index: asked.ask.index, answer });
}

/// Lets `answer` reply to every question until none is left.
pub fn run(world: &mut World, answer: impl Fn(&Asked) -> Answer) {
    for _ in 0..100 {
        if world.asked.is_empty() {
            world.now_ms += 2_000;
            world.tell(Event::Woke);
        }
        if world.asked.is_empty() {
            return;
        }
        let asked = world.asked.remove(0);
        let answer = answer(&asked);
        tell(world, &asked, answer);
    }
    panic!("the run does not end: {:?}", world.asked);
}

pub fn checks(world: &World) -> Vec<Check> {
    world.routes(1).map(|routes| routes.checks).unwrap_or_default()
}

pub fn state(world: &World, kind: Kind) -> Option<State> {
    checks(world).into_iter().find(|check| check.kind == kind).map(|check| check.state)
}

/// A service's JSON.
pub fn json(body: &str) -> Answer {
    Answer { body: body.into(), ..page("", 200) }
}

/// The Wayback availability API names a copy.
pub fn available(copy: &str) -> Answer {
    json(&format!(
        r#"{{"archived_snapshots":{{"closest":{{"available":true,"status":"200","url":"{copy}"}}}}}}"#
    ))
}

pub const NO_COPY: &str = r#"{"archived_snapshots":{}}"#;
pub const PENDING: &str = r#"{"id":"abc","status":"in-progress","results":[]}"#;

/// All pages work, the archive has a copy.
pub fn all_well(asked: &Asked) -> Answer {
    match (asked.ask.kind, asked.ask.how) {
        (Kind::Archive, How::Json) => available(COPY),
        _ => page(&asked.ask.url, 200),
    }
}

#[test]
fn nobody_is_asked_before_the_click() {
    let mut world = failing();
    world.now_ms += 600_000;
    world.tell(Event::Woke);
    assert_eq!(world.asked, []);
    assert!(checks(&world).is_empty());
}

#[test]
fn a_page_that_is_fine_has_no_routes() {
    let mut world = World::new();
    world.open(1, URL, true);
    want(&mut world, false);
    want(&mut world, true);
    assert_eq!(world.asked, []);
}

#[test]
fn what_works_is_offered_and_what_fails_is_not() {
    let mut world = failing();
    want(&mut world, false);
    run(&mut world, |asked| match asked.ask.kind {
        Kind::Www => page(&asked.ask.url, 200),
        Kind::Http => page(URL, 200),
        Kind::Mobile => Answer::default(),
        _ => page(&asked.ask.url, 503),
    });
    assert_eq!(state(&world, Kind::Www), Some(State::Works));
    assert_eq!(state(&world, Kind::Http), Some(State::ComesBack));
    assert_eq!(state(&world, Kind::Mobile), Some(State::NoAnswer));
    assert_eq!(state(&world, Kind::Root), Some(State::Fails));
    let offered: Vec<String> =
        checks(&world).into_iter().filter(Check::is_offered).map(|check| check.url).collect();
    assert_eq!(offered, ["https://www.shop.example/a"]);
}

#[test]
fn two_questions_at_most_are_under_way() {
    let mut world = failing();
    want(&mut world, false);
    assert_eq!(world.asked.len(), 2);
    let first = world.asked.remove(0);
    tell(&mut world, &first, page(&first.ask.url, 200));
    assert_eq!(world.asked.len(), 2);
}

#[test]
fn the_archives_copy_is_fetched_before_it_is_offered_and_the_second_archive_is_spared() {
    let mut world = failing();
    want(&mut world, false);
    run(&mut world, all_well);
    let copy = checks(&world).into_iter().find(|check| check.kind == Kind::Archive).unwrap();
    assert_eq!((copy.state, copy.url.as_str()), (State::Works, COPY));
    assert_eq!(state(&world, Kind::SecondArchive), Some(State::Spared));
}

#[test]
fn a_copy_of_an_error_page_is_passed_over_for_an_older_good_one() {
    let mut world = failing();
    want(&mut world, false);
    let older = COPY.replace("2026", "2024");
    run(&mut world, |asked| match (asked.ask.kind, asked.ask.how) {
        (Kind::Archive, How::Json) if asked.ask.url.contains("available") => available(COPY),
        (Kind::Archive, How::Json) => json(
            r#"[["timestamp","original","statuscode"],["20240303120000","https://shop.example/a","200"],["20260303120000","https://shop.example/a","200"]]"#,
        ),
        (Kind::Archive, _) if asked.ask.url == COPY => page(COPY, 503),
        _ => page(&asked.ask.url, 200),
    });
    let copy = checks(&world).into_iter().find(|check| check.kind == Kind::Archive).unwrap();
    assert_eq!((copy.state, copy.url), (State::Works, older));
}

#[test]
fn on_a_miss_the_second_archive_is_asked_and_leads_to_its_copy() {
    let mut world = failing();
    want(&mut world, false);
    let memento = "https://arquivo.pt/wayback/20250303120000/https://shop.example/a";
    run(&mut world, |asked| match asked.ask.kind {
        Kind::Archive => json(if asked.ask.url.contains("available") { NO_COPY } else { "[]" }),
        Kind::SecondArchive => Answer { redirected: true, ..page(memento, 200) },
        _ => page(&asked.ask.url, 503),
    });
    assert_eq!(state(&world, Kind::Archive), Some(State::Missing));
    let copy = checks(&world).into_iter().find(|check| check.kind == Kind::SecondArchive).unwrap();
    assert_eq!((copy.state, copy.url.as_str()), (State::Works, memento));
}

#[test]
fn an_archive_cannot_lead_to_another_site() {
    let mut world = failing();
    want(&mut world, false);
    run(&mut world, |asked| match asked.ask.kind {
        Kind::Archive => available("https://evil.example/web/20260303120000/x"),
        Kind::SecondArchive => page("https://evil.example/wayback/20260303120000/x", 200),
        _ => page(&asked.ask.url, 503),
    });
    assert_eq!(checks(&world).iter().filter(|check| check.is_offered()).count(), 0);
}

#[test]
fn archives_that_cannot_be_read_are_not_asked_until_access_comes() {
    let mut world = failing();
    world.origins = vec!["*://*.shop.example/*".into()];
    want(&mut world, false);
    run(&mut world, |asked| {
        assert!(
            !asked.ask.url.contains("archive.org") && !asked.ask.url.contains("arquivo"),
            "{}",
            asked.ask.url
        );
        page(&asked.ask.url, 503)
    });
    assert_eq!(state(&world, Kind::Archive), Some(State::Unread));
    let locked = world.routes(1).unwrap().locked;
    assert_eq!(locked, ["archive.org", "web.archive.org", "arquivo.pt"]);
    world.origins = vec!["https://*/*".into(), "http://*/*".into()];
    world.tell(Event::AccessChanged);
    run(&mut world, all_well);
    assert_eq!(state(&world, Kind::Archive), Some(State::Works));
}

#[test]
fn a_worker_that_dies_with_a_question_open_loses_only_that_answer() {
    let mut world = failing();
    want(&mut world, false);
    let lost = world.asked.remove(0);
    world.asked.clear();
    assert!(world.wake_ms.is_some_and(|at| at <= world.now_ms + 20_000));
    world.now_ms += 20_000;
    world.tell(Event::Woke);
    run(&mut world, all_well);
    let lost = &checks(&world)[lost.ask.index];
    assert_eq!(lost.state, State::NoAnswer);
    assert!(checks(&world).iter().any(|check| check.state == State::Works));
    assert_eq!(world.wake_ms, None);
}

#[test]
fn stop_ends_the_run_and_late_answers_are_no_news() {
    let mut world = failing();
    want(&mut world, false);
    let late = world.asked.remove(0);
    world.asked.clear();
    world.tell(Event::RoutesStopped { tab_id: 1 });
    tell(&mut world, &late, page(&late.ask.url, 200));
    assert!(checks(&world).iter().all(|check| check.state == State::Stopped));
    assert_eq!((world.asked.len(), world.wake_ms), (0, None));
}

#[test]
fn only_a_route_that_was_checked_is_opened() {
    let mut world = failing();
    want(&mut world, false);
    run(&mut world, all_well);
    world.done.clear();
    for url in ["https://evil.example/", "javascript:alert(1)", "https://shop.example/other", ""] {
        world.tell(Event::RouteChosen { tab_id: 1, url: url.into() });
    }
    assert!(world.done.is_empty());
    world.tell(Event::RouteChosen { tab_id: 1, url: "https://www.shop.example/a".into() });
    assert_eq!(world.done.len(), 1);
}

#[test]
fn a_run_is_forgotten_when_the_page_is_back() {
    let mut world = failing();
    want(&mut world, false);
    world.asked.clear();
    world.answer(1, 200);
    assert_eq!(world.routes(1), None);
}
