//! Many tabs of one site: one machine while it is down, one after the other when it is back.

use crate::world::{Done, World};
use rebound::event::{Event, Load};
use rebound::view::picture::Scene;

fn url(tab: i32) -> String {
    format!("http://shop.test/{tab}")
}

/// Twenty tabs of one dead site wait, the first in front.
fn twenty() -> World {
    let mut world = World::new();
    for tab in 1..=20 {
        world.open(tab, &url(tab), tab == 1);
        world.answer(tab, 502);
    }
    world.keep_trying(1);
    world
}

#[test]
fn twenty_tabs_ask_no_more_often_than_one() {
    let mut counts = Vec::new();
    for mut world in [World::waiting(&url(1)), twenty()] {
        let end_ms = world.now_ms + 600_000;
        let mut count = 0;
        while world.now_ms < end_ms {
            let done = world.next_done(60_000).expect("a try");
            assert!(matches!(&done, Done::Reload(1)) || matches!(&done, Done::Probe(at, _) if *at == url(1)));
            count += 1;
            world.end(done, 502);
        }
        counts.push(count);
    }
    // The dice fall differently, so the two runs differ by jitter, not by the number of tabs.
    assert!(counts[1] <= counts[0] + 3, "{counts:?}");
}

#[test]
fn all_tabs_wait_with_the_one_whose_switch_was_turned_on() {
    let world = twenty();
    assert_eq!(world.picture(1).other_tabs, 19);
    assert_eq!(world.picture(20).scene, Scene::Waiting);
}

#[test]
fn the_front_tab_comes_back_first_and_the_others_one_at_a_time() {
    let mut world = twenty();
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.answer(1, 200);
    let mut back = vec![1];
    while let Some(Done::Reload(tab)) = world.next_done(600_000) {
        assert_eq!(world.done, [], "two loads at once");
        back.push(tab);
        world.answer(tab, 200);
    }
    back.sort_unstable();
    assert_eq!(back, (1..=20).collect::<Vec<_>>());
}

#[test]
fn the_tab_the_user_turns_to_comes_back_at_once() {
    let mut world = twenty();
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.answer(1, 200);
    let under_way = world.next_done(0);
    world.show(17);
    if let Some(Done::Reload(tab)) = under_way {
        assert_eq!(world.done, [], "never two loads at once");
        world.answer(tab, 200);
    }
    assert_eq!(world.next_done(0), Some(Done::Reload(17)));
}

#[test]
fn a_failure_on_the_way_back_stops_the_return_and_the_wait_goes_on() {
    let mut world = twenty();
    assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
    world.answer(1, 200);
    let Some(Done::Reload(second)) = world.next_done(60_000) else { panic!("no second tab") };
    world.answer(second, 502);
    assert_eq!(world.picture(second).scene, Scene::Waiting);
    assert_eq!(world.picture(second).other_tabs, 18);
}

#[test]
fn a_probe_that_passes_while_the_page_still_fails_ends_in_reloads_not_in_a_loop() {
    let mut world = World::waiting(&url(1));
    world.open(2, "http://news.test/", true);
    world.show(2);
    // Once may be an overloaded site, twice is a check that probes pass and pages fail.
    for _ in 0..2 {
        let Some(Done::Probe(_, order)) = world.next_done(200_000) else { panic!("no probe") };
        world.probed("shop.test", order, Some(200));
        assert_eq!(world.next_done(1_000), Some(Done::Reload(1)));
        world.answer(1, 502);
    }
    for _ in 0..3 {
        let failed_ms = world.now_ms;
        assert_eq!(world.next_done(600_000), Some(Done::Reload(1)));
        assert!(world.now_ms >= failed_ms + 20_000, "hidden tabs keep the slower pace");
        world.answer(1, 502);
    }
}

#[test]
fn another_tab_of_the_site_that_loads_well_brings_the_waiting_ones_back() {
    let mut world = World::waiting(&url(1));
    world.open(2, "http://shop.test/other", false);
    world.answer(2, 200);
    assert_eq!(world.next_done(1_000), Some(Done::Reload(1)));
}

#[test]
fn a_load_the_user_started_is_the_try_and_none_is_sent_beside_it() {
    let mut world = World::waiting(&url(1));
    let load = Load { status: 0, ..world.load(1, 0) };
    world.tabs[0].loading = true;
    world.tell(Event::LoadStarted(load));
    assert_eq!(world.next_done(600_000), None, "a slow load is left alone");
    world.tabs[0].loading = false;
    world.answer(1, 200);
    assert_eq!(world.picture(1).scene, Scene::Back);
}
