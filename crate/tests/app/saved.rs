//! State that outlives the worker, the browser and its own damage.

use crate::world::{Done, World};
use rebound::app::App;
use rebound::event::{Event, TabSeen};
use rebound::view::picture::{Notice, Scene};

const URL: &str = "http://shop.test/";

#[test]
fn after_a_restart_of_the_browser_an_unloaded_tab_waits_on() {
    let mut world = World::waiting(URL);
    world.restart(vec![TabSeen { id: 71, discarded: true, url: Some(URL.into()), ..TabSeen::default() }]);
    assert!(matches!(world.next_done(200_000), Some(Done::Probe(url, _)) if url == URL));
    assert_eq!(world.picture(71).scene, Scene::Waiting);
}

#[test]
fn after_a_restart_a_tab_that_fails_again_joins_its_old_wait() {
    let mut world = World::waiting(URL);
    world.now_ms += 60_000;
    world.restart(Vec::new());
    world.open(71, URL, true);
    world.answer(71, 502);
    let picture = world.picture(71);
    assert_eq!(picture.scene, Scene::Waiting);
    assert!(picture.failing_for_ms >= 60_000, "the wait is the old one");
    assert_eq!(world.next_done(60_000), Some(Done::Reload(71)));
}

#[test]
fn after_a_restart_a_tab_that_is_fine_is_never_reloaded() {
    let mut world = World::waiting(URL);
    world.restart(Vec::new());
    world.open(71, URL, true);
    world.tell(Event::AttentionMoved);
    assert_eq!(world.read.last(), Some(&71), "looked at first");
    world.tell(Event::Looked { tab_id: 71, url: URL.into(), status: 200, is_error_page: false, body: None });
    assert_eq!(world.next_done(3_600_000), None);
}

/// Chromium may begin to load a restored tab before it tells extensions of loads.
#[test]
fn after_a_restart_a_tab_that_failed_unheard_waits_on_within_seconds() {
    let mut world = World::waiting(URL);
    world.read.clear();
    let tab = TabSeen { id: 71, visible: true, loading: true, url: Some(URL.into()), ..TabSeen::default() };
    world.restart(vec![tab]);
    let started_ms = world.now_ms;
    assert_eq!(world.next_done(3_000), None, "it may load by itself");
    assert!(world.read.is_empty(), "there is nothing to look at yet");
    world.tabs[0].loading = false;
    while world.read.is_empty() {
        world.next_done(1_000);
        assert!(world.now_ms < started_ms + 10_000, "nobody has looked");
    }
    world.tell(Event::Looked { tab_id: 71, url: URL.into(), status: 502, is_error_page: false, body: None });
    assert_eq!(world.picture(71).scene, Scene::Waiting);
    assert_eq!(
        world.next_done(60_000),
        Some(Done::Get(71, URL.into())),
        "a GET: how it was asked for is not known"
    );
}

#[test]
fn damaged_state_is_set_aside_and_told_and_the_rest_goes_on() {
    let world = World::waiting(URL);
    let mut saved: serde_json::Value = serde_json::from_str(&world.app.save()).unwrap();
    saved["waits"].as_array_mut().unwrap().push(serde_json::json!({ "site": 7 }));
    saved["tabs"].as_array_mut().unwrap().push(serde_json::json!("garbage"));
    let (app, is_damaged) = App::restore(&saved.to_string(), 42);
    assert!(is_damaged);
    let picture = app.picture(1, URL, world.now_ms);
    assert_eq!(picture.scene, Scene::Waiting);
    assert!(picture.notices.contains(&Notice::StateSetAside));

    for garbage in ["", "null", "[]", "{", "{\"version\":99}", "\u{0}", "{\"tabs\":{},\"waits\":3}"] {
        let picture = App::restore(garbage, 42).0.picture(1, URL, 0);
        assert!(picture.notices.contains(&Notice::StateSetAside), "{garbage:?}");
    }
}

#[test]
fn a_notice_is_told_until_it_is_dismissed() {
    let mut world = World::new();
    world.app = App::restore("garbage", 42).0;
    world.open(1, URL, true);
    world.tell(Event::AttentionMoved);
    assert!(world.picture(1).notices.contains(&Notice::StateSetAside));
    world.tell(Event::Dismissed { tab_id: 1 });
    assert!(world.picture(1).notices.is_empty());
}
