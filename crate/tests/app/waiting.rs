//! From the failure to the page being back.

use crate::world::{Done, World};
use rebound::effect::Badge;
use rebound::event::{Event, ProbeResult};
use rebound::view::picture::{Notice, Scene};

const URL: &str = "http://shop.test/cart";

#[test]
fn a_failed_page_is_told_but_nothing_is_repeated_until_the_user_says_so() {
    let mut world = World::new();
    world.open(1, URL, true);
    world.answer(1, 502);
    assert_eq!(world.picture(1).scene, Scene::Failing);
    assert_eq!(world.badge(1), Some(Badge::Failing));
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn with_the_switch_on_the_visible_tab_is_tried_until_it_is_back() {
    let mut world = World::waiting(URL);
    assert_eq!(world.picture(1).scene, Scene::Waiting);
    assert_eq!(world.badge(1), Some(Badge::Waiting));
    assert_eq!(world.next_done(10_000), Some(Done::Reload(1)), "the first try is the page itself");
    world.answer(1, 502);
    for _ in 0..12 {
        let done = world.next_done(60_000).expect("a try");
        assert!(world.picture(1).is_trying);
        world.end(done, 502);
    }
    let Some(Done::Probe(_, order)) = world.next_done(60_000) else { panic!("later tries spare the site") };
    world.probed("shop.test", order, Some(200));
    assert_eq!(world.next_done(0), Some(Done::Reload(1)), "it answered: the page comes at once");
    world.answer(1, 200);
    let picture = world.picture(1);
    assert_eq!((picture.scene, picture.tries), (Scene::Back, 14));
    assert_eq!(world.badge(1), Some(Badge::Back));
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn an_unreachable_site_is_waited_for_like_any_other() {
    let mut world = World::new();
    world.open(1, URL, true);
    world.refuse(1, "net::ERR_CONNECTION_REFUSED");
    world.keep_trying(1);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.refuse(1, "net::ERR_CONNECTION_REFUSED");
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.answer(1, 200);
    assert_eq!(world.picture(1).scene, Scene::Back);
}

#[test]
fn a_hidden_tab_is_probed_and_only_loaded_once_the_site_answers() {
    let mut world = World::waiting(URL);
    world.open(2, "http://news.test/", true);
    world.show(2);
    let Some(Done::Probe(url, order)) = world.next_done(200_000) else { panic!("no probe") };
    assert_eq!(url, URL);
    world.probed("shop.test", order, Some(502));
    let Some(Done::Probe(_, order)) = world.next_done(200_000) else { panic!("no second probe") };
    world.probed("shop.test", order, Some(200));
    assert_eq!(world.next_done(1_000), Some(Done::Reload(1)));
    world.answer(1, 200);
    assert_eq!(world.picture(1).scene, Scene::Back);
}

#[test]
fn a_try_is_made_when_the_user_returns_to_the_tab() {
    let mut world = World::waiting(URL);
    world.open(2, "http://news.test/", true);
    world.show(2);
    world.now_ms += 20_000;
    assert_eq!(world.done, []);
    world.show(1);
    assert_eq!(world.next_done(2_000), Some(Done::Reload(1)));
}

#[test]
fn offline_nothing_is_sent_and_the_network_s_return_brings_a_try() {
    let mut world = World::waiting(URL);
    world.online = false;
    world.tell(Event::AttentionMoved);
    assert_eq!(world.next_done(3_600_000), None);
    assert!(world.picture(1).is_offline);
    world.online = true;
    world.tell(Event::AttentionMoved);
    assert_eq!(world.next_done(3_000), Some(Done::Reload(1)));
}

#[test]
fn a_network_that_returns_without_a_word_is_noticed_by_looking() {
    let mut world = World::waiting(URL);
    world.online = false;
    world.tell(Event::AttentionMoved);
    assert_eq!(world.next_done(600_000), None);
    world.online = true;
    assert_eq!(world.next_done(12_000), Some(Done::Reload(1)));
}

#[test]
fn a_page_whose_return_nobody_heard_of_is_looked_at_and_not_loaded_again() {
    let mut world = World::waiting(URL);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.read.clear();
    world.now_ms += 31_000;
    world.tell(Event::Woke);
    assert_eq!(world.read, [1]);
    let body = Some("<title>Fine</title>".into());
    world.tell(Event::Looked { tab_id: 1, url: URL.into(), status: 200, is_error_page: false, body });
    assert_eq!(world.next_done(3_600_000), None);
    assert_eq!(world.picture(1).scene, Scene::Back);
}

#[test]
fn before_the_time_the_site_asked_for_nothing_is_sent_except_by_the_user() {
    let mut world = World::new();
    world.open(1, URL, true);
    world.answer_with(1, 503, "Retry-After", "120");
    world.keep_trying(1);
    assert!(world.picture(1).site_asked);
    assert_eq!(world.next_done(119_000), None);
    world.tell(Event::TryNow { tab_id: 1 });
    assert_eq!(world.next_done(0), Some(Done::Reload(1)));
    world.answer_with(1, 503, "Retry-After", "120");
    assert_eq!(world.next_done(119_000), None);
    assert!(world.next_done(60_000).is_some());
}

#[test]
fn access_that_is_granted_after_the_click_starts_the_wait() {
    let mut world = World::new();
    world.origins.clear();
    world.open(1, URL, true);
    let looked = Event::Looked { tab_id: 1, url: URL.into(), status: 502, is_error_page: false, body: None };
    world.tell(looked);
    assert!(!world.picture(1).has_access);
    world.keep_trying(1);
    assert_eq!(world.next_done(60_000), None);
    world.origins = vec!["http://shop.test/*".into(), "https://shop.test/*".into()];
    world.tell(Event::AccessChanged);
    assert_eq!(world.picture(1).scene, Scene::Waiting);
    let Some(Done::Probe(_, order)) = world.next_done(60_000) else { panic!("no probe") };
    world.probed("shop.test", order, Some(200));
    // The load itself was not seen: it may have sent a form, so the page comes back by a GET, never by a reload.
    assert_eq!(world.next_done(0), Some(Done::Get(1, URL.into())));
}

#[test]
fn a_time_that_the_site_asked_for_unseen_is_found_out_by_a_light_request_and_holds() {
    for is_front in [true, false] {
        let mut world = World::new();
        world.open(1, URL, is_front);
        world.tell(Event::Looked {
            tab_id: 1,
            url: URL.into(),
            status: 503,
            is_error_page: false,
            body: None,
        });
        world.keep_trying(1);
        let Some(Done::Probe(_, order)) = world.next_done(60_000) else {
            panic!("the page itself was asked")
        };
        let retry_after = Some("120".into());
        let result =
            ProbeResult { status: Some(503), retry_after, latency_ms: 5.0, ..ProbeResult::default() };
        world.tell(Event::Probed { site: "shop.test".into(), order, result });
        assert_eq!(world.next_done(119_000), None);
        assert!(world.next_done(60_000).is_some());
    }
}

#[test]
fn a_user_who_wants_a_try_at_once_gets_the_page_also_when_its_failure_was_only_looked_at() {
    let mut world = World::new();
    world.open(1, URL, true);
    world.tell(Event::Looked { tab_id: 1, url: URL.into(), status: 503, is_error_page: false, body: None });
    world.keep_trying(1);
    world.tell(Event::TryNow { tab_id: 1 });
    assert_eq!(world.next_done(0), Some(Done::Get(1, URL.into())));
}

#[test]
fn a_grant_long_after_the_click_starts_nothing() {
    let mut world = World::new();
    world.origins.clear();
    world.open(1, URL, true);
    let looked = Event::Looked { tab_id: 1, url: URL.into(), status: 502, is_error_page: false, body: None };
    world.tell(looked);
    world.keep_trying(1);
    world.now_ms += 600_000;
    world.tell(Event::AttentionMoved);
    world.origins = vec!["http://*/*".into(), "https://*/*".into()];
    world.tell(Event::AccessChanged);
    assert_eq!(world.picture(1).scene, Scene::Failing);
}

#[test]
fn access_taken_away_rests_the_wait_and_its_return_goes_on() {
    let mut world = World::waiting(URL);
    let origins = std::mem::take(&mut world.origins);
    world.tell(Event::AccessChanged);
    let picture = world.picture(1);
    assert!(picture.notices.contains(&Notice::AccessLost) && picture.keeps_trying);
    assert_eq!(world.next_done(3_600_000), None);
    world.origins = origins;
    world.tell(Event::AccessChanged);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
}

#[test]
fn a_clock_set_back_does_not_freeze_a_wait() {
    let mut world = World::waiting(URL);
    world.now_ms -= 3_600_000;
    world.tell(Event::AttentionMoved);
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
}

#[test]
fn after_hours_of_sleep_the_next_try_comes_at_once() {
    let mut world = World::waiting(URL);
    world.now_ms += 8 * 3_600_000;
    world.tell(Event::Woke);
    assert_eq!(world.done.len(), 1);
}
