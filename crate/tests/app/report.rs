//! What a user can hand to the site's owner.

use crate::world::World;
use rebound::json::Json;
use rebound::report::{About, Report};

const URL: &str = "https://me:pw@shop.test/cart?token=secret#top";

fn report(world: &World, with_query: bool) -> Report {
    let about = About { zone_min: 60, browser: "Browser/1".into(), with_query };
    world.app.report(1, &about).unwrap()
}

#[test]
fn a_report_names_time_status_and_tries_and_nothing_private() {
    let mut world = World::waiting(URL);
    world.next_done(60_000);
    world.answer(1, 502);
    let report = report(&world, false);
    let text = format!("{:?} {}", report.lines, report.json);
    for said in ["https://shop.test/cart", "502", "+01:00", "Browser/1"] {
        assert!(text.contains(said), "{said} is missing in {text}");
    }
    for private in ["secret", "pw", "#top"] {
        assert!(!text.contains(private), "{private} is in {text}");
    }
    let json = Json::parse(&report.json).unwrap();
    assert_eq!(json.get("status"), Some(&Json::Number(502.0)));
    assert_eq!(json.get("tries"), Some(&Json::Number(1.0)));
}

#[test]
fn the_query_is_in_it_if_the_user_says_so_but_never_a_password() {
    let world = World::waiting(URL);
    let text = report(&world, true).json;
    assert!(text.contains("https://shop.test/cart?token=secret#top"), "{text}");
    assert!(!text.contains("pw"), "{text}");
}
