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
