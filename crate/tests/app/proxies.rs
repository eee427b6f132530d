//! The user's own proxies: tried last and alone, used for one host, and only for as long as the user wants.

use super::world::{Asked, Done, World};
use rebound::event::Event;
use rebound::fetch::Answer;
use rebound::route::kind::{Kind, State};
use rebound::route::proxy::Way;
use rebound::route::question::{Check, How, UNAVAILABLE};
use rebound::route::services::Services;

const URL: &str = "https://shop.example/a";
const OFFICE: &str = "socks5://10.0.0.1:1080#Office";
const OTHER: &str = "http://proxy.example:3128";

/// A failed page, and a user with two proxies who wants other routes.
fn asking() -> World {
    let mut world = World::new();
    world.open(1, URL, true);
    world.answer(1, 502);
    let services = Services { proxies: vec![OFFICE.into(), OTHER.into()], ..Services::default() };
    world.tell(Event::RoutesWanted { tab_id: 1, asks_outsiders: false, services });
    world
}

fn page(url: &str, status: u16) -> Answer {
    let body = "<title>Teapots</title><p>Short and stout.".into();
    Answer { status: Some(status), body, is_whole: true, url: url.into(), ..Answer::default() }
}

fn silence(error: &str) -> Answer {
    Answer { error: error.into(), ..Answer::default() }
}

fn tell(world: &mut World, asked: &Asked, answer: Answer) {
    world.tell(Event::RouteChecked { tab_id: asked.tab, order: asked.order, index: asked.ask.index, answer });
}

/// All other routes fail; `answer` is what comes through a proxy.
fn run(world: &mut World, answer: impl Fn(&str) -> Answer) {
    while !world.asked.is_empty() {
        let is_proxy = |asked: &Asked| asked.ask.kind == Kind::Proxy;
        assert!(!world.asked.iter().any(is_proxy) || world.asked.len() == 1, "a proxy is tried alone");
        let asked = world.asked.remove(0);
        let came = if is_proxy(&asked) { answer(&asked.ask.via) } else { page(&asked.ask.url, 503) };
        tell(world, &asked, came);
    }
}

fn proxies(world: &World) -> Vec<Check> {
    let checks = world.routes(1).map(|routes| routes.checks).unwrap_or_default();
    checks.into_iter().filter(|check| check.kind == Kind::Proxy).collect()
}

fn choose(world: &mut World, via: &str) {
    world.tell(Event::RouteChosen { tab_id: 1, url: via.into() });
}

/// The office's proxy works, and the user opens the site through it.
fn going_through() -> World {
    let mut world = asking();
    run(&mut world, |_| page(URL, 200));
    choose(&mut world, OFFICE);
    world
}

fn office() -> Vec<Way> {
    vec![Way { host: "shop.example".into(), via: OFFICE.into() }]
}

fn through(world: &World, url: &str) -> String {
    world.app.picture(1, url, world.now_ms).way_proxy
}

#[test]
fn the_page_itself_is_fetched_through_each_proxy() {
    let mut world = asking();
    assert!(world.asked.iter().all(|asked| asked.ask.how != How::Through), "proxies come last");
    run(&mut world, |via| if via == OFFICE { page(URL, 200) } else { page(URL, 503) });
    let states: Vec<State> = proxies(&world).iter().map(|check| check.state).collect();
    assert_eq!(states, [State::Works, State::Fails]);
    assert_eq!(proxies(&world).iter().map(|check| check.url.as_str()).collect::<Vec<_>>(), [URL, URL]);
}

#[test]
fn a_dead_proxy_is_told_from_a_site_that_stays_away_behind_it() {
    for (error, state) in [
        ("net::ERR_PROXY_CONNECTION_FAILED", State::Dead),
        ("NS_ERROR_PROXY_CONNECTION_REFUSED", State::Dead),
        ("NS_ERROR_UNKNOWN_PROXY_HOST", State::Dead),
        ("net::ERR_TUNNEL_CONNECTION_FAILED", State::NoAnswer),
        ("net::ERR_SOCKS_CONNECTION_FAILED", State::NoAnswer),
        ("NS_ERROR_PROXY_BAD_GATEWAY", State::NoAnswer),
        ("", State::NoAnswer),
        (UNAVAILABLE, State::Refused),
    ] {
        let mut world = asking();
        run(&mut world, |_| silence(error));
        assert!(proxies(&world).iter().all(|check| check.state == state), "{error}: {:?}", proxies(&world));
        choose(&mut world, OFFICE);
        assert_eq!(world.ways, None, "never offered, so never opened: {error}");
    }
}

#[test]
fn without_access_to_the_site_no_proxy_is_asked() {
    let mut world = World::new();
    world.origins = Vec::new();
    world.open(1, URL, true);
    world.answer(1, 502);
    let services = Services { proxies: vec![OFFICE.into()], ..Services::default() };
    world.tell(Event::RoutesWanted { tab_id: 1, asks_outsiders: false, services });
    run(&mut world, |_| page(URL, 200));
    assert_eq!(proxies(&world).first().map(|check| check.state), Some(State::Unread));
    world.origins = vec!["https://shop.example/*".into(), "http://shop.example/*".into()];
    world.tell(Event::AccessChanged);
    run(&mut world, |_| page(URL, 200));
    assert_eq!(proxies(&world).first().map(|check| check.state), Some(State::Works));
}

#[test]
fn the_site_alone_goes_through_the_proxy_and_the_popup_says_so() {
    let world = going_through();
    assert_eq!(world.ways, Some(office()));
    assert_eq!(world.done.last().map(|(_, done)| done), Some(&Done::Get(1, URL.into())));
    assert_eq!(through(&world, URL), "Office (socks5://10.0.0.1:1080)");
    assert!(world.app.watch().needs_tools, "the module that can end it stays at hand");
}

#[test]
fn a_click_loads_it_directly_again() {
    let mut world = going_through();
    world.tell(Event::WayLeft { host: "shop.example".into() });
    assert_eq!(world.ways, Some(Vec::new()));
    assert_eq!(through(&world, URL), "");
}

#[test]
fn it_stays_on_over_a_restart_of_the_browser_and_is_still_said() {
    let mut world = going_through();
    world.restart(Vec::new());
    assert_eq!(world.app.ways(), office());
    assert_eq!(through(&world, "http://shop.example/b"), "Office (socks5://10.0.0.1:1080)");
    assert_eq!(through(&world, "http://news.example/"), "");
}

#[test]
fn another_proxy_for_the_same_site_takes_the_place_of_the_first() {
    let mut world = asking();
    run(&mut world, |_| page(URL, 200));
    choose(&mut world, OFFICE);
    choose(&mut world, OTHER);
    assert_eq!(world.ways, Some(vec![Way { host: "shop.example".into(), via: OTHER.into() }]));
}

#[test]
fn what_the_browser_no_longer_allows_ends_and_is_no_longer_said() {
    let mut world = going_through();
    world.origins = Vec::new();
    world.tell(Event::AccessChanged);
    assert_eq!(world.ways, Some(Vec::new()));
    let mut world = going_through();
    world.tell(Event::ProxiesGone);
    assert_eq!((world.ways.clone(), through(&world, URL)), (Some(Vec::new()), String::new()));
}
