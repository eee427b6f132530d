//! What would help: asked, found, done, taken back, by a worker that dies after every event.

use crate::world::{Done, World};
use rebound::event::{Event, Inspection, TabId};
use rebound::fetch::{Answer, Fetch};
use rebound::remedy::cookies::Cookie;
use rebound::remedy::experiment::Finding;
use rebound::remedy::inquiry::Stage;
use rebound::remedy::step::Step;
use rebound::view::help::Help;
use rebound::view::picture::Scene;

const URL: &str = "http://shop.test/cart";

fn cookie(name: &str, bytes: u32) -> Cookie {
    Cookie { name: name.into(), domain: "shop.test".into(), path: "/".into(), secure: false, bytes }
}

pub fn cookies() -> Inspection {
    let cookies = vec![cookie("theme", 20), cookie("cart", 9_000)];
    Inspection { cookies, clears_cache: true, ..Inspection::default() }
}

fn failing(status: u16) -> World {
    let mut world = World::new();
    world.open(1, URL, true);
    world.answer(1, status);
    world
}

pub fn help(world: &World) -> Help {
    world.picture(1).help.unwrap_or_default()
}

fn ask_for_help(world: &mut World, inspection: Inspection) {
    world.tell(Event::HelpWanted { tab_id: 1 });
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)));
    world.tell(Event::Inspected { tab_id: 1, inspection });
}

/// Answers the requests of an experiment until it is over; how many there were.
pub fn answer_all(world: &mut World, site: fn(&Fetch) -> u16) -> usize {
    let mut requests = 0;
    while let Some((_, Done::Fetch(order, fetch))) = world.done.pop() {
        requests += 1;
        let status = Some(site(&fetch)).filter(|status| *status != 0);
        let answer = Answer { status, url: fetch.url, is_whole: true, elapsed_ms: 40, ..Answer::default() };
        world.tell(Event::Fetched { tab_id: 1, order, answer });
    }
    requests
}

fn take(world: &mut World, step: Step) -> Vec<Cookie> {
    world.tell(Event::StepWanted { tab_id: 1, step });
    match world.done.pop() {
        Some((_, Done::Take(taken, cookies))) if taken == step => cookies,
        other => panic!("{other:?}"),
    }
}

fn is_done(world: &mut World, step: Step, is_done: bool) {
    world.tell(Event::StepDone { tab_id: 1, step, is_done });
}

fn cleared() -> World {
    let mut world = failing(431);
    ask_for_help(&mut world, cookies());
    answer_all(&mut world, |fetch| if fetch.with_cookies { 431 } else { 200 });
    take(&mut world, Step::ClearCookies);
    is_done(&mut world, Step::ClearCookies, true);
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Reload(1)));
    world
}

#[test]
fn nothing_is_sent_before_the_user_asks() {
    let world = failing(502);
    assert_eq!(help(&world).inquiry.stage, Stage::Wanted);
    assert!(world.done.is_empty());
}

#[test]
fn the_oversized_cookie_alone_goes_and_comes_back() {
    let mut world = failing(431);
    ask_for_help(&mut world, cookies());
    assert_eq!(answer_all(&mut world, |fetch| if fetch.with_cookies { 431 } else { 200 }), 2);
    let found = help(&world);
    assert_eq!(found.inquiry.finding(), Some(Finding::Cookies));

    assert_eq!(take(&mut world, Step::ClearCookies), [cookie("cart", 9_000)]);
    is_done(&mut world, Step::ClearCookies, true);
    assert_eq!(world.next_done(0), Some(Done::Reload(1)));
    world.answer(1, 200);
    let after = world.picture(1);
    assert_eq!(after.scene, Scene::Fine);
    let after = after.help.unwrap();
    assert_eq!((after.inquiry.helped, after.undo_left_ms), (Some(true), Some(600_000)));

    assert!(take(&mut world, Step::Undo).is_empty());
    is_done(&mut world, Step::Undo, true);
    let after = help(&world);
    assert_eq!((after.inquiry.did, after.undo_left_ms), (Some(Step::Undo), None));
}

#[test]
fn a_step_that_did_not_help_says_so_and_offers_the_way_back() {
    let mut world = cleared();
    world.answer(1, 431);
    let after = help(&world);
    assert_eq!(after.inquiry.helped, Some(false));
    assert!(after.undo_left_ms.is_some());
}

#[test]
fn after_ten_minutes_the_copies_of_cookies_are_dropped() {
    let mut world = cleared();
    world.answer(1, 200);
    assert_eq!(world.next_done(600_000), Some(Done::ForgetCookies("shop.test".into())));
    assert_eq!(help(&world).undo_left_ms, None);
    assert_eq!(world.next_done(3_600_000), None);
}

#[test]
fn cookies_come_back_from_another_tab_when_theirs_was_closed() {
    let mut world = cleared();
    world.close(1);
    world.open(2, "http://shop.test/", true);
    let undo_left = |world: &World, tab: TabId| world.picture(tab).help.and_then(|help| help.undo_left_ms);
    assert!(undo_left(&world, 2).is_some());
    world.tell(Event::StepWanted { tab_id: 2, step: Step::Undo });
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Take(Step::Undo, Vec::new())));
    is_done(&mut world, Step::Undo, true);
    assert_eq!(undo_left(&world, 2), None);
}

#[test]
fn an_undo_that_the_browser_refused_can_be_tried_again() {
    let mut world = cleared();
    world.answer(1, 431);
    take(&mut world, Step::Undo);
    is_done(&mut world, Step::Undo, false);
    let after = help(&world);
    assert!(after.inquiry.is_refused && after.undo_left_ms.is_some());
}

#[test]
fn a_request_that_died_with_its_worker_is_made_up_for_but_four_are_the_limit() {
    let mut world = failing(502);
    ask_for_help(&mut world, cookies());
    let mut requests = 1;
    world.done.clear();
    while let Some(Done::Fetch(..)) = world.next_done(60_000) {
        requests += 1;
    }
    assert_eq!(requests, 4);
    assert_eq!(help(&world).inquiry.finding(), Some(Finding::Unclear));
}

#[test]
fn a_request_that_the_browser_held_back_is_no_observation() {
    let mut world = failing(500);
    ask_for_help(&mut world, cookies());
    let Some((_, Done::Fetch(order, _))) = world.done.pop() else { panic!("no request") };
    world.tell(Event::Fetched { tab_id: 1, order, answer: Answer { elapsed_ms: 1, ..Answer::default() } });
    assert!(world.done.is_empty());
    let Some(Done::Fetch(order, fetch)) = world.next_done(3_000) else { panic!("not made up for") };
    world.done.push((0, Done::Fetch(order, fetch)));
    assert_eq!(answer_all(&mut world, |fetch| if fetch.with_cookies { 500 } else { 200 }), 4);
    assert_eq!(help(&world).inquiry.finding(), Some(Finding::Cookies));
}

#[test]
fn an_answer_that_comes_too_late_is_no_news() {
    let mut world = failing(502);
    ask_for_help(&mut world, cookies());
    let Some((_, Done::Fetch(late, _))) = world.done.pop() else { panic!("no request") };
    assert!(matches!(world.next_done(30_000), Some(Done::Fetch(..))));
    let answer = Answer { status: Some(200), ..Answer::default() };
    world.tell(Event::Fetched { tab_id: 1, order: late, answer });
    assert_eq!(help(&world).inquiry.stage, Stage::Asking);
}

#[test]
fn while_the_site_asks_for_time_no_test_is_sent() {
    let mut world = World::new();
    world.open(1, URL, true);
    world.answer_with(1, 503, "Retry-After", "120");
    ask_for_help(&mut world, cookies());
    assert!(world.done.is_empty());
    assert_eq!(help(&world).inquiry.finding(), Some(Finding::Asked));
}

#[test]
fn a_form_is_never_sent_again_to_find_out() {
    let mut world = World::new();
    world.open(1, URL, true);
    let mut load = world.load(1, 502);
    load.method = "POST".into();
    world.tell(Event::LoadCompleted(load));
    assert!(world.picture(1).help.is_none());
    world.tell(Event::HelpWanted { tab_id: 1 });
    world.tell(Event::StepWanted { tab_id: 1, step: Step::Reload });
    assert!(world.done.is_empty());
}

#[test]
fn without_access_the_tests_begin_when_it_is_granted() {
    let mut world = World::new();
    world.origins.clear();
    world.open(1, URL, true);
    world.tell(Event::Looked { tab_id: 1, url: URL.into(), status: 502, is_error_page: false, body: None });
    world.tell(Event::HelpWanted { tab_id: 1 });
    assert!(world.done.is_empty());
    world.origins = vec!["http://shop.test/*".into(), "https://shop.test/*".into()];
    world.tell(Event::AccessChanged);
    assert_eq!(world.done.pop().map(|(_, done)| done), Some(Done::Inspect(1)));
}

#[test]
fn a_page_held_up_in_the_browser_is_not_called_back_twice() {
    let mut world = failing(502);
    ask_for_help(&mut world, cookies());
    answer_all(&mut world, |_| 200);
    assert_eq!(help(&world).inquiry.finding(), Some(Finding::Back));
    world.now_ms += 1_000;
    world.tell(Event::StepWanted { tab_id: 1, step: Step::Reload });
    assert_eq!(world.next_done(0), Some(Done::Reload(1)));
    world.now_ms += 1_000;
    world.answer(1, 502);
    ask_for_help(&mut world, cookies());
    answer_all(&mut world, |_| 200);
    assert_eq!(help(&world).inquiry.finding(), Some(Finding::Stored));
}

#[test]
fn an_old_redirect_is_renewed_before_its_address_is_loaded_again() {
    let mut world = World::new();
    world.open(1, URL, true);
    let mut load = world.load(1, 404);
    load.status = 502;
    load.asked_url = Some("http://shop.test/old".into());
    load.from_cache = true;
    world.tell(Event::LoadCompleted(load));
    ask_for_help(&mut world, cookies());
    answer_all(&mut world, |fetch| if fetch.url == "http://shop.test/old" { 200 } else { 502 });
    assert_eq!(help(&world).inquiry.finding(), Some(Finding::Cache));
    take(&mut world, Step::ReloadPastCache);
    is_done(&mut world, Step::ReloadPastCache, true);
    assert_eq!(world.next_done(0), Some(Done::Get(1, "http://shop.test/old".into())));
}

#[test]
fn on_another_site_nothing_is_left_of_it() {
    let mut world = failing(502);
    ask_for_help(&mut world, cookies());
    answer_all(&mut world, |_| 502);
    world.tabs[0].url = Some("http://news.test/".into());
    world.answer(1, 502);
    let after = help(&world);
    assert_eq!((after.inquiry.stage, after.inquiry.finding()), (Stage::Wanted, None));
}
