//! Two signals of one load, in any order, are one failure.

use crate::world::{Done, World};
use rebound::event::{Event, Load};

const URL: &str = "http://shop.test/";

#[test]
fn the_two_signals_of_a_load_count_once_in_any_order() {
    let orders: [&[&str]; 2] = [&["request", "navigation"], &["navigation", "request"]];
    for order in orders {
        let mut world = World::waiting(URL);
        assert_eq!(world.next_done(60_000), Some(Done::Reload(1)));
        let load = world.load(1, 0);
        world.tell(Event::LoadStarted(load.clone()));
        for signal in order {
            let load = load.clone();
            world.tell(match *signal {
                "request" => {
                    Event::LoadFailed(Load { error: Some("NS_ERROR_CONNECTION_REFUSED".into()), ..load })
                }
                _ => Event::NavigationFailed(Load { error: Some("Error code 2152398861".into()), ..load }),
            });
        }
        let wait = serde_json::from_str::<serde_json::Value>(&world.app.save()).unwrap()["waits"][0].clone();
        assert_eq!(wait["fails"], 2, "the first failure and this one, {order:?}");
        assert_eq!(wait["members"][0]["is_unseen"], false, "{order:?}");
    }
}

#[test]
fn what_only_the_second_signal_sees_comes_back_by_a_get() {
    let mut world = World::new();
    world.open(1, URL, true);
    let load = Load { error: Some("Error code 2152398875".into()), ..world.load(1, 0) };
    world.tell(Event::NavigationFailed(load));
    world.keep_trying(1);
    let Some(Done::Probe(_, order)) = world.next_done(60_000) else { panic!("no probe") };
    world.probed("shop.test", order, None);
    assert_eq!(world.next_done(60_000), Some(Done::Get(1, URL.into())));
}

#[test]
fn firefox_s_empty_502_keeps_its_status() {
    let mut world = World::new();
    world.open(1, URL, true);
    let load = world.load(1, 502);
    world.tell(Event::HeadersReceived(load.clone()));
    world.tell(Event::LoadFailed(Load {
        status: 0,
        error: Some("NS_ERROR_NET_ERROR_RESPONSE".into()),
        ..load
    }));
    assert_eq!(world.picture(1).status, Some(502));
}

const UNREACHABLE: &str = "net::ERR_CONNECTION_TIMED_OUT";

/// What the second of two sites' failures is put down to: the first cause, and the lines about the surroundings.
fn nearby_of(world: &World, id: i32) -> (String, Vec<String>) {
    let diagnosis = world.picture(id).diagnosis.unwrap();
    let lines = diagnosis.evidence.iter().filter_map(|line| line.strip_prefix("nearby: "));
    (diagnosis.causes[0].id.clone(), lines.map(str::to_owned).collect())
}

fn fail(world: &mut World, id: i32, url: &str, error: &str, nearby: &str) {
    let load = Load { url: url.into(), ..world.load(id, 0) };
    world.tell(Event::LoadFailed(Load { error: Some(error.into()), nearby: nearby.into(), ..load }));
}

#[test]
fn two_sites_that_fail_at_once_point_to_the_connection() {
    let mut world = World::new();
    world.open(1, URL, false);
    world.open(2, "http://news.test/", true);
    fail(&mut world, 1, URL, UNREACHABLE, "");
    assert_eq!(nearby_of(&world, 1), ("tcp.timed_out".into(), vec![]));
    world.now_ms += 20_000;
    fail(&mut world, 2, "http://news.test/", "net::ERR_NAME_NOT_RESOLVED", "worked_here");
    let lines = vec!["worked_here".to_owned(), "others_fail".to_owned()];
    assert_eq!(nearby_of(&world, 2), ("offline".into(), lines));
    let sum: f64 = world.picture(2).diagnosis.unwrap().causes.iter().map(|cause| cause.p).sum();
    assert!(sum <= 1.0, "{sum}");
}

#[test]
fn what_another_site_did_long_ago_or_for_its_own_reasons_says_nothing() {
    for (error, later_ms, nearby) in [
        (UNREACHABLE, 90_000, ""),
        ("net::ERR_CERT_DATE_INVALID", 5_000, ""),
        ("net::ERR_CONNECTION_REFUSED", 5_000, ""),
        (UNREACHABLE, 5_000, "elsewhere_well"),
    ] {
        let mut world = World::new();
        world.open(1, URL, false);
        world.open(2, "http://news.test/", true);
        fail(&mut world, 1, URL, error, "");
        world.now_ms += later_ms;
        fail(&mut world, 2, "http://news.test/", UNREACHABLE, nearby);
        let (cause, lines) = nearby_of(&world, 2);
        assert_eq!((cause.as_str(), lines.join(" ").as_str()), ("tcp.timed_out", nearby), "{error}");
    }
}

#[test]
fn while_another_site_loads_the_name_server_is_not_to_blame() {
    let mut world = World::new();
    world.open(1, URL, true);
    let blames = |world: &World| {
        world.picture(1).diagnosis.unwrap().causes.iter().any(|cause| cause.id == "dns.unreachable")
    };
    fail(&mut world, 1, URL, "net::ERR_NAME_NOT_RESOLVED", "");
    assert!(blames(&world));
    fail(&mut world, 1, URL, "net::ERR_NAME_NOT_RESOLVED", "elsewhere_well");
    assert!(!blames(&world));
}
