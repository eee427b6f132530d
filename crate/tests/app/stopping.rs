//! When nothing is repeated, and when a wait ends.

use crate::world::{Done, World};
use rebound::effect::Badge;
use rebound::event::{Event, Load};
use rebound::view::picture::{Notice, Refusal, Scene};

const URL: &str = "http://shop.test/cart";

#[test]
fn a_form_is_never_sent_again() {
    let mut world = World::new();
    world.open(1, URL, true);
    let load = Load { method: "POST".into(), ..world.load(1, 502) };
    world.tell(Event::LoadCompleted(load));
    assert_eq!(world.picture(1).refusal, Some(Refusal::Form));
    world.keep_trying(1);
    world.tell(Event::TryNow { tab_id: 1 });
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn a_form_that_fails_in_a_waiting_tab_takes_it_out_of_the_wait() {
    let mut world = World::waiting(URL);
    let load = Load { method: "POST".into(), ..world.load(1, 502) };
    world.tell(Event::LoadCompleted(load));
    assert_eq!(world.picture(1).refusal, Some(Refusal::Form));
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn stop_stops() {
    for event in [Event::Stop { tab_id: 1 }, Event::KeepTrying { tab_id: 1, on: false }] {
        let mut world = World::waiting(URL);
        world.tell(event);
        assert_eq!(world.picture(1).scene, Scene::Failing);
        assert_eq!(world.next_done(3_600_000), None);
    }
}

#[test]
fn a_closed_tab_is_not_waited_for() {
    let mut world = World::waiting(URL);
    world.close(1);
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn going_elsewhere_ends_the_wait() {
    let mut world = World::waiting(URL);
    world.tabs[0].url = Some("http://news.test/".into());
    world.answer(1, 200);
    assert_eq!(world.next_done(3_600_000), None);
    assert_eq!(world.picture(1).scene, Scene::Fine);
}

#[test]
fn a_tab_that_went_where_rebound_has_no_access_is_not_loaded_again() {
    let mut world = World::waiting(URL);
    world.tabs[0].url = None;
    assert_eq!(world.next_done(3_600_000), None);
    assert_eq!(world.picture(1).scene, Scene::OffLimits);
    assert_eq!(world.badge(1), Some(Badge::None));
}

#[test]
fn a_try_that_leads_where_rebound_has_no_access_ends_the_wait_and_says_so() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    let load = world.load(1, 0);
    world.tell(Event::LoadStarted(load));
    world.tabs[0].url = None;
    assert_eq!(world.next_done(3_600_000), None);
    assert!(world.picture(1).notices.contains(&Notice::Stopped));
}

#[test]
fn a_try_that_led_away_before_its_beginning_was_told_says_so_too() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    let load = world.load(1, 0);
    let there = Load { url: "http://login.example/".into(), ..load.clone() };
    world.tabs[0].url = Some(there.url.clone());
    world.tell(Event::LoadStarted(load));
    world.tell(Event::LoadStarted(there.clone()));
    world.tell(Event::LoadCompleted(Load { status: 200, ..there }));
    assert_eq!(world.next_done(3_600_000), None);
    assert!(world.picture(1).notices.contains(&Notice::Stopped));
}

#[test]
fn a_redirect_on_the_way_to_another_origin_is_not_the_user_going_there() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    let load = world.load(1, 0);
    let there = Load { url: "http://login.example/".into(), ..load.clone() };
    world.tell(Event::LoadStarted(load));
    world.tell(Event::LoadStarted(there.clone()));
    world.tabs[0].url = Some(there.url.clone());
    world.tell(Event::LoadCompleted(Load { status: 200, ..there }));
    assert_eq!(world.next_done(3_600_000), None);
    assert!(world.picture(1).notices.contains(&Notice::Stopped));
}

#[test]
fn an_empty_answer_or_a_download_ends_the_wait_and_says_so() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.answer(1, 204);
    assert_eq!(world.next_done(3_600_000), None);
    assert!(world.picture(1).notices.contains(&Notice::Stopped));

    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.answer_with(1, 200, "Content-Disposition", "attachment; filename=x");
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn a_redirect_to_another_origin_ends_the_wait() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    let load = world.load(1, 200);
    world.tell(Event::LoadStarted(Load { status: 0, ..load.clone() }));
    world.tabs[0].url = Some("http://login.example/".into());
    world.tell(Event::LoadCompleted(Load { url: "http://login.example/".into(), ..load }));
    assert_eq!(world.next_done(3_600_000), None);
    assert!(world.picture(1).notices.contains(&Notice::Stopped));
}

#[test]
fn the_browser_s_stop_button_ends_the_wait_but_a_newer_load_explains_an_abort() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    let load = world.load(1, 0);
    world.tell(Event::LoadStarted(load.clone()));
    let newer = world.load(1, 0);
    world.tell(Event::LoadStarted(newer.clone()));
    world.tell(Event::LoadAborted(load));
    assert_eq!(world.picture(1).scene, Scene::Waiting);
    world.tell(Event::LoadAborted(newer));
    world.now_ms += 2_000;
    world.tell(Event::Woke);
    assert_eq!(world.next_done(3_600_000), None);
    assert!(world.picture(1).notices.contains(&Notice::Stopped));
}
