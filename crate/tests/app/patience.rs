//! Limits, unattended screens, local servers, what the user is told, and what is remembered.

use crate::world::{Done, World};
use rebound::event::{Event, Load};
use rebound::incident::End;
use rebound::patience::Patience;
use rebound::view::picture::{Notice, Scene};

const URL: &str = "http://shop.test/cart";

/// Tries until the time is over, all of them failing; how many there were.
fn fail_for(world: &mut World, for_ms: u64) -> u32 {
    let end_ms = world.now_ms + for_ms;
    let mut tries = 0;
    while let Some(done) = world.next_done(end_ms.saturating_sub(world.now_ms)) {
        world.end(done, 502);
        tries += 1;
    }
    tries
}

#[test]
fn a_wait_is_given_up_after_a_day_of_ever_calmer_tries_and_says_so() {
    let mut world = World::waiting(URL);
    let hour = 3_600_000;
    let first_hour = fail_for(&mut world, hour);
    fail_for(&mut world, 18 * hour);
    let later_hour = fail_for(&mut world, hour);
    assert!(
        later_hour * 2 <= first_hour,
        "{first_hour} tries in the first hour, {later_hour} in a later one"
    );
    fail_for(&mut world, 5 * hour);
    assert_eq!(world.picture(1).scene, Scene::Failing);
    assert!(world.picture(1).notices.contains(&Notice::GaveUp));
    assert_eq!(world.app.history().incidents()[0].end, End::GaveUp);
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn sleep_and_jumps_of_the_clock_use_up_no_patience() {
    let mut world = World::waiting(URL);
    world.now_ms += 400 * 24 * 3_600_000;
    world.tell(Event::Woke);
    assert_eq!(world.picture(1).scene, Scene::Waiting);
    let tries = fail_for(&mut world, 3_600_000);
    assert!(tries >= 20, "{tries}: pauses are bounded, however old the outage seems");
}

#[test]
fn an_unattended_screen_waits_by_itself_without_a_limit_and_after_a_restart() {
    let mut world = World::new();
    world.tell(Event::PatienceChanged(Patience { kiosk: true, ..Patience::default() }));
    world.open(1, URL, true);
    world.answer(1, 502);
    assert_eq!(world.picture(1).scene, Scene::Waiting);
    fail_for(&mut world, 30 * 3_600_000);
    assert_eq!(world.picture(1).scene, Scene::Waiting);
    // It failed again while the browser started, before anybody listened.
    let mut world = World::new();
    world.tell(Event::PatienceChanged(Patience { kiosk: true, ..Patience::default() }));
    world.open(7, URL, true);
    world.restart(world.tabs.clone());
    assert_eq!(world.read.last(), Some(&7), "every page is looked at");
    world.tell(Event::Looked { tab_id: 7, url: URL.into(), status: 502, is_error_page: false, body: None });
    assert_eq!(world.picture(7).scene, Scene::Waiting);
}

#[test]
fn a_local_server_is_back_on_the_screen_within_a_second_and_never_reloaded_in_vain() {
    let mut world = World::new();
    world.open(1, "http://localhost:3000/", true);
    world.refuse(1, "net::ERR_CONNECTION_REFUSED");
    world.keep_trying(1);
    for _ in 0..60 {
        let asked_ms = world.now_ms;
        let Some(Done::Probe(_, order)) = world.next_done(1_000) else { panic!("no probe within a second") };
        assert!(world.now_ms >= asked_ms + 500, "cheap is not free");
        world.probed("localhost:3000", order, None);
    }
    let Some(Done::Probe(_, order)) = world.next_done(1_000) else { panic!("no probe") };
    world.probed("localhost:3000", order, Some(200));
    assert_eq!(world.next_done(0), Some(Done::Reload(1)));
}

#[test]
fn who_asked_is_told_once_also_when_the_tab_is_closed() {
    let mut world = World::waiting(URL);
    world.tell(Event::TellMe { tab_id: 1, on: true });
    assert!(world.picture(1).tells);
    world.close(1);
    for _ in 0..3 {
        let Some(Done::Probe(url, order)) = world.next_done(200_000) else {
            panic!("the wait goes on by probes")
        };
        assert_eq!(url, URL);
        world.probed("shop.test", order, Some(503));
    }
    let Some(Done::Probe(_, order)) = world.next_done(200_000) else { panic!("no probe") };
    world.probed("shop.test", order, Some(200));
    assert_eq!(world.told, [(URL.to_string(), true)]);
    assert_eq!(world.next_done(3_600_000), None);

    let mut world = World::waiting(URL);
    world.tell(Event::TellMe { tab_id: 1, on: true });
    world.answer(1, 200);
    assert_eq!(world.told, [(URL.to_string(), true)]);
    world.answer(1, 502);
    world.keep_trying(1);
    world.answer(1, 200);
    assert_eq!(world.told.len(), 1, "asked for once");
}

#[test]
fn a_wait_leaves_an_incident_that_can_be_deleted() {
    let mut world = World::waiting(URL);
    world.now_ms += 20_000;
    world.answer(1, 200);
    let incident = world.app.history().incidents()[0].clone();
    assert_eq!((incident.site.as_str(), incident.end), ("shop.test", End::Back));
    assert!(incident.ended_ms - incident.first_failure_ms >= 20_000);
    world.tell(Event::HistoryDeleted { site: "shop.test".into() });
    assert_eq!(world.app.history().incidents(), &[]);
}

#[test]
fn a_page_without_its_style_sheet_just_after_the_recovery_is_not_back_yet() {
    let mut world = World::waiting(URL);
    let part = |status| Event::PartFailed {
        tab_id: 1,
        url: "http://static.shop.test/a.css".into(),
        status,
        error: None,
    };
    for round in 0..3 {
        let done = world.next_done(60_000).expect("a try");
        world.end(done, 200);
        if world.picture(1).scene == Scene::Waiting {
            assert_eq!(world.next_done(1_000), Some(Done::Reload(1)));
            world.answer(1, 200);
        }
        assert_eq!(world.picture(1).scene, Scene::Back);
        assert_eq!(world.app.awaited_tabs().is_empty(), round == 2);
        world.tell(part(404));
        assert_eq!(world.picture(1).scene, Scene::Back, "a part that is missing is none that was refused");
        world.tell(part(503));
        let scene = if round < 2 { Scene::Waiting } else { Scene::Back };
        assert_eq!(world.picture(1).scene, scene, "at most two more loads, then the page is taken as it is");
    }
    assert_eq!(world.next_done(3_600_000), None);
    assert_eq!(world.app.history().incidents().len(), 1);
}

#[test]
fn parts_that_fail_before_the_page_is_complete_and_parts_of_others_are_told_apart() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(10_000), Some(Done::Reload(1)));
    let load = world.load(1, 200);
    world.tell(Event::LoadStarted(Load { status: 0, ..load.clone() }));
    let part = |url: &str, error: &str| Event::PartFailed {
        tab_id: 1,
        url: url.into(),
        status: 0,
        error: Some(error.into()),
    };
    world.tell(part("http://ads.example/a.js", "net::ERR_CONNECTION_REFUSED"));
    world.tell(part("http://shop.test/a.js", "net::ERR_BLOCKED_BY_CLIENT"));
    world.tell(Event::LoadCompleted(load));
    assert_eq!(world.picture(1).scene, Scene::Back);

    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(10_000), Some(Done::Reload(1)));
    let load = world.load(1, 200);
    world.tell(Event::LoadStarted(Load { status: 0, ..load.clone() }));
    world.tell(part("http://shop.test/a.js", "NS_ERROR_NET_RESET"));
    world.tell(Event::LoadCompleted(load));
    assert_eq!(world.picture(1).scene, Scene::Waiting);
}

#[test]
fn a_probe_that_the_browser_held_back_is_no_failure_and_the_page_is_asked_instead() {
    let mut world = World::new();
    world.open(1, URL, false);
    world.answer(1, 503);
    world.keep_trying(1);
    let Some(Done::Probe(_, order)) = world.next_done(200_000) else { panic!("no probe") };
    world.probed("shop.test", order, None);
    assert_eq!(world.next_done(3_000), Some(Done::Reload(1)));
    assert_eq!(world.picture(1).tries, 1, "a request that nobody heard is no try");
    // The wait goes on, each time by the page, for as long as the browser holds the probes back.
    for tries in 1..5 {
        world.answer(1, 503);
        assert_eq!(world.picture(1).tries, tries);
        let Some(Done::Probe(_, order)) = world.next_done(200_000) else { panic!("no probe") };
        world.probed("shop.test", order, None);
        assert_eq!(world.next_done(3_000), Some(Done::Reload(1)), "after {tries} tries");
    }
    world.answer(1, 200);
    assert_eq!(world.picture(1).scene, Scene::Back);
}

#[test]
fn a_server_in_the_house_whose_probes_are_held_back_is_not_reloaded_every_second() {
    let mut world = World::new();
    world.open(1, "http://192.168.1.7/", true);
    world.answer(1, 503);
    world.keep_trying(1);
    let Some(Done::Probe(_, order)) = world.next_done(2_000) else { panic!("no probe") };
    world.probed("192.168.1.7", order, None);
    assert_eq!(world.next_done(3_000), Some(Done::Reload(1)));
    world.answer(1, 503);
    assert_eq!(world.next_done(2_000), None);
    assert_eq!(world.next_done(8_000), Some(Done::Reload(1)));
}

#[test]
fn a_site_that_fails_again_just_after_it_was_back_is_asked_less_often() {
    let pause = |world: &mut World| {
        let from_ms = world.now_ms;
        assert!(world.next_done(600_000).is_some());
        world.now_ms - from_ms
    };
    let mut steady = World::waiting(URL);
    let first = pause(&mut steady);
    let mut flapping = World::waiting(URL);
    for _ in 0..4 {
        flapping.answer(1, 200);
        flapping.answer(1, 502);
        flapping.keep_trying(1);
    }
    let fifth = pause(&mut flapping);
    assert!(fifth > 3 * first, "{first} ms, then {fifth} ms");
}
