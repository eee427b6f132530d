//! Experiments that nobody asked for: only where the verdict calls for one, once, and never against the rules.

use crate::remedies::{answer_all, cookies, help};
use crate::world::{Done, World};
use rebound::event::{Event, Header, Load};
use rebound::remedy::experiment::Finding;
use rebound::remedy::inquiry::Stage;

const URL: &str = "http://shop.test/cart";
const TOO_LARGE: &str = "<html><head><title>400 Request Header Or Cookie Too Large</title></head><body>\
    <center><h1>400 Bad Request</h1></center><center>Request Header Or Cookie Too Large</center>\
    <hr><center>nginx/1.22.1</center></body></html>";

fn visiting() -> World {
    let mut world = World::new();
    world.open(1, URL, true);
    world
}

fn failing(status: u16) -> World {
    let mut world = visiting();
    world.answer(1, status);
    world
}

fn reads(world: &mut World, status: u16, body: &str) {
    let body = Some(body.into());
    world.tell(Event::Looked { tab_id: 1, url: URL.into(), status, is_error_page: false, body });
}

/// Nothing was done, and nothing is planned.
fn rests(mut world: World) {
    assert!(world.done.is_empty(), "{:?}", world.done);
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn what_the_verdict_calls_for_begins_without_a_click_and_ends_after_four_requests_at_most() {
    let mut world = failing(400);
    assert!(world.done.is_empty());
    reads(&mut world, 400, TOO_LARGE);
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)));
    world.tell(Event::Inspected { tab_id: 1, inspection: cookies() });
    assert!(answer_all(&mut world, |fetch| if fetch.with_cookies { 400 } else { 200 }) <= 4);
    let found = help(&world).inquiry;
    assert_eq!((found.by_itself, found.finding()), (true, Some(Finding::Cookies)));
}

#[test]
fn the_same_failure_again_or_in_another_tab_begins_nothing_anew() {
    let mut world = failing(431);
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)));
    world.tell(Event::Inspected { tab_id: 1, inspection: cookies() });
    answer_all(&mut world, |_| 431);
    world.answer(1, 431);
    world.open(2, "http://shop.test/other", false);
    world.answer(2, 431);
    assert!(world.done.is_empty(), "{:?}", world.done);
    world.now_ms += 60_000;
    world.answer(1, 200);
    assert!(world.done.is_empty(), "long after the other tab failed: {:?}", world.done);
    world.answer(1, 431);
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)), "it came back in between");
}

#[test]
fn loops_and_errors_from_the_cache_call_for_it() {
    let mut world = visiting();
    world.refuse(1, "net::ERR_TOO_MANY_REDIRECTS");
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)));
    let mut world = visiting();
    let load = world.load(1, 502);
    world.tell(Event::LoadCompleted(Load { from_cache: true, ..load }));
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)));
}

#[test]
fn outages_and_other_refusals_do_not() {
    for status in [400, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504] {
        let world = failing(status);
        assert!(!world.app.watch().needs_tools, "{status}");
        rests(world);
    }
    let mut world = visiting();
    world.refuse(1, "net::ERR_CONNECTION_REFUSED");
    rests(world);
}

#[test]
fn forms_and_loads_that_nobody_saw_are_left_alone() {
    let mut world = visiting();
    let load = world.load(1, 431);
    world.tell(Event::LoadCompleted(Load { method: "POST".into(), ..load }));
    rests(world);
    let mut world = visiting();
    reads(&mut world, 431, "<title>431</title>");
    rests(world);
}

#[test]
fn a_site_that_asks_for_time_is_not_asked_even_when_it_is_over() {
    let mut world = visiting();
    world.answer_with(1, 431, "Retry-After", "60");
    rests(world);
    let mut world = visiting();
    let headers = vec![Header { name: "Retry-After".into(), value: Some("60".into()) }];
    let load = world.load(1, 502);
    world.tell(Event::LoadCompleted(Load { from_cache: true, headers, ..load }));
    rests(world);
}

#[test]
fn without_access_it_is_offered_and_with_access_it_begins() {
    let mut world = visiting();
    let origins = std::mem::take(&mut world.origins);
    world.answer(1, 431);
    assert_eq!((help(&world).inquiry.stage, world.done.len()), (Stage::Wanted, 0));
    world.origins = origins;
    world.tell(Event::AccessChanged);
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)));
}
